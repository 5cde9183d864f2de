"""Steps that can be taken back: run on the database thread, inside the transaction of `Jobs.write`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes


def step(
    db: Connection, work: Callable[..., Changes], *args: Any, at: datetime, who: str, **kwargs: Any
) -> tuple[Changes, int | None]:
    """Do *work* as one step of *who*; its changes, and the step's number for `take_back`.

    The number is None when nothing was changed.
    """
    from supervisor.storage import undo

    changes = work(db, *args, at=at, who=who, **kwargs)
    made = undo.last(db, who) if changes else None
    return changes, made.id if made else None


def take_back(db: Connection, number: int, *, at: datetime, who: str = "") -> Changes:
    """Undo step *number*. Raises ChangedMeanwhileError when something else was done to the same rows."""
    from supervisor.storage import undo

    return undo.revert(db, number, at=at, who=who)
