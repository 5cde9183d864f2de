"""What is told of sheets: what could go out, the list, one with its lines, what came of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from supervisor.issues.issue import Issue
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Sheet, SheetLine, SheetState
from supervisor.issues.states import Need, State
from supervisor.words import mark

OWED = frozenset({State.SENT, State.RECEIVED, State.CONFIRMED, State.ANSWERED, State.WORKING})
"""In these states the department has an issue and has not done with it: its sheet reminds of it."""

UNANSWERED = frozenset({State.SENT, State.RECEIVED, State.CONFIRMED})
"""In these states a department that was sent an issue has not answered yet."""

OUT = (SheetState.SENT, SheetState.SIGNED, SheetState.BACK)
"""States of a sheet that went out."""


class Held(StrEnum):
    """Why an issue that is ready goes on no sheet."""

    NO_DEPARTMENT = "no_department"
    RETIRED = "retired"
    INTERNAL = "internal"
    RULING = "ruling"
    DRAFTED = "drafted"


HELD_LABELS = {
    Held.NO_DEPARTMENT: mark("It has no department."),
    Held.RETIRED: mark("Its department is retired."),
    Held.INTERNAL: mark("It is for the contact centre alone."),
    Held.RULING: mark("It was returned twice and waits for the chair’s ruling."),
    Held.DRAFTED: mark("It is on another sheet in preparation."),
}


@dataclass(frozen=True)
class ToSend:
    """What could go out now, by department (id), each by number: *ready* for the first time (or once more),
    *owed* from earlier. *held*: what is ready and goes nowhere, and why."""

    ready: Mapping[str, tuple[Issue, ...]] = field(default_factory=dict)
    owed: Mapping[str, tuple[Issue, ...]] = field(default_factory=dict)
    held: tuple[tuple[Issue, Held], ...] = ()

    @property
    def count(self) -> int:
        """How many issues are ready."""
        return sum(map(len, self.ready.values()))


@dataclass(frozen=True)
class Listed:
    """A sheet in the list: its *state* as it is now, *lines* that ask for an answer, how many of them are
    *answered*, how many issues on it (*reminders* too) the department is late with."""

    sheet: Sheet
    lines: int
    reminders: int
    answered: int
    overdue: int

    @property
    def state(self) -> SheetState:
        return self.sheet.state


@dataclass(frozen=True)
class Told:
    """A sheet with all that it says. While it is a draft: *gone* issues stood on it and no longer belong
    there; *more* belong there and were not put on (whether as a reminder)."""

    sheet: Sheet
    lines: tuple[SheetLine, ...]
    gone: tuple[Issue, ...] = ()
    more: tuple[tuple[Issue, bool], ...] = ()
    issues: Mapping[int, Issue] = field(default_factory=dict)
    overdue: frozenset[int] = frozenset()
    unanswered: frozenset[int] = frozenset()

    @property
    def seen(self) -> frozenset[tuple[int, int]]:
        """Which issues at which versions the sheet speaks of: what whoever sends it has looked at."""
        return frozenset((line.issue, line.issue_version) for line in self.lines)


@dataclass(frozen=True)
class Making:
    """What new sheets say: for which *meeting* (id, "" none), about which days, and by when answers are
    wished."""

    meeting: str = ""
    since: date | None = None
    until: date | None = None
    wished: date | None = None
    covering: str = ""


@dataclass(frozen=True)
class Entered:
    """What came of one line's answer: the issue as it stands now, and what is *missing* for it to be
    answered (none: nothing is)."""

    issue: Issue
    missing: tuple[Need, ...] = ()


@dataclass(frozen=True)
class MeetingName:
    """A meeting (id) for which sheets may be made: what it is called, and its day."""

    id: str
    words: str
    on: date


def lacking(issue: Issue, answer: Answer) -> tuple[Need, ...]:
    """What is missing for *issue*, which stands as it is after *answer* was entered, to be answered or to go
    back; none where it did."""
    if issue.state not in UNANSWERED:
        return ()
    if answer.ours is False:
        return (Need.PROPOSED_DEPARTMENT,)  # given, the issue would have gone back
    text, facts = issue.text, issue.facts
    has = {
        Need.CAUSE: answer.cause or text.cause,
        Need.MEASURE: answer.measure or text.correction,
        Need.OWNER: answer.owner or facts.measure_owner,
        Need.PLANNED: answer.planned or issue.standing.promised,
    }
    return tuple(need for need, value in has.items() if not value)
