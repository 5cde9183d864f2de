"""What is decided about people in the drawer: a transfer, a login handed over, a merger, a split."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.people.draft import new_id
from supervisor.people.person import GroupKind, LoginUse, Person
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, ngettext
from supervisor.words import day as day_words
from ui import theme
from ui.people.desk import PeopleDesk
from ui.people.person_line import PersonLine
from ui.people.tables import KIND_WORDS
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.pane import Pane


class Decision(Pane):
    """A sentence, fields, what is wrong, and two buttons. Enter decides, Alt+Left goes back."""

    decided = Signal()  # it was done
    left = Signal()  # it was not

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.start: QWidget = self  # what has the keyboard first
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.do_it = QPushButton(self)
        self.do_it.setProperty("role", "primary")
        self.cancel = QPushButton(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        buttons.addWidget(self.do_it)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SPACE_M)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.text)
        column.addLayout(self.body)
        column.addWidget(self._problem)
        column.addLayout(buttons)
        column.addStretch(1)
        self.do_it.clicked.connect(self.decide)
        self.cancel.clicked.connect(self.left)

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    def title(self) -> str:
        """What the drawer is called meanwhile."""
        raise NotImplementedError

    def decide(self) -> None:
        """Do it, when everything is filled in."""
        raise NotImplementedError

    def _say(self) -> None:
        raise NotImplementedError

    def tell_problem(self, said: str) -> None:
        """Say what is wrong; "" when nothing is."""
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    def _do(self, said: str, name: str, *args: object, **kwargs: object) -> None:
        self.tell_problem("")
        self.do_it.setEnabled(False)
        self._desk.do(said, name, *args, then=self._done, failed=self._refused, **kwargs)

    def _done(self) -> None:
        self.do_it.setEnabled(True)
        self.decided.emit()

    def _refused(self, error: SupervisorError) -> None:
        self.do_it.setEnabled(True)
        self.tell_problem(sentence(error))

    def _day(self, line: DayLine, field: Field) -> bool:
        """Whether *line* can be read; else the field says so."""
        field.show_problem(line.problem)
        return not line.problem

    def _name(self, person: str) -> str:
        return self._desk.people.roll.called(person, self._desk.day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.start is not self:
            self.start.setFocus(event.reason())  # a focus proxy would lead Tab back to it

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)


class TransferForm(Decision):
    """Persons go to another group on a day."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._persons: tuple[str, ...] = ()
        self.group = QComboBox()
        self.since = DayLine()
        self.group_field = Field(mark("To"), self.group)
        self.since_field = Field(
            mark("From"), self.since, mark("The first day there. Empty: as far back as anybody knows.")
        )
        for field in (self.group_field, self.since_field):
            self.body.addWidget(field)
        self.since.returnPressed.connect(self.decide)
        self.start = self.group
        self._say()

    def ask(self, persons: Sequence[str]) -> None:
        """Ask where *persons* go."""
        self._persons = tuple(persons)
        order = {kind: place for place, kind in enumerate(GroupKind)}
        chosen = self.group.currentData()
        self.group.clear()
        for group in sorted(
            self._desk.people.roll.groups.values(), key=lambda one: (order[one.kind], one.name)
        ):
            said = _("{kind}: {name}").format(kind=_(KIND_WORDS[group.kind]), name=group.name)
            self.group.addItem(said, group.id)
        self.group.setCurrentIndex(max(0, self.group.findData(chosen)))
        self.since.show_day(self._desk.day)
        self.tell_problem(
            "" if self.group.count() else _("There is no group yet: add one in the tab Groups.")
        )
        self.do_it.setEnabled(bool(self.group.count()))
        self._say()

    def title(self) -> str:
        return _("Transfer")

    def decide(self) -> None:
        group = self.group.currentData()
        if group is None or not self._day(self.since, self.since_field):
            return
        name = self._desk.people.roll.groups[group].name
        count = len(self._persons)
        if count == 1:
            said = _("{name} moved to {group}.").format(name=self._name(self._persons[0]), group=name)
        else:
            said = _("{count} people moved to {group}.").format(count=count, group=name)
        self._do(said, "move", list(self._persons), group, self.since.day)

    def _say(self) -> None:
        count = len(self._persons)
        if count == 1:
            self.text.setText(
                _(
                    "{name} leaves the team (or department) of until then on the day on which the new one "
                    "begins; a skill group comes to the others. What was before stays as it was."
                ).format(name=self._name(self._persons[0]))
            )
        else:
            self.text.setText(
                ngettext(
                    "{count} person leaves the team (or department) of until then on the day on which the "
                    "new one begins; a skill group comes to the others. What was before stays as it was.",
                    "{count} people leave the team (or department) of until then on the day on which the "
                    "new one begins; a skill group comes to the others. What was before stays as it was.",
                    count,
                ).format(count=count)
            )
        self.do_it.setText(_("Transfer"))
        self.cancel.setText(_("Cancel"))


