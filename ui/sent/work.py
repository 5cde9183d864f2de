"""What a department's reader reads, on the database's thread: its sheets and their lines, and no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from supervisor.issues.sheet import Sheet, SheetLine

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection


@dataclass(frozen=True)
class SentRead:
    """The sheets, the latest first, and the lines of each by its id, as they were sent."""

    sheets: tuple[Sheet, ...] = ()
    lines: dict[str, tuple[SheetLine, ...]] = field(default_factory=dict)


def read_sent(db: Connection) -> SentRead:
    """The sheets that went out, of the departments whose reader asks: the database leaves out all others."""
    from supervisor.issues import sheet_store

    sent = tuple(one for one in sheet_store.all_sheets(db) if one.is_frozen)
    return SentRead(sent, {one.id: sheet_store.kept_lines(db, one.id) for one in sent})
