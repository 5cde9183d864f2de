"""Notes in the centre's log what a screen takes out of the program; on the database's thread."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ui.held import now_or_never

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes


@now_or_never
def note(
    db: Connection, *, what: str, title: str, who: str, personal: bool, path: Path, rows: int
) -> tuple[Changes, int]:
    """Note that *who* takes *rows* rows of *what*, called *title*, to *path*; the line's id."""
    import platform

    from supervisor.reports.log import Facts, note_export
    from supervisor.storage.centre_settings import load_centre

    facts = Facts(title=title, path=str(path), rows=rows, sheets=1, machine=platform.node())
    at = load_centre(db).clock().now()
    return note_export(db, what=what, who=who, at=at, personal=personal, facts=facts)


@now_or_never
def note_gone(db: Connection, line: int, *, who: str, why: str) -> Changes:
    """Note that there is no file to the line *line* after all."""
    from supervisor.reports.log import note_failed
    from supervisor.storage.centre_settings import load_centre

    return note_failed(db, line, who=who, at=load_centre(db).clock().now(), why=why)


@now_or_never
def note_called_off(
    db: Connection, *, what: str, who: str, path: Path, why: str, since: datetime | None = None
) -> Changes:
    """Note that there is no file at *path*: what made it was ended, perhaps after it had noted it (since
    then)."""
    from supervisor.reports.log import exported, note_failed
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.changes import Changes

    for line in exported(db, what=what, since=since, most=50):
        if line.who == who and line.facts.path == str(path):
            if line.failed:
                break
            return note_failed(db, line.id, who=who, at=load_centre(db).clock().now(), why=why)
    return Changes()
