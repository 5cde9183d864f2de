"""Sheets that came back from departments: handed in by drop or by choice, listed, one of them opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QMimeData, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.roundtrip.verdict import Choices
from supervisor.sentences.error import sentence
from supervisor.words import _, language, ngettext, number
from ui import theme
from ui.asking import Asking, Reading
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.roundtrip import work
from ui.roundtrip.busy_line import BusyLine
from ui.roundtrip.file_view import FileView
from ui.roundtrip.files_table import FileRow, files_table
from ui.roundtrip.work import FilesRead, Opened, Refused
from ui.widgets.lead import Lead
from ui.widgets.table import memory
from ui.widgets.table.export import Exporter

HEEDED = frozenset({"returned_files", "returned_headings", "issues", "sheets", "departments"})
"""What is written elsewhere after which a file may be judged otherwise."""

_MEMORY = "returned"


class ReturnedPage(QWidget):
    """Insert or Ctrl+O asks for files, Enter opens one; Esc leads from a file back to the list."""

    noticed = Signal(str, object)
    issue_wanted = Signal(int)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre, self._machine = centre, machine
        self.read = FilesRead()
        self._reading = Reading(centre, self.show_files)
        self._asking = Asking(centre, self)
        self._wanted = ""  # the file that is asked for
        self.dialog: QFileDialog | None = None
        self._is_reading = False
        self.pages = QStackedWidget(self)
        self._main = QWidget(self)
        self.help, self.problem = self._label("muted"), self._label("error")
        self.drop = self._label("notice")
        self.problem.hide()
        self.drop.hide()
        self.new = QPushButton(self._main)
        self.new.setProperty("role", "primary")
        self.doing = BusyLine(self._main)
        self.table = files_table(lambda: self._zone, machine, self._fill_menu, self._main)
        self.view = FileView(centre, machine, self)
        self._lay_out()
        self._wire()
        self.setAcceptDrops(True)
        self.retranslate()
        self._show_rows()

    def _label(self, role: str) -> QLabel:
        label = QLabel(self._main)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.help, 1)
        head.addWidget(self.new, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.problem)
        column.addWidget(self.doing)
        column.addWidget(self.table, 1)
        self.pages.addWidget(self._main)
        self.pages.addWidget(self.view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.setSpacing(theme.SPACE_S)
        whole.addWidget(self.drop)
        whole.addWidget(self.pages, 1)
        self._lead = Lead(self, self.table)
        self._main_lead = Lead(self._main, self.table)

    def _wire(self) -> None:
        self._centre.changed.connect(self._heed)
        self._asking.busy.connect(self._show_opening)
        self.table.opened.connect(lambda row: self.open(row.returned.id))
        self.table.filled.connect(self.ask_for_files)
        self.new.clicked.connect(self.ask_for_files)
        self.view.back_asked.connect(self.go_back)
        self.view.noticed.connect(self.noticed)
        self.view.issue_wanted.connect(self.issue_wanted)
        self.view.desk.written.connect(self.arrive)
        for keys in (QKeySequence("Insert"), QKeySequence(QKeySequence.StandardKey.Open)):
            shortcut = QShortcut(keys, self._main, self.ask_for_files)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        exporter = Exporter(self.table, self._centre.jobs, zone=lambda: self._zone, who=self._centre.who)
        exporter.noticed.connect(self.noticed)
        exporter.refused.connect(self._centre.jobs.refused)

    @property
    def _zone(self) -> ZoneInfo:
        return self._centre.zone

    @property
    def _now(self) -> datetime:
        return self._centre.live.clock.now()

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page is about to be shown."""
        self._reading.read(work.read_files)

    @property
    def shows_one(self) -> bool:
        """Whether a file is open."""
        return self.pages.currentWidget() is self.view

    def show_files(self, read: FilesRead) -> None:
        """Show the list."""
        self.read = read
        self._show_rows()

    def _show_rows(self) -> None:
        self.table.tick(self._now)
        self.table.show_rows(
            FileRow(one, self.read.department(one.told.department) or _("no department"))
            for one in self.read.files
        )
        for widget in (self.help, self.new):  # what the empty table says and offers need not be said twice
            widget.setVisible(bool(self.read.files))

    def open(self, id: str) -> None:
        """Look at the file *id* again, and show it."""
        self._wanted = id
        self.refuse("")
        self._asking.ask(self._was_opened, work.look_again, id, Choices(), self._now, language())

    def _was_opened(self, opened: Opened) -> None:
        if opened.preview.id == self._wanted:
            self.show_one(opened)

    def show_one(self, opened: Opened) -> None:
        """Show a file as it was looked at."""
        self._wanted = ""
        self.view.show_opened(opened, lambda id: self.read.department(id))
        self.pages.setCurrentWidget(self.view)
        self._lead.part = self.view
        if self.isVisible():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """From a file to the list."""
        self.pages.setCurrentWidget(self._main)
        self._lead.part = self.table
        if self.view.desk.opened is not None:
            self.table.select(self.view.desk.opened.preview.id)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.arrive()

    def refuse(self, said: str) -> None:
        """Say what could not be read, and why."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self.arrive()
            if self.shows_one:
                self.view.desk.look_again()

    # -- handing in -----------------------------------------------------------------------------------------

    def ask_for_files(self) -> None:
        """Ask which files came back."""
        kept = memory.recall(self._machine, _MEMORY).get("folder")
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = kept if isinstance(kept, str) and Path(kept).is_dir() else documents
        dialog = QFileDialog(self, _("Read sheets that came back"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_("Workbooks (*.xlsx *.xlsm *.xls *.ods *.csv)"), _("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.hand_in([Path(name) for name in names]))
        self.dialog = dialog
        dialog.open()

    def hand_in(self, paths: Sequence[Path]) -> None:
        """Look at these files, and keep them as they came."""
        if not paths or self._is_reading or not self._centre.url:
            return
        memory.keep(self._machine, _MEMORY, {"folder": str(paths[0].parent)})
        self.refuse("")
        if self.shows_one:
            self.go_back()
        self._show_reading(True)
        job = self._centre.jobs.compute(
            work.look,
            self._centre.url,
            tuple(paths),
            who=self._centre.who,
            at=self._now,
            language=language(),
        )
        job.progressed.connect(self.doing.show_progress)
        job.then(self._was_handed_in, self._was_refused)

    def _was_handed_in(self, found: tuple[Opened | Refused, ...]) -> None:
        self._show_reading(False)
        opened = [one for one in found if isinstance(one, Opened)]
        refused = [one for one in found if isinstance(one, Refused)]
        self.refuse("\n".join(one.why for one in refused))
        self._centre.jobs.look()
        self.arrive()
        if len(found) == 1 and opened:
            self.show_one(opened[0])
        elif opened:
            count = len(opened)
            said = ngettext("{n} file was looked at.", "{n} files were looked at.", count)
            self.noticed.emit(said.format(n=number(count)), None)

    def _was_refused(self, error: SupervisorError) -> None:
        self._show_reading(False)
        self.refuse(sentence(error))

    def _show_reading(self, reading: bool) -> None:
        self._is_reading = reading
        self._show_opening(reading)
        self.new.setEnabled(not reading)

    def _show_opening(self, busy: bool) -> None:
        if busy:
            self.doing.begin(_("Reading…"))
        elif not self._is_reading:
            self.doing.hide()

    # -- dropping -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = _files(event.mimeData())
        if paths and not self._is_reading:
            event.acceptProposedAction()
            said = ngettext("Let go to read {n} file.", "Let go to read {n} files.", len(paths))
            self.drop.setText(said.format(n=number(len(paths))))
            self.drop.show()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop.hide()
        if paths := _files(event.mimeData()):
            event.acceptProposedAction()
            self.hand_in(paths)

    # -- words ----------------------------------------------------------------------------------------------

    def _fill_menu(self, row: FileRow, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self.open, row.returned.id))
        if row.returned.last is not None:
            menu.addAction(_("Take back"), partial(self.view.desk.take_back, row.returned.id))
        menu.addAction(
            _("Result for the department…"),
            partial(self.view.result_export.ask_result, row.returned, row.department),
        )
        menu.addAction(_("Read returned files…"), self.ask_for_files)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _(
                "Drop workbooks here that departments sent back. Nothing is written into issues before you "
                "take rows in."
            )
        )
        self.new.setText(_("Read returned files…"))
        self.new.setToolTip(_("Insert"))
        self.table.say_empty(
            _(
                "No sheet has come back yet. Drop workbooks here that departments filled in, or choose them; "
                "you see what each row would do before anything is written."
            ),
            _("Read returned files…"),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self._show_rows()
            self.table.refresh()


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
