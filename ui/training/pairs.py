"""What something is, and how it is: pairs of words below each other, both wrapped."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme


class Pairs(QWidget):
    """*figures*: the second of each stands at the right, and strong."""

    def __init__(self, parent: QWidget | None = None, *, figures: bool = False) -> None:
        super().__init__(parent)
        self._figures = figures
        self.pairs: tuple[tuple[str, str], ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_XS if figures else 2)

    def show_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Show *pairs* in place of those before; one without a second word is left out."""
        wanted = tuple(pair for pair in pairs if pair[1])
        if wanted == self.pairs:
            return
        self.pairs = wanted
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for what, how in wanted:
            self._column.addWidget(self._row(what, how))
        self.updateGeometry()

    def _row(self, what: str, how: str) -> QWidget:
        row = QWidget(self)
        name, value = QLabel(what, row), QLabel(how, row)
        name.setProperty("role", "muted")
        value.setAccessibleName(f"{what}: {how}")
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if self._figures:
            value.setProperty("role", "strong")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
        line: QBoxLayout = QHBoxLayout(row) if self._figures else QVBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0 if self._figures else theme.SPACE_XS)
        line.setSpacing(theme.SPACE_M if self._figures else 0)
        for label in (name, value):
            label.setWordWrap(True)
            line.addWidget(label, 1)
        return row

    @property
    def said(self) -> str:
        """All of it as text."""
        return "\n".join(f"{what}: {how}" for what, how in self.pairs)
