"""Breaks at the desk: who is on which, who should come back next, who may go now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.advice.said import listed, people_words, percent
from supervisor.clock import monotonic
from supervisor.errors import SupervisorError
from supervisor.events import AgentState
from supervisor.live.board import EMPTY, AgentKey, Board, Changed, save
from supervisor.live.feed import Feed, FeedState
from supervisor.live.rules import CountingRules
from supervisor.sentences.error import sentence
from supervisor.settings.breaks import ASKED_FOR, BreakCode, BreakKind
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.break_time import BreakLine, BreakTimes, break_line, break_lines, kind_times
from supervisor.wallboard.may_go import Reason, Refusal
from supervisor.words import _, clock_time, language, mark
from ui import theme
from ui.breaks.advice_columns import AdviceFacts, BackRow, GoRow, back_key, go_key
from ui.breaks.break_columns import BreakFacts, BreakRow
from ui.breaks.kinds import KindStrip
from ui.breaks.work import advice_of, advise, asked_back, log
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.machine import Machine
from ui.wallboard.definitions import Definitions
from ui.wallboard.frame import FeedBand
from ui.widgets.empty_state import EmptyState
from ui.widgets.pane import Pane
from ui.widgets.role import put_role
from ui.widgets.table import DeskTable, memory
from ui.widgets.table.export import Exporter

if TYPE_CHECKING:
    from supervisor.advice.forecast import Forecast
    from supervisor.advice.turns import BreakAdvice

EVERY_S = 15  # the centre's seconds between two pieces of advice, while the floor changes
REST = 8  # so many times as long as the last one took nothing is asked: large floors take seconds
STRIP_EVERY_S = 5  # the kinds' times move on so often; at once where somebody comes or goes
LEAST_TABLE = 136  # pixels at text scale 1: the heads of the columns and some rows
MEMORY = "break_asked"


def next_turn(lines: Iterable[BreakLine], now: datetime) -> datetime | None:
    """When the next of *lines* passes its limit or its allowance; None when none will."""
    return min((turn for line in lines for turn in line.turns() if turn >= now), default=None)


class BreaksScreen(QWidget):
    """On break now at the left; at the right the advice, made anew while somebody looks."""

    noticed = Signal(str, object)
    sources_wanted = Signal()

    def __init__(
        self, definitions: Definitions, centre: OpenCentre, machine: Machine, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.definitions = definitions
        self.facts = BreakFacts(definitions)
        self.advice = AdviceFacts(definitions)
        self._centre = centre
        self._machine = machine
        self.board: Board = EMPTY
        self._feeds: Mapping[str, Feed] = {}
        self.now: datetime | None = None
        self._lines: dict[AgentKey, BreakLine] = {}
        self._times = BreakTimes()
        self._turns: datetime | None = None  # when the next break passes its limit or its allowance
        self._stirred = False  # somebody came to a break or left one since the kinds were counted
        self._took_s = 0.0  # for the last advice
        self._asked_s = 0.0
        self._job: Job | None = None
        self._asked_at: datetime | None = None
        self._asked_of: Board | None = None
        self._problem = ""
        self._failed = False
        self.band = FeedBand(self)
        self.blocked = QLabel(self)
        self.blocked.setWordWrap(True)
        self.strip = KindStrip(self)
        self.table: DeskTable[BreakRow] = DeskTable(
            "breaks",
            self.facts.columns(),
            key=lambda row: row.line.key,
            title=mark("On break now"),
            facets=self.facts.facets(),
            groupings=self.facts.groupings(),
            group="kind",
            sort=[("elapsed", True)],
            search=self.facts.search,
            faded=lambda row: not row.live,
            counted=people_words,
            compact=True,
            machine=machine,
            parent=self,
        )
        self.back: DeskTable[BackRow] = DeskTable(
            "breaks_back",
            self.advice.back_columns(),
            key=back_key,
            title=mark("Should come back next"),
            sort=[("place", False)],
            counted=people_words,
            compact=True,
            machine=machine,
            parent=self,
        )
        self.go: DeskTable[GoRow] = DeskTable(
            "breaks_go",
            self.advice.go_columns(),
            key=go_key,
            title=mark("May go now"),
            facets=self.advice.go_facets(),
            sort=[("place", False)],
            counted=people_words,
            compact=True,
            search=lambda row: f"{row.agent.name} {row.agent.login} {row.agent.team}".casefold(),
            machine=machine,
            parent=self,
        )
        self.codes = QComboBox(self)
        self.empty = EmptyState(self)
        self.empty.button.clicked.connect(self.sources_wanted)
        self._titles = {name: QLabel(self) for name in ("now", "back", "go")}
        self._about = {name: QLabel(self) for name in ("now", "back", "go")}
        self._told = QLabel(self)  # about the piece of advice that the keyboard stands on
        self.note = QPushButton(self)
        self.note.setEnabled(False)
        self.note.clicked.connect(self.note_return)
        self._lay_out()
        for table in (self.table, self.back, self.go):
            exporter = Exporter(
                table, centre.jobs, zone=self._zone, about=self._export_words, people=True, who=centre.who
            )
            exporter.noticed.connect(self.noticed)
            exporter.refused.connect(self._say_problem)
        self.codes.currentIndexChanged.connect(self._choose_code)
        self.back.current_changed.connect(self._tell_back)
        self.go.current_changed.connect(self._tell_go)
        self.setFocusProxy(self.table)
        theme.watch.changed.connect(self._heed_look)
        self._heed_look()
        self.retranslate()

    def _heed_look(self) -> None:
        self.band.set_px(theme.current().px(theme.LEAD))
        for table in (self.table, self.back, self.go):
            table.view.setMinimumHeight(theme.current().px(LEAST_TABLE))

    def _lay_out(self) -> None:
        for title in self._titles.values():
            title.setProperty("role", "lead")
        for about in self._about.values():
            about.setProperty("role", "small")
            about.setWordWrap(True)
        self._told.setProperty("role", "help")
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        left, right = Pane(self), Pane(self)
        for side, parts, margins in (
            (
                left,
                ((self._part("now", self.table), 3), (self._part("back", self.back, self.note), 2)),
                (0, theme.SPACE_M),
            ),
            (
                right,
                ((self._part("go", self.go, self.codes), 1), (self._told, 0)),
                (theme.SPACE_M, 0),
            ),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(margins[0], 0, margins[1], 0)
            column.setSpacing(theme.SPACE_M)
            for part, stretch in parts:
                column.addWidget(part, stretch)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.setStretchFactor(0, 11)
        self.split.setStretchFactor(1, 9)
        self.split.setSizes([1130, 920])
        inside = Pane(self)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_M)
        rows.addWidget(self.blocked)
        rows.addWidget(self.strip)
        rows.addWidget(self.split, 1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(inside)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.setSpacing(theme.SPACE_M)
        whole.addWidget(self.band)
        whole.addWidget(self._stack, 1)

    def _part(self, name: str, table: QWidget, beside: QWidget | None = None) -> QWidget:
        """A table under its title; *beside* stands at the right of the title."""
        part = Pane(self)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_M)
        self._titles[name].setWordWrap(True)
        head.addWidget(self._titles[name], 1)
        if beside is not None:
            head.addWidget(beside)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addLayout(head)
        column.addWidget(self._about[name])
        column.addWidget(table, 1)
        return part

    # -- the floor ------------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        first = self.now is None
        self.board, self._feeds, self.now = board, feeds, now
        self.facts.feeds = feeds
        silent_before = self.advice.silent
        silent = frozenset(name for name, feed in feeds.items() if feed.state is not FeedState.LIVE)
        if silent != self.advice.silent:
            self.advice.silent = silent
            self._show_lists()
        self.band.show_feeds(feeds, self.definitions.zone, now)
        there = any(not line.gone for line in board.queues.values()) or bool(board.agents)
        self._stack.setCurrentIndex(0 if there else 1)
        if first or changed.day:
            self._begin(now)
        else:
            self._take_agents(changed.agents, now)
        if first:
            for table in (self.table, self.back, self.go):
                table.use_zone(self.definitions.zone)
                table.tick(now)
            self.facts.now = now
            self.table.show_rows(self._rows(now))
            self._show_moment(now)
        if silent_before != silent:
            self._show_all(now)
        self._ask()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.now = self.facts.now = now
        flipped = self._turns is not None and now >= self._turns
        if flipped:
            self._show_all(now)
        for table in (self.table, self.back, self.go):
            table.tick(now)
        if flipped or self._stirred or now.second % STRIP_EVERY_S == 0:
            self._show_moment(now)
        self._ask()

    def _begin(self, now: datetime) -> None:
        """Everything may be otherwise: a new day, other rules."""
        rules = self.definitions.breaks
        self._lines = break_lines(self.board, now, rules)
        self._times.take(self.board, rules)
        self._stirred = True
        self._show_all(now)

    def _take_agents(self, changed: Iterable[AgentKey], now: datetime) -> None:
        """Those who *changed* came to a break, left one, or go on."""
        rules, rows, gone = self.definitions.breaks, [], []
        begins = rules.day_begins(now)
        for key in changed:
            agent = self.board.agents.get(key)
            if agent is not None and agent.state is AgentState.BREAK:
                line = self._lines[key] = break_line(agent, begins, rules)
                rows.append(self.facts.row(line, now))
                self._turns = min(filter(None, (self._turns, next_turn([line], now))), default=None)
            elif self._lines.pop(key, None) is not None:
                gone.append(key)
        if rows or gone:
            self.table.change(rows, gone)
            self._stirred = True
        self._times.take(self.board, rules, changed)

    def _show_all(self, now: datetime) -> None:
        """Every row anew: a break has passed its limit, or a source fell silent."""
        self._turns = next_turn(self._lines.values(), now)
        gone = [key for key in self.table.arrangement.rows if key not in self._lines]
        self.table.change([self.facts.row(line, now) for line in self._lines.values()], gone)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = self.facts.definitions = self.advice.definitions = definitions
        self._fill_codes()
        self._asked_at = None
        if self.now is not None:
            self._begin(self.now)
            for table in (self.table, self.back, self.go):
                table.use_zone(definitions.zone)
            self._show_moment(self.now)
            self._ask()
        self.retranslate()

    def _rows(self, now: datetime) -> list[BreakRow]:
        return [self.facts.row(line, now) for line in self._lines.values()]

    def _show_moment(self, now: datetime) -> None:
        """What is said of this second: the kinds, the blocked time."""
        live = all(feed.state is FeedState.LIVE for feed in self._feeds.values())
        at = now if live else min((feed.since or now for feed in self._feeds.values()), default=now)
        kinds = kind_times(self._times.before, self._lines.values(), min(now, at))
        self._stirred = False
        self.strip.show_kinds(kinds, live=live)
        self.strip.setVisible(bool(kinds))
        self._show_blocked(now)
        count = len(self._lines)
        self._titles["now"].setText(f"{_('On break now')} · {count}")

    def _show_blocked(self, now: datetime) -> None:
        """Whether breaks may begin now, and until when; the next blocked time when it is near."""
        rules, zone = self.definitions.breaks, self.definitions.zone
        code = self.code
        blocked = rules.blocked(code, now)
        if blocked is not None:
            nearest = min(blocked.shift_changes, key=lambda at: abs(at - now), default=None)
            said = Refusal(Reason.BLOCKED, blocked.ends, nearest).said(zone)
            self._say_blocked(said, "notice")
            return
        coming = rules.next_blocked(code, now)
        if coming is not None and coming.begins - now < timedelta(hours=2):
            said = _("No breaks from {begins} to {ends}.").format(
                begins=clock_time(coming.begins, zone), ends=clock_time(coming.ends, zone)
            )
            if coming.shift_changes:
                change = clock_time(coming.shift_changes[0], zone)
                said = _("No breaks from {begins} to {ends}: shift change {change}.").format(
                    begins=clock_time(coming.begins, zone), ends=clock_time(coming.ends, zone), change=change
                )
            self._say_blocked(said, "muted")
            return
        self.blocked.hide()

    def _say_blocked(self, said: str, role: str) -> None:
        put_role(self.blocked, role)
        if self.blocked.text() != said:
            self.blocked.setText(said)
        self.blocked.setVisible(True)

    # -- the advice -----------------------------------------------------------------------------------------

    @property
    def code(self) -> BreakCode:
        """The break that is asked about."""
        code = self.codes.currentData()
        return code if isinstance(code, BreakCode) else BreakCode("", BreakKind.BREAK)

    def ask_again(self) -> None:
        """Have the advice made anew."""
        self._asked_at = None
        self._ask()

    def _ask(self) -> None:
        """Have the advice made when it is due: seen, the floor changed, the last one some seconds old."""
        now = self.now
        if now is None or self._job is not None or not self.isVisible() or not self.board.agents:
            return
        if {key[0] for key in self.board.agents} <= self.advice.silent:
            return
        if self._asked_at is not None:
            if monotonic() < self._asked_s + REST * self._took_s:
                return
            if now < self._asked_at + timedelta(seconds=EVERY_S) and now >= self._asked_at:
                return
            if self.board is self._asked_of and now < self._asked_at + timedelta(seconds=4 * EVERY_S):
                return
        if not self._centre.is_open or not self._centre.url:  # a picture: nothing computes
            return
        self._asked_at, self._asked_of, self._asked_s = now, self.board, monotonic()
        self._job = self._centre.jobs.compute(advise, *self.question(now))
        self._job.then(self._take_advice, self._refused)

    def question(self, now: datetime) -> tuple[bytes, datetime, CountingRules, BreakRules, BreakCode, float]:
        """What `advise` is asked."""
        target = self.definitions.targets.service_level
        return save(self.board), now, self.definitions.rules, self.definitions.breaks, self.code, target

    def _take_advice(self, told: bytes) -> None:
        self._job = None
        self._failed = False
        self._took_s = monotonic() - self._asked_s
        self.show_advice(advice_of(told))

    def _refused(self, error: SupervisorError) -> None:
        self._job = None
        self._say_problem(error)

    def show_advice(self, advice: BreakAdvice) -> None:
        """Show *advice* in place of the last one."""
        self.advice.advice = advice
        self._show_lists()

    def _show_lists(self) -> None:
        self.back.show_rows(self.advice.backs(self.board))
        self.go.show_rows(self.advice.goes(self.board))
        self._say_advice()

    def _choose_code(self) -> None:
        memory.keep(self._machine, MEMORY, {"code": self.code.code})
        if self.now is not None:
            self._show_blocked(self.now)
        self.ask_again()

    def _fill_codes(self) -> None:
        """The break codes that a person can ask for, wellbeing left out: nobody needs leave for that."""
        chosen = self.code.code or str(memory.recall(self._machine, MEMORY).get("code", ""))
        known: dict[str, BreakCode] = {}
        for code in self.definitions.breaks.codes.values():
            if code.kind in ASKED_FOR and code.kind is not BreakKind.WELLBEING:
                known.setdefault(code.name(language()), code)
        heard = {
            self.definitions.breaks.code(spent.break_code).name(language())
            for agent in self.board.agents.values()
            for spent in agent.spent
            if spent.break_code
        }
        names = [name for name in known if name in heard] or list(known)
        self.codes.blockSignals(True)
        self.codes.clear()
        for name in names:
            self.codes.addItem(name, known[name])
        usual = next((n for n, name in enumerate(names) if known[name].kind is BreakKind.BREAK), 0)
        kept = next((n for n, name in enumerate(names) if known[name].code == chosen), usual)
        self.codes.setCurrentIndex(kept if names else -1)
        self.codes.blockSignals(False)

    def _tell_back(self, row: BackRow | None) -> None:
        self._told.setText(self.advice.about_back(row) if row is not None else "")
        self.note.setEnabled(row is not None and bool(row.one.effects))

    def _tell_go(self, row: GoRow | None) -> None:
        self._told.setText(self.advice.about_go(row) if row is not None else "")

    def note_return(self) -> None:
        """Log that this agent is asked back, with what is foretold for the queue where it does most."""
        row, now = self.back.current, self.now
        if row is None or now is None or not row.one.effects or not self._centre.url:
            return
        effect = max(row.one.effects, key=lambda one: abs(one.after - one.before))
        self.note.setEnabled(False)
        self._centre.jobs.compute(
            asked_back,
            save(self.board),
            row.agent.key,
            effect.queue,
            now,
            self.definitions.rules,
            self._centre.who,
        ).then(self._write_return, self._note_refused)

    def _write_return(self, forecast: Forecast | None) -> None:
        if forecast is None:
            self.note.setEnabled(True)
            self._told.setText(_("It cannot be logged: too few contacts are foretold to hold it to."))
            return
        self._centre.jobs.write(log, forecast).then(self._noted, self._note_refused)

    def _noted(self, result: tuple[object, tuple[Forecast, bool]]) -> None:
        forecast, zone = result[1][0], self.definitions.zone
        self.note.setEnabled(True)
        self.noticed.emit(
            _("Logged: what this does to {queue}. It is scored at {due}.").format(
                queue=forecast.queue[1], due=clock_time(forecast.due_at, zone)
            ),
            None,
        )

    def _note_refused(self, error: SupervisorError) -> None:
        self.note.setEnabled(True)
        self._say_problem(error)

    # -- words ----------------------------------------------------------------------------------------------

    def _zone(self) -> ZoneInfo:
        return self.definitions.rules.days.zone

    def _export_words(self) -> list[tuple[str, str]]:
        return [(_("Page"), _("Breaks"))]

    def _say_problem(self, error: SupervisorError) -> None:
        self._problem, self._failed = sentence(error), True
        self._say_advice()

    def _say_advice(self) -> None:
        advice = self.advice.advice
        self._titles["back"].setText(_("Should come back next"))
        self._titles["go"].setText(_("May go now"))
        if self.advice.silent:
            silent = _("No advice about agents of {source}: it is not heard, and what it last said is past.")
            self._problem = silent.format(source=listed(sorted(self.advice.silent)))
        elif not self._failed:
            self._problem = ""
        if advice is None or {key[0] for key in self.board.agents} <= self.advice.silent:
            self._about["back"].setText(self._problem or _("The advice is being worked out…"))
            self._about["go"].setText("")
            self.back.say_empty(_("There is no advice now."))
            self.go.say_empty(_("There is no advice now."))
            return
        at = clock_time(advice.at, self.definitions.zone, seconds=True)
        order = _("First who is over the limit, then by contacts answered in time. As of {time}.")
        self._about["back"].setText(self._problem or order.format(time=at))
        bound = _("No queue falls below {target} in the next 10 minutes, and the rules for breaks hold.")
        self._about["go"].setText(bound.format(target=percent(advice.target)))
        may = sum(row.place is not None for row in self.go.arrangement.rows.values())
        self._titles["go"].setText(f"{_('May go now')} · {may}")
        self._titles["back"].setText(f"{_('Should come back next')} · {len(self.back.arrangement.rows)}")
        self.back.say_empty(_("Nobody is on a break from which they could be called back."))
        self.go.say_empty(_("Nobody is at work now."))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._titles["now"].setText(_("On break now"))
        self._titles["back"].setText(_("Should come back next"))
        self._titles["go"].setText(_("May go now"))
        self._about["now"].setText(
            _("Wellbeing time counts against nobody. A shift is the business day until there is a roster.")
        )
        self.codes.setAccessibleName(_("Break that is asked about"))
        self.codes.setToolTip(_("Break that is asked about"))
        self.note.setText(_("Note that this one is asked back"))
        self.note.setToolTip(_("Log it with what is foretold; it is scored when its time is over."))
        self.table.say_empty(_("Nobody is on a break now."))
        self.empty.say(_("Connect a telephone system to see its breaks here."), _("Add a source"))
        self._fill_codes()
        self._say_advice()
        if self.now is not None:
            self._show_moment(self.now)
            self.band.show_feeds(self._feeds, self.definitions.zone, self.now)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
