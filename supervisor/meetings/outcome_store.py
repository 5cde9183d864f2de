"""What comes of items while a meeting runs: each outcome is one step, with what it does to its issue."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from supervisor.issues.event import Acting
from supervisor.issues.issue import Issue
from supervisor.meetings.meeting import Item, Outcome, OutcomeKind
from supervisor.storage.changes import Changes


def outcomes(db: Connection, meeting: str) -> tuple[Outcome, ...]:
    """What came of the items of *meeting* (id), in the order in which it was noted."""
    raise NotImplementedError


def note(
    db: Connection,
    item: str,
    kind: OutcomeKind,
    text: str = "",
    *,
    owner: str = "",
    owner_department: str = "",
    due: date | None = None,
    department: str = "",
    acting: Acting,
    at: datetime,
) -> tuple[Changes, Outcome]:
    """Note what came of *item* (id), and do it to its issue: an accepted answer moves it on, an answer that
    is not enough back, a new limit (*due*) is promised, a ruling says whose (*department*) it is, closing
    closes it.

    Whoever writes the minutes acts for the chair. Raises IssueError where something is missing (a decision
    its text, an action its owner and due day) or the meeting does not run, MoveRefusedError where the issue
    does not allow it: nothing is written then.
    """
    raise NotImplementedError


def change(db: Connection, outcome: Outcome, *, acting: Acting, at: datetime) -> tuple[Changes, Outcome]:
    """Save the words of *outcome* as it was read and changed; of an action its owner and due day, too.
    Raises IssueError, ChangedMeanwhileError."""
    raise NotImplementedError


def remove(db: Connection, outcome: Outcome, *, acting: Acting, at: datetime) -> Changes:
    """Take a decision, an action or a "not discussed" away while the meeting runs; what moved an issue is
    taken back by undoing it. Raises IssueError, ChangedMeanwhileError."""
    raise NotImplementedError


def new_issue(
    db: Connection, meeting: str, issue: Issue, *, acting: Acting, at: datetime
) -> tuple[Changes, tuple[Issue, Item]]:
    """Keep a new issue that came up in the meeting (its origin: meeting), and put it on the agenda."""
    raise NotImplementedError
