"""Ways of looking at the list of issues, kept in the centre's database under names."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, IssueError, NameTakenError
from supervisor.issues.event import Acting
from supervisor.issues.question import LONGEST_NAME, SavedView, View
from supervisor.people.likeness import plainly
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_filter
from supervisor.words import _, mark

AREA = Changes({"issue_filters"})
"""What changes with a filter."""

_log = logging.getLogger(__name__)


def all_filters(db: Connection, who: str) -> tuple[SavedView, ...]:
    """Everybody's filters and those of *who* alone, by name. One that this version cannot read is logged and
    left out."""
    asked = select(issue_filter).where(or_(issue_filter.c.who == "", issue_filter.c.who == who))
    found = [view for row in db.execute(asked) if (view := _read(row)) is not None]
    return tuple(sorted(found, key=lambda view: (plainly(view.name), view.id)))


def save(db: Connection, view: SavedView, *, acting: Acting, at: datetime) -> tuple[Changes, SavedView]:
    """Keep *view*, a new one (version 0; *id* "" has one made) or as it was read and changed; it as it was
    kept. A view that belongs to somebody (*who* not "") belongs to who saves it.

    Raises, having written nothing, IssueError for a name that cannot be, NameTakenError where another filter
    that the same people see has it, ChangedMeanwhileError when someone else saved it since.
    """
    name = " ".join(view.name.split())
    if not name or len(name) > LONGEST_NAME:
        said = (
            _("Its name is longer than {count} characters.").format(count=LONGEST_NAME)
            if name
            else _("It needs a name.")
        )
        raise IssueError(_("The filter"), said)
    view = msgspec.structs.replace(
        view, id=view.id or uuid.uuid4().hex[:12], name=name, who=acting.who if view.who else ""
    )
    if any(
        other.id != view.id and plainly(other.name) == plainly(name) for other in all_filters(db, acting.who)
    ):
        raise NameTakenError(mark("filter"), name)
    with undo.step(db, "save_issue_filter", {"name": name}, AREA, at=at, who=acting.who) as step:
        step.save(issue_filter, view.id)
        _write(db, view)
    return AREA, msgspec.structs.replace(view, version=view.version + 1)


def remove(db: Connection, view: SavedView, *, acting: Acting, at: datetime) -> Changes:
    """Take away *view*, as it was read. Raises ChangedMeanwhileError."""
    with undo.step(db, "remove_issue_filter", {"name": view.name}, AREA, at=at, who=acting.who) as step:
        step.save(issue_filter, view.id)
        as_read = (issue_filter.c.id == view.id) & (issue_filter.c.version == view.version)
        if db.execute(delete(issue_filter).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("filter"), view.name)
    return AREA


def _write(db: Connection, view: SavedView) -> None:
    values = {
        "name": view.name,
        "who": view.who,
        "document": msgspec.to_builtins(view.view),
        "version": view.version + 1,
    }
    if not view.version:
        try:
            with db.begin_nested():
                db.execute(insert(issue_filter).values(id=view.id, **values))
        except IntegrityError as error:
            raise ChangedMeanwhileError(mark("filter"), view.name) from error
        return
    as_read = (issue_filter.c.id == view.id) & (issue_filter.c.version == view.version)
    if db.execute(update(issue_filter).where(as_read).values(**values)).rowcount != 1:
        raise ChangedMeanwhileError(mark("filter"), view.name)


def _read(row: Row[Any]) -> SavedView | None:
    try:
        return SavedView(row.id, row.name, msgspec.convert(row.document, View), row.who, row.version)
    except msgspec.ValidationError as error:
        _log.warning("filter %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
