"""Answers to a sheet that are being typed, kept all the while, so that neither a crash nor opening another
sheet loses a word. They are no step: undo has nothing to do with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.storage.areas import note
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_sheet_draft as table

AREA = Changes({"sheet_drafts"})
"""What changes with what is being typed."""


class TypedRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the columns of one line, as text, whether it can be read or not; *over*: what stood
    there when the typing began, in the same columns."""

    now: dict[str, str]
    over: dict[str, str] = {}


def keep(db: Connection, sheet: str, rows: Mapping[int, TypedRow], *, who: str, at: datetime) -> Changes:
    """Keep what *who* types on *sheet* (id), by issue; nothing typed is nothing kept."""
    id = f"{sheet}|{who}"
    if not rows:
        if not db.execute(delete(table).where(table.c.id == id)).rowcount:
            return Changes()
        note(db, AREA)
        return AREA
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    document = msgspec.to_builtins({str(issue): row for issue, row in rows.items()})
    values = {"sheet": sheet, "who": who, "saved_at": at, "document": document}
    kept = dialect.insert(table).values(id=id, version=1, **values)
    db.execute(
        kept.on_conflict_do_update(index_elements=["id"], set_=values | {"version": table.c.version + 1})
    )
    note(db, AREA)
    return AREA


def kept(db: Connection, sheet: str, who: str) -> dict[int, TypedRow]:
    """What *who* typed on *sheet* and has not saved, by issue."""
    found = db.execute(select(table.c.document).where(table.c.id == f"{sheet}|{who}")).scalar()
    if found is None:
        return {}
    try:
        return {int(issue): msgspec.convert(row, TypedRow) for issue, row in found.items()}
    except (ValueError, AttributeError, msgspec.ValidationError):
        return {}  # a later version wrote it
