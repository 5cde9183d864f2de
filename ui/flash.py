"""The one rhythm in which everything flashes that asks for somebody: once a second, and all together."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

# One rate for all, on for longer than off (NUREG-0700); far below what is dangerous to some eyes.
ON_MS, OFF_MS = 600, 400


class Flash(QObject):
    """Whether signs that flash are to be seen just now. Nothing runs while `run` is off.

    Where the person wants less motion (the caret does not blink then either) signs stay: `lit` is always
    True, and whoever paints one adds a mark that does not move.
    """

    turned = Signal(bool)  # lit

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lit = True
        self._wanted = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._turn)
        QGuiApplication.styleHints().cursorFlashTimeChanged.connect(self._heed_motion)

    @property
    def is_still(self) -> bool:
        """Whether nothing may move."""
        return QGuiApplication.styleHints().cursorFlashTime() <= 0

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def run(self, wanted: bool) -> None:
        """Flash from now on, or stay lit."""
        self._wanted = wanted
        if wanted and not self.is_still:
            if not self._timer.isActive():
                self._timer.start(ON_MS)
            return
        self._timer.stop()
        if not self.lit:
            self.lit = True
            self.turned.emit(True)

    def _turn(self) -> None:
        self.lit = not self.lit
        self._timer.start(ON_MS if self.lit else OFF_MS)
        self.turned.emit(self.lit)

    def _heed_motion(self) -> None:
        self.run(self._wanted)
