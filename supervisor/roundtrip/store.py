"""Files that departments sent back, in the centre's database: each kept once, with what was made of it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.errors import ChangedMeanwhileError, UnknownNameError
from supervisor.issues import file_store
from supervisor.issues.evidence import File
from supervisor.roundtrip.returned import FileState, ReturnedFile
from supervisor.roundtrip.verdict import Preview
from supervisor.storage import areas
from supervisor.storage.changes import Changes
from supervisor.storage.report_tables import returned_file as table
from supervisor.words import mark

AREA = Changes({"returned_files"})
"""What changes with a returned file."""

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]
_log = logging.getLogger(__name__)


class Taking(msgspec.Struct, frozen=True, omit_defaults=True):
    """That *rows* (their keys) were taken in, and, later, taken back: all but what was *left* (sentences)."""

    at: _Aware
    who: str
    rows: tuple[str, ...]
    undone_at: _Aware | None = None
    undone_by: str = ""
    left: tuple[str, ...] = ()


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of a returned file besides its bytes. *sheet*, *department*: ids, "" where nobody knows.
    *counts*: rows by verdict (`RowVerdict`) when it was looked at first. *results*: by key of the row, what
    became of it, in the *language* of the file."""

    file: File
    format: str
    export: str = ""
    sheet: str = ""
    sheet_number: str = ""
    department: str = ""
    language: str = ""
    rows: int = 0
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    takings: tuple[Taking, ...] = ()
    results: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Returned:
    """A file that came back: *who* handed it in when, what it holds and what was made of it."""

    id: str
    hash: str
    at: datetime
    who: str
    state: FileState
    told: Told
    version: int

    @property
    def name(self) -> str:
        """The file's name."""
        return self.told.file.name

    @property
    def last(self) -> Taking | None:
        """The latest taking that stands."""
        return next((one for one in reversed(self.told.takings) if one.undone_at is None), None)

    @property
    def taken(self) -> frozenset[str]:
        """The keys of all rows that were taken in."""
        standing = (one for one in self.told.takings if one.undone_at is None)
        return frozenset(key for one in standing for key in one.rows)


def id_of(hash: str) -> str:
    """Under which a file with that content is kept: the same content is kept once, whoever hands it in."""
    return hash[:20]


def all_files(db: Connection) -> tuple[Returned, ...]:
    """Every file that came back, the latest first. One that this version cannot read is logged and left
    out."""
    rows = db.execute(select(table).order_by(table.c.at.desc(), table.c.id))
    return tuple(one for row in rows if (one := _returned(row)) is not None)


def get(db: Connection, id: str) -> Returned:
    """The file *id*. Raises UnknownNameError."""
    found = find(db, id)
    if found is None:
        raise UnknownNameError(mark("file"), id)
    return found


def find(db: Connection, id: str) -> Returned | None:
    """The file *id*; None where it was never handed in."""
    row = db.execute(select(table).where(table.c.id == id)).one_or_none()
    return None if row is None else _returned(row)


def content(db: Connection, of: Returned) -> bytes:
    """The file itself. Raises KeptFileError where it is not kept any more."""
    return file_store.read(db, of.told.file)


def keep(
    db: Connection,
    bytes: bytes,
    file: ReturnedFile,
    preview: Preview,
    language: str,
    *,
    who: str,
    at: datetime,
) -> Returned:
    """Keep a file as it came, before anything is taken from it; one that was handed in before stays as it is.
    It is no step: that a file came is not undone. Raises KeptFileError."""
    id = id_of(hashlib.sha256(bytes).hexdigest())
    there = find(db, id)
    if there is not None:
        return there
    kept = file_store.keep(db, file.name, bytes, at=at)
    counts: dict[str, int] = {}
    for row in preview.rows:
        counts[row.verdict.value] = counts.get(row.verdict.value, 0) + 1
    told = Told(
        kept,
        file.format,
        file.export,
        preview.sheet,
        file.sheet_number,
        preview.department,
        language,
        len(preview.rows),
        counts,
    )
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    new = dialect.insert(table).values(
        id=id,
        hash=kept.hash,
        at=at,
        who=who,
        state=FileState.READ.value,
        document=msgspec.to_builtins(told),
        version=1,
    )
    db.execute(new.on_conflict_do_nothing(index_elements=["id"]))  # two look at it at once
    areas.note(db, AREA)
    return get(db, id)


def write(db: Connection, of: Returned, state: FileState, told: Told) -> None:
    """Write what was made of a file over what was read. Raises ChangedMeanwhileError."""
    as_read = (table.c.id == of.id) & (table.c.version == of.version)
    values = {"state": state.value, "document": msgspec.to_builtins(told), "version": of.version + 1}
    if db.execute(update(table).where(as_read).values(**values)).rowcount != 1:
        raise ChangedMeanwhileError(mark("file"), of.name)


def with_results(told: Told, results: Mapping[str, str], takings: Iterable[Taking]) -> Told:
    """*told* with more rows whose fate is known, and with *takings*."""
    return msgspec.structs.replace(told, results=told.results | dict(results), takings=tuple(takings))


def _returned(row: Row[Any]) -> Returned | None:
    try:
        told = msgspec.convert(row.document, Told)
        return Returned(row.id, row.hash, row.at, row.who, FileState(row.state), told, row.version)
    except (ValueError, msgspec.ValidationError) as error:
        _log.warning("returned file %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
