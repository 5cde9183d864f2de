"""Break codes as the centre means them: kind, limit, allowance, and when none may begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from supervisor.words import _, mark


class BreakKind(StrEnum):
    """What a break is for; *forced* is the telephone system's doing and no break of the agent's."""

    BREAK = "break"
    MEAL = "meal"
    MEETING = "meeting"
    COACHING = "coaching"
    TRAINING = "training"
    WELLBEING = "wellbeing"
    FORCED = "forced"
    SIGN_IN = "sign_in"


KIND_LABELS = {
    BreakKind.BREAK: mark("Short break"),
    BreakKind.MEAL: mark("Meal"),
    BreakKind.MEETING: mark("Team meeting"),
    BreakKind.COACHING: mark("Coaching"),
    BreakKind.TRAINING: mark("Training"),
    BreakKind.WELLBEING: mark("Wellbeing"),
    BreakKind.FORCED: mark("By the system"),
    BreakKind.SIGN_IN: mark("Signing in"),
}

COUNTING = frozenset({BreakKind.BREAK, BreakKind.MEAL})
"""Breaks of the agent's own choosing. The others are work, or the system's doing: they count for nothing."""

ASKED_FOR = frozenset(BreakKind) - {BreakKind.FORCED, BreakKind.SIGN_IN}
"""What a person can ask to go on; the rest happens."""


@dataclass(frozen=True)
class BreakCode:
    """What a source's word for a break means here.

    *limit_s* is how long one may last, *allowance_s* how long all of an agent's of one shift, *team_cap* how
    many people of one team may be on it at once; None: as it likes. *counts* tells whether it takes part in
    the rules for breaks in general; None: as its kind usually does.
    """

    code: str
    kind: BreakKind
    limit_s: int | None = None
    name_zh: str = ""
    name_en: str = ""
    counts: bool | None = None
    allowance_s: int | None = None
    team_cap: int | None = None

    @property
    def is_counted(self) -> bool:
        """Whether blocked times and the cap of breaks in general hold for it. Wellbeing counts for nothing
        that could be held against anybody, whatever was set."""
        if self.kind is BreakKind.WELLBEING:
            return False
        return self.kind in COUNTING if self.counts is None else self.counts

    def name(self, language: str) -> str:
        """What a person reads in *language* ("zh_CN", "en"); the source's word when the centre gave none."""
        return (self.name_zh if language.startswith("zh") else self.name_en) or self.code


Weekday = Annotated[int, msgspec.Meta(ge=0, le=6)]  # 0 is Monday


@dataclass(frozen=True)
class BreakBlock:
    """A time of the day at which no break may begin; *ends* before *begins* is on the next day.

    *weekdays* are those on which it begins, () every day; *kinds* those that it stops, () all that count.
    """

    begins: time
    ends: time
    weekdays: tuple[Weekday, ...] = ()
    kinds: tuple[BreakKind, ...] = ()


USUAL_BREAKS = (
    # as telephone systems are usually set up to call them, whatever the case
    BreakCode("lunch", BreakKind.MEAL, 3600, "用餐", "Lunch"),
    BreakCode("meal", BreakKind.MEAL, 3600, "用餐", "Meal"),
    BreakCode("dinner", BreakKind.MEAL, 3600, "晚餐", "Dinner"),
    BreakCode("用餐", BreakKind.MEAL, 3600, "用餐", "Meal"),
    BreakCode("午餐", BreakKind.MEAL, 3600, "午餐", "Lunch"),
    BreakCode("吃饭", BreakKind.MEAL, 3600, "用餐", "Meal"),
    BreakCode("break", BreakKind.BREAK, 600, "小休", "Break"),
    BreakCode("short break", BreakKind.BREAK, 600, "小休", "Short break"),
    BreakCode("rest", BreakKind.BREAK, 600, "小休", "Rest"),
    BreakCode("小休", BreakKind.BREAK, 600, "小休", "Break"),
    BreakCode("休息", BreakKind.BREAK, 600, "休息", "Break"),
    BreakCode("busy", BreakKind.BREAK, 600, "示忙", "Busy"),
    BreakCode("示忙", BreakKind.BREAK, 600, "示忙", "Busy"),
    BreakCode("training", BreakKind.TRAINING, None, "培训", "Training"),
    BreakCode("培训", BreakKind.TRAINING, None, "培训", "Training"),
    BreakCode("coaching", BreakKind.COACHING, None, "辅导", "Coaching"),
    BreakCode("辅导", BreakKind.COACHING, None, "辅导", "Coaching"),
    BreakCode("meeting", BreakKind.MEETING, None, "会议", "Meeting"),
    BreakCode("会议", BreakKind.MEETING, None, "会议", "Meeting"),
    BreakCode("wellbeing", BreakKind.WELLBEING, 900, "身心放松", "Wellbeing"),
    BreakCode("Auto-Pause", BreakKind.FORCED, None, "系统置忙", "Paused by the system"),
    BreakCode("login", BreakKind.SIGN_IN, None, "签入", "Signing in"),
)


def codes_differ(codes: tuple[BreakCode, ...]) -> str | None:
    known = {code.code.casefold() for code in codes}
    if len(known) < len(codes) or "" in known:
        return _("break codes that differ, in more than upper and lower case")
    return None


def changes_differ(changes: tuple[time, ...]) -> str | None:
    return None if len(set(changes)) == len(changes) else _("times that differ")


def blocks_last(blocks: tuple[BreakBlock, ...]) -> str | None:
    if all(block.begins != block.ends for block in blocks):
        return None
    return _("blocked times that end at another time than they begin")


_BUSY = frozenset({"busy", "示忙", "置忙", "忙碌"})


def house_rules(codes: Sequence[BreakCode]) -> dict[str, Any]:
    """The usual rules of a Chinese centre's floor, as changes of the centre's settings over these *codes*.

    Busy at most 10 minutes a shift, rest at most 40, never two of one team at once, and none in the 30
    minutes around a shift change, whose times the centre knows itself.
    """
    ruled = []
    for code in codes:
        if code.kind is BreakKind.BREAK and code.is_counted:
            is_busy = bool(_BUSY & {code.code.casefold(), code.name_zh, code.name_en.casefold()})
            code = replace(code, allowance_s=600 if is_busy else 2400)
        ruled.append(code)
    return {"break_codes": tuple(ruled), "break_team_cap": 1, "shift_margin_min": 30}
