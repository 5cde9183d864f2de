"""The people of the centre: agents, groups, logins that nobody knows, tenure bands, each a tab."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDateEdit, QLabel, QPushButton, QWidget

from supervisor.rights.act import Act
from supervisor.words import _, mark, number
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.people.desk import PeopleDesk
from ui.people.work import People
from ui.rights import guard
from ui.widgets.icon import icon
from ui.widgets.tabbed import Tab, TabbedPlace
from ui.widgets.whose_line import WhoseLine


class Page(Protocol):
    """What a tab offers; it is a QWidget, and says itself anew on a LanguageChange."""

    def show_people(self, people: People) -> None: ...


TABS = (
    Tab("agents", mark("Agents")),
    Tab("groups", mark("Groups")),
    Tab("unknown", mark("Unknown logins"), frozenset({Act.SET_PEOPLE})),
    Tab("bands", mark("Tenure bands"), frozenset({Act.SEE_FIGURES, Act.SET_CENTRE})),
    Tab("targets", mark("Targets"), frozenset({Act.SEE_FIGURES, Act.SET_TARGETS})),
    Tab("teaching", mark("Teaching"), frozenset({Act.SEE_FIGURES})),
)


class PeopleScreen(TabbedPlace):
    """The People page. Ctrl+Z takes back what was done last here, whichever tab it was in."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    import_wanted = Signal()  # a sheet of people is to be read

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("people", mark("People"), TABS, centre, machine, parent)
        self._fresh: set[str] = set()  # tabs that have seen the newest people
        self.desk = PeopleDesk(centre, machine, self)
        self._as_of = QLabel(self)
        self._as_of.setProperty("role", "muted")
        self.day = QDateEdit(self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setKeyboardTracking(False)
        self.day.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._as_of.setBuddy(self.day)
        self.today = QPushButton(self)
        self.today.setProperty("role", "link")
        self.take_in = QPushButton(self)
        self.take_in.setIcon(icon("tray-arrow-down"))
        self.head.setContentsMargins(0, 0, theme.SPACE_L, 0)
        self.head.setSpacing(theme.SPACE_S)
        for widget in (self.today, self._as_of, self.day, self.take_in):
            self.head.addWidget(widget)
        self.column.insertWidget(1, WhoseLine(centre, self))
        self._wire()
        self._show_day()
        guard(centre, Act.IMPORT, self.take_in)
        self.begin()
        self.desk.read_history()

    def _wire(self) -> None:
        self.day.dateChanged.connect(lambda chosen: self.show_day(_date(chosen)))
        self.today.clicked.connect(lambda: self.show_day(None))
        self.take_in.clicked.connect(self.import_wanted)
        self.desk.noticed.connect(self.noticed)
        self.desk.read_again.connect(self._show_people)
        self.desk.import_wanted.connect(self.import_wanted)
        self.desk.person_wanted.connect(self.show_person)
        self.desk.login_wanted.connect(lambda _source: self.show_tab("unknown"))
        self.desk.centre.live.second.connect(self.tick)
        for keys, slot in (
            ("Ctrl+Z", self.desk.undo),
            ("Ctrl+Shift+Z", self.desk.redo),
            ("Ctrl+Y", self.desk.redo),
            ("Ctrl+I", self.import_wanted.emit),
        ):
            self.keys(keys, slot)

    # -- tabs -----------------------------------------------------------------------------------------------

    def make(self, name: str) -> QWidget:
        match name:
            case "groups":
                from ui.people.groups_page import GroupsPage

                return GroupsPage(self.desk, self.into)
            case "unknown":
                from ui.people.unknown_page import UnknownPage

                return UnknownPage(self.desk, self.into)
            case "bands":
                from ui.people.bands_page import BandsPage

                return BandsPage(self.desk, self.into)
            case "targets":
                from ui.people.targets_page import TargetsPage

                return TargetsPage(self.desk, self.into)
            case "teaching":
                from ui.people.teaching_page import TeachingPage

                return TeachingPage(self.desk, self.into)
        from ui.people.agents_page import AgentsPage

        return AgentsPage(self.desk, self.into)

    def title_of(self, tab: Tab) -> str:
        count = len(self.desk.people.unknown) if tab.name == "unknown" else 0
        title = _(tab.title)
        return _("{title} ({count})").format(title=title, count=number(count)) if count else title

    def arrive(self, name: str, page: QWidget) -> None:
        if name in self._fresh or not self.desk.is_read:
            return
        self._fresh.add(name)
        page.show_people(self.desk.people)  # type: ignore[attr-defined]  # a Page, see above

    def show_person(self, person: str) -> None:
        """Go to a person: the row, and the drawer beside it."""
        from ui.people.agents_page import AgentsPage

        page = self.show_tab("agents")
        if isinstance(page, AgentsPage):
            page.show_person(person)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_day(self, day: date | None) -> None:
        """Show everybody as of *day*; None: today."""
        self.desk.show_day(day)
        self._show_day()

    def tick(self, _now: datetime) -> None:
        """A second has passed."""
        if not self.isVisible():
            return
        self.desk.look()
        if self.desk.is_read and self.desk.people.day != self.desk.day:  # midnight has passed
            self._show_day()
            self.desk.read()

    def _show_day(self) -> None:
        day = self.desk.day
        self.day.blockSignals(True)
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.day.blockSignals(False)
        self.today.setVisible(day != self.desk.today)

    def _show_people(self, _people: People) -> None:
        self._fresh.clear()  # thousands of rows for a tab that nobody sees can wait
        self.say_tabs()
        if (page := self.page(self.current)) is not None:
            self.arrive(self.current, page)

    def _fit_head(self) -> None:
        """Where large text leaves no room, what has a tip says its words there alone."""
        said, label = _("Import a sheet…"), self._as_of.sizeHint().width()
        self.take_in.setText(said)
        rest = sum(one.sizeHint().width() for one in (self.day, self.take_in, self.tabs)) + label
        narrow = rest + 6 * theme.SPACE_L > self.width()
        self._as_of.setVisible(not narrow)
        self.take_in.setText("" if narrow else said)
        self.take_in.setAccessibleName(said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def showEvent(self, event: QShowEvent) -> None:
        if self.desk.is_read:
            self.desk.read_history()  # something may have been imported since
        super().showEvent(event)

    def retranslate(self) -> None:
        super().retranslate()
        self._as_of.setText(_("As of"))
        self.day.setAccessibleName(_("As of which day"))
        self.day.setToolTip(_("Who is in which group, and behind which login, on this day."))
        self.today.setText(_("Back to today"))
        self._fit_head()
        self.take_in.setToolTip(_("Read people, groups and logins from a sheet (Ctrl+I)"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.desk.read()


def _date(chosen: QDate) -> date:
    return date(chosen.year(), chosen.month(), chosen.day())
