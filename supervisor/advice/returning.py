"""Who on a break should come back next, and who may go now: by what it does to the service level."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from supervisor.advice.demand import Missing
from supervisor.advice.sharing import Sharing, sharing
from supervisor.advice.staffing import HORIZON_S, Situation, level, situation, takes_contacts
from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine, Board, QueueKey
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.breaks import BreakView, on_break

NEAR = 0.8  # of its limit: then a break is nearly over
LEAST_SHARE = 0.05  # of an agent's time: a queue that gets less is not what decides whether he may go

Refusal = Callable[[AgentLine], object | None]
"""Why an agent is not to be asked, by whoever knows the rules of breaks; None: nothing against it."""


class Turn(IntEnum):
    """In which order people on breaks are asked, whatever they would gain."""

    OVER = 0  # beyond the limit, or put on a break by the telephone system: one click
    NEARLY_OVER = 1
    AT_WORK = 2  # in a meeting, training or coaching
    RESTING = 3  # well within a break of their own


@dataclass(frozen=True)
class Effect:
    """What one agent more or fewer, who counts as *share* there, does to the service level of *queue*."""

    queue: QueueKey
    share: float
    before: float
    after: float


@dataclass(frozen=True)
class Return:
    """Somebody on a break who might come back. *in_time* is how many more contacts would be answered in time
    within the next minutes, *gain* the same as service level over the agent's queues by their arrivals; both
    None when nothing is known of any of these queues."""

    agent: AgentLine
    break_: BreakView
    turn: Turn
    in_time: float | None
    gain: float | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Go:
    """Somebody who may go now, after those before in the list went; effects as in `Return`."""

    agent: AgentLine
    in_time: float
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Stay:
    """Somebody who had better not go: *refusal* says what is against it, or *effect* which queue would fall
    below the target (or is below already), or *unknown* of which queue too little is known."""

    agent: AgentLine
    refusal: object | None = None
    effect: Effect | None = None
    unknown: QueueKey | None = None


@dataclass(frozen=True)
class Leaving:
    """Who may go now, so that no queue falls below *target*: all of *go* together, in this order."""

    target: float
    go: tuple[Go, ...]
    stay: tuple[Stay, ...]


class Floor:
    """The queues of one board, each asked once for its service level with each whole number of agents."""

    def __init__(
        self, board: Board, now: datetime, rules: CountingRules, *, horizon_s: float = HORIZON_S
    ) -> None:
        self.board, self.now, self.rules, self.horizon_s = board, now, rules, horizon_s
        self.split: Sharing = sharing(board)
        self._situations: dict[QueueKey, Situation | Missing] = {}
        self._levels: dict[tuple[QueueKey, int], float] = {}

    def situation(self, key: QueueKey) -> Situation | Missing:
        found = self._situations.get(key)
        if found is None:
            found = situation(self.board, key, self.now, self.rules, self.split)
            self._situations[key] = found
        return found

    def level(self, now: Situation, agents: float) -> float:
        """The service level soon with *agents* agents (none below 0)."""
        agents = max(0.0, agents)
        low = math.floor(agents)
        here = self._level(now, low)
        return here if low == agents else here + (self._level(now, low + 1) - here) * (agents - low)

    def _level(self, now: Situation, agents: int) -> float:
        key = (now.queue, agents)
        if key not in self._levels:
            self._levels[key] = level(now, agents, self.horizon_s)
        return self._levels[key]

    def effects(
        self, agent: AgentLine, sign: int, gone: Mapping[QueueKey, float] | None = None
    ) -> tuple[tuple[Effect, ...], QueueKey | None]:
        """What the agent does who comes (*sign* 1) or goes (−1) by his shares, when *gone* agents have left
        already; and a queue of his, the first, of which too little is known."""
        found: list[Effect] = []
        unknown: QueueKey | None = None
        for name in agent.queues:
            key = (agent.source, name)
            share = self.split.of(agent.key, name)
            if share < LEAST_SHARE:
                continue
            now = self.situation(key)
            if isinstance(now, Missing):
                unknown = unknown or key
                continue
            counts = share * now.demand.places
            agents = now.agents - (gone or {}).get(key, 0.0)
            found.append(
                Effect(key, counts, self.level(now, agents), self.level(now, agents + sign * counts))
            )
        return tuple(found), unknown

    def in_time(self, effects: tuple[Effect, ...]) -> tuple[float, float]:
        """How many contacts more are answered in time, and the service level's gain over these queues."""
        more = arrivals = 0.0
        for effect in effects:
            now = self.situation(effect.queue)
            assert isinstance(now, Situation)  # noqa: S101  # an effect is of a queue that is known
            come = now.demand.arrivals_per_h.value * self.horizon_s / 3600
            more += come * (effect.after - effect.before)
            arrivals += come
        return more, more / arrivals if arrivals else 0.0


