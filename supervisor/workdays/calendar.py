"""A working-day calendar as it stands at one version: which days are worked, and from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from supervisor.words import mark


class DayKind(StrEnum):
    """What is done on a day. A half day is worked until the first break of its weekday (else half its
    hours)."""

    WORK = "work"
    REST = "rest"
    HALF = "half"


DAY_KIND_LABELS = {
    DayKind.WORK: mark("Working day"),
    DayKind.REST: mark("Day off"),
    DayKind.HALF: mark("Half day"),
}


@dataclass(frozen=True)
class Day:
    """A day that is told by name: a holiday, a make-up day, a day of the house. *source*: who says so
    ("holidays 0.109", "hand", the name of a file)."""

    day: date
    kind: DayKind
    source: str = ""
    note: str = ""
    version: int = 1


Span = tuple[time, time]

USUAL_SPANS: tuple[Span, ...] = ((time(9), time(12)), (time(13), time(18)))
USUAL_WEEK: tuple[tuple[Span, ...], ...] = (USUAL_SPANS,) * 5 + ((), ())


@dataclass(frozen=True)
class WorkCalendar:
    """A calendar at one *version*, which every change of it or of its days raises.

    *week* has seven entries, Monday first: the open spans of a worked weekday in order (the gap between two
    is the break), none for a weekday that is off. A make-up day on such a weekday is worked as a Monday is
    (as the first weekday that has spans). *days* holds the days that differ. *country*: where holidays come
    from ("CN"; "" none). *provisional*: years of which the arrangement is not published yet; their limits are
    shown with "provisional".
    """

    id: str
    name: str
    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...] = USUAL_WEEK
    days: Mapping[date, Day] = field(default_factory=dict)
    country: str = ""
    provisional: frozenset[int] = frozenset()
    version: int = 1

    def kind(self, day: date) -> DayKind:
        """What is done on *day*."""
        told = self.days.get(day)
        if told is not None:
            return told.kind
        return DayKind.WORK if self.week[day.weekday()] else DayKind.REST

    def is_working(self, day: date) -> bool:
        """Whether *day* is worked, whole or half."""
        return self.kind(day) is not DayKind.REST

    def is_provisional(self, day: date) -> bool:
        """Whether it may still change if *day* is worked."""
        return day.year in self.provisional
