"""The past: one question on top, and its answers below as queues, week, people and contacts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from supervisor.history.contacts import ContactQuestion
from supervisor.rights.act import Act
from supervisor.words import _, mark, moment
from ui import theme
from ui.centre import OpenCentre
from ui.history.desk import HistoryDesk
from ui.history.question_bar import QuestionBar
from ui.machine import Machine
from ui.widgets.tabbed import Tab, TabbedPlace
from ui.widgets.whose_line import WhoseLine

TABS = (
    Tab("queues", mark("Queues")),
    Tab("week", mark("Week")),
    Tab("agents", mark("People"), frozenset({Act.SEE_FIGURES})),
    Tab("contacts", mark("Contacts")),
)


class HistoryScreen(TabbedPlace):
    """Ctrl+Left and Ctrl+Right go to the days before and after; Alt+Left goes back to the figure that led to
    contacts."""

    noticed = Signal(str, object)
    issue_wanted = Signal(object)  # Seed
    callback_wanted = Signal(object)  # Promise
    import_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("history", mark("History"), TABS, centre, machine, parent)
        self._came_from = ""  # the tab whose figure led to contacts
        self.desk = HistoryDesk(centre, machine, self)
        self.bar = QuestionBar(self.desk, self)
        self.newest = QLabel(self)
        self.newest.setProperty("role", "muted")
        asked = QVBoxLayout()
        asked.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, 0)
        asked.setSpacing(theme.SPACE_XS)
        asked.addWidget(self.bar)
        asked.addWidget(self.newest)
        asked.addWidget(WhoseLine(centre, self))
        self.column.insertLayout(1, asked)
        self.desk.noticed.connect(self.noticed)
        self.desk.issue_wanted.connect(self.issue_wanted)
        self.desk.callback_wanted.connect(self.callback_wanted)
        self.desk.import_wanted.connect(self.import_wanted)
        self.desk.contacts_wanted.connect(self.show_contacts)
        self.desk.known_changed.connect(self._say_newest)
        self.keys("Ctrl+Left", self.bar.earlier)
        self.keys("Ctrl+Right", self.bar.later)
        self.keys("Alt+Left", self.go_back)
        self.begin()
        self.desk.read()

    def make(self, name: str) -> QWidget:
        match name:
            case "week":
                from ui.history.week_page import WeekPage

                return WeekPage(self.desk, self.into)
            case "agents":
                from ui.history.agents_page import AgentsPage

                return AgentsPage(self.desk, self.into)
            case "contacts":
                from ui.history.contacts_page import ContactsPage

                return ContactsPage(self.desk, self.into)
        from ui.history.queues_page import QueuesPage

        return QueuesPage(self.desk, self.into)

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
        super().retranslate()
        self._say_newest()
