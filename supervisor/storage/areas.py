"""Which areas were written how often: how one process learns what another has changed.

Every write notes the areas that it touched in its own transaction; whoever remembers the versions that it has
seen knows from one small table what to read again. It costs a row an area and a look of some 0.1 ms. On
PostgreSQL whoever listens on CHANNEL is woken by the commit, and looks then.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.storage.centre import area_version
from supervisor.storage.changes import Changes

CHANNEL = "supervisor_areas"
"""Of PostgreSQL's NOTIFY; what is said on it may be anybody's, so it only wakes."""

THERE_IS_ROOM = "pg_notification_queue_usage() < 0.5"
"""SQL: whether anything can be told. Who listens and takes nothing can fill the server's room for it, and
then each commit that tells something is refused; who is not told looks after some seconds anyhow."""

_HOLDING = 0x5355_5043  # of PostgreSQL's advisory locks with two numbers; the second is the area's
_HOLD = text(f"SELECT pg_advisory_xact_lock({_HOLDING}, :area)")
_LATER = "areas to be noted"  # where a connection has those of the transaction under way
_WAKE = text(f"SELECT pg_notify('{CHANNEL}', '') WHERE {THERE_IS_ROOM}")


def note(db: Connection, areas: Iterable[str]) -> None:
    """Note, in the caller's transaction, that it wrote *areas*; within `noted_last` at its end."""
    later: set[str] | None = db.info.get(_LATER)
    if later is None:
        _write(db, areas)
    else:
        later.update(areas)


@contextmanager
def noted_last(db: Connection) -> Iterator[None]:
    """Writes what is noted inside when the block ends well: each area's row is what all who write it wait
    for, so it is taken last, by everybody in one order, and let go with the commit."""
    known = db.info  # kept: a connection that is lost meanwhile does not tell its own any more
    later: set[str] = set()
    known[_LATER] = later
    try:
        yield
        _write(db, later)
    finally:
        known.pop(_LATER, None)


def hold(db: Connection, areas: Iterable[str]) -> None:
    """Let whoever else holds one of *areas* wait until the caller's transaction ends: for what is read
    whole, checked and written. On SQLite one alone writes anyhow."""
    if db.dialect.name == "postgresql":
        for area in sorted(areas):
            db.execute(_HOLD, {"area": zlib.crc32(area.encode()) - 2**31})


def _write(db: Connection, areas: Iterable[str]) -> None:
    in_order = sorted(areas)  # so that two writers never wait for each other
    if not in_order:
        return
    on_server = db.dialect.name == "postgresql"
    dialect = postgresql if on_server else sqlite
    rows = dialect.insert(area_version).values([{"area": area, "version": 1} for area in in_order])
    db.execute(
        rows.on_conflict_do_update(index_elements=["area"], set_={"version": area_version.c.version + 1})
    )
    if on_server:
        db.execute(_WAKE)


def versions(db: Connection) -> dict[str, int]:
    """How often each area was written; one that never was is not in it."""
    later: set[str] | None = db.info.get(_LATER)
    if later:
        _write(db, later)
        later.clear()
    return {row.area: row.version for row in db.execute(select(area_version))}


def newer(seen: Mapping[str, int], found: Mapping[str, int]) -> Changes:
    """The areas that were written since *seen*."""
    return Changes(area for area, version in found.items() if version != seen.get(area, 0))
