"""Who is invited to a meeting, and who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from supervisor.issues.event import Acting
from supervisor.meetings.meeting import Attendance
from supervisor.storage.changes import Changes


def attendance(db: Connection, meeting: str) -> tuple[Attendance, ...]:
    """Everybody who is invited or came, the centre first, then by department."""
    raise NotImplementedError


def mark_attendance(
    db: Connection, meeting: str, marks: Sequence[Attendance], *, acting: Acting, at: datetime
) -> tuple[Changes, tuple[Attendance, ...]]:
    """Write *marks*, as they were read and changed or new ones (id "": somebody who was not invited).
    Raises IssueError (closed, a substitute without a name), ChangedMeanwhileError."""
    raise NotImplementedError


def uninvite(db: Connection, mark: Attendance, *, acting: Acting, at: datetime) -> Changes:
    """Take somebody off the list of a meeting that is not closed."""
    raise NotImplementedError
