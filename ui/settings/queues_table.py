"""The queues: in which order the wall shows them, and the service-level threshold of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidgetItem,
    QWidget,
)

from supervisor.live.board import QueueKey
from supervisor.settings.centre import QueueThreshold
from supervisor.words import _, mark
from ui import theme
from ui.settings.edit_table import EditTable

NAME, SOURCE, THRESHOLD = range(3)
HEADERS = (mark("Queue"), mark("Source"), mark("Threshold, s"))
ROWS_IN_SIGHT = 8
MOST_S = 86400


class QueuesTable(EditTable):
    """A row for each queue that is known, in the wall's order: dragged by its number, or moved by Alt and the
    arrows. An empty threshold is that of the source, or the centre's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(HEADERS), parent)
        self._shown_order: tuple[QueueKey, ...] = ()
        self._in_force: tuple[tuple[QueueKey, ...], tuple[QueueThreshold, ...]] = ((), ())
        rows = self.table.verticalHeader()
        rows.setSectionsMovable(True)
        rows.setHighlightSections(False)
        rows.sectionMoved.connect(self._moved)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(THRESHOLD, QHeaderView.ResizeMode.ResizeToContents)
        self.up, self.down = self.first, self.second
        for button, by, keys in ((self.up, -1, "Alt+Up"), (self.down, 1, "Alt+Down")):
            button.clicked.connect(partial(self.move_row, by))
            shortcut = QShortcut(QKeySequence(keys), self.table, partial(self.move_row, by))
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.itemChanged.connect(self._tell)
        self._say()

    def show_queues(
        self,
        known: Sequence[QueueKey],
        order: tuple[QueueKey, ...],
        thresholds: tuple[QueueThreshold, ...],
    ) -> None:
        """Put the queues into the rows: those in *order* first, then the others that are *known* or have a
        threshold of their own; nobody is told that anything was edited."""
        self._in_force = (order, thresholds)
        own = {(one.source, one.queue): one.threshold_s for one in thresholds}
        keys = tuple(dict.fromkeys((*order, *known, *own)))
        self._shown_order = keys
        rows = self.table.verticalHeader()
        self.table.blockSignals(True)
        rows.blockSignals(True)
        self.table.setRowCount(0)
        self.table.setRowCount(len(keys))
        for row, key in enumerate(keys):
            rows.moveSection(rows.visualIndex(row), row)
            for column, text in ((NAME, key[1]), (SOURCE, key[0])):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.table.setItem(row, column, item)
            item = QTableWidgetItem(str(own[key]) if key in own else "")
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, THRESHOLD, item)
        rows.blockSignals(False)
        self.table.blockSignals(False)
        self._fit()
        self.judge()

    def order(self) -> tuple[QueueKey, ...]:
        """The order of the rows; what is in force while nothing was moved."""
        rows = self.table.verticalHeader()
        found = tuple(self._shown_order[rows.logicalIndex(place)] for place in range(self.table.rowCount()))
        return self._in_force[0] if found == self._shown_order else found

    def thresholds(self) -> tuple[QueueThreshold, ...]:
        """The thresholds of the rows; only to be asked when `judge` found them good."""
        found = tuple(
            QueueThreshold(*key, int(text))
            for row, key in enumerate(self._shown_order)
            if (text := self._text(row))
        )
        in_force = self._in_force[1]
        return in_force if sorted(found) == sorted(in_force) else found

    def _wrong(self) -> str:
        for row, (_source, name) in enumerate(self._shown_order):
            text = self._text(row)
            if text and not (text.isdecimal() and 1 <= int(text) <= MOST_S):
                said = _("{queue}: “{value}” is no threshold; enter seconds, or nothing.")
                return said.format(queue=name, value=text)
        return ""

    def move_row(self, by: int) -> None:
        """Move the row that the keyboard stands on *by* places; it stays the one."""
        rows = self.table.verticalHeader()
        row = self.table.currentRow()
        place = rows.visualIndex(row) + by if row >= 0 else -1
        if 0 <= place < self.table.rowCount():
            rows.moveSection(rows.visualIndex(row), place)
            if (item := self.table.item(row, NAME)) is not None:
                self.table.scrollToItem(item)

    def _say(self) -> None:
        self.title.setText(_("Queues"))
        self.help.setText(
            _(
                "In the order in which the wall shows them: drag a row by its number, or move it with Alt "
                "and the arrow keys. A queue without its own threshold has its source’s, or the centre’s."
            )
        )
        self.table.setHorizontalHeaderLabels([_(word) for word in HEADERS])
        self.table.setAccessibleName(_("Queues"))
        self.up.setText(_("Move up"))
        self.down.setText(_("Move down"))
        self._fit()

    def _fit(self) -> None:
        height = theme.current().px(theme.ROW_HEIGHT)
        self.table.verticalHeader().setDefaultSectionSize(height)
        many = self.table.rowCount()
        self.table.setFixedHeight(height * (min(many, ROWS_IN_SIGHT) + 1) + 2)
        self.setVisible(bool(many))

    def _text(self, row: int) -> str:
        item = self.table.item(row, THRESHOLD)
        return item.text().strip() if item is not None else ""

    def _moved(self, *_places: int) -> None:
        self._tell()

    def _tell(self, *_item: object) -> None:
        self.judge()
        self.edited.emit()
