"""Logins that did something, and nobody said who stands behind them: said here, most of it with one click."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.people.likeness import Suggestion, Why
from supervisor.people.store import Adopted, Assigning
from supervisor.people.unknown import Unknown
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.people.agents_page import full_day
from ui.people.desk import PeopleDesk
from ui.people.person_line import PersonLine
from ui.people.work import People
from ui.widgets.day_line import DayLine
from ui.widgets.drawer import WithDrawer
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.lead import Lead
from ui.widgets.pane import Pane
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind
from ui.widgets.table.flow import Flow

WHY_WORDS = {
    Why.NUMBER: mark("it is the employee number"),
    Why.LOGIN: mark("the same login elsewhere"),
    Why.NAME: mark("the same name"),
    Why.WRITTEN: mark("the same, written otherwise"),
    Why.ZEROS: mark("the same but for zeros in front"),
    Why.WITHIN: mark("the employee number stands in it"),
}
SUGGESTED, NOT_SUGGESTED = "suggested", "nobody"


class LoginPage(Pane):
    """One unknown login: who it may be, each with a button; somebody else; a new person; nobody."""

    assigned = Signal(object, str, object, object)  # Unknown, the person's id, since, until
    adopted = Signal(object)
    ignored = Signal(object)

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._of: Unknown | None = None
        self.facts = QLabel(self)
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self._may_be = QLabel(self)
        self._may_be.setProperty("role", "small")
        self.suggestions = FlowRow(self)
        self.buttons: list[QPushButton] = []
        self.other = PersonLine()
        self.since, self.until = DayLine(), DayLine()
        self.other_field = Field(
            mark("It is"), self.other, mark("Type a part of the name, number, team or login.")
        )
        self.since_field = Field(
            mark("From"),
            self.since,
            mark("Empty: as far back as anybody knows. For a login that others had before."),
        )
        self.until_field = Field(
            mark("Until"), self.until, mark("The first day on which it no longer holds.")
        )
        self.assign = QPushButton(self)
        self.assign.setProperty("role", "primary")
        self.adopt = QPushButton(self)
        self.ignore = QPushButton(self)
        rest = Flow(theme.SPACE_S)
        for button in (self.assign, self.adopt, self.ignore):
            rest.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (
            self.facts,
            self._may_be,
            self.suggestions,
            self.other_field,
            self.since_field,
            self.until_field,
        ):
            column.addWidget(widget)
        column.addLayout(rest)
        column.addStretch(1)
        self.other.returnPressed.connect(self._assign)
        self.assign.clicked.connect(self._assign)
        self.adopt.clicked.connect(lambda: self._of is not None and self.adopted.emit(self._of))
        self.ignore.clicked.connect(lambda: self._of is not None and self.ignored.emit(self._of))
        self._say()

    @property
    def key(self) -> tuple[str, str] | None:
        """Which login is shown."""
        return self._of.seen.key if self._of is not None else None

    def title(self) -> tuple[str, str]:
        """The login, and the line under it."""
        if self._of is None:
            return "", ""
        return self._of.seen.login, self._of.seen.source

    def show_login(self, of: Unknown) -> None:
        """Show *of*; what is typed stays while it is the same login."""
        if self.key != of.seen.key:
            self.other.clear()
            self.since.show_day(None)
            self.until.show_day(None)
            for field in (self.other_field, self.since_field, self.until_field):
                field.show_problem("")
        self._of = of
        self.other.offer(self._desk.people)
        self._say()

    def _say(self) -> None:
        self._may_be.setText(_("It may be"))
        self.assign.setText(_("Say so"))
        self.adopt.setText(_("Make a new person of it"))
        self.ignore.setText(_("Leave it out of all figures"))
        self.ignore.setToolTip(_("For test telephones and machines; what it did counts for nobody."))
        of = self._of
        if of is None:
            return
        seen, roll, day = of.seen, self._desk.people.roll, self._desk.day
        parts = []
        if seen.name:
            parts.append(_("Its source calls it {name}.").format(name=seen.name))
        if seen.team:
            parts.append(_("Team: {team}").format(team=seen.team))
        if seen.first is not None:
            parts.append(
                _("There are facts from {first} to {last}.").format(
                    first=full_day(seen.first), last=full_day(seen.last)
                )
            )
        if of.partly:
            parts.append(_("Somebody is known behind it, but not on all of these days."))
        self.facts.setText("\n".join(parts) or _("There are no facts of it yet."))
        self.suggestions.clear()
        self.buttons = []
        for one in of.suggestions:
            said = _("{name}: {why}").format(name=roll.called(one.person, day), why=_(WHY_WORDS[one.why]))
            button = QPushButton(said, self.suggestions)
            button.clicked.connect(partial(self._choose, one.person))
            self.suggestions.add(button)
            self.buttons.append(button)
        lines = (self.other, self.since, self.until)
        for stop, next_stop in pairwise((*self.buttons, *lines, self.assign, self.adopt, self.ignore)):
            self.setTabOrder(stop, next_stop)
        self._may_be.setVisible(bool(of.suggestions))
        self.suggestions.setVisible(bool(of.suggestions))
        self.adopt.setEnabled(not of.partly)

    def _choose(self, person: str) -> None:
        if self._days_fine() and self._of is not None:
            self.assigned.emit(self._of, person, self.since.day, self.until.day)

    def _assign(self) -> None:
        person = self.other.person
        self.other_field.show_problem("" if person else _("Choose somebody from the list."))
        if person:
            self._choose(person)

    def _days_fine(self) -> bool:
        for line, field in ((self.since, self.since_field), (self.until, self.until_field)):
            field.show_problem(line.problem)
        return not (self.since.problem or self.until.problem)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.other.setFocus(event.reason())  # a focus proxy would lead Tab back to it

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)


class UnknownPage(QWidget):
    """A accepts the suggestion of the selected logins, P makes people of them, Del leaves them out."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.accept = QPushButton(self)
        self.accept.setProperty("role", "primary")
        self.adopt = QPushButton(self)
        self.ignore = QPushButton(self)
        self.adopt_all = QPushButton(self)
        self._sources = QMenu(self)
        self.adopt_all.setMenu(self._sources)
        self.table: DeskTable[Unknown] = DeskTable(
            "unknown logins",
            self._columns(),
            key=lambda row: row.seen.key,
            title=mark("Unknown logins"),
            facets=[
                Facet("source", mark("Source"), lambda row: (row.seen.source,)),
                Facet(
                    "suggested",
                    mark("Suggestion"),
                    lambda row: (SUGGESTED if row.suggestions else NOT_SUGGESTED,),
                    fixed=((SUGGESTED, mark("Suggested")), (NOT_SUGGESTED, mark("Without suggestion"))),
                ),
            ],
            groupings=[
                Grouping("source", mark("Source"), lambda row: (row.seen.source,)),
                Grouping("team", mark("Team"), lambda row: (row.seen.team or _("none"),)),
            ],
            sort=[("suggestion", False), ("source", False), ("login", False)],
            search=lambda row: f"{row.seen.login} {row.seen.name} {row.seen.team}",
            menu=self._fill_menu,
            counted=lambda count: ngettext("{count} login", "{count} logins", count).format(
                count=number(count)
            ),
            machine=desk.machine,
            parent=self,
        )
        self._lay_out()
        self._wire()
        Lead(self, self.table)
        self.retranslate()

    def _columns(self) -> list[Column[Unknown]]:
        return [
            Column("login", mark("Login name"), lambda row: row.seen.login, stretch=True, width=120),
            Column("source", mark("Source"), lambda row: row.seen.source, width=110),
            Column("name", mark("Called there"), lambda row: row.seen.name or None, width=120),
            Column("team", mark("Team"), lambda row: row.seen.team or None, width=110),
            Column(
                "suggestion",
                mark("It may be"),
                self._suggested,
                sort=_strength,
                about=self._about,
                stretch=True,
                width=210,
            ),
            Column(
                "first",
                mark("First facts"),
                lambda row: row.seen.first,
                Kind.DAY,
                text=lambda row: full_day(row.seen.first),
                width=130,
                hidden=True,
            ),
            Column(
                "last",
                mark("Last facts"),
                lambda row: row.seen.last,
                Kind.DAY,
                text=lambda row: full_day(row.seen.last),
                width=130,
            ),
        ]

    def _lay_out(self) -> None:
        main = QWidget(self)
        Lead(main, self.table)
        head = Flow(theme.SPACE_S)
        for button in (self.accept, self.adopt, self.ignore, self.adopt_all):
            head.addWidget(button)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addLayout(head)
        rows.addWidget(self.table, 1)
        self.split = WithDrawer(main, "unknown logins", self._desk.machine, self)
        self.login = LoginPage(self._desk, self.split.drawer)
        self.split.drawer.pages.addWidget(self.login)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        self.accept.clicked.connect(self.accept_selected)
        self.adopt.clicked.connect(self.adopt_selected)
        self.ignore.clicked.connect(self.ignore_selected)
        self.table.opened.connect(lambda row: self.open(row, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self._desk.import_wanted)
        self.table.view.selectionModel().selectionChanged.connect(lambda *_changed: self._fit_buttons())
        self.login.assigned.connect(self._assign)
        self.login.adopted.connect(lambda one: self._adopt([one]))
        self.login.ignored.connect(lambda one: self._ignore([one]))
        for keys, slot in (
            ("A", self.accept_selected),
            ("P", self.adopt_selected),
            ("Del", self.ignore_selected),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table.view, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_people(self, people: People) -> None:
        """Show the unknown logins of *people*."""
        self.table.show_rows(people.unknown)
        if self.split.is_open:
            row = self.table.row(self.login.key) if self.login.key is not None else None
            if row is not None:
                self.open(row)
            else:
                self.split.close_drawer()
        self._fill_sources(people)
        self._fit_buttons()

    def open(self, row: Unknown, *, focus: bool = False) -> None:
        """Open the drawer on a login."""
        self.login.show_login(row)
        self.split.drawer.show_page(self.login, *self.login.title())
        self.split.open_drawer(focus=focus)
        if focus:
            first = self.login.buttons[0] if self.login.buttons else self.login
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move_on(self, row: Unknown | None) -> None:
        if row is not None and self.split.is_open:
            self.open(row)

    def _fill_sources(self, people: People) -> None:
        self._sources.clear()
        counts = Counter(one.seen.source for one in people.unknown if _is_new(one))
        for source, count in sorted(counts.items()):
            said = ngettext(
                "{source}: make a person of {count} login",
                "{source}: make people of {count} logins",
                count,
            ).format(source=source, count=number(count))
            self._sources.addAction(said, partial(self.adopt_source, source))
        self.adopt_all.setEnabled(bool(counts))

    def _fit_buttons(self) -> None:
        chosen = self.table.selected()
        self.accept.setEnabled(any(row.suggestions for row in chosen))
        self.adopt.setEnabled(any(not row.partly for row in chosen))
        self.ignore.setEnabled(bool(chosen))

    def _suggested(self, row: Unknown) -> str | None:
        if not row.suggestions:
            return None
        first = self._suggestion(row.suggestions[0])
        if len(row.suggestions) == 1:
            return first
        more = len(row.suggestions) - 1
        return _("{first}, or {more} more").format(first=first, more=more)

    def _suggestion(self, one: Suggestion) -> str:
        name = self._desk.people.roll.called(one.person, self._desk.day)
        return _("{name}: {why}").format(name=name, why=_(WHY_WORDS[one.why]))

    def _about(self, row: Unknown) -> str:
        return "\n".join(self._suggestion(one) for one in row.suggestions)

    # -- what is done ---------------------------------------------------------------------------------------

    def accept_selected(self) -> None:
        """Accept the first suggestion of each selected login."""
        chosen = [row for row in self.table.selected() if row.suggestions]
        if len(chosen) == 1:
            self._assign(chosen[0], chosen[0].suggestions[0].person)
        elif chosen:
            assigned = [
                Assigning(row.seen.source, row.seen.login, row.suggestions[0].person)
                for row in chosen
                if not row.partly
            ]
            said = _("{count} suggestions were accepted.").format(count=number(len(assigned)))
            self._desk.do(said, "assign_logins", assigned)

    def adopt_selected(self) -> None:
        """Make a person of each selected login."""
        self._adopt(self.table.selected())

    def ignore_selected(self) -> None:
        """Leave the selected logins out of all figures."""
        self._ignore(self.table.selected())

    def adopt_source(self, source: str) -> None:
        """Make people of all logins of *source* for which nobody is suggested, as one step."""
        self._adopt([row for row in self._desk.people.unknown if row.seen.source == source and _is_new(row)])

    def _assign(self, row: Unknown, person: str, since: object = None, until: object = None) -> None:
        said = _("{login} is {name}.").format(
            login=row.seen.login, name=self._desk.people.roll.called(person, self._desk.day)
        )
        self._desk.do(said, "assign_login", row.seen.source, row.seen.login, person, since, until)

    def _adopt(self, rows: list[Unknown]) -> None:
        logins = [
            Adopted(row.seen.source, row.seen.login, row.seen.name, row.seen.team)
            for row in rows
            if not row.partly
        ]
        if not logins:
            return
        count = len(logins)
        said = ngettext("{count} person was added.", "{count} people were added.", count).format(
            count=number(count)
        )
        self._desk.do(said, "adopt", logins)

    def _ignore(self, rows: list[Unknown]) -> None:
        if not rows:
            return
        count = len(rows)
        said = ngettext(
            "{count} login is left out of all figures.", "{count} logins are left out of all figures.", count
        ).format(count=number(count))
        self._desk.do(said, "ignore_logins", [row.seen.key for row in rows])

    def _fill_menu(self, row: Unknown, menu: QMenu) -> None:
        for one in row.suggestions:
            said = _("It is {suggestion}").format(suggestion=self._suggestion(one))
            menu.addAction(said, partial(self._assign, row, one.person))
        menu.addAction(_("Somebody else…"), partial(self.open, row, focus=True))
        menu.addAction(_("Make a new person of it"), self.adopt_selected)
        menu.addAction(_("Leave it out of all figures"), self.ignore_selected)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for button, said, tip in (
            (self.accept, _("Accept the suggestion"), _("Of each selected login (A)")),
            (self.adopt, _("Make people of them"), _("A new person for each selected login (P)")),
            (self.ignore, _("Leave out"), _("Leave the selected logins out of all figures (Del)")),
            (
                self.adopt_all,
                _("Adopt all of a source"),
                _("People of all its logins for which nobody is suggested, in their teams, as one step"),
            ),
        ):
            button.setText(said)
            button.setToolTip(tip)
        self.table.say_empty(
            _(
                "Everybody is known: no login has done anything without a person behind it. Logins come with "
                "sources and imported files."
            ),
            _("Import a sheet…"),
        )
        self._fill_sources(self._desk.people)
        self._fit_buttons()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _strength(row: Unknown) -> tuple[int, int] | None:
    """The surest suggestions first."""
    if not row.suggestions:
        return None
    return list(Why).index(row.suggestions[0].why), len(row.suggestions)


def _is_new(row: Unknown) -> bool:
    """Whether it can be made a person without being asked."""
    return not row.suggestions and not row.partly
