"""Whom to remind of what at an instant: the steps of the ladder that the clocks of issues have come to. Pure.

A step is due from the opening of its working day on, and in opening hours only. Of several that were passed
over (nobody looked for a week) only the last is told: a reminder that "tomorrow is the day" helps nobody a
week later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from supervisor.issues.clock import Clock, Frame, limit_of
from supervisor.issues.department import Department
from supervisor.issues.issue import Issue
from supervisor.issues.states import ClockKind, State
from supervisor.settings.issues import Rung, Way
from supervisor.workdays.calendar import WorkCalendar
from supervisor.workdays.working_time import is_open, spans_of, working_days


class Why(StrEnum):
    """What a reminder is about."""

    LIMIT = "limit"
    PAUSE_OVER = "pause_over"  # a pause came to its expected end


OF_CENTRE = frozenset({ClockKind.VERIFICATION})
"""Clocks that are the centre's own business: no department is written to about them."""


@dataclass(frozen=True)
class Reminder:
    """One issue's step. *key* names it for ever: it is told once. *days* working days since the limit
    (negative: until it). *department* "" where it is the centre's own."""

    key: str
    issue: int
    number: str
    title: str
    clock: ClockKind
    limit: datetime
    days: int
    rung: Rung
    why: Why
    department: str
    due_on: date


def reminders(
    issues: Iterable[Issue],
    departments: Mapping[str, Department],
    frame: Frame,
    ladder: Iterable[Rung],
    told: frozenset[str],
    now: datetime,
    *,
    at_any_hour: bool = False,
) -> tuple[Reminder, ...]:
    """What is to be told at *now* and is not in *told* (keys); those of departments that are closed at
    *now* wait, unless *at_any_hour* (for a list of what would be sent)."""
    steps = sorted(ladder, key=lambda rung: rung.days)
    found: list[Reminder] = []
    for issue in issues:
        for clock in issue.standing.clocks:
            if not clock.is_running:
                continue
            department = departments.get(issue.facts.department)
            calendar = _calendar(clock, department, frame)
            found += _of_clock(issue, clock, calendar, steps, told, now, at_any_hour)
    return tuple(found)


def rung_day(calendar: WorkCalendar, limit: datetime, days: int) -> date:
    """The working day that lies *days* working days from the day of *limit* (a day off counts as the next
    worked one for 0 and later, the one before it otherwise)."""
    day = limit.astimezone(calendar.zone).date()
    one = timedelta(days=1)
    if days >= 0:
        while not calendar.is_working(day):
            day += one
    left = abs(days)
    while left:
        day += one if days > 0 else -one
        left -= calendar.is_working(day)
    return day


def _of_clock(
    issue: Issue,
    clock: Clock,
    calendar: WorkCalendar,
    steps: list[Rung],
    told: frozenset[str],
    now: datetime,
    at_any_hour: bool,
) -> list[Reminder]:
    over = [one for one in clock.pauses if not one.gap and one.until is None and one.expected is not None]
    paused = any(one.expected is not None and one.expected > now for one in over) or any(
        not one.gap and one.until is None and one.expected is None for one in clock.pauses
    )
    found = []
    desk = Rung(0, Way.DESK)
    for pause in over:
        if pause.expected is not None and pause.expected <= now:
            key = f"{issue.id}|{clock.kind}|{clock.run}|pause|{pause.expected:%Y-%m-%dT%H:%M}"
            limit = limit_of(clock, calendar, now)
            found.append(
                _made(key, issue, clock, limit, desk, Why.PAUSE_OVER, pause.expected.date(), calendar, now)
            )
    if not paused and issue.state not in (State.DRAFT, State.MERGED):
        limit = limit_of(clock, calendar, now)
        reached = [
            (rung, day)
            for rung in steps
            if _begun(calendar, day := rung_day(calendar, limit, rung.days), now)
        ]
        if reached:
            last = reached[-1][0].days
            for rung, day in reached:
                if rung.days == last:
                    key = f"{issue.id}|{clock.kind}|{clock.run}|{limit:%Y-%m-%d}|{rung.days}|{rung.way}"
                    found.append(_made(key, issue, clock, limit, rung, Why.LIMIT, day, calendar, now))
    open_now = at_any_hour or is_open(calendar, now)
    return [
        one
        for one in found
        if one.key not in told
        and open_now
        and (one.rung.way in (Way.DESK, Way.MANAGER) or clock.kind not in OF_CENTRE)
    ]


def _begun(calendar: WorkCalendar, day: date, now: datetime) -> bool:
    spans = spans_of(calendar, day)
    return bool(spans) and spans[0][0] <= now


def _made(
    key: str,
    issue: Issue,
    clock: Clock,
    limit: datetime,
    rung: Rung,
    why: Why,
    day: date,
    calendar: WorkCalendar,
    now: datetime,
) -> Reminder:
    today, last = (at.astimezone(calendar.zone).date() for at in (now, limit))
    return Reminder(
        key,
        issue.id,
        issue.number,
        issue.title,
        clock.kind,
        limit,
        working_days(calendar, last, today),
        rung,
        why,
        "" if clock.kind in OF_CENTRE else issue.facts.department,
        day,
    )


def _calendar(clock: Clock, department: Department | None, frame: Frame) -> WorkCalendar:
    return frame.calendar(clock.calendar or (department.calendar if department else ""))
