"""The journal as a tape: wound on to any instant, it holds the board of that instant, to the event.

The journal's order is that in which things were heard, and two sources hardly ever agree to the millisecond.
So a board is kept of the part that lies wholly before the instant, and the few events behind it that do too,
past some that do not, are folded on top of it, always in the journal's order. However the tape came to an
instant, the board is the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from supervisor.events import ContactOffered, LiveEvent
from supervisor.live.board import Board, Changed
from supervisor.live.fold import advance
from supervisor.live.rules import CountingRules
from supervisor.live.slices import Slicer, Touched, fold_soundly

ROWS_AT_ONCE = 64  # batches read in one go: a reader holds no old view of the database for long
AHEAD = timedelta(minutes=1)  # so far may the clocks of two sources be apart, and
AHEAD_BATCHES = 64  # in a quiet time so many batches


@dataclass(frozen=True)
class Batch:
    """Events of *source* as they were journalled. *unknown* are left out: a later version wrote them, or,
    when *damaged*, the row cannot be read at all."""

    id: int
    source: str
    events: tuple[LiveEvent, ...]
    unknown: int = 0
    damaged: bool = False
    last_at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where a tape stands: *board* after batch *batch_id* and the first *skip* events after it, none of which
    was heard later than *at*; None when there was none."""

    board: Board
    batch_id: int
    skip: int = 0
    at: datetime | None = None


class _Read:
    """A batch that was read and does not lie wholly before the instant yet."""

    __slots__ = ("events", "first", "heard", "id", "last", "next")

    def __init__(self, batch_id: int, events: tuple[LiveEvent, ...], heard: list[datetime]) -> None:
        self.id = batch_id
        self.events = events
        self.heard = heard  # when each of them was heard
        self.first, self.last = min(heard), max(heard)
        self.next = 0  # the first of them that is not on the tape's board


class Tape:
    """Folds forward from a place in the journal. Whoever winds it gives it the batches that it needs."""

    def __init__(self, start: Place, rules: CountingRules) -> None:
        self.rules = rules
        self.read_id = start.batch_id  # the last batch that was read
        self.refused = 0  # events that could not be folded
        self._board = start.board
        self._at = start.at
        self._skip = start.skip
        self._whole_id = start.batch_id  # the last batch of which all is on the board
        self._ahead: deque[_Read] = deque()
        self._latest = {line.name: line.last_event_at for line in start.board.sources.values()}
        self._tail = Changed()
        self._rolled: tuple[Board, Board] | None = None  # into a day of which nothing was heard yet

    @property
    def at(self) -> datetime | None:
        """When the latest event on the board was heard: back beyond that this tape cannot go."""
        return self._at

    @property
    def next_at(self) -> datetime | None:
        """When the next event was heard; None when none was read."""
        return self._ahead[0].heard[self._ahead[0].next] if self._ahead else None

    def place(self) -> Place:
        """Where another tape may begin to come to the same boards."""
        skip = self._ahead[0].next if self._ahead else self._skip
        return Place(self._board, self._whole_id, skip, self._at)

    def needs(self, until: datetime) -> bool:
        """Whether batches must be read before this tape can be wound to *until*: so long as one of the next
        may hold something of before."""
        beyond = until + AHEAD
        last = list(islice(reversed(self._ahead), AHEAD_BATCHES))
        return len(last) < AHEAD_BATCHES or any(read.first <= beyond for read in last)

    def put(self, batches: Iterable[Batch]) -> None:
        """The next batches after `read_id`.

        A contact that is said to wait since long ago, because it was found after a gap, is heard when it is
        found: until then no board showed it.
        """
        for batch in batches:
            self.read_id = batch.id
            heard = []
            latest = self._latest.get(batch.source)
            for event in batch.events:
                at = event.at
                if latest is not None and at < latest and type(event) is ContactOffered:
                    heard.append(latest)
                else:
                    heard.append(at)
                    latest = at if latest is None or at > latest else latest
            if latest is not None:
                self._latest[batch.source] = latest
            if not heard:
                if not self._ahead:
                    self._whole_id = batch.id
                continue
            read = _Read(batch.id, batch.events, heard)
            if self._skip:  # the first batch after the start
                read.next, self._skip = self._skip, 0
            self._ahead.append(read)

    def wind(
        self,
        until: datetime,
        slicer: Slicer,
        touched: Touched | None = None,
        called_off: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Fold what lies wholly before *until* (included), slice by slice; False when *called_off*. What
        changed is added to *touched*."""
        while self._ahead and self._ahead[0].heard[self._ahead[0].next] <= until:
            if called_off():
                return False
            events = self._slice(until, slicer.size)
            self._board, changed, refused = slicer.fold(self._board, events, self.rules)
            self.refused += len(refused)
            if touched is not None:
                touched.add(changed)
        return True

    def _slice(self, until: datetime, size: int) -> list[LiveEvent]:
        """The next events up to *until*, some *size* of them: on the board, as far as the tape knows."""
        events: list[LiveEvent] = []
        latest = self._at
        while self._ahead and len(events) < size:
            read = self._ahead[0]
            start, end = read.next, len(read.events)
            if not start and read.last <= until and end <= size:
                at = read.last
                events += read.events
            else:
                end = min(end, start + size - len(events))
                end = next((n for n in range(start, end) if read.heard[n] > until), end)
                if end == start:
                    break
                at = max(read.heard[start:end])
                events += read.events[start:end]
                read.next = end
            latest = at if latest is None or at > latest else latest
            if end == len(read.events):
                self._whole_id = read.id
                self._ahead.popleft()
        self._at = latest
        return events

    def board(self, until: datetime, touched: Touched | None = None) -> Board:
        """The board at *until*, to which the tape was wound."""
        tail = [
            event
            for read in self._ahead
            if read.first <= until
            for event, heard in zip(read.events[read.next :], read.heard[read.next :], strict=True)
            if heard <= until
        ]
        board, on_top = self._board, Changed()
        if tail:
            board, on_top, _refused = fold_soundly(board, tail, self.rules)
        if self._rolled is not None and self._rolled[0] is board and self._rolled[1].day == self._day(until):
            return self._rolled[1]
        was, (board, rolled) = board, advance(board, until, self.rules)
        self._rolled = (was, board) if rolled.day else None
        if touched is not None:
            touched.add(self._tail)  # what lay on top of the board before is folded anew, or into it
            touched.add(on_top)
            touched.add(rolled)
        self._tail = on_top
        return board

    def _day(self, at: datetime) -> date:
        return self.rules.days.day(at)
