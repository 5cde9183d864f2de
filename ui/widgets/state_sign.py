"""A state's sign as a small widget, to stand beside the word that says the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.theme import State
from ui.widgets import signs


class StateSign(QWidget):
    """● ▲ ■ or ◌ in the state's colour, as high as a small letter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.STALE
        self._fit()

    @property
    def state(self) -> State:
        return self._state

    def show_state(self, state: State) -> None:
        """Draw the sign of *state*."""
        if state is not self._state:
            self._state = state
            self.update()

    def sizeHint(self) -> QSize:
        size = theme.current().px(12)
        return QSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        size = look.px(12)
        box = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        signs.paint(painter, signs.OF_STATE[self._state], box, theme.colour(look.fill(self._state)))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
