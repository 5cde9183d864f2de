"""Days of a calendar as files: written where somebody says, read and previewed before anything is changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from supervisor.errors import SupervisorError
from supervisor.sentences.error import sentence
from supervisor.words import _, language, moment, ngettext, number
from supervisor.workdays.calendar import DAY_KIND_LABELS, WorkCalendar
from supervisor.workdays.from_holidays import name_of
from ui.issues import calendars_work as work
from ui.issues.desk import IssuesDesk
from ui.widgets.export_dialog import OneExport
from ui.widgets.file_ask import ask_for_file
from ui.widgets.file_preview import VERDICT_WORDS, FilePreview, in_order, summary
from ui.widgets.leaving import Chosen, Taking, TakingByJob, as_file

if TYPE_CHECKING:  # they come with readers of workbooks
    from supervisor.workbook.table import Written
    from supervisor.workdays.day_sheet import DaySheet, SheetRow


class CalendarFiles(QObject):
    """`taken` comes when the days of a file were taken in, `refused` with what is wrong."""

    taken = Signal()
    refused = Signal(str)

    def __init__(self, desk: IssuesDesk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.dialog: QFileDialog | None = None
        self.out = OneExport(desk.machine, page)
        self.out.noticed.connect(desk.noticed)
        self.preview: FilePreview | None = None

    # -- out ------------------------------------------------------------------------------------------------

    def ask_where_to(self, of: WorkCalendar | None) -> None:
        """Ask where to the named days go."""
        if of is None:
            return
        self.out.ask(as_file("calendars", _("Working days")), partial(self._take, of))

    def _take(self, of: WorkCalendar, chosen: Chosen) -> Taking:
        """Write the named days of all years."""
        centre, zone = self._desk.centre, self._desk.zone
        about = [
            (_("Calendar"), of.name),
            (_("Version"), str(of.version)),
            (_("Made at"), moment(self._desk.now, zone)),
            (_("Made by"), centre.who),
        ]
        job = centre.jobs.compute(work.write_file, chosen.path, of, about, str(zone), language())
        return TakingByJob(centre.jobs, job, chosen.path, _written)

    # -- in -------------------------------------------------------------------------------------------------

    def ask_for_file(self, of: WorkCalendar | None) -> None:
        """Ask which file is to be read."""
        if of is None:
            return
        self.dialog = ask_for_file(self._page, _("Import"), partial(self.read_file, of))

    def read_file(self, of: WorkCalendar, path: Path) -> None:
        """Read *path* and show what it would change; nothing is written before somebody says so."""
        job = self._desk.centre.jobs.compute(work.read_file, path, of, language())
        job.then(partial(self.show_preview, of), self._refuse)

    def show_preview(self, of: WorkCalendar, read: DaySheet) -> None:
        """Show what the file would change of the calendar."""
        if read.problem:
            self.refused.emit(_("{file}: {problem}").format(file=read.file, problem=read.problem))
            return
        rows = sorted(read.rows, key=lambda one: in_order(one.verdict.value, one.number))
        many = len(read.good)
        counts = {name: sum(one.verdict.value == name for one in read.rows) for name in VERDICT_WORDS}
        self.preview = FilePreview(
            _("Import days"),
            summary(read.file, **counts),
            read.unread,
            [_("Row"), _("Verdict"), _("Date"), _("What changes")],
            [_texts(one) for one in rows],
            ngettext("Take in {n} day", "Take in {n} days", many).format(n=number(many)),
            can_take=bool(many),
            parent=self._page,
        )
        self.preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preview.taken.connect(partial(self._take_in, of, read))
        self.preview.open()

    def _take_in(self, of: WorkCalendar, read: DaySheet) -> None:
        many = len(read.good)
        said = ngettext("{n} day was taken in.", "{n} days were taken in.", many)
        self._desk.do(
            said.format(n=number(many)),
            work.STORE,
            "change_days",
            of.id,
            of.version,
            read.good,
            who=self._desk.centre.who,
            file=read.file,
            then=lambda _result: self.taken.emit(),
            failed=self._refuse,
        )

    def _refuse(self, error: SupervisorError) -> None:
        self.refused.emit(sentence(error))


def _written(written: Written) -> str:
    said = ngettext("{n} day was written to {file}.", "{n} days were written to {file}.", written.rows)
    return said.format(n=number(written.rows), file=written.path.name)


def _texts(one: SheetRow) -> tuple[str, str, str, str]:
    what = one.problem
    if one.day is not None and not what:
        what = _said(_(DAY_KIND_LABELS[one.day.kind]), name_of(one.day, language()))
        if one.old is not None and one.verdict.value == "changed":
            what = f"{_said(_(DAY_KIND_LABELS[one.old.kind]), name_of(one.old, language()))} → {what}"
    day = one.day.day.isoformat() if one.day is not None else ""
    return number(one.number), _(VERDICT_WORDS[one.verdict.value]), day, what


def _said(*parts: str) -> str:
    return _(" · ").join(part for part in parts if part)
