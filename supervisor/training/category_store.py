"""The table of training categories in the centre's database: a centre without rows has the usual ones."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select

from supervisor.errors import ChangedMeanwhileError, TrainingError
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.training_tables import training_category
from supervisor.training.category import USUAL, Category, CategoryRow, problem
from supervisor.training.course_store import AREA
from supervisor.words import _, mark

_log = logging.getLogger(__name__)


def all_categories(db: Connection) -> tuple[CategoryRow, ...]:
    """The table in its order, the usual one where the centre has none of its own (versions 0)."""
    found = []
    for row in db.execute(select(training_category).order_by(training_category.c.place)):
        try:
            found.append(CategoryRow(msgspec.convert(row.document, Category), row.place, row.version))
        except msgspec.ValidationError as error:
            _log.warning("category %s cannot be read: %s", row.id, error)  # a later version wrote it
    return tuple(found) or tuple(CategoryRow(category, at) for at, category in enumerate(USUAL))


def save_categories(
    db: Connection, read: Sequence[CategoryRow], wanted: Sequence[Category], *, at: datetime, who: str
) -> Changes:
    """Have the table be *wanted*, in that order, as one step that can be undone; *read* is the table as it
    was read. () has the usual table again.

    Raises TrainingError for a table that cannot be kept, and ChangedMeanwhileError, having written nothing,
    when someone else saved it since.
    """
    if wrong := problem(wanted):
        raise TrainingError(_("Categories"), wrong)
    if tuple(wanted) == tuple(row.category for row in read):
        return Changes()
    with undo.step(db, "change_categories", {"count": str(len(wanted))}, AREA, at=at, who=who) as step:
        stand = {
            row.id: row.version
            for row in db.execute(select(training_category.c.id, training_category.c.version))
        }
        if stand != {row.category.id: row.version for row in read if row.version}:
            raise ChangedMeanwhileError(mark("table of categories"), "")
        step.save_all(training_category, [*stand, *(category.id for category in wanted)])
        if stand:
            db.execute(delete(training_category))
        rows = [
            {
                "id": category.id,
                "place": place,
                "document": msgspec.to_builtins(category),
                "version": stand.get(category.id, 0) + 1,
            }
            for place, category in enumerate(wanted)
        ]
        if rows:
            db.execute(insert(training_category), rows)
    return AREA
