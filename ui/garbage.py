"""Python's cyclic garbage, collected on the screen's thread and on no other.

A cycle may hold something of Qt's. Collected where the database's or the board's thread happens to run, that
is unmade there: Qt's lock in one hand and Python's to wait for, while the screen waits the other way round,
and both for ever; or it is unmade while the screen paints it. So the collector does not run by itself: the
screen looks ten times a second how much was made, and collects between two turns.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 100
YOUNG = 50_000  # objects made and not gone again: most of what is made goes without a collector
OLDER = 50  # collections of the young to one of the next age, and of these to one of all


class ScreenGarbage(QObject):
    """From when it is made until `stop`. What was loaded before is best left out by `gc.freeze`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        gc.disable()

    def look(self) -> None:
        """Collect if enough was made since."""
        if gc.get_count()[0] < YOUNG:
            return
        self._turns += 1
        age = 0
        if self._turns % OLDER == 0:
            age = 2 if self._turns % (OLDER * OLDER) == 0 else 1
        gc.collect(age)

    def stop(self) -> None:
        """Let Python collect by itself again: no other thread runs any more."""
        self._timer.stop()
        gc.enable()
