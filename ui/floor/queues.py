"""The Queues section of the floor: every queue in one table, each with its drawer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from supervisor.live.board import Board, Changed, QueueKey
from supervisor.live.feed import Feed
from supervisor.wallboard.levels import Level
from supervisor.words import _, mark
from ui import theme
from ui.centre import OpenCentre
from ui.floor.agent_columns import AgentFacts
from ui.floor.details import Details, Stop
from ui.floor.queue_columns import columns
from ui.floor.queue_page import Part
from ui.floor.queue_rows import QueueRow, QueueRows, channel_word, sum_row
from ui.machine import Machine
from ui.wallboard.definitions import Definitions
from ui.wallboard.frame import FeedBand
from ui.widgets.table import DeskTable, Facet, Grouping

# Enter on a figure leads to the rows behind it.
_PARTS = {
    "waiting": Part.WAITING,
    "longest_wait": Part.WAITING,
    "abandoned.today": Part.ABANDONED,
    "answer_rate.today": Part.ABANDONED,
    "abandonment.today": Part.ABANDONED,
    "ready": Part.AGENTS,
    "handling": Part.AGENTS,
    "after_contact": Part.AGENTS,
    "on_break": Part.AGENTS,
    "overruns": Part.AGENTS,
    "signed_in": Part.AGENTS,
}
_LEVELS = (
    (Level.ACTION.name, mark("Act now")),
    (Level.ATTENTION.name, mark("Attention")),
)


class QueuesSection(QWidget):
    """The queue table with its sum and its drawer."""

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
        self._rows = QueueRows(definitions)
        self._facts = AgentFacts(definitions)
        self._feeds: Mapping[str, Feed] = {}
        self._now: datetime | None = None
        self.band = FeedBand(self)
        self.table: DeskTable[QueueRow] = DeskTable(
            "queues",
            columns(),
            key=lambda row: row.key,
            title=mark("Queues"),
            facets=[
                Facet("level", mark("State"), lambda row: (row.judged.level.name,), fixed=_LEVELS),
                Facet("channel", mark("Channel"), _channel),
                Facet("source", mark("Source"), lambda row: (row.source,)),
            ],
            groupings=[
                Grouping("source", mark("source"), lambda row: (row.source,)),
                Grouping("channel", mark("channel"), _channel),
            ],
            search=lambda row: f"{row.name} {row.source}",
            total=self._sum,
            menu=self._fill_menu,
            faded=lambda row: not row.live,
            machine=machine,
        )
        self.details = Details(self.table, "queues", self._facts, self._rows, centre, machine, self)
        self.details.noticed.connect(self.noticed)
        self.details.issue_wanted.connect(self.issue_wanted)
        self.details.refused.connect(self.refused)
        self.details.shown.connect(self._heed_drawer)
        self.details.export(self.table, about=self._about)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.sources_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.band)
        column.addWidget(self.details, 1)
        self.setFocusProxy(self.table)
        theme.watch.changed.connect(self._heed_look)
        self._heed_look()
        self.retranslate()

    # -- the board ------------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        first = self._now is None
        stirred = {name for name in feeds if _state(feeds, name) != _state(self._feeds, name)}
        self._now, self._feeds = now, feeds
        self._rows.take(board, changed, feeds, now)
        agents = board.agents if changed.day or first else changed.agents
        self._facts.take(board, agents, feeds, now)
        if first:
            self._facts.tick(now)
            self.table.tick(now)
            self.table.use_zone(self.definitions.zone)
        if first or changed.day or stirred:
            self.table.show_rows(self._rows.row(key, now) for key in self._rows.shown())
        elif changed.queues:
            there = [key for key in changed.queues if _is_there(board, key)]
            gone = [key for key in changed.queues if not _is_there(board, key)]
            self.table.change([self._rows.row(key, now) for key in there], gone)
        self.band.show_feeds(feeds, self.definitions.zone, now)
        self.details.take(board, changed, now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        self._facts.tick(now)
        self.table.change([self._rows.row(key, now) for key in self._rows.ticking(now)])
        self.table.tick(now)
        self.details.tick(now)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        self._rows.definitions = self._facts.definitions = definitions
        if self._now is not None:
            self.table.use_zone(definitions.zone)
            self.table.show_rows(self._rows.row(key, self._now) for key in self._rows.shown())
            self.table.refresh()

    def _sum(self, rows: Sequence[QueueRow]) -> QueueRow | None:
        return sum_row(rows, self._rows.people)

    # -- the drawer -----------------------------------------------------------------------------------------

    def show_queue(self, key: QueueKey, part: Part | None = None) -> None:
        """Go to a queue: its row and its drawer."""
        if key not in self.table.arrangement.places:
            self.table.clear_filters()
        self.table.select(key)
        self.details.show_queue(key, part)

    def _open(self, row: QueueRow) -> None:
        """Enter on a figure opens the rows behind it, elsewhere the figures explained."""
        column = self.table.view.currentIndex().column()
        name = self.table.columns[column].name if column >= 0 else ""
        self.details.show_queue(row.key, _PARTS.get(name, Part.FIGURES))

    def _move_on(self, row: QueueRow | None) -> None:
        """With the drawer open, the arrows lead it along."""
        stop = self.details.stop
        if row is None or stop is None or not self.table.view.hasFocus():
            return
        if stop.kind != "queue" or stop.key != row.key:
            self.details.show_queue(row.key)

    def _fill_menu(self, row: QueueRow, menu: QMenu) -> None:
        for part, said in (
            (Part.AGENTS, _("Its agents")),
            (Part.WAITING, _("Waiting contacts")),
            (Part.ABANDONED, _("Abandoned contacts of the day")),
        ):
            menu.addAction(said, partial(self.details.show_queue, row.key, part, focus=True))

    def _heed_drawer(self, stop: Stop | None) -> None:
        """A queue that was reached through an agent is the one that the list stands on."""
        if stop is not None and stop.kind == "queue" and not self.table.view.hasFocus():
            self.table.select(stop.key)

    def _about(self) -> list[tuple[str, str]]:
        return [(_("Day"), str(self._rows.board.day or ""))]

    # -- words and sizes ------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.table.say_empty(
            _("No queues yet. They appear as soon as a telephone system is connected."),
            _("Connect a telephone system"),
        )
        self.details.retranslate()
        if self._now is not None:
            self.band.show_feeds(self._feeds, self.definitions.zone, self._now)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _heed_look(self) -> None:
        self.band.set_px(theme.current().px(theme.LEAD))


def _channel(row: QueueRow) -> tuple[str, ...]:
    return (channel_word(row.line.channel),) if row.line is not None else ()


def _state(feeds: Mapping[str, Feed], name: str) -> object:
    feed = feeds.get(name)
    return None if feed is None else (feed.state, feed.since)


def _is_there(board: Board, key: QueueKey) -> bool:
    line = board.queues.get(key)
    return line is not None and not line.gone
