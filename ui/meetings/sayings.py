"""Meetings in words: how a clock stands, what came of an item, how far over the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Light, Reading
from supervisor.issues.clock_wording import limit_words, short_words
from supervisor.issues.states import CLOCK_LABELS
from supervisor.meetings.meeting import OUTCOME_LABELS, Outcome, OutcomeKind
from supervisor.words import DASH, _, day, ngettext, number
from ui.issues.lights import LOOKS
from ui.theme import State

LIGHT_STATE: dict[Light, State | None] = {light: look.state for light, look in LOOKS.items()}


def clock_said(reading: Reading | None, zone: ZoneInfo, today: date) -> str:
    """How a clock stands, and until when; "" where none runs."""
    if reading is None:
        return ""
    said = _("{clock}: {how}").format(clock=_(CLOCK_LABELS[reading.kind]), how=short_words(reading))
    if reading.light is Light.OVER:
        return said
    return _(" · ").join((said, limit_words(reading, zone, today)))


def times_said(times: int) -> str:
    """How often it is on the agenda, with this time; "" for the first."""
    return _("{n} times on the agenda").format(n=number(times)) if times > 1 else ""


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


def kept_said(outcome: Outcome, today: date) -> tuple[str, State | None]:
    """Whether an action was kept, in words with the state that they stand for; "" for what is none."""
    if outcome.kind is not OutcomeKind.ACTION:
        return "", None
    if outcome.done_on is not None:
        if outcome.due is not None and outcome.done_on > outcome.due:
            return _("done late, on {day}").format(day=day(outcome.done_on, today)), State.WARN
        return _("done on {day}").format(day=day(outcome.done_on, today)), State.OK
    if outcome.due is None:
        return _("no date"), State.WARN
    if outcome.due < today:
        return _("not kept: was due on {day}").format(day=day(outcome.due, today)), State.CRITICAL
    if outcome.due == today:
        return _("due today"), State.WARN
    return _("open until {day}").format(day=day(outcome.due, today)), None


def minutes_said(minutes: int) -> str:
    """So many minutes."""
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=number(minutes))


def over_said(over: int) -> str:
    """By how much the items are more than was planned; "" when they are not."""
    if over <= 0:
        return ""
    return ngettext("{n} minute over the planned length", "{n} minutes over the planned length", over).format(
        n=number(over)
    )


def or_dash(text: str) -> str:
    """*text*, or "–"."""
    return text or DASH
