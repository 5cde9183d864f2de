"""The centre's sources: which telephone systems, recordings and simulations it follows."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, FromClause, MetaData, Row, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, NameTakenError, SettingError, UnknownNameError
from supervisor.facts.own import is_own
from supervisor.storage import undo
from supervisor.storage.centre import source
from supervisor.storage.changes import Changes
from supervisor.words import _, mark

AREA = Changes({"sources"})
LONGEST_NAME = 80
_VIEW = "source_seen"
_source_seen = source.to_metadata(MetaData(), name=_VIEW)
_SECRETS = frozenset({"password", "secret"})


@dataclass(frozen=True)
class SourceRecord:
    """A source as it was set up: *options* are those of its *kind*'s connector.

    Its password is in the environment variable *secret_env*, or in the keyring when that is None. *site*:
    whose collector listens to it; "": any.
    """

    name: str
    kind: str
    options: dict[str, Any]
    secret_env: str | None
    version: int
    created_at: datetime
    site: str = ""


def all_sources(db: Connection) -> tuple[SourceRecord, ...]:
    """The sources in the order in which they were added.

    On a shared centre most roles see neither *options* (empty then) nor *secret_env*: the database keeps them
    from whoever does not set sources up."""
    seen = _seen(db)
    return tuple(_record(row) for row in db.execute(select(seen).order_by(seen.c.created_at, seen.c.name)))


def get_source(db: Connection, name: str) -> SourceRecord:
    """The source called *name*, seen as by `all_sources`. Raises UnknownNameError, which knows the others."""
    seen = _seen(db)
    row = db.execute(select(seen).where(seen.c.name == name)).one_or_none()
    if row is None:
        known = db.execute(select(seen.c.name).order_by(seen.c.name)).scalars()
        raise UnknownNameError(mark("source"), name, tuple(known))
    return _record(row)


def add_source(
    db: Connection,
    name: str,
    kind: str,
    options: Mapping[str, Any],
    *,
    secret_env: str | None = None,
    site: str = "",
    at: datetime,
    who: str,
) -> Changes:
    """Add a source, as a step that can be undone. Raises NameTakenError, or SettingError for a bad name."""
    _check_name(name)
    with undo.step(db, "add_source", {"name": name}, AREA, at=at, who=who) as step:
        if db.execute(select(source.c.name).where(source.c.name == name)).first():
            raise NameTakenError(mark("source"), name)
        step.save(source, name)
        values = {"kind": kind, "options": _without_secrets(options), "secret_env": secret_env, "site": site}
        try:
            db.execute(insert(source).values(name=name, version=1, created_at=at, **values))
        except IntegrityError as error:  # added by someone else since we looked
            raise NameTakenError(mark("source"), name) from error
    return AREA


def change_source(
    db: Connection,
    name: str,
    options: Mapping[str, Any],
    *,
    secret_env: str | None,
    version: int,
    at: datetime,
    who: str,
) -> Changes:
    """Set up the source that was read at *version* otherwise, as a step that can be undone.

    Raises UnknownNameError, or ChangedMeanwhileError when someone else changed it since.
    """
    get_source(db, name)
    with undo.step(db, "change_source", {"name": name}, AREA, at=at, who=who) as step:
        step.save(source, name)
        as_read = (source.c.name == name) & (source.c.version == version)
        values = {"options": _without_secrets(options), "secret_env": secret_env, "version": version + 1}
        if db.execute(update(source).where(as_read).values(**values)).rowcount != 1:
            raise ChangedMeanwhileError(mark("source"), name)
    return AREA


def remove_source(
    db: Connection, name: str, *, version: int | None = None, at: datetime, who: str
) -> Changes:
    """Remove the source, as a step that can be undone; what the journal heard of it stays.

    Raises UnknownNameError, or ChangedMeanwhileError when it is no longer at *version* (None: at any).
    """
    found = get_source(db, name)
    with undo.step(db, "remove_source", {"name": name}, AREA, at=at, who=who) as step:
        step.save(source, name)
        as_read = (source.c.name == name) & (
            source.c.version == (found.version if version is None else version)
        )
        if db.execute(delete(source).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("source"), name)
    return AREA


def _seen(db: Connection) -> FromClause:
    """Where sources are read: on a shared centre a view, which hides options from most (rights/laying.py)."""
    if db.dialect.name != "postgresql":
        return source
    if not db.info.get(_VIEW):  # a connection asks once; one that found no view asks again, for it may come
        db.info[_VIEW] = db.execute(text(f"SELECT to_regclass('{_VIEW}') IS NOT NULL")).scalar_one()
    return _source_seen if db.info[_VIEW] else source


def _record(row: Row[Any]) -> SourceRecord:
    return SourceRecord(
        row.name, row.kind, row.options, row.secret_env, row.version, row.created_at, row.site
    )


def _check_name(name: str) -> None:
    """A name that a command line and a board can both show."""
    unseen = any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in name)
    if not name or name != name.strip() or len(name) > LONGEST_NAME or unseen or is_own(name):
        raise SettingError("name", name[:LONGEST_NAME], _("a name of 1 to 80 characters"), _("the sources"))


def _without_secrets(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options, which are shown, copied and backed up: a password among them is a bug of the caller."""
    if _SECRETS & options.keys():
        raise ValueError("a source's password belongs in the keyring or the environment, not in its options")
    return dict(options)
