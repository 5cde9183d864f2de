"""The journal on its way into a shared centre: agents go behind tokens, as a collector would have put them.

Batches keep their numbers, by which followers and what was derived of them know their place, and so do boards
to begin with (snapshots). What cannot be read any more might hold names: it goes as an empty one, which is
told as damaged, or left out, as it was.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, Table

from supervisor.events import decode
from supervisor.live import board as boards
from supervisor.live.names import Named
from supervisor.live.private_part import joined
from supervisor.live.veil_store import made, write_names
from supervisor.moving.file import CentreFile
from supervisor.moving.plan import Left, Sums, Why
from supervisor.storage.journal_tables import journal_batch, snapshot

VEILED = {
    journal_batch.name: frozenset({"events", "private", "veiled"}),
    snapshot.name: frozenset({"board", "private", "veiled"}),
}
"""The tables that go behind the veil, and their columns that it changes."""


def left(file: CentreFile) -> Iterator[Left]:
    """What becomes of the journal."""
    ((batches,),) = file.ask("journal", "SELECT count(*) FROM journal_batch")
    if batches:
        yield Left(Why.VEIL, batches)


class Veiling:
    """Puts the agents of a file's journal behind tokens."""

    def __init__(self, db: Connection) -> None:
        """Finds, or makes, the key of tokens in the shared centre *db*; in the caller's transaction."""
        self._veil = made(db)
        self._names: list[Named] = []

    def __call__(self, table: Table, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """*rows* of *table* as they go: only those of `VEILED` go changed."""
        if table is journal_batch:
            change, said = self._batch, "events"
        elif table is snapshot:
            change, said = self._board, "board"
        else:
            return rows
        columns = table.c.keys()
        at, private_at, veiled_at = (columns.index(name) for name in (said, "private", "veiled"))
        found = []
        for row in rows:
            if not row[veiled_at]:
                veiled = list(row)
                veiled[at], veiled[private_at] = change(row[at])
                veiled[veiled_at] = True
                row = tuple(veiled)
            found.append(row)
        return found

    def write_names(self, db: Connection) -> None:
        """Write who stands behind the tokens that were new or changed since the last call."""
        names, self._names = self._names, []
        write_names(db, names)

    def _batch(self, said: bytes) -> tuple[bytes, bytes | None]:
        try:
            events, _unknown = decode(said)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return b"", None
        veiled = self._veil.events(events)
        self._names += veiled.names
        return veiled.events, joined([(len(events), veiled.private)])

    def _board(self, said: bytes) -> tuple[bytes, bytes | None]:
        try:
            board = boards.load(zlib.decompress(said))
        except (msgspec.DecodeError, zlib.error):
            return b"", None
        veiled, private = self._veil.board(board)
        self._names += self._veil.names()
        return zlib.compress(boards.save(veiled), 1), private


def comparable(table: Table, found: Sums, places: dict[str, range]) -> Sums:
    """The part of *found* that must be the same on both sides: all but what the veil changes. *places*: where
    each column's sums stand."""
    if table.name not in VEILED:
        return found
    proved = [name for name in places if name not in VEILED[table.name]]
    kept = [0, *(place for name in proved for place in places[name])]
    return {month: tuple(numbers[place] for place in kept) for month, numbers in found.items()}
