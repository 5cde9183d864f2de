"""What the tables of the settings page have in common: title, help, rows, what is wrong, two buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme


class EditTable(QWidget):
    """Rows that are edited in place. Whoever inherits it makes `_wrong` (what is wrong with the rows), `_say`
    (every word) and `_fit` (heights and widths); `edited` comes with each change of a person's."""

    edited = Signal()

    def __init__(self, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, columns, self)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)  # Tab leaves the table, the arrows move in it
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.title, self.help = QLabel(self), QLabel(self)
        self.help.setProperty("role", "small")
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.hide()
        for text in (self.help, self._problem):
            text.setWordWrap(True)
        self.first, self.second = QPushButton(self), QPushButton(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        buttons.addWidget(self.first)
        buttons.addWidget(self.second)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        for part in (self.title, self.help, self.table, self._problem):
            column.addWidget(part)
        column.addLayout(buttons)

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    def judge(self) -> bool:
        """Whether all rows are good; what is wrong with the first bad one stands below the table."""
        said = self._wrong()
        self._problem.setText(said)
        self._problem.setVisible(bool(said))
        return not said

    def _wrong(self) -> str:
        """What is wrong with the first bad row, as a sentence; "" when all are good."""
        raise NotImplementedError

    def _say(self) -> None:
        """Say everything again, in the language now in use."""
        raise NotImplementedError

    def _fit(self) -> None:
        """Make rows and columns as large as their text needs."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
            self.judge()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)
