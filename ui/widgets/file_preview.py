"""What a file would change, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _, mark, number
from ui import theme

VERDICT_WORDS = {
    "new": mark("New"),
    "changed": mark("Changed"),
    "same": mark("As it is"),
    "bad": mark("Left out"),
}
"""What becomes of a row, by the value of its verdict."""
_FIRST = ("bad", "changed", "new")  # what must be looked at stands first


def in_order(verdict: str, row: int) -> tuple[int, int]:
    """By what rows are put in order: those that cannot be taken first, then by their *row* in the file."""
    return _FIRST.index(verdict) if verdict in _FIRST else len(_FIRST), row


def summary(file: str, *, new: int, changed: int, same: int, bad: int) -> str:
    """How many rows of *file* are what."""
    return _("{file}: {new} new, {changed} changed, {same} as they are, {bad} left out.").format(
        file=file, new=number(new), changed=number(changed), same=number(same), bad=number(bad)
    )


class FilePreview(QDialog):
    """The rows of a file; `taken` comes when those that can be are wanted."""

    taken = Signal()

    def __init__(
        self,
        title: str,
        said: str,
        unread: Sequence[str],
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        take: str,
        *,
        can_take: bool,
        parent: QWidget | None = None,
    ) -> None:
        """*said* sums the rows up, *unread* names columns that are not read, *take* is what the button says;
        the last of *headers* has what room there is. All are said already."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(920, 560)
        self.summary = QLabel(said, self)
        self.summary.setWordWrap(True)
        self.unread = QLabel(self)
        self.unread.setWordWrap(True)
        self.unread.setProperty("role", "small")
        self.unread.setText(_("Columns that are not read: {names}").format(names=_(", ").join(unread)))
        self.unread.setVisible(bool(unread))
        self.table = QTableWidget(len(rows), len(headers), self)
        self.table.setHorizontalHeaderLabels(list(headers))
        self.table.setAccessibleName(_("Rows of the file"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        for place, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(place, column, item)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(headers) - 1, QHeaderView.ResizeMode.Stretch)
        self.take = QPushButton(take, self)
        self.take.setProperty("role", "primary")
        self.take.setEnabled(can_take)
        self.leave = QPushButton(_("Cancel"), self)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        page.setSpacing(theme.SPACE_M)
        for widget in (self.summary, self.unread):
            page.addWidget(widget)
        page.addWidget(self.table, 1)
        page.addLayout(buttons)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self.reject)

    def _take(self) -> None:
        self.taken.emit()
        self.accept()
