"""Folding beside a screen: in slices of a millisecond, so that its thread is never held up for longer."""

from __future__ import annotations

import time
from collections.abc import Sequence

from supervisor.clock import monotonic
from supervisor.events import LiveEvent
from supervisor.live.board import AgentKey, Board, Changed, QueueKey
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules

SLICE_S = 0.0015  # of folding in one go, then others may have the interpreter,
REST_S = 0.0005  # for at least this long
SLICE_EVENTS = (100, 800)  # fewer would cost more in copies of the board than in events

Refused = list[tuple[LiveEvent, Exception]]


def fold_soundly(
    board: Board, events: Sequence[LiveEvent], rules: CountingRules
) -> tuple[Board, Changed, Refused]:
    """The board after *events*, what changed, and the events that could not be folded: one bad event must
    end neither a feed nor a wall."""
    try:
        return *fold(board, events, rules), []
    except Exception as error:  # noqa: BLE001  # whatever it is, it is that event's and no other's
        if len(events) == 1:
            return board, Changed(), [(events[0], error)]
    half = len(events) // 2
    board, changed, refused = fold_soundly(board, events[:half], rules)
    board, more, others = fold_soundly(board, events[half:], rules)
    return board, changed | more, refused + others


class Slicer:
    """Folds one slice at a time and rests after each; learns how many events make a slice."""

    def __init__(self, slice_s: float = SLICE_S, events: tuple[int, int] = SLICE_EVENTS) -> None:
        """*events*: how many there are at least and at most in a slice of *slice_s* seconds."""
        self.size = events[0]
        self._slice_s = slice_s
        self._least, self._most = events

    def fold(
        self, board: Board, events: Sequence[LiveEvent], rules: CountingRules
    ) -> tuple[Board, Changed, Refused]:
        """As `fold_soundly`, for at most `size` events."""
        began_s = monotonic()
        found = fold_soundly(board, events, rules)
        took_s = monotonic() - began_s
        if took_s > self._slice_s:
            self.size = max(self._least, self.size // 2)
        elif took_s < self._slice_s / 3 and len(events) >= self.size:
            self.size = min(self._most, self.size * 2)
        if took_s > self._slice_s / 3:
            rest()
        return found


class Touched:
    """What changed since the last publication, collected in place: a burst has hundreds of slices."""

    def __init__(self) -> None:
        self._sources: set[str] = set()
        self._queues: set[QueueKey] = set()
        self._agents: set[AgentKey] = set()
        self._day = False

    def add(self, changed: Changed) -> None:
        self._sources |= changed.sources
        self._queues |= changed.queues
        self._agents |= changed.agents
        self._day |= changed.day

    def everything(self, *shown: Board) -> None:
        for board in shown:
            self._sources |= board.sources.keys()
            self._queues |= board.queues.keys()
            self._agents |= board.agents.keys()
        self._day = True

    def taken(self) -> Changed:
        changed = Changed(
            frozenset(self._sources), frozenset(self._queues), frozenset(self._agents), self._day
        )
        self._sources.clear()
        self._queues.clear()
        self._agents.clear()
        self._day = False
        return changed


def rest() -> None:
    """Let the screen's thread have the interpreter."""
    time.sleep(REST_S)
