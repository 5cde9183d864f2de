"""The past: one question on top, and its answers below as queues, week, people and contacts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from supervisor.history.contacts import ContactQuestion
from supervisor.words import _, mark, moment
from ui import theme
from ui.centre import OpenCentre
from ui.history.desk import HistoryDesk
from ui.history.question_bar import QuestionBar
from ui.machine import Machine
from ui.widgets.roomy import Roomy
from ui.widgets.table import memory


@dataclass(frozen=True)
class Tab:
    """A tab: *title* is marked, *make* gets the desk and the parent."""

    name: str
    title: str
    make: Callable[[HistoryDesk, QWidget], QWidget]


def _queues(desk: HistoryDesk, parent: QWidget) -> QWidget:
    from ui.history.queues_page import QueuesPage

    return QueuesPage(desk, parent)


def _week(desk: HistoryDesk, parent: QWidget) -> QWidget:
    from ui.history.week_page import WeekPage

    return WeekPage(desk, parent)


def _agents(desk: HistoryDesk, parent: QWidget) -> QWidget:
    from ui.history.agents_page import AgentsPage

    return AgentsPage(desk, parent)


def _contacts(desk: HistoryDesk, parent: QWidget) -> QWidget:
    from ui.history.contacts_page import ContactsPage

    return ContactsPage(desk, parent)


TABS = (
    Tab("queues", mark("Queues"), _queues),
    Tab("week", mark("Week"), _week),
    Tab("agents", mark("People"), _agents),
    Tab("contacts", mark("Contacts"), _contacts),
)


class HistoryScreen(QWidget):
    """Ctrl+Tab and Ctrl+Shift+Tab go through the tabs, Alt+1… to one; Ctrl+Left and Ctrl+Right go to the
    days before and after; Alt+Left goes back to the figure that led to contacts."""

    noticed = Signal(str, object)
    import_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._machine = machine
        self._made: dict[str, QWidget] = {}
        self._rooms: dict[str, Roomy] = {}
        self._came_from = ""  # the tab whose figure led to contacts
        self.desk = HistoryDesk(centre, machine, self)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        for tab in TABS:
            self.tabs.addTab("")
            self.tabs.setTabData(self.tabs.count() - 1, tab.name)
        self.bar = QuestionBar(self.desk, self)
        self.newest = QLabel(self)
        self.newest.setProperty("role", "muted")
        self.stack = QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        head = QVBoxLayout()
        head.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, 0)
        head.setSpacing(theme.SPACE_XS)
        head.addWidget(self.bar)
        head.addWidget(self.newest)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        self._wire()
        self.retranslate()
        kept = memory.recall(machine, "history").get("tab")
        self.show_tab(kept if isinstance(kept, str) else TABS[0].name)
        self.desk.read()

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._show_index)
        self.desk.noticed.connect(self.noticed)
        self.desk.import_wanted.connect(self.import_wanted)
        self.desk.contacts_wanted.connect(self.show_contacts)
        self.desk.known_changed.connect(self._say_newest)
        for place, tab in enumerate(TABS):
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self, partial(self.show_tab, tab.name))
        for keys, slot in (
            ("Ctrl+Tab", partial(self._turn, 1)),
            ("Ctrl+Shift+Tab", partial(self._turn, -1)),
            ("Ctrl+Left", self.bar.earlier),
            ("Ctrl+Right", self.bar.later),
            ("Alt+Left", self.go_back),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
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

    def show_contacts(self, asked: ContactQuestion, about: str) -> None:
        """Show the contacts behind a figure."""
        from ui.history.contacts_page import ContactsPage

        came_from = self.current
        page = self.show_tab("contacts")
        if isinstance(page, ContactsPage):
            page.show_behind(asked, about)
            self._came_from = came_from

    def go_back(self) -> None:
        """From contacts to the figure that led there."""
        if self._came_from and self.current == "contacts":
            self.show_tab(self._came_from)

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def _show_index(self, place: int) -> QWidget:
        tab = TABS[place]
        page = self._made.get(tab.name)
        if page is None:
            page = self._made[tab.name] = tab.make(self.desk, self)
            self._rooms[tab.name] = Roomy(page, self)
            self.stack.addWidget(self._rooms[tab.name])
        self.stack.setCurrentWidget(self._rooms[tab.name])
        memory.keep(self._machine, "history", {"tab": tab.name})
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        return page

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.OtherFocusReason and (page := self.page(self.current)):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- words ----------------------------------------------------------------------------------------------

    def _say_newest(self) -> None:
        known = self.desk.known
        if known.newest is None:
            self.newest.setText("")
            return
        said = _("Facts from {first} on; the newest contact of {newest}.").format(
            first=f"{known.first:%Y-%m-%d}", newest=moment(known.newest, self.desk.zone)
        )
        self.newest.setText(said)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.bar.show_asked()  # it may be another day

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for place, tab in enumerate(TABS):
            self.tabs.setTabText(place, _(tab.title))
        self.tabs.setAccessibleName(_("History"))
        self._say_newest()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
