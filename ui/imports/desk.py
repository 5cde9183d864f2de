"""What the parts of the data page share: the centre, what is known of its past, and whoever does the work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from supervisor.errors import SupervisorError
from supervisor.words import _, language
from ui.centre import OpenCentre
from ui.imports import work
from ui.imports.work import Known
from ui.jobs import Job
from ui.machine import Machine
from ui.widgets.export_dialog import ExportDialog, export_once
from ui.widgets.leaving import Leaving, TakingByJob
from ui.widgets.table import DeskTable
from ui.widgets.table.export import Exporter

HEEDED = frozenset({"history", "people", "mappings", "sources", "centre_settings"})
SETTLE_MS = 600  # facts come in bursts
BOOKS = ("*.xlsx", "*.xlsm", "*.xls", "*.xlsb", "*.ods", "*.csv", "*.txt", "*.tsv", "*.html", "*.htm")


class DataDesk(QObject):
    """`known_changed`: the list of imports, names or ways to read may be others."""

    known_changed = Signal()
    noticed = Signal(str, object)
    file_wanted = Signal()  # a sheet is to be read
    log_wanted = Signal()  # logs are to be read
    import_wanted = Signal(int)  # the import with this number is to be shown

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.centre = centre
        self.machine = machine
        self.known = Known()
        self.is_read = False
        self.dialog: QFileDialog | None = None
        self._job: Job | None = None
        self._again = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.read)
        centre.changed.connect(self._heed)

    @property
    def today(self) -> date:
        """The business day that it is in the centre."""
        return self.centre.today

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self.centre.zone

    @property
    def language(self) -> str:
        """The one in use, for what the work process writes."""
        return language()

    # -- what is known --------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the list of imports, and what goes with it, again."""
        if not self.centre.url:
            return  # a picture
        if self._job is not None:
            self._again = True
            return
        self._job = self.compute(work.known, self.centre.url).then(self._was_read, self._was_not_read)

    def show_known(self, known: Known) -> None:
        """Something else is known."""
        self.known, self.is_read = known, True
        self.known_changed.emit()

    def _was_read(self, known: Known) -> None:
        self._job = None
        self.show_known(known)
        if self._again:
            self._again = False
            self.read()

    def _was_not_read(self, error: SupervisorError) -> None:
        self._job, self._again = None, False
        self.refuse(error)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and not self._settle.isActive():
            self._settle.start()

    # -- work -----------------------------------------------------------------------------------------------

    def compute(self, what: Callable[..., Any], *arguments: Any) -> Job:
        """Have ``what(report, *arguments)`` done in the work process."""
        return self.centre.jobs.compute(what, *arguments)

    def refuse(self, error: SupervisorError) -> None:
        """Say what could not be done."""
        self.centre.jobs.refused.emit(error)

    def exports(self, table: DeskTable[Any], *, people: bool = False) -> None:
        """Let "Export…" of *table* work; *people*: its rows are about persons."""
        exporter = Exporter(
            table, self.centre.jobs, zone=lambda: self.zone, people=people, who=self.centre.who
        )
        exporter.noticed.connect(self.noticed)
        exporter.refused.connect(self.refuse)

    # -- files ----------------------------------------------------------------------------------------------

    def ask_files(
        self,
        parent: QWidget,
        title: str,
        filters: list[str],
        chosen: Callable[[list[Path]], None],
        *,
        several: bool = False,
    ) -> None:
        """Ask which file, or *several*; the window can be used meanwhile."""
        dialog = self._dialog(parent, title, filters)
        dialog.setFileMode(
            QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile
        )
        dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
        dialog.open()

    def ask_where(
        self, parent: QWidget, leaving: Leaving, begin: Callable[[Path], Job], said: Callable[[Any], str]
    ) -> ExportDialog:
        """Ask where *leaving* goes; *begin* gives away the work that writes it there, *said* makes words of
        what that returns."""
        jobs = self.centre.jobs
        return export_once(
            leaving,
            lambda chosen: TakingByJob(jobs, begin(chosen.path), chosen.path, said),
            parent,
            machine=self.machine,
            noticed=self.noticed,
        )

    def _dialog(self, parent: QWidget, title: str, filters: list[str]) -> QFileDialog:
        if self.dialog is not None:
            self.dialog.reject()
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.dialog = dialog = QFileDialog(parent, title, folder)
        dialog.setNameFilters(filters)
        dialog.finished.connect(lambda _result: self._forget(dialog))
        return dialog

    def _forget(self, dialog: QFileDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()


def sheet_filters() -> list[str]:
    """What can be read as a sheet."""
    return [_("Spreadsheets") + f" ({' '.join(BOOKS)})", _("All files (*)")]
