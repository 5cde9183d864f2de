"""What the settings page has done on the database thread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ui.steps import step

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes


def change(
    db: Connection,
    changes: Mapping[str, Any],
    versions: Mapping[str, int],
    *,
    at: datetime,
    who: str,
) -> tuple[Changes, int | None]:
    """Save the centre's settings that were read at *versions*, as one step."""
    from supervisor.storage.centre_settings import change_centre

    return step(db, change_centre, changes, versions=versions, at=at, who=who)
