"""What is being typed, in the centre's database. It is no step: undo has nothing to do with it."""

from __future__ import annotations

import logging
import uuid
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.issues.draft import Draft, Typed
from supervisor.storage.areas import note
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_draft as table

AREA = Changes({"issue_drafts"})
"""What changes with a draft."""

_log = logging.getLogger(__name__)


def id_of(issue: int, who: str) -> str:
    """The id of what *who* types about *issue*; a new issue (0) has a new draft each time."""
    return f"{issue}|{who}" if issue else uuid.uuid4().hex


def keep(db: Connection, draft: Draft) -> Changes:
    """Keep *draft* as it is now, new or typed on. It is never refused: whoever types has the last word."""
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    values = {
        "issue": draft.issue,
        "who": draft.who,
        "saved_at": draft.saved_at,
        "document": msgspec.to_builtins(draft.typed),
    }
    rows = dialect.insert(table).values(id=draft.id, version=1, **values)
    db.execute(
        rows.on_conflict_do_update(index_elements=["id"], set_=values | {"version": table.c.version + 1})
    )
    note(db, AREA)
    return AREA


def drafts(db: Connection, who: str) -> tuple[Draft, ...]:
    """What *who* has not saved yet, what was typed last first."""
    wanted = select(table).where(table.c.who == who).order_by(table.c.saved_at.desc(), table.c.id)
    return tuple(draft for row in db.execute(wanted) if (draft := _draft(row)) is not None)


def draft_of(db: Connection, issue: int, who: str) -> Draft | None:
    """What *who* has not saved yet about *issue* (not 0); None where there is nothing."""
    row = db.execute(select(table).where(table.c.id == id_of(issue, who))).one_or_none()
    return None if row is None else _draft(row)


def discard(db: Connection, id: str) -> Changes:
    """Forget a draft: it was saved, or is not wanted any more."""
    if db.execute(delete(table).where(table.c.id == id)).rowcount:
        note(db, AREA)
        return AREA
    return Changes()


def _draft(row: Row[Any]) -> Draft | None:
    try:
        what = msgspec.convert(row.document, Typed)
    except msgspec.ValidationError as error:
        _log.warning("draft %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
    return Draft(row.id, row.issue, row.who, row.saved_at, what)
