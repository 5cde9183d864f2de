"""What was sent to the own department, to read and to take along: the sheets, one on paper, its lines."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from supervisor.clock import BusinessDays
from supervisor.issues.issue import SEVERITY_LABELS, Severity
from supervisor.issues.sheet import Sheet, SheetLine
from supervisor.issues.states import STATE_LABELS
from supervisor.issues.states import State as IssueState
from supervisor.words import DASH, _, day, mark, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.issues.sheet_paper import SheetPaper, name_of
from ui.issues.sheet_preview import SheetPreview, print_paper, write_pdf
from ui.machine import Machine
from ui.sent.work import SentRead, read_sent
from ui.widgets.export_dialog import export_pages
from ui.widgets.lead import Lead
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table.export import Exporter

HEEDED = frozenset({"sheets", "issues", "departments", "accounts"})


class SentScreen(QWidget):
    """Nothing here can be changed. Both tables can be exported, and the sheet be printed or saved as PDF."""

    noticed = Signal(str, object)  # what was done, and None

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._centre, self._machine = centre, machine
        self.read = SentRead()
        self._is_read = False
        self._shown: Sheet | None = None
        self._reading = Reading(centre, self.show_read)
        self.help = QLabel(self)
        self.help.setProperty("role", "muted")
        self.help.setWordWrap(True)
        self.print, self.pdf = QPushButton(self), QPushButton(self)
        left = QWidget(self)
        self.sheets: DeskTable[Sheet] = DeskTable(
            "sent.sheets",
            _sheet_columns(self),
            key=lambda sheet: sheet.id,
            title=mark("Sheets"),
            sort=[("number", True)],
            search=lambda sheet: " ".join((sheet.number, sheet.text.head.department, sheet.text.covering)),
            counted=lambda count: ngettext("{n} sheet", "{n} sheets", count).format(n=number(count)),
            compact=True,
            machine=machine,
            parent=left,
        )
        self.lines: DeskTable[SheetLine] = DeskTable(
            "sent.lines",
            _line_columns(),
            key=lambda line: line.id,
            title=mark("Lines of a sheet"),
            sort=[("place", False)],
            search=lambda line: " ".join((line.number, line.title, line.description)),
            counted=lambda count: ngettext("{n} line", "{n} lines", count).format(n=number(count)),
            compact=True,
            machine=machine,
            parent=left,
        )
        self.paper = SheetPreview(self)
        self._lay_out(left)
        self._wire()
        self.retranslate()

    def _lay_out(self, left: QWidget) -> None:
        tables = QVBoxLayout(left)
        tables.setContentsMargins(0, 0, theme.SPACE_S, 0)
        tables.setSpacing(theme.SPACE_S)
        tables.addWidget(self.sheets, 1)
        tables.addWidget(self.lines, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(self.paper)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(5)
        split.setSizes([620, 620])
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 6)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.help, 1)
        head.addWidget(self.print)
        head.addWidget(self.pdf)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.setSpacing(theme.SPACE_S)
        whole.addLayout(head)
        whole.addWidget(split, 1)
        self._lead = Lead(self, self.sheets)

    def _wire(self) -> None:
        self.sheets.current_changed.connect(self._show_one)
        self.print.clicked.connect(self._print)
        self.pdf.clicked.connect(self._save)
        self._centre.changed.connect(self._heed)
        for table in (self.sheets, self.lines):
            exporter = Exporter(table, self._centre.jobs, zone=lambda: self.zone, who=self._centre.who)
            exporter.noticed.connect(self.noticed)
            exporter.refused.connect(self._centre.jobs.refused)

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self._centre.zone

    @property
    def now(self) -> datetime:
        """The centre's."""
        return self._centre.live.clock.now()

    @property
    def days(self) -> BusinessDays:
        """The centre's."""
        return self._centre.days

    # -- what is shown --------------------------------------------------------------------------------------

    def show_read(self, read: SentRead) -> None:
        """Show *read*; the sheet that is open stays open."""
        self.read, self._is_read = read, True
        now = self.now
        self.sheets.tick(now)
        self.lines.tick(now)
        self.sheets.show_rows(read.sheets)
        wanted = self._shown.id if self._shown is not None else read.sheets[0].id if read.sheets else ""
        if wanted:
            self.sheets.select(wanted)
        self._show_one(next((one for one in read.sheets if one.id == wanted), None))
        self._tell()

    def _show_one(self, sheet: Sheet | None) -> None:
        self._shown = sheet
        lines = self.read.lines.get(sheet.id, ()) if sheet is not None else ()
        self.lines.show_rows(lines)
        self.paper.setVisible(sheet is not None)
        for button in (self.print, self.pdf):
            button.setEnabled(sheet is not None)
        if sheet is not None:
            self.paper.show_paper(SheetPaper(sheet, lines, self.zone))

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self._reading.read(read_sent)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reading.read(read_sent)

    # -- hands ----------------------------------------------------------------------------------------------

    def _print(self) -> None:
        if self._shown is not None and self.paper.paper is not None:
            print_paper(self._shown, self.paper.paper, self)

    def _save(self) -> None:
        if self._shown is not None and self.paper.paper is not None:
            export_pages(
                "issues.sheet",
                name_of(self._shown),
                partial(write_pdf, self._shown, self.paper.paper),
                self,
                machine=self._machine,
                noticed=self.noticed.emit,
            )

    # -- words ----------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        names = sorted({one.text.head.department for one in self.read.sheets})
        said = _("Sent to {departments}, as it was sent.").format(departments=_(", ").join(names))
        self.help.setText(said if names else "")
        nothing = _("No sheet was sent to your department yet. The first one stands here once it is sent.")
        self.sheets.say_empty(nothing if self._is_read else "", "")
        self.lines.say_empty("", "")
        self.lines.setVisible(bool(names))  # nothing is in sheets that there are not

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.print.setText(_("Print…"))
        self.pdf.setText(_("Save as PDF…"))
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.sheets.refresh()
            self.lines.refresh()
            self._show_one(self._shown)


