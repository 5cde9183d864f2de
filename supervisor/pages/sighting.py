"""Sights of a board that moves on: only what changed is looked at again, so that many parts can ask often.

`wallboard.scope.sights` looks at everything; 200 queues and 5,000 agents take it tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from supervisor.events import AgentState
from supervisor.live.board import EMPTY, AgentKey, AgentLine, Board, Changed, QueueKey, QueueLine, Staff
from supervisor.settings.breaks import BreakCode
from supervisor.wallboard.breaks import on_break
from supervisor.wallboard.metrics import QueueFigures, queue_figures
from supervisor.wallboard.scope import CENTRE, Scope, ScopeKind, Sight, staff_of, total

OVERRUNS_EVERY_S = 5.0  # whose break is over its limit changes with the clock alone
AGED_AT_ONCE = 24  # queues a look whose last half hour is summed anew only because a minute has passed


@dataclass
class _Seen:
    line: QueueLine
    minute: int
    at: datetime
    figures: QueueFigures


class Sighting:
    """The sights of the newest board. `look` first, then ask for scopes."""

    def __init__(self) -> None:
        self._board: Board = EMPTY
        self._at: datetime | None = None
        self._day_begins: datetime | None = None
        self._codes: Mapping[str, BreakCode] = {}
        self._queues: dict[QueueKey, _Seen] = {}
        self._fresh: set[QueueKey] = set()  # looked at since the last `look`
        self._agents: dict[AgentKey, AgentLine] = {}
        self._of_team: dict[str, dict[AgentKey, AgentLine]] = {}
        self._on_break: set[AgentKey] = set()
        self._over: set[AgentKey] = set()
        self._over_at: datetime | None = None
        self._made: dict[Scope, Sight] = {}
        self._true_at: dict[str, datetime] = {}
        self._aged = 0

    @property
    def board(self) -> Board:
        return self._board

    def look(
        self,
        board: Board,
        changed: Changed | None,
        now: datetime,
        day_begins: datetime,
        codes: Mapping[str, BreakCode],
        true_at: Mapping[str, datetime] | None = None,
    ) -> None:
        """*board* as of *now*; *changed* differs from the one before, None: perhaps everything does.

        *true_at* names the moments of which the figures of sources are true that are not live: waits and
        breaks of such a source grow no further.
        """
        first = self._at is None or changed is None or changed.day or codes is not self._codes
        self._board, self._at, self._day_begins, self._codes = board, now, day_begins, codes
        moments = dict(true_at or {})
        first = first or moments != self._true_at
        self._true_at = moments
        self._made.clear()
        self._fresh.clear()
        self._aged = 0
        if first:
            self._agents.clear()
            self._of_team.clear()
            self._on_break.clear()
            self._queues.clear()
            self._over_at = None
            self._note(board.agents.keys())
        elif changed is not None and changed.agents:
            self._note(changed.agents)

    def sight(self, scope: Scope) -> Sight | None:
        """What is to be seen of *scope*; None when there is no such queue or team on the board."""
        if self._at is None:
            return None
        if scope not in self._made:
            made = self._make(scope)
            if made is None:
                return None
            self._made[scope] = made
        return self._made[scope]

    def queues(self) -> list[Scope]:
        """The scopes of all queues that are not gone."""
        return [Scope.queue(key) for key, line in self._board.queues.items() if not line.gone]

    def teams(self) -> list[Scope]:
        """The scopes of all teams, in the order in which they first came."""
        return [Scope.team(name) for name, agents in self._of_team.items() if agents]

    def _make(self, scope: Scope) -> Sight | None:
        assert self._at is not None  # noqa: S101
        if scope.kind is ScopeKind.QUEUE:
            key = (scope.source, scope.name)
            line = self._board.queues.get(key)
            if line is None or line.gone:
                return None
            return self._of_queue(scope, self._figures(key, line))
        self._look_for_overruns()
        if scope.kind is ScopeKind.TEAM:
            agents = self._of_team.get(scope.name)
            if not agents:
                return None
            return Sight(
                scope,
                self._at,
                staff_of(agents.values()),
                len(self._over & agents.keys()),
                sources=frozenset(key[0] for key in agents),
            )
        return self._centre()

    def _of_queue(self, scope: Scope, figures: QueueFigures) -> Sight:
        self._look_for_overruns()
        over = sum(
            1
            for key in self._over
            if key[0] == scope.source
            and scope.name in self._agents[key].queues
            and self._agents[key].state_in(scope.name) is AgentState.BREAK
        )
        return Sight(
            scope,
            figures.at,
            figures.staff,
            over,
            figures.waiting,
            figures.longest_wait_s,
            figures.today,
            figures.recent,
            frozenset({scope.source}),
        )

    def _centre(self) -> Sight:
        assert self._at is not None  # noqa: S101
        all_day = [self._figures(key, line, may_wait=True) for key, line in self._board.queues.items()]
        queues = [figures for figures in all_day if not figures.line.gone]
        waits = [
            (self._true_at.get(line.source, self._at) - line.waiting_since).total_seconds()
            for line in self._board.queues.values()
            if not line.gone and line.waiting_since is not None
        ]
        return Sight(
            CENTRE,
            self._at,
            self._staff(),
            len(self._over),
            sum(figures.waiting for figures in queues) if queues else None,
            max(0.0, max(waits)) if waits else None,
            total(figures.today for figures in all_day),
            total(figures.recent for figures in queues),
            frozenset(self._board.sources),
        )

    def _figures(self, key: QueueKey, line: QueueLine, *, may_wait: bool = False) -> QueueFigures:
        """The figures of a queue, kept while its line is the same and they cannot have aged.

        *may_wait*: only so many a look are summed anew because a minute has passed; the others follow with
        the next looks.
        """
        assert self._at is not None and self._day_begins is not None  # noqa: S101, PT018
        seen, minute = self._queues.get(key), int(self._at.timestamp()) // 60
        if seen is not None and seen.line is line:
            if key in self._fresh or (seen.minute == minute and not line.waiting):
                return seen.figures
            if may_wait and seen.minute != minute and not line.waiting and self._aged >= AGED_AT_ONCE:
                return seen.figures
            self._aged += 1
        figures = queue_figures(line, self._true_at.get(line.source, self._at), self._day_begins)
        self._queues[key] = _Seen(line, minute, self._at, figures)
        self._fresh.add(key)
        return figures

    def _staff(self) -> Staff:
        return staff_of(self._agents.values())

    def _note(self, keys: Iterable[AgentKey]) -> None:
        for key in keys:
            old, new = self._agents.pop(key, None), self._board.agents.get(key)
            if old is not None and old.team in self._of_team:
                self._of_team[old.team].pop(key, None)
            self._on_break.discard(key)
            self._over.discard(key)
            if new is None:
                continue
            self._agents[key] = new
            if new.team:
                self._of_team.setdefault(new.team, {})[key] = new
            if new.state is AgentState.BREAK:
                self._on_break.add(key)
                self._look_at_break(key, new)

    def _look_for_overruns(self) -> None:
        assert self._at is not None  # noqa: S101
        if self._over_at is not None and (self._at - self._over_at).total_seconds() < OVERRUNS_EVERY_S:
            return
        self._over_at = self._at
        self._over.clear()
        for key in self._on_break:
            self._look_at_break(key, self._agents[key])

    def _look_at_break(self, key: AgentKey, agent: AgentLine) -> None:
        assert self._at is not None  # noqa: S101
        view = on_break(agent, self._true_at.get(agent.source, self._at), self._codes)
        if view is not None and view.over_s is not None:
            self._over.add(key)
