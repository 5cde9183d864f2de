"""Databases that are really away for a while, for tests of what waits for them."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

from sqlalchemy import event
from sqlalchemy.engine import make_url

from supervisor.storage.database import Database, journal_url

T = TypeVar("T")

DEADLINE_S = 60.0


@contextmanager
def away(url: str) -> Iterator[None]:
    """Nobody can write to the journal of the centre at *url* while inside: the file is locked, the server's
    database admits nobody."""
    if make_url(url).get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(journal_url(url).database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    from tests import postgresql

    name = make_url(url).database
    postgresql.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgresql.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    try:
        yield
    finally:
        postgresql.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def forget_locks(db: Database) -> None:
    """Let the server forget whoever holds a lock in this database, as a restart of it does."""
    with db.write() as admin:
        admin.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE locktype = 'advisory' AND datname = current_database() AND pid <> pg_backend_pid()"
        )


def impatient(db: Database) -> Database:
    """The same database, but a locked file says so after 50 ms instead of ten seconds."""
    if db.dialect == "sqlite":
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 50"))
    return db


def until(look: Callable[[], T | None]) -> T:
    """What *look* gives as soon as it is true; fails when that takes too long for any machine."""
    pause, end = threading.Event(), time.monotonic() + DEADLINE_S
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"not within {DEADLINE_S} s"
        pause.wait(0.02)
