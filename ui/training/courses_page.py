"""Courses: planned, running, finished, and whether they helped; registered before they run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.evidence.effect import Verdict
from supervisor.evidence.unit import Unit
from supervisor.reports.order import Order
from supervisor.rights.act import Act
from supervisor.rights.look import Look as Seen
from supervisor.rights.look import What, look_at
from supervisor.sentences.error import sentence
from supervisor.training import category as categories
from supervisor.training import wording
from supervisor.training.course import (
    AGAINST_LABELS,
    STATE_LABELS,
    Arm,
    Course,
    CourseState,
    Judgement,
    Participant,
)
from supervisor.training.outcome import CourseOutcome, ForecastQuestion
from supervisor.words import _, day, language, mark, ngettext, number
from ui.asking import Asking
from ui.rights import guard
from ui.theme import State
from ui.training import work
from ui.training.categories_view import CategoriesView
from ui.training.course_form import CourseForm
from ui.training.course_view import CourseView, between
from ui.training.desk import TrainingDesk
from ui.training.work import CourseRow, Invited, Listed
from ui.widgets.report_export import ReportButton, last_month
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look
from ui.widgets.table.export import Exporter
from ui.widgets.table_page import TablePage


class CoursesPage(TablePage):
    """Enter opens a course beside the table; Ctrl+N plans one."""

    def __init__(self, desk: TrainingDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._opened = ""
        self.kinds, self.new = QPushButton(self._main), QPushButton(self._main)
        self.table: DeskTable[CourseRow] = DeskTable(
            "training.courses",
            self._columns(),
            key=lambda row: row.course.id,
            title=mark("Courses"),
            facets=[
                Facet(
                    "state",
                    mark("State"),
                    lambda row: (row.course.state_on(desk.today).value,),
                    fixed=tuple((one.value, STATE_LABELS[one]) for one in CourseState),
                )
            ],
            sort=[("first", True)],
            search=self._search,
            menu=self._fill_menu,
            faded=lambda row: row.course.state is CourseState.CANCELLED,
            counted=lambda count: ngettext("{n} course", "{n} courses", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        self.effects = ReportButton(
            desk.centre,
            desk.machine,
            "courses",
            mark("Effects…"),
            lambda: Order("courses", month=last_month(desk.today)),
            self._main,
        )
        drawer = self.stand(desk, self.effects, self.kinds, self.new)
        self.view, self.form, self.categories = (
            CourseView(desk, drawer),
            CourseForm(drawer),
            CategoriesView(drawer),
        )
        kinds = self.categories
        guard(
            desk.centre, Act.STATE, kinds.up, kinds.down, kinds.add, kinds.remove, kinds.usual, kinds.bar.save
        )
        for page in (self.view, self.form, self.categories):
            drawer.pages.addWidget(page)
        self._effect, self._prospects, self._inviting, self._preparing = (
            Asking(desk.centre, self) for _each in range(4)
        )
        self._wire()
        guard(desk.centre, Act.DECIDE, self.new)
        self.retranslate()
        self.show_listed(desk.listed)

    def _wire(self) -> None:
        desk, view, form = self._desk, self.view, self.form
        desk.read_again.connect(self.show_listed)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.begin)
        self.new.clicked.connect(self.begin)
        self.kinds.clicked.connect(self.show_categories)
        self._effect.busy.connect(view.show_waiting)
        self._preparing.busy.connect(form.wait)  # also where it could not be counted
        view.mark_asked.connect(self._mark)
        view.judge_asked.connect(self._judge)
        view.talks_asked.connect(self._propose)
        view.cancel_asked.connect(self._cancel)
        view.change_asked.connect(self._change)
        form.register_asked.connect(self._prepare)
        form.change_asked.connect(self._save_change)
        form.prospects_asked.connect(self._ask_prospects)
        form.given_up.connect(self._give_up)
        self.categories.save_asked.connect(self._save_categories)
        self.categories.given_up.connect(self.split.close_drawer)
        self.split.drawer.back_asked.connect(self._give_up)
        self.key(QKeySequence.StandardKey.New, self.begin)
        self.effects.noticed.connect(desk.noticed)
        jobs = desk.centre.jobs
        exporter = Exporter(form.people, jobs, zone=lambda: desk.zone, people=True, who=desk.centre.who)
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(jobs.refused)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_listed(self, listed: Listed) -> None:
        """Show the courses."""
        self.table.tick(self._desk.centre.live.clock.now())
        self.table.show_rows(listed.courses)
        self.form.show_listed(listed)
        self.categories.show_rows(listed.categories)
        row = listed.course(self._opened)
        if row is not None and self._is_shown(self.view):
            current = self.table.current
            if current is None or current.course.id != self._opened:
                self.table.select(self._opened)  # a new one: the keyboard stands on it
            self._show(row)

    def open(self, row: CourseRow) -> None:
        """Show *row* beside the table."""
        self._show(row)
        self.split.open_drawer(focus=True)

    def begin(self) -> None:
        """Plan a course by hand; one that was begun and not registered goes on."""
        if not (self.form.is_new and self.form.is_dirty):
            self.form.begin(self._desk.today)
        self._show_form()

    def plan(self, kpi: str, units: Sequence[Unit], question: Any = None) -> None:
        """Plan a course of *kpi* for *units*, as the review of the *question* says why."""
        people = tuple(Participant(unit, Arm.TRAINED) for unit in units)
        month = getattr(question, "month", None)
        self.form.begin(self._desk.today, kpi, people, month=month)
        self._show_form()
        if question is not None:
            self._inviting.ask(self._show_invited, work.ask_invited, kpi, tuple(units), question, language())

    def show_categories(self) -> None:
        """The table of categories, to be edited."""
        self.categories.show_rows(self._desk.listed.categories)
        self.split.drawer.show_page(
            self.categories, _("Categories of training"), _("Which figures speak for which kind")
        )
        self.split.open_drawer(focus=True)

    def _show_invited(self, invited: Invited) -> None:
        self.form.invite(invited.people, invited.category)

    def _show_form(self) -> None:
        self._opened = ""
        self.split.drawer.show_page(self.form, _("A new course"), _("What is fixed before it runs"))
        self.split.open_drawer(focus=True)
        self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move_on(self, row: CourseRow | None) -> None:
        if row is not None and self._is_shown(self.view):
            self._show(row)

    def _is_shown(self, page: QWidget) -> bool:
        return self.split.is_open and self.split.drawer.pages.currentWidget() is page

    def _show(self, row: CourseRow) -> None:
        course, today = row.course, self._desk.today
        self._opened = course.id
        self.view.show_course(row)
        under = _("{kpi}, {days}").format(
            kpi=wording.kpi_name(course.kpi), days=between(course.first_day, course.last_day, today)
        )
        title = _("{title}: {state}").format(
            title=course.title, state=_(STATE_LABELS[course.state_on(today)])
        )
        self.split.drawer.show_page(self.view, title, under)
        centre = self._desk.centre
        if centre.url:
            job = centre.jobs.read(work.read_people, course.id)
            job.then(partial(self._show_people, course.id))
            if course.state is not CourseState.CANCELLED and today > course.last_day:
                self._effect.ask(
                    self.show_outcome,
                    work.ask_outcome,
                    course.id,
                    today,
                    looked=partial(_seen, course.title),
                )

    def _show_people(self, course: str, people: tuple[Participant, ...]) -> None:
        if course == self._opened:
            self.view.show_people(people)

    def show_outcome(self, outcome: CourseOutcome) -> None:
        """Show the effect of the course that is open."""
        self.view.show_outcome(outcome)

    # -- a new course, and a changed one --------------------------------------------------------------------

    def _ask_prospects(self, kpi: str, on: date, window_days: int) -> None:
        question = ForecastQuestion(kpi, on)
        self._prospects.ask(self.form.show_prospects, work.ask_prospects, question, window_days)

    def _prepare(self, course: Course, people: tuple[Participant, ...]) -> None:
        """What is forecast of everybody is kept with it."""
        self.form.wait(True)
        self._preparing.ask(self._register, work.ask_prepared, course, people, self._desk.today)

    def _register(self, prepared: tuple[Course, tuple[Participant, ...]]) -> None:
        course, people = prepared
        self._desk.do(
            _("The course “{title}” was registered.").format(title=course.title),
            work.register,
            course,
            people,
            today=self._desk.today,
            then=partial(self._registered, course),
            failed=self._refuse_form,
        )

    def _registered(self, course: Course) -> None:
        self.form.begin(self._desk.today)
        self._show(CourseRow(course, 0))
        self.split.open_drawer(focus=True)

    def _change(self) -> None:
        row = self._desk.listed.course(self._opened)
        if row is None:
            return
        people = [one.participant for one in self.view._rows()]
        self.form.show_course(row.course, people, self._desk.today)
        self.split.drawer.show_page(
            self.form, row.course.title, _("What its effect is judged by stays as it is"), back=True
        )
        self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_change(self, old: Course, new: Course) -> None:
        self._desk.do(
            _("The course “{title}” was changed.").format(title=new.title),
            work.change_course,
            old,
            new,
            today=self._desk.today,
            then=self._changed,
            failed=self._refuse_form,
        )

    def _changed(self) -> None:
        self.form.wait(False)
        self._give_up()

    def _give_up(self) -> None:
        """Back to the course that the form was about; of a new one to the table."""
        row = self._desk.listed.course(self._opened)
        if row is None:
            self.form.begin(self._desk.today)
            self.split.close_drawer()
        else:
            self._show(row)

    def _refuse_form(self, error: SupervisorError) -> None:
        self.form.refuse(sentence(error))

    # -- what is done about a course ------------------------------------------------------------------------

    def _mark(self, people: tuple[Participant, ...]) -> None:
        course = self.view.course
        if course is not None:
            said = ngettext(
                "Noted of {n} person who came and who passed.",
                "Noted of {n} people who came and who passed.",
                len(people),
            )
            self._do(said.format(n=number(len(people))), work.mark, course, people)

    def _judge(self, judgement: Judgement) -> None:
        course = self.view.course
        if course is not None:
            said = _("The effect of “{title}” was stated.").format(title=course.title)
            self._do(said, work.judge, course, judgement)

    def _cancel(self) -> None:
        course = self.view.course
        if course is not None:
            self._do(_("The course “{title}” was cancelled.").format(title=course.title), work.cancel, course)

    def _do(self, said: str, what: Any, *args: Any) -> None:
        self.view.refuse("")
        self._desk.do(said, what, *args, failed=lambda error: self.view.refuse(sentence(error)))

    def _propose(self, persons: tuple[str, ...]) -> None:
        course = self.view.course
        if course is not None and persons:
            self._desk.talks_wanted.emit((course.id, course.kpi, persons))

    def _save_categories(self, wanted: tuple[categories.Category, ...]) -> None:
        self._desk.do(
            _("The categories were saved."),
            work.save_categories,
            self._desk.listed.categories,
            wanted,
            then=self.categories.saved,
            failed=lambda error: self.categories.refuse(sentence(error)),
        )

    def _fill_menu(self, row: CourseRow, menu: QMenu) -> None:
        if self._is_shown(self.view) and not self.view.cancel.isHidden():
            guard(self._desk.centre, Act.DECIDE, menu.addAction(_("Change…"), self._change))
            guard(self._desk.centre, Act.DECIDE, menu.addAction(_("Cancel the course"), self._cancel))
        guard(self._desk.centre, Act.DECIDE, menu.addAction(_("Plan a course…"), self.begin))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.read()

    # -- words ----------------------------------------------------------------------------------------------

    def _search(self, row: CourseRow) -> str:
        terms = row.course.terms
        kind = self._category(row)
        return " ".join((row.course.title, wording.kpi_name(row.course.kpi), terms.trainer, terms.room, kind))

    def _category(self, row: CourseRow) -> str:
        known = {one.category.id: one.category for one in self._desk.listed.categories}
        category = known.get(row.course.terms.category)
        return categories.name(category, language()) if category is not None else row.course.terms.category

    def _verdict(self, row: CourseRow) -> str:
        course, today = row.course, self._desk.today
        if course.terms.judgement is not None:
            return wording.verdict_word(course.terms.judgement.verdict)
        if course.state is CourseState.CANCELLED:
            return ""
        if course.is_over(today):
            return _("Can be judged")
        return _("From {day}").format(day=day(course.settled, today))

    def _verdict_look(self, row: CourseRow) -> Look | None:
        said = row.course.terms.judgement
        if said is not None:
            worse = said.verdict is Verdict.WORSE
            return Look(Sign.SQUARE, State.CRITICAL) if worse else None
        waits = row.course.state is not CourseState.CANCELLED and row.course.is_over(self._desk.today)
        return Look(Sign.TRIANGLE, State.WARN) if waits else None

    def _columns(self) -> list[Column[CourseRow]]:
        def people(row: CourseRow) -> str:
            trained, waiting = (row.counts.get(arm, 0) for arm in (Arm.TRAINED, Arm.WAITING))
            if not waiting:
                return number(trained)
            return _("{trained}, {waiting} waiting").format(trained=number(trained), waiting=number(waiting))

        return [
            Column("place", mark("No."), lambda row: row.place, Kind.NUMBER, width=44, quiet=True),
            Column("title", mark("Course"), lambda row: row.course.title, width=170, stretch=True),
            Column(
                "state",
                mark("State"),
                lambda row: _(STATE_LABELS[row.course.state_on(self._desk.today)]),
                about=lambda row: (
                    wording.PROBLEMS["late"] and _(wording.PROBLEMS["late"]) if row.course.terms.late else ""
                ),
                width=84,
            ),
            Column("verdict", mark("Effect"), self._verdict, look=self._verdict_look, width=130),
            Column("kpi", mark("KPI"), lambda row: wording.kpi_name(row.course.kpi), width=140),
            Column("category", mark("Category"), self._category, width=140, quiet=True, hidden=True),
            Column("first", mark("First day"), lambda row: row.course.first_day, Kind.DAY, width=92),
            Column("last", mark("Last day"), lambda row: row.course.last_day, Kind.DAY, width=92, quiet=True),
            Column(
                "people",
                mark("Participants"),
                lambda row: row.counts.get(Arm.TRAINED, 0),
                Kind.NUMBER,
                text=people,
                width=104,
            ),
            Column(
                "against",
                mark("Compared with"),
                lambda row: _(AGAINST_LABELS[row.course.terms.against]),
                width=150,
                quiet=True,
            ),
            Column("trainer", mark("Trainer"), lambda row: row.course.terms.trainer, width=96, hidden=True),
            Column("room", mark("Room"), lambda row: row.course.terms.room, width=96, hidden=True),
        ]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _(
                "A course is registered before it runs, with what is compared and what counts as a success: "
                "so nobody can be wise afterwards."
            )
        )
        self.new.setText(_("Plan a course…"))
        self.new.setToolTip(_("Ctrl+N"))
        self.kinds.setText(_("Categories…"))
        self.table.say_empty(
            _("No course is registered. Choose people in the training list, or plan one by hand."),
            _("Plan a course…"),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()


def _seen(course: str, outcome: CourseOutcome) -> Seen:
    return look_at(What.COURSE, (one.unit.person for one in outcome.people), about=course)
