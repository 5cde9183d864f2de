"""What issues rest on, in the centre's database."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from supervisor.errors import ChangedMeanwhileError
from supervisor.issues.event import Acting, Event, EventKind
from supervisor.issues.event_store import AREA, append
from supervisor.issues.evidence import Common, Contacts, Evidence, Figure, Matter, QualityFinding
from supervisor.issues.issue import Issue
from supervisor.issues.moves import may_write
from supervisor.issues.rows import get
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_evidence as table
from supervisor.storage.undo import Doing
from supervisor.words import mark

_log = logging.getLogger(__name__)


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of a piece as JSON."""

    matter: Matter
    who: str
    note: str = ""
    seen: date | None = None


def evidence(db: Connection, id: int) -> tuple[Evidence, ...]:
    """What the issue rests on, oldest first."""
    wanted = select(table).where(table.c.issue == id).order_by(table.c.at, table.c.id)
    return tuple(piece for row in db.execute(wanted) if (piece := _piece(row)) is not None)


def how_many(db: Connection, id: int) -> int:
    """How many pieces the issue has."""
    found: int = db.execute(select(func.count()).where(table.c.issue == id)).scalar_one()
    return found


def add_evidence(
    db: Connection, id: int, matters: Sequence[tuple[Matter, str]], *, acting: Acting, at: datetime
) -> Changes:
    """Add pieces with their notes. Whoever is writing the issue meanwhile is not disturbed."""
    issue = get(db, id)
    may_write(acting, issue.number)
    facts = {"number": issue.number}
    with undo.step(db, "add_issue_evidence", facts, AREA, at=at, who=acting.who) as doing:
        put(db, doing, issue, matters, acting=acting, at=at)
    return AREA


def put(
    db: Connection,
    doing: Doing,
    issue: Issue,
    matters: Iterable[tuple[Matter, str]],
    *,
    acting: Acting,
    at: datetime,
) -> tuple[Evidence, ...]:
    """Keep pieces in a step under way, with an event each; as they were kept."""
    zone = load_centre(db).days
    kept = []
    for matter, note in matters:
        latest = _latest(matter)
        seen = zone.day(latest) if isinstance(latest, datetime) else latest
        piece = Evidence(uuid.uuid4().hex, matter, at, acting.who, note.strip(), seen, 1)
        doing.save(table, piece.id)
        db.execute(insert(table).values(id=piece.id, issue=issue.id, at=at, version=1, **_values(piece)))
        kept.append(piece)
    append(db, [_event(issue.id, EventKind.EVIDENCE_ADDED, piece, acting, at, {}) for piece in kept], doing)
    return tuple(kept)


def remove_evidence(db: Connection, piece: Evidence, *, acting: Acting, at: datetime) -> Changes:
    """Take a piece away; the event keeps what it was. Raises ChangedMeanwhileError."""
    id = db.execute(select(table.c.issue).where(table.c.id == piece.id)).scalar()
    if id is None:
        raise ChangedMeanwhileError(mark("piece of evidence"), piece.note or piece.id)
    issue = get(db, id)
    may_write(acting, issue.number)
    facts = {"number": issue.number}
    with undo.step(db, "remove_issue_evidence", facts, AREA, at=at, who=acting.who) as doing:
        doing.save(table, piece.id)
        as_read = (table.c.id == piece.id) & (table.c.version == piece.version)
        if db.execute(delete(table).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("piece of evidence"), piece.note or piece.id)
        was = {"matter": msgspec.to_builtins(piece.matter)}
        append(db, [_event(id, EventKind.EVIDENCE_REMOVED, piece, acting, at, was)], doing)
    return AREA


def hand_over(db: Connection, doing: Doing, id: int, to: int) -> tuple[str, ...]:
    """Let what the issue *id* rests on be the issue *to*'s; the ids of the pieces."""
    ids = tuple(db.execute(select(table.c.id).where(table.c.issue == id).order_by(table.c.id)).scalars())
    doing.save_all(table, ids)
    moved = update(table).where(table.c.issue == id)
    db.execute(moved.values(issue=to, version=table.c.version + 1))
    return ids


def _event(
    id: int, kind: EventKind, piece: Evidence, acting: Acting, at: datetime, more: dict[str, Any]
) -> Event:
    facts = {"evidence": piece.id, "kind": _kind(piece.matter), "note": piece.note} | more
    return Event(0, id, at, acting.who, kind, department=acting.department, facts=facts, source=acting.source)


def _short(matter: Matter) -> dict[str, Any]:
    """What the event of adding tells of *matter*: all, but for lists of contacts, which are long."""
    return {} if isinstance(matter, Contacts) else {"matter": msgspec.to_builtins(matter)}


def _kind(matter: Matter) -> str:
    return str(type(matter).__struct_config__.tag)


def _latest(matter: Matter) -> date | datetime | None:
    """The latest day of which *matter* speaks."""
    match matter:
        case Contacts(contacts=contacts):
            return max((one.at for one in contacts if one.at is not None), default=None)
        case Figure(until=day) | QualityFinding(until=day):
            return day
        case Common(month=day):
            return day
        case _:
            return None


def _values(piece: Evidence) -> dict[str, Any]:
    document = Document(piece.matter, piece.who, piece.note, piece.seen)
    return {"kind": _kind(piece.matter), "document": msgspec.to_builtins(document)}


def _piece(row: Row[Any]) -> Evidence | None:
    try:
        told = msgspec.convert(row.document, Document)
    except msgspec.ValidationError as error:
        _log.warning("evidence %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
    return Evidence(row.id, told.matter, row.at, told.who, told.note, told.seen, row.version)
