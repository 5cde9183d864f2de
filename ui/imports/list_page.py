"""What was imported, the newest first; beside it one import: its report, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.history.batch import Batch, Kind, State
from supervisor.words import DASH, _, mark, moment, ngettext, number
from ui import theme
from ui.imports import work
from ui.imports.desk import DataDesk
from ui.imports.work import Bad, LeftAlone, TakenBack
from ui.theme import State as Hue
from ui.widgets.drawer import WithDrawer
from ui.widgets.pane import Pane
from ui.widgets.progress_line import ProgressLine
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Look
from ui.widgets.table import Kind as Cell
from ui.widgets.table.flow import Flow

KIND_WORDS = {
    Kind.LOG: mark("Log"),
    Kind.FOLLOWED: mark("Log, followed"),
    Kind.LIVE: mark("Live"),
    Kind.TABLE: mark("Spreadsheet"),
    Kind.FORM: mark("Form"),
    Kind.MENDING: mark("Mending"),
    Kind.DEMO: mark("Demo"),
}
STATE_WORDS = {
    State.RUNNING: mark("Running"),
    State.DONE: mark("Done"),
    State.CANCELLED: mark("Cancelled"),
    State.FAILED: mark("Failed"),
    State.UNDONE: mark("Taken back"),
}
BY_ITSELF = frozenset({Kind.LIVE, Kind.FOLLOWED})
"""Imports that nobody asked for: a day's events, a log as it grows."""
FOR_GOOD = frozenset({Kind.LIVE, Kind.DEMO})
"""Kinds that are not taken back: their source would tell them again."""


