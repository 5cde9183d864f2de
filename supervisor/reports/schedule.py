"""Reports that are made again and again: when one is due, and of which days it then is. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.clock import BusinessDays
from supervisor.history.count_block import month_end
from supervisor.reports.catalogue import BY_NAME
from supervisor.reports.order import Ask, Order
from supervisor.words import WEEKDAYS, _, mark

LATE_RUNS = 7
"""So many missed times are made up for, the latest; those before are noted as missed."""

_Line = Annotated[str, msgspec.Meta(max_length=1_000)]


class Every(StrEnum):
    """How often."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


EVERY_LABELS = {
    Every.DAY: mark("Every day"),
    Every.WEEK: mark("Every week"),
    Every.MONTH: mark("Every month"),
}


class Schedule(msgspec.Struct, frozen=True, omit_defaults=True):
    """*order* made *every* so often at *at* on the centre's clock, into *folder* under *pattern*.

    *weekday* 0 is Monday. *day* of the month (the day after the review, say); one that is no working day
    becomes the next that is, where *working* is set. *since* is when it was switched on: nothing before is
    due. The days that the order speaks of are the last whole ones before it is due: yesterday, the last week
    from Monday to Sunday, the last month.
    """

    id: str
    name: _Line
    order: Order
    every: Every
    folder: _Line
    since: Annotated[datetime, msgspec.Meta(tz=True)]
    pattern: _Line = ""
    at: time = time(6, 0)
    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)] = 0
    day: Annotated[int, msgspec.Meta(ge=1, le=28)] = 6
    working: bool = False
    on: bool = True
    version: int = 0


def due_times(
    schedule: Schedule,
    after: datetime,
    until: datetime,
    days: BusinessDays,
    is_working: Callable[[date], bool] = lambda _day: True,
) -> tuple[datetime, ...]:
    """The instants in (*after*, *until*] at which *schedule* is due, in order; *after* no earlier than when
    it was switched on. A time of day that a clock change leaves out is the instant it would have been."""
    after = max(after, schedule.since)
    if not schedule.on or until <= after:
        return ()
    found = []
    day = days.local(after).date() - timedelta(
        days=32
    )  # a day of the month may have moved over a month's end
    last = days.local(until).date()
    while day <= last:
        if _is_day(schedule, day):
            moved = day
            while schedule.working and not is_working(moved) and moved < day + timedelta(days=31):
                moved += timedelta(days=1)
            at = datetime.combine(moved, schedule.at, days.zone)
            if after < at <= until:
                found.append(at)
        day += timedelta(days=1)
    return tuple(dict.fromkeys(sorted(found)))  # two days of rest become the same working day


def _is_day(schedule: Schedule, day: date) -> bool:
    match schedule.every:
        case Every.WEEK:
            return day.weekday() == schedule.weekday
        case Every.MONTH:
            return day.day == schedule.day
    return True


def order_at(schedule: Schedule, due: datetime, days: BusinessDays) -> Order:
    """What is ordered at *due*: the last whole day, week or month before it."""
    return of_last(schedule.order, schedule.every, days.day(due))


def of_last(order: Order, every: Every, today: date) -> Order:
    """*order* of the last day, week (from Monday to Sunday) or month that was whole before *today*, as far as
    its report asks for days."""
    report = BY_NAME.get(order.report)
    asks = report.asks if report is not None else None
    yesterday = today - timedelta(days=1)
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if asks in (Ask.MONTH, Ask.PERSON):
        return msgspec.structs.replace(order, month=last_month)
    if asks is Ask.DAY:
        return msgspec.structs.replace(order, since=yesterday, until=None)
    if asks is Ask.SPAN:
        match every:
            case Every.DAY:
                since, until = yesterday, yesterday
            case Every.WEEK:
                until = today - timedelta(days=today.weekday() + 1)
                since = until - timedelta(days=6)
            case Every.MONTH:
                since, until = last_month, month_end(last_month)
        return msgspec.structs.replace(order, since=since, until=until)
    return order


def rhythm(schedule: Schedule) -> str:
    """When it is due, in words."""
    at = f"{schedule.at:%H:%M}"
    match schedule.every:
        case Every.WEEK:
            return _("every week on {weekday} at {time}").format(
                weekday=_(WEEKDAYS[schedule.weekday]), time=at
            )
        case Every.MONTH if schedule.working:
            return _("every month on day {day} or the next working day, at {time}").format(
                day=schedule.day, time=at
            )
        case Every.MONTH:
            return _("every month on day {day} at {time}").format(day=schedule.day, time=at)
    if schedule.working:
        return _("every working day at {time}").format(time=at)
    return _("every day at {time}").format(time=at)
