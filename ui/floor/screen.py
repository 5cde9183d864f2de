"""The floor at the desk: its sections under one row of tabs, each made when it is first looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from supervisor.live.board import Board, Changed
from supervisor.live.feed import Feed
from supervisor.reports.order import Order
from supervisor.words import mark
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.showing import Showing
from ui.wallboard.definitions import Definitions
from ui.widgets.report_export import ReportButton
from ui.widgets.tabbed import Tab, TabbedPlace

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


TABS = (
    Tab("queues", mark("Queues")),
    Tab("agents", mark("Agents")),
    Tab("breaks", mark("Breaks")),
    Tab("alarms", mark("Alarms")),
    Tab("advice", mark("Advice")),
    Tab("replay", mark("Replay")),
)


class FloorScreen(TabbedPlace):
    """The Floor page: its tabs are the sections of the floor."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    sources_wanted = Signal()
    issue_wanted = Signal(object)  # Seed: an issue is to be made
    queue_wanted = Signal(object)  # QueueKey

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("floor", mark("Floor"), TABS, centre, machine, parent)
        self._centre = centre
        self._machine = machine
        self.report = ReportButton(
            centre,
            machine,
            "day",
            mark("Day report…"),
            lambda: Order("day", since=centre.today),
            self,
        )
        self.report.noticed.connect(self.noticed)
        self.head.setContentsMargins(0, 0, theme.SPACE_L, 0)
        self.head.addWidget(self.report)
        self._defined = self._definitions()
        centre.changed.connect(self._define_again)
        self.begin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self.tabs.sizeHint().width() + self.report.full_width + 2 * theme.SPACE_L
        self.report.show_short(wanted > self.width())

    def recalled(self) -> str:
        return self._machine.settings.floor_section

    def keep(self, name: str) -> None:
        self._machine.change({"floor_section": name})

    def make(self, name: str) -> QWidget:
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

        screen = BreaksScreen(self._definitions(), self._centre, self._machine, self.into)
        screen.noticed.connect(self.noticed)
        screen.sources_wanted.connect(self.sources_wanted)
        Showing(self._centre.live, screen, screen)
        return screen

    def _advice(self) -> QWidget:
        from ui.advice.screen import AdviceScreen

        screen = AdviceScreen(self._definitions(), self._centre, self._machine, self.into)
        screen.noticed.connect(self.noticed)
        screen.sources_wanted.connect(self.sources_wanted)
        Showing(self._centre.live, screen, screen)
        return screen

    def _alarms(self) -> QWidget:
        from ui.alarms.section import AlarmsSection

        section = AlarmsSection(self._centre, self._machine, self.into)
        section.noticed.connect(self.noticed)
        section.queue_wanted.connect(self.queue_wanted)
        section.sources_wanted.connect(self.sources_wanted)
        Showing(self._centre.live, section, section)
        return section

    def _queues(self) -> QWidget:
        from ui.floor.queues import QueuesSection

        return self._desk(QueuesSection(self._definitions(), self._centre, self._machine, self.into))

    def _agents(self) -> QWidget:
        from ui.floor.agents import AgentsSection

        return self._desk(AgentsSection(self._definitions(), self._centre, self._machine, self.into))

    def _desk(self, section: QueuesSection | AgentsSection) -> QWidget:
        section.noticed.connect(self.noticed)
        section.refused.connect(self._centre.jobs.refused)
        section.sources_wanted.connect(self.sources_wanted)
        section.issue_wanted.connect(self.issue_wanted)
        Showing(self._centre.live, section, section)
        return section

    def _replay(self) -> QWidget:
        from ui.replay.section import ReplaySection

        section = ReplaySection(self._definitions(), self._centre, self.into, machine=self._machine)
        section.noticed.connect(self.noticed)
        section.refused.connect(self._centre.jobs.refused)
        return section

    def _definitions(self) -> Definitions:
        kept = self._centre.kept
        return Definitions.of(kept.settings, kept.rules)

    def _define_again(self, _changes: object) -> None:
        definitions = self._definitions()
        if definitions == self._defined:  # whatever was written: 5,000 agents put in order anew are a stall
            return
        self._defined = definitions
        for section in self.made.values():
            section.use(definitions)  # type: ignore[attr-defined]  # a Section, see above
