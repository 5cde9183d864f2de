"""What batches and snapshots say to whoever reads them here: with those names that this seat may know.

On a file the journal says everything. On a server it is veiled (`veil.py`), and the database decides what of
it this seat may read: names row by row, the private part as a whole. A token that was asked for in vain is
asked for again when people or accounts change, and else once a minute; never with each event.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.sql import ColumnElement

from supervisor.clock import monotonic
from supervisor.events import LiveEvent, decode, decode_each
from supervisor.live import board as boards
from supervisor.live.board import Board
from supervisor.live.names import Named, Names
from supervisor.live.token import is_token
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import journal_batch, journal_name, snapshot

log = logging.getLogger(__name__)

AGAIN_S = (
    60.0  # after so long what was not known is asked for again: somebody may have come into the team today
)
OF_NAMES = ("people", "accounts")  # areas of which a change may change who is known here


Rows = Callable[[str, tuple[object, ...]], Sequence[Sequence[Any]]]
"""Gives the rows of SQL in the server's driver's words, with its parameters. Raises DatabaseError."""


@dataclass(frozen=True)
class Said:
    """The events of a batch; *unknown* were left out, because this version does not know them."""

    events: Sequence[LiveEvent]
    unknown: int = 0


class Reading:
    """Reads a file's journal: nothing in it is veiled."""

    batch: tuple[ColumnElement[Any], ...] = (journal_batch.c.events,)
    """The columns that `said` needs, in this order."""
    snapshot: tuple[ColumnElement[Any], ...] = (snapshot.c.board,)
    """The columns that `board` needs, in this order."""
    hides = False
    """Whether batches from before the veil may be hidden from this seat."""

    def said(self, rows: Iterable[Sequence[Any]]) -> list[Said | None]:
        """What batches say, of each the columns `batch`; None for one that is damaged."""
        return [_plain(row[0]) for row in rows]

    def board(self, row: Sequence[Any]) -> Board:
        """The board of a snapshot, of which the columns `snapshot` were read. Raises msgspec.DecodeError or
        zlib.error when another version made it."""
        return boards.load(zlib.decompress(row[0]))

    def words(self, source: str, login: str) -> tuple[str, ...]:
        """Under which names *login* may stand in batches."""
        return (login,)

    def ask_by(self, rows: Rows | None) -> None:
        """Ask by a connection of the caller's from now on; None: by one of the database's own again."""

    def begin(self) -> None:
        """Somebody is about to read a board and what came after it."""

    def has_changed(self, *, woken: bool = False) -> bool:
        """Whether boards that were read before would be told otherwise now, because names came, went or
        changed; asked once a second, and looks rarely. *woken*: some area may have been written."""
        return False


