"""One person in the drawer: what is known, groups and logins from day to day, all saved as one step."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import ChangedMeanwhileError, SupervisorError
from supervisor.facts.own import is_own
from supervisor.people.draft import new_id
from supervisor.people.person import GroupKind, LoginUse, Membership, Person
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, ngettext
from ui import theme
from ui.people.desk import PeopleDesk
from ui.people.tables import LoginTable, MembershipTable
from ui.people.work import People
from ui.rights import guard
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane
from ui.widgets.save_bar import UnsavedBar

ACTIONS = (
    ("transfer", mark("Transfer…")),
    ("hand_over", mark("Hand a login over…")),
    ("split", mark("Split…")),
    ("merge", mark("Merge…")),
    ("remove", mark("Remove")),
)


class PersonPage(QWidget):
    """The form of one person, or of a new one. Ctrl+S saves."""

    asked = Signal(str, str)  # one of ACTIONS, and the person's id
    title_changed = Signal()
    saved = Signal(str)  # the person's id

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._person: Person | None = None
        self._memberships: list[Membership] = []
        self._uses: list[LoginUse] = []
        self._saving = False
        self.name = QLineEdit()
        self.number = QLineEdit()
        self.joined, self.left_on = DayLine(), DayLine()
        self.note = QLineEdit()
        self.fields = {
            "name": Field(mark("Full name"), self.name),
            "number": Field(mark("Employee number"), self.number),
            "joined": Field(mark("Joined"), self.joined, mark("The tenure band follows from it.")),
            "left": Field(mark("Left"), self.left_on, mark("The first day away.")),
            "note": Field(mark("Note"), self.note),
        }
        self.groups = MembershipTable(self)
        self.logins = LoginTable(self)
        self.ways = FlowRow(self)
        self.buttons: dict[str, QPushButton] = {}
        for name, _title in ACTIONS:
            button = self.buttons[name] = QPushButton(self.ways)
            button.clicked.connect(partial(self._ask, name))
            self.ways.add(button)
        self.namesakes = QLabel(self)
        self.namesakes.setProperty("role", "small")
        self.namesakes.setWordWrap(True)
        self.unsaved = UnsavedBar(self)
        self._lay_out()
        for line in (self.name, self.number, self.joined, self.left_on, self.note):
            line.textEdited.connect(lambda _text: self._show_unsaved())
            line.returnPressed.connect(self.keep)
        for table in (self.groups, self.logins):
            table.edited.connect(self._show_unsaved)
        for field in self.fields.values():
            field.left.connect(self._judge_lines)
        self.unsaved.save_asked.connect(self.keep)
        self.unsaved.discard_asked.connect(self.forget)
        self._order_tabs()
        guard(desk.centre, Act.SET_PEOPLE, self.unsaved.save, *self.buttons.values())
        self.retranslate()
        self._show()

    def _lay_out(self) -> None:
        inner = Pane(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_S)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.fields["name"], 0, 0, top)
        grid.addWidget(self.fields["number"], 0, 1, top)
        grid.addWidget(self.fields["joined"], 1, 0, top)
        grid.addWidget(self.fields["left"], 1, 1, top)
        grid.addWidget(self.fields["note"], 2, 0, 1, 2, top)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.namesakes)
        column.addWidget(self.ways)
        column.addLayout(grid)
        column.addWidget(self.groups)
        column.addWidget(self.logins)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_S)
        whole.addWidget(scroll, 1)
        whole.addWidget(self.unsaved)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def person(self) -> Person | None:
        """Who is shown, as read; of version 0 when new."""
        return self._person

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        if self._person is None:
            return False
        return self._person.version == 0 or self._edited()

    @property
    def is_untouched(self) -> bool:
        """Whether a new person was not even begun with."""
        lines = (self.name, self.number, self.joined, self.left_on, self.note)
        new = self._person is not None and self._person.version == 0
        return new and not any(
            (*(line.text() for line in lines), self.groups.is_filled, self.logins.is_filled)
        )

    def clear(self) -> None:
        """Show nobody."""
        self._person = None

    def title(self) -> tuple[str, str]:
        """Name, and the line under it."""
        person, people = self._person, self._desk.people
        if person is None or person.version == 0:
            return _("New person"), ""
        roll, day = people.roll, people.day
        teams = roll.groups_of(person.id, GroupKind.TEAM, day)
        departments = roll.groups_of(person.id, GroupKind.DEPARTMENT, day)
        parts = [person.number, *(group.name for group in (*teams, *departments))]
        return roll.called(person.id, day), _(" · ").join(part for part in parts if part)

    def begin(self) -> None:
        """A new person is to be filled in."""
        self._person = Person(new_id(), "", version=0)
        self._memberships, self._uses = [], []
        self._fill()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_person(self, person: str, people: People) -> bool:
        """Show the person with this id; False when there is none any more."""
        found = people.roll.persons.get(person)
        if found is None:
            return False
        self._person = found
        self._memberships = list(people.roll.memberships.get(person, ()))
        self._uses = list(people.roll.logins_of(person))
        self._fill()
        return True

    def show_people(self, people: People) -> bool:
        """The people are others now; what is typed stays. False when the person is no more."""
        if self._person is None or self._person.version == 0:
            self._offer(people)
            return True
        if self._edited():
            return self._person.id in people.roll.persons
        return self.show_person(self._person.id, people)

    def _fill(self) -> None:
        person = self._person
        if person is None:
            return
        self.name.setText(person.name)
        self.number.setText(person.number)
        self.joined.show_day(person.joined)
        self.left_on.show_day(person.left)
        self.note.setText(person.note)
        self._offer(self._desk.people)
        for field in self.fields.values():
            field.show_problem("")
        self._show()

    def _offer(self, people: People) -> None:
        """Groups and sources to choose from; the tables as they were read."""
        sources = [source.name for source in self._desk.centre.kept.sources]
        sources += [source for source, _login in people.roll.logins if not is_own(source)]
        self.groups.show_memberships(self._memberships, people.roll.groups.values())
        self.logins.show_uses(self._uses, dict.fromkeys(sources))

    def _order_tabs(self) -> None:
        """Tab goes as the page is read."""
        order = (
            *self.buttons.values(),
            *(self.name, self.number, self.joined, self.left_on, self.note),
            *self.groups.stops(),
            *self.logins.stops(),
            *(self.unsaved.save, self.unsaved.discard),
        )
        for one, next_one in pairwise(order):
            self.setTabOrder(one, next_one)

    def _show(self) -> None:
        person = self._person
        new = person is None or person.version == 0
        self.ways.setVisible(not new)
        self.buttons["hand_over"].setEnabled(bool(self._uses))
        self.buttons["split"].setEnabled(len({use.login for use in self._uses}) > 1)
        same = self._desk.people.roll.namesakes(person.id) if person is not None and not new else ()
        said = ngettext(
            "Somebody else has this name: {others}.", "Others have this name: {others}.", len(same)
        ).format(others=_(", ").join(self._desk.people.roll.called(one.id, self._desk.day) for one in same))
        self.namesakes.setText(said)
        self.namesakes.setVisible(bool(same))
        self._show_unsaved()
        self.title_changed.emit()

    # -- saving ---------------------------------------------------------------------------------------------

    def _typed(self) -> Person:
        """The person as typed; only to be asked when the days can be read."""
        assert self._person is not None  # noqa: S101
        return replace(
            self._person,
            name=" ".join(self.name.text().split()),
            number=self.number.text().strip(),
            joined=self.joined.day,
            left=self.left_on.day,
            note=self.note.text().strip(),
        )

    def _edited(self) -> bool:
        if self._person is None:
            return False
        if self.joined.problem or self.left_on.problem or self.groups.problem or self.logins.problem:
            return True
        if self._typed() != self._person:
            return True
        key = self._person.id
        memberships, uses = self.groups.memberships(key), self.logins.uses(key)
        return set(memberships) != set(self._memberships) or set(uses) != set(self._uses)

    def _judge_lines(self) -> bool:
        for name, line in (("joined", self.joined), ("left", self.left_on)):
            self.fields[name].show_problem(line.problem)
        if not (self.joined.problem or self.left_on.problem):
            joined, left = self.joined.day, self.left_on.day
            if joined is not None and left is not None and left <= joined:
                self.fields["left"].show_problem(_("This is not after the day of joining."))
        return not any(field.problem for field in self.fields.values())

    def keep(self) -> None:
        """Save everything as one step."""
        if self._saving or not self.is_dirty:
            return
        self.fields["name"].show_problem("" if self.name.text().strip() else _("Enter a name."))
        fine = self._judge_lines()
        fine = self.groups.judge() and fine
        if not (self.logins.judge() and fine):
            self._say_unsaved(_("Something cannot be saved: see above."))
            return
        typed = self._typed()
        self._saving = True
        self.unsaved.save.setEnabled(False)
        said = _("{name} was saved.") if typed.version else _("{name} was added.")
        self._desk.do(
            said.format(name=typed.name),
            "save_person",
            typed,
            self.groups.memberships(typed.id),
            self.logins.uses(typed.id),
            read=[one.id for one in self._memberships] + [use.id for use in self._uses],
            then=partial(self._was_saved, typed.id),
            failed=self._refused,
        )

    def forget(self) -> None:
        """Nothing of what was typed is kept; a new person is not made."""
        if self._person is None:
            return
        if self._person.version == 0:
            self._person = None
            self.saved.emit("")
            return
        self.show_person(self._person.id, self._desk.people)

    def _was_saved(self, person: str) -> None:
        self._saving = False
        self.unsaved.save.setEnabled(True)
        self._person = None  # what comes from the database now is shown
        self.saved.emit(person)

    def _refused(self, error: SupervisorError) -> None:
        self._saving = False
        self.unsaved.save.setEnabled(True)
        said = sentence(error)
        if isinstance(error, ChangedMeanwhileError):
            said += " " + _("Discard shows how it is now.")
        self._say_unsaved(said)

    def _show_unsaved(self) -> None:
        self._say_unsaved("")

    def _say_unsaved(self, problem: str) -> None:
        new = self._person is not None and self._person.version == 0
        self.unsaved.tell(self.is_dirty, _("Not added yet.") if new else _("Not saved yet."), problem)

    def _ask(self, what: str) -> None:
        if self._person is not None:
            self.asked.emit(what, self._person.id)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for name, title in ACTIONS:
            self.buttons[name].setText(_(title))
        self.buttons["transfer"].setToolTip(_("To another team, skill group or department from a day on"))
        self.buttons["hand_over"].setToolTip(_("From a day on somebody else stands behind a login"))
        self.buttons["split"].setToolTip(_("A login gets a person of its own"))
        self.buttons["merge"].setToolTip(_("Somebody else turns out to be the same person"))
        self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.name.setFocus(event.reason())  # a focus proxy would lead Tab back to it

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
