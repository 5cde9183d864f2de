"""What a figure is about: the centre, one queue or one team; and everything that is known of it now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from supervisor.events import AgentState
from supervisor.live.board import AgentLine, Board, QueueKey, Staff
from supervisor.live.counts import NOTHING, Counts
from supervisor.settings.breaks import BreakCode
from supervisor.wallboard.breaks import on_break
from supervisor.wallboard.metrics import (
    PeriodFigures,
    QueueFigures,
    answer_rate,
    queue_figures,
    service_level,
)


class ScopeKind(StrEnum):
    """Of what a figure can be."""

    CENTRE = "centre"
    QUEUE = "queue"
    TEAM = "team"


class Scope(msgspec.Struct, frozen=True):
    """The centre, the queue *name* of *source*, or the team *name* (of any source: a team is people)."""

    kind: ScopeKind = ScopeKind.CENTRE
    source: str = ""
    name: str = ""

    @classmethod
    def queue(cls, key: QueueKey) -> Scope:
        return cls(ScopeKind.QUEUE, *key)

    @classmethod
    def team(cls, name: str) -> Scope:
        return cls(ScopeKind.TEAM, "", name)


CENTRE = Scope()


@dataclass(frozen=True)
class Sight:
    """What there is to see of *scope* at *at*.

    *waiting*, *longest_wait_s*, *today* and *recent* are None where the scope has no queue of its own: a team
    answers for several. *overruns* counts breaks beyond their limit. *sources* feed the figures: when one of
    them is late or dead, these are of the past.
    """

    scope: Scope
    at: datetime
    staff: Staff
    overruns: int
    waiting: int | None = None
    longest_wait_s: float | None = None
    today: PeriodFigures | None = None
    recent: PeriodFigures | None = None
    sources: frozenset[str] = frozenset()


def sights(
    board: Board, now: datetime, day_begins: datetime, codes: Mapping[str, BreakCode]
) -> dict[Scope, Sight]:
    """Every scope of *board* when the clock reads *now*: the centre, each queue that is not gone, each team.

    *codes* are the break codes by the source's word, case folded. Counts of the centre are sums over queues
    (a contact that entered two counts in both), of the whole day also over those that are gone; its staff are
    people, each once.
    """
    figured = {key: queue_figures(line, now, day_begins) for key, line in board.queues.items()}
    queues = {key: figures for key, figures in figured.items() if not figures.line.gone}
    over = [agent for agent in board.agents.values() if _is_over(agent, now, codes)]
    over_in: dict[QueueKey, int] = {}
    over_of_team: dict[str, int] = {}
    for agent in over:
        over_of_team[agent.team] = over_of_team.get(agent.team, 0) + 1
        for queue in agent.queues:
            if agent.state_in(queue) is AgentState.BREAK:
                over_in[agent.source, queue] = over_in.get((agent.source, queue), 0) + 1
    found = {CENTRE: _centre(board, queues, figured.values(), len(over), now)}
    for key, figures in queues.items():
        scope = Scope.queue(key)
        found[scope] = Sight(
            scope,
            now,
            figures.staff,
            over_in.get(key, 0),
            figures.waiting,
            figures.longest_wait_s,
            figures.today,
            figures.recent,
            frozenset({key[0]}),
        )
    teams: dict[str, list[AgentLine]] = {}
    for agent in board.agents.values():
        if agent.team:
            teams.setdefault(agent.team, []).append(agent)
    for name, agents in teams.items():
        scope = Scope.team(name)
        found[scope] = Sight(
            scope,
            now,
            staff_of(agents),
            over_of_team.get(name, 0),
            sources=frozenset(agent.source for agent in agents),
        )
    return found


def staff_of(agents: Iterable[AgentLine]) -> Staff:
    """How many of *agents* are in each state; each counts once, whatever queues they serve."""
    counted = Counter([agent.state for agent in agents])
    return Staff(
        ready=counted[AgentState.READY],
        ringing=counted[AgentState.RINGING],
        handling=counted[AgentState.HANDLING],
        after_contact=counted[AgentState.AFTER_CONTACT],
        on_break=counted[AgentState.BREAK],
        offline=counted[AgentState.OFFLINE],
        unknown=counted[AgentState.UNKNOWN],
    )


def total(periods: Iterable[PeriodFigures]) -> PeriodFigures:
    """Several queues over one period: counts and rates are added up part by part, never averaged."""
    counts = NOTHING
    answered, served = answer_rate(NOTHING), service_level(NOTHING, 0)
    for period in periods:
        counts += period.counts
        answered += period.answer_rate
        served += period.service_level
    return PeriodFigures(counts, answered, served)


def _centre(
    board: Board,
    queues: Mapping[QueueKey, QueueFigures],
    all_day: Iterable[QueueFigures],
    over: int,
    now: datetime,
) -> Sight:
    waits = [figures.longest_wait_s for figures in queues.values() if figures.longest_wait_s is not None]
    return Sight(
        CENTRE,
        now,
        staff_of(board.agents.values()),
        over,
        sum(figures.waiting for figures in queues.values()) if queues else None,
        max(waits, default=None),
        total(figures.today for figures in all_day),
        total(figures.recent for figures in queues.values()),
        frozenset(board.sources),
    )


def _is_over(agent: AgentLine, now: datetime, codes: Mapping[str, BreakCode]) -> bool:
    if agent.state is not AgentState.BREAK:  # most of thousands, at every look
        return False
    view = on_break(agent, now, codes)
    return view is not None and view.over_s is not None


def counts_of(sight: Sight, recent: bool) -> Counts:
    """The counts of a scope today or over the last half hour; nothing where it has none."""
    period = sight.recent if recent else sight.today
    return period.counts if period is not None else NOTHING
