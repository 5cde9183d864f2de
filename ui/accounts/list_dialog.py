"""A list of accounts from a file: chosen or dropped, looked at row by row, taken in as one step, and told."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.imports.account_list import TakenIn
from supervisor.imports.columns import Verdict
from supervisor.reports.naming import file_name, free
from supervisor.sentences.error import sentence
from supervisor.words import _, language, mark, ngettext, number
from ui import theme
from ui.accounts import list_work as work
from ui.accounts.desk import AccountsDesk
from ui.accounts.list_files import AccountFiles
from ui.accounts.list_work import ListRead, ListRow
from ui.theme import State
from ui.widgets.field import Field
from ui.widgets.file_preview import VERDICT_WORDS, summary
from ui.widgets.leaving import places_of
from ui.widgets.progress_line import ProgressLine
from ui.widgets.signs import OF_STATE, Sign
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look
from ui.widgets.table.export import Exporter

MADE, NONE = "made", "none"
WAYS = (
    (MADE, mark("Made up, and written on a sheet to be handed out")),
    (NONE, mark("None: they log in by certificate or Kerberos")),
)
SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".txt", ".html", ".htm"})


class ListDialog(QDialog):
    """Alt+Left goes back, F5 reads the file again. `taken_in` comes when a list stands in the database."""

    taken_in = Signal(object, str)  # TakenIn, and what to say

    def __init__(self, desk: AccountsDesk, files: AccountFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._files = desk, files
        self._path = Path()
        self._sheet: Path | None = None  # where the passwords are being written
        self.read: ListRead | None = None
        self.setWindowTitle(_("Import a list of accounts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        style = theme.current()
        self.resize(style.px(980), style.px(620))
        self.pages = QStackedWidget(self)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.line = ProgressLine(self)
        self.back, self.again = QPushButton(_("Another file"), self), QPushButton(_("Read again"), self)
        self.back.setToolTip("Alt+Left")
        self.again.setToolTip(_("After you have changed the file (F5)"))
        self.leave, self.take = QPushButton(self), QPushButton(self)
        self.take.setProperty("role", "primary")
        self.start, self.preview, self.outcome = self._start(), self._preview(), self._outcome()
        for page in (self.start, self.preview, self.outcome):
            self.pages.addWidget(page)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        for button in (self.back, self.again):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.leave, self.take):
            buttons.addWidget(button)
        for button in (self.back, self.again, self.leave, self.take):
            button.setAutoDefault(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        whole.setSpacing(theme.SPACE_M)
        whole.addWidget(self.pages, 1)
        whole.addWidget(self.problem)
        whole.addWidget(self.line)
        whole.addLayout(buttons)
        self.back.clicked.connect(self.begin)
        self.again.clicked.connect(self.read_again)
        self.leave.clicked.connect(self.reject)
        self.take.clicked.connect(self.take_in)
        self.line.busy.connect(self._heed_busy)
        self.line.cancelled.connect(self._was_cancelled)
        self.begin()

    # -- pages ----------------------------------------------------------------------------------------------

    def _start(self) -> QWidget:
        page = QWidget(self)
        about = QLabel(
            _(
                "A list makes accounts and changes those that there are: by log-in name, with roles, teams "
                "and departments. Headings may be Chinese or English. You see what each row would do "
                "before anything is written, and all of it can be taken back as one step."
            ),
            page,
        )
        about.setWordWrap(True)
        self.drop = QLabel(_("Drop a file here: xlsx, xls, ods or csv"), page)
        self.drop.setProperty("role", "empty")
        self.drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = QPushButton(_("Choose a file…"), page)
        self.choose.setProperty("role", "primary")
        self.form, self.filled = (
            QPushButton(_("Empty form…"), page),
            QPushButton(_("Form as it stands…"), page),
        )
        self.form.setToolTip(_("A workbook with the columns, and what may stand in them"))
        self.filled.setToolTip(_("The same with the accounts there are, to be changed and read again"))
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.choose, self.form, self.filled):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(about)
        column.addStretch(2)
        column.addWidget(self.drop)
        column.addLayout(row)
        column.addStretch(3)
        self.choose.clicked.connect(self.ask_file)
        self.form.clicked.connect(lambda: self._files.ask_form(self, filled=False))
        self.filled.clicked.connect(lambda: self._files.ask_form(self, filled=True))
        return page

    def _preview(self) -> QWidget:
        page = QWidget(self)
        self.summary, self.unread = QLabel(page), QLabel(page)
        self.summary.setProperty("role", "strong")
        self.unread.setProperty("role", "small")
        for label in (self.summary, self.unread):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.table: DeskTable[ListRow] = DeskTable(
            "accounts list",
            [
                Column("row", mark("Row"), lambda one: one.number, Kind.NUMBER, width=60),
                Column(
                    "verdict",
                    mark("Verdict"),
                    lambda one: _(VERDICT_WORDS[one.verdict.value]),
                    look=_look,
                    width=110,
                ),
                Column("login", mark("Log-in name"), lambda one: one.login, width=140),
                Column("name", mark("Name"), lambda one: one.name, width=130),
                Column(
                    "what",
                    mark("What changes, or why not"),
                    lambda one: one.what,
                    about=lambda one: one.what,
                    width=320,
                    stretch=True,
                ),
            ],
            key=lambda one: one.number,
            title=mark("Rows of the file"),
            facets=[
                Facet(
                    "verdict",
                    mark("Verdict"),
                    lambda one: (one.verdict.value,),
                    fixed=tuple(VERDICT_WORDS.items()),
                )
            ],
            search=lambda one: f"{one.login} {one.name} {one.what}",
            faded=lambda one: one.verdict is Verdict.SAME,
            machine=self._desk.machine,
            parent=page,
        )
        centre = self._desk.centre
        self._exporter = Exporter(
            self.table, centre.jobs, zone=lambda: self._desk.zone, people=True, who=centre.who
        )
        self._exporter.noticed.connect(self._desk.noticed)
        self._exporter.refused.connect(self._refuse)
        self.bring_back = QCheckBox(page)
        self.way = QComboBox(page)
        for way, said in WAYS:
            self.way.addItem(_(said), way)
        self.sheet, self.elsewhere = QLineEdit(page), QPushButton(_("Elsewhere…"), page)
        self.sheet.setAccessibleName(_("The sheet of start passwords"))
        self.elsewhere.setAutoDefault(False)
        self.elsewhere.setToolTip(_("Choose where the sheet is written; nobody but you can read it"))
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.way)
        row.addWidget(self.sheet, 1)
        row.addWidget(self.elsewhere)
        choices = QWidget(page)
        choices.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.passwords = Field(
            mark("Start passwords of new accounts"),
            choices,
            mark("What the file gives is taken. The sheet is written once: nobody can look one up later."),
            page,
        )
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        for widget in (self.summary, self.unread):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.bring_back)
        column.addWidget(self.passwords)
        self.bring_back.toggled.connect(lambda _on: self.read_again())
        self.way.currentIndexChanged.connect(lambda _at: self._heed_way())
        self.elsewhere.clicked.connect(self.ask_sheet)
        return page

    def _outcome(self) -> QWidget:
        page = QWidget(self)
        self.told = QLabel(page)
        self.told.setProperty("role", "lead")
        self.told.setWordWrap(True)
        self.handed = QLabel(page)
        self.handed.setWordWrap(True)
        self.handed.setTextFormat(Qt.TextFormat.PlainText)
        self.report = QPlainTextEdit(page)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(_("Result"))
        self.copy = QPushButton(_("Copy the result"), page)
        self.open_sheet = QPushButton(_("Open the sheet"), page)
        self.show_folder = QPushButton(_("Show in folder"), page)
        row = QHBoxLayout()
        for button in (self.copy, self.open_sheet, self.show_folder):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.told, self.handed):
            column.addWidget(widget)
        column.addWidget(self.report, 1)
        column.addLayout(row)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        self.open_sheet.clicked.connect(lambda: _open(self._sheet))
        self.show_folder.clicked.connect(lambda: _open(self._sheet.parent if self._sheet else None))
        return page

    def _show_page(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        on_preview = page is self.preview
        self.back.setVisible(on_preview)
        self.again.setVisible(on_preview)
        self.take.setVisible(on_preview)
        self.leave.setText(_("Done") if page is self.outcome else _("Cancel"))

    # -- a file ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask for a file."""
        self.refuse("")
        self._show_page(self.start)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_file(self) -> None:
        """Ask which file is to be read."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _("Import a list of accounts"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Sheets (*.xlsx *.xls *.xlsb *.ods *.csv *.txt)"), _("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.open()

    def open_file(self, path: Path) -> None:
        """Read *path*, and show what it would change; nothing is written before somebody says so."""
        self._path = path
        with QSignalBlocker(self.bring_back):
            self.bring_back.setChecked(False)
        self.sheet.setText(str(self._proposed_sheet()))
        self.read_again()

    def read_again(self) -> None:
        """Read the file once more: it, or the accounts, may be others now."""
        self.refuse("")
        desk = self._desk
        job = desk.centre.jobs.compute(
            *(work.read_list, desk.centre.url, self._path, desk.today, str(desk.zone), language()),
            bring_back=self.bring_back.isChecked(),
        )
        self.line.follow(_("Reading…"), job, self.show_list, self._refuse)

    def show_list(self, read: ListRead) -> None:
        """Show what the file would do."""
        found = read.found
        if found.problem:
            self.begin()
            self.refuse(_("{file}: {problem}").format(file=found.file, problem=found.problem))
            return
        self.read = read
        counts = found.counts
        self.summary.setText(summary(found.file, **{verdict.value: counts[verdict] for verdict in Verdict}))
        self.unread.setText(_("Columns that are not read: {names}").format(names=_(", ").join(found.unread)))
        self.unread.setVisible(bool(found.unread))
        self.table.tick(self._desk.now)
        self.table.show_rows(read.rows)
        back = ngettext("Bring {n} retired account back", "Bring {n} retired accounts back", found.retired)
        self.bring_back.setText(back.format(n=number(found.retired)))
        self.bring_back.setVisible(bool(found.retired))
        self.passwords.setVisible(bool(found.beginning))
        many = counts[Verdict.NEW] + counts[Verdict.CHANGED]
        take = ngettext("Take in {n} account", "Take in {n} accounts", many)
        self.take.setText(take.format(n=number(many)))
        self.take.setEnabled(bool(many))
        self._heed_way()
        self._show_page(self.preview)
        (self.take if many else self.table.view).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- passwords ------------------------------------------------------------------------------------------

    def _proposed_sheet(self) -> Path:
        """A new file beside the list."""
        when = self._desk.now.astimezone(self._desk.zone)
        name = file_name("{report} {today}", places_of(_("Start passwords"), when=when))
        return free(self._path.with_name(f"{name}.xlsx"))

    def ask_sheet(self) -> None:
        """Ask where the sheet of passwords is to be written."""
        dialog = QFileDialog(self, _("Start passwords"), self.sheet.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # it is never written over
        dialog.setNameFilters([_("Workbook (*.xlsx)"), _("Text (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.sheet.setText)
        dialog.open()

    def _heed_way(self) -> None:
        made = self.way.currentData() == MADE
        for widget in (self.sheet, self.elsewhere):
            widget.setEnabled(made)

    # -- taking in ------------------------------------------------------------------------------------------

    def take_in(self) -> None:
        """Have it written: all of it or nothing."""
        if self.read is None:
            return
        found = self.read.found
        self.refuse("")
        self._sheet = None
        if found.beginning and self.way.currentData() == MADE:
            self._sheet = Path(self.sheet.text().strip())
            if not self.sheet.text().strip() or self._sheet.exists():
                self.refuse(_("Choose a new file for the start passwords: they are written over none."))
                self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        desk = self._desk
        job = desk.centre.jobs.compute(
            *(work.take_in, desk.centre.url, found, self._sheet),
            at=desk.now,
            zone=str(desk.zone),
            centre=desk.centre.kept.settings.centre_name,
            language=language(),
        )
        self.line.follow(_("Being taken in…"), job, self._was_taken_in, self._refuse)

    def _was_taken_in(self, taken: TakenIn) -> None:
        assert self.read is not None  # noqa: S101
        self._desk.read()
        self.show_taken_in(taken, self._sheet)
        self.taken_in.emit(taken, self.told.text())

    def show_taken_in(self, taken: TakenIn, sheet: Path | None) -> None:
        """Say what became of the list; *sheet* is where the start passwords stand."""
        assert self.read is not None  # noqa: S101
        many = self.read.found.counts
        said = _("Taken in: {new} new accounts, {changed} changed.").format(
            new=number(many[Verdict.NEW]), changed=number(many[Verdict.CHANGED])
        )
        self._sheet = sheet if taken.given else None
        self.told.setText(said)
        self._show_handed(taken.given)
        self.report.setPlainText(self._report_of(said))
        self._show_page(self.outcome)
        self.copy.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_handed(self, given: int) -> None:
        kept, told = self._sheet, ""
        if kept is not None:
            told = ngettext(
                "{n} start password stands in {file}, which nobody but you can read. Print it, hand each one "
                "over by itself, and destroy the file.",
                "{n} start passwords stand in {file}, which nobody but you can read. Print it, hand each one "
                "over by itself, and destroy the file.",
                given,
            ).format(n=number(given), file=kept)
        self.handed.setText(told)
        for widget in (self.handed, self.open_sheet, self.show_folder):
            widget.setVisible(kept is not None)

    def _report_of(self, said: str) -> str:
        """What became of each row, to be copied: no password is in it."""
        assert self.read is not None  # noqa: S101
        lines = [self.summary.text(), said, ""]
        lines += [
            "\t".join((str(row.number), _(VERDICT_WORDS[row.verdict.value]), row.login, row.name, row.what))
            for row in self.read.rows
        ]
        return "\n".join(lines)

    def _was_cancelled(self) -> None:
        """Somebody ended it: reading, or writing, of which the database knows what it came to."""
        if self.read is None or self.pages.currentWidget() is not self.preview:
            return
        job = self._desk.centre.jobs.read(work.was_taken_in, self.read.found)
        job.then(self._was_ended, self._refuse)

    def _was_ended(self, stands: bool) -> None:
        self._desk.read()
        if stands:
            given = len(self.read.found.beginning) if self.read is not None else 0
            self._was_taken_in(TakenIn(None, given))
            return
        if self._sheet is not None:
            self._sheet.unlink(missing_ok=True)  # of accounts that are none
            self._sheet = None
        self.refuse(_("Called off: nothing was changed."))

    # -- how it stands --------------------------------------------------------------------------------------

    def refuse(self, said: str) -> None:
        """Say what is wrong."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _refuse(self, error: SupervisorError) -> None:
        self.refuse(sentence(error))

    def _heed_busy(self, busy: bool) -> None:
        for widget in (self.pages, self.back, self.again, self.take):
            widget.setEnabled(not busy)
        if busy:
            self.line.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.read is not None:
            counts = self.read.found.counts
            self.take.setEnabled(bool(counts[Verdict.NEW] + counts[Verdict.CHANGED]))

    def reject(self) -> None:
        """What is being written is called off first; Esc once more leaves."""
        if self.line.is_busy:
            self.line.stop()
        else:
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.pages.currentWidget() is self.start:
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        on_preview = self.pages.currentWidget() is self.preview and not self.line.is_busy
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        elif event.key() == Qt.Key.Key_F5 and on_preview:
            self.read_again()
        elif event.key() == Qt.Key.Key_Left and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            if on_preview:
                self.begin()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.line.is_busy and self.pages.currentWidget() is not self.outcome and dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if not self.line.is_busy and (path := dropped(event)) is not None:
            event.acceptProposedAction()
            self.open_file(path)


def dropped(event: QDropEvent) -> Path | None:
    """The file that is being dropped, if it may be a sheet."""
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.casefold() in SHEETS else None


def _look(row: ListRow) -> Look | None:
    match row.verdict:
        case Verdict.BAD:
            return Look(OF_STATE[State.WARN], State.WARN)
        case Verdict.NEW:
            return Look(Sign.DISC, None)
        case Verdict.CHANGED:
            return Look(Sign.RING, None)
    return None


def _open(path: Path | None) -> None:
    if path is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
