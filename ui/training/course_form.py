"""A course before it runs: everything that is fixed beforehand, and what it could show at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import msgspec
from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.evidence.unit import Unit
from supervisor.imports.values import Refused
from supervisor.imports.values import Unit as ColumnUnit
from supervisor.people.draft import new_id
from supervisor.performance.amount import taken, typed
from supervisor.performance.kpi import BY_ID, DIRECTION_LABELS, Direction
from supervisor.performance.kpi import Unit as KpiUnit
from supervisor.performance.target_sheet import channel_name
from supervisor.training import category as categories
from supervisor.training import wording
from supervisor.training.course import (
    AGAINST_LABELS,
    ARM_LABELS,
    LEAST_WINDOW_DAYS,
    LONGEST_NOTE,
    MOST_WINDOW_DAYS,
    USUAL_WINDOW_DAYS,
    Against,
    Arm,
    Course,
    CourseState,
    Participant,
    Reason,
    Success,
    Terms,
    problem,
)
from supervisor.training.draw import Draw, draw, is_offered
from supervisor.training.prospects import Prospects
from supervisor.words import _, day, language, mark, ngettext, number
from ui import theme
from ui.training.person_box import FoundBox
from ui.training.work import AGAINST, Listed, known_kpis
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar
from ui.widgets.table import Column, DeskTable

BEGINS_IN_DAYS = 7
MOST_SEED = 999_999
NEGATIVE = Refused("negative", "", ColumnUnit.NUMBER)


class CourseForm(Pane):
    """`register_asked` gives a new course and its people, `change_asked` a course as read and as it shall be.
    `prospects_asked` wants (KPI, day of the forecast, days of the window) answered by `show_prospects`."""

    register_asked = Signal(object, object)
    change_asked = Signal(object, object)
    prospects_asked = Signal(str, object, int)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed = Listed(date.min)
        self._today = date.min
        self._id = ""
        self._old: Course | None = None
        self._month: date | None = None
        self._people: dict[Unit, Participant] = {}
        self._draw: Draw[str] | None = None
        self._prospects: Prospects | None = None
        self._asked: tuple[object, ...] = ()
        self._filling = False
        self.title, self.trainer, self.room = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.success, self.least, self.note = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.why = QLineEdit(self)
        for line in (self.title, self.trainer, self.room, self.success, self.note, self.why):
            line.setMaxLength(LONGEST_NOTE)
        self.kpi, self.category, self.against = QComboBox(self), QComboBox(self), QComboBox(self)
        self.control, self.better = QComboBox(self), QComboBox(self)
        for box in (self.kpi, self.category, self.against, self.control, self.better):
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.first, self.last = QDateEdit(self), QDateEdit(self)
        for edit in (self.first, self.last):
            edit.setCalendarPopup(True)
            edit.setDisplayFormat("yyyy-MM-dd")
            edit.setKeyboardTracking(False)
        self.window_days, self.rest, self.seats = QSpinBox(self), QSpinBox(self), QSpinBox(self)
        self.window_days.setRange(LEAST_WINDOW_DAYS, MOST_WINDOW_DAYS)
        self.rest.setRange(0, 90)
        self.seats.setRange(0, 10_000)
        self.who = FoundBox(self)
        self.add, self.take_off, self.lot = QPushButton(self), QPushButton(self), QPushButton(self)
        for button in (self.add, self.take_off):
            button.setProperty("role", "link")
        self.people: DeskTable[Participant] = DeskTable(
            "training.invited",
            self._columns(),
            key=lambda one: one.unit,
            title=mark("Participants"),
            counted=lambda count: ngettext("{n} person", "{n} people", count).format(n=number(count)),
            compact=True,
            searched=False,
            parent=self,
        )
        self.people.setMinimumHeight(theme.current().px(210))
        self.drawn, self.shows, self.late = QLabel(self), QLabel(self), QLabel(self)
        self.days_told, self.problem = QLabel(self), QLabel(self)
        self.drawn.setProperty("role", "muted")
        self.days_told.setProperty("role", "small")
        self.shows.setProperty("role", "strong")
        self.late.setProperty("role", "error")
        self.problem.setProperty("role", "error")
        for label in (self.drawn, self.shows, self.late, self.days_told, self.problem):
            label.setWordWrap(True)
        self._lay_out()
        self._wire()
        self.retranslate()

    # -- how it is laid out ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.fields: dict[str, Field] = {
            "title": Field(mark("Title"), self.title),
            "kpi": Field(mark("KPI"), self.kpi),
            "category": Field(mark("Category"), self.category),
            "first": Field(mark("First day"), self.first),
            "last": Field(mark("Last day"), self.last),
            "window": Field(mark("Looked at for so many days afterwards"), self.window_days),
            "rest": Field(
                mark("Days left out before that"),
                self.rest,
                mark("In which what was learned settles."),
            ),
            "who": Field(mark("Add a person"), self.who),
            "why": Field(mark("Reason"), self.why, mark("For everybody, beside what the list says.")),
            "seats": Field(mark("Seats"), self.seats),
            "against": Field(mark("Compared with"), self.against),
            "control": Field(mark("The other group"), self.control),
            "success": Field(mark("What counts as a success"), self.success),
            "least": Field(
                mark("Better by at least"),
                self.least,
                mark("In the KPI’s unit; empty: by anything."),
            ),
            "better": Field(mark("Better is"), self.better),
            "trainer": Field(mark("Trainer"), self.trainer),
            "room": Field(mark("Room"), self.room),
            "note": Field(mark("Note"), self.note),
        }
        self.bar = SaveBar(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        fields = self.fields
        for name in ("title", "kpi", "category"):
            column.addWidget(fields[name])
        column.addLayout(_beside(fields["first"], fields["last"]))
        column.addWidget(self.late)
        column.addWidget(fields["window"])
        column.addWidget(fields["rest"])
        column.addWidget(self.days_told)
        column.addWidget(self.people)
        column.addWidget(self.take_off, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(fields["who"])
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(fields["why"])
        column.addWidget(fields["seats"])
        column.addWidget(self.drawn)
        column.addWidget(self.lot, 0, Qt.AlignmentFlag.AlignLeft)
        for name in ("against", "control", "success", "least", "better"):
            column.addWidget(fields[name])
        column.addWidget(self.shows)
        for name in ("trainer", "room", "note"):
            column.addWidget(fields[name])
        column.addWidget(self.problem)
        column.addStretch(1)
        column.addWidget(self.bar)

    def _wire(self) -> None:
        for line in (self.title, self.success, self.trainer, self.room, self.note, self.why, self.least):
            line.textEdited.connect(lambda _text: self._judge())
        for box in (self.kpi, self.category, self.against, self.control, self.better):
            box.activated.connect(lambda _at: self._changed())
        self.first.dateChanged.connect(self._move_last)
        self.last.dateChanged.connect(lambda _day: self._changed())
        for spin in (self.window_days, self.rest):
            spin.valueChanged.connect(lambda _value: self._changed())
        self.seats.valueChanged.connect(lambda _value: self._forget_draw())
        self.fields["least"].left.connect(self._judge_least)
        self.add.clicked.connect(self._add)
        self.who.entered.connect(self._add)
        self.take_off.clicked.connect(self._take_off)
        self.lot.clicked.connect(self._draw_lots)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self.given_up)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.people, self._take_off)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_listed(self, listed: Listed) -> None:
        """Categories and names as they now are."""
        self._listed = listed
        self._fill_boxes()
        self.people.refresh()

    def begin(
        self,
        today: date,
        kpi: str = "",
        people: Sequence[Participant] = (),
        *,
        category: str = "",
        month: date | None = None,
    ) -> None:
        """A new course; *month*: of the training list that *people* come from."""
        self._filling = True
        self._old, self._id, self._today, self._month = None, new_id(), today, month
        self._draw, self._prospects, self._asked = None, None, ()
        for line in (self.title, self.success, self.least, self.trainer, self.room, self.note, self.why):
            line.clear()
        self._fill_boxes()
        _choose(self.kpi, kpi)
        _choose(self.category, category)
        begins = today + timedelta(days=BEGINS_IN_DAYS)
        self.first.setDate(QDate(begins.year, begins.month, begins.day))
        self.last.setDate(self.first.date())
        self.window_days.setValue(USUAL_WINDOW_DAYS)
        self.rest.setValue(0)
        self.seats.setValue(0)
        _choose(self.against, Against.FORECAST)
        self._people = {one.unit: one for one in people}
        self._filling = False
        self.who.offer(())
        self._show_people()
        self._free()
        self._changed()

    def invite(self, people: Sequence[Participant], category: str) -> None:
        """Why those who were chosen should be on it, and for which category it speaks."""
        if self._old is None and set(self._people) == {one.unit for one in people}:
            self._people = {one.unit: one for one in people}
            if not self.category.currentData():
                _choose(self.category, category)
            self._show_people()

    def show_course(self, course: Course, people: Sequence[Participant], today: date) -> None:
        """A course that was registered: what its effect is judged by stays as it is."""
        self._filling = True
        terms = course.terms
        self._old, self._id, self._today, self._month = course, course.id, today, terms.listed
        self._draw, self._prospects, self._asked = None, None, ()
        self._fill_boxes()
        kpi = BY_ID.get(course.kpi)
        for line, text in (
            (self.title, course.title),
            (self.success, terms.success.words),
            (self.least, typed(kpi, terms.success.least) if kpi is not None else ""),
            (self.trainer, terms.trainer),
            (self.room, terms.room),
            (self.note, terms.note),
            (self.why, ""),
        ):
            line.setText(text)
        _choose(self.kpi, course.kpi)
        _choose(self.category, terms.category)
        _choose(self.against, terms.against)
        for edit, of in ((self.first, course.first_day), (self.last, course.last_day)):
            edit.setDate(QDate(of.year, of.month, of.day))
        self.window_days.setValue(terms.window_days)
        self.rest.setValue(terms.rest_days)
        self.seats.setValue(terms.seats or 0)
        self._people = {one.unit: one for one in people if one.arm is not Arm.COMPARISON}
        self._filling = False
        self._show_people()
        self._free()
        self._judge()

    def show_prospects(self, prospects: Prospects) -> None:
        """Who is at the work of the KPI, and how much their figures scatter."""
        self._prospects = prospects
        self.who.offer(
            (_known_words(one.name, one.number, one.skill_name, one.unit.channel), one.unit)
            for one in prospects.known
        )
        groups: dict[tuple[str, str], str] = {}
        for one in prospects.known:
            groups[one.unit.skill, one.unit.channel] = f"{one.skill_name} · {channel_name(one.unit.channel)}"
        chosen = self.control.currentData()
        self.control.clear()
        own = {(unit.skill, unit.channel) for unit in self._people}
        for group, said in sorted(groups.items(), key=lambda one: one[1]):
            if group not in own:
                self.control.addItem(said, group)
        _choose(self.control, chosen)
        self._show_people()
        self._judge()

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        self.wait(False)

    def wait(self, waiting: bool) -> None:
        """It is being counted what is forecast."""
        self.bar.save.setEnabled(not waiting)
        self._say_save(waiting=waiting)

    @property
    def is_new(self) -> bool:
        """Whether the course in the form was never registered."""
        return self._old is None

    @property
    def is_dirty(self) -> bool:
        """Whether something was entered that is not kept yet."""
        if self._old is not None:
            return self.course != self._old
        return bool(self._id and (self.title.text().strip() or self._people))

    # -- what stands there ----------------------------------------------------------------------------------

    @property
    def course(self) -> Course:
        """The course as it stands in the form."""
        old = self._old
        first, last = _day(self.first), _day(self.last)
        if old is not None:
            terms = msgspec.structs.replace(
                old.terms,
                category=self.category.currentData() or "",
                window_days=self.window_days.value(),
                rest_days=self.rest.value(),
                trainer=self.trainer.text().strip(),
                room=self.room.text().strip(),
                seats=self.seats.value() or None,
                note=self.note.text().strip(),
            )
            return replace(old, title=self.title.text().strip(), first_day=first, last_day=last, terms=terms)
        against = Against(self.against.currentData() or Against.FORECAST)
        least = self._least()
        terms = Terms(
            category=self.category.currentData() or "",
            window_days=self.window_days.value(),
            rest_days=self.rest.value(),
            against=against,
            control=self.control.currentData() if against is Against.CELL else None,
            success=Success(
                self.success.text().strip(),
                least if isinstance(least, float) else None,
                self._direction(),
            ),
            trainer=self.trainer.text().strip(),
            room=self.room.text().strip(),
            seats=self.seats.value() or None,
            note=self.note.text().strip(),
            late=self._today > first,
            seed=self._draw.seed if self._draw is not None and against is Against.WAIT_LIST else None,
            listed=self._month,
        )
        return Course(self._id, self.title.text().strip(), self.kpi.currentData() or "", first, last, terms)

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Everybody as they are to be written down: drawn, where a lot was drawn."""
        words = self.why.text().strip()
        waits = set(self._draw.waiting) if self._draw is not None and self._is_drawn else set()
        return tuple(
            replace(
                one,
                arm=Arm.WAITING if one.unit.person in waits else Arm.TRAINED,
                reason=Reason(words, one.reason.listed) if words else one.reason,
            )
            for one in self._people.values()
        )

    @property
    def _is_drawn(self) -> bool:
        return bool(self.against.currentData() == Against.WAIT_LIST)

    def _direction(self) -> Direction:
        kpi = BY_ID.get(self.kpi.currentData() or "")
        if kpi is None or kpi.direction is Direction.BAND:
            return Direction(self.better.currentData() or Direction.HIGHER)
        return kpi.direction

    def _least(self) -> float | Refused | None:
        kpi = BY_ID.get(self.kpi.currentData() or "")
        if kpi is None:
            return None
        text = self.least.text().strip()
        found = taken(kpi, text, percent=True)
        return NEGATIVE if isinstance(found, float) and found < 0 else found

    def _persons(self) -> list[str]:
        return list(dict.fromkeys(unit.person for unit in self._people))

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it registered, or changed, when nothing is wrong."""
        if self._old is not None:
            if self.course != self._old:
                self.change_asked.emit(self._old, self.course)
            return
        wrong = self._wrong()
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))
        if not wrong:
            self.register_asked.emit(self.course, self.participants)

    def _wrong(self) -> str:
        if isinstance(self._least(), Refused):
            return _("Say by how much it should be better as a number.")
        if not self.kpi.currentData():
            return _("Say which KPI it is for.")
        return problem(self.course, self.participants, self._today)

    def _add(self) -> None:
        unit = self.who.found
        if isinstance(unit, Unit) and unit not in self._people:
            self._people[unit] = Participant(unit, Arm.TRAINED)
            self.who.choose(None)
            self._forget_draw()
            self._changed()
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_off(self) -> None:
        if self._old is not None:
            return
        for one in self.people.selected():
            self._people.pop(one.unit, None)
        self._forget_draw()
        self._changed()

    def _draw_lots(self) -> None:
        """Once: whoever does not like a lot may not draw again."""
        from secrets import randbelow

        persons = self._persons()
        if self._draw is None and is_offered(len(persons), self.seats.value() or None):
            cells = {unit.person: (unit.skill, unit.channel) for unit in self._people}
            self._draw = draw(persons, self.seats.value(), randbelow(MOST_SEED) + 1, cells=cells)
            _choose(self.against, Against.WAIT_LIST)
            self._show_people()
            self._judge()

    def _forget_draw(self) -> None:
        """Others, or other seats: what was drawn no longer holds."""
        if self._filling:
            return
        if self._draw is not None:
            self._draw = None
            _choose(self.against, Against.FORECAST)
        self._show_people()
        self._judge()

    def _move_last(self) -> None:
        if self.last.date() < self.first.date():
            self.last.setDate(self.first.date())
        self._changed()

    def _changed(self) -> None:
        """What the prospects depend on may be another."""
        if self._filling:
            return
        kpi, on = self.kpi.currentData() or "", min(self._today, _day(self.first))
        asked = (kpi, on, self.window_days.value())
        if self._old is None and kpi and asked != self._asked:
            self._asked = asked
            self._prospects = None
            self.prospects_asked.emit(*asked)
        self._show_people()
        self._judge()

    # -- judging --------------------------------------------------------------------------------------------

    def _judge_least(self) -> None:
        wrong = isinstance(self._least(), Refused)
        self.fields["least"].show_problem(_("This is no number.") if wrong else "")

    def _judge(self) -> None:
        if self._filling or not self._id:
            return
        course, people = self.course, self.participants
        kpi = BY_ID.get(course.kpi)
        first, last = course.window
        self.days_told.setText(
            _("Its effect is told by the days from {first} to {last}, and can be stated from {day}.").format(
                first=day(first, self._today),
                last=day(last, self._today),
                day=day(course.settled, self._today),
            )
        )
        new = self._old is None
        self.late.setText(
            _("It has begun already: it is registered as late, which its effect will always say.")
            if course.terms.late
            else ""
        )
        self.late.setVisible(course.terms.late)
        offered = new and is_offered(len(self._persons()), course.terms.seats)
        self.lot.setVisible(offered)
        self.lot.setEnabled(self._draw is None)
        self._say_drawn(offered)
        self.fields["control"].setVisible(new and course.terms.against is Against.CELL)
        self.fields["better"].setVisible(new and kpi is not None and kpi.direction is Direction.BAND)
        self.shows.setText(self._shows(course, people) if new else "")
        self.shows.setVisible(bool(self.shows.text()))
        if not self.problem.isHidden():
            wrong = self._wrong()
            self.problem.setText(wrong)
            self.problem.setVisible(bool(wrong))
        self.bar.save.setEnabled(new or course != self._old)
        self._say_save()

    def _shows(self, course: Course, people: Sequence[Participant]) -> str:
        """The smallest effect that could show with so many."""
        if not course.kpi or not people:
            return ""
        against = course.terms.against
        if against is Against.CELL:
            return _(
                "A whole group is compared week by week: how small an effect could show is not known before."
            )
        if self._prospects is None:
            return _("It is being counted how small an effect could show…")
        trained = sum(one.arm is Arm.TRAINED for one in people)
        compared = self._prospects.compared(people, against)
        least = self._prospects.detectable(people, against)
        if least is None:
            return _("Nobody can say how small an effect could show: too few people have figures.")
        said = _(
            "With {trained} trained and {compared} compared, an effect of {least} or more would most likely "
            "show (4 times in 5)."
        ).format(trained=number(trained), compared=number(compared), least=wording.size(course.kpi, least))
        wanted = course.terms.success.least
        if wanted is not None and wanted < least:
            said += " " + _("What is called a success is less: it could pass unseen.")
        return said

    def _say_drawn(self, offered: bool) -> None:
        found = self._draw
        if found is None:
            self.drawn.setText(
                _(
                    "More people than seats: let a lot say who goes first. Those who wait show what "
                    "would have come anyway; no comparison is surer."
                )
                if offered
                else ""
            )
        else:
            called = self._listed.called
            self.drawn.setText(
                _("Drawn with the seed {seed}. First: {first}. Waiting: {waiting}.").format(
                    seed=found.seed,
                    first=_(", ").join(map(called, found.trained)),
                    waiting=_(", ").join(map(called, found.waiting)),
                )
            )
        self.drawn.setVisible(bool(self.drawn.text()))

    def _show_people(self) -> None:
        self.people.show_rows(self.participants)
        self.people.say_empty(_("Nobody is on it yet: add people below."), "")
        self.take_off.setVisible(self._old is None and bool(self._people))

    def _free(self) -> None:
        """Of a registered course most stays as it is."""
        new = self._old is None
        planned = new or (self._old is not None and self._old.state_on(self._today) is CourseState.PLANNED)
        for name in ("kpi", "against", "control", "success", "least", "better"):
            self.fields[name].setEnabled(new)
        for name in ("who", "why"):
            self.fields[name].setVisible(new)
        self.add.setVisible(new)
        for name in ("first", "last", "window", "rest"):
            self.fields[name].setEnabled(planned)
        self.problem.hide()

    # -- words ----------------------------------------------------------------------------------------------

    def _columns(self) -> list[Column[Participant]]:
        return [
            Column("name", mark("Full name"), lambda one: self._called(one.unit), width=110, stretch=True),
            Column("work", mark("Work"), lambda one: self._group(one.unit), width=110, quiet=True),
            Column("arm", mark("Part"), lambda one: _(ARM_LABELS[one.arm]), width=80),
            Column(
                "reason",
                mark("Reason"),
                lambda one: wording.because(one.reason),
                about=lambda one: wording.because(one.reason),
                width=120,
                quiet=True,
            ),
        ]

    def _called(self, unit: Unit) -> str:
        return self._listed.called(unit.person)

    def _group(self, unit: Unit) -> str:
        known = self._prospects.known if self._prospects is not None else ()
        skill = next((one.skill_name for one in known if one.unit == unit), "")
        return f"{skill} · {channel_name(unit.channel)}" if skill else self._listed.group(unit)

    def _fill_boxes(self) -> None:
        spoken = language()
        rows = [row.category for row in self._listed.categories if not row.category.retired]
        fills: Mapping[QComboBox, list[tuple[str, object]]] = {
            self.kpi: [("", ""), *((kpi.title, kpi.id) for kpi in known_kpis())],
            self.category: [
                (_("none"), ""),
                *((categories.name(one, spoken), one.id) for one in rows),
            ],
            self.against: [(_(AGAINST_LABELS[one]), one) for one in AGAINST],
            self.better: [(_(DIRECTION_LABELS[one]), one) for one in (Direction.HIGHER, Direction.LOWER)],
        }
        for box, choices in fills.items():
            chosen = box.currentData()
            if [(box.itemText(at), box.itemData(at)) for at in range(box.count())] == choices:
                continue
            box.clear()
            for said, of in choices:
                box.addItem(said, of)
            _choose(box, chosen)

    def _say_save(self, *, waiting: bool = False) -> None:
        if waiting:
            self.bar.call_save(mark("Counting…"))
        elif self._old is not None:
            self.bar.call_save("")
        else:
            late = bool(self._id) and self._today > _day(self.first)
            self.bar.call_save(mark("Register as late") if late else mark("Register"))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.add.setText(_("Add"))
        self.take_off.setText(_("Take the chosen off"))
        self.lot.setText(_("Draw who goes first"))
        self.lot.setToolTip(_("A lot is drawn once; its seed is kept with the course."))
        self.seats.setSpecialValueText(_("any number"))
        for spin in (self.window_days, self.rest):
            spin.setSuffix(_(" days"))
        kpi = BY_ID.get(self.kpi.currentData() or "")
        shares = kpi is not None and kpi.unit is KpiUnit.SHARE
        self.least.setPlaceholderText("2 %" if shares else "")
        self._fill_boxes()
        self._say_save()
        self._judge()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _choose(box: QComboBox, wanted: object) -> None:
    at = next((at for at in range(box.count()) if box.itemData(at) == wanted), 0)
    box.setCurrentIndex(at if box.count() else -1)


def _day(edit: QDateEdit) -> date:
    of = edit.date()
    return date(of.year(), of.month(), of.day())


def _beside(*fields: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE_M)
    for one in fields:
        row.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _known_words(*parts: str) -> str:
    return _(" · ").join(part for part in parts if part)
