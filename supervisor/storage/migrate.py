"""Brings a room of the database to the revision that this program speaks."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from itertools import compress
from pathlib import Path
from random import uniform
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from supervisor.clock import SystemClock, monotonic
from supervisor.errors import DatabaseError
from supervisor.storage.failure import shown_url, told
from supervisor.storage.rooms import ROOMS, Room

if TYPE_CHECKING:  # loaded in `_alembic` alone
    from alembic.config import Config
    from alembic.script import ScriptDirectory

BACKUPS_KEPT = 3
"""How many copies made before an upgrade stay beside the file."""

_LOCK = 0x5355_5056
"""Of PostgreSQL's advisory locks: whoever changes the tables has it alone, whoever writes shares it."""

TAKING_S = 8.0
"""So long an upgrade looks for a moment in which nobody reads; who writes meanwhile waits 10 s at most."""

_MOMENT_MS = 300  # well below the second after which the server looks for deadlocks

_TABLES = text(
    "SELECT format('%I.%I', nspname, relname)"
    " FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid"
    " WHERE nspname = current_schema() AND relkind IN ('r', 'p') AND NOT relispartition"
    " AND pg_has_role(relowner, 'USAGE') ORDER BY relname"
)

HOLD_OFF_ALL = f"SELECT pg_advisory_lock({_LOCK})"
"""SQL that waits for those who write, and holds everybody off until the session ends."""


def bring_up_to_date(engine: Engine, url: URL, room: Room, *, upgrade: bool = False) -> None:
    """The tables of *room* as this program needs them.

    Makes them where there are none. An older SQLite file is copied first (`backups`); an older server's
    database is changed only with *upgrade*. Raises DatabaseError: "older", "newer", or what the engine says.
    """
    with told(url):
        with engine.connect() as connection, connection.begin():
            found = revision(connection, room)
            strangers = found is None and _has_strangers(connection)
        if found == room.head:
            return
        if found is None:
            if strangers:
                raise DatabaseError(shown_url(url), "unsupported", "a file of another program")
        elif not is_known(room, found):
            raise DatabaseError(shown_url(url), "newer", found)
        elif engine.dialect.name == "sqlite":
            _back_up(Path(str(url.database)), found)
        elif not upgrade:
            raise DatabaseError(shown_url(url), "older", found)
        _upgrade(engine, room)


def alone(connection: Connection) -> None:
    """Hold off everybody who writes to a server's database until the transaction's end; waits for those who
    do."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def bring_up(connection: Connection, room: Room) -> None:
    """Bring the tables of *room* to this program's revision, in the caller's transaction, which has them for
    itself: on a server `alone`, and `take_tables`."""
    from alembic import command  # see `_alembic`

    _, config = _alembic(room)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def backups(path: Path) -> list[Path]:
    """The copies of the SQLite file *path* made before upgrades, oldest first."""
    return sorted(path.parent.glob(f"{path.name}.*.backup"))


def hold_off_sql(rooms: Iterable[Room]) -> str:
    """SQL that holds off an upgrade until the transaction's end, and then tells the revisions of *rooms*, a
    column each.

    Two statements, for the second must see what an upgrade left that the first had waited for.
    """
    told = ", ".join(f"(SELECT version_num FROM {room.version_table})" for room in rooms)  # noqa: S608
    return f"SELECT pg_advisory_xact_lock_shared({_LOCK}); SELECT {told}"


def rooms_there(connection: Connection) -> tuple[Room, ...]:
    """The rooms that a server's database has: all three, once it was set up."""
    asked = ", ".join(f"to_regclass('{room.version_table}') IS NOT NULL" for room in ROOMS)
    return tuple(compress(ROOMS, connection.execute(text(f"SELECT {asked}")).one()))


def revision(connection: Connection, room: Room) -> str | None:
    """The revision of *room*'s tables; None when there are none."""
    if not inspect(connection).has_table(room.version_table):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {room.version_table}")).scalars().all()  # noqa: S608
    return found[0] if found else None


def problem_with(found: str | None, room: Room) -> str | None:
    """Why tables of revision *found* are none to work with: "older", "newer"; None when they are *room*'s."""
    if found == room.head:
        return None
    return "older" if found is None or is_known(room, found) else "newer"


def _has_strangers(connection: Connection) -> bool:
    """Whether a SQLite file without a revision has tables: another program's, so hands off."""
    return connection.dialect.name == "sqlite" and bool(inspect(connection).get_table_names())


def _back_up(path: Path, found: str) -> None:
    """Copy the file as it stands, with everything committed, under a dated name; keep only the newest few."""
    stamp = SystemClock().now().strftime("%Y%m%dT%H%M%S%fZ")
    copy = path.with_name(f"{path.name}.{stamp}-{found}.backup")
    copy.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
    except BaseException:
        copy.unlink(missing_ok=True)  # half a copy is worse than none
        raise
    for old_copy in backups(path)[:-BACKUPS_KEPT]:
        old_copy.unlink(missing_ok=True)


def take_tables(connection: Connection) -> None:
    """Have every table of a server's database for oneself until the transaction's end.

    Whoever reads is waited for, a moment at a time: a reader who wants a table that we have, while we want
    one that he has, must go on before the server finds the two in a deadlock and ends one of them. Raises the
    driver's error when readers leave no moment for some seconds.
    """
    tables = connection.execute(_TABLES).scalars().all()
    if not tables:
        return
    until = monotonic() + TAKING_S
    while True:
        try:
            with connection.begin_nested():
                connection.execute(text(f"SET LOCAL lock_timeout = '{_MOMENT_MS}ms'"))
                connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE"))
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != "55P03" or monotonic() > until:
                raise
            time.sleep(uniform(0.02, 0.1))
        else:
            connection.execute(text("SET LOCAL lock_timeout = DEFAULT"))
            return


def must_be_ours(db: Connection, rooms: Iterable[Room]) -> None:
    """Raises DatabaseError("newer") when the tables of one of *rooms* were brought to a newer version since
    this program opened them: it must be replaced."""
    for room in rooms:
        found = revision(db, room)
        if found is not None and found != room.head:
            raise DatabaseError(shown_url(db.engine.url), "newer", found)


def is_known(room: Room, found: str) -> bool:
    """Whether *found* is a revision of *room* that this program can begin from."""
    script, _ = _alembic(room)
    return found in {known.revision for known in script.walk_revisions()}


def _upgrade(engine: Engine, room: Room) -> None:
    with engine.connect() as connection:
        connection.execution_options(supervisor_access="write")
        on_sqlite = engine.dialect.name == "sqlite"
        if on_sqlite:
            # Rebuilding a table drops the old one, which would take the rows that refer to it along.
            _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not on_sqlite:
                    alone(connection)
                if revision(connection, room) != room.head:  # another program may have been faster
                    if not on_sqlite:
                        take_tables(connection)
                    bring_up(connection, room)
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
