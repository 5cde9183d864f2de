"""The agents as people: one table, and beside it one person with groups and logins from day to day."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.rights.act import Act
from supervisor.words import _, mark, ngettext, number
from supervisor.words import day as day_words
from ui import theme
from ui.people.decisions import Decision, HandOverForm, MergeForm, SplitForm, TransferForm
from ui.people.desk import PeopleDesk
from ui.people.person_page import PersonPage
from ui.people.work import People, PersonRow
from ui.rights import guard
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind
from ui.widgets.table.export import Exporter
from ui.widgets.table.flow import Flow

HERE, AWAY = "here", "away"


def full_day(of: date | None) -> str:
    """A day with its year, however long ago."""
    return day_words(of, date.min)


def _columns() -> list[Column[PersonRow]]:
    return [
        Column("name", mark("Full name"), lambda row: row.name, stretch=True, width=130),
        Column("number", mark("Employee no."), lambda row: row.number, width=108),
        Column("team", mark("Team"), lambda row: row.team, width=110),
        Column("department", mark("Department"), lambda row: row.department, width=110),
        Column("skills", mark("Skills"), lambda row: _(", ").join(row.skills), stretch=True, width=130),
        Column("band", mark("Tenure band"), lambda row: row.band or None, width=96),
        Column(
            "joined",
            mark("Joined"),
            lambda row: row.joined,
            Kind.DAY,
            text=lambda row: full_day(row.joined),
            width=130,
        ),
        Column(
            "left",
            mark("Left"),
            lambda row: row.left,
            Kind.DAY,
            text=lambda row: "" if row.left is None else full_day(row.left),
            width=130,
            hidden=True,
        ),
        Column("logins", mark("Logins"), lambda row: _(", ").join(row.logins), stretch=True, width=120),
    ]


def _none(word: str) -> tuple[str, ...]:
    return (word or _("none"),)


def people_counted(count: int) -> str:
    """How many people, in words."""
    return ngettext("{count} person", "{count} people", count).format(count=number(count))


class AgentsPage(QWidget):
    """Enter opens a person, N adds one, M merges, T transfers the selected ones, Del removes them."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ""  # a person to be shown as soon as there is one of that id
        self.add = QPushButton(self)
        self.transfer = QPushButton(self)
        self.merge = QPushButton(self)
        self.remove = QPushButton(self)
        self.table: DeskTable[PersonRow] = DeskTable(
            "people",
            _columns(),
            key=lambda row: row.id,
            title=mark("People"),
            facets=[
                Facet("team", mark("Team"), lambda row: _none(row.team)),
                Facet("skill", mark("Skill group"), lambda row: row.skills or _none("")),
                Facet("band", mark("Tenure band"), lambda row: _none(row.band)),
                Facet(
                    "here",
                    mark("There on the day"),
                    lambda row: (HERE if row.here else AWAY,),
                    words=lambda value: _("There") if value == HERE else _("Not there"),
                ),
            ],
            groupings=[
                Grouping("team", mark("Team"), lambda row: _none(row.team)),
                Grouping("department", mark("Department"), lambda row: _none(row.department)),
                Grouping("skill", mark("Skill group"), lambda row: row.skills or _none("")),
                Grouping("band", mark("Tenure band"), lambda row: _none(row.band)),
            ],
            sort=[("name", False)],
            search=lambda row: row.search,
            menu=self._fill_menu,
            faded=lambda row: not row.here,
            counted=people_counted,
            machine=desk.machine,
            parent=self,
        )
        self.adopt = QPushButton(self)
        self._lay_out()
        self._wire()
        Lead(self, self.table)
        guard(desk.centre, Act.SET_PEOPLE, self.add, self.transfer, self.merge, self.remove, self.adopt)
        self.retranslate()

    def _lay_out(self) -> None:
        main = QWidget(self)
        Lead(main, self.table)
        head = Flow(theme.SPACE_S)
        for button in (self.add, self.transfer, self.merge, self.remove):
            head.addWidget(button)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addLayout(head)
        rows.addWidget(self.table, 1)
        empty = self.table.empty.layout()
        empty.insertWidget(3, self.adopt, 0, Qt.AlignmentFlag.AlignHCenter)  # type: ignore[union-attr]
        self.split = WithDrawer(main, "people", self._desk.machine, self)
        drawer = self.split.drawer
        self.person = PersonPage(self._desk, drawer.pages)
        self.transfer_form = TransferForm(self._desk, drawer.pages)
        self.hand_over_form = HandOverForm(self._desk, drawer.pages)
        self.merge_form = MergeForm(self._desk, drawer.pages)
        self.split_form = SplitForm(self._desk, drawer.pages)
        for page in (self.person, *self._forms()):
            drawer.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)

    def _forms(self) -> tuple[Decision, ...]:
        return (self.transfer_form, self.hand_over_form, self.merge_form, self.split_form)

    def _wire(self) -> None:
        self.add.clicked.connect(self.begin)
        self.transfer.clicked.connect(lambda: self.ask_transfer())
        self.merge.clicked.connect(lambda: self.ask_merge())
        self.remove.clicked.connect(lambda: self.remove_selected())
        self.adopt.clicked.connect(lambda: self._desk.login_wanted.emit(""))
        self.table.opened.connect(lambda row: self.show_person(row.id, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self._desk.import_wanted)
        self.table.view.selectionModel().selectionChanged.connect(lambda *_changed: self._fit_buttons())
        self.person.asked.connect(self._ask)
        self.person.saved.connect(self._was_saved)
        self.person.title_changed.connect(self._say_title)
        for form in self._forms():
            form.decided.connect(self._go_back)
            form.left.connect(self._go_back)
        self.split.drawer.back_asked.connect(self._go_back)
        self.split.closed.connect(self._closed)
        exporter = Exporter(
            self.table,
            self._desk.centre.jobs,
            zone=lambda: self._desk.centre.zone,
            about=lambda: [(_("As of"), full_day(self._desk.day))],
            people=True,
            who=self._desk.centre.who,
        )
        exporter.noticed.connect(self._desk.noticed)
        exporter.refused.connect(self._desk.centre.jobs.refused)
        for keys, slot in (
            ("N", self.begin),
            ("T", self.ask_transfer),
            ("M", self.ask_merge),
            ("Del", self.remove_selected),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table.view, partial(_press, slot))
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_people(self, people: People) -> None:
        """Show *people*."""
        self.table.show_rows(people.persons)
        if self._wanted in people.roll.persons:
            wanted, self._wanted = self._wanted, ""
            self.show_person(wanted)
        elif not self.person.show_people(people):
            self.split.close_drawer()
        self._say_title()
        self._fit_buttons()

    def show_person(self, person: str, *, focus: bool = False) -> None:
        """Open the drawer on the person with this id."""
        if self._is_held(person):
            return
        if self.table.current is None or self.table.current.id != person:
            self.table.select(person)
        shown = self.person.person
        held = shown is not None and shown.id == person and self.person.is_dirty
        if held or self.person.show_person(person, self._desk.people):
            self._open(focus=focus)

    def begin(self) -> None:
        """Add somebody."""
        if self._is_held(""):
            return
        if not self.person.is_untouched:
            self.person.begin()
        self._open(focus=True)

    def _open(self, *, focus: bool = False) -> None:
        self.split.drawer.show_page(self.person, *self.person.title())
        self.split.open_drawer(focus=focus)
        if focus:
            self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_held(self, person: str) -> bool:
        """Whether the drawer holds something unsaved of somebody else, which stays until it is decided."""
        shown = self.person.person
        if shown is None or shown.id == person or not self.person.is_dirty or self.person.is_untouched:
            return False
        self._open()
        said = _("{name} is not saved yet: save or discard it first.")
        self._desk.noticed.emit(said.format(name=self.person.name.text() or _("The new person")), None)
        return True

    def _move_on(self, row: PersonRow | None) -> None:
        """The drawer follows the keyboard, unless something there is not decided."""
        if row is None or not self.split.is_open or self.split.drawer.can_go_back or self.person.is_dirty:
            return
        if self.person.show_person(row.id, self._desk.people):
            self._open()

    def _closed(self) -> None:
        """What is typed and not saved waits until the person is opened again."""
        if not self.person.is_dirty or self.person.is_untouched:
            self.person.clear()

    def _say_title(self) -> None:
        if self.split.is_open and self.split.drawer.pages.currentWidget() is self.person:
            self.split.drawer.say_title(*self.person.title())

    def _fit_buttons(self) -> None:
        count = len(self.table.selected())
        self.transfer.setEnabled(count > 0)
        self.remove.setEnabled(count > 0)
        self.merge.setEnabled(count in (1, 2))

    # -- what is done ---------------------------------------------------------------------------------------

    def _ask(self, what: str, person: str) -> None:
        match what:
            case "transfer":
                self.ask_transfer([person])
            case "hand_over":
                self.hand_over_form.ask(person)
                self._show_form(self.hand_over_form)
            case "split":
                self.split_form.ask(person)
                self._show_form(self.split_form)
            case "merge":
                self.ask_merge([person])
            case "remove":
                self.remove_selected([person])

    def ask_transfer(self, persons: list[str] | None = None) -> None:
        """Ask where *persons*, or the selected ones, go."""
        chosen = persons or self._selected()
        if chosen:
            self.transfer_form.ask(chosen)
            self._show_form(self.transfer_form)

    def ask_merge(self, persons: list[str] | None = None) -> None:
        """Ask who is the same as the one of *persons*, or as the selected one; of two, whether they are."""
        chosen = persons or self._selected()
        if len(chosen) in (1, 2):
            self.merge_form.ask(*chosen)
            self._show_form(self.merge_form)

    def remove_selected(self, persons: list[str] | None = None) -> None:
        """Forget *persons*, or the selected ones."""
        roll = self._desk.people.roll
        chosen = persons or [row.id for row in self.table.selected()]
        gone = [roll.persons[one] for one in chosen if one in roll.persons]
        if not gone:
            return
        if len(gone) == 1:
            said = _("{name} was removed; the logins are unknown now.").format(
                name=roll.called(gone[0].id, self._desk.day)
            )
        else:
            said = _("{count} people were removed; their logins are unknown now.").format(count=len(gone))
        self._desk.do(said, "remove_people", gone)

    def _selected(self) -> list[str]:
        """The selected persons; without a selection the one on which the keyboard stands."""
        chosen = self.table.selected() or [row for row in (self.table.current,) if row is not None]
        return [row.id for row in chosen]

    def _show_form(self, form: Decision) -> None:
        names = ""
        shown = self.person.person
        if form is not self.transfer_form and shown is not None:
            names = self.person.title()[0]
        self.split.drawer.show_page(form, form.title(), names, back=shown is not None)
        self.split.open_drawer(focus=True)
        form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        """From a decision back to the person; without one the drawer closes."""
        shown = self.person.person
        if shown is not None and (shown.version == 0 or shown.id in self._desk.people.roll.persons):
            self._open(focus=True)
        else:
            self.split.close_drawer()

    def _was_saved(self, person: str) -> None:
        if not person:
            self.split.close_drawer()
            return
        self._wanted = person
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_menu(self, row: PersonRow, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self.show_person, row.id, focus=True))
        guard(
            self._desk.centre,
            Act.SET_PEOPLE,
            menu.addAction(_("Transfer…"), partial(self.ask_transfer, None)),
        )
        guard(self._desk.centre, Act.SET_PEOPLE, menu.addAction(_("Merge…"), partial(self.ask_merge, None)))
        guard(
            self._desk.centre,
            Act.SET_PEOPLE,
            menu.addAction(_("Remove"), partial(self.remove_selected, None)),
        )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for button, said, tip in (
            (self.add, _("Add a person"), _("Add a person (N)")),
            (self.transfer, _("Transfer…"), _("The selected people go to another group (T)")),
            (self.merge, _("Merge…"), _("Two people turn out to be one (M)")),
            (self.remove, _("Remove"), _("Forget the selected people (Del)")),
        ):
            button.setText(said)
            button.setToolTip(tip)
        self.table.say_empty(
            _(
                "Nobody is known yet. Import a sheet of your people, or make people of the logins that a "
                "source tells of."
            ),
            _("Import a sheet…"),
        )
        self.adopt.setText(_("See the unknown logins"))
        self._fit_buttons()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _press(slot: object) -> None:
    assert callable(slot)  # noqa: S101
    slot()
