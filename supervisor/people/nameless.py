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
        known = {" ".join(name.split()) for name in names}
        kept = {
            name
            for name in known
            if name not in everyday
            and len(name) >= (_SHORTEST_DIGITS if name.isascii() and name.isdecimal() else _SHORTEST)
        }
        # the longest first: "Li Ming" before "Li"
        longest = sorted(kept, key=lambda name: (-len(name), name))
        self._any = re.compile("|".join(map(_alone, longest)), re.IGNORECASE) if longest else None

    def said(self, text: str) -> str:
        """*text* with a word in the place of each name."""
        return self._any.sub(lambda _found: _("[name]"), text) if self._any is not None else text


def _alone(name: str) -> str:
    begin = r"(?<![0-9A-Za-z_])" if _WORD.match(name[0]) else ""
    end = r"(?![0-9A-Za-z_])" if _WORD.match(name[-1]) else ""
    return f"{begin}{re.escape(name)}{end}"