class HandOverForm(Decision):
    """A login stands for somebody else from a day on."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._person = ""
        self._logins: list[tuple[str, str]] = []
        self.login = QComboBox()
        self.other = PersonLine()
        self.since, self.until = DayLine(), DayLine()
        self.login_field = Field(mark("Login name"), self.login)
        self.other_field = Field(
            mark("Goes to"), self.other, mark("Type a part of the name, number, team or login.")
        )
        self.since_field = Field(mark("From"), self.since)
        self.until_field = Field(
            mark("Until"), self.until, mark("The first day on which it is given back. Empty: for good.")
        )
        for field in (self.login_field, self.other_field, self.since_field, self.until_field):
            self.body.addWidget(field)
        for line in (self.since, self.until):
            line.returnPressed.connect(self.decide)
        self.start = self.other
        self._say()

    def ask(self, person: str) -> None:
        """Ask to whom a login of *person* goes."""
        self._person = person
        people = self._desk.people
        self._logins = list(dict.fromkeys((use.source, use.login) for use in people.roll.logins_of(person)))
        self.login.clear()
        for source, login in self._logins:
            self.login.addItem(_("{login} at {source}").format(login=login, source=source))
        self.other.offer(people, {person})
        self.other.clear()
        self.since.show_day(self._desk.day)
        self.until.show_day(None)
        self.tell_problem("")
        self._say()

    def title(self) -> str:
        return _("Hand a login over")

    def decide(self) -> None:
        fine = self._day(self.since, self.since_field) and self._day(self.until, self.until_field)
        other = self.other.person
        self.other_field.show_problem("" if other else _("Choose somebody from the list."))
        if not fine or other is None or self.login.currentIndex() < 0:
            return
        source, login = self._logins[self.login.currentIndex()]
        said = _("{login} is {name} from {day} on.").format(
            login=login, name=self._name(other), day=day_words(self.since.day, self._desk.today)
        )
        days = (self.since.day, self.until.day)
        self._do(said, "assign_login", source, login, other, *days, instead=True)

    def _say(self) -> None:
        name = self._name(self._person) if self._person else ""
        self.text.setText(
            _("What the login did before that day stays with {name}; no figure is made anew.").format(
                name=name
            )
        )
        self.do_it.setText(_("Hand over"))
        self.cancel.setText(_("Cancel"))


class MergeForm(Decision):
    """Two persons turn out to be one."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._person = ""
        self.other = PersonLine()
        self.other_field = Field(
            mark("The same person as"), self.other, mark("Type a part of the name, number, team or login.")
        )
        self.body.addWidget(self.other_field)
        self.other.chosen.connect(lambda _person: self._say())
        self.other.returnPressed.connect(self.decide)
        self.start = self.other
        self._say()

    def ask(self, person: str, other: str | None = None) -> None:
        """Ask who is the same as *person*; *other* is offered first, else somebody of the same name."""
        self._person = person
        people = self._desk.people
        self.other.offer(people, {person})
        same = people.roll.namesakes(person)
        self.other.show_person(other or (same[0].id if len(same) == 1 else None))
        self.tell_problem("")
        self._say()

    def title(self) -> str:
        return _("Merge two people")

    def decide(self) -> None:
        other = self.other.person
        self.other_field.show_problem("" if other else _("Choose somebody from the list."))
        persons = self._desk.people.roll.persons
        if other is None or self._person not in persons or other not in persons:
            return
        said = _("{other} and {name} are one person now.").format(
            other=self._name(other), name=self._name(self._person)
        )
        self._do(said, "merge", persons[self._person], persons[other])

    def _say(self) -> None:
        roll = self._desk.people.roll
        other = self.other.person
        name = self._name(self._person) if self._person else ""
        if other is None:
            said = _("{name} stays, and takes the logins and groups of the other one.").format(name=name)
        else:
            logins = _(", ").join(dict.fromkeys(use.login for use in roll.logins_of(other))) or "–"
            said = _(
                "{name} stays, and takes the logins ({logins}) and groups of {other}, who is no more. Where "
                "both were in a team on the same day, that of {name} holds."
            ).format(name=name, logins=logins, other=self._name(other))
        self.text.setText(said)
        self.do_it.setText(_("Make them one person"))
        self.cancel.setText(_("Cancel"))


