"""The tab "Working days": which days are worked, a year at a sight, and in which hours."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import WEEKDAYS, _, language, mark, ngettext, number
from supervisor.workdays.calendar import (
    DAY_KIND_LABELS,
    Day,
    DayKind,
    WorkCalendar,
    working_days_of,
)
from supervisor.workdays.from_holidays import name_of
from ui import theme
from ui.asking import Asking, Reading
from ui.issues import calendars_work as work
from ui.issues.calendar_files import CalendarFiles
from ui.issues.calendar_forms import CalendarForms
from ui.issues.calendars_work import Calendars, Refreshed
from ui.issues.day_bar import DayBar, said_source
from ui.issues.desk import IssuesDesk
from ui.issues.proposals_dialog import ProposalsDialog
from ui.issues.year_view import YearView
from ui.rights import guard
from ui.theme import State
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.roomy import Roomy
from ui.widgets.state_sign import StateSign
from ui.widgets.table import Column, DeskTable, Facet, Kind
from ui.widgets.table.export import Exporter
from ui.widgets.table.flow import Flow

if TYPE_CHECKING:  # they come with SQLAlchemy and readers of workbooks
    pass


HEEDED = frozenset({"work_calendars", "departments", "centre_settings"})
FIRST_YEAR, LAST_YEAR = 1990, 2100


class CalendarsPage(QWidget):
    """A calendar's year as twelve months; its named days and its hours beside it. Insert begins another."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.calendars = Calendars()
        self._wanted = ""  # the calendar to be shown once it is read
        self._reading = Reading(desk.centre, self.show_calendars)
        self._asking = Asking(desk.centre, self)
        self._main = QWidget(self)
        self.which = QComboBox(self._main)
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.year = QSpinBox(self._main)
        self.year.setRange(FIRST_YEAR, LAST_YEAR)
        self.year.setValue(desk.today.year)
        self.year.lineEdit().setTextMargins(theme.SPACE_S - 2, 0, 0, 0)  # the style sheet cannot
        self.hours, self.days, self.new, self.refresh, self.take_in, self.take_out = (
            QPushButton(self._main) for _one in range(6)
        )
        self.told = QLabel(self._main)
        self.told.setWordWrap(True)
        self.told.setProperty("role", "muted")
        self.sign = StateSign(self._main)
        self.sign.show_state(State.WARN)
        self.provisional = QLabel(self._main)
        self.provisional.setWordWrap(True)
        self.problem = QLabel(self._main)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.view = YearView(self._main)
        self.bar = DayBar(self._main)
        self.split = WithDrawer(self._main, "issues.calendars", desk.machine, self)
        drawer = self.split.drawer
        self.forms = CalendarForms(desk, self.split, self._asking)
        self.form = self.forms.form
        self.table: DeskTable[Day] = DeskTable(
            "issues.calendar_days",
            _columns(),
            key=lambda row: row.day,
            title=mark("Named days"),
            facets=[
                Facet(
                    "kind",
                    mark("Kind"),
                    lambda row: (row.kind.value,),
                    fixed=tuple((kind.value, DAY_KIND_LABELS[kind]) for kind in DayKind),
                )
            ],
            sort=[("date", False)],
            search=lambda row: f"{row.day.isoformat()} {row.note}",
            counted=lambda count: ngettext("{n} day", "{n} days", count).format(n=number(count)),
            compact=True,
            machine=desk.machine,
            parent=drawer,
        )
        drawer.pages.addWidget(self.table)
        self.files = CalendarFiles(desk, self)
        self.proposals: ProposalsDialog | None = None
        self._lay_out()
        self._wire()
        guard(desk.centre, Act.SET_CENTRE, self.hours, self.days, self.new, self.refresh, self.take_in)
        self.retranslate()

    def _lay_out(self) -> None:
        head = Flow(theme.SPACE_S)
        for widget in (self.which, self.year, self.days, self.hours, self.new):
            head.addWidget(widget)
        for widget in (self.refresh, self.take_in, self.take_out):
            head.addWidget(widget)
        note = QHBoxLayout()
        note.setSpacing(theme.SPACE_S)
        note.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignVCenter)
        note.addWidget(self.provisional, 1)
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.told)
        column.addLayout(note)
        self.room = Roomy(self.view, self._main)
        column.addWidget(self.room, 1)
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)
        self._leads = Lead(self._main, self.view), Lead(self, self.view)

    def _wire(self) -> None:
        desk = self._desk
        desk.changed.connect(self._heed)
        self.which.activated.connect(lambda _at: self._show())
        self.year.valueChanged.connect(lambda _year: self._show())
        self.view.chosen.connect(self._show_days)
        self.view.chosen.connect(self.problem.hide)
        self.view.placed.connect(self._keep_in_sight)
        self.view.opened.connect(self.bar.begin)
        self.view.told.connect(self.tell)
        self.view.turned.connect(lambda by: self.year.setValue(self.year.value() + by))
        self.bar.told.connect(self.tell)
        self.bar.left.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.opened.connect(self._go_to)
        self.days.clicked.connect(self.show_table)
        self.hours.clicked.connect(self.show_form)
        self.new.clicked.connect(self.begin)
        self.refresh.clicked.connect(self.ask_published)
        self.take_in.clicked.connect(lambda: self.files.ask_for_file(self.calendar))
        self.take_out.clicked.connect(lambda: self.files.ask_where_to(self.calendar))
        self.files.refused.connect(self._say_problem)
        self.files.taken.connect(self.read)
        self.forms.kept.connect(self._kept)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Insert), self, self.begin)  # Ctrl+N begins an issue
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        exporter = Exporter(
            self.table, desk.centre.jobs, zone=lambda: desk.zone, people=False, who=desk.centre.who
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)

    # -- reading --------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Show what is there now."""
        self.read()

    def read(self) -> None:
        """Read the calendars again."""
        self._reading.read(work.read_calendars)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.calendars.all:
            self.read()

    def show_calendars(self, found: Calendars) -> None:
        """Show *found*; the calendar that was chosen stays so."""
        chosen = self._wanted or self.which.currentData() or ""
        self.calendars = found
        with QSignalBlocker(self.which):
            self.which.clear()
            for one in found.all:
                self.which.addItem(one.name, one.id)
            self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        if found.called(self._wanted) is not None:
            self._wanted = ""
        self._show()

    @property
    def calendar(self) -> WorkCalendar | None:
        """The calendar that is shown."""
        return self.calendars.called(self.which.currentData() or "")

    def _show(self) -> None:
        of, year = self.calendar, self.year.value()
        if of is None:
            return
        self.view.show_year(of, year, self._desk.today)
        self.table.show_rows([told for day, told in sorted(of.days.items()) if day.year == year])
        self._say_year(of, year)
        self._show_days()
        self.forms.follow(of, self.calendars)

    def _show_days(self) -> None:
        self._keep_in_sight()
        if self.calendar is not None:
            self.bar.show_days(self.calendar, self.view.days)

    def _keep_in_sight(self) -> None:
        cell = self.view.cell(self.view.day).toRect()
        self.room.ensureVisible(cell.center().x(), cell.center().y(), cell.width(), 2 * cell.height())

    def _go_to(self, told: Day) -> None:
        self.view.choose(told.day)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- days -----------------------------------------------------------------------------------------------

    def tell(self, kind: DayKind | None, note: str | None = None) -> None:
        """Say what is done on the chosen days (None: as the weekday is); without *note* each keeps its
        own."""
        of = self.calendar
        if of is None:
            return
        days: dict[date, Day | None] = {}
        for day in self.view.days:
            there = of.days.get(day)
            kept = name_of(there, language()) if there is not None else ""
            days[day] = Day(day, kind, "hand", kept if note is None else note) if kind is not None else None
        self._change(days)

    def _change(self, days: dict[date, Day | None]) -> None:
        of = self.calendar
        if of is None:
            return
        days = {day: told for day, told in days.items() if not _alike(of.days.get(day), told)}
        if not days:
            return
        self.problem.hide()
        said = ngettext("{n} day of “{name}” was changed.", "{n} days of “{name}” were changed.", len(days))
        self._desk.do(
            said.format(n=number(len(days)), name=of.name),
            work.STORE,
            "change_days",
            of.id,
            of.version,
            days,
            who=self._desk.centre.who,
            then=self._done,
            failed=self._refuse,
        )

    def _done(self, _result: object = None) -> None:
        self.read()

    def _refuse(self, error: SupervisorError) -> None:
        self._say_problem(sentence(error))
        self.read()

    def _say_problem(self, said: str) -> None:
        self.problem.setText(said)
        self.problem.show()

    # -- calendars ------------------------------------------------------------------------------------------

    def show_table(self) -> None:
        """The named days of the year, beside it."""
        self.split.drawer.show_page(self.table, _("Named days"), self._under())
        self.split.open_drawer(focus=True)

    def show_form(self) -> None:
        """Name and hours of the calendar, beside the year."""
        if self.calendar is not None:
            self.forms.open(self.calendar, self.calendars)

    def begin(self) -> None:
        """A new calendar, with the hours of the one that is shown."""
        if self.calendar is not None:
            self.forms.begin(self.calendar)

    def _kept(self, id: str) -> None:
        self._wanted = id
        self.read()

    # -- what is published ----------------------------------------------------------------------------------

    def ask_published(self) -> None:
        """Look what is published of the year now."""
        of = self.calendar
        if of is None:
            return
        if not of.country:
            self.problem.setText(
                _("“{name}” goes by the holidays of no country. Choose one under Opening hours.").format(
                    name=of.name
                )
            )
            self.problem.show()
            return
        self._asking.ask(self.show_proposals, work.refreshed, of, self.year.value())

    def show_proposals(self, found: Refreshed) -> None:
        """Show what would be another."""
        self.proposals = ProposalsDialog(found, self)
        self.proposals.taken.connect(partial(self._take_over, found))
        self.proposals.open()

    def _take_over(self, found: Refreshed, days: dict[date, Day | None]) -> None:
        of = found.calendar
        years = of.provisional - {found.year} | ({found.year} if found.provisional else set())
        said = ngettext("{n} day was taken over.", "{n} days were taken over.", len(days))
        self._desk.do(
            said.format(n=number(len(days))) if days else _("The year is no longer provisional."),
            work.STORE,
            "change_days",
            of.id,
            of.version,
            days,
            who=self._desk.centre.who,
            provisional=tuple(years),
            then=self._done,
            failed=self._refuse,
        )

    # -- words ----------------------------------------------------------------------------------------------

    def _under(self) -> str:
        of = self.calendar
        return _("{name}, {year}").format(name=of.name, year=self.year.value()) if of is not None else ""

    def _say_year(self, of: WorkCalendar, year: int) -> None:
        whole, half = working_days_of(of, year)
        said = ngettext("{n} working day", "{n} working days", whole).format(n=number(whole))
        if half:
            halves = ngettext("{n} half day", "{n} half days", half).format(n=number(half))
            said = _("{days} and {half}").format(days=said, half=halves)
        self.told.setText(
            _(
                "{days} in {year}. A change counts for clocks that run; stopped ones keep their verdict."
            ).format(days=said, year=year)
        )
        guessed = of.is_provisional(date(year, 1, 1))
        self.sign.setVisible(guessed)
        self.provisional.setVisible(guessed)
        self.provisional.setText(
            _(
                "{year} is provisional: its holidays are not published yet, and limits in it may still move. "
                "Look at the published holidays again late in the year before."
            ).format(year=year)
        )
        if self.split.is_open and not self.forms.is_shown:
            self.split.drawer.say_title(_("Named days"), self._under())

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for widget, said in ((self.which, _("Calendar")), (self.year, _("Year"))):
            widget.setAccessibleName(said)
            widget.setToolTip(said)
        self.days.setText(_("Named days"))
        self.hours.setText(_("Opening hours…"))
        self.new.setText(_("New calendar…"))
        self.new.setToolTip(_("Insert"))
        self.refresh.setText(_("Published holidays…"))
        self.take_in.setText(_("Import…"))
        self.take_out.setText(_("Export…"))
        self.view.setToolTip("")
        self.view.setWhatsThis(
            _("Arrows choose a day, with Shift several. W: worked, R: off, H: half, Delete: as its weekday.")
        )
        self.table.say_empty(_("No day of this year is told by name."), "")
        if self.calendar is not None:
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()


def _alike(old: Day | None, new: Day | None) -> bool:
    """Whether both say the same in the language in use: what nobody changed keeps where it came from."""
    if old is None or new is None:
        return old is new
    return old.kind is new.kind and name_of(old, language()) == new.note


def _columns() -> list[Column[Day]]:
    return [
        Column("date", mark("Date"), lambda row: row.day, Kind.DAY, width=92),
        Column(
            "weekday",
            mark("Weekday"),
            lambda row: _(WEEKDAYS[row.day.weekday()]),
            sort=lambda row: row.day.weekday(),
            width=84,
        ),
        Column("kind", mark("Kind"), lambda row: _(DAY_KIND_LABELS[row.kind]), width=92),
        Column("note", mark("Note"), lambda row: name_of(row, language()), width=150, stretch=True),
        Column("origin", mark("Origin"), said_source, width=110, quiet=True),
    ]
