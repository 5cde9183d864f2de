"""Break codes as the centre means them: kind, limit, allowance, and when none may begin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from supervisor.words import _


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


@dataclass(frozen=True)
class BreakCode:
    """What a source's word for a break means here: *limit_s* is None when it may last as it likes."""

    code: str
    kind: BreakKind
    limit_s: int | None = None
    name_zh: str = ""
    name_en: str = ""

    def name(self, language: str) -> str:
        """What a person reads in *language* ("zh_CN", "en"); the source's word when the centre gave none."""
        return (self.name_zh if language.startswith("zh") else self.name_en) or self.code


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
