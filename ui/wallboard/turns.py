"""Repainting by turns: however much changed at once, the screen's thread gives it a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from time import perf_counter
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

BUDGET_S = 0.002  # to prepare; painting what was prepared takes about as long again
MOST = 60  # tiles or cells a turn

Key = TypeVar("Key", bound=Hashable)


class Turns(QObject, Generic[Key]):
    """Calls *do* once for each key that was added, a few milliseconds' worth a turn, the oldest first."""

    def __init__(self, do: Callable[[Key], None], parent: QObject) -> None:
        super().__init__(parent)
        self._do = do
        self._due: dict[Key, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)

    @property
    def due(self) -> int:
        """How many keys still wait for their turn."""
        return len(self._due)

    def add(self, keys: Iterable[Key]) -> None:
        """These have changed; the first turn is now, so that a few changes cost no delay."""
        waits = bool(self._due)
        self._due |= dict.fromkeys(keys)
        if self._due and not waits:
            self._turn()

    def clear(self) -> None:
        """Nothing is due any more: it was all drawn anew, or is out of sight."""
        self._due.clear()
        self._timer.stop()

    def _turn(self) -> None:
        ends = perf_counter() + BUDGET_S
        for _count in range(MOST):
            key = next(iter(self._due), None)
            if key is None:
                return
            del self._due[key]
            self._do(key)
            if perf_counter() >= ends:
                break
        if self._due:
            self._timer.start(4)  # after the paint of this turn
