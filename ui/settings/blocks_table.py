"""Blocked times: when no break may begin, on which days, for which kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time

from PySide6.QtCore import QTime, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QPushButton,
    QTimeEdit,
    QWidget,
)

from supervisor.settings.breaks import ASKED_FOR, KIND_LABELS, BreakBlock, BreakKind
from supervisor.words import WEEKDAYS, _, language, mark
from ui import theme
from ui.settings.edit_table import EditTable

BEGINS, ENDS, DAYS, KINDS = range(4)
HEADERS = (mark("From"), mark("Until"), mark("Days"), mark("Breaks"))
BLOCKABLE = [kind for kind in BreakKind if kind in ASKED_FOR and kind is not BreakKind.WELLBEING]


class Choice(QPushButton):
    """Several of a few values, from a menu; none chosen means all."""

    edited = Signal()

    def __init__(self, values: Sequence[object], said: Callable[[object], str], none: str) -> None:
        """*none* is marked: what is said when nothing is chosen."""
        super().__init__()
        self._said, self._none = said, none
        self.setProperty("role", "quiet")
        menu = QMenu(self)
        self._actions: list[tuple[object, QAction]] = []
        for value in values:
            action = menu.addAction("")
            action.setCheckable(True)
            action.toggled.connect(self._tell)
            self._actions.append((value, action))
        self.setMenu(menu)
        self.say()

    def chosen(self) -> list[object]:
        return [value for value, action in self._actions if action.isChecked()]

    def choose(self, values: Sequence[object]) -> None:
        """Tick *values*; nobody is told."""
        for value, action in self._actions:
            action.blockSignals(True)
            action.setChecked(value in values)
            action.blockSignals(False)
        self.say()

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        for value, action in self._actions:
            action.setText(self._said(value))
        between = "、" if language().startswith("zh") else ", "
        self.setText(between.join(self._said(value) for value in self.chosen()) or _(self._none))

    def _tell(self) -> None:
        self.say()
        self.edited.emit()


class BlocksTable(EditTable):
    """A row for each blocked time; what is wrong with the rows is said below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(HEADERS), parent)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        for column in (BEGINS, ENDS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        for column in (DAYS, KINDS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.add, self.remove = self.first, self.second
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.table.currentCellChanged.connect(self._show_removable)
        self._say()
        self._show_removable()

    def show_blocks(self, blocks: Sequence[BreakBlock]) -> None:
        """Put *blocks* into the rows; nobody is told that they were edited."""
        self.table.setRowCount(0)
        for block in blocks:
            self._append(block)
        self._fit()
        self.judge()

    def blocks(self) -> tuple[BreakBlock, ...]:
        """What stands in the rows; only to be asked when `judge` found it good."""
        return tuple(self._block(row) for row in range(self.table.rowCount()))

    def _wrong(self) -> str:
        for row in range(self.table.rowCount()):
            if self._time(row, BEGINS) == self._time(row, ENDS):
                said = _("Row {n}: it ends when it begins. Choose another time, or remove the row.")
                return said.format(n=row + 1)
        return ""

    def _say(self) -> None:
        self.title.setText(_("Blocked times"))
        self.help.setText(_("Times at which no break may begin, beside those around a shift change."))
        self.table.setHorizontalHeaderLabels([_(word) for word in HEADERS])
        self.table.setAccessibleName(_("Blocked times"))
        self.add.setText(_("Add a time"))
        self.remove.setText(_("Remove the time"))
        for row in range(self.table.rowCount()):
            for column in (DAYS, KINDS):
                self._choice(row, column).say()
            self._name(row)
        self._fit()

    def _name(self, row: int) -> None:
        for column, word in enumerate(HEADERS):
            widget = self.table.cellWidget(row, column)
            if widget is not None:
                widget.setAccessibleName(_(word))

    def _fit(self) -> None:
        height = theme.current().px(theme.ROW_HEIGHT + 4)
        rows = self.table.rowCount()
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.table.setVisible(bool(rows))  # an empty frame says nothing
        self.table.setFixedHeight(height * (min(rows, 6) + 1) + 2)
        for column in (BEGINS, ENDS):
            self.table.horizontalHeader().resizeSection(column, theme.current().px(110))

    def _append(self, block: BreakBlock) -> int:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, at in ((BEGINS, block.begins), (ENDS, block.ends)):
            edit = QTimeEdit()
            edit.setDisplayFormat("HH:mm")
            edit.setTime(QTime(at.hour, at.minute))
            edit.timeChanged.connect(self._tell)
            self.table.setCellWidget(row, column, edit)
        days = Choice(range(7), lambda day: _(WEEKDAYS[int(str(day))]), mark("Every day"))
        days.choose(block.weekdays)
        kinds = Choice(BLOCKABLE, lambda kind: _(KIND_LABELS[BreakKind(str(kind))]), mark("All that count"))
        kinds.choose(block.kinds)
        for column, choice in ((DAYS, days), (KINDS, kinds)):
            choice.edited.connect(self._tell)
            self.table.setCellWidget(row, column, choice)
        self._name(row)
        return row

    def _tell(self) -> None:
        self.judge()
        self.edited.emit()

    def _add(self) -> None:
        row = self._append(BreakBlock(time(12), time(13)))
        self._fit()
        self.table.setCurrentCell(row, BEGINS)
        if (edit := self.table.cellWidget(row, BEGINS)) is not None:
            edit.setFocus()
        self._tell()

    def _remove(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self._fit()
            self._show_removable()
            self._tell()

    def _show_removable(self, *_where: int) -> None:
        self.remove.setEnabled(self.table.currentRow() >= 0)

    def _block(self, row: int) -> BreakBlock:
        days = tuple(int(str(day)) for day in self._choice(row, DAYS).chosen())
        kinds = tuple(BreakKind(str(kind)) for kind in self._choice(row, KINDS).chosen())
        return BreakBlock(self._time(row, BEGINS), self._time(row, ENDS), days, kinds)

    def _time(self, row: int, column: int) -> time:
        edit = self.table.cellWidget(row, column)
        assert isinstance(edit, QTimeEdit)  # noqa: S101
        return time(edit.time().hour(), edit.time().minute())

    def _choice(self, row: int, column: int) -> Choice:
        choice = self.table.cellWidget(row, column)
        assert isinstance(choice, Choice)  # noqa: S101
        return choice
