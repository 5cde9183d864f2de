"""Calendars for pictures: the centre's, with days that somebody entered, and a department's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from supervisor.imports.columns import Verdict
from supervisor.words import language
from supervisor.workdays.calendar import Day, DayKind, WorkCalendar
from supervisor.workdays.day_sheet import DaySheet, SheetRow
from supervisor.workdays.from_holidays import refresh
from supervisor.workdays.store import usual
from ui.issues.calendars_work import Calendars, Refreshed

MISSED = date(2026, 10, 10)
MOVED = date(2026, 10, 8)


def sample_calendars() -> Calendars:
    """Two calendars, of which a department goes by each."""
    zh = language() == "zh_CN"
    centre = usual("Asia/Shanghai")
    days = dict(centre.days)
    own = (
        (date(2026, 12, 31), DayKind.HALF, "年终盘点" if zh else "Stocktaking"),
        (MOVED, DayKind.REST, "系统切换" if zh else "Systems are moved"),
    )
    days |= {day: Day(day, kind, "hand", note) for day, kind, note in own}
    centre = replace(centre, days=days, version=3)
    hours = ((time(8, 30), time(12)), (time(14), time(17, 30)))
    name = "计费中心" if zh else "Billing"
    billing = replace(centre, id="billing", name=name, week=((hours,) * 5 + ((), ())), version=1)
    users = ("市场部", "网络部") if zh else ("Marketing", "Networks")
    return Calendars((centre, billing), {centre.id: users, "billing": (name,)})


def sample_refreshed() -> Refreshed:
    """A calendar that does not know a make-up day yet."""
    centre = sample_calendars().all[0]
    days = {day: told for day, told in centre.days.items() if day != MISSED}
    days[date(2026, 10, 7)] = Day(date(2026, 10, 7), DayKind.WORK, "hand", "")
    older = replace(centre, days=days)
    proposals, provisional = refresh(older, (2026,))
    return Refreshed(older, 2026, tuple(proposals), 2026 in provisional)


def sample_sheet(of: WorkCalendar) -> DaySheet:
    """A file with a day of each kind, and one that cannot be read."""
    new = Day(
        date(2026, 12, 24), DayKind.HALF, "days.xlsx", "平安夜" if language() == "zh_CN" else "Christmas Eve"
    )
    same = of.days[MISSED]
    old = of.days[date(2026, 12, 31)]
    rows = (
        SheetRow(2, Verdict.NEW, new),
        SheetRow(3, Verdict.SAME, same, same),
        SheetRow(4, Verdict.CHANGED, replace(old, kind=DayKind.REST), old),
        SheetRow(5, Verdict.BAD, problem="A5: 2026-02-30"),
    )
    return DaySheet("days.xlsx", rows)
