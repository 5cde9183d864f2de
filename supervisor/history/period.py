"""A time of the past that is asked about, and the pieces that it is cut into, in the centre's own days.

A piece of a day is cut by the clock that runs on, from the day's beginning: the day on which the clocks go
back has 25 hours, and two pieces that the wall clock calls 02:00; the day on which they go forward has 23.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from supervisor.clock import BusinessDays

SLOT_S = 900
"""Facts are counted by the quarter hour; a business day begins at the first slot that begins within it."""


class Every(StrEnum):
    """How finely a period is cut. Weeks begin on Monday; a week or month is cut where the period ends."""

    QUARTER = "15m"
    HALF = "30m"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    WHOLE = "whole"

    @property
    def seconds(self) -> int | None:
        """How long a piece of a day lasts; None for whole days and more."""
        return {Every.QUARTER: 900, Every.HALF: 1800, Every.HOUR: 3600}.get(self)


@dataclass(frozen=True)
class Period:
    """Business days from *first* to *last*, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")

    @property
    def days(self) -> tuple[date, ...]:
        """Each day, in order."""
        return tuple(self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Bucket:
    """A piece of a period, from *begins* until before *ends* (UTC); *first*, *last*: its business days."""

    begins: datetime
    ends: datetime
    first: date
    last: date


def buckets(period: Period, every: Every, days: BusinessDays) -> tuple[Bucket, ...]:
    """The pieces of *period*, in order and without a gap."""
    if (step := every.seconds) is not None:
        return tuple(piece for day in period.days for piece in _pieces(day, step, days))
    firsts = [day for day in period.days if day == period.first or _begins(every, day)]
    lasts = [day - timedelta(days=1) for day in firsts[1:]] + [period.last]
    return tuple(
        Bucket(days.begins(first), days.ends(last), first, last)
        for first, last in zip(firsts, lasts, strict=True)
    )


def _begins(every: Every, day: date) -> bool:
    match every:
        case Every.DAY:
            return True
        case Every.WEEK:
            return day.weekday() == 0
        case Every.MONTH:
            return day.day == 1
        case _:
            return False


def _pieces(day: date, step_s: int, days: BusinessDays) -> Iterator[Bucket]:
    begins, end = days.begins(day), days.ends(day)
    while begins < end:
        ends = min(begins + timedelta(seconds=step_s), end)
        yield Bucket(begins, ends, day, day)
        begins = ends


def slot_after(at: datetime) -> int:
    """The first slot (quarter hours since 1970) that begins at *at* or later."""
    return -(-int(at.timestamp()) // SLOT_S)
