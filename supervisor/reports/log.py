"""What left the program: who took which figures, when, where to. It only grows.

A line is written before the file stands in its place: a line without its file is seen to be one (a second
line says that it failed), a file without its line would be the leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection, insert, select

from supervisor.errors import SupervisorError
from supervisor.sentences.error import sentence
from supervisor.storage.areas import note
from supervisor.storage.changes import Changes
from supervisor.storage.database import Database
from supervisor.storage.report_tables import export_log

AREA = Changes({"exports"})

_Line = Annotated[str, msgspec.Meta(max_length=4_000)]


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of an export. *title* as it was called, *path* where to, *order* what was asked for (as
    JSON has it), *schedule* by which it was made; *failed*: why the file does not stand there, of the line
    with the id *of*."""

    title: _Line = ""
    path: _Line = ""
    rows: int = 0
    sheets: int = 0
    order: dict[str, Any] = msgspec.field(default_factory=dict)
    schedule: str = ""
    machine: _Line = ""
    failed: _Line = ""
    of: int = 0


class Exported(msgspec.Struct, frozen=True):
    """A line: *what* is the name of a report or of a table, *personal* whether people's names are in it."""

    id: int
    at: datetime
    who: str
    what: str
    personal: bool
    facts: Facts
    failed: str = ""


def note_export(
    db: Connection, *, what: str, who: str, at: datetime, personal: bool, facts: Facts
) -> tuple[Changes, int]:
    """Note that *who* takes *what*; its id."""
    row = {"what": what, "who": who, "at": at, "personal": personal, "document": msgspec.to_builtins(facts)}
    id: int = db.execute(insert(export_log).values(**row).returning(export_log.c.id)).scalar_one()
    note(db, AREA)
    return AREA, id


def note_failed(db: Connection, of: int, *, who: str, at: datetime, why: str) -> Changes:
    """Note that the file of the line *of* does not stand where it should."""
    what = db.execute(select(export_log.c.what).where(export_log.c.id == of)).scalar_one()
    changes, _id = note_export(
        db, what=what, who=who, at=at, personal=False, facts=Facts(failed=why[:4_000], of=of)
    )
    return changes


@contextmanager
def noted(
    centre: Database, *, what: str, who: str, at: datetime, personal: bool, facts: Facts
) -> Iterator[None]:
    """Around the writing of a file: *who* takes *what* is noted before, and afterwards why it does not stand
    there, where writing it fails for whatever reason."""
    _changes, line = centre.change(note_export, what=what, who=who, at=at, personal=personal, facts=facts)
    try:
        yield
    except BaseException as error:
        why = sentence(error) if isinstance(error, SupervisorError) else type(error).__name__
        centre.change(note_failed, line, who=who, at=at, why=why)
        raise


def exported(
    db: Connection, *, what: str = "", since: datetime | None = None, most: int = 2_000
) -> tuple[Exported, ...]:
    """The last *most* lines, the latest first: of one *what* alone, or *since* then; each with why it failed,
    where it did."""
    wanted = select(export_log).order_by(export_log.c.id.desc()).limit(most)
    if what:
        wanted = wanted.where(export_log.c.what == what)
    if since is not None:
        wanted = wanted.where(export_log.c.at >= since)
    failed: dict[int, str] = {}
    found = []
    for row in db.execute(wanted):  # a failure comes after what failed, so it is met first
        facts = msgspec.convert(row.document, Facts)
        if facts.of:
            failed[facts.of] = facts.failed
        else:
            of = failed.get(row.id, "")
            found.append(Exported(row.id, row.at, row.who, row.what, row.personal, facts, of))
    return tuple(found)