class SplitForm(Decision):
    """Logins of a person get a person of their own."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._person = ""
        self._boxes: list[tuple[QCheckBox, LoginUse]] = []
        self._logins = QVBoxLayout()
        self._logins.setSpacing(theme.SPACE_S)
        self.name = QLineEdit()
        self.number = QLineEdit()
        self.name_field = Field(mark("Name of the new person"), self.name)
        self.number_field = Field(mark("Employee number"), self.number)
        self.body.addLayout(self._logins)
        for field in (self.name_field, self.number_field):
            self.body.addWidget(field)
        for line in (self.name, self.number):
            line.returnPressed.connect(self.decide)
        self._say()

    def ask(self, person: str) -> None:
        """Ask which logins of *person* are somebody else's."""
        self._person = person
        roll = self._desk.people.roll
        for box, _use in self._boxes:
            box.hide()
            box.deleteLater()
        self._boxes = []
        for use in roll.logins_of(person):
            box = QCheckBox(_login_words(use, self._desk.today), self)
            box.toggled.connect(lambda _on: self._say())
            self._logins.addWidget(box)
            self._boxes.append((box, use))
        found = roll.persons.get(person)
        self.name.setText(found.name if found is not None else "")
        self.number.clear()
        self.tell_problem("")
        if self._boxes:
            self.start = self._boxes[0][0]
        self._say()

    @property
    def boxes(self) -> list[QCheckBox]:
        """A box for each login."""
        return [box for box, _use in self._boxes]

    def title(self) -> str:
        return _("Split")

    def decide(self) -> None:
        uses = [use for box, use in self._boxes if box.isChecked()]
        self.name_field.show_problem("" if self.name.text().strip() else _("Enter a name."))
        if not uses or not self.name.text().strip():
            self.tell_problem("" if uses else _("Choose at least one login."))
            return
        name = " ".join(self.name.text().split())
        said = ngettext(
            "{logins} has a person of its own now.", "{logins} have a person of their own now.", len(uses)
        ).format(logins=_(", ").join(dict.fromkeys(use.login for use in uses)))
        self._do(said, "split", uses, Person(new_id(), name, self.number.text().strip()))

    def _say(self) -> None:
        name = self._name(self._person) if self._person else ""
        self.text.setText(
            _(
                "Which logins are somebody else’s? They get a person of their own, in the groups in which "
                "{name} was meanwhile."
            ).format(name=name)
        )
        self.do_it.setText(_("Split"))
        self.cancel.setText(_("Cancel"))
        self.do_it.setEnabled(any(box.isChecked() for box, _use in self._boxes))


def _login_words(use: LoginUse, today: date) -> str:
    """A login with its source and days."""
    said = _("{login} at {source}").format(login=use.login, source=use.source)
    if use.since is not None:
        said += ", " + _("from {day}").format(day=day_words(use.since, today))
    if use.until is not None:
        said += ", " + _("until {day}").format(day=day_words(use.until, today))
    return said
