"""The hours in which a rule says nothing: any number of them, each with its days of the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from PySide6.QtCore import QSize, Qt, QTime, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTimeEdit, QToolButton, QVBoxLayout, QWidget

from supervisor.alarms.rule import EVERY_DAY, Quiet
from supervisor.words import WEEKDAYS, _, mark
from ui import theme
from ui.widgets.attuned import AttunedFrame
from ui.widgets.icon import icon

SHORT_WEEKDAYS = (mark("Mo"), mark("Tu"), mark("We"), mark("Th"), mark("Fr"), mark("Sa"), mark("Su"))
FIRST = Quiet(time(22, 0), time(7, 0))


class _Row(AttunedFrame):
    """From, until, on which days."""

    edited = Signal()
    gone = Signal()

    def __init__(self, hours: Quiet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.begins = QTimeEdit(QTime(hours.begins.hour, hours.begins.minute), self)
        self.ends = QTimeEdit(QTime(hours.ends.hour, hours.ends.minute), self)
        for edit in (self.begins, self.ends):
            edit.setDisplayFormat("HH:mm")
            edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            edit.lineEdit().setTextMargins(theme.SPACE_S - 2, 0, 0, 0)
            edit.timeChanged.connect(self.edited)
        self.dash = QLabel("–", self)
        self.remove = QToolButton(self)
        self.remove.setIcon(icon("close"))
        self.remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.remove.clicked.connect(self.gone)
        self.days = []
        top, days = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(theme.SPACE_S)
        days.setSpacing(2)
        for widget in (self.begins, self.dash, self.ends):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.remove)
        for number in EVERY_DAY:
            day = QToolButton(self)
            day.setCheckable(True)
            day.setChecked(number in hours.weekdays)
            day.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            day.toggled.connect(self.edited)
            self.days.append(day)
            days.addWidget(day)
        days.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addLayout(top)
        column.addLayout(days)
        self._say()
        self._fit()

    def hours(self) -> Quiet:
        """What stands there."""
        begins, ends = self.begins.time(), self.ends.time()
        return Quiet(
            time(begins.hour(), begins.minute()),
            time(ends.hour(), ends.minute()),
            tuple(number for number, day in enumerate(self.days) if day.isChecked()),
        )

    def _say(self) -> None:
        self.begins.setAccessibleName(_("Quiet from"))
        self.ends.setAccessibleName(_("Quiet until"))
        self.remove.setToolTip(_("Remove these hours"))
        self.remove.setAccessibleName(_("Remove these hours"))
        for day, short, long in zip(self.days, SHORT_WEEKDAYS, WEEKDAYS, strict=True):
            day.setText(_(short))
            day.setToolTip(_(long))
            day.setAccessibleName(_(long))

    def _fit(self) -> None:
        size = theme.current().px(theme.ICON - 2)
        self.remove.setIconSize(QSize(size, size))


class QuietHours(QWidget):
    """Rows of hours, and the button that adds one."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[_Row] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SPACE_S)
        self.add = QPushButton(self)
        self.add.setProperty("role", "link")
        self.add.clicked.connect(lambda: self._append(FIRST))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addLayout(self._list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)
        self.say()

    def hours(self) -> tuple[Quiet, ...]:
        """What stands there."""
        return tuple(row.hours() for row in self.rows)

    def show_hours(self, hours: Sequence[Quiet]) -> None:
        """Show these; nobody is told that they were edited."""
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows.clear()
        for each in hours:
            self._add_row(each)

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        self.add.setText(_("Add quiet hours"))

    def _append(self, hours: Quiet) -> None:
        self._add_row(hours).begins.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _add_row(self, hours: Quiet) -> _Row:
        row = _Row(hours, self)
        row.edited.connect(self.edited)
        row.gone.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._list.addWidget(row)
        return row

    def _remove(self, row: _Row) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