def returning(
    floor: Floor, codes: Mapping[str, BreakCode], refused: Refusal = lambda _agent: None
) -> tuple[Return, ...]:
    """Everybody on a break who may be asked back, the best first.

    First by `Turn`, then by how many more contacts would be answered in time, the longest overrun and the
    login. Nobody in a wellbeing break is ever among them, and nobody whom *refused* gives a reason for.
    *codes* are the centre's by the source's word, case folded (`wallboard/breaks.break_codes`); an unknown
    code counts as a break without a limit. A break in some of an agent's queues only is none of the floor's.
    """
    found: list[Return] = []
    for agent in floor.board.agents.values():
        view = on_break(agent, floor.now, codes)
        if view is None or view.is_wellbeing or agent.break_queues or refused(agent) is not None:
            continue
        effects, _unknown = floor.effects(agent, 1)
        more, gain = floor.in_time(effects) if effects else (None, None)
        found.append(Return(agent, view, _turn(view), more, gain, effects))
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.turn,
                math.inf if one.in_time is None else -round(one.in_time, 6),
                -(one.break_.over_s or 0.0),
                one.agent.key,
            ),
        )
    )


def _turn(view: BreakView) -> Turn:
    kind = view.code.kind if view.code else BreakKind.BREAK
    if view.over_s is not None or kind is BreakKind.FORCED:
        return Turn.OVER
    if kind in (BreakKind.MEETING, BreakKind.TRAINING, BreakKind.COACHING):
        return Turn.AT_WORK
    if view.limit_s and view.elapsed_s >= NEAR * view.limit_s:
        return Turn.NEARLY_OVER
    return Turn.RESTING


def leaving(floor: Floor, target: float, refused: Refusal = lambda _agent: None) -> Leaving:
    """Who may go now so that the service level of every queue soon stays at or above *target* (0 to 1).

    Those whose going costs least are let go first, as long as all of their queues can bear it; equal ones by
    the least time on breaks today, then by login. Whoever serves a queue of which too little is known stays:
    nothing could be promised.
    """
    stay: list[Stay] = []
    able: list[tuple[float, float, AgentKey, AgentLine]] = []
    for agent in floor.board.agents.values():
        if not any(takes_contacts(agent, queue) for queue in agent.queues):
            continue
        if (why := refused(agent)) is not None:
            stay.append(Stay(agent, refusal=why))
            continue
        effects, unknown = floor.effects(agent, -1)
        if unknown is not None or not effects:
            stay.append(Stay(agent, unknown=unknown or (agent.source, "")))
            continue
        more, _gain = floor.in_time(effects)
        rested = sum(spent.seconds for spent in agent.spent if spent.state is AgentState.BREAK)
        able.append((-round(more, 6), rested, agent.key, agent))
    go: list[Go] = []
    gone: dict[QueueKey, float] = {}
    for _loss, _rested, _key, agent in sorted(able, key=lambda one: one[:3]):
        effects, _unknown = floor.effects(agent, -1, gone)
        short = next((effect for effect in effects if effect.after < target), None)
        if short is not None:
            stay.append(Stay(agent, effect=short))
            continue
        for effect in effects:
            gone[effect.queue] = gone.get(effect.queue, 0.0) + effect.share
        go.append(Go(agent, floor.in_time(effects)[0], effects))
    return Leaving(target, tuple(go), tuple(stay))