class VeiledReading(Reading):
    """Reads a server's journal."""

    hides = True

    def __init__(self, db: Database) -> None:
        """Asks the database what this seat may read; again when accounts change, and not before each look."""
        self._db = db
        self._rows: Rows = self._by_own
        self._may_read_private = self._may_ask = False
        self._areas = self._area_versions()  # first: what is asked for from here on is no older
        self._ask_for_rights()
        self._names = Names()
        self._asked: set[str] = set()
        self._asked_s = monotonic()

    def _ask_for_rights(self) -> bool:
        """Whether they are others than before."""
        before = self._may_read_private, self._may_ask
        ((self._may_read_private, self._may_ask),) = self._rows(_MAY, ())
        self.batch = (journal_batch.c.events, journal_batch.c.veiled)
        self.snapshot = (snapshot.c.board, snapshot.c.veiled)
        if self._may_read_private:  # who may not must not even name it
            self.batch += (journal_batch.c.private,)
            self.snapshot += (snapshot.c.private,)
        return before != (self._may_read_private, self._may_ask)

    def said(self, rows: Iterable[Sequence[Any]]) -> list[Said | None]:
        rows = list(rows)
        found = [self._said(*row) for row in rows]
        new = self._names.missing - self._asked
        if self._ask(new):
            found = [self._said(*row) for row in rows]
        self._names.seen -= new
        return found

    def _said(self, events: bytes, veiled: bool, private: bytes | None = None) -> Said | None:
        found = _plain(events)
        if not veiled or found is None:
            return found
        kept: Sequence[LiveEvent | None] = found.events if not found.unknown else decode_each(events)
        try:
            return Said(self._names.events(kept, private), found.unknown)
        except msgspec.DecodeError:
            log.warning("what is private of a batch cannot be read")
            return Said(self._names.events(kept), found.unknown)

    def board(self, row: Sequence[Any]) -> Board:
        found = super().board(row)
        _board, veiled, *private = row
        if not veiled:
            return found
        board = self._names.board(found, *private)
        return self._names.board(found, *private) if self._ask(self._names.missing - self._asked) else board

    def words(self, source: str, login: str) -> tuple[str, ...]:
        if is_token(login) or not self._may_ask:
            return (login,)
        with self._db.read() as db:
            tokens = db.execute(_TOKEN, {"of": source, "who": login}).scalars().all()
        return (login, *tokens)

    def ask_by(self, rows: Rows | None) -> None:
        self._rows = rows or self._by_own

    def _by_own(self, statement: str, values: tuple[object, ...]) -> Sequence[Sequence[Any]]:
        with self._db.read() as db:
            return db.exec_driver_sql(statement, values).all()

    def begin(self) -> None:
        if monotonic() - self._asked_s > AGAIN_S:
            self._ask_again()

    def has_changed(self, *, woken: bool = False) -> bool:
        if woken and self._has_area_changed():
            others = self._ask_for_rights()
            return self._ask_again() or others
        if not self._may_ask:
            return False
        if self._names.missing and monotonic() - self._asked_s > AGAIN_S:
            return self._ask_again()
        seen, self._names.seen = self._names.seen, set()
        return bool(seen) and self._names.learn(self._named(seen))

    # -- asking -------------------------------------------------------------------------------------------

    def _ask(self, new: set[str]) -> bool:
        """Ask for tokens that were met for the first time; whether any is known now."""
        if not self._may_ask or not new:
            return False
        known = self._named(new)
        self._asked |= new
        self._names.missing.difference_update(named.token for named in known)
        return self._names.learn(known)

    def _ask_again(self) -> bool:
        """Ask for every token that was ever met; whether anything is known otherwise."""
        self._asked_s = monotonic()
        if not self._may_ask:
            self._asked = set()
        names = Names(self._named(self._asked) if self._asked else ())
        same = names.same(self._names)
        names.missing = self._asked - names.tokens()
        self._names = names
        return not same

    def _has_area_changed(self) -> bool:
        before, self._areas = self._areas, self._area_versions()
        return before != self._areas

    def _area_versions(self) -> dict[str, int]:
        return {str(area): int(version) for area, version in self._rows(_AREAS, (list(OF_NAMES),))}

    def _named(self, tokens: set[str]) -> list[Named]:
        return [Named(*row) for row in self._rows(_NAMED, (list(tokens),))]


def reading(db: Database) -> Reading:
    """How the journal in *db* is read here."""
    return VeiledReading(db) if db.dialect == "postgresql" else Reading()


def _plain(events: bytes) -> Said | None:
    try:
        return Said(*decode(events))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


_MAY = (
    "SELECT has_column_privilege('journal_batch', 'private', 'SELECT'),"
    " has_column_privilege('journal_name', 'name', 'SELECT')"
)
_NAMED = "SELECT token, source, login, name, team FROM journal_name WHERE token = ANY(%s)"
_AREAS = "SELECT area, version FROM area_version WHERE area = ANY(%s)"
_TOKEN = select(journal_name.c.token).where(
    journal_name.c.source == bindparam("of"), journal_name.c.login == bindparam("who")
)
