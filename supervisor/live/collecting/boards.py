"""The board at three moments on its way into the journal, each of which somebody needs."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.events import LiveEvent
from supervisor.live.board import Board
from supervisor.live.rules import CountingRules
from supervisor.live.slices import fold_soundly


class Boards:
    """What was said, what of it is on its way, and what is confirmed."""

    def __init__(self, rules: CountingRules) -> None:
        self._rules = rules
        self._taken: Board | None = None  # after everything on its way; None when more was waiting
        self.said = Board()
        """After everything said."""
        self.written: Board | None = self.said
        """After everything confirmed; None while nobody knows it as one."""
        self.foreign_id = 0
        """Other collectors' batches are on the boards up to this one."""

    def begin(self, board: Board, batch_id: int) -> None:
        """The journal up to *batch_id* makes *board*, and nothing else was said."""
        self.said = self.written = board
        self._taken = None
        self.foreign_id = batch_id

    def fold(self, events: Sequence[LiveEvent]) -> None:
        """*events* are said."""
        self.said = fold_soundly(self.said, events, self._rules)[0]

    def fold_foreign(self, events: Sequence[LiveEvent]) -> None:
        """Others have journalled *events*."""
        same = self.written is self.said
        self.fold(events)
        if self.written is not None:
            self.written = self.said if same else fold_soundly(self.written, events, self._rules)[0]

    def take(self, *, last: bool) -> None:
        """Something is on its way; *last*: behind it nothing waits."""
        if self._taken is None and last:
            self._taken = self.said

    def forget_taken(self) -> None:
        """What was on its way is taken otherwise the next time."""
        self._taken = None

    def confirm(self) -> None:
        """What was on its way stands in the journal."""
        self.written, self._taken = self._taken, None

    def forget_written(self) -> None:
        """Others write from now on."""
        self.written = self._taken = None
