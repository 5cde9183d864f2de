"""The board of a moment, now or long ago: the best place to begin with, and what came after it folded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from supervisor.events import LiveEvent
from supervisor.live import batch_rows, snapshot_store
from supervisor.live.board import EMPTY, Board
from supervisor.live.fold import advance
from supervisor.live.reading import Reading
from supervisor.live.rules import CountingRules
from supervisor.live.slices import Slicer, Touched, fold_soundly
from supervisor.live.tape import Place, Tape
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import journal_batch

log = logging.getLogger(__name__)

ROWS_ON_THE_WAY = 256  # of a replay, which folds them in larger slices


@dataclass(frozen=True)
class Position:
    """The board after batch *batch_id*, and what was left out on the way there from the journal.

    *folded* and *refused* count events (refused: no version should ever have written them), *damaged*
    batches. *scratch*: there was no snapshot to begin with; what this seat may not read, if there is any, is
    not on the board.
    """

    board: Board
    batch_id: int
    folded: int = 0
    unknown: int = 0
    damaged: int = 0
    refused: int = 0
    scratch: bool = False


class Moments:
    """The board of any moment, as the journal in *db* tells it to this seat."""

    def __init__(self, db: Database, reading: Callable[[], Reading]) -> None:
        """*reading* may ask the database, so it is called with the first board and not before."""
        self._db, self._reading = db, reading

    def resume(
        self, rules: CountingRules, now: datetime, between: Callable[[], object] | None = None
    ) -> Position:
        """The board of this moment under *rules*: the best snapshot, and everything after it folded.

        *between* is called between two slices of the work, for a caller who must leave time to others.
        """
        begins = rules.days.begins(rules.days.day(now))
        start = snapshot_store.best(self._db, self._reading(), rules, begins, None)
        if start is not None:
            return self._on(Position(start.board, start.batch_id), rules, now, between)
        scratch = Position(EMPTY, self._scratch(begins), scratch=True)
        return self._on(scratch, rules, now, between)

    def board_at(self, instant: datetime, rules: CountingRules) -> Board | None:
        """The board as it stood at *instant*, to the event; None when the journal begins only later."""
        place = self.place_before(instant, rules)
        if place is None:
            return None
        tape = Tape(place, rules)
        slicer = Slicer()
        for _turn in self.wind(tape, instant, slicer):
            pass
        return tape.board(instant)

    def place_before(self, instant: datetime, rules: CountingRules) -> Place | None:
        """The best place to begin with on the way to *instant*: a snapshot of at most half an hour before,
        else the day before; None when the journal begins only after *instant*."""
        begins = rules.days.begins(rules.days.day(instant))
        start = snapshot_store.best(self._db, self._reading(), rules, begins, instant)
        if start is not None:
            return start
        with self._db.read() as connection:
            oldest = connection.execute(
                select(journal_batch.c.first_at).order_by(journal_batch.c.id).limit(1)
            ).scalar_one_or_none()
        if oldest is None or oldest > instant:
            return None
        return Place(EMPTY, self._scratch(begins))

    def wind(
        self,
        tape: Tape,
        until: datetime,
        slicer: Slicer,
        touched: Touched | None = None,
        called_off: Callable[[], bool] = lambda: False,
    ) -> Iterator[bool]:
        """Wind *tape* to *until*, reading what it needs, some batches a turn; each turn yields True, or, as
        the last one, False when it was *called_off* on the way."""
        there = True
        while there and tape.needs(until):
            batches = batch_rows.after(self._db, self._reading(), tape.read_id, ROWS_ON_THE_WAY)
            there = bool(batches)
            tape.put(batches)
            if not tape.wind(until, slicer, touched, called_off) or called_off():
                yield False
                return
            yield True
        yield tape.wind(until, slicer, touched, called_off)

    def _scratch(self, begins: datetime) -> int:
        """Just before the first batch of the day before the one that begins at *begins* (of the last day that
        has any, when nothing came since): who signed in yesterday may still be there."""
        with self._db.read() as connection:
            last = select(func.max(journal_batch.c.last_at))
            newest: datetime | None = connection.execute(last).scalar_one()
            if newest is None:
                return 0
            since = min(begins, newest) - timedelta(days=1)
            first = select(func.min(journal_batch.c.id)).where(journal_batch.c.last_at >= since)
            before: int = connection.execute(first).scalar_one() - 1
            return before

    def _on(
        self, start: Position, rules: CountingRules, now: datetime, between: Callable[[], object] | None
    ) -> Position:
        board, folded, unknown, damaged, refused = start.board, 0, 0, 0, 0
        batch_id = start.batch_id
        # some at a time, each with a view of its own
        while batches := batch_rows.after(self._db, self._reading(), batch_id):
            events: list[LiveEvent] = []
            for batch in batches:
                batch_id = batch.id
                unknown += batch.unknown
                damaged += batch.damaged
                events += batch.events
            if events:
                board, _, bad = fold_soundly(board, events, rules)
                folded += len(events) - len(bad)
                refused += len(bad)
            if between is not None:
                between()
        if unknown or damaged or refused:
            log.warning(
                "left out of the journal: %s events that this version does not know or cannot read "
                "(%s damaged batches), %s that could not be folded",
                unknown,
                damaged,
                refused,
            )
        board, _ = advance(board, now, rules)
        return Position(board, batch_id, folded, unknown, damaged, refused, start.scratch)
