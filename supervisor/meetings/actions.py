"""Who does what by when: the actions of all meetings, by person and by department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from supervisor.issues.event import Acting
from supervisor.meetings.meeting import Outcome
from supervisor.storage.changes import Changes
from supervisor.words import mark


class ActionState(StrEnum):
    """How an action stands."""

    OVERDUE = "overdue"
    TODAY = "today"
    OPEN = "open"
    DONE = "done"
    DONE_LATE = "done_late"


ACTION_LABELS = {
    ActionState.OVERDUE: mark("Overdue"),
    ActionState.TODAY: mark("Due today"),
    ActionState.OPEN: mark("Open"),
    ActionState.DONE: mark("Done"),
    ActionState.DONE_LATE: mark("Done late"),
}


@dataclass(frozen=True)
class ActionLine:
    """An action with what it belongs to. *days_over*: working days since it was due, by the centre's
    calendar; None where it is not overdue."""

    action: Outcome
    state: ActionState
    meeting_day: date
    meeting_number: int
    series: str  # its name
    issue_number: str = ""
    title: str = ""
    department: str = ""  # its owner's, by name
    days_over: int | None = None


def actions(
    db: Connection,
    *,
    at: datetime,
    owner: str = "",
    department: str = "",
    meeting: str = "",
    open_only: bool = False,
) -> tuple[ActionLine, ...]:
    """The actions of *owner* (a name, however written), of *department* (id), of *meeting* (id), or all: the
    longest overdue first, done ones last."""
    raise NotImplementedError


def owners(db: Connection) -> tuple[str, ...]:
    """Everybody who ever had an action, by name."""
    raise NotImplementedError


def finish(
    db: Connection, action: Outcome, done_on: date, result: str, *, acting: Acting, at: datetime
) -> tuple[Changes, Outcome]:
    """The action is done since *done_on*; *result* says what was done. Also after its meeting was closed:
    the minutes keep what they said. Raises IssueError (nothing said, a day to come) and
    ChangedMeanwhileError."""
    raise NotImplementedError


def reopen(db: Connection, action: Outcome, *, acting: Acting, at: datetime) -> tuple[Changes, Outcome]:
    """The action is not done after all."""
    raise NotImplementedError
