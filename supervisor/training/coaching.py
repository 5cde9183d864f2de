"""A talk with somebody about their figures: what was said, what was agreed, when one looks again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.performance.kpi import BY_ID
from supervisor.words import _, mark

LONGEST = 4_000

_Text = Annotated[str, msgspec.Meta(max_length=LONGEST)]


class Result(StrEnum):
    """What became of what was agreed, when one looked again."""

    OPEN = ""
    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"
    DROPPED = "dropped"  # it no longer matters


RESULT_LABELS: Mapping[Result, str] = {
    Result.OPEN: mark("To be looked at"),
    Result.REACHED: mark("Reached"),
    Result.PARTLY: mark("Partly reached"),
    Result.NOT_REACHED: mark("Not reached"),
    Result.DROPPED: mark("Dropped"),
}


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was said: *notes*, the *aim* that was agreed, and when one looked again the *result*, on what day
    and in what words. *value*: the KPI's value then, *aimed* the one agreed on (in its unit). *listed*: the
    month of the training list that led to the talk."""

    notes: _Text = ""
    aim: _Text = ""
    value: float | None = None
    aimed: float | None = None
    result: Result = Result.OPEN
    result_on: date | None = None
    result_note: _Text = ""
    result_value: float | None = None
    listed: date | None = None


@dataclass(frozen=True)
class Talk:
    """A talk of *coach* with *person* (id) on *held_on*; *kpi* "" is about none in particular. *done*: what
    was agreed is settled. *course*: after which it was proposed ("" none). *version* 0: never saved."""

    id: str
    person: str
    held_on: date
    coach: str
    kpi: str = ""
    follow_up_on: date | None = None
    done: bool = False
    course: str = ""
    said: Said = field(default_factory=Said)
    version: int = 0


class Due(StrEnum):
    """How a follow-up stands."""

    OVERDUE = "overdue"
    TODAY = "today"
    COMING = "coming"
    UNDATED = "undated"  # open, and nobody said when one looks again


DUE_LABELS: Mapping[Due, str] = {
    Due.OVERDUE: mark("Overdue"),
    Due.TODAY: mark("Due today"),
    Due.COMING: mark("Coming"),
    Due.UNDATED: mark("Without a date"),
}


def due_of(talk: Talk, today: date) -> Due | None:
    """How the follow-up of *talk* stands on *today*; None when there is nothing left to do."""
    if talk.done:
        return None
    if talk.follow_up_on is None:
        return Due.UNDATED if talk.said.aim else None
    if talk.follow_up_on < today:
        return Due.OVERDUE
    return Due.TODAY if talk.follow_up_on == today else Due.COMING


def due(talks: Iterable[Talk], today: date) -> tuple[tuple[Due, Talk], ...]:
    """What is still to be looked at, the longest overdue first, what has no date last."""
    found = [(how, talk) for talk in talks if (how := due_of(talk, today)) is not None]
    return tuple(sorted(found, key=lambda one: (one[1].follow_up_on or date.max, one[1].person, one[1].id)))


class LogKind(StrEnum):
    """What an entry of somebody's log is."""

    TALK = "talk"
    FOLLOW_UP = "follow_up"
    COURSE = "course"
    DECISION = "decision"


LOG_LABELS: Mapping[LogKind, str] = {
    LogKind.TALK: mark("Talk"),
    LogKind.FOLLOW_UP: mark("Follow-up"),
    LogKind.COURSE: mark("Course"),
    LogKind.DECISION: mark("Decided"),
}


@dataclass(frozen=True)
class LogEntry:
    """Something that was done about somebody's figures on a *day*: *what* happened in words, *who* did it,
    *more* about it. *id*: of the talk, the course or the decision."""

    day: date
    kind: LogKind
    id: str
    what: str
    kpi: str = ""
    who: str = ""
    more: str = ""


def problem(talk: Talk) -> str:
    """Why *talk* cannot be kept, as a sentence; "" when it can."""
    if not talk.person:
        return _("Say with whom the talk was.")
    if not talk.coach.strip():
        return _("Say who led the talk.")
    if talk.kpi and talk.kpi not in BY_ID:
        return _("There is no KPI called “{name}”.").format(name=talk.kpi)
    if talk.follow_up_on is not None and talk.follow_up_on < talk.held_on:
        return _("The follow-up is before the talk.")
    return ""
