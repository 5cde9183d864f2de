"""A clock in one line: its sign, and in words how it stands, by when, what was promised."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from supervisor.issues.clock import Clock, Light, Reading
from supervisor.issues.clock_wording import LIGHT_LABELS, clock_words
from supervisor.words import _
from ui import theme
from ui.issues.lights import LOOKS
from ui.theme import State
from ui.widgets import signs
from ui.widgets.signs import Sign
from ui.widgets.table import Look

CALM = Look(Sign.DISC, State.OK)
_SIZE = 12


class LightSign(QWidget):
    """The sign of a light in its colour."""

    def __init__(self, light: Light, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = LOOKS.get(light, CALM)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        size = look.px(_SIZE)
        box = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        sign, state = self._look.sign, self._look.state
        if sign is not None and state is not None:
            signs.paint(painter, sign, box, theme.colour(look.fill(state)))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        size = theme.current().px(_SIZE)
        self.setFixedSize(QSize(size, size))


class ClockLine(QWidget):
    """The sign and the words of one clock."""

    def __init__(
        self,
        reading: Reading,
        clock: Clock,
        zone: ZoneInfo,
        today: date,
        now: datetime,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.words = QLabel(clock_words(reading, clock, zone, today, now), self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if reading.light in (Light.RED, Light.TODAY):
            self.words.setProperty("role", "strong")
        elif reading.light is Light.OVER:
            self.words.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_S)
        row.addWidget(LightSign(reading.light, self), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1)
        self.setAccessibleName(self.words.text())
        self.setAccessibleDescription(_(LIGHT_LABELS[reading.light]))
