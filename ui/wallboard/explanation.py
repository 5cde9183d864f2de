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
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.text)
        room, gap = self._room.rect(), theme.SPACE_S
        widest = room.width() - 2 * gap
        wide = min(theme.current().px(WIDTH), widest)
        self._fit(wide)
        while self.height() > room.height() - 2 * gap and wide < widest:
            wide = min(widest, round(wide * 1.25))  # much text in large type: wider rather than cut
            self._fit(wide)
        if self.height() > room.height() - 2 * gap:
            self._fit(wide, "&nbsp; ")
        x = tile.right() + gap
        if x + wide > room.width():
            x = tile.left() - gap - wide
        x = max(gap, min(x, room.width() - wide - gap))
        y = max(gap, min(tile.top(), room.height() - self.height() - gap))
        self.move(x, y)
        self.show()
        self.raise_()

    def _fit(self, wide: int, between: str = "<br>") -> None:
        """Be *wide*, and as high as the text then needs; *between* stands after each figure's title."""
        muted = theme.current().muted
        paragraphs = "".join(
            f'<p style="margin:0 0 8px 0"><span style="color:{muted}">{_escaped(head)}</span>{between}'
            f"{_escaped(said)}</p>"
            for head, said in self._lines
        )
        heading = f'<p style="margin:0 0 8px 0; font-weight:600">{_escaped(self._title)}</p>'
        self._label.setText(heading + paragraphs)
        self._label.setFixedWidth(wide - 2 * theme.SPACE_L - 2)
        self.setFixedWidth(wide)
        self._label.setMinimumHeight(0)  # or the last height is the least that the label asks for
        self._label.setFixedHeight(self._label.heightForWidth(self._label.width()))
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
