"""Meetings in words: how a clock stands, what came of an item, how far over the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Light, Reading
from supervisor.issues.states import CLOCK_LABELS
from supervisor.meetings.meeting import OUTCOME_LABELS, Outcome, OutcomeKind
from supervisor.words import DASH, _, day, ngettext, number
from ui.theme import State

LIGHT_STATE: dict[Light, State | None] = {
    Light.OVER: None,
    Light.PAUSED: State.STALE,
    Light.GREEN: State.OK,
    Light.AMBER: State.WARN,
    Light.TODAY: State.WARN,
    Light.RED: State.CRITICAL,
}


def clock_said(reading: Reading | None, zone: ZoneInfo, today: date) -> str:
    """How a clock stands; "" where none runs."""
    if reading is None:
        return ""
    what, limit = _(CLOCK_LABELS[reading.kind]), reading.limit.astimezone(zone).date()
    until = day(limit, today)
    if reading.provisional:
        until = _("{day} (provisional)").format(day=until)
    match reading.light:
        case Light.OVER:
            kept = _("in time") if reading.in_time else _("too late")
            return _("{clock}: {kept}").format(clock=what, kept=kept)
        case Light.PAUSED:
            return _("{clock}: paused, until {day}").format(clock=what, day=until)
        case Light.TODAY:
            return _("{clock}: due today").format(clock=what)
        case Light.RED:
            late = max(1, -reading.days_left)
            said = ngettext(
                "{clock}: overdue by {n} working day, since {day}",
                "{clock}: overdue by {n} working days, since {day}",
                late,
            )
            return said.format(clock=what, n=number(late), day=until)
    said = ngettext(
        "{clock}: {n} working day left, until {day}",
        "{clock}: {n} working days left, until {day}",
        reading.days_left,
    )
    return said.format(clock=what, n=number(reading.days_left), day=until)


def clock_short(reading: Reading) -> str:
    """How a clock stands, where there is little room."""
    match reading.light:
        case Light.OVER:
            return _("in time") if reading.in_time else _("too late")
        case Light.PAUSED:
            return _("paused")
        case Light.TODAY:
            return _("due today")
        case Light.RED:
            late = max(1, -reading.days_left)
            said = ngettext("{n} working day over", "{n} working days over", late)
            return said.format(n=number(late))
    said = ngettext("{n} working day left", "{n} working days left", reading.days_left)
    return said.format(n=number(reading.days_left))


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
