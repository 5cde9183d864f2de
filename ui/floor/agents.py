"""The Agents section of the floor: everybody in one table, or as the grid of the wall; each with a drawer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.live.board import AgentKey, AgentLine, Board, Changed
from supervisor.live.feed import Feed
from supervisor.words import _, mark
from ui import theme
from ui.centre import OpenCentre
from ui.floor.agent_columns import AgentFacts, agents_counted
from ui.floor.details import Details, Stop
from ui.floor.queue_page import Part
from ui.floor.queue_rows import QueueRows
from ui.machine import Machine
from ui.wallboard.definitions import Definitions
from ui.wallboard.frame import FeedBand
from ui.wallboard.screen import AgentsScreen
from ui.widgets.lead import Lead
from ui.widgets.table import DeskTable, memory

TABLE, GRID = "table", "grid"


class AgentsSection(QWidget):
    """Agents as a table or as a grid; the drawer beside either."""

    sources_wanted = Signal()
    issue_wanted = Signal(object)  # Seed
    noticed = Signal(str, object)
    refused = Signal(object)

    def __init__(
        self, definitions: Definitions, centre: OpenCentre, machine: Machine, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.definitions = definitions
        self.centre = centre
        self._machine = machine
        self._facts = AgentFacts(definitions)
        self._rows = QueueRows(definitions, follows=False)
        self._feeds: Mapping[str, Feed] = {}
        self._now: datetime | None = None
        self._board = Board()
        self._unseen = Changed()  # what the grid was not told while the table was shown
        self.band = FeedBand(self)
        self.table = self._make_table()
        self.grid = AgentsScreen(definitions, self)
        self.grid.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self.grid.sources_wanted.connect(self.sources_wanted)
        self.views = QStackedWidget(self)
        self.views.addWidget(self.table)
        self.views.addWidget(self.grid)
        self._leads = [Lead(whole, self.table) for whole in (self, self.views)]
        self._switch = QButtonGroup(self)
        self._buttons = {name: QPushButton(self) for name in (TABLE, GRID)}
        self.details = Details(self.views, "agents", self._facts, self._rows, centre, machine, self)
        self._lay_out()
        self._wire()
        kept = memory.recall(machine, "agents view").get("view")
        self.show_view(GRID if kept == GRID else TABLE)
        self._heed_look()
        self.retranslate()

    def _make_table(self) -> DeskTable[AgentLine]:
        facts = self._facts
        return DeskTable(
            "agents",
            facts.columns(),
            key=lambda agent: agent.key,
            title=mark("Agents"),
            facets=facts.facets(),
            groupings=facts.groupings(),
            group="team",
            sort=[("name", False)],
            search=facts.search,
            menu=self._fill_menu,
            counted=agents_counted,
            faded=lambda agent: not facts.is_live(agent),
            machine=self._machine,
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_XS)
        for name, button in self._buttons.items():
            button.setCheckable(True)
            button.setProperty("role", "chip")
            button.setProperty("view", name)
            self._switch.addButton(button)
            head.addWidget(button)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.band)
        column.addWidget(self.details, 1)
        theme.watch.changed.connect(self._heed_look)

    def _wire(self) -> None:
        self._switch.buttonClicked.connect(lambda button: self.show_view(button.property("view")))
        self.details.noticed.connect(self.noticed)
        self.details.issue_wanted.connect(self.issue_wanted)
        self.details.refused.connect(self.refused)
        self.details.shown.connect(self._heed_drawer)
        self.details.export(self.table, about=self._about, people=True)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.sources_wanted)
        self.grid.grid.opened.connect(self._open_key)
        self.grid.grid.focus_moved.connect(self._move_on_key)

    # -- the board ------------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        first = self._now is None
        stirred = {name for name in feeds if _state(feeds, name) != _state(self._feeds, name)}
        self._now, self._feeds, self._board = now, feeds, board
        self._rows.take(board, changed, feeds, now)
        agents = board.agents if changed.day or first else changed.agents
        self._facts.take(board, agents, feeds, now)
        if first:
            self._facts.tick(now)
            self.table.tick(now)
            self.table.use_zone(self.definitions.zone)
        if first or changed.day:
            self.table.show_rows(board.agents.values())
        elif changed.agents:
            here = [board.agents[key] for key in changed.agents if key in board.agents]
            gone = [key for key in changed.agents if key not in board.agents]
            self.table.change(here, gone)
        if stirred:
            self.table.refresh()
        self._show_band()
        self._unseen |= changed
        if self.view == GRID:
            self._give_grid()
        self.details.take(board, changed, now)

    def _show_band(self) -> None:
        """The grid has a band of its own."""
        if self.view == GRID:
            self.band.hide()
        elif self._now is not None:
            self.band.show_feeds(self._feeds, self.definitions.zone, self._now)

    def _give_grid(self) -> None:
        if self._now is not None:
            unseen, self._unseen = self._unseen, Changed()
            self.grid.take(self._board, unseen, self._feeds, self._now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        turned = self._facts.tick(now)
        if turned:
            self.table.touch(turned)
        if self.view == TABLE:
            self.table.tick(now)
        else:
            self.grid.tick(now)
        self.details.tick(now)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        self._facts.definitions = self._rows.definitions = definitions
        self.grid.use(definitions)
        self.table.use_zone(definitions.zone)
        self.table.refresh()

    # -- table or grid --------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        """ "table" or "grid"."""
        return GRID if self.views.currentWidget() is self.grid else TABLE

    def show_view(self, name: str) -> None:
        """Show the agents as a table or as a grid, and remember it."""
        self._buttons[name].setChecked(True)
        widget = self.grid if name == GRID else self.table
        self.views.setCurrentWidget(widget)
        for lead in self._leads:
            lead.part = widget
        memory.keep(self._machine, "agents view", {"view": name})
        self._show_band()
        if name == GRID:
            self._give_grid()
        elif self._now is not None:
            self.table.tick(self._now)

    # -- the drawer -----------------------------------------------------------------------------------------

    def show_agent(self, key: AgentKey) -> None:
        """Go to an agent: the row, and the drawer with the day."""
        if self.view == TABLE:
            if not self.table.select(key):
                self.table.clear_filters()
                self.table.select(key)
        else:
            self.grid.filter.clear()
        self.details.show_agent(key)

    def _open(self, agent: AgentLine) -> None:
        self.details.show_agent(agent.key)

    def _open_key(self, key: AgentKey) -> None:
        self.details.show_agent(key)

    def _move_on(self, agent: AgentLine | None) -> None:
        """With the drawer open, the arrows lead it along."""
        if agent is not None and self.table.view.hasFocus():
            self._move_on_key(agent.key)

    def _move_on_key(self, key: AgentKey) -> None:
        stop = self.details.stop
        if stop is not None and (stop.kind != "agent" or stop.key != key):
            self.details.show_agent(key)

    def _fill_menu(self, agent: AgentLine, menu: QMenu) -> None:
        for name in agent.queues:
            key = (agent.source, name)
            said = _("Queue {name}").format(name=name)
            menu.addAction(said, partial(self.details.show_queue, key, Part.AGENTS, focus=True))

    def _heed_drawer(self, stop: Stop | None) -> None:
        if (
            stop is not None
            and stop.kind == "agent"
            and self.view == TABLE
            and not self.table.view.hasFocus()
        ):
            self.table.select(stop.key)

    def _about(self) -> list[tuple[str, str]]:
        return [(_("Day"), str(self._board.day or ""))]

    # -- words and sizes ------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for name, said in ((TABLE, _("Table")), (GRID, _("Grid"))):
            self._buttons[name].setText(said)
            self._buttons[name].setAccessibleName(_("Show as {what}").format(what=said))
        self.table.say_empty(
            _("No agents yet. They appear as soon as a telephone system is connected."),
            _("Connect a telephone system"),
        )
        self.details.retranslate()
        self._show_band()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _heed_look(self) -> None:
        self.band.set_px(theme.current().px(theme.LEAD))


def _state(feeds: Mapping[str, Feed], name: str) -> object:
    feed = feeds.get(name)
    return None if feed is None else (feed.state, feed.since)