class ListPage(QWidget):
    """Enter opens an import, Ctrl+I reads a sheet."""

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = 0
        self.sheet = QPushButton(self)
        self.sheet.setProperty("role", "primary")
        self.log = QPushButton(self)
        self.all_kinds = QCheckBox(self)
        self.table: DeskTable[Batch] = DeskTable(
            "data.imports",
            self._columns(),
            key=lambda one: one.id,
            title=mark("Imports"),
            facets=[
                Facet(
                    "kind",
                    mark("Kind"),
                    lambda one: (one.kind,),
                    words=lambda kind: _(KIND_WORDS[Kind(kind)]),
                )
            ],
            sort=[("number", True)],
            menu=self._fill_menu,
            faded=lambda one: one.state is State.UNDONE,
            counted=lambda count: ngettext("{n} import", "{n} imports", count).format(n=number(count)),
            machine=desk.machine,
            parent=self,
        )
        self._lay_out()
        self._wire()
        self._filter()
        self.retranslate()

    def _columns(self) -> list[Column[Batch]]:
        def when(one: Batch) -> str:
            return f"{one.begun_at.astimezone(self._desk.zone):%Y-%m-%d %H:%M}"

        def look(one: Batch) -> Look | None:
            return {
                State.RUNNING: Look(Sign.HALF),
                State.FAILED: Look(Sign.SQUARE, Hue.CRITICAL),
                State.CANCELLED: Look(Sign.TRIANGLE, Hue.WARN),
            }.get(one.state)

        return [
            Column("number", mark("No."), lambda one: one.id, Cell.NUMBER, width=56),
            Column("kind", mark("Kind"), lambda one: _(KIND_WORDS[one.kind]), width=92),
            Column("source", mark("Source"), lambda one: one.source, width=96),
            Column("file", mark("File"), file_of, stretch=True, width=150),
            Column("when", mark("When"), lambda one: one.begun_at, Cell.TIME, text=when, width=122),
            Column("who", mark("By"), lambda one: one.who, width=80),
            Column("period", mark("Period"), lambda one: self.period(one), width=160),
            Column("new", mark("New"), lambda one: counted(one, "rows_new", "new"), Cell.NUMBER, width=72),
            Column(
                "changed",
                mark("Changed"),
                lambda one: counted(one, "rows_changed", "changed"),
                Cell.NUMBER,
                width=76,
            ),
            Column(
                "same",
                mark("As it was"),
                lambda one: counted(one, "rows_same", "known"),
                Cell.NUMBER,
                width=76,
            ),
            Column(
                "bad", mark("Left out"), lambda one: counted(one, "left_out", "bad"), Cell.NUMBER, width=76
            ),
            Column("state", mark("State"), lambda one: _(STATE_WORDS[one.state]), look=look, width=96),
        ]

    def _lay_out(self) -> None:
        main = QWidget(self)
        head = Flow(theme.SPACE_S)
        for widget in (self.sheet, self.log, self.all_kinds):
            head.addWidget(widget)
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.split = WithDrawer(main, "data.imports", self._desk.machine, self)
        self.one = ImportPage(self._desk, self.split.drawer.pages)
        self.split.drawer.pages.addWidget(self.one)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        self.sheet.clicked.connect(lambda: self._desk.file_wanted.emit())
        self.log.clicked.connect(lambda: self._desk.log_wanted.emit())
        self.all_kinds.toggled.connect(self._filter)
        self.table.opened.connect(partial(self.open, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(lambda: self._desk.file_wanted.emit())
        self._desk.known_changed.connect(self._show_known)
        self._desk.exports(self.table)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.table.setFocus(event.reason())

    # -- what is shown --------------------------------------------------------------------------------------

    def period(self, one: Batch) -> str:
        """The days that its facts are of."""
        if one.first_ms is None or one.last_ms is None:
            return DASH
        zone = self._desk.zone
        first, last = (
            datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone).date()
            for ms in (one.first_ms, max(one.first_ms, one.last_ms - 1))
        )
        return days_words(first, last)

    def show_import(self, of: int) -> None:
        """Open that import, as soon as it is known."""
        row = self.table.row(of)
        if row is None:
            self._wanted = of
            self._desk.read()
            return
        self._wanted = 0
        if row.kind in BY_ITSELF:
            self.all_kinds.setChecked(True)
        self.table.select(of)
        self.open(row, focus=True)

    def open(self, one: Batch, *, focus: bool = False) -> None:
        """Show an import in the drawer."""
        self.one.show_import(one, self.period(one))
        title = _("Import {number}").format(number=one.id)
        under = " · ".join(part for part in (_(KIND_WORDS[one.kind]), one.source, one.file) if part)
        self.split.drawer.show_page(self.one, title, under)
        self.split.open_drawer(focus=focus)

    def _show_known(self) -> None:
        self.table.tick(self._desk.centre.live.clock.now())
        self.table.show_rows(self._desk.known.batches)
        self._say_empty()
        if self._wanted and self.table.row(self._wanted) is not None:
            self.show_import(self._wanted)
        shown = self.table.row(self.one.number) if self.split.is_open else None
        if shown is not None:
            self.one.show_import(shown, self.period(shown))

    def _move_on(self, one: Batch | None) -> None:
        if one is not None and self.split.is_open and one.id != self.one.number:
            self.open(one)

    def _filter(self) -> None:
        self.table.set_filter(None if self.all_kinds.isChecked() else lambda one: one.kind not in BY_ITSELF)
        self._say_empty()

    def _fill_menu(self, one: Batch, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self.open, one, focus=True))

    # -- words ----------------------------------------------------------------------------------------------

    def _say_empty(self) -> None:
        if self._desk.known.batches and not self.all_kinds.isChecked():
            said = _("Nobody has imported anything yet; what comes by itself is not shown.")
        else:
            said = _(
                "Nothing was imported yet. A sheet from any system can be read, or a telephone system’s log."
            )
        self.table.say_empty(said, _("Read a sheet…"))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.sheet.setText(_("Read a sheet…"))
        self.sheet.setToolTip(_("From a workbook or a text file of any system (Ctrl+I)"))
        self.log.setText(_("Read a log…"))
        self.log.setToolTip(_("Files that a telephone system has written about its queues"))
        self.all_kinds.setText(_("Also what came by itself"))
        self.all_kinds.setToolTip(_("Days that were heard live, and logs that are followed"))
        self._say_empty()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class ImportPage(Pane):
    """One import, in the drawer."""

    taken_back = Signal(object)

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._one: Batch | None = None
        self._period = ""
        self._asked = 0
        self._done: dict[int, TakenBack] = {}
        self.facts = _words(self)
        self.report = _words(self)
        self.undo_words = _words(self, "muted")
        self.undo = QPushButton(self)
        self.line = ProgressLine(self)
        self.result = _words(self, "good")
        self.left: DeskTable[LeftAlone] = DeskTable(
            "data.left",
            [
                Column("row", mark("Left alone"), lambda one: one.row, stretch=True, width=200),
                Column("by", mark("Changed by import"), lambda one: one.by, Cell.NUMBER, width=120),
            ],
            key=lambda one: one.place,
            title=mark("Left alone"),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.bad: DeskTable[Bad] = DeskTable(
            "data.bad",
            [
                Column("line", mark("Row"), lambda one: one.line, Cell.NUMBER, width=64),
                Column("problem", mark("Problem"), lambda one: one.problem, stretch=True, width=190),
                Column("value", mark("Value"), lambda one: one.value, width=90),
                Column("column", mark("Column title"), lambda one: one.column, width=90),
                Column("sheet", mark("Worksheet"), lambda one: one.sheet, width=90, hidden=True),
                Column("file", mark("File"), lambda one: one.file, width=110, hidden=True),
            ],
            key=lambda one: one.place,
            title=mark("Left out"),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        for table in (self.left, self.bad):
            table.setMinimumHeight(220)
            table.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.facts, self.report, self.undo_words):
            column.addWidget(widget)
        column.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        below: tuple[QWidget, ...] = (self.line, self.result, self.left, self.bad)
        for one in below:
            column.addWidget(one)
        column.addStretch(1)
        self.undo.clicked.connect(self.take_back)
        self.line.busy.connect(lambda busy: self.undo.setEnabled(not busy))
        desk.exports(self.left)
        desk.exports(self.bad)
        self._say()

    @property
    def number(self) -> int:
        """Which import is shown; 0: none."""
        return self._one.id if self._one is not None else 0

    def show_import(self, one: Batch, period: str) -> None:
        """Show *one*, whose facts are of *period*."""
        fresh = one != self._one
        other = one.id != self.number
        self._one, self._period = one, period
        if other:
            self.show_bad(())
        if fresh and self._desk.centre.url:
            self._asked = one.id
            job = self._desk.compute(work.bad_rows, self._desk.centre.url, one.id, self._desk.language)
            job.then(partial(self._take_bad, one.id))
        self._say()

    def show_bad(self, rows: Sequence[Bad]) -> None:
        """Show what was left out."""
        self.bad.show_rows(rows)
        self.bad.setVisible(bool(rows))

    def _take_bad(self, of: int, rows: tuple[Bad, ...]) -> None:
        if of == self.number:
            self.show_bad(rows)

    # -- taking back ----------------------------------------------------------------------------------------

    def take_back(self) -> None:
        """Take the import back; what later ones changed is left alone, and listed."""
        if self._one is None or self.line.is_busy:
            return
        job = self._desk.compute(work.undo, self._desk.centre.url, self._one.id, self._desk.centre.who)
        self.line.follow(_("Taking back…"), job, self.show_taken_back, self._refused)
        self.line.cancel.hide()  # it is one transaction, soon over

    def show_taken_back(self, done: TakenBack) -> None:
        """Say what was taken back."""
        self._done[done.number] = done
        self._say()
        self._desk.noticed.emit(_("Import {number} was taken back.").format(number=done.number), None)
        self._desk.read()
        self.taken_back.emit(done)

    def _refused(self, error: SupervisorError) -> None:
        self._desk.refuse(error)
        self._desk.read()

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.undo.setText(_("Undo import"))
        one = self._one
        if one is None:
            return
        zone = self._desk.zone
        lines = [
            _("Begun {at} by {who}.").format(at=moment(one.begun_at, zone), who=one.who),
            _("Facts of {period}.").format(period=self._period),
            _("State: {state}").format(state=_(STATE_WORDS[one.state])),
        ]
        if one.mapping and one.kind is Kind.TABLE:
            lines.append(_("Read as “{name}”.").format(name=one.mapping))
        if one.undone_at is not None:
            lines.append(_("Taken back {at}.").format(at=moment(one.undone_at, zone)))
        self.facts.setText("\n".join(lines))
        self.report.setText("\n".join(report_of(one)))
        self.report.setVisible(bool(self.report.text()))
        can = one.state not in (State.UNDONE, State.RUNNING) and one.kind not in FOR_GOOD
        self.undo.setVisible(can)
        self.undo_words.setText(dry_words(one))
        self.undo_words.setVisible(can)
        done = self._done.get(one.id)
        self.result.setVisible(done is not None)
        self.left.setVisible(bool(done is not None and done.left))
        if done is not None:
            self.result.setText(taken_back_words(done))
            self.left.show_rows(done.left)

    def focusInEvent(self, event: QFocusEvent) -> None:
        (self.undo if self.undo.isVisible() else self.bad).setFocus(event.reason())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)


