"""Files that issues and sheets rest on, in the centre's database, each kept once under its SHA-256."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import JSON, Connection, Text, cast, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.errors import KeptFileError
from supervisor.issues.evidence import FILE_LIMIT, File
from supervisor.storage.centre import centre_metadata
from supervisor.storage.issue_tables import issue_file as table

LONGEST_NAME = 255


def check_size(name: str, size: int) -> None:
    """Raises KeptFileError where a file of *size* bytes cannot be kept: ask before reading it whole."""
    if size > FILE_LIMIT:
        raise KeptFileError(name, "too_large", size, FILE_LIMIT)
    if size == 0:
        raise KeptFileError(name, "empty")


def keep(db: Connection, name: str, content: bytes, *, at: datetime) -> File:
    """Keep *content*; the same content is kept once, whatever it is called. Raises KeptFileError.

    It is no step: what names the file is, and a file that nothing names is cleaned later.
    """
    check_size(name, len(content))
    hash = hashlib.sha256(content).hexdigest()
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    rows = dialect.insert(table).values(hash=hash, size=len(content), content=content, at=at)
    db.execute(
        rows.on_conflict_do_update(index_elements=["hash"], set_={"at": at})
    )  # young again: not cleaned
    return File(_short(name), hash, len(content))


def read(db: Connection, file: File) -> bytes:
    """What is in *file*. Raises KeptFileError where it is not kept any more, or not what was kept."""
    content = db.execute(select(table.c.content).where(table.c.hash == file.hash)).scalar()
    if content is None:
        raise KeptFileError(file.name, "missing")
    if hashlib.sha256(content).hexdigest() != file.hash:
        raise KeptFileError(file.name, "damaged")
    return bytes(content)


def clean(db: Connection, before: datetime) -> int:
    """Remove the files kept before then that nothing names: no evidence, event, sheet, draft, nothing that
    undo could bring back. How many were removed."""
    old = db.execute(select(table.c.hash).where(table.c.at < before)).scalars().all()
    unused = [hash for hash in old if not _is_named(db, hash)]
    for hash in unused:
        db.execute(delete(table).where(table.c.hash == hash, table.c.at < before))
    return len(unused)


def _is_named(db: Connection, hash: str) -> bool:
    """Whether any document of the centre has *hash* in it: every JSON column is asked, so that a table that
    comes to name files need not be told here."""
    for each in centre_metadata.tables.values():
        documents = [column for column in each.c if isinstance(column.type, JSON)]
        if not documents:
            continue
        named = or_(*(cast(column, Text).contains(hash) for column in documents))
        if db.execute(select(1).select_from(each).where(named).limit(1)).first() is not None:
            return True
    return False


def _short(name: str) -> str:
    """*name* as it is kept: a very long one loses its middle, not its ending."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 41]}…{name[-40:]}"
