"""The live board of another time: what a replay's thread plays, for the widgets that show the floor."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from supervisor.clock import monotonic
from supervisor.live.replay import Replay, Replayer
from ui.live import LiveBoard

TICK_S = 0.25  # between two beats of the running times while time runs faster than life


class ReplayBoard(LiveBoard):
    """Shows what *replayer* plays. `went` tells that it is elsewhere, plays otherwise or knows more."""

    went = Signal(object)  # Replay

    def __init__(self, replayer: Replayer, parent: QObject | None = None) -> None:
        super().__init__(replayer.clock, replayer, parent=parent)
        self.replayer = replayer
        self.replay = Replay()
        self._ticked_s = 0.0

    @Slot()
    def _take(self) -> None:
        super()._take()
        state = self.replayer.state()
        if state is self.replay:
            return
        before, self.replay = self.replay, state
        if self._is_due(before, state):
            self._ticked_s = monotonic()
            self.second.emit(self.clock.now())
        self.went.emit(state)

    def _is_due(self, before: Replay, state: Replay) -> bool:
        """Whether running times must go on at once: another instant was sought, or time runs fast."""
        if state.at == before.at:
            return False
        return not state.pace or (state.pace > 1 and monotonic() - self._ticked_s >= TICK_S)
