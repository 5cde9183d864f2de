"""Meetings in words: whether an action was kept, how far over the time."""

from __future__ import annotations

from datetime import date

from supervisor.issues.clock import Light
from supervisor.meetings.meeting import Outcome, OutcomeKind
from supervisor.words import DASH, _, day, ngettext, number
from ui.issues.lights import LOOKS
from ui.theme import State

LIGHT_STATE: dict[Light, State | None] = {light: look.state for light, look in LOOKS.items()}


def times_said(times: int) -> str:
    """How often it is on the agenda, with this time; "" for the first."""
    return _("{n} times on the agenda").format(n=number(times)) if times > 1 else ""


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
