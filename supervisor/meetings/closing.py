"""Closing a meeting: everything as it stands becomes a version of its minutes, all of it or nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from supervisor.issues.event import Acting
from supervisor.meetings.meeting import Meeting
from supervisor.meetings.minutes import Minutes
from supervisor.storage.changes import Changes


def close(db: Connection, id: str, version: int, *, acting: Acting, at: datetime) -> tuple[Changes, Minutes]:
    """Freeze the minutes of a meeting that runs as their next version, and count the meeting for each issue
    that was discussed. It is no step and cannot be undone: a manager may open the meeting again.

    Items of which nothing was said count as not discussed. Raises IssueError, ChangedMeanwhileError.
    """
    raise NotImplementedError


def reopen(
    db: Connection, id: str, version: int, reason: str, *, acting: Acting, at: datetime
) -> tuple[Changes, Meeting]:
    """A manager opens a closed meeting again: it runs, and closing it makes a further version. No step.
    Raises IssueError where roles may not, ChangedMeanwhileError."""
    raise NotImplementedError


def versions(db: Connection, id: str) -> tuple[Minutes, ...]:
    """The minutes of the meeting *id*, each closing's, oldest first."""
    raise NotImplementedError


def preview(db: Connection, id: str, *, at: datetime) -> Minutes:
    """What the minutes would be if the meeting were closed now; *number* 0."""
    raise NotImplementedError
