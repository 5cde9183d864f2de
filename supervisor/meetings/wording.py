"""Meetings in words: how one is called, how a message names it, how a clock stands, what came of an item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Light, Reading
from supervisor.issues.clock_wording import limit_words, short_words
from supervisor.issues.states import CLOCK_LABELS
from supervisor.meetings.meeting import OUTCOME_LABELS, Meeting, Outcome, OutcomeKind
from supervisor.meetings.series import Series
from supervisor.words import _, day, number


def meeting_name(meeting: Meeting, series: str) -> str:
    """How *meeting* of the series called *series* is called: its own title, else "Coordination, no. 4"."""
    if meeting.text.title:
        return meeting.text.title
    return _("{series}, no. {n}").format(series=series, n=number(meeting.text.number))


def meeting_on(meeting: Meeting, series: Series | str, zone: ZoneInfo) -> str:
    """Its name and day, as messages and steps have it."""
    name = meeting_name(meeting, series if isinstance(series, str) else series.name)
    return _("{meeting} ({day})").format(meeting=name, day=day(local_day(meeting.starts_at, zone)))


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The day of *at* by the centre's wall clock."""
    return at.astimezone(zone).date()


def clock_said(reading: Reading | None, zone: ZoneInfo, today: date) -> str:
    """How a clock stands, and until when; "" where none runs."""
    if reading is None:
        return ""
    said = _("{clock}: {how}").format(clock=_(CLOCK_LABELS[reading.kind]), how=short_words(reading))
    if reading.light is Light.OVER:
        return said
    return _(" · ").join((said, limit_words(reading, zone, today)))


def outcome_said(
    outcome: Outcome, department: Callable[[str], str], today: date, *, dated: bool = True
) -> str:
    """What came of an item, in one line; not *dated*: when an action is due is said elsewhere."""
    kind = _(OUTCOME_LABELS[outcome.kind])
    parts = [outcome.text]
    match outcome.kind:
        case OutcomeKind.ACTION:
            owner = outcome.owner
            if outcome.owner_department:
                owner = _("{owner} ({department})").format(
                    owner=owner, department=department(outcome.owner_department)
                )
            due = _("by {day}").format(day=day(outcome.due, today)) if outcome.due and dated else ""
            parts += [owner, due]
        case OutcomeKind.NEW_LIMIT:
            parts.insert(0, _("by {day}").format(day=day(outcome.due, today)))
        case OutcomeKind.RULING:
            parts.insert(0, department(outcome.department))
    said = _(" · ").join(part for part in parts if part)
    return _("{kind}: {said}").format(kind=kind, said=said) if said else kind
