"""Series of meetings in the centre's database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from supervisor.issues.event import Acting
from supervisor.meetings.series import Series
from supervisor.storage.changes import Changes

AREA = Changes({"meetings"})
"""What changes with a series or a meeting."""


def all_series(db: Connection) -> tuple[Series, ...]:
    """Every series, by name; retired ones last."""
    raise NotImplementedError


def get(db: Connection, id: str) -> Series:
    """The series *id*. Raises UnknownNameError."""
    raise NotImplementedError


def save(db: Connection, series: Series, *, acting: Acting, at: datetime) -> tuple[Changes, Series]:
    """Write *series*, new (version 0; id "" has one made) or as it was read and changed; it as it was kept.

    Raises IssueError for one that cannot be kept or for roles that may not, NameTakenError,
    ChangedMeanwhileError.
    """
    raise NotImplementedError


def next_starts(db: Connection, series: Series, after: datetime, count: int = 1) -> tuple[datetime, ...]:
    """When the next meetings of *series* begin, by its pattern on the centre's calendar."""
    raise NotImplementedError
