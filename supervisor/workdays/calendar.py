"""A working-day calendar as it stands at one version: which days are worked, and from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from supervisor.words import _, mark


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

MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)


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


def minutes_of(span: Span) -> tuple[int, int]:
    """Start and end of *span* in minutes after midnight; an end of 0:00 is 1440."""
    since, until = (each.hour * 60 + each.minute for each in span)
    return since, until or 24 * 60


def week_problem(week: tuple[tuple[Span, ...], ...]) -> str:
    """Why *week* cannot be worked by, in words; "" when it can."""
    if len(week) != 7 or not any(week):
        return _("at least one day of the week with opening hours")
    for spans in week:
        end = -1
        for span in spans:
            since, until = minutes_of(span)
            if since <= end or until <= since:
                return _("opening hours that follow each other, such as 09:00–12:00 and 13:00–18:00")
            end = until
    return ""


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

    def __post_init__(self) -> None:
        if wrong := week_problem(self.week):
            raise ValueError(wrong)

    def __hash__(self) -> int:  # its days have none; equal calendars have the same version
        return hash((self.id, self.version))

    def kind(self, day: date) -> DayKind:
        """What is done on *day*."""
        told = self.days.get(day)
        if told is not None:
            return told.kind
        return DayKind.WORK if self.week[day.weekday()] else DayKind.REST

    def is_working(self, day: date) -> bool:
        """Whether *day* is worked, whole or half."""
        return self.kind(day) is not DayKind.REST

    def hours(self, day: date) -> tuple[Span, ...]:
        """The open spans of *day* by the clock on the wall, in order; an end of 0:00 is midnight after it."""
        kind = self.kind(day)
        if kind is DayKind.REST:
            return ()
        whole = self.week[day.weekday()] or next(spans for spans in self.week if spans)
        if kind is DayKind.WORK:
            return whole
        if len(whole) > 1:
            return whole[:1]
        since, until = minutes_of(whole[0])
        half = (since + until) // 2
        return ((whole[0][0], time(half // 60, half % 60)),)

    def is_provisional(self, day: date) -> bool:
        """Whether it may still change if *day* is worked: so it is in every year after a provisional one."""
        return bool(self.provisional) and (day.year in self.provisional or day.year > max(self.provisional))


def working_days_of(calendar: WorkCalendar, year: int) -> tuple[int, int]:
    """How many days of *year* are worked: whole ones, and half ones."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    kinds = [calendar.kind(first + timedelta(days=at)) for at in range(days)]
    return kinds.count(DayKind.WORK), kinds.count(DayKind.HALF)