def counted(one: Batch, *names: str) -> int | None:
    """The first of the counts that the report of *one* holds; None when it holds none."""
    return next((one.facts[name] for name in names if isinstance(one.facts.get(name), int)), None)


def file_of(one: Batch) -> str:
    """The file's name, without the folders of a log."""
    return one.file.replace("\\", "/").rpartition("/")[2]


def days_words(first: date, last: date) -> str:
    """One day, or from one to another; always with the year."""
    if last - first < timedelta(days=1):
        return f"{first:%Y-%m-%d}"
    until = f"{last:%m-%d}" if first.year == last.year else f"{last:%Y-%m-%d}"
    return f"{first:%Y-%m-%d} – {until}"


_REPORT = (
    ("rows", mark("Rows taken: {n}")),
    ("left_out", mark("Rows left out: {n}")),
    ("lines", mark("Lines read: {n}")),
    ("known", mark("Lines known already: {n}")),
    ("rows_new", mark("New in the history: {n}")),
    ("rows_changed", mark("Changed in the history: {n}")),
    ("rows_same", mark("As it was in the history: {n}")),
    ("rings", mark("Rings not answered: {n}")),
    ("marks", mark("Lines about agents’ time: {n}")),
    ("strays", mark("Lines about contacts whose begin no file has told: {n}")),
    ("bad", mark("Lines that make no sense: {n}")),
)


def report_of(one: Batch) -> list[str]:
    """The counts of an import's report, a line each."""
    return [
        _(said).format(n=number(one.facts[name]))
        for name, said in _REPORT
        if isinstance(one.facts.get(name), int)
    ]


def dry_words(one: Batch) -> str:
    """What taking *one* back would do."""
    new, changed = counted(one, "rows_new", "new"), counted(one, "rows_changed", "changed")
    said = _("Takes {new} new rows away and restores {changed} changed ones.").format(
        new=number(new), changed=number(changed)
    )
    left = _("What later imports have changed since is left alone, and listed here.")
    return _("{sentence} {another}").format(sentence=said, another=left)


def taken_back_words(done: TakenBack) -> str:
    """What taking back did."""
    said = _("Taken back. Rows removed: {removed}; as they were before: {restored}.").format(
        removed=number(done.removed), restored=number(done.restored)
    )
    if done.left_count:
        more = ngettext(
            "{n} row was left alone, because a later import changed it.",
            "{n} rows were left alone, because later imports changed them.",
            done.left_count,
        )
        said += " " + more.format(n=number(done.left_count))
    return said


def _words(parent: QWidget, role: str = "") -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
