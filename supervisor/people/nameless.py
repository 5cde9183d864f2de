"""Texts without the names of people, for versions that go further than those who may know them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from supervisor.words import _

_SHORTEST = 2  # characters: a single one is a word of its own in any Chinese text
_SHORTEST_DIGITS = 4  # "12" is a count before it is somebody's number
_EVERY_DAY = """
高峰 高原 高明 高兴 方向 方法 方便 文明 平安 安全 安静 安装 和平 向阳 万里 黄金 白云 金融 马上 任何 任务 应用
成本 成功 温度 时间 关于 包装 项目 单位 常用 常规 水平 石油 汪洋 江山 明天 明白 宣传 全部 全面 程序 周期 周末
严格 严重 毛利 钱包 康复 连接 连续 通信 通知 费用 路线 路由 计划 计费 解决 解释 管理 权限 广告 农村 公平 公开
"""
"""Words of every day that could be somebody's whole name: the evening's peak, 晚高峰, is not Gao Feng's."""

_WORD = re.compile(r"[0-9A-Za-z_]")


class Nameless:
    """Takes *names* (of people, their logins and numbers) out of what people wrote.

    A name of Latin letters or digits is one only where it stands alone; a Chinese one wherever it stands, as
    nothing parts words there: in a version without names a word too many is hidden rather than a name shown.
    """

    def __init__(self, names: Iterable[str]) -> None:
        everyday = frozenset(_EVERY_DAY.split())
        # by how they begin: one pattern of thousands of names would try each at each place
        self._beginning: dict[str, list[str]] = {}
        for name in {_folded(" ".join(name.split())) for name in names}:
            shortest = _SHORTEST_DIGITS if name.isascii() and name.isdecimal() else _SHORTEST
            if name not in everyday and len(name) >= shortest:
                self._beginning.setdefault(name[:_SHORTEST], []).append(name)
        for some in self._beginning.values():
            some.sort(key=len, reverse=True)  # "Li Ming" before "Li"

    def said(self, text: str) -> str:
        """*text* with a word in the place of each name."""
        folded = _folded(text)
        kept, begun, place = [], 0, 0
        while place < len(folded):
            long = self._name_at(folded, place)
            if long:
                kept += [text[begun:place], _("[name]")]
                begun = place + long
            place += long or 1
        return "".join([*kept, text[begun:]]) if kept else text

    def _name_at(self, folded: str, place: int) -> int:
        """How long the name is that begins at *place*; 0 where none does."""
        for name in self._beginning.get(folded[place : place + _SHORTEST], ()):
            if folded.startswith(name, place) and _alone(folded, name, place):
                return len(name)
        return 0


def _alone(folded: str, name: str, place: int) -> bool:
    """Whether *name* is no part of a longer Latin word or number."""
    before, after = folded[place - 1 : place], folded[place + len(name) : place + len(name) + 1]
    return not (_WORD.match(name[0]) and _WORD.match(before)) and not (
        _WORD.match(name[-1]) and _WORD.match(after)
    )


def _folded(text: str) -> str:
    """Without capitals, and as long as it was."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one.lower()[:1] or one for one in text)
