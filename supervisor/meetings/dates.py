"""The days of a series: its pattern on the centre's working days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from supervisor.meetings.series import Every, Pattern
from supervisor.workdays.calendar import WorkCalendar

_FORTNIGHTS_FROM = date(2024, 1, 1)  # a Monday; only where a series does not say since when it is
_FAR = timedelta(days=40)  # farther than any row of days off moves a meeting
_LONGEST = 3 * 366  # days within which a pattern must find a next day


def next_days(pattern: Pattern, calendar: WorkCalendar, since: date, count: int = 1) -> tuple[date, ...]:
    """The first *count* days of *pattern* that are not before *since*, in order; fewer where there are
    none (by hand: none).

    A day off moves a meeting to the working day after it, or before it, make-up days included; where two
    meetings would fall on one day there is one.
    """
    return tuple(islice(_days(pattern, calendar, since), count))


def next_starts(
    pattern: Pattern, calendar: WorkCalendar, after: datetime, count: int = 1
) -> tuple[datetime, ...]:
    """When the next *count* meetings begin after the instant *after*, as aware UTC instants."""
    first = after.astimezone(calendar.zone).date()
    starts = (
        datetime.combine(day, pattern.at, calendar.zone).astimezone(UTC)
        for day in _days(pattern, calendar, first)
    )
    return tuple(islice((start for start in starts if start > after), count))


def _days(pattern: Pattern, calendar: WorkCalendar, since: date) -> Iterator[date]:
    """Days of *pattern* not before *since*, moved to working days, each once."""
    begin = max(since - _FAR, pattern.since or date.min + _FAR)
    last: date | None = None
    for nominal in _nominal(pattern, begin, since + timedelta(days=_LONGEST)):
        day = _worked(calendar, nominal, before=pattern.before)
        if day is None or day < since or (last is not None and day <= last):
            continue
        last = day
        yield day


def _worked(calendar: WorkCalendar, day: date, *, before: bool) -> date | None:
    """*day*, or the working day next to it; None where there is none for weeks (a calendar without any)."""
    step = timedelta(days=-1 if before else 1)
    for _tried in range(_FAR.days):
        if calendar.is_working(day):
            return day
        day += step
    return None


def _nominal(pattern: Pattern, begin: date, end: date) -> Iterator[date]:
    """The days that *pattern* names from *begin* to *end*, whether they are worked or not."""
    match pattern.every:
        case Every.WEEK | Every.TWO_WEEKS:
            weeks = 1 if pattern.every is Every.WEEK else 2
            anchor = _on_or_after(pattern.since or _FORTNIGHTS_FROM, pattern.weekday)
            behind = (begin - anchor).days
            day = anchor + timedelta(days=-(-behind // (7 * weeks)) * 7 * weeks)
            while day <= end:
                yield day
                day += timedelta(weeks=weeks)
        case Every.MONTH_DAY | Every.MONTH_WEEKDAY:
            month = begin.replace(day=1)
            while month <= end:
                day = _of_month(pattern, month)
                if day >= begin:
                    yield day
                month = (month + timedelta(days=32)).replace(day=1)
        case Every.BY_HAND:
            return


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _of_month(pattern: Pattern, month: date) -> date:
    """The day of *pattern* in *month* (its first day): the last one where the month has not so many."""
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if pattern.every is Every.MONTH_DAY:
        return min(month + timedelta(days=pattern.nth - 1), last)
    first = _on_or_after(month, pattern.weekday)
    found = first + timedelta(weeks=min(pattern.nth, 5) - 1)
    return found if found <= last else found - timedelta(weeks=1)
