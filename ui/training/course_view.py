"""A course in the drawer: whether it helped, by how much, who is still off, and everything that was fixed
beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.performance.kpi import BY_ID
from supervisor.rights.act import Act
from supervisor.rights.look import What
from supervisor.training import category as categories
from supervisor.training import wording
from supervisor.training.course import (
    AGAINST_LABELS,
    ARM_LABELS,
    LONGEST_NOTE,
    Against,
    Arm,
    Course,
    CourseState,
    Participant,
)
from supervisor.training.outcome import CourseOutcome, PersonOutcome, judgement_of
from supervisor.words import DASH, _, day, language, mark, moment, ngettext, number
from ui import theme
from ui.rights import guard
from ui.theme import State
from ui.training.desk import TrainingDesk
from ui.training.pairs import Pairs
from ui.training.work import CourseRow
from ui.widgets.charts import (
    Level,
    RunChart,
    RunPicture,
    RunPoint,
    Slope,
    SlopeChart,
    SlopePicture,
    measure_of,
)
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Kind, Look
from ui.widgets.table.export import Exporter

SAID = {True: mark("yes"), False: mark("no"), None: DASH}


class CourseView(Pane):
    """The buttons below the table of its people act on the chosen, or, where nobody is, on all trained."""

    mark_asked = Signal(object)  # Participants as they shall be
    judge_asked = Signal(object)  # Judgement
    talks_asked = Signal(object)  # ids of persons
    cancel_asked = Signal()
    change_asked = Signal()

    def __init__(self, desk: TrainingDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: CourseRow | None = None
        self._people: tuple[Participant, ...] = ()
        self.outcome: CourseOutcome | None = None
        self.verdict, self.problems = QLabel(self), QLabel(self)
        self.compared, self.waiting = QLabel(self), QLabel(self)
        self.verdict.setProperty("role", "lead")
        self.problems.setProperty("role", "muted")
        self.compared.setProperty("role", "small")
        self.waiting.setProperty("role", "muted")
        for label in (self.verdict, self.problems, self.compared, self.waiting):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.numbers = Pairs(self, figures=True)
        self.slopes, self.weeks = SlopeChart(self), RunChart(self)
        for chart in (self.slopes, self.weeks):
            chart.setMinimumHeight(theme.current().px(300))
        self.note = QLineEdit(self)
        self.note.setMaxLength(LONGEST_NOTE)
        self.judge = QPushButton(self)
        self.judge.setProperty("role", "primary")
        self.judge_help = QLabel(self)
        self.judge_help.setProperty("role", "small")
        self.judge_help.setWordWrap(True)
        self.off = QLabel(self)
        self.off.setWordWrap(True)
        self.talks = QPushButton(self)
        self.table: DeskTable[PersonOutcome] = DeskTable(
            "training.people",
            self._columns(),
            key=lambda one: one.unit,
            title=mark("Participants"),
            counted=lambda count: ngettext("{n} person", "{n} people", count).format(n=number(count)),
            menu=self._fill_menu,
            compact=True,
            searched=False,
            machine=desk.machine,
            parent=self,
        )
        self.table.setMinimumHeight(theme.current().px(240))
        self.marks = FlowRow(self)
        self.came, self.stayed = QPushButton(self.marks), QPushButton(self.marks)
        self.passed, self.failed = QPushButton(self.marks), QPushButton(self.marks)
        for button in (self.came, self.stayed, self.passed, self.failed):
            self.marks.add(button)
        self.facts = Pairs(self)
        self.deeds = FlowRow(self)
        self.change, self.cancel = QPushButton(self.deeds), QPushButton(self.deeds)
        self.cancel.setProperty("role", "link")
        for button in (self.change, self.cancel):
            self.deeds.add(button)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        told: tuple[QWidget, ...] = (self.waiting, self.verdict, self.numbers, self.compared, self.problems)
        for widget in (*told, self.slopes, self.weeks, self.off):
            column.addWidget(widget)
        column.addWidget(self.talks, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table)
        column.addWidget(self.marks)
        column.addWidget(self.note)
        column.addWidget(self.judge, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.judge_help, self.facts, self.deeds, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        self._wire()
        guard(
            desk.centre,
            Act.DECIDE,
            self.judge,
            self.talks,
            self.came,
            self.stayed,
            self.passed,
            self.failed,
            self.change,
            self.cancel,
        )
        self.retranslate()

    def _wire(self) -> None:
        self.came.clicked.connect(lambda: self._mark(attended=True))
        self.stayed.clicked.connect(lambda: self._mark(attended=False))
        self.passed.clicked.connect(lambda: self._mark(passed=True))
        self.failed.clicked.connect(lambda: self._mark(passed=False))
        self.judge.clicked.connect(self._judge)
        self.talks.clicked.connect(self._propose)
        self.cancel.clicked.connect(self.cancel_asked)
        self.change.clicked.connect(self.change_asked)
        self.table.current_changed.connect(self._light)
        self.table.view.selectionModel().selectionChanged.connect(lambda *_changed: self._say_chosen())
        self.slopes.chosen.connect(self._choose_id)
        for chart in (self.slopes, self.weeks):
            chart.pictures.belong(self._desk.machine, self._desk.noticed)
        for keys, slot in (("Ctrl+Shift+A", self.came.click), ("Ctrl+Shift+P", self.passed.click)):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        exporter = Exporter(
            self.table,
            self._desk.centre.jobs,
            zone=lambda: self._desk.zone,
            about=self._about_file,
            people=True,
            who=self._desk.centre.who,
        )
        exporter.noticed.connect(self._desk.noticed)
        exporter.refused.connect(self._desk.centre.jobs.refused)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_course(self, row: CourseRow) -> None:
        """Another course, or the same as it now stands; its people and its effect come later."""
        other = self._row is None or self._row.course.id != row.course.id
        self._row = row
        if other:
            self._people, self.outcome = (), None
            self.table.show_rows(())
            self.note.clear()
            self.problem.hide()
        self._tell()

    def show_people(self, people: Sequence[Participant]) -> None:
        """Everybody on it, as long as no effect is told."""
        self._people = tuple(people)
        self._fill()

    def show_outcome(self, outcome: CourseOutcome) -> None:
        """What became of it."""
        if self._row is not None and outcome.course.id == self._row.course.id:
            self.outcome = outcome
            self._fill()
            self._tell()

    def show_waiting(self, waiting: bool) -> None:
        """It is being counted."""
        self.waiting.setText(_("Counting…") if waiting else "")
        self.waiting.setVisible(waiting)

    def refuse(self, said: str) -> None:
        """Say why something could not be done."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    @property
    def course(self) -> Course | None:
        """The course that is shown."""
        return self._row.course if self._row is not None else None

    def _rows(self) -> list[PersonOutcome]:
        known = {one.unit: one for one in self.outcome.people} if self.outcome is not None else {}
        rows = []
        for one in self._people:
            if one.arm is Arm.COMPARISON:
                continue
            found = known.get(one.unit)
            if found is not None:
                rows.append(replace(found, participant=one))
            else:
                rows.append(self._without(one))
        return rows

    def _without(self, one: Participant) -> PersonOutcome:
        then = one.forecast
        return PersonOutcome(
            unit=one.unit,
            name=self._desk.listed.called(one.unit.person),
            number="",
            arm=one.arm,
            before=then.before if then else None,
            forecast=then.level if then else None,
            after=None,
            after_low=None,
            after_high=None,
            n_before=then.n if then else 0.0,
            n_after=0.0,
            target_low=None,
            target_high=None,
            off=None,
            propose=False,
            counted=False,
            participant=one,
        )

    def _fill(self) -> None:
        self.table.show_rows(self._rows())
        self.table.say_empty(_("Nobody is on it."), "")
        self._say_chosen()

    def _tell(self) -> None:
        """Everything in words, and drawn."""
        row, found = self._row, self.outcome
        if row is None:
            return
        course, today = row.course, self._desk.today
        state = course.state_on(today)
        begun = found is not None and found.days_over > 0 and state is not CourseState.CANCELLED
        self.verdict.setText(self._verdict(course, found if begun else None))
        self.numbers.show_pairs(wording.four_numbers(found) if found is not None and begun else ())
        self.numbers.setVisible(bool(self.numbers.pairs))
        self.compared.setText(wording.compared(found) if found is not None and begun else "")
        said = wording.problems(found) if found is not None else ()
        late = course.terms.late and found is None
        self.problems.setText("\n".join((*said, *([_(wording.PROBLEMS["late"])] if late else []))))
        for label in (self.compared, self.problems):
            label.setVisible(bool(label.text()))
        weekly = found is not None and found.weeks is not None
        self.slopes.setVisible(begun and not weekly)
        self.weeks.setVisible(begun and weekly)
        if begun and found is not None:
            self._draw(found)
        still = found.proposed if found is not None and begun else ()
        self.off.setText(
            ngettext(
                "{n} of the trained is still off target: {names}.",
                "{n} of the trained are still off target: {names}.",
                len(still),
            ).format(n=number(len(still)), names=_(", ").join(one.name for one in still))
            if still
            else ""
        )
        self.off.setVisible(bool(still))
        self.talks.setVisible(bool(still))
        can_judge = (
            found is not None
            and begun
            and state is CourseState.FINISHED
            and course.is_over(today)
            and course.terms.judgement is None
        )
        for widget in (self.note, self.judge, self.judge_help):
            widget.setVisible(can_judge)
        self.marks.setVisible(state is not CourseState.CANCELLED and today >= course.first_day)
        self.cancel.setVisible(state in (CourseState.PLANNED, CourseState.RUNNING, CourseState.FINISHED))
        self.change.setVisible(state in (CourseState.PLANNED, CourseState.RUNNING, CourseState.FINISHED))
        self.facts.show_pairs(self._facts(course))
        self._say_chosen()

    def _verdict(self, course: Course, found: CourseOutcome | None) -> str:
        today = self._desk.today
        if course.state is CourseState.CANCELLED:
            return _("It was cancelled.")
        if found is None or (found.verdict is None and not course.is_over(today)):
            first, last = course.window
            return _(
                "Not to be judged yet: its effect is told by the days from {first} to {last}, and can be "
                "stated from {day}."
            ).format(first=day(first, today), last=day(last, today), day=day(course.settled, today))
        return wording.verdict(found)

    def _draw(self, found: CourseOutcome) -> None:
        kpi = BY_ID.get(found.course.kpi)
        if kpi is None:
            return
        measure, today = measure_of(kpi), self._desk.today
        if found.weeks is not None:
            weeks = found.weeks
            control = dict(zip(weeks.weeks, weeks.control, strict=True))
            points = [
                RunPoint(
                    at.isoformat(),
                    day(at, today),
                    value,
                    _("{day}: {value}, the other group {other}").format(
                        day=day(at, today),
                        value=wording.value(kpi.id, value),
                        other=wording.value(kpi.id, control[at]),
                    ),
                )
                for at, value in zip(weeks.weeks, weeks.values, strict=True)
            ]
            self.weeks.show_picture(RunPicture(kpi.title, measure, points, _("Week by week")))
            return
        wanted = {one.target_low if one.target_low is not None else one.target_high for one in found.people}
        only = next(iter(wanted)) if len(wanted) == 1 else None
        window = between(found.first, found.last, today)
        waited = found.against is Against.WAIT_LIST
        self.slopes.show_picture(
            SlopePicture(
                kpi.title,
                measure,
                [
                    Slope(
                        _id(one),
                        one.name,
                        one.before,
                        one.forecast,
                        one.after,
                        _("{name}\nbefore {before}, expected {forecast}, after {after}").format(
                            name=one.name,
                            before=wording.value(kpi.id, one.before),
                            forecast=wording.value(kpi.id, one.forecast),
                            after=wording.value(kpi.id, one.after),
                        ),
                        one.arm is Arm.TRAINED,
                    )
                    for one in found.people
                    if one.counted or (one.arm is Arm.TRAINED and one.after is not None)
                ],
                _("Waiting list as comparison; after: {window}").format(window=window)
                if waited
                else _("Colleagues as comparison; after: {window}").format(window=window),
                Level(only, _("target")) if only is not None else None,
            )
        )

    def _facts(self, course: Course) -> list[tuple[str, str]]:
        terms, today, listed = course.terms, self._desk.today, self._desk.listed
        known = {row.category.id: row.category for row in listed.categories}
        category = known.get(terms.category)
        first, last = course.window
        success = terms.success.words
        if terms.success.least is not None:
            least = _("at least {size} better").format(size=wording.size(course.kpi, terms.success.least))
            success = _("{what} ({more})").format(what=success, more=least) if success else least
        control = terms.control
        against = _(AGAINST_LABELS[terms.against])
        if control is not None:
            against += f": {listed.groups.get(control[0], control[0])} · {control[1]}"
        if terms.seed is not None:
            against += _(" (seed {seed})").format(seed=terms.seed)
        counts = self._row.counts if self._row is not None else {}
        told = [
            (_("KPI"), wording.kpi_name(course.kpi)),
            (
                _("Category"),
                categories.name(category, language()) if category is not None else terms.category,
            ),
            (_("Days of the course"), between(course.first_day, course.last_day, today)),
            (_("Looked at afterwards"), between(first, last, today)),
            (_("Compared with"), against),
            (_("What counts as a success"), success),
            (_("Contacts of the types"), _(", ").join(terms.types)),
            (
                _("People"),
                _(", ").join(
                    f"{_(ARM_LABELS[arm])}: {number(counts[arm])}" for arm in Arm if counts.get(arm)
                ),
            ),
            (_("Seats"), number(terms.seats) if terms.seats is not None else ""),
            (_("Trainer"), terms.trainer),
            (_("Room"), terms.room),
            (_("Training list of"), f"{terms.listed:%Y-%m}" if terms.listed is not None else ""),
            (_("Note"), terms.note),
            (_("Registered"), self._registered(course)),
        ]
        judged = terms.judgement
        if judged is not None:
            stated = _("{day}, {who}").format(day=day(judged.on, today), who=judged.by)
            told.append((_("Stated for good"), f"{stated}: {judged.note}" if judged.note else stated))
        return told

    def _registered(self, course: Course) -> str:
        if course.registered_at is None:
            return ""
        when = moment(course.registered_at, self._desk.zone, self._desk.today)
        said = _("{when}, {who}").format(when=when, who=course.registered_by)
        return _("{said}; late: it had begun already").format(said=said) if course.terms.late else said

    # -- hands ----------------------------------------------------------------------------------------------

    def chosen(self) -> list[PersonOutcome]:
        """The chosen of the trained; all of them where none is chosen."""
        chosen = [one for one in self.table.selected() if one.arm is Arm.TRAINED]
        return chosen or [one for one in self._rows() if one.arm is Arm.TRAINED]

    def _mark(self, *, attended: bool | None = None, passed: bool | None = None) -> None:
        people = []
        for one in self.chosen():
            was = one.participant
            new = replace(
                was,
                attended=was.attended if attended is None else attended,
                passed=was.passed if passed is None else passed,
            )
            if passed is not None and was.attended is None:
                new = replace(new, attended=True)  # who was examined was there
            if new != was:
                people.append(new)
        if people:
            self.mark_asked.emit(tuple(people))

    def _judge(self) -> None:
        if self.outcome is not None:
            today, who = self._desk.today, self._desk.centre.who
            self.judge_asked.emit(judgement_of(self.outcome, on=today, by=who, note=self.note.text().strip()))

    def _propose(self) -> None:
        still = [one.unit.person for one in self._still()]
        self.talks_asked.emit(tuple(dict.fromkeys(still)))

    def _still(self) -> list[PersonOutcome]:
        """Those for whom talks are proposed: of the chosen, or else all who are still off."""
        if self.outcome is None:
            return []
        chosen = {one.unit for one in self.table.selected()}
        still = list(self.outcome.proposed)
        return [one for one in still if one.unit in chosen] or still

    def _fill_menu(self, row: PersonOutcome, menu: QMenu) -> None:
        if not self.marks.isHidden():
            for button in (self.came, self.stayed, self.passed, self.failed):
                menu.addAction(button.text(), button.click)
        menu.addAction(_("Propose a talk…"), partial(self.talks_asked.emit, (row.unit.person,)))

    def _light(self, row: PersonOutcome | None) -> None:
        if row is not None:
            self.slopes.select([_id(row)])
            about = self.course.title if self.course is not None else ""
            self._desk.note_look(What.COURSE, row.unit.person, about)

    def _choose_id(self, unit_id: str) -> None:
        for row in self._rows():
            if _id(row) == unit_id:
                self.table.select(row.unit)

    # -- words ----------------------------------------------------------------------------------------------

    def _about_file(self) -> list[tuple[str, str]]:
        course = self.course
        return [
            (_("Course"), course.title if course is not None else ""),
            (_("Effect"), self.verdict.text()),
        ]

    def _columns(self) -> list[Column[PersonOutcome]]:
        def figure(name: str, title: str, tip: str = "") -> Column[PersonOutcome]:
            return Column(
                name,
                title,
                lambda one: getattr(one, name),
                Kind.NUMBER,
                text=lambda one: wording.value(self._kpi, getattr(one, name)),
                tip=tip,
                width=62,
                digits=4,
            )

        return [
            Column(
                "name",
                mark("Full name"),
                self._called,
                about=lambda one: "\n".join((self._called(one), wording.because(one.participant.reason))),
                width=90,
                stretch=True,
            ),
            Column("attended", mark("Attended"), lambda one: _(SAID[one.participant.attended]), width=52),
            Column("passed", mark("Passed"), lambda one: _(SAID[one.participant.passed]), width=56),
            figure("before", mark("Before")),
            figure("forecast", mark("Expected"), mark("What was to be expected without a course.")),
            figure("after", mark("After")),
            Column(
                "off",
                mark("Target"),
                lambda one: _standing(one),
                look=lambda one: Look(Sign.TRIANGLE, State.WARN) if one.off else None,
                width=110,
            ),
            Column("arm", mark("Part"), lambda one: _(ARM_LABELS[one.arm]), width=86, quiet=True),
            Column(
                "reason",
                mark("Reason"),
                lambda one: wording.because(one.participant.reason),
                width=160,
                quiet=True,
                hidden=True,
            ),
        ]

    def _called(self, one: PersonOutcome) -> str:
        """The name; of somebody who is there with several kinds of work, with that."""
        same = sum(other.unit.person == one.unit.person for other in self._people)
        return one.name if same < 2 else f"{one.name} · {self._desk.listed.group(one.unit)}"

    @property
    def _kpi(self) -> str:
        return self._row.course.kpi if self._row is not None else ""

    def _say_chosen(self) -> None:
        chosen = [one for one in self.table.selected() if one.arm is Arm.TRAINED]
        count = len(chosen)
        if count:
            said = ngettext("{n} chosen", "{n} chosen", count).format(n=number(count))
        else:
            said = _("everybody")
        for button, words in (
            (self.came, _("Came: {who}")),
            (self.stayed, _("Stayed away: {who}")),
            (self.passed, _("Passed: {who}")),
            (self.failed, _("Did not pass: {who}")),
        ):
            button.setText(words.format(who=said))
        still = len({one.unit.person for one in self._still()})
        self.talks.setText(
            ngettext("Propose a talk with {n}…", "Propose talks with {n}…", still).format(n=number(still))
        )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.judge.setText(_("State it for good"))
        self.judge_help.setText(_("The effect stays as it now stands, whatever is corrected later."))
        self.note.setPlaceholderText(_("What is to be said of it (optional)"))
        self.note.setAccessibleName(_("Note"))
        self.change.setText(_("Change…"))
        self.cancel.setText(_("Cancel the course"))
        self.came.setToolTip(_("Ctrl+Shift+A"))
        self.passed.setToolTip(_("Ctrl+Shift+P"))
        self.show_waiting(False)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self.retranslate()
            self.table.refresh()
        super().changeEvent(event)


def between(first: date, last: date, today: date) -> str:
    """The days from *first* to *last*; a single one is said once."""
    if first == last:
        return day(first, today)
    return _("{first} – {last}").format(first=day(first, today), last=day(last, today))


def _id(one: PersonOutcome) -> str:
    return "\n".join((one.unit.person, one.unit.skill, one.unit.channel))


def _standing(one: PersonOutcome) -> str:
    if one.off is None:
        return DASH
    return _("target missed") if one.off else _("target met")
