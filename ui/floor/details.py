"""A list of the floor with its drawer: a queue or an agent beside it, one leading to the other and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from supervisor.live.board import AgentKey, Board, Changed, QueueKey
from ui.centre import OpenCentre
from ui.floor.agent_columns import AgentFacts
from ui.floor.agent_page import AgentPage
from ui.floor.queue_page import Part, QueuePage
from ui.floor.queue_rows import QueueRows
from ui.machine import Machine
from ui.widgets.drawer import WithDrawer
from ui.widgets.table import DeskTable
from ui.widgets.table.export import Exporter

TRAIL = 30  # steps back that are kept


class Stop(NamedTuple):
    """One page on the way: a queue with its part, or an agent."""

    kind: str  # "queue" or "agent"
    key: tuple[str, str]
    part: str = ""


class Details(WithDrawer):
    """*main* at the left, the drawer of a queue or an agent at the right."""

    noticed = Signal(str, object)
    refused = Signal(object)
    shown = Signal(object)  # Stop | None
    issue_wanted = Signal(object)  # Seed

    def __init__(
        self,
        main: QWidget,
        name: str,
        facts: AgentFacts,
        rows: QueueRows,
        centre: OpenCentre,
        machine: Machine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(main, name, machine, parent)
        self._facts = facts
        self._rows = rows
        self._centre = centre
        self._board = Board()
        self._now: datetime | None = None
        self._trail: list[Stop] = []
        self.queue_page = QueuePage(rows, facts, machine, self.drawer.pages)
        self.agent_page = AgentPage(facts, centre.jobs, centre.url, machine, self.drawer.pages)
        for page in (self.queue_page, self.agent_page):
            self.drawer.pages.addWidget(page)
        self.queue_page.agent_asked.connect(self._go_to_agent)
        self.queue_page.part_changed.connect(self._note_part)
        self.queue_page.issue_wanted.connect(self.issue_wanted)
        self.agent_page.queue_asked.connect(self._go_to_queue)
        self.drawer.back_asked.connect(self.go_back)
        self.closed.connect(self._forget)
        for part, table in self.queue_page.tables().items():
            self.export(table, about=self.queue_page.about, people=True)
            table.setProperty("part", part.value)
        self.export(self.agent_page.spans, about=self.agent_page.about, people=True)

    def export(self, table: DeskTable[Any], **more: Any) -> Exporter:
        """Make "Export…" of *table* work."""
        made = Exporter(table, self._centre.jobs, zone=self._zone, who=self._centre.who, **more)
        made.noticed.connect(self.noticed)
        made.refused.connect(self.refused)
        return made

    def _zone(self) -> ZoneInfo:
        return self._facts.definitions.rules.days.zone

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def stop(self) -> Stop | None:
        """What the drawer shows; None while it is closed."""
        return self._trail[-1] if self._trail and self.is_open else None

    def take(self, board: Board, changed: Changed, now: datetime) -> None:
        """The board is another; *facts* and *rows* know it already."""
        self._board, self._now = board, now
        stop = self.stop
        if stop is None:
            return
        if stop.kind == "agent":
            if stop.key in changed.agents or changed.day:
                self.agent_page.take(board, now)
        elif changed.day:
            self.queue_page.take(board, None, now)
        elif stop.key in changed.queues or changed.agents:
            self.queue_page.take(board, changed.agents, now)
        self._say_title()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        stop = self.stop
        if stop is None:
            return
        (self.agent_page if stop.kind == "agent" else self.queue_page).tick(now)
        self._say_title()

    def show_queue(self, key: QueueKey, part: Part | None = None, *, focus: bool = False) -> None:
        """Open the drawer on a queue, chosen in the list: a new way begins."""
        self._trail = [Stop("queue", key, (part or self.queue_page.part).value)]
        self._show(focus=focus)

    def show_agent(self, key: AgentKey, *, focus: bool = False) -> None:
        """Open the drawer on an agent, chosen in the list: a new way begins."""
        self._trail = [Stop("agent", key)]
        self._show(focus=focus)

    def go_back(self) -> None:
        """To the page before."""
        if len(self._trail) > 1:
            self._trail.pop()
            self._show(focus=True)

    def _go_to_agent(self, key: AgentKey) -> None:
        self._go_on(Stop("agent", key))

    def _go_to_queue(self, key: QueueKey) -> None:
        self._go_on(Stop("queue", key, Part.AGENTS.value))

    def _go_on(self, stop: Stop) -> None:
        if not self._trail or self._trail[-1] != stop:
            self._trail = [*self._trail, stop][-TRAIL:]
        self._show(focus=True)

    def _note_part(self, part: str) -> None:
        """Going back leads to the part that was looked at."""
        if self._trail and self._trail[-1].kind == "queue":
            self._trail[-1] = self._trail[-1]._replace(part=part)

    def _show(self, *, focus: bool) -> None:
        if self._now is None or not self._trail:
            return
        stop = self._trail[-1]
        page: QueuePage | AgentPage
        if stop.kind == "agent":
            page = self.agent_page
            self.agent_page.show_agent(stop.key, self._board, self._now)
        else:
            page = self.queue_page
            self.queue_page.show_queue(stop.key, self._board, self._now, Part(stop.part))
        self.drawer.show_page(page, *page.title(), back=len(self._trail) > 1)
        self.open_drawer(focus=focus)
        if focus:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit(stop)

    def _say_title(self) -> None:
        stop = self.stop
        if stop is not None:
            page = self.agent_page if stop.kind == "agent" else self.queue_page
            self.drawer.say_title(*page.title())

    def _forget(self) -> None:
        self._trail = []
        self.shown.emit(None)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use; its parts do so by themselves."""
        self._say_title()
