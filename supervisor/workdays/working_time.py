"""Arithmetic with working time: what lies between two instants, and when so much of it will have passed."""

from __future__ import annotations

from datetime import date, datetime

from supervisor.workdays.calendar import WorkCalendar


def spans_of(calendar: WorkCalendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The open spans of *day* as aware UTC instants, in order; none on a day off."""
    raise NotImplementedError


def close_of(calendar: WorkCalendar, day: date) -> datetime:
    """When *day* closes (aware UTC); of a day off, when the next working day closes."""
    raise NotImplementedError


def working_s(calendar: WorkCalendar, since: datetime, until: datetime) -> float:
    """Open seconds between two instants; 0 when *until* is not after *since*. Additive over adjacent
    stretches."""
    raise NotImplementedError


def after_s(calendar: WorkCalendar, since: datetime, seconds: float) -> datetime:
    """The first instant at which *seconds* of open time have passed since *since*."""
    raise NotImplementedError


def after_days(calendar: WorkCalendar, since: datetime, days: int) -> datetime:
    """The close of the *days*-th working day after the day of *since* (0: of that day, else of the next
    worked one)."""
    raise NotImplementedError


def working_days(calendar: WorkCalendar, since: date, until: date) -> int:
    """Working days after *since* up to and with *until*; negative when *until* is before *since*."""
    raise NotImplementedError


def is_open(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether *at* lies in opening hours."""
    raise NotImplementedError
