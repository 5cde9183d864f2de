"""A schedule in the drawer: what is made, when, into which folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from supervisor.reports.catalogue import REPORTS, report_of
from supervisor.reports.naming import USUAL, values
from supervisor.reports.order import Ask
from supervisor.reports.schedule import EVERY_LABELS, Every, Schedule
from supervisor.words import WEEKDAYS, _, mark, moment, number
from ui import theme
from ui.machine import Machine
from ui.widgets.export_dialog import LANGUAGE_WORDS
from ui.widgets.export_place import ExportPlace
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar

BY_ITSELF = tuple(report for report in REPORTS if report.asks not in (Ask.MEETING, Ask.PERSON))
"""What can be made without anybody choosing a meeting or a person."""


class ScheduleForm(Pane):
    """`save_asked` gives the schedule as it shall be; `changed` wants its next times (`show_times`)."""

    save_asked = Signal(object)
    remove_asked = Signal(object)
    changed = Signal(object)
    given_up = Signal()

    def __init__(self, zone: ZoneInfo, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._schedule: Schedule | None = None
        self._filling = False
        self.is_dirty = False
        self.name, self.query = QLineEdit(self), QLineEdit(self)
        self.report, self.every, self.weekday, self.language = (QComboBox(self) for _one in range(4))
        self.name.setMaxLength(200)
        self.query.setMaxLength(300)
        for report in BY_ITSELF:
            self.report.addItem("", report.name)
        for every in Every:
            self.every.addItem("", every.value)
        for weekday in range(7):
            self.weekday.addItem("", weekday)
        for code, said in LANGUAGE_WORDS.items():
            self.language.addItem(said, code)
        self.day = QSpinBox(self)
        self.day.setRange(1, 28)
        self.at = QTimeEdit(self)
        self.at.setDisplayFormat("HH:mm")
        self.working, self.named, self.on = (QCheckBox(self) for _one in range(3))
        self.place = ExportPlace({}, USUAL, machine, self)
        self.times = QLabel(self)
        self.times.setWordWrap(True)
        self.times.setProperty("role", "muted")
        self.times.setTextFormat(Qt.TextFormat.PlainText)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.remove = QPushButton(self)
        self.bar = SaveBar(self, self.remove)
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        self.fields = {
            "name": Field(mark("Name of the schedule"), self.name),
            "report": Field(mark("Report"), self.report),
            "query": Field(
                mark("Filter"), self.query, mark("A saved filter’s name, or words to search for; or nothing.")
            ),
            "every": Field(mark("How often"), self.every),
            "weekday": Field(mark("Weekday"), self.weekday),
            "day": Field(
                mark("Day of the month"),
                self.day,
                mark("After your review, so that the figures of the month are settled."),
            ),
            "at": Field(mark("At"), self.at),
            "working": Field(mark("On working days only; else on the next one"), self.working),
            "language": Field(mark("Language"), self.language),
            "named": Field(mark("With people’s names"), self.named),
            "on": Field(mark("Switched on"), self.on),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for name, field in self.fields.items():
            column.addWidget(field)
            if name == "working":
                column.addWidget(self.times)
            if name == "named":
                column.addWidget(self.place)
        for widget in (self.problem, self.bar):
            column.addWidget(widget)
        column.addStretch(1)

    def _wire(self) -> None:
        for line in (self.name, self.query, self.place.pattern, self.place.folder):
            line.textEdited.connect(lambda _text: self._touch())
        for box in (self.report, self.every, self.weekday, self.language):
            box.activated.connect(lambda _at: self._change())
        self.day.valueChanged.connect(lambda _value: self._change())
        self.at.timeChanged.connect(lambda _time: self._change())
        for check in (self.working, self.named, self.on):
            check.clicked.connect(lambda _on: self._change())
        self.bar.save_asked.connect(self._save)
        self.bar.discard_asked.connect(self._discard)
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self._schedule))

    # -- showing --------------------------------------------------------------------------------------------

    @property
    def schedule(self) -> Schedule | None:
        """As it was read; None: nothing was shown yet."""
        return self._schedule

    def show_schedule(self, schedule: Schedule, centre: str) -> None:
        """Show *schedule*, of a centre of that name."""
        self._schedule, self._centre = schedule, centre
        self._filling = True
        order = schedule.order
        self.name.setText(schedule.name)
        self.query.setText(order.query)
        self.report.setCurrentIndex(max(0, self.report.findData(order.report)))
        self.every.setCurrentIndex(self.every.findData(schedule.every.value))
        self.weekday.setCurrentIndex(schedule.weekday)
        self.language.setCurrentIndex(max(0, self.language.findData(order.language)))
        self.day.setValue(schedule.day)
        self.at.setTime(QTime(schedule.at.hour, schedule.at.minute))
        self.working.setChecked(schedule.working)
        self.named.setChecked(order.named)
        self.on.setChecked(schedule.on)
        self.place.pattern.setText(schedule.pattern or USUAL)
        if schedule.folder:
            self.place.folder.setText(schedule.folder)
        self.remove.setVisible(schedule.version > 0)
        self._filling = False
        self.is_dirty = False
        for field in self.fields.values():
            field.show_problem("")
        self.refuse("")
        self._fit()
        self.changed.emit(self.wanted)

    def show_times(self, times: Sequence[datetime], schedule: Schedule) -> None:
        """Say when it is due next, and what the file of the first time is called."""
        order = schedule.order
        if times:
            lines = [moment(one, self._zone) for one in times]
            self.times.setText("\n".join((_("Due next:"), *lines)))
            filled = values(
                order,
                title=_(report_of(order.report).title),
                centre=self._centre,
                now=times[0].astimezone(self._zone),
                name=schedule.name,
            )
            self.place.show_places(filled)
        else:
            self.times.setText(_("It is switched off: nothing is made."))

    def begin(self) -> None:
        """Give the keyboard to the name."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, said: str) -> None:
        """Say what is wrong; "" for nothing."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    # -- typing ---------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> Schedule:
        """As it is entered."""
        assert self._schedule is not None  # noqa: S101 - it is shown before anybody types
        report = report_of(str(self.report.currentData()))
        at = self.at.time()
        return replace(
            self._schedule,
            name=self.name.text().strip(),
            order=replace(
                self._schedule.order,
                report=report.name,
                query=self.query.text().strip() if report.asks is Ask.FILTER else "",
                language=str(self.language.currentData()),
                named=self.named.isChecked() or not report.personal,
            ),
            every=Every(self.every.currentData()),
            weekday=int(self.weekday.currentData()),
            day=self.day.value(),
            at=time(at.hour(), at.minute()),
            working=self.working.isChecked(),
            on=self.on.isChecked(),
            folder=self.place.folder.text().strip(),
            pattern=self.place.pattern.text().strip(),
        )

    def _change(self) -> None:
        if self._filling:
            return
        self._fit()
        self._touch()
        self.changed.emit(self.wanted)

    def _fit(self) -> None:
        """Only what matters for what is chosen."""
        report = report_of(str(self.report.currentData()))
        every = Every(self.every.currentData())
        self.fields["weekday"].setVisible(every is Every.WEEK)
        self.fields["day"].setVisible(every is Every.MONTH)
        self.fields["working"].setVisible(every is not Every.WEEK)
        self.fields["query"].setVisible(report.asks is Ask.FILTER)
        self.fields["named"].setVisible(report.personal)

    def _touch(self) -> None:
        if not self._filling:
            self.is_dirty = True

    def _discard(self) -> None:
        self.is_dirty = False
        self.given_up.emit()

    def _save(self) -> None:
        wanted = self.wanted
        folder = Path(wanted.folder).expanduser()
        wrong = {
            "name": "" if wanted.name else _("A schedule needs a name."),
            "place": "" if wanted.folder and folder.is_dir() else _("There is no such folder."),
        }
        self.fields["name"].show_problem(wrong["name"])
        self.place.where.show_problem(wrong["place"])
        if wrong["name"]:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif wrong["place"]:
            self.place.folder.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.place.problem:
            self.save_asked.emit(wanted)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.remove.setText(_("Remove"))
        for at in range(self.report.count()):
            self.report.setItemText(at, _(report_of(str(self.report.itemData(at))).title))
        for at in range(self.every.count()):
            self.every.setItemText(at, _(EVERY_LABELS[Every(self.every.itemData(at))]))
        for at, weekday in enumerate(WEEKDAYS):
            self.weekday.setItemText(at, _(weekday))
        self.working.setText(_("On working days only; else on the next one"))
        self.named.setText(_("With people’s names"))
        self.on.setText(_("Switched on"))
        self.day.setSuffix("")
        self.day.setAccessibleName(_("Day of the month, {n}").format(n=number(self.day.value())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
