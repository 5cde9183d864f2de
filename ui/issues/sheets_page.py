"""Communication sheets: what could go out, what went out and how far each is; one of them opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues.sheet import SHEET_LABELS, Sheet, SheetState
from supervisor.issues.sheet_told import OUT, Listed, Making
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import DASH, _, day, mark, ngettext, number
from ui.asking import Reading
from ui.issues import sheets_work
from ui.issues.desk import IssuesDesk
from ui.issues.sheet_make_form import MakeForm
from ui.issues.sheet_view import SheetView
from ui.issues.sheets_work import SheetsRead
from ui.rights import guard
from ui.roundtrip.sheets_folder import SheetsFolder
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look
from ui.widgets.table_page import TablePage

HEEDED = frozenset({"issues", "sheets", "departments", "meetings", "work_calendars", "centre_settings"})


@dataclass(frozen=True)
class SheetRow:
    """A sheet in the list, with its department and what it was made for in words."""

    listed: Listed
    department: str
    about: str

    @property
    def sheet(self) -> Sheet:
        return self.listed.sheet


class SheetsPage(TablePage):
    """Enter opens a sheet, Insert begins new ones; Esc leads from a sheet back to the list."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.read = SheetsRead()
        self._is_read = False
        self._reading = Reading(desk.centre, self.show_read)
        self.new = QPushButton(self._main)
        self.new.setProperty("role", "primary")
        self.table: DeskTable[SheetRow] = DeskTable(
            "issues.sheets",
            _columns(desk),
            key=lambda row: row.sheet.id,
            title=mark("Sheets"),
            facets=[
                Facet(
                    "state",
                    mark("State"),
                    lambda row: (row.listed.state.value,),
                    fixed=tuple((one.value, SHEET_LABELS[one]) for one in SheetState),
                ),
                Facet("department", mark("Department"), lambda row: (row.department,)),
            ],
            groupings=[
                Grouping("department", mark("Department"), lambda row: (row.department,)),
                Grouping("about", mark("Meeting or period"), lambda row: (row.about or DASH,)),
                Grouping("state", mark("State"), lambda row: (_(SHEET_LABELS[row.listed.state]),)),
            ],
            sort=[("number", True)],
            search=lambda row: " ".join((row.sheet.number, row.department, row.about)),
            menu=self._fill_menu,
            faded=lambda row: row.listed.state is SheetState.VOID,
            counted=lambda count: ngettext("{n} sheet", "{n} sheets", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.new)
        self.make_form = MakeForm(desk, drawer)
        drawer.pages.addWidget(self.make_form)
        self.view = SheetView(desk, self)
        self.pages = self.pile(self.view)
        self.folder = SheetsFolder(desk.centre, desk.machine, self)
        self._wire()
        guard(desk.centre, Act.RUN_ISSUES, self.new)
        self.retranslate()

    def _wire(self) -> None:
        desk = self._desk
        desk.changed.connect(self._heed)
        desk.read_again.connect(self._show_rows)
        self.table.opened.connect(lambda row: self.open(row.sheet.id))
        self.table.filled.connect(self._fill_empty)
        self.new.clicked.connect(lambda: self.begin())
        self.make_form.make_asked.connect(self._make)
        self.make_form.given_up.connect(self.split.close_drawer)
        self._begun: str | None = None
        self.view.back_asked.connect(self.go_back)
        keys = QShortcut(QKeySequence("Insert"), self.split, lambda: self.begin())
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.folder.noticed.connect(desk.noticed)

    def arrive(self) -> None:
        """The tab is shown: everything is read again."""
        self._reading.read(sheets_work.read_sheets, self._desk.now)
        if self.shows_one:
            self.view.read()

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def shows_one(self) -> bool:
        """Whether a sheet is open."""
        return self.pages.currentWidget() is self.view

    def show_read(self, read: SheetsRead) -> None:
        """Show the list of sheets."""
        self.read, self._is_read = read, True
        self._show_rows()
        self._tell()
        if self._begun is not None:
            meeting, self._begun = self._begun, None
            self.begin(meeting)

    def open(self, id: str, *, answers: bool = False) -> None:
        """Show the sheet *id*; its *answers* first, if it is out."""
        self.view.open(id, answers=answers)
        self.pages.setCurrentWidget(self.view)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """From a sheet to the list."""
        self.pages.setCurrentWidget(self.split)
        if self.view.sheet is not None:
            self.table.select(self.view.sheet.id)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._reading.read(sheets_work.read_sheets, self._desk.now)

    def begin(self, meeting: str = "") -> None:
        """New sheets, for whatever is ready; for the *meeting* (id), or the next one."""
        if not self._is_read:
            self._begun = meeting  # as soon as it is known what is ready
            return
        self.make_form.begin(self.read, meeting)
        self.split.drawer.show_page(self.make_form, _("New sheets"), _waiting(self.read))
        self.split.open_drawer(focus=True)
        self.make_form.start()

    def _show_rows(self) -> None:
        known = self._desk.known
        rows = [
            SheetRow(
                one,
                known.department(one.sheet.department),
                one.sheet.text.head.meeting or self.read.meeting(one.sheet.meeting) or _period(one.sheet),
            )
            for one in self.read.sheets
        ]
        self.table.tick(self._desk.now)
        self.table.show_rows(rows)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self.arrive()

    # -- hands ----------------------------------------------------------------------------------------------

    def _make(self, departments: tuple[str, ...], what: Making) -> None:
        count = len(departments)
        self._desk.do(
            ngettext("{n} sheet is in preparation.", "{n} sheets are in preparation.", count).format(
                n=number(count)
            ),
            "supervisor.issues.sheet_making",
            "make",
            departments,
            what,
            acting=self._desk.acting(),
            then=self._was_made,
            failed=self._make_was_refused,
        )

    def _was_made(self, made: tuple[Sheet, ...]) -> None:
        self.split.close_drawer()
        if len(made) == 1:
            self.open(made[0].id)
        self._reading.read(sheets_work.read_sheets, self._desk.now)

    def _make_was_refused(self, error: SupervisorError) -> None:
        self.make_form.refuse(sentence(error))

    def _fill_empty(self) -> None:
        if self.read.to_send.count:
            self.begin()
        else:
            self._desk.tab_wanted.emit("list")

    def _fill_menu(self, row: SheetRow, menu: QMenu) -> None:
        menu.addAction(_("Open the sheet"), lambda: self.open(row.sheet.id))
        if row.listed.state in OUT:
            menu.addAction(_("Enter answers"), lambda: self.open(row.sheet.id, answers=True))
        if (wanted := self._to_write(row))[0].sheet.state is not SheetState.VOID:
            count = len(wanted)
            said = ngettext("Write {n} workbook…", "Write {n} workbooks…", count).format(n=number(count))
            menu.addAction(said, lambda: self.folder.ask_where_to(_named(wanted)))
        if row.sheet.meeting:
            menu.addAction(_("Show the meeting"), lambda: self._desk.meeting_wanted.emit(row.sheet.meeting))

    def _to_write(self, row: SheetRow) -> list[SheetRow]:
        """The sheets that are selected and not void, or *row* alone."""
        wanted = [one for one in self.table.selected() if one.listed.state is not SheetState.VOID]
        return wanted if row in wanted else [row]

    # -- words ----------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Say what waits to be sent, and what to do about it."""
        found = self.read.to_send
        said = _waiting(self.read) if self._is_read else ""
        self.help.setText(said)
        for widget in (self.help, self.new):  # what the empty table says and offers need not be said twice
            widget.setVisible(bool(self.read.sheets))
        self.new.setEnabled(bool(found.ready or found.owed))
        if found.count:
            self.table.say_empty(said, _("Make sheets…"))
        else:
            self.table.say_empty(
                _("There is no sheet yet, and no issue is ready to be sent. Make issues ready first."),
                _("Show the issues"),
            )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.new.setText(_("Make sheets…"))
        self.new.setToolTip(_("Insert"))
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self._show_rows()
            self.table.refresh()


def _named(rows: Sequence[SheetRow]) -> list[tuple[str, str]]:
    """Each sheet's id, and what its workbook is called."""
    return [(row.sheet.id, f"{row.sheet.number} {row.department}") for row in rows]


def _waiting(read: SheetsRead) -> str:
    """How much is ready to go out: "7 issues are ready for 3 departments." """
    found = read.to_send
    if not found.count:
        return _("No issue is ready to be sent to a department.")
    whom = ngettext("{n} department", "{n} departments", len(found.ready)).format(n=number(len(found.ready)))
    return ngettext(
        "{n} issue is ready for {departments}.", "{n} issues are ready for {departments}.", found.count
    ).format(n=number(found.count), departments=whom)


def _period(sheet: Sheet) -> str:
    if sheet.since is None or sheet.until is None:
        return ""
    return _("{since} to {until}").format(since=day(sheet.since), until=day(sheet.until))


def _columns(desk: IssuesDesk) -> list[Column[SheetRow]]:
    def out(row: SheetRow) -> bool:
        return row.listed.state in OUT

    def wished_look(row: SheetRow) -> Look | None:
        wished = row.sheet.text.wished
        open_ = row.listed.state in (SheetState.SENT, SheetState.SIGNED)
        if not open_ or wished is None or wished > desk.today:
            return None
        if wished == desk.today:
            return Look(Sign.TRIANGLE, State.WARN)
        return Look(Sign.SQUARE, State.CRITICAL)

    def wished_words(row: SheetRow) -> str:
        wished = row.sheet.text.wished
        if wished is None:
            return DASH
        look = wished_look(row)
        if look is None:
            return day(wished, desk.today)
        said = _("{day}, today") if wished == desk.today else _("{day}, over")
        return said.format(day=day(wished, desk.today))

    def answered(row: SheetRow) -> str:
        if not out(row):
            return ""
        one = row.listed
        return f"{number(one.answered)} / {number(one.lines)}"

    states = list(SheetState)
    return [
        Column(
            "state",
            mark("State"),
            lambda row: _(SHEET_LABELS[row.listed.state]),
            sort=lambda row: states.index(row.listed.state),
            width=104,
        ),
        Column("number", mark("Number"), lambda row: row.sheet.number, width=140),
        Column("department", mark("Department"), lambda row: row.department, width=170),
        Column("about", mark("Meeting or period"), lambda row: row.about, width=210, stretch=True),
        Column("lines", mark("To answer"), lambda row: row.listed.lines, Kind.NUMBER, width=84),
        Column(
            "answered",
            mark("Answers in"),
            answered,
            sort=lambda row: (
                row.listed.answered / row.listed.lines if out(row) and row.listed.lines else None
            ),
            width=92,
        ),
        Column(
            "overdue",
            mark("Overdue"),
            lambda row: row.listed.overdue if out(row) else None,
            Kind.NUMBER,
            text=lambda row: number(row.listed.overdue) if row.listed.overdue else "",
            look=lambda row: Look(Sign.SQUARE, State.CRITICAL) if row.listed.overdue else None,
            width=84,
        ),
        Column(
            "wished",
            mark("Answers wished by"),
            lambda row: row.sheet.text.wished,
            Kind.DAY,
            text=wished_words,
            look=wished_look,
            width=140,
        ),
        Column(
            "sent",
            mark("Sent on"),
            lambda row: desk.centre.days.day(row.sheet.sent_at) if row.sheet.sent_at else None,
            Kind.DAY,
            width=96,
        ),
        Column(
            "to", mark("Sent to"), lambda row: row.sheet.text.sending.to, width=110, quiet=True, hidden=True
        ),
        Column(
            "how",
            mark("How it is sent"),
            lambda row: row.sheet.text.sending.how,
            width=100,
            quiet=True,
            hidden=True,
        ),
        Column(
            "signed",
            mark("Signed for by"),
            lambda row: row.sheet.text.signing.by,
            width=110,
            quiet=True,
            hidden=True,
        ),
        Column(
            "reminders",
            mark("Reminders"),
            lambda row: row.listed.reminders,
            Kind.NUMBER,
            width=90,
            quiet=True,
            hidden=True,
        ),
    ]
