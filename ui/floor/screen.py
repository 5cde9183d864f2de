"""The floor at the desk: its sections under one row of tabs, each made when it is first looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from supervisor.live.board import Board, Changed
from supervisor.live.feed import Feed
from supervisor.words import _, mark
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.showing import Showing
from ui.wallboard.definitions import Definitions
from ui.widgets.roomy import Roomy

if TYPE_CHECKING:
    from ui.floor.agents import AgentsSection
    from ui.floor.queues import QueuesSection


class Section(Protocol):
    """What a section of the floor offers; it is a QWidget, and says itself anew on a LanguageChange.

    `take` and `tick` come only while it is seen. It is made with (definitions, centre, machine, parent) as it
    needs them.
    """

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None: ...
    def tick(self, now: datetime) -> None: ...
    def use(self, definitions: Definitions) -> None: ...


@dataclass(frozen=True)
class Tab:
    """A section as the row of tabs names it."""

    name: str
    title: str  # marked


TABS = (
    Tab("queues", mark("Queues")),
    Tab("agents", mark("Agents")),
    Tab("breaks", mark("Breaks")),
    Tab("alarms", mark("Alarms")),
    Tab("advice", mark("Advice")),
    Tab("replay", mark("Replay")),
)


class FloorScreen(QWidget):
    """The Floor page. Ctrl+Tab and Ctrl+Shift+Tab go through the sections, Alt+1… to one of them."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    sources_wanted = Signal()
    queue_wanted = Signal(object)  # QueueKey
    section_changed = Signal(str)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._centre = centre
        self._machine = machine
        self._made: dict[str, QWidget] = {}
        self._rooms: dict[str, Roomy] = {}
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for tab in TABS:
            self.tabs.addTab("")
            self.tabs.setTabData(self.tabs.count() - 1, tab.name)
        self.stack = QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.setFocusProxy(self.stack)
        self.tabs.currentChanged.connect(self._show_index)
        for place, tab in enumerate(TABS):
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self, partial(self.show_section, tab.name))
        QShortcut(QKeySequence("Ctrl+Tab"), self, partial(self._turn, 1))
        QShortcut(QKeySequence("Ctrl+Shift+Tab"), self, partial(self._turn, -1))
        centre.changed.connect(self._define_again)
        self.retranslate()
        self.show_section(machine.settings.floor_section or TABS[0].name)

    @property
    def current(self) -> str:
        """The name of the section that is shown."""
        name: str = self.tabs.tabData(self.tabs.currentIndex())
        return name

    def show_section(self, name: str) -> QWidget:
        """Show the section *name* (the first one when there is none of that name) and give it the focus."""
        place = next((place for place, tab in enumerate(TABS) if tab.name == name), 0)
        self.tabs.setCurrentIndex(place)
        return self._show_index(place)

    def section(self, name: str) -> QWidget | None:
        """The section *name*, if it was ever shown."""
        return self._made.get(name)

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def _show_index(self, place: int) -> QWidget:
        name = TABS[place].name
        section = self._made.get(name)
        if section is None:
            section = self._made[name] = self._make(name)
            self._rooms[name] = Roomy(section, self)
            self.stack.addWidget(self._rooms[name])
        room = self._rooms[name]
        if self.stack.currentWidget() is not room or self._machine.settings.floor_section != name:
            self.stack.setCurrentWidget(room)
            self._machine.change({"floor_section": name})
            self.section_changed.emit(name)
        section.setFocus(Qt.FocusReason.OtherFocusReason)
        return section

    def _make(self, name: str) -> QWidget:
        """The section *name*, wired; its modules are loaded only now."""
        match name:
            case "breaks":
                return self._breaks()
            case "advice":
                return self._advice()
            case "alarms":
                return self._alarms()
            case "replay":
                return self._replay()
            case "agents":
                return self._agents()
            case _:
                return self._queues()

    def _breaks(self) -> QWidget:
        from ui.breaks.screen import BreaksScreen

        screen = BreaksScreen(self._definitions(), self._centre, self._machine, self)
        screen.noticed.connect(self.noticed)
        screen.sources_wanted.connect(self.sources_wanted)
        Showing(self._centre.live, screen, screen)
        return screen

    def _advice(self) -> QWidget:
        from ui.advice.screen import AdviceScreen

        screen = AdviceScreen(self._definitions(), self._centre, self._machine, self)
        screen.noticed.connect(self.noticed)
        screen.sources_wanted.connect(self.sources_wanted)
        Showing(self._centre.live, screen, screen)
        return screen

    def _alarms(self) -> QWidget:
        from ui.alarms.section import AlarmsSection

        section = AlarmsSection(self._centre, self._machine, self)
        section.noticed.connect(self.noticed)
        section.queue_wanted.connect(self.queue_wanted)
        section.sources_wanted.connect(self.sources_wanted)
        Showing(self._centre.live, section, section)
        return section

    def _queues(self) -> QWidget:
        from ui.floor.queues import QueuesSection

        return self._desk(QueuesSection(self._definitions(), self._centre, self._machine, self))

    def _agents(self) -> QWidget:
        from ui.floor.agents import AgentsSection

        return self._desk(AgentsSection(self._definitions(), self._centre, self._machine, self))

    def _desk(self, section: QueuesSection | AgentsSection) -> QWidget:
        section.noticed.connect(self.noticed)
        section.refused.connect(self._centre.jobs.refused)
        section.sources_wanted.connect(self.sources_wanted)
        Showing(self._centre.live, section, section)
        return section

    def _replay(self) -> QWidget:
        from ui.replay.section import ReplaySection

        section = ReplaySection(self._definitions(), self._centre, self)
        section.noticed.connect(self.noticed)
        section.refused.connect(self._centre.jobs.refused)
        return section

    def _definitions(self) -> Definitions:
        kept = self._centre.kept
        return Definitions.of(kept.settings, kept.rules)

    def _define_again(self, _changes: object) -> None:
        definitions = self._definitions()
        for section in self._made.values():
            section.use(definitions)  # type: ignore[attr-defined]  # a Section, see above

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for place, tab in enumerate(TABS):
            self.tabs.setTabText(place, _(tab.title))
        self.tabs.setAccessibleName(_("Floor"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
