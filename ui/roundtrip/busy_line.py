"""A line that says what is being done elsewhere, and how far it is."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from ui import theme


class BusyLine(QWidget):
    """Hidden while nothing is being done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said, self.bar = QLabel(self), QProgressBar(self)
        self.bar.setTextVisible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.said)
        row.addWidget(self.bar, 1)
        self.hide()

    def begin(self, said: str) -> None:
        """*said* is being done; nobody knows yet how long it takes."""
        self.said.setText(said)
        self.bar.setAccessibleName(said)
        self.bar.setRange(0, 0)
        self.show()

    def show_progress(self, done: int, total: int) -> None:
        """*done* of *total* pieces; of a single one nothing can be told."""
        if total > 1:
            self.bar.setRange(0, total)
            self.bar.setValue(done)
