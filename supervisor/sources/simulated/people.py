"""The demo centre's agents: names, logins, teams, the queues each serves and the shift each works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from supervisor.sources.simulated.centre import TEAMS, TeamPlan

FIRST_LOGIN = 6001

# Names that break careless programs: rare characters, two surnames, a long Uyghur and a long English one.
_MEMORABLE = (
    "王淼",
    "赵喆",
    "孙龑",
    "欧阳若曦",
    "阿依努尔·买买提",
    "扎西卓玛",
    "李想",
    "司徒嘉禾",
    "Maximiliana Featherstonehaugh-Cunningham",
)
_ENGLISH = (
    "Grace Whitfield",
    "Omar Haddad",
    "Priya Raman",
    "Tomasz Wiśniewski",
    "Sofía Álvarez",
    "Hannah Okafor",
    "Liam Brennan",
    "Yuki Tanabe",
    "Noor Siddiqui",
    "Daniel Kowalczyk",
    "Chloé Fontaine",
    "Ethan Caldwell",
    "Amara Nwosu",
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
)
_GIVEN = tuple(
    name
    for line in (
        "思远 雨桐 梓涵 嘉怡 晓燕 建华 文静 志强 佳宁 子墨 欣怡 海燕 明轩 诗雨 俊杰",
        "丽娟 浩然 静怡 宇航 婷婷 立新 春梅 国栋 雅琴 天佑 若琳 景行 秋月 博文 可欣",
        "永康 玉兰 承泽 梦瑶 少峰 慧敏 泽宇 晨曦 家豪 素芬 敏 磊 静 洋 颖 涛 倩 鹏",
        "雪 波 蕾 斌 璐 超 萍 亮 瑶 刚 娜 凯 洁 旭 莹 宁 悦 航 岚 峰 琪 睿 凤英",
        "启明 亦凡 念慈 书豪 紫萱 长江 爱国 小龙 一诺 知夏 沐阳 云鹏 乐瑶 安琪 锦程",
        "清扬 语嫣 向阳 怀瑾 正阳 美玲 世杰 淑贞 伟东 艳秋 智渊 心怡 宏图 采薇 鸿飞",
        "巧云 德胜 冰洁 卫国 丹丹 逸飞 依诺 学文 水根",
    )
    for name in line.split()
)

_Of = TypeVar("_Of")


@dataclass(frozen=True)
class Agent:
    """One agent of the demo centre, the same on every day of the same seed.

    *queues* are keys, the agent's own first; *pace* multiplies handle times (1.2: a fifth slower than most).
    *rest* places the agent in the rota of days off: 0 to 1.
    """

    login: str
    name: str
    team: TeamPlan
    queues: tuple[str, ...]
    shift: str
    pace: float
    rest: float


def agents(seed: int, scale: float = 1.0) -> tuple[Agent, ...]:
    """The centre's agents by login; *scale* 1 is 120 of them, and no team ever has fewer than two."""
    rng = Random(f"{seed}:people")
    counts = [max(2, round(team.agents * scale)) for team in TEAMS]
    names = _names(rng, sum(counts))
    found: list[Agent] = []
    for team, count in zip(TEAMS, counts, strict=True):
        skills = _dealt(team.skills, count)
        rng.shuffle(skills)
        by_skill: dict[tuple[str, ...], int] = {}
        for skill in skills:
            by_skill[skill] = by_skill.get(skill, 0) + 1
        # shifts are dealt within each skill, so that no queue is served by one shift alone
        shifts = {skill: _dealt(team.shifts, many) for skill, many in by_skill.items()}
        for position, skill in enumerate(skills):
            found.append(
                Agent(
                    str(FIRST_LOGIN + len(found)),
                    names[len(found)],
                    team,
                    skill,
                    shifts[skill].pop(),
                    round(rng.lognormvariate(0, 0.14), 3),
                    (position + rng.random()) / count,
                )
            )
    return tuple(found)


def _dealt(shares: Sequence[tuple[float, _Of]], count: int) -> list[_Of]:
    """*count* things in the proportion of *shares*, evenly mixed (the largest debt is paid first)."""
    total = sum(share for share, _ in shares)
    given = [0] * len(shares)
    dealt: list[_Of] = []
    for n in range(1, count + 1):
        debts = [n * share / total - given[i] for i, (share, _) in enumerate(shares)]
        best = debts.index(max(debts))
        given[best] += 1
        dealt.append(shares[best][1])
    return dealt


def _names(rng: Random, count: int) -> list[str]:
    """*count* names, no two the same: the memorable ones, a tenth English, the rest Chinese; mixed."""
    names = [*_MEMORABLE, *_ENGLISH[: max(1, count // 10)]]
    rng.shuffle(names)
    names = names[:count]
    chinese = [surname + given for surname in _SURNAMES for given in _GIVEN]
    taken = set(names)
    rng.shuffle(chinese)
    names += [name for name in chinese if name not in taken][: count - len(names)]
    while len(names) < count:  # beyond some nine thousand agents the house numbers its namesakes
        names.append(f"{chinese[len(names) % len(chinese)]}{len(names) // len(chinese) + 1}")
    rng.shuffle(names)
    return names
