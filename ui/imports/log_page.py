"""Logs of telephone systems, read into the history: which files, whose they are, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.history.batch import State
from supervisor.history.log_reading import BadLine, LogReport
from supervisor.words import DASH, _, mark, moment, ngettext, number
from ui import theme
from ui.imports import work
from ui.imports.desk import DataDesk
from ui.imports.wanted import Wanted
from ui.widgets.field import Field
from ui.widgets.progress_line import ProgressLine
from ui.widgets.table import Column, DeskTable, Kind


class LogPage(QWidget):
    """Files are chosen, or dropped on the page; reading them twice changes nothing."""

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.files: tuple[Path, ...] = ()
        self._wanted: Wanted | None = None
        self._report: LogReport | None = None
        self._read_as = ""
        self.setAcceptDrops(True)
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.choose = QPushButton(self)
        self.chosen = QLabel(self)
        self.chosen.setProperty("role", "muted")
        self.chosen.setWordWrap(True)
        self.source = QComboBox()
        self.source.setEditable(True)
        self.source.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.source_field = Field(
            mark("Whose log it is"),
            self.source,
            mark("The telephone system as it is called on the Sources page, or a new name."),
            self,
        )
        self.source_field.setMaximumWidth(theme.current().px(420))
        self.read = QPushButton(self)
        self.read.setProperty("role", "primary")
        self.line = ProgressLine(self)
        self.result = QLabel(self)
        self.result.setWordWrap(True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self.show_import = QPushButton(self)
        self.bad: DeskTable[tuple[int, BadLine]] = DeskTable(
            "data.log.bad",
            [
                Column("file", mark("File"), lambda one: Path(one[1].file).name, width=140),
                Column("line", mark("Line"), lambda one: one[1].line, Kind.NUMBER, width=90),
                Column("text", mark("What stands there"), lambda one: one[1].text, stretch=True, width=300),
            ],
            key=lambda one: one[0],
            title=mark("Lines that make no sense"),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self._lay_out()
        self.choose.clicked.connect(self.ask)
        self.read.clicked.connect(self.begin)
        self.line.busy.connect(self._heed_busy)
        self.show_import.clicked.connect(self._show_import)
        self.source_field.left.connect(lambda: self.source_field.show_problem(""))
        desk.known_changed.connect(self._offer_sources)
        desk.exports(self.bad)
        self._offer_sources()
        self.show_files(())
        self.retranslate()

    def _lay_out(self) -> None:
        files = QHBoxLayout()
        files.setSpacing(theme.SPACE_M)
        files.addWidget(self.choose)
        files.addWidget(self.chosen, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.about)
        column.addLayout(files)
        column.addWidget(self.source_field)
        column.addWidget(self.read, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.line)
        column.addWidget(self.result)
        column.addWidget(self.show_import, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.bad, 1)
        column.addStretch(0)
        self._rest = column

    # -- files ----------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask which files."""
        filters = [_("Logs (queue_log* *.log *.gz *.1 *.2 *.3)"), _("All files (*)")]
        self._desk.ask_files(self, _("Read a log"), filters, self.show_files, several=True)

    def show_files(self, files: Sequence[Path]) -> None:
        """These are to be read."""
        self.files = tuple(files)
        self.read.setEnabled(bool(files) and not self.line.is_busy)
        self.show_report(None)
        self._say_files()
        if files:
            (self.read if self.source.currentText().strip() else self.source).setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files and not self.line.is_busy:
            event.acceptProposedAction()
            self.show_files(files)

    # -- reading --------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Read the files."""
        source = self.source.currentText().strip()
        self.source_field.show_problem("" if source else _("Say whose log it is."))
        if not source:
            self.source.setFocus()
            return
        self._wanted, self._read_as = Wanted(), source
        self.show_report(None)
        job = self._desk.compute(
            work.read_logs,
            self._desk.centre.url,
            source,
            self.files,
            self._desk.centre.who,
            self._wanted.file,
        )
        self.line.follow(_("Reading…"), job, self._was_read, self._refused, end=self._end)

    def _end(self) -> None:
        """The reading ends after the piece that it is at."""
        if self._wanted is not None:
            self._wanted.end()

    def _was_read(self, report: LogReport) -> None:
        self._end()
        self.show_report(report)
        self._desk.read()

    def _refused(self, error: SupervisorError) -> None:
        self._end()
        self._desk.refuse(error)

    def show_report(self, report: LogReport | None) -> None:
        """Say what came of it; None: nothing yet."""
        self._report = report
        self.result.setVisible(report is not None)
        self.show_import.setVisible(report is not None and report.batch is not None)
        bad = () if report is None else report.bad
        self.bad.show_rows(list(enumerate(bad)))
        self.bad.setVisible(bool(bad))
        self._rest.setStretch(self._rest.count() - 1, 0 if bad else 1)
        if report is not None:
            self.result.setText(report_words(report, self._read_as, self._desk))

    def _show_import(self) -> None:
        if self._report is not None and self._report.batch is not None:
            self._desk.import_wanted.emit(self._report.batch)

    def _heed_busy(self, busy: bool) -> None:
        self.choose.setEnabled(not busy)
        self.source.setEnabled(not busy)
        self.read.setEnabled(not busy and bool(self.files))
        if busy:
            self.line.cancel.setFocus()

    def _offer_sources(self) -> None:
        said = self.source.currentText()
        known = [record.name for record in self._desk.centre.kept.sources]
        self.source.clear()
        self.source.addItems(list(dict.fromkeys((*known, *self._desk.known.sources))))
        self.source.setEditText(said or (known[0] if len(known) == 1 else ""))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        (self.choose if not self.files else self.read).setFocus(event.reason())

    # -- words ----------------------------------------------------------------------------------------------

    def _say_files(self) -> None:
        if not self.files:
            self.chosen.setText(_("No file chosen. Files can be dropped here, too."))
            return
        names = ", ".join(path.name for path in self.files[:8])
        if len(self.files) > 8:
            names = _("{names} and {n} more").format(names=names, n=number(len(self.files) - 8))
        self.chosen.setText(names)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.about.setText(
            _(
                "Reads Asterisk’s queue_log, plain or packed, rotated files in any order. Each line is taken "
                "once: the same file again, or a longer one, adds only what is new."
            )
        )
        self.choose.setText(_("Choose files…"))
        self.read.setText(_("Read them"))
        self.show_import.setText(_("Show the import"))
        if (line := self.source.lineEdit()) is not None:
            line.setAccessibleName(_("Whose log it is"))
        self._say_files()
        if self._report is not None:
            self.result.setText(report_words(self._report, self._read_as, self._desk))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def report_words(report: LogReport, source: str, desk: DataDesk) -> str:
    """What a reading came to, a line each."""
    from datetime import UTC, datetime

    def at(ms: int | None) -> str:
        return DASH if ms is None else moment(datetime.fromtimestamp(ms / 1000, UTC), desk.zone)

    said = []
    if report.state is State.CANCELLED:
        said.append(_("Ended early: what was read is kept, and the next time goes on there."))
    if report.batch is None:
        said.append(_("Nothing new: all of it is in the history already."))
        return "\n".join(said)
    said.append(
        _("Import {number} of {source}, from {first} to {last}.").format(
            number=report.batch, source=source, first=at(report.first_ms), last=at(report.last_ms)
        )
    )
    for words, count in (
        (_("Lines read: {n}"), report.lines),
        (_("Lines known already: {n}"), report.known),
        (_("New contacts: {n}"), report.new),
        (_("Contacts that are further on: {n}"), report.changed),
        (_("Rings not answered: {n}"), report.rings),
        (_("Lines about agents’ time: {n}"), report.marks),
        (_("Lines about contacts whose begin no file has told: {n}"), report.strays),
        (_("Lines that make no sense: {n}"), report.bad_count),
    ):
        said.append(words.format(n=number(count)))
    if report.unfinished:
        said.append(
            ngettext(
                "The last line of {files} is not whole yet.",
                "The last lines of {files} are not whole yet.",
                len(report.unfinished),
            ).format(files=", ".join(Path(name).name for name in report.unfinished))
        )
    return "\n".join(said)
