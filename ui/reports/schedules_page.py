"""Schedules: which reports are made by themselves, when next, and what came of the last time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.reports.catalogue import BY_NAME
from supervisor.reports.order import Order
from supervisor.reports.schedule import Every, Schedule, rhythm
from supervisor.reports.schedule_store import Run
from supervisor.sentences.error import sentence
from supervisor.words import DASH, _, language, mark, moment, ngettext, number
from ui.asking import Reading
from ui.reports import schedules_work as work
from ui.reports.desk import ReportsDesk
from ui.reports.schedule_form import ScheduleForm
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table_page import TablePage

HEEDED = frozenset({"schedules", "centre_settings", "work_calendars"})
STORE = "supervisor.reports.schedule_store"


class SchedulesPage(TablePage):
    """Enter opens a schedule beside the table; Ctrl+N begins one."""

    def __init__(self, desk: ReportsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.listed = work.Listed()
        self._reading = Reading(desk.centre, self.show_listed)
        self._times = Reading(desk.centre, self._show_times)
        self.new = QPushButton(self._main)
        self.table: DeskTable[Schedule] = DeskTable(
            "reports.schedules",
            self._columns(),
            key=lambda one: one.id,
            title=mark("Schedules"),
            sort=[("name", False)],
            search=lambda one: " ".join((one.name, one.folder, self._report(one))),
            menu=self._fill_menu,
            faded=lambda one: not one.on,
            counted=lambda count: ngettext("{n} schedule", "{n} schedules", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.new)
        self.form = ScheduleForm(desk.zone, desk.machine, drawer)
        drawer.pages.addWidget(self.form)
        self._wire()
        self.retranslate()

    def _wire(self) -> None:
        desk, form = self._desk, self.form
        desk.changed.connect(self._heed)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.begin)
        self.new.clicked.connect(self.begin)
        form.save_asked.connect(self._save)
        form.remove_asked.connect(self._remove)
        form.changed.connect(lambda one: self._times.read(work.next_times, one, desk.now))
        form.given_up.connect(self.split.close_drawer)
        self.key(QKeySequence.StandardKey.New, self.begin)

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page is about to be shown."""
        self.read()

    def read(self) -> None:
        """Read the schedules again."""
        self._reading.read(work.read_listed, self._desk.now)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self.read()

    def show_listed(self, listed: work.Listed) -> None:
        """Show the schedules."""
        self.listed = listed
        self.table.tick(self._desk.now)
        self.table.show_rows(listed.schedules)
        shown = self.form.schedule
        if self.split.is_open and shown is not None and shown.version and not self.form.is_dirty:
            again = next((one for one in listed.schedules if one.id == shown.id), None)
            if again is None:
                self.split.close_drawer()
            elif again != shown:
                self._show(again)

    def open(self, schedule: Schedule) -> None:
        """Show *schedule* beside the table."""
        self._show(schedule)
        self.split.open_drawer(focus=True)

    def begin(self) -> None:
        """A new schedule; one that was begun and not saved goes on."""
        shown = self.form.schedule
        if not (self.form.is_dirty and shown is not None and not shown.version):
            order = Order("review", language=language())
            fresh = Schedule("", "", order, Every.MONTH, "", self._desk.now)
            self.form.show_schedule(fresh, self._desk.settings.centre_name)
        self.split.drawer.show_page(self.form, _("A new schedule"))
        self.split.open_drawer(focus=True)
        self.form.begin()

    def _show(self, schedule: Schedule) -> None:
        self.form.show_schedule(schedule, self._desk.settings.centre_name)
        self.split.drawer.show_page(self.form, schedule.name, rhythm(schedule))

    def _move_on(self, schedule: Schedule | None) -> None:
        if schedule is not None and self.split.is_open and not self.form.is_dirty:
            self._show(schedule)

    def _show_times(self, found: tuple[tuple[datetime, ...], Schedule]) -> None:
        self.form.show_times(*found)

    # -- hands ----------------------------------------------------------------------------------------------

    def _save(self, schedule: Schedule) -> None:
        said = _("The schedule “{name}” was saved.").format(name=schedule.name)
        self._do(said, "save", schedule, then=self._saved)

    def _saved(self, schedule: Schedule) -> None:
        self._show(schedule)
        self.read()

    def _remove(self, schedule: Schedule) -> None:
        said = _("The schedule “{name}” was removed; what it made stays.").format(name=schedule.name)
        then = lambda _result: self.split.close_drawer()  # noqa: E731
        who = self._desk.centre.who
        self._desk.do(
            said, STORE, "remove", schedule.id, schedule.version, who=who, then=then, failed=self._refuse
        )

    def _do(self, said: str, name: str, schedule: Schedule, *, then: object) -> None:
        self._desk.do(
            said,
            STORE,
            name,
            schedule,
            then=then,  # type: ignore[arg-type]
            failed=self._refuse,
            who=self._desk.centre.who,
        )

    def _refuse(self, error: SupervisorError) -> None:
        self.form.refuse(sentence(error))

    def _fill_menu(self, schedule: Schedule, menu: QMenu) -> None:
        menu.addAction(_("Open"), lambda: self.open(schedule))
        run = self.listed.last.get(schedule.id)
        if run is not None and run.outcome.path and Path(run.outcome.path).exists():
            url = QUrl.fromLocalFile(run.outcome.path)
            menu.addAction(_("Open the last file"), lambda: QDesktopServices.openUrl(url))
        menu.addAction(_("New schedule…"), self.begin)

    # -- words ----------------------------------------------------------------------------------------------

    def _report(self, schedule: Schedule) -> str:
        report = BY_NAME.get(schedule.order.report)
        return _(report.title) if report is not None else schedule.order.report

    def _came(self, schedule: Schedule) -> str:
        run = self.listed.last.get(schedule.id)
        return DASH if run is None else said_of(run)

    def _columns(self) -> list[Column[Schedule]]:
        def next_time(schedule: Schedule) -> datetime | None:
            return self.listed.next.get(schedule.id)

        return [
            Column("name", mark("Schedule"), lambda one: one.name, width=170, stretch=True),
            Column("report", mark("Report"), self._report, width=150),
            Column("rhythm", mark("How often"), rhythm, width=280),
            Column(
                "next",
                mark("Next"),
                next_time,
                Kind.TIME,
                text=lambda one: moment(next_time(one), self._desk.zone) if one.on else _("switched off"),
                width=140,
            ),
            Column("last", mark("Last time"), self._came, width=220),
            Column("folder", mark("Folder"), lambda one: one.folder, width=180, quiet=True),
            Column(
                "names",
                mark("Names"),
                lambda one: _("with names") if one.order.named else _("without names"),
                width=100,
                quiet=True,
            ),
        ]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _(
                "Made while a console of this centre runs, or by the computer’s own timer. What was missed "
                "is made up for, up to seven times."
            )
        )
        self.new.setText(_("New schedule…"))
        self.new.setToolTip("Ctrl+N")
        self.table.say_empty(
            _("No report is made by itself yet. Choose one, and say when and into which folder."),
            _("New schedule…"),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()


def said_of(run: Run) -> str:
    """What came of a time, in words."""
    outcome = run.outcome
    if outcome.failed:
        return _("not made: {why}").format(why=outcome.failed)
    if outcome.missed:
        return _("missed")
    if run.ended_at is None:
        return _("being made")
    said = ngettext("{file}, {n} row", "{file}, {n} rows", outcome.rows)
    return said.format(file=Path(outcome.path).name, n=number(outcome.rows))
