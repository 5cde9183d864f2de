"""Two people changed the same fields: what it was, what they made of it, what you made of it; you choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
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

from supervisor.words import _, mark, ngettext, number
from ui import theme


class Side(IntEnum):
    """Whose a value is; also the column it stands in."""

    BASE = 1
    THEIRS = 2
    MINE = 3


SIDE_LABELS = {Side.BASE: mark("As it stood"), Side.THEIRS: mark("Theirs"), Side.MINE: mark("Mine")}
_KEYS = {
    Qt.Key.Key_B: Side.BASE,
    Qt.Key.Key_T: Side.THEIRS,
    Qt.Key.Key_M: Side.MINE,
    Qt.Key.Key_1: Side.BASE,
    Qt.Key.Key_2: Side.THEIRS,
    Qt.Key.Key_3: Side.MINE,
}
_CHOSEN = "● "


@dataclass(frozen=True)
class MergeRow:
    """A field that both changed: its *label* and its three values, as people read them."""

    key: str
    label: str
    base: str
    theirs: str
    mine: str

    def value(self, side: Side) -> str:
        """What *side* has."""
        return {Side.BASE: self.base, Side.THEIRS: self.theirs, Side.MINE: self.mine}[side]


class MergeDialog(QDialog):
    """B, T or M chooses for the field in which the keyboard stands, arrows move, Ctrl+Enter saves.

    `settled` has the side chosen for each key, once all are chosen. Closing it settles nothing.
    """

    settled = Signal(object)  # dict[str, Side]

    def __init__(self, what: str, rows: Sequence[MergeRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = tuple(rows)
        self.chosen: dict[str, Side] = {}
        self.setWindowTitle(_("Saved by somebody else meanwhile: {what}").format(what=what))
        self.about, self.state = QLabel(self), QLabel(self)
        for label in (self.about, self.state):
            label.setWordWrap(True)
        self.state.setProperty("role", "muted")
        self.table = QTableWidget(len(rows), 4, self)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.sectionResized.connect(lambda *_sizes: self._fit_rows())
        self.table.setHorizontalHeaderLabels([_("Field"), *(_(SIDE_LABELS[side]) for side in Side)])
        self.all_mine, self.all_theirs = QPushButton(self), QPushButton(self)
        self.save, self.leave = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for widget in (self.all_mine, self.all_theirs):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        for widget in (self.leave, self.save):
            buttons.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        for part in (self.about, self.table, self.state):
            column.addWidget(part, 1 if part is self.table else 0)
        column.addLayout(buttons)
        self.all_mine.clicked.connect(partial(self.choose_all, Side.MINE))
        self.all_theirs.clicked.connect(partial(self.choose_all, Side.THEIRS))
        self.save.clicked.connect(self.settle)
        self.leave.clicked.connect(self.reject)
        self.table.cellClicked.connect(self._clicked)
        self.table.installEventFilter(self)
        self.finished.connect(self.deleteLater)
        look = theme.current()
        self.resize(look.px(960), look.px(520))
        self._say()
        self._show()
        self.table.setCurrentCell(0, Side.MINE)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, row: int, side: Side) -> None:
        """Take what *side* has for the field in *row*."""
        if 0 <= row < len(self._rows):
            self.chosen[self._rows[row].key] = side
            self._show()

    def choose_all(self, side: Side) -> None:
        """Take what *side* has for all fields."""
        self.chosen = {row.key: side for row in self._rows}
        self._show()

    def settle(self) -> None:
        """Hand on what was chosen, once all is."""
        if len(self.chosen) == len(self._rows):
            self.settled.emit(dict(self.chosen))
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key, row = Qt.Key(event.key()), self.table.currentRow()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    self.settle()
                    return True
            elif key in _KEYS:
                self.choose(row, _KEYS[key])
                self.table.setCurrentCell(min(row + 1, len(self._rows) - 1), _KEYS[key])
                return True
            elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._clicked(row, self.table.currentColumn())
                return True
        return super().eventFilter(watched, event)

    def _clicked(self, row: int, column: int) -> None:
        if column in set(Side):
            self.choose(row, Side(column))

    def _show(self) -> None:
        bold = QFont(self.table.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for at, row in enumerate(self._rows):
            self._put(at, 0, row.label).setFont(self.table.font())
            for side in Side:
                chosen = self.chosen.get(row.key) is side
                item = self._put(at, side, (_CHOSEN if chosen else "") + row.value(side))
                item.setFont(bold if chosen else self.table.font())
                said = _("{field}, {side}, chosen: {value}") if chosen else _("{field}, {side}: {value}")
                item.setData(
                    Qt.ItemDataRole.AccessibleTextRole,
                    said.format(field=row.label, side=_(SIDE_LABELS[side]), value=row.value(side)),
                )
        left = len(self._rows) - len(self.chosen)
        self.state.setText(
            ngettext("{n} field is still to be chosen.", "{n} fields are still to be chosen.", left).format(
                n=number(left)
            )
            if left
            else _("All fields are chosen.")
        )
        self.save.setEnabled(not left)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Give each row the height of its longest text: Qt's own measure leaves the cells' padding out."""
        around = 2 * theme.SPACE_S + 6
        for row in range(self.table.rowCount()):
            high = theme.current().px(theme.ROW_HEIGHT)
            for column in range(self.table.columnCount()):
                item = self.table.item(row, column)
                if item is None:
                    continue
                wide = max(40, self.table.columnWidth(column) - around)
                wrap = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
                box = QFontMetrics(item.font()).boundingRect(0, 0, wide, 10_000, int(wrap), item.text())
                high = max(high, box.height() + 2 * theme.SPACE_S)
            self.table.setRowHeight(row, high)

    def _put(self, row: int, column: int, text: str) -> QTableWidgetItem:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            self.table.setItem(row, column, item)
        item.setText(text)
        return item

    def _say(self) -> None:
        self.about.setText(
            _(
                "Somebody else saved these fields since you opened it. Choose for each: B as it was, T "
                "theirs, M mine. What you typed stays kept until you save."
            )
        )
        self.table.setAccessibleName(_("Fields that both changed"))
        self.all_mine.setText(_("All mine"))
        self.all_theirs.setText(_("All theirs"))
        self.save.setText(_("Save the result"))
        self.save.setToolTip(_("{what} (Ctrl+Enter)").format(what=self.save.text()))
        self.leave.setText(_("Later"))
