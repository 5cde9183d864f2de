"""Batches written into the journal, in the caller's transaction: on a server in as few messages as can be.

Each message to a server is a wait for its answer, and between an event and the board that shows it there were
nine. What does not depend on an answer is sent together (a pipeline of the driver); what the answers say is
looked at before the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import sqlite

from supervisor.errors import DatabaseError
from supervisor.live.entry import Entry
from supervisor.live.veil_store import write_names
from supervisor.storage.areas import THERE_IS_ROOM
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import journal_batch

APPENDING = 0x5355_5041  # of PostgreSQL's advisory locks, held by whoever appends

_FIELDS = (
    *("source", "collector", "sequence", "first_at", "last_at"),
    *("events_count", "events", "veiled", "private"),
)


def on_file(connection: Connection, entries: Sequence[Entry], collector: str) -> int:
    """Write *entries*; the id of the last. One that is there already stays as it is."""
    write_names(connection, (named for row in entries for named in row.names))
    connection.execute(_ON_FILE, [dict(zip(_FIELDS, _row(one, collector), strict=True)) for one in entries])
    last: int = connection.execute(_ID_OF, {"of": collector, "number": entries[-1].sequence}).scalar_one()
    return last


def on_server(
    db: Database,
    connection: Connection,
    entries: Sequence[Entry],
    collector: str,
    holder: int | None,
    channel: str,
) -> int:
    """The same; *channel*: who listens on it is told with the commit; "": nobody is.

    Raises DatabaseError where the server's process *holder* holds no lock any more.
    """
    raw: Any = connection.connection.driver_connection
    rows = [_row(one, collector) for one in entries]
    names = [named for one in entries for named in one.names]
    of_last = collector, entries[-1].sequence

    def put() -> Any:
        raw.cursor().executemany(_ON_SERVER, rows)
        return raw.execute(_TELL, (channel, *of_last)) if channel else raw.execute(_LAST, of_last)

    with raw.pipeline():
        # Ids are given before the commit: without this, a follower could see a later id first and never
        # come back for the earlier.
        raw.execute("SELECT pg_advisory_xact_lock(%s)", (APPENDING,))
        held = None if holder is None else raw.execute(_HOLDS, (holder,))
        last = None if names else put()
    if held is not None and held.fetchone() is None:
        raise DatabaseError(db.url, "unreachable", "the server has let our lock go")
    if last is None:
        write_names(connection, names)  # only now: who waits for the lock holds no name up
        with raw.pipeline():
            last = put()
    found: int = last.fetchone()[0]
    return found


def _row(one: Entry, collector: str) -> tuple[object, ...]:
    """In the order of `_FIELDS`."""
    for instant in (one.first_at, one.last_at):
        if instant.tzinfo is None:
            raise ValueError(f"a naive datetime is no instant: {instant!r} has no time zone")
    place = one.source, collector, one.sequence, one.first_at, one.last_at
    return (*place, one.count, one.events, one.veiled, one.private)


_ON_FILE = sqlite.insert(journal_batch).on_conflict_do_nothing(index_elements=["collector", "sequence"])
_ID_OF = select(journal_batch.c.id).where(
    journal_batch.c.collector == bindparam("of"), journal_batch.c.sequence == bindparam("number")
)
_ON_SERVER = (
    f"INSERT INTO journal_batch ({', '.join(_FIELDS)}) VALUES ({', '.join('%s' for _ in _FIELDS)})"  # noqa: S608
    " ON CONFLICT (collector, sequence) DO NOTHING"
)
_LAST = "SELECT id FROM journal_batch WHERE collector = %s AND sequence = %s"
_TELL = (
    f"SELECT id, CASE WHEN {THERE_IS_ROOM} THEN pg_notify(%s, id::text) END"  # noqa: S608
    " FROM journal_batch WHERE collector = %s AND sequence = %s"
)
_HOLDS = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = %s AND granted LIMIT 1"
