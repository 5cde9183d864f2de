"""The people of the centre: agents, groups, logins that nobody knows, tenure bands, each a tab.

A further tab is one line in `TABS`: a name, a marked title, and who makes it of the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _, mark, number
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.people.desk import PeopleDesk
from ui.people.work import People
from ui.widgets.icon import icon
from ui.widgets.roomy import Roomy
from ui.widgets.table import memory


class Page(Protocol):
    """What a tab offers; it is a QWidget, and says itself anew on a LanguageChange."""

    def show_people(self, people: People) -> None: ...


def _agents(desk: PeopleDesk, parent: QWidget) -> QWidget:
    from ui.people.agents_page import AgentsPage

    return AgentsPage(desk, parent)


def _groups(desk: PeopleDesk, parent: QWidget) -> QWidget:
    from ui.people.groups_page import GroupsPage

    return GroupsPage(desk, parent)


def _unknown(desk: PeopleDesk, parent: QWidget) -> QWidget:
    from ui.people.unknown_page import UnknownPage

    return UnknownPage(desk, parent)


def _bands(desk: PeopleDesk, parent: QWidget) -> QWidget:
    from ui.people.bands_page import BandsPage

    return BandsPage(desk, parent)


def _targets(desk: PeopleDesk, parent: QWidget) -> QWidget:
    from ui.people.targets_page import TargetsPage

    return TargetsPage(desk, parent)


def _teaching(desk: PeopleDesk, parent: QWidget) -> QWidget:
    from ui.people.teaching_page import TeachingPage

    return TeachingPage(desk, parent)


@dataclass(frozen=True)
class Tab:
    """A tab: *title* is marked, *make* gets the desk and the parent and gives a `Page`. *count* tells how
    many are to be seen to, which stands behind the title."""

    name: str
    title: str
    make: Callable[[PeopleDesk, QWidget], QWidget]
    count: Callable[[People], int] = lambda _people: 0


TABS = (
    Tab("agents", mark("Agents"), _agents),
    Tab("groups", mark("Groups"), _groups),
    Tab("unknown", mark("Unknown logins"), _unknown, lambda people: len(people.unknown)),
    Tab("bands", mark("Tenure bands"), _bands),
    Tab("targets", mark("Targets"), _targets),
    Tab("teaching", mark("Teaching"), _teaching),
)


class PeopleScreen(QWidget):
    """The People page. Ctrl+Tab and Ctrl+Shift+Tab go through the tabs, Alt+1… to one of them; Ctrl+Z takes
    back what was done last here, whichever tab it was in."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    import_wanted = Signal()  # a sheet of people is to be read

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._machine = machine
        self._made: dict[str, QWidget] = {}
        self._rooms: dict[str, Roomy] = {}
        self._stale: set[str] = set()  # tabs that have not seen the newest people
        self.desk = PeopleDesk(centre, machine, self)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        for tab in TABS:
            self.tabs.addTab("")
            self.tabs.setTabData(self.tabs.count() - 1, tab.name)
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
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._wire()
        self._show_day()
        self.retranslate()
        kept = memory.recall(machine, "people").get("tab")
        self.show_tab(kept if isinstance(kept, str) else TABS[0].name)
        self.desk.read_history()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, theme.SPACE_L, 0)
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.tabs, 1)
        for widget in (self.today, self._as_of, self.day, self.take_in):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        self.setFocusProxy(self.stack)

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._show_index)
        self.day.dateChanged.connect(lambda chosen: self.show_day(_date(chosen)))
        self.today.clicked.connect(lambda: self.show_day(None))
        self.take_in.clicked.connect(self.import_wanted)
        self.desk.noticed.connect(self.noticed)
        self.desk.read_again.connect(self._show_people)
        self.desk.import_wanted.connect(self.import_wanted)
        self.desk.person_wanted.connect(self.show_person)
        self.desk.login_wanted.connect(lambda _source: self.show_tab("unknown"))
        self.desk.centre.live.second.connect(self.tick)
        for place, tab in enumerate(TABS):
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self, partial(self.show_tab, tab.name))
        for keys, slot in (
            (QKeySequence("Ctrl+Tab"), partial(self._turn, 1)),
            (QKeySequence("Ctrl+Shift+Tab"), partial(self._turn, -1)),
            (QKeySequence("Ctrl+Z"), self.desk.undo),
            (QKeySequence("Ctrl+Shift+Z"), self.desk.redo),
            (QKeySequence("Ctrl+Y"), self.desk.redo),
            (QKeySequence("Ctrl+I"), self.import_wanted.emit),
        ):
            shortcut = QShortcut(keys, self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- tabs -----------------------------------------------------------------------------------------------

    @property
    def current(self) -> str:
        """The name of the tab that is shown."""
        name: str = self.tabs.tabData(self.tabs.currentIndex())
        return name

    def show_tab(self, name: str) -> QWidget:
        """Show the tab *name* (the first one when there is none of that name) and give it the focus."""
        place = next((place for place, tab in enumerate(TABS) if tab.name == name), 0)
        self.tabs.setCurrentIndex(place)
        return self._show_index(place)

    def page(self, name: str) -> QWidget | None:
        """The tab's page, if it was ever shown."""
        return self._made.get(name)

    def show_person(self, person: str) -> None:
        """Go to a person: the row, and the drawer beside it."""
        from ui.people.agents_page import AgentsPage

        page = self.show_tab("agents")
        if isinstance(page, AgentsPage):
            page.show_person(person)

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def _show_index(self, place: int) -> QWidget:
        tab = TABS[place]
        page = self._made.get(tab.name)
        if page is None:
            page = self._made[tab.name] = tab.make(self.desk, self)
            self._rooms[tab.name] = Roomy(page, self)
            self.stack.addWidget(self._rooms[tab.name])
            self._stale.add(tab.name)
        if tab.name in self._stale and self.desk.is_read:
            self._stale.discard(tab.name)
            page.show_people(self.desk.people)  # type: ignore[attr-defined]  # a Page, see above
        self.stack.setCurrentWidget(self._rooms[tab.name])
        memory.keep(self._machine, "people", {"tab": tab.name})
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        return page

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

    def _show_people(self, people: People) -> None:
        self._stale.update(self._made)  # thousands of rows for a tab that nobody sees can wait
        self._say_tabs()
        if (page := self._made.get(self.current)) is not None:
            self._stale.discard(self.current)
            page.show_people(people)  # type: ignore[attr-defined]  # a Page, see above

    def _say_tabs(self) -> None:
        for place, tab in enumerate(TABS):
            count = tab.count(self.desk.people)
            title = _(tab.title)
            if count:
                title = _("{title} ({count})").format(title=title, count=number(count))
            self.tabs.setTabText(place, title)

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
        """Say everything again, in the language now in use."""
        self._say_tabs()
        self.tabs.setAccessibleName(_("People"))
        self._as_of.setText(_("As of"))
        self.day.setAccessibleName(_("As of which day"))
        self.day.setToolTip(_("Who is in which group, and behind which login, on this day."))
        self.today.setText(_("Back to today"))
        self._fit_head()
        self.take_in.setToolTip(_("Read people, groups and logins from a sheet (Ctrl+I)"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.desk.read()
        super().changeEvent(event)


def _date(chosen: QDate) -> date:
    return date(chosen.year(), chosen.month(), chosen.day())
