"""The panel that explains every figure of a tile: formula, period, counts, age."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui import theme

WIDTH = 360  # of the text, in logical pixels at text scale 1


class Explanation(QFrame):
    """What stands behind the figures of one tile, in words, beside it; Esc closes it."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setProperty("role", "drawer")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows stay with the tiles
        self._lines: list[tuple[str, str]] = []
        self._title = ""
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        layout.addWidget(self._label)

    @property
    def text(self) -> str:
        """Everything that the panel says, one line a figure."""
        return "\n".join([self._title, *(f"{title}: {said}" for title, said in self._lines)])

    def show_beside(self, tile: QRect, title: str, lines: list[tuple[str, str]]) -> None:
        """Explain the tile at *tile*: right of it, or left where there is no room, inside the parent."""
        self._title, self._lines = title, lines
        look = theme.current()
        paragraphs = "".join(
            f'<p style="margin:0 0 8px 0"><span style="color:{look.muted}">{_escaped(head)}</span><br>'
            f"{_escaped(said)}</p>"
            for head, said in lines
        )
        heading = f'<p style="margin:0 0 8px 0; font-weight:600">{_escaped(title)}</p>'
        self._label.setText(heading + paragraphs)
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.text)
        room = self._room.rect()
        wide = min(look.px(WIDTH), room.width() - 2 * theme.SPACE_S)
        self._label.setFixedWidth(wide - 2 * theme.SPACE_L - 2)
        self.setFixedWidth(wide)
        self._label.setFixedHeight(self._label.heightForWidth(self._label.width()))
        self.adjustSize()
        gap = theme.SPACE_S
        x = tile.right() + gap
        if x + wide > room.width():
            x = tile.left() - gap - wide
        x = max(gap, min(x, room.width() - wide - gap))
        y = max(gap, min(tile.top(), room.height() - self.height() - gap))
        self.move(x, y)
        self.show()
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
