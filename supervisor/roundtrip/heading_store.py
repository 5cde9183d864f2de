"""What a heading that a department renamed stands for: said once, remembered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from supervisor.roundtrip.headings import key
from supervisor.roundtrip.layout import SHEET_COLUMNS
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.report_tables import returned_heading as table

AREA = Changes({"returned_headings"})
"""What changes with a remembered heading."""

_FIELDS = frozenset(column.field for column in SHEET_COLUMNS)


def headings(db: Connection, department: str = "") -> dict[str, str]:
    """The field of each heading that was renamed, by the heading made plain: those of *department* (id), and
    those that every department may use. "" stands for a column that is not to be read."""
    found: dict[str, str] = {}
    for row in db.execute(select(table).order_by(table.c.id)):
        whose, _bar, heading = row.id.partition("|")
        if whose in ("", department) and (row.field in _FIELDS or not row.field):
            found[heading] = row.field if whose or heading not in found else found[heading]
    return found


def remember(
    db: Connection, department: str, said: Mapping[str, str | None], *, who: str, at: datetime
) -> Changes:
    """Keep, as one step, that headings stand for fields ("" not to be read; None: forget what was said)."""
    wanted = {f"{department}|{key(text)}": field for text, field in said.items() if key(text)}
    if not wanted:
        return Changes()
    facts = {"count": str(len(wanted)), "name": next(iter(said))}
    with undo.step(db, "remember_headings", facts, AREA, at=at, who=who) as doing:
        doing.save_all(table, list(wanted))
        rows = db.execute(select(table.c.id, table.c.field).where(table.c.id.in_(list(wanted))))
        there = {row.id: row.field for row in rows}
        for id, field in wanted.items():
            if field is None:
                db.execute(delete(table).where(table.c.id == id))
            elif id not in there:
                db.execute(insert(table).values(id=id, field=field, version=1))
            elif there[id] != field:
                changed = update(table).where(table.c.id == id)
                db.execute(changed.values(field=field, version=table.c.version + 1))
    return AREA
