"""Meetings and what belongs to them as rows of the database, and back."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Row, Select, Table, delete, insert, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, IssueError
from supervisor.issues.event import Acting
from supervisor.issues.states import ROLE_LABELS, Role
from supervisor.meetings.meeting import Attendance, Item, Meeting, Outcome
from supervisor.meetings.series import Series
from supervisor.storage.meeting_tables import (
    meeting,
    meeting_attendance,
    meeting_item,
    meeting_outcome,
    meeting_series,
)
from supervisor.words import _, mark

Kept = TypeVar("Kept", Series, Meeting, Item, Outcome, Attendance)

PREPARES = frozenset({Role.LIAISON, Role.CHAIR, Role.MANAGER})
"""Who makes series, plans meetings and their agendas."""
WRITES = PREPARES | {Role.MINUTES}
"""Who writes while a meeting runs."""

_TABLES: dict[type[Any], Table] = {
    Series: meeting_series,
    Meeting: meeting,
    Item: meeting_item,
    Outcome: meeting_outcome,
    Attendance: meeting_attendance,
}
_WORDS: dict[type[Any], str] = {
    Series: mark("series of meetings"),
    Meeting: mark("meeting"),
    Item: mark("item of an agenda"),
    Outcome: mark("outcome of a meeting"),
    Attendance: mark("attendance of"),
}
_log = logging.getLogger(__name__)


def new_id() -> str:
    """An id that nothing has."""
    return uuid.uuid4().hex[:12]


def table_of(kind: type[Any]) -> Table:
    """Where things of *kind* are kept."""
    return _TABLES[kind]


def read(db: Connection, kind: type[Kept], wanted: Select[Any]) -> tuple[Kept, ...]:
    """What *wanted* selects, as *kind*; a row that this version cannot read is logged and left alone."""
    return tuple(one for row in db.execute(wanted) if (one := _thing(kind, row)) is not None)


def write(db: Connection, thing: Kept, name: str) -> Kept:
    """Keep *thing*, new (version 0) or as it was read and changed; it as it was kept. *name* is how a message
    calls it. Raises IssueError for what could not be read again (too long a text), ChangedMeanwhileError."""
    try:
        msgspec.convert(msgspec.to_builtins(thing), type(thing))
    except msgspec.ValidationError as error:
        raise IssueError(
            name, _("A text is too long, or a value out of its range: {detail}.").format(detail=error)
        ) from error
    table, values = _TABLES[type(thing)], _values(thing)
    if thing.version:
        as_read = (table.c.id == thing.id) & (table.c.version == thing.version)
        if db.execute(update(table).where(as_read).values(**values)).rowcount != 1:
            raise ChangedMeanwhileError(_WORDS[type(thing)], name)
    else:
        try:
            with db.begin_nested():
                db.execute(insert(table).values(id=thing.id, **values))
        except IntegrityError as error:
            raise ChangedMeanwhileError(_WORDS[type(thing)], name) from error
    return msgspec.structs.replace(thing, version=thing.version + 1)


def remove(db: Connection, thing: Kept, name: str) -> None:
    """Take *thing*, as it was read, away. Raises ChangedMeanwhileError."""
    table = _TABLES[type(thing)]
    as_read = (table.c.id == thing.id) & (table.c.version == thing.version)
    if db.execute(delete(table).where(as_read)).rowcount != 1:
        raise ChangedMeanwhileError(_WORDS[type(thing)], name)


def changed_meanwhile(kind: type[Any], name: str) -> ChangedMeanwhileError:
    """That a thing of *kind* is no longer as it was read."""
    return ChangedMeanwhileError(_WORDS[kind], name)


def must_be(acting: Acting, roles: frozenset[Role], what: str) -> None:
    """Raises IssueError where *acting* has none of *roles*; *what* is what was wanted of."""
    if not acting.roles & roles:
        names = ", ".join(_(ROLE_LABELS[role]) for role in Role if role in roles)
        raise IssueError(what, _("Only these may do that: {roles}.").format(roles=names))


def _thing(kind: type[Kept], row: Row[Any]) -> Kept | None:
    kept = {str(name): value for name, value in row._mapping.items()}  # plain ones: msgspec wants no others
    document = kept.pop("document", {})
    merged = kept | {"text": document} if kind is Meeting else {**document, **kept}
    try:
        return msgspec.convert(merged, kind)
    except msgspec.ValidationError as error:
        _log.warning("%s %s cannot be read: %s", kind.__name__, kept["id"], error)  # a later version wrote it
        return None


def _values(thing: Series | Meeting | Item | Outcome | Attendance) -> dict[str, Any]:
    """What the columns take, but for the id; the version is the next one."""
    table = _TABLES[type(thing)]
    values: dict[str, Any] = {
        name: getattr(thing, name) for name in _columns(table) if name not in ("id", "document", "version")
    }
    for name, value in values.items():
        values[name] = str(value) if name in ("state", "section", "kind", "came") else value
    if "document" in table.c:
        if isinstance(thing, Meeting):
            values["document"] = msgspec.to_builtins(thing.text)
        else:
            whole = msgspec.to_builtins(thing)
            values["document"] = {
                key: value for key, value in whole.items() if key not in table.c and key != "spent_s"
            }
    return values | {"version": thing.version + 1}


def _columns(table: Table) -> Iterable[str]:
    return (column.name for column in table.columns)
