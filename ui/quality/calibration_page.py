"""Calibrations: a list, and beside it what one says, or the form that is filled in for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from supervisor.quality.asking import AgreementAnswer
from supervisor.rights.act import Act
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.asking import Asking
from ui.quality import work
from ui.quality.desk import QualityDesk
from ui.quality.session_forms import RatingForm, SessionForm
from ui.quality.session_view import SHORT, SessionView, look_of
from ui.rights import guard
from ui.widgets.attuned import Attuned
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead
from ui.widgets.roomy import ShownAlone
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table.export import Exporter

BOTH = 980  # pixels at text scale 1: with less, list and calibration stand above each other


def _columns() -> list[Column[AgreementAnswer]]:
    return [
        Column("title", mark("Calibration"), lambda row: row.session.title, stretch=True, width=120),
        Column("day", mark("Held on"), lambda row: row.session.held_on, Kind.DAY, width=86),
        Column(
            "verdict",
            mark("Total score"),
            lambda row: _(SHORT[row.agreement.acceptance]),
            look=lambda row: look_of(row.agreement.acceptance),
            width=104,
        ),
        Column("alpha", mark("Alpha"), lambda row: row.agreement.alpha, Kind.NUMBER, digits=2, hidden=True),
        Column(
            "missing",
            mark("Missing"),
            lambda row: len(row.agreement.missing),
            Kind.NUMBER,
            tip=mark("Ratings of the first round that were not entered yet."),
            hidden=True,
        ),
    ]


class CalibrationPage(Attuned):
    """The calibration on which the keyboard stands is shown; N plans a new one, R enters ratings."""

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking = Asking(desk.centre, self)
        self._stale = True
        self._wanted = ""
        self._is_read = False
        self.add = QPushButton(self)
        self.table: DeskTable[AgreementAnswer] = DeskTable(
            "quality.calibrations",
            _columns(),
            key=lambda row: row.session.id,
            title=mark("Calibrations"),
            counted=lambda count: ngettext("{n} calibration", "{n} calibrations", count).format(
                n=number(count)
            ),
            sort=[("day", True)],
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.view, self.plan = SessionView(desk, self), SessionForm(desk, self)
        self.rating = RatingForm(desk, self)
        self.empty = EmptyState(self)
        self._lay_out()
        self._wire()
        self._lead = Lead(self, self.table)
        guard(desk.centre, Act.JUDGE, self.add)
        self.retranslate()

    def _lay_out(self) -> None:
        self._left = QWidget(self)
        Lead(self._left, self.table)
        rows = QVBoxLayout(self._left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.table, 1)
        self._right: QStackedWidget = ShownAlone(self)
        for page in (self.empty, self.view, self.plan, self.rating):
            self._right.addWidget(page)
        self._both = QSplitter(Qt.Orientation.Horizontal, self)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(self._left)
        self._both.addWidget(self._right)
        self._both.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self._both)

    def _wire(self) -> None:
        desk = self._desk
        self.add.clicked.connect(self.begin)
        self.empty.button.clicked.connect(self._fill_up)
        self.table.filled.connect(self._fill_up)
        self.table.current_changed.connect(self._move_on)
        self.table.opened.connect(lambda row: self.enter_ratings())
        self.view.rate.clicked.connect(self.enter_ratings)
        self.view.change.clicked.connect(self._change)
        self.view.remove.clicked.connect(self._remove)
        self.plan.saved.connect(self._was_saved)
        for form in (self.plan, self.rating):
            form.left.connect(self._back)
        desk.judged.connect(self._note_stale)
        desk.read_again.connect(lambda _listed: self._ask_if_stale())
        exporter = Exporter(
            self.table, desk.centre.jobs, zone=lambda: desk.zone, people=True, who=desk.centre.who
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)
        for key, slot in (("N", self.begin), ("R", self.enter_ratings)):
            shortcut = QShortcut(QKeySequence(key), self.table.view, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- asking ---------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The tab is about to be shown."""
        self.table.tick(self._desk.centre.live.clock.now())
        self._say_empty()
        if self._stale:
            self.ask()

    def ask(self) -> None:
        """Have all calibrations looked at again."""
        if self._desk.is_read:
            self._stale = False
            self._asking.ask(self.show_answers, work.calibrations)

    def _note_stale(self) -> None:
        self._stale = True
        self._ask_if_stale()

    def _ask_if_stale(self) -> None:
        self._say_empty()
        if self._stale and self.isVisible():
            self.ask()

    def show_answers(self, answers: tuple[AgreementAnswer, ...]) -> None:
        """Show these calibrations."""
        self._is_read = True
        searching = self.table.bar.search.hasFocus() and not self.table.bar.search.text()
        self.table.show_rows(answers)
        if searching:  # nothing else could have the keyboard before
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.tick(self._desk.centre.live.clock.now())
        if self._wanted and self.table.select(self._wanted):
            self._wanted = ""
        shown = self.view.answer
        again = self.table.row(shown.session.id) if shown is not None else None
        if again is None:
            self.view.answer = None
            rows = list(self.table.arrangement.shown_rows())
            if rows:
                self.table.select(rows[0].session.id)
                self.view.show_answer(rows[0])
        else:
            self.view.show_answer(again)
            self.rating.show_answer(again)
        self._show_right()

    def _show_right(self) -> None:
        if self._right.currentWidget() in (self.plan, self.rating) and self._is_read:
            self._fit()
            return
        known = self.view.answer is not None
        self._right.setCurrentWidget(self.view if known else self.empty)
        self._fit()
        self._lead.part = self.table if known else self.empty.button

    # -- what is done ---------------------------------------------------------------------------------------

    def _move_on(self, row: AgreementAnswer | None) -> None:
        if row is None or (self.view.answer is not None and row.session.id == self.view.answer.session.id):
            return
        if self._right.currentWidget() is self.rating and self.rating.is_dirty:
            self._desk.noticed.emit(_("The rating is not saved yet: save it first, or go back."), None)
            return
        self.view.show_answer(row)
        if self._right.currentWidget() is not self.plan:
            self._right.setCurrentWidget(self.view)

    def begin(self) -> None:
        """Plan a new calibration."""
        if not self._desk.known.offered:
            self._desk.tab_wanted.emit("forms")
            return
        self.plan.ask()
        self._show_form(self.plan)

    def enter_ratings(self) -> None:
        """Enter ratings of the calibration that is shown."""
        if self.view.answer is not None:
            self.rating.ask(self.view.answer)
            self._show_form(self.rating)

    def _show_form(self, form: QWidget) -> None:
        self._right.setCurrentWidget(form)
        self._fit()
        form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change(self) -> None:
        if self.view.answer is not None:
            self.plan.ask(self.view.answer.session)
            self._show_form(self.plan)

    def _remove(self) -> None:
        if self.view.answer is None:
            return
        session = self.view.answer.session
        said = _("The calibration “{title}” was removed with its ratings.").format(title=session.title)
        self._desk.do(said, "calibration_store", "remove_session", session)

    def _was_saved(self, session: str) -> None:
        self._wanted = session
        self._right.setCurrentWidget(self.view)
        self._fit()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self) -> None:
        self._right.setCurrentWidget(self.view)
        self._show_right()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_up(self) -> None:
        self.begin()

    # -- words and room -------------------------------------------------------------------------------------

    def _fit(self) -> None:
        beside = self.width() >= theme.current().px(BOTH)
        way = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._both.orientation() != way:
            self._both.setOrientation(way)
        self._left.setMinimumHeight(theme.current().px(150 if beside else 230))
        filling = self._right.currentWidget() in (self.plan, self.rating)
        known = bool(self.table.arrangement.rows)
        self._left.setVisible(known and (beside or not filling))  # a form wants the room of a small screen
        if beside:
            room = theme.current().px(330)
            self._both.setSizes([room, max(room, self.width() - room)])

    def _say_empty(self) -> None:
        if self._desk.known.offered:
            self.empty.say(
                _(
                    "No calibration was held yet. Let two or more raters judge the same ten contacts: it "
                    "shows who is severe, and which items say different things to different people."
                ),
                _("Plan a calibration"),
            )
        else:
            self.empty.say(
                _("There is no form to judge by yet. Begin with a usual one, or make your own."),
                _("Make a form"),
            )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.add.setText(_("New calibration"))
        self.add.setToolTip(_("Plan a calibration (N); R enters ratings of the one that is shown"))
        self._say_empty()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
