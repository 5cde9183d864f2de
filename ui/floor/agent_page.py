"""One agent in the drawer: who, where, what now; the day as a line of states, its sums and its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine, Board
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.live.timeline import AgentDay, Span, agent_day, followed
from supervisor.sentences.error import sentence
from supervisor.storage.database import open_journal
from supervisor.words import _, duration, mark, ngettext
from ui import theme
from ui.floor.agent_columns import AgentFacts, contacts_today, mean_handle_s
from ui.floor.day_band import DayBand, Swatch, over_s, span_words
from ui.jobs import Job, Jobs
from ui.machine import Machine
from ui.theme import State
from ui.wallboard.agent_cell import SIGN_OF, state_word
from ui.widgets.flow_row import FlowRow
from ui.widgets.lead import Lead
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look

_SUMS = (
    AgentState.READY,
    AgentState.RINGING,
    AgentState.HANDLING,
    AgentState.AFTER_CONTACT,
    AgentState.BREAK,
)


def read_day(url: str, rules: CountingRules, source: str, login: str, now: datetime) -> AgentDay:
    """The business day of an agent up to *now*, from the journal at *url*; on the database thread."""
    with open_journal(url) as database:
        return agent_day(Journal(database), rules, source, login, rules.days.day(now), now)


@dataclass(frozen=True)
class SpanRow:
    """A span in the list, with its number in the day; the *last* one runs."""

    number: int
    span: Span
    over_s: float | None
    last: bool = False


def _until(row: SpanRow) -> datetime | None:
    return None if row.last else row.span.until


class AgentPage(QWidget):
    """The page of one agent. `show_agent` chooses, `take` and `tick` keep it up to date."""

    queue_asked = Signal(object)  # QueueKey

    def __init__(
        self,
        facts: AgentFacts,
        jobs: Jobs,
        url: str,
        machine: Machine,
        parent: QWidget | None = None,
    ) -> None:
        """Without *url*, for a picture, the line of states is what `show_day` gives."""
        super().__init__(parent)
        self._facts = facts
        self._jobs = jobs
        self._url = url
        self._key: AgentKey | None = None
        self._line: AgentLine | None = None
        self._day: AgentDay | None = None
        self._now: datetime | None = None
        self._job: Job | None = None
        self._said: tuple[str, ...] = ()
        self._queues: tuple[str, ...] = ()
        self.facts_label = QLabel(self)
        self.facts_label.setWordWrap(True)
        self.facts_label.setTextFormat(Qt.TextFormat.PlainText)
        self.queues = FlowRow(self)
        self._queues_title = self._heading()
        self._day_title = self._heading()
        self.band = DayBand(self)
        self.sums = QWidget(self)
        self._grid = QGridLayout(self.sums)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_S)
        self._grid.setVerticalSpacing(theme.SPACE_XS)
        self.spans: DeskTable[SpanRow] = DeskTable(
            "agent day",
            self._columns(),
            key=lambda row: row.number,
            title=mark("States of the day"),
            facets=[
                Facet("state", mark("State"), lambda row: (span_words(row.span, facts.definitions.codes),))
            ],
            sort=[("since", True)],
            compact=True,
            machine=machine,
            parent=self,
        )
        self.spans.setMinimumHeight(theme.current().px(220))
        self.problem = QLabel(self)
        self.problem.setProperty("role", "notice")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.band.span_chosen.connect(self._show_span)
        self._lay_out()
        Lead(self, self.band)
        self.retranslate()

    def _heading(self) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", "small")
        return label

    def _lay_out(self) -> None:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.SPACE_XS, 0)
        column.setSpacing(theme.SPACE_S)
        for widget in (
            self.facts_label,
            self._queues_title,
            self.queues,
            self._day_title,
            self.problem,
            self.band,
            self.sums,
        ):
            column.addWidget(widget)
        column.addWidget(self.spans, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def key(self) -> AgentKey | None:
        return self._key

    @property
    def day(self) -> AgentDay | None:
        """The line of states, once it is read."""
        return self._day

    def title(self) -> tuple[str, str]:
        """Name, and the line under it."""
        line = self._line
        if line is None:
            return (self._key[1] if self._key else ""), _("No longer signed in anywhere.")
        said = self._facts.doing(line)
        time = self._facts.in_state_s(line, self._now) if self._now is not None else None
        return line.name or line.login, f"{said}, {duration(time)}" if time is not None else said

    def show_agent(self, key: AgentKey, board: Board, now: datetime) -> None:
        """Show the agent of *key*, with the day read anew."""
        if key != self._key:
            self._day = None
            self._key = key
        self.take(board, now)
        self._read()

    def take(self, board: Board, now: datetime) -> None:
        """The agent's line may be another."""
        if self._key is None:
            return
        line = board.agents.get(self._key)
        other_day = self._day is not None and self._facts.definitions.rules.days.day(now) != self._day.day
        self._line, self._now = line, now
        if other_day:
            self._day = None
            self._read()
        self._follow()
        self._show()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        if self._key is not None:
            self._follow()
            self._show()
        self.spans.tick(now)

    def show_day(self, day: AgentDay) -> None:
        """Show *day* as the line of states."""
        self._day = day
        self.problem.hide()
        self._follow()
        self._show()

    def _read(self) -> None:
        if not self._url or self._key is None or self._now is None:
            return
        if self._job is not None:
            self._job.cancel()
        rules = self._facts.definitions.rules
        self._job = self._jobs.call(read_day, self._url, rules, *self._key, self._now)
        self._job.then(self.show_day, self._refused)

    def _refused(self, error: SupervisorError) -> None:
        self.problem.setText(sentence(error))
        self.problem.show()

    def _follow(self) -> None:
        if self._day is not None and self._now is not None:
            now = self._now if self._line is None else self._facts.at(self._line, self._now)
            self._day = followed(self._day, self._line, now)

    def _show(self) -> None:
        facts, codes = self._facts, self._facts.definitions.codes
        self.spans.use_zone(facts.definitions.zone)
        if self._now is not None and self.spans.now is None:
            self.spans.tick(self._now)
        self._show_facts()
        self.band.show_day(self._day, facts.definitions.zone, codes)
        spans = self._day.spans if self._day is not None else ()
        shown = [
            SpanRow(number, span, over_s(span, codes), number == len(spans) - 1)
            for number, span in enumerate(spans)
            if not span.assumed
        ]
        self.spans.show_rows(shown)
        self._show_sums()

    def _show_facts(self) -> None:
        line, now = self._line, self._now
        parts = []
        if line is not None and now is not None:
            facts = self._facts
            if line.known_login not in (None, line.name):
                parts.append(_("Login: {login}").format(login=line.known_login))
            parts.append(_("Team: {team}").format(team=line.team or "–"))
            count = contacts_today(line)
            said = ngettext("{count} contact today", "{count} contacts today", count).format(count=count)
            if (mean := mean_handle_s(line)) is not None:
                said += ", " + _("mean handle time {time}").format(time=duration(mean))
            parts.append(said)
            parts.append(
                _("signed in {signed_in}, breaks {breaks}").format(
                    signed_in=duration(facts.signed_in_s(line, now)),
                    breaks=duration(facts.breaks_s(line, now)),
                )
            )
        text = "\n".join(parts)
        if text != self.facts_label.text():
            self.facts_label.setText(text)
        queues = line.queues if line is not None else ()
        if queues != self._queues:
            self._queues = queues
            self.queues.clear()
            for name in queues:
                button = QPushButton(name, self.queues)
                button.setProperty("role", "chip")
                button.setAccessibleName(_("Queue {name}").format(name=name))
                source = line.source if line is not None else ""
                button.clicked.connect(partial(self.queue_asked.emit, (source, name)))
                self.queues.add(button)
        self._queues_title.setVisible(bool(queues))
        self.queues.setVisible(bool(queues))

    def _show_sums(self) -> None:
        """Today by state: from the line's own sums, so that they are the board's."""
        sums = self._sums()
        said = tuple(f"{state}{word}{seconds}{times}" for state, word, seconds, times in sums)
        if said == self._said:
            return
        self._said = said
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, (state, word, seconds, times) in enumerate(sums):
            count = QLabel(_("{count} ×").format(count=times), self.sums)
            count.setProperty("role", "muted")
            time = QLabel(seconds, self.sums)
            cells = (Swatch(state, self.sums), QLabel(word, self.sums), count, time)
            line, block = number // 2, number % 2 * 5  # two beside each other
            for place, widget in enumerate(cells):
                side = Qt.AlignmentFlag.AlignRight if place >= 2 else Qt.AlignmentFlag.AlignLeft
                self._grid.addWidget(widget, line, block + place, side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.setColumnMinimumWidth(4, theme.SPACE_L)
        for column in (1, 6):
            self._grid.setColumnStretch(column, 1)

    def _sums(self) -> list[tuple[AgentState, str, str, int]]:
        day = self._day
        if day is None:
            return []
        found: dict[tuple[AgentState, str], tuple[float, int]] = {}
        codes = self._facts.definitions.codes
        for span in day.spans:
            if span.state not in _SUMS:
                continue
            word = span_words(span, codes) if span.state is AgentState.BREAK else state_word(span.state)
            seconds, times = found.get((span.state, word), (0.0, 0))
            found[span.state, word] = (seconds + span.seconds, times + 1)
        order = {state: place for place, state in enumerate(_SUMS)}
        ordered = sorted(found.items(), key=lambda item: (order[item[0][0]], -item[1][0]))
        return [(state, word, duration(seconds), times) for (state, word), (seconds, times) in ordered]

    def _show_span(self, span: Span) -> None:
        """The band's state in the list."""
        if self._day is not None and span in self._day.spans:
            self.spans.select(self._day.spans.index(span))

    def _columns(self) -> list[Column[SpanRow]]:
        return [
            Column("since", mark("From"), lambda row: row.span.since, Kind.TIME, width=76),
            Column("until", mark("Until"), _until, Kind.TIME, width=72, hidden=True),
            Column(
                "state",
                mark("State"),
                self._words,
                look=lambda row: Look(SIGN_OF[row.span.state]),
                stretch=True,
                width=110,
            ),
            Column("seconds", mark("Duration"), lambda row: row.span.seconds, Kind.DURATION, width=72),
            Column(
                "over",
                mark("Over by"),
                lambda row: row.over_s,
                Kind.DURATION,
                text=lambda row: "" if row.over_s is None else duration(row.over_s),
                look=lambda row: Look(OF_STATE[State.WARN], State.WARN) if row.over_s is not None else None,
                width=72,
            ),
            Column("break_code", mark("Break code"), lambda row: row.span.break_code or "", hidden=True),
        ]

    def _words(self, row: SpanRow) -> str:
        return span_words(row.span, self._facts.definitions.codes)

    def about(self) -> list[tuple[str, str]]:
        """What an exported day says of itself."""
        title, _under = self.title()
        return [(_("Agent"), title), (_("Login"), self._key[1] if self._key else "")]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._queues_title.setText(_("Queues"))
        self._day_title.setText(_("The day so far"))
        self._said = ()
        self.spans.say_empty(_("Nothing is known of this day yet."))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
