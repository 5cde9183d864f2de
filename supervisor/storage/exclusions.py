"""Ghosts that somebody took out of the count: entries that their source does not know, or knows ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError
from supervisor.storage import undo
from supervisor.storage.centre import exclusion
from supervisor.storage.changes import Changes
from supervisor.words import mark

AREA = Changes({"exclusions"})


@dataclass(frozen=True)
class Exclusion:
    """The entry of *contact* into *queue* of *source* that counts nowhere; by whom, when and why."""

    source: str
    contact: str
    queue: str
    reason: str
    at: datetime
    who: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.source, self.contact, self.queue)


def all_exclusions(db: Connection) -> tuple[Exclusion, ...]:
    """Every exclusion in force, oldest first."""
    rows = db.execute(select(exclusion).order_by(exclusion.c.at, exclusion.c.id))
    return tuple(Exclusion(row.source, row.contact, row.queue, row.reason, row.at, row.who) for row in rows)


def exclude(db: Connection, key: tuple[str, str, str], *, reason: str, at: datetime, who: str) -> Changes:
    """Take the entry *key* (source, contact, queue) out of every count, as a step that can be undone.

    One that is excluded already stays as it is.
    """
    source, contact, queue = key
    name = msgspec.json.encode(key).decode()
    if db.execute(select(exclusion.c.id).where(exclusion.c.id == name)).first():
        return Changes()
    with undo.step(db, "exclude_contact", {"contact": contact, "queue": queue}, AREA, at=at, who=who) as step:
        step.save(exclusion, name)
        values = {"source": source, "contact": contact, "queue": queue, "reason": reason}
        try:
            db.execute(insert(exclusion).values(id=name, **values, at=at, who=who, version=1))
        except IntegrityError as error:  # by someone else since we looked
            raise ChangedMeanwhileError(mark("exclusion"), contact) from error
    return AREA


def include(db: Connection, key: tuple[str, str, str], *, at: datetime, who: str) -> Changes:
    """Count the entry *key* (source, contact, queue) again, as a step that can be undone.

    One that is not excluded stays as it is.
    """
    _source, contact, queue = key
    name = msgspec.json.encode(key).decode()
    if not db.execute(select(exclusion.c.id).where(exclusion.c.id == name)).first():
        return Changes()
    with undo.step(db, "include_contact", {"contact": contact, "queue": queue}, AREA, at=at, who=who) as step:
        step.save(exclusion, name)
        db.execute(delete(exclusion).where(exclusion.c.id == name))
    return AREA
