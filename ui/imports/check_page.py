"""Whether the facts can be trusted: what a check found, gravest first; what each means, and mending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.datacheck import wording
from supervisor.datacheck.check import usual_period
from supervisor.datacheck.finding import DataCheck, Example, Finding, Severity
from supervisor.datacheck.mend import LABELS, Mend, Plan, mend_of, said
from supervisor.errors import SupervisorError
from supervisor.reports.order import Order
from supervisor.words import _, mark, moment, ngettext, number
from ui import theme
from ui.imports import work
from ui.imports.desk import DataDesk
from ui.imports.list_page import days_words
from ui.imports.work import Checked, Mended, TakenBack
from ui.widgets.drawer import WithDrawer
from ui.widgets.pane import Pane
from ui.widgets.progress_line import ProgressLine
from ui.widgets.report_export import ReportExport
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look
from ui.widgets.table.flow import Flow

SIGNS = {
    Severity.WRONG: Look(Sign.SQUARE, theme.State.CRITICAL),
    Severity.MISSING: Look(Sign.TRIANGLE, theme.State.WARN),
    Severity.NOTE: Look(Sign.DISC),
}
_GRAVITY = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True)
class ExampleRow:
    """One of the things that were found, in words."""

    place: int
    said: str


class CheckPage(QWidget):
    """Enter opens a finding; the newest check is shown, older ones can be chosen."""

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._checked = Checked()
        self._result: DataCheck | None = None
        self._stale = True
        self.reminder = QLabel(self)
        self.reminder.setWordWrap(True)
        self.reminder.setProperty("role", "notice")
        self._from, self._to = QLabel(self), QLabel(self)
        self.first, self.last = QDateEdit(self), QDateEdit(self)
        for label, line in ((self._from, self.first), (self._to, self.last)):
            line.setCalendarPopup(True)
            line.setDisplayFormat("yyyy-MM-dd")
            line.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            label.setBuddy(line)
            label.setProperty("role", "muted")
        first, last = usual_period(desk.today)
        self.first.setDate(QDate(first.year, first.month, first.day))
        self.last.setDate(QDate(last.year, last.month, last.day))
        self.check = QPushButton(self)
        self.check.setProperty("role", "primary")
        self.older = QComboBox(self)
        self.older.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.line = ProgressLine(self)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.table: DeskTable[Finding] = DeskTable(
            "data.findings",
            self._columns(),
            key=lambda found: (found.kind, found.source),
            title=mark("Data check"),
            facets=[
                Facet(
                    "severity",
                    mark("Severity"),
                    lambda found: (found.severity,),
                    fixed=tuple((str(one), wording.SEVERITY_LABELS[one]) for one in Severity),
                )
            ],
            sort=[("severity", False)],
            counted=lambda count: ngettext("{n} finding", "{n} findings", count).format(n=number(count)),
            machine=desk.machine,
            parent=self,
        )
        self._lay_out()
        self._wire()
        self.retranslate()

    def _columns(self) -> list[Column[Finding]]:
        def mending(found: Finding) -> str:
            mend = mend_of(found)
            return _(LABELS[mend]) if mend is not None else _("by hand")

        return [
            Column(
                "severity",
                mark("Severity"),
                lambda found: _(wording.SEVERITY_LABELS[found.severity]),
                sort=lambda found: _GRAVITY[found.severity],
                look=lambda found: SIGNS[found.severity],
                width=146,
            ),
            Column(
                "what",
                mark("What"),
                lambda found: wording.title(found.kind),
                about=lambda found: wording.meaning(found.kind),
                stretch=True,
                width=300,
            ),
            Column("count", mark("Found"), lambda found: found.count, Kind.NUMBER, width=80),
            Column("source", mark("Source"), lambda found: found.source, width=120),
            Column("mend", mark("Mending"), mending, width=220, quiet=True),
        ]

    def _lay_out(self) -> None:
        main = QWidget(self)
        days = QWidget(main)
        row = QHBoxLayout(days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_S)
        for widget in (self._from, self.first, self._to, self.last):
            row.addWidget(widget)
        head = Flow(theme.SPACE_S)
        beside: tuple[QWidget, ...] = (days, self.check, self.older)
        for one in beside:
            head.addWidget(one)
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.reminder)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        self.split = WithDrawer(main, "data.check", self._desk.machine, self)
        self.one = FindingPage(self._desk, self.split.drawer)
        self.split.drawer.pages.addWidget(self.one)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        self.check.clicked.connect(self.begin)
        self.older.activated.connect(self._show_older)
        self.table.opened.connect(partial(self.open, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.begin)
        self.export = ReportExport(self._desk.centre, self._desk.machine, self)
        self.export.noticed.connect(self._desk.noticed)
        self.table.export_asked.connect(self.ask_export)
        self.line.busy.connect(self._heed_busy)
        self.one.mended.connect(self._was_mended)
        self.one.taken_back.connect(self._was_taken_back)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        (self.table if self._result is not None else self.check).setFocus(event.reason())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read()

    # -- checks ---------------------------------------------------------------------------------------------

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day to check."""
        first, last = (
            date(line.date().year(), line.date().month(), line.date().day())
            for line in (self.first, self.last)
        )
        return min(first, last), max(first, last)

    def read(self) -> None:
        """Look which checks there are."""
        self._stale = False
        if self._desk.centre.url:
            self._desk.compute(work.checked, self._desk.centre.url, self._desk.today).then(self.show_checked)

    def begin(self) -> None:
        """Check the facts of these days."""
        if self.line.is_busy:
            return
        job = self._desk.compute(work.check, self._desk.centre.url, *self.days, self._desk.centre.who)
        self.line.follow(_("Checking…"), job, self._was_checked, self._desk.refuse)

    def _was_checked(self, result: DataCheck) -> None:
        self.show_result(result)
        self.read()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _was_mended(self, done: Mended) -> None:
        if done.count:
            said_ = ngettext("{n} was mended.", "{n} were mended.", done.count).format(n=number(done.count))
            undo = partial(self.one.take_back, done.batch) if done.batch else None
            self._desk.noticed.emit(said_, undo)
        self.begin()

    def _was_taken_back(self, _done: object) -> None:
        self.begin()

    def show_checked(self, checked: Checked) -> None:
        """Show which checks there are, and the newest one."""
        self._checked = checked
        newest = checked.checks[0] if checked.checks else None
        if self._result is None or all(one.id != self._result.id for one in checked.checks):
            self.show_result(newest)
        self._say()

    def _show_older(self, place: int) -> None:
        if 0 <= place < len(self._checked.checks):
            self.show_result(self._checked.checks[place])

    def show_result(self, result: DataCheck | None) -> None:
        """Show what a check found; None: there is none."""
        self._result = result
        self.table.tick(self._desk.centre.live.clock.now())
        self.table.show_rows(result.findings if result is not None else ())
        if self.split.is_open and self.one.found is not None:
            key = (self.one.found.kind, self.one.found.source)
            still = self.table.row(key)
            if still is None:
                self.split.close_drawer()
            else:
                self.open(still)
        self._say()

    def open(self, found: Finding, *, focus: bool = False) -> None:
        """Show a finding in the drawer."""
        result = self._result
        if result is None:
            return
        self.one.show_finding(found, result.first_day, result.last_day)
        under = " · ".join(
            part
            for part in (_(wording.SEVERITY_LABELS[found.severity]), found.source, number(found.count))
            if part
        )
        self.split.drawer.show_page(self.one, wording.title(found.kind), under)
        self.split.open_drawer(focus=focus)

    def _move_on(self, found: Finding | None) -> None:
        if found is not None and self.split.is_open and found != self.one.found:
            self.open(found)

    def _heed_busy(self, busy: bool) -> None:
        for widget in (self.check, self.older, self.first, self.last):
            widget.setEnabled(not busy)

    # -- export ---------------------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask where to write what these days have that cannot be true, with examples and what they mean."""
        if (result := self._result) is not None:
            self.export.order(Order("data-check", since=result.first_day, until=result.last_day))

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        remind = wording.reminder(self._checked.due, self._desk.zone)
        self.reminder.setText(remind)
        self.reminder.setVisible(bool(remind))
        result = self._result
        self.summary.setText(wording.summary(result) if result is not None else "")
        self.summary.setVisible(result is not None)
        self.older.clear()
        for one in self._checked.checks:
            days = days_words(one.first_day, one.last_day)
            at = moment(one.at, self._desk.zone)
            self.older.addItem(_("{at}: {days}, by {who}").format(at=at, days=days, who=one.who))
        self.older.setVisible(len(self._checked.checks) > 1)
        ids = [one.id for one in self._checked.checks]
        if result is not None and result.id in ids:
            self.older.setCurrentIndex(ids.index(result.id))
        if result is None:
            self.table.say_empty(
                _("The data were not checked yet. It takes some seconds and changes nothing."), _("Check now")
            )
        else:
            self.table.say_empty(_("Nothing was found that is wrong or missing."), _("Check again"))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._from.setText(_("From"))
        self._to.setText(_("to"))
        self.first.setAccessibleName(_("First day to check"))
        self.last.setAccessibleName(_("Last day to check"))
        self.check.setText(_("Check now"))
        self.older.setAccessibleName(_("Checks, the newest first"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class FindingPage(Pane):
    """One kind of thing that was found: what it means, some of them, and mending them."""

    mended = Signal(object)  # Mended
    taken_back = Signal(object)  # TakenBack

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.found: Finding | None = None
        self._days: tuple[date, date] | None = None
        self._plan: Plan | None = None
        self.meaning = QLabel(self)
        self.meaning.setWordWrap(True)
        self.mend = QPushButton(self)
        self.plan = QLabel(self)
        self.plan.setWordWrap(True)
        self.plan.setProperty("role", "notice")
        self.do = QPushButton(self)
        self.do.setProperty("role", "primary")
        self.leave = QPushButton(self)
        self.line = ProgressLine(self)
        self.examples: DeskTable[ExampleRow] = DeskTable(
            "data.examples",
            [Column("said", mark("Examples"), lambda row: row.said, stretch=True, width=280)],
            key=lambda row: row.place,
            title=mark("Examples"),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.examples.setMinimumHeight(240)
        self.more = QLabel(self)
        self.more.setProperty("role", "muted")
        decide = Flow(theme.SPACE_S)
        for button in (self.do, self.leave):
            decide.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.meaning)
        row = QHBoxLayout()
        row.addWidget(self.mend)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.plan)
        column.addLayout(decide)
        column.addWidget(self.line)
        column.addWidget(self.examples, 1)
        column.addWidget(self.more)
        self.mend.clicked.connect(self.ask_mend)
        self.do.clicked.connect(self.do_mend)
        self.leave.clicked.connect(partial(self.show_plan, None))
        self.line.busy.connect(lambda busy: self.mend.setEnabled(not busy))
        desk.exports(self.examples, people=True)
        for widget in (self.mend, self.do, self.leave, self.plan):
            widget.hide()
        self._say()

    def show_finding(self, found: Finding, first: date, last: date) -> None:
        """Show *found*, of a check of these days."""
        if found != self.found or (first, last) != self._days:
            self.line.drop()
            self._plan = None
        self.found, self._days = found, (first, last)
        self._show_examples(found.examples)
        self._say()

    def _show_examples(self, examples: Sequence[Example]) -> None:
        assert self.found is not None  # noqa: S101  # it was shown
        zone, kind = self._desk.zone, self.found.kind
        self.examples.show_rows(
            [ExampleRow(place, wording.example(kind, one, zone)) for place, one in enumerate(examples)]
        )

    # -- mending --------------------------------------------------------------------------------------------

    def _mend(self) -> Mend | None:
        return mend_of(self.found) if self.found is not None else None

    def ask_mend(self) -> None:
        """Look what mending would do; nothing is changed by it."""
        mend, days = self._mend(), self._days
        if mend is None or days is None:
            return
        job = self._desk.compute(work.plan, self._desk.centre.url, *days, mend)
        self.line.follow(_("Looking what it would do…"), job, self.show_plan, self._desk.refuse)

    def show_plan(self, plan: Plan | None) -> None:
        """Say what mending would do, and ask; None: nothing is asked."""
        self._plan = plan
        self._say()
        if plan is not None and plan.count and self.isVisible():
            self.do.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_mend(self) -> None:
        """Mend it."""
        mend, days = self._mend(), self._days
        if mend is None or days is None:
            return
        self._plan = None
        self._say()
        job = self._desk.compute(work.mend, self._desk.centre.url, *days, mend, self._desk.centre.who)
        self.line.follow(_("Mending…"), job, self.mended.emit, self._desk.refuse)

    def take_back(self, batch: int) -> None:
        """Take a mending back."""
        job = self._desk.compute(work.undo, self._desk.centre.url, batch, self._desk.centre.who)
        job.then(self._back, self._not_back)

    def _back(self, done: TakenBack) -> None:
        self._desk.noticed.emit(_("The mending was taken back."), None)
        self.taken_back.emit(done)

    def _not_back(self, error: SupervisorError) -> None:
        self._desk.refuse(error)

    def focusInEvent(self, event: QFocusEvent) -> None:
        for widget in (self.do, self.mend, self.examples):
            if widget.isVisible():
                widget.setFocus(event.reason())
                return

    def _say(self) -> None:
        self.mend.setText(_("Mend…"))
        self.do.setText(_("Mend it"))
        self.leave.setText(_("Leave it"))
        if self.found is None:
            return
        mend, plan = self._mend(), self._plan
        self.meaning.setText(wording.meaning(self.found.kind))
        self.mend.setVisible(mend is not None and plan is None)
        if mend is not None:
            self.mend.setText(_("{what}…").format(what=_(LABELS[mend])))
        self.plan.setVisible(plan is not None)
        self.do.setVisible(plan is not None and plan.count > 0)
        self.leave.setVisible(plan is not None)
        if plan is not None:
            self.plan.setText(said(plan))
        more = wording.more(self.found)
        self.more.setText(more)
        self.more.setVisible(bool(more))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
