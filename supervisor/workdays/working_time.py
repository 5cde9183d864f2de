"""Arithmetic with working time: what lies between two instants, and when so much of it will have passed.

Every year of a calendar is laid out once, as its open spans in microseconds with the sum of all before each;
whatever is asked then is a search. An opening hour that a change of the clocks leaves out begins when the
clocks have been changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from weakref import ref

from supervisor.workdays.calendar import Span, WorkCalendar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_S = 1_000_000
_KEPT = 256
_YEARS = 50  # a calendar on which nothing opens for so long never opens


def spans_of(calendar: WorkCalendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The open spans of *day* as aware UTC instants, in order; none on a day off."""
    return tuple((_instant(since), _instant(until)) for since, until in _laid_out(calendar, day))


def close_of(calendar: WorkCalendar, day: date) -> datetime:
    """When *day* closes (aware UTC); of a day off, when the next working day closes.

    Raises ValueError for a calendar that never opens again."""
    return _close(calendar, day, 0)


def working_s(calendar: WorkCalendar, since: datetime, until: datetime) -> float:
    """Open seconds between two instants; 0 when *until* is not after *since*. Additive over adjacent
    stretches."""
    start, end = _us(since), _us(until)
    if end <= start:
        return 0.0
    first, last = since.astimezone(calendar.zone).year, until.astimezone(calendar.zone).year
    hours = _hours(calendar)
    passed = hours.year(last).passed(end) - hours.year(first).passed(start)
    return (passed + sum(hours.year(year).total for year in range(first, last))) / _S


def after_s(calendar: WorkCalendar, since: datetime, seconds: float) -> datetime:
    """The first instant at which *seconds* of open time have passed since *since*; *since* itself for 0.

    Raises ValueError for a calendar that never opens again."""
    if seconds <= 0:
        return since.astimezone(UTC)
    first = since.astimezone(calendar.zone).year
    hours = _hours(calendar)
    wanted = round(seconds * _S) + hours.year(first).passed(_us(since))
    for number in range(first, first + _YEARS):
        year = hours.year(number)
        if wanted <= year.total:
            place = bisect_left(year.through, wanted)
            return _instant(year.ends[place] - (year.through[place] - wanted))
        wanted -= year.total
    raise ValueError(f"{calendar.id} does not open for {seconds} s")


def after_days(calendar: WorkCalendar, since: datetime, days: int) -> datetime:
    """The close of the *days*-th working day after the day of *since* (0: of that day, else of the next
    worked one; -1: of the last one before it).

    Raises ValueError for a calendar that never opens again."""
    return _close(calendar, since.astimezone(calendar.zone).date(), days)


def working_days(calendar: WorkCalendar, since: date, until: date) -> int:
    """Working days after *since* up to and with *until*; negative when *until* is before *since*."""
    if until < since:
        return -working_days(calendar, until, since)
    hours = _hours(calendar)
    found = hours.year(until.year).worked(until) - hours.year(since.year).worked(since)
    return found + sum(len(hours.year(year).days) for year in range(since.year, until.year))


def is_open(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether *at* lies in opening hours."""
    year = _hours(calendar).year(at.astimezone(calendar.zone).year)
    now = _us(at)
    place = bisect_right(year.starts, now) - 1
    return place >= 0 and now < year.ends[place]


def _close(calendar: WorkCalendar, day: date, days: int) -> datetime:
    hours = _hours(calendar)
    number = day.year
    year = hours.year(number)
    place = year.worked(day) + days - 1 if days > 0 else bisect_left(year.days, day) + days
    while place >= len(year.days):
        place -= len(year.days)
        number += 1
        if number > day.year + _YEARS:
            raise ValueError(f"{calendar.id} has no {days} working days after {day}")
        year = hours.year(number)
    while place < 0:
        number -= 1
        if number < day.year - _YEARS:
            raise ValueError(f"{calendar.id} has no {-days} working days before {day}")
        year = hours.year(number)
        place += len(year.days)
    return _instant(year.closes[place])


@dataclass
class _Year:
    """A year of the calendar's zone. Instants in microseconds since 1970."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    through: list[int] = field(default_factory=list)  # open time of the year up to each end
    days: list[date] = field(default_factory=list)  # that are worked
    closes: list[int] = field(default_factory=list)  # of each of them

    @property
    def total(self) -> int:
        return self.through[-1] if self.through else 0

    def passed(self, at: int) -> int:
        """Open time of the year before *at*."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        return self.through[place] - max(0, self.ends[place] - at)

    def worked(self, day: date) -> int:
        """Working days of the year up to and with *day*."""
        return bisect_right(self.days, day)


class _Hours:
    """The years of one calendar, each laid out when it is first asked for."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._years: dict[int, _Year] = {}

    def year(self, number: int) -> _Year:
        found = self._years.get(number)
        if found is None:
            found = self._years[number] = _year(self._calendar, number)
        return found


_known: dict[int, tuple[ref[WorkCalendar], _Hours]] = {}  # by identity: comparing all days costs 0.2 ms


def _hours(calendar: WorkCalendar) -> _Hours:
    found = _known.get(id(calendar))
    if found is not None and found[0]() is calendar:
        return found[1]
    hours = _hours_of(calendar)
    if len(_known) >= _KEPT:
        _known.clear()  # most are of calendars that nobody holds any more
    _known[id(calendar)] = ref(calendar), hours
    return hours


@lru_cache(maxsize=64)
def _hours_of(calendar: WorkCalendar) -> _Hours:
    """The same for a calendar that was read again and is equal."""
    return _Hours(calendar)


def _year(calendar: WorkCalendar, number: int) -> _Year:
    made = _Year()
    total = 0
    day = date(number, 1, 1)
    while day.year == number:
        spans = _laid_out(calendar, day)
        for since, until in spans:
            total += until - since
            made.starts.append(since)
            made.ends.append(until)
            made.through.append(total)
        if spans:
            made.days.append(day)
            made.closes.append(spans[-1][1])
        day += timedelta(days=1)
    return made


def _laid_out(calendar: WorkCalendar, day: date) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for span in calendar.hours(day):
        since, until = _bounds(calendar, day, span)
        if found:
            since = max(since, found[-1][1])
        if since < until:  # else a change of the clocks swallowed it
            found.append((since, until))
    return found


def _bounds(calendar: WorkCalendar, day: date, span: Span) -> tuple[int, int]:
    since, until = span
    ends = day if until != time(0) else day + timedelta(days=1)
    zone = calendar.zone
    return _us(datetime.combine(day, since, zone)), _us(datetime.combine(ends, until, zone))


def _us(at: datetime) -> int:
    return (at - _EPOCH) // _US


def _instant(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