def _sheet_columns(screen: SentScreen) -> list[Column[Sheet]]:
    def sent_on(sheet: Sheet) -> date | None:
        days = screen.days
        return days.day(sheet.sent_at) if sheet.sent_at is not None else None

    return [
        Column("number", mark("Number"), lambda sheet: sheet.number, width=140),
        Column(
            "department",
            mark("Department"),
            lambda sheet: sheet.text.head.department,
            width=130,
            stretch=True,
        ),
        Column("sent", mark("Sent on"), sent_on, Kind.DAY, width=96),
        Column(
            "wished",
            mark("Answers wished by"),
            lambda sheet: sheet.text.wished,
            Kind.DAY,
            text=lambda sheet: day(sheet.text.wished) if sheet.text.wished is not None else DASH,
            width=126,
        ),
        Column(
            "lines",
            mark("To answer"),
            lambda sheet: sum(not line.reminder for line in screen.read.lines.get(sheet.id, ())),
            Kind.NUMBER,
            width=84,
        ),
    ]


def _line_columns() -> list[Column[SheetLine]]:
    return [
        Column("place", mark("No."), lambda line: line.place, Kind.NUMBER, width=44),
        Column(
            "kind",
            mark("Kind"),
            lambda line: _("Still open from earlier") if line.reminder else _("To answer"),
            width=128,
            quiet=True,
        ),
        Column(
            "title",
            mark("Issue"),
            lambda line: line.title,
            about=lambda line: line.description or line.title,
            width=150,
            stretch=True,
        ),
        Column("state", mark("When it was sent"), lambda line: _stood(line), width=110),
        Column("number", mark("Number"), lambda line: line.number, width=136, quiet=True),
        Column(
            "severity",
            mark("Severity"),
            lambda line: _(SEVERITY_LABELS[Severity(line.severity)]),
            sort=lambda line: line.severity,
            width=96,
            hidden=True,
        ),
        Column("first", mark("First sent"), lambda line: line.first_sent, Kind.DAY, width=96, hidden=True),
        Column("said", mark("Clock on the sheet"), lambda line: line.said, width=200, hidden=True),
        Column("answer", mark("What you answered last"), lambda line: line.answer, width=200, hidden=True),
    ]


def _stood(line: SheetLine) -> str:
    known = {state.value for state in IssueState}
    return _(STATE_LABELS[IssueState(line.state)]) if line.state in known else line.state
