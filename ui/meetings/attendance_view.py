"""Who is invited to a meeting, and who came; by department."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.meetings.meeting import CAME_LABELS, Attendance, Came
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.theme import State
from ui.widgets.lead import Lead
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Grouping, Look
from ui.widgets.table.export import Exporter

if TYPE_CHECKING:
    from supervisor.meetings.sitting import Sitting

ORDER = (Came.CAME, Came.SUBSTITUTE, Came.ABSENT, Came.INVITED)


class AttendanceView(QWidget):
    """In the list 1 to 4 say of the chosen that they came, sent somebody, stayed away, or nothing yet."""

    marked = Signal(object)  # tuple of Attendance as it shall be
    removed = Signal(object)  # Attendance

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sitting: Sitting | None = None
        self._writable = False
        self.missing = QLabel(self)
        self.missing.setProperty("role", "notice")
        self.missing.setWordWrap(True)
        self.missing.hide()
        self.table: DeskTable[Attendance] = DeskTable(
            "meetings.attendance",
            self._columns(),
            key=lambda one: one.id,
            title=mark("Who comes"),
            groupings=[Grouping("department", mark("Department"), lambda one: (self._department(one),))],
            sort=[("department", False)],
            counted=lambda count: ngettext("{n} person", "{n} people", count).format(n=number(count)),
            machine=desk.machine,
            parent=self,
        )
        self.table.bar.search.hide()
        self.buttons = {came: QPushButton(self) for came in ORDER}
        self.substitute, self.person = QLineEdit(self), QLineEdit(self)
        self.department = QComboBox(self)
        self.add, self.take_off = QPushButton(self), QPushButton(self)
        for line in (self.substitute, self.person):
            line.setMaxLength(300)
        row, more = QHBoxLayout(), QHBoxLayout()
        for one in (row, more):
            one.setSpacing(theme.SPACE_S)
        for came in ORDER:
            row.addWidget(self.buttons[came])
        row.addWidget(self.substitute, 1)
        row.addWidget(self.take_off)
        for widget in (self.person, self.department, self.add):
            more.addWidget(widget, 1 if widget is self.person else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_S, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.missing)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addLayout(more)
        self._lead = Lead(self, self.table)
        self._wire(desk)
        self.retranslate()

    def _wire(self, desk: IssuesDesk) -> None:
        for place, came in enumerate(ORDER):
            self.buttons[came].clicked.connect(lambda _on=False, came=came: self.mark(came))
            keys = QShortcut(QKeySequence(str(place + 1)), self.table.view, lambda came=came: self.mark(came))
            keys.setContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere digits are typed
        self.substitute.returnPressed.connect(lambda: self.mark(Came.SUBSTITUTE))
        self.person.returnPressed.connect(self._invite)
        self.add.clicked.connect(self._invite)
        self.take_off.clicked.connect(self._take_off)
        self.table.opened.connect(self._toggle)
        exporter = Exporter(
            self.table, desk.centre.jobs, zone=lambda: desk.zone, people=True, who=desk.centre.who
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)

    def show_sitting(self, sitting: Sitting, *, writable: bool) -> None:
        """Show who comes to *sitting*."""
        self._sitting, self._writable = sitting, writable
        self.table.show_rows(sitting.attendance)
        for widget in (*self.buttons.values(), self.substitute, self.person, self.department):
            widget.setEnabled(writable)
        for button in (self.add, self.take_off):
            button.setEnabled(writable)
        chosen = self.department.currentData()
        self.department.clear()
        self.department.addItem(_("Our own people"), "")
        for id, name in sorted(sitting.departments.items(), key=lambda one: one[1]):
            self.department.addItem(name, id)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))
        names = [sitting.departments.get(one, one) for one in sitting.missing]
        self.missing.setVisible(bool(names))
        if names:
            said = _("Nobody came from: {departments}. They have items on the agenda.")
            self.missing.setText(said.format(departments=_(", ").join(names)))

    def mark(self, came: Came) -> None:
        """Say of the chosen people whether they came."""
        chosen: Sequence[Attendance] = self.table.selected() or (
            [self.table.current] if self.table.current else []
        )
        if not chosen or not self._writable:
            return
        substitute = self.substitute.text().strip() if came is Came.SUBSTITUTE else ""
        if came is Came.SUBSTITUTE and not substitute:
            self.substitute.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.marked.emit(tuple(replace(one, came=came, substitute=substitute) for one in chosen))
        if came is Came.SUBSTITUTE:
            self.substitute.clear()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle(self, one: Attendance) -> None:
        if self._writable:
            came = Came.ABSENT if one.came is Came.CAME else Came.CAME
            self.marked.emit((replace(one, came=came, substitute=""),))

    def _invite(self) -> None:
        name = self.person.text().strip()
        if name and self._writable and self._sitting is not None:
            department = str(self.department.currentData() or "")
            self.person.clear()
            self.marked.emit((Attendance("", self._sitting.meeting.id, name, department),))

    def _take_off(self) -> None:
        if self._writable and (one := self.table.current) is not None:
            self.removed.emit(one)

    def _department(self, one: Attendance) -> str:
        names = self._sitting.departments if self._sitting is not None else {}
        return names.get(one.department, one.department) or _("Our own people")

    def _columns(self) -> list[Column[Attendance]]:
        def look(one: Attendance) -> Look | None:
            return Look(Sign.TRIANGLE, State.WARN) if one.came is Came.ABSENT else None

        return [
            Column("department", mark("Department"), self._department, width=160),
            Column("person", mark("Person"), lambda one: one.person, width=160, stretch=True),
            Column("came", mark("Attendance"), lambda one: _(CAME_LABELS[one.came]), look=look, width=120),
            Column("substitute", mark("Who came instead"), lambda one: one.substitute, width=140),
            Column("mail", mark("Mail address"), lambda one: one.mail, width=180, quiet=True, hidden=True),
        ]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for place, came in enumerate(ORDER):
            self.buttons[came].setText(_(CAME_LABELS[came]))
            self.buttons[came].setToolTip(_("Key {key}, in the list").format(key=place + 1))
        self.substitute.setPlaceholderText(_("Who came instead"))
        self.substitute.setAccessibleName(_("Who came instead"))
        self.person.setPlaceholderText(_("Somebody else: name"))
        self.person.setAccessibleName(_("Somebody else: name"))
        self.department.setAccessibleName(_("Department"))
        self.add.setText(_("Invite"))
        self.take_off.setText(_("Take off the list"))
        self.table.say_empty(_("Nobody is invited. Write a name below, or name people in the series."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()
