"""What happened to issues, in the centre's database: it only grows. Undoing a step adds one event more."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select

from supervisor.issues.event import Event, EventKind, Source
from supervisor.storage.areas import note as note_areas
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_event
from supervisor.storage.undo import Doing

AREA = Changes({"issues"})
"""What changes with an issue."""

_AT_ONCE = 500  # issues that one statement names
_log = logging.getLogger(__name__)


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of an event as JSON. *step*: the undo step that was undone or done again."""

    role: str = ""
    department: str = ""
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    source: Source = Source()
    step: int = 0


def events(db: Connection, id: int) -> tuple[Event, ...]:
    """What happened to the issue, in the order in which it was entered."""
    wanted = select(issue_event).where(issue_event.c.issue == id).order_by(issue_event.c.id)
    return tuple(event for row in db.execute(wanted) if (event := _event(row)) is not None)


def events_of(db: Connection, ids: Iterable[int]) -> dict[int, tuple[Event, ...]]:
    """`events` of many, by issue; those without have none."""
    found: dict[int, list[Event]] = {id: [] for id in ids}
    wanted = sorted(found)
    for first in range(0, len(wanted), _AT_ONCE):
        some = issue_event.c.issue.in_(wanted[first : first + _AT_ONCE])
        for row in db.execute(select(issue_event).where(some).order_by(issue_event.c.id)):
            if (event := _event(row)) is not None:
                found[row.issue].append(event)
    return {id: tuple(each) for id, each in found.items()}


def events_between(
    db: Connection, since: datetime, until: datetime, kinds: Iterable[EventKind] = ()
) -> tuple[Event, ...]:
    """What happened from *since* until before *until*, of *kinds* or of any, oldest first."""
    wanted = select(issue_event).where(issue_event.c.at >= since, issue_event.c.at < until)
    if names := [kind.value for kind in kinds]:
        wanted = wanted.where(issue_event.c.kind.in_(names))
    ordered = wanted.order_by(issue_event.c.at, issue_event.c.id)
    return tuple(event for row in db.execute(ordered) if (event := _event(row)) is not None)


def append(db: Connection, happened: Sequence[Event], doing: Doing | None) -> None:
    """Keep what *happened*, each for ever. Where it belongs to a step (*doing*), undoing that adds one event
    to each issue that says so, and doing it again another: they name the "kind" (and "move") of what was done
    first, and the ids of all the "events" that were undone."""
    if not happened:
        return
    new = insert(issue_event).returning(issue_event.c.id, sort_by_parameter_order=True)
    ids = db.execute(new, [_values(event) for event in happened]).scalars().all()
    if doing is None:
        note_areas(db, AREA)
        return
    told = {undone["issue"]: undone for name, undone, _redone in doing.told if name == issue_event.name}
    for id, event in zip(ids, happened, strict=True):
        if event.issue in told:  # one for all that the step does to an issue
            told[event.issue]["document"]["facts"]["events"].append(id)
            continue
        facts: dict[str, Any] = {"kind": event.kind.value, "events": [id]}
        if "move" in event.facts:
            facts["move"] = event.facts["move"]
        row = {"issue": event.issue, "who": event.who, "document": {"facts": facts}}
        told[event.issue] = row | {"kind": EventKind.UNDONE.value}
        doing.tell(issue_event, told[event.issue], row | {"kind": EventKind.REDONE.value})


def _values(event: Event) -> dict[str, Any]:
    document = Document(event.role, event.department, event.facts, event.source)
    return {
        "issue": event.issue,
        "at": event.at,
        "who": event.who,
        "kind": event.kind.value,
        "document": msgspec.to_builtins(document),
    }


def _event(row: Row[Any]) -> Event | None:
    try:
        kind = EventKind(row.kind)
        told = msgspec.convert(row.document, Document)
    except (ValueError, msgspec.ValidationError) as error:
        _log.warning("event %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
    facts = told.facts | ({"of": told.step} if told.step else {})
    return Event(row.id, row.issue, row.at, row.who, kind, told.role, told.department, facts, told.source)
