"""Brings a room of the database to the revision that this program speaks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL

from supervisor.clock import SystemClock
from supervisor.errors import DatabaseError
from supervisor.storage.failure import shown_url, told
from supervisor.storage.rooms import Room

if TYPE_CHECKING:  # loaded in `_alembic` alone
    from alembic.config import Config
    from alembic.script import ScriptDirectory

BACKUPS_KEPT = 3
"""How many copies made before an upgrade stay beside the file."""

_LOCK = 0x5355_5056  # of PostgreSQL's advisory locks: two programs that start at once set up once


def bring_up_to_date(engine: Engine, url: URL, room: Room, *, upgrade: bool = False) -> None:
    """The tables of *room* as this program needs them.

    Makes them where there are none. An older SQLite file is copied first (`backups`); an older server's
    database is changed only with *upgrade*. Raises DatabaseError: "older", "newer", or what the engine says.
    """
    with told(url):
        with engine.connect() as connection, connection.begin():
            found = _revision(connection, room)
            strangers = found is None and _has_strangers(connection)
        if found == room.head:
            return
        if found is None:
            if strangers:
                raise DatabaseError(shown_url(url), "unsupported", "a file of another program")
        elif not _is_ours(found, room):
            raise DatabaseError(shown_url(url), "newer", found)
        elif engine.dialect.name == "sqlite":
            _back_up(Path(str(url.database)), found)
        elif not upgrade:
            raise DatabaseError(shown_url(url), "older", found)
        _upgrade(engine, room)


def backups(path: Path) -> list[Path]:
    """The copies of the SQLite file *path* made before upgrades, oldest first."""
    return sorted(path.parent.glob(f"{path.name}.*.backup"))


def _revision(connection: Connection, room: Room) -> str | None:
    """The revision of *room*'s tables; None when there are none."""
    if not inspect(connection).has_table(room.version_table):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {room.version_table}")).scalars().all()  # noqa: S608
    return found[0] if found else None


def _has_strangers(connection: Connection) -> bool:
    """Whether a SQLite file without a revision has tables: another program's, so hands off."""
    return connection.dialect.name == "sqlite" and bool(inspect(connection).get_table_names())


def _back_up(path: Path, revision: str) -> None:
    """Copy the file as it stands, with everything committed, under a dated name; keep only the newest few."""
    stamp = SystemClock().now().strftime("%Y%m%dT%H%M%S%fZ")
    copy = path.with_name(f"{path.name}.{stamp}-{revision}.backup")
    copy.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
    except BaseException:
        copy.unlink(missing_ok=True)  # half a copy is worse than none
        raise
    for old_copy in backups(path)[:-BACKUPS_KEPT]:
        old_copy.unlink(missing_ok=True)


def _is_ours(revision: str, room: Room) -> bool:
    script, _ = _alembic(room)
    return revision in {known.revision for known in script.walk_revisions()}


def _upgrade(engine: Engine, room: Room) -> None:
    from alembic import command  # see `_alembic`

    _, config = _alembic(room)
    with engine.connect() as connection:
        connection.execution_options(supervisor_access="write")
        on_sqlite = engine.dialect.name == "sqlite"
        if on_sqlite:
            # Rebuilding a table drops the old one, which would take the rows that refer to it along.
            _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not on_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                if _revision(connection, room) != room.head:  # another program may have been faster
                    config.attributes["connection"] = connection
                    command.upgrade(config, "head")
                if on_sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                    raise RuntimeError(f"{room.name}: a migration left rows without parents: {broken[:3]}")
        finally:
            if on_sqlite:
                _foreign_keys(connection, on=True)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    raw = connection.connection.driver_connection  # inside a transaction SQLite ignores this PRAGMA
    assert raw is not None  # noqa: S101
    raw.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _alembic(room: Room) -> tuple[ScriptDirectory, Config]:
    # Alembic takes a third of a second to load: only those pay who have something to bring up to date.
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(room.revisions.parent).replace("%", "%%"))
    config.set_main_option("version_locations", str(room.revisions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes |= {"metadata": room.metadata, "version_table": room.version_table}
    return ScriptDirectory.from_config(config), config
