"""What the pages of sheets and departments read on the database's thread."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.issues.workload import Load


def read_loads(db: Connection, now: datetime) -> dict[str, Load]:
    """What each department has in hand."""
    from supervisor.issues.workload import loads

    return loads(db, now)
