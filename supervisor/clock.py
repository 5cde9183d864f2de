"""Now, and the days of the centre: its time zone and the hour at which its business day starts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the present instant; handed to whoever needs it, so that tests and demos can choose it."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class ShiftedClock:
    """A clock that read *shows* when the machine's clock read *real*, and runs *speed* times as fast.

    The demo centre runs on it: its day can start in mid-morning and pass in minutes.
    """

    real: datetime
    shows: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        return self.at(datetime.now(UTC))

    def at(self, real: datetime) -> datetime:
        """What this clock shows at the machine's instant *real*."""
        return self.shows + (real - self.real) * self.speed


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still: for tests, pictures and replays."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant


@dataclass(frozen=True)
class BusinessDays:
    """The centre's days: in *zone*, each starting at *start* (04:00 keeps a night shift in one day)."""

    zone: ZoneInfo
    start: time_of_day = time_of_day(0, 0)

    def day(self, at: datetime) -> date:
        """The business day that holds the instant *at*."""
        return _day(self, at)

    def begins(self, day: date) -> datetime:
        """The instant (UTC) at which business day *day* begins."""
        return datetime.combine(day, self.start, self.zone).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """The instant (UTC) at which business day *day* ends: the next one begins."""
        return self.begins(day + timedelta(days=1))

    def local(self, at: datetime) -> datetime:
        """The instant *at* as the centre's wall clock shows it."""
        return at.astimezone(self.zone)


@lru_cache(maxsize=256)
def _minute_day(days: BusinessDays, minute: int) -> date:
    local = datetime.fromtimestamp(minute * 60, days.zone)
    day = local.date()
    return day if local.time() >= days.start else day - timedelta(days=1)


def _day(days: BusinessDays, at: datetime) -> date:
    return _minute_day(days, int(at.timestamp() // 60))


def monotonic() -> float:
    """Seconds on a clock that no one sets: for rhythms and time limits, never for what a person reads."""
    return time.monotonic()
