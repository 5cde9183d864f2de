"""One queue in the drawer: its figures explained, its agents, who waits, and who gave up today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from supervisor.live.board import Abandoned, AgentKey, AgentLine, Board, OpenContact, QueueKey
from supervisor.words import DASH, _, mark, ngettext, number, pgettext, share
from ui import theme
from ui.floor.agent_columns import AgentFacts, agents_counted
from ui.floor.queue_rows import QueueRows, channel_word
from ui.machine import Machine
from ui.wallboard.tile import counts, explain_all, level_word
from ui.widgets.table import Column, DeskTable, Facet, Kind


class Part(StrEnum):
    """The parts of the page, in their order."""

    FIGURES = "figures"
    AGENTS = "agents"
    WAITING = "waiting"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class WaitingRow:
    """A contact that waits, and its place in the line."""

    position: int
    contact: OpenContact


class QueuePage(QWidget):
    """The page of one queue. `show_queue` chooses, `take` and `tick` keep it up to date."""

    agent_asked = Signal(object)  # AgentKey
    part_changed = Signal(str)
    issue_wanted = Signal(object)  # Seed: an issue of contacts that were given up

    def __init__(
        self, rows: QueueRows, facts: AgentFacts, machine: Machine, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = rows
        self._facts = facts
        self._machine = machine
        self._key: QueueKey | None = None
        self._now: datetime | None = None
        self._explained = ""
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.stack = QStackedWidget(self)
        self.figures = QLabel(self)
        self.figures.setWordWrap(True)
        self.figures.setTextFormat(Qt.TextFormat.RichText)
        self.figures.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.figures.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        scroll = self._scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.figures)
        self.agents = self._agent_table("")
        self.waiting = self._waiting_table()
        self.abandoned = self._abandoned_table()
        parts: tuple[QWidget, ...] = (scroll, self.agents, self.waiting, self.abandoned)
        for part, widget in zip(Part, parts, strict=True):
            self.tabs.addTab("")
            self.tabs.setTabData(self.tabs.count() - 1, part)
            self.stack.addWidget(widget)
        self.tabs.currentChanged.connect(self._show_tab)
        self.agents.opened.connect(lambda agent: self.agent_asked.emit(agent.key))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.setFocusProxy(self.tabs)
        self.retranslate()

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def key(self) -> QueueKey | None:
        return self._key

    @property
    def part(self) -> Part:
        return Part(self.tabs.tabData(self.tabs.currentIndex()))

    def tables(self) -> dict[Part, DeskTable[AgentLine] | DeskTable[WaitingRow] | DeskTable[Abandoned]]:
        """The tables by part, for whoever makes their export work."""
        return {Part.AGENTS: self.agents, Part.WAITING: self.waiting, Part.ABANDONED: self.abandoned}

    def show_part(self, part: Part) -> None:
        """Go to a part of the page."""
        self.tabs.setCurrentIndex(list(Part).index(part))

    def title(self) -> tuple[str, str]:
        """The queue's name, and the line under it."""
        if self._key is None or self._now is None or self._key not in self._rows.board.queues:
            return (self._key[1] if self._key else ""), _("The source no longer has this queue.")
        row = self._rows.row(self._key, self._now)
        today = row.sight.today
        rate = today.answer_rate if today is not None else None
        under = [level_word(row.judged.level), row.source]
        if rate is not None and rate.whole:
            under.append(
                _("{rate} answered today ({counts})").format(rate=share(rate.value), counts=counts(rate))
            )
        return row.name, " · ".join(part for part in under if part)

    def show_queue(self, key: QueueKey, board: Board, now: datetime, part: Part | None = None) -> None:
        """Show the queue of *key*, and *part* of it (None: the one that was shown)."""
        if key != self._key:
            self._key = key
            self._renew_agents(key[1])
        if part is not None:
            self.show_part(part)
        self._explained = ""
        self.take(board, None, now)

    def take(self, board: Board, agents: Iterable[AgentKey] | None, now: datetime) -> None:
        """The queue's line, or its *agents*, may be others (None: all)."""
        self._now = now
        if self._key is None:
            return
        line = board.queues.get(self._key)
        for table in self.tables().values():
            if table.now is None:
                table.tick(now)
            table.use_zone(self._facts.definitions.zone)
        source, name = self._key
        if agents is None:
            self.agents.show_rows(a for a in board.agents.values() if a.source == source and name in a.queues)
        else:
            here, gone = [], []
            for key in agents:
                agent = board.agents.get(key)
                if agent is not None and key[0] == source and name in agent.queues:
                    here.append(agent)
                elif self.agents.row(key) is not None:
                    gone.append(key)
            self.agents.change(here, gone)
        waiting = line.waiting if line is not None else ()
        self.waiting.show_rows(WaitingRow(place, contact) for place, contact in enumerate(waiting, 1))
        self.abandoned.show_rows(line.abandoned if line is not None else ())
        self._show_figures()
        self._count()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        for table in self.tables().values():
            table.tick(now)
        self._show_figures()

    def _show_figures(self) -> None:
        if self._key is None or self._now is None or self.part is not Part.FIGURES:
            return
        if self._key not in self._rows.board.queues:
            self.figures.setText("")
            return
        lines = explain_all(self._rows.told(self._key, self._now))
        muted = theme.current().muted
        text = "".join(
            f'<p style="margin:0 0 10px 0"><span style="color:{muted}">{_escaped(title)}</span><br>'
            f"{_escaped(said)}</p>"
            for title, said in lines
        )
        if text != self._explained:
            self._explained = text
            self.figures.setText(text)
            self.figures.setAccessibleName("\n".join(f"{title}: {said}" for title, said in lines))

    def _count(self) -> None:
        """How many stand in each part, on its tab."""
        numbers = {
            Part.AGENTS: len(self.agents.arrangement.rows),
            Part.WAITING: len(self.waiting.arrangement.rows),
            Part.ABANDONED: len(self.abandoned.arrangement.rows),
        }
        titles = {
            Part.FIGURES: _("Figures"),
            Part.AGENTS: _("Agents"),
            Part.WAITING: _("Waiting"),
            Part.ABANDONED: _("Abandoned"),
        }
        for place, part in enumerate(Part):
            said = f"{titles[part]} {numbers[part]}" if part in numbers else titles[part]
            if self.tabs.tabText(place) != said:
                self.tabs.setTabText(place, said)

    def _show_tab(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self._explained = ""
        self._show_figures()
        self.part_changed.emit(self.part.value)

    # -- tables ---------------------------------------------------------------------------------------------

    def _agent_table(self, queue: str) -> DeskTable[AgentLine]:
        return DeskTable(
            "queue agents",
            self._facts.columns_in(queue),
            key=lambda agent: agent.key,
            title=mark("Agents of the queue"),
            facets=[self._facts.facets()[0]],
            sort=[("state", False), ("time", False)],
            search=self._facts.search,
            counted=agents_counted,
            faded=lambda agent: not self._facts.is_live(agent),
            compact=True,
            machine=self._machine,
            parent=self,
        )

    def _renew_agents(self, queue: str) -> None:
        """What agents do is said for the queue that is shown."""
        for column, new in enumerate(self._facts.columns_in(queue)):
            self.agents.replace_column(column, new)
        self.agents.show_rows(())

    def _waiting_table(self) -> DeskTable[WaitingRow]:
        return DeskTable(
            "waiting contacts",
            [
                Column("position", mark("Place"), lambda row: row.position, Kind.NUMBER, width=50),
                Column(
                    "wait",
                    mark("Waits"),
                    lambda row, now: max(0.0, (now - row.contact.since).total_seconds()),
                    Kind.DURATION,
                    running=True,
                    sort=lambda row: -row.contact.since.timestamp(),
                    width=70,
                ),
                Column(
                    "number",
                    mark("Phone number"),
                    lambda row: row.contact.number or None,
                    stretch=True,
                    width=110,
                ),
                Column("channel", mark("Channel"), lambda row: channel_word(row.contact.channel), width=70),
                Column("since", mark("Arrived"), lambda row: row.contact.since, Kind.TIME, width=76),
                Column("contact", mark("Contact"), lambda row: row.contact.contact, hidden=True, width=140),
            ],
            key=lambda row: (row.contact.contact, row.contact.since),
            title=mark("Waiting contacts"),
            sort=[("position", False)],
            compact=True,
            machine=self._machine,
            parent=self,
        )

    def _abandoned_table(self) -> DeskTable[Abandoned]:
        return DeskTable(
            "abandoned contacts",
            [
                Column("since", mark("Arrived"), lambda row: row.since, Kind.TIME, width=76),
                Column("wait", mark("Waited"), lambda row: row.wait_s, Kind.DURATION, width=66),
                Column(
                    "number", mark("Phone number"), lambda row: row.number or None, stretch=True, width=110
                ),
                Column(
                    "short",
                    mark("Short"),
                    lambda row: pgettext("abandoned", "short") if row.short else "",
                    quiet=True,
                    width=56,
                    tip=mark("Gave up within the time in which an abandon is nobody’s fault."),
                ),
                Column("channel", mark("Channel"), lambda row: channel_word(row.channel), width=70),
                Column(
                    "until",
                    mark("Gave up"),
                    lambda row: row.since + timedelta(seconds=row.wait_s),
                    Kind.TIME,
                    hidden=True,
                    width=76,
                ),
                Column("contact", mark("Contact"), lambda row: row.contact, hidden=True, width=140),
            ],
            key=lambda row: (row.contact, row.since),
            title=mark("Abandoned contacts"),
            facets=[
                Facet(
                    "short",
                    mark("Short"),
                    lambda row: ("short" if row.short else "long",),
                    fixed=(("long", mark("Not short")), ("short", mark("Short"))),
                ),
                Facet("hour", mark("Hour"), self._hour, words=lambda hour: f"{hour}:00–{hour}:59"),
            ],
            sort=[("since", True)],
            menu=self._fill_abandoned_menu,
            compact=True,
            machine=self._machine,
            parent=self,
        )

    def _fill_abandoned_menu(self, row: Abandoned, menu: QMenu) -> None:
        chosen = self.abandoned.selected() or [row]
        said = ngettext("Make an issue of {n} contact…", "Make an issue of {n} contacts…", len(chosen))
        menu.addAction(said.format(n=number(len(chosen))), lambda: self._begin_issue(chosen))

    def _begin_issue(self, chosen: list[Abandoned]) -> None:
        from supervisor.issues import seed  # needs the history, which the floor does without

        if self._key is not None:
            days = self._facts.definitions.rules.days
            self.issue_wanted.emit(seed.of_abandoned(self._key, chosen, days))

    def _hour(self, row: Abandoned) -> tuple[str]:
        return (f"{row.since.astimezone(self._facts.definitions.zone):%H}",)

    # -- words ----------------------------------------------------------------------------------------------

    def about(self) -> list[tuple[str, str]]:
        """What an exported list says of itself."""
        title, under = self.title()
        return [(_("Queue"), title), (_("State"), under or DASH)]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.tabs.setAccessibleName(_("Parts of the queue"))
        self._scroll.setAccessibleName(_("Figures"))
        self.agents.say_empty(_("No agent serves this queue."))
        self.waiting.say_empty(_("Nobody waits."))
        self.abandoned.say_empty(_("Nobody has given up today."))
        self._explained = ""
        self._show_figures()
        self._count()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _escaped(text: str) -> str:
    text = text.replace(" %", "\N{NO-BREAK SPACE}%").replace(" s ", "\N{NO-BREAK SPACE}s ")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
