"""A department's record over a time: counts, each of how many, and in fair words."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from supervisor.issues.record import Record
from supervisor.issues.record_wording import RecordLine, lines, summary
from supervisor.words import _, day, mark
from ui import theme
from ui.asking import Asking
from ui.issues import effect_work as work
from ui.issues.desk import IssuesDesk
from ui.widgets.field import Field
from ui.widgets.pane import Pane

PERIODS = (("month", mark("Past month")), ("quarter", mark("Last three months")), ("year", mark("Last year")))
HEEDED = frozenset({"issues", "sheets", "meetings", "work_calendars", "departments"})


class RecordView(Pane):
    """`show_department` asks and shows. Ctrl+C copies the record as text."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._department = ""
        self._record: Record | None = None
        self._asking = Asking(desk.centre, self)
        self._asking.busy.connect(self._say_busy)
        self.period = QComboBox(self)
        self.head, self.span, self.busy = QLabel(self), QLabel(self), QLabel(self)
        for label in (self.head, self.span, self.busy):
            label.setWordWrap(True)
        self.span.setProperty("role", "muted")
        self.busy.setProperty("role", "muted")
        self.busy.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_L)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self.lines: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(Field(mark("Period"), self.period, "", self))
        column.addWidget(self.span)
        column.addWidget(self.head)
        column.addWidget(self.busy)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.period.activated.connect(lambda _at: self.ask())
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self, self.copy)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        desk.changed.connect(self._heed)
        self.retranslate()

    # -- what is shown --------------------------------------------------------------------------------------

    def show(self, department: str = "") -> None:
        """`show_department`; without one the widget itself."""
        if department:
            self.show_department(department)
        else:
            super().show()

    def show_department(self, department: str) -> None:
        """Show the record of *department* (id)."""
        if department != self._department:
            self._department, self._record = department, None
            self._fill()
        if self.isVisible():
            self.ask()

    @property
    def days(self) -> tuple[date, date]:
        """The time that is looked at: whole months up to the last one, or as much of a year."""
        last = self._desk.today.replace(day=1) - timedelta(days=1)
        months = {"month": 1, "quarter": 3, "year": 12}[str(self.period.currentData())]
        first = last.replace(day=1)
        for _month in range(months - 1):
            first = (first - timedelta(days=1)).replace(day=1)
        return first, last

    def ask(self) -> None:
        """Have the record computed anew."""
        if self._department:
            self._fill()
            first, last = self.days
            self._asking.ask(self.show_record, work.ask_record, self._department, first, last, self._desk.now)

    def show_record(self, record: Record) -> None:
        """Show *record*, if it is what is looked at."""
        if record.department == self._department and (record.first, record.last) == self.days:
            self._record = record
            self._fill()

    def _fill(self) -> None:
        first, last = self.days
        self.span.setText(_("{first} to {last}").format(first=day(first), last=day(last)))
        record = self._record
        if record is not None and (record.first, record.last) != (first, last):
            record = None
        self.head.setText("" if record is None else summary(record))
        self.head.setVisible(record is not None)
        for at, line in enumerate(() if record is None else lines(record)):
            self._put(at, line)
        for labels in self.lines.values():
            for label in labels:
                label.setVisible(record is not None and bool(label.text()))
        self.setAccessibleName(_("How it handles issues"))
        self.setAccessibleDescription(self.text())

    def _put(self, at: int, line: RecordLine) -> None:
        if line.name not in self.lines:
            title, said, about = QLabel(self), QLabel(self), QLabel(self)
            said.setProperty("role", "strong")
            about.setProperty("role", "small")
            for label in (title, said, about):
                label.setWordWrap(True)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(title, 3 * at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(said, 3 * at, 1, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(about, 3 * at + 1, 0, 1, 2)
            self._grid.setRowMinimumHeight(3 * at + 2, theme.SPACE_S)
            self.lines[line.name] = title, said, about
        for label, words in zip(self.lines[line.name], (line.title, line.said, line.about), strict=True):
            label.setText(words)

    def text(self) -> str:
        """The record as text, a line each."""
        if self._record is None:
            return ""
        return "\n".join(f"{line.title}\t{line.said}" for line in lines(self._record))

    def copy(self) -> None:
        """Put the record on the clipboard."""
        if self._record is not None:
            QGuiApplication.clipboard().setText(self.text())

    def _say_busy(self, busy: bool) -> None:
        self.busy.setVisible(busy and self._record is None)

    # -- what happens ---------------------------------------------------------------------------------------

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        at = max(1 if self.period.count() == 0 else 0, self.period.currentIndex())
        with QSignalBlocker(self.period):
            self.period.clear()
            for name, title in PERIODS:
                self.period.addItem(_(title), name)
            self.period.setCurrentIndex(at)
        self.busy.setText(_("It is being counted…"))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
