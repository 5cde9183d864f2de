"""What if some people came back, or went? The answers for one queue, and what goes into the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from supervisor.advice.demand import Missing
from supervisor.advice.forecast import Forecast, if_asked
from supervisor.advice.returning import LEAST_SHARE, Effect, Floor, returning
from supervisor.advice.staffing import (
    Comparison,
    Needed,
    Situation,
    ahead,
    if_people_come,
    needed,
)
from supervisor.advice.turns import break_advice
from supervisor.live.board import AgentKey, Board, QueueKey
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode
from supervisor.wallboard.break_rules import BreakRules

MOST = 10  # people more or fewer that are asked about


@dataclass(frozen=True)
class Candidate:
    """Somebody who could come (or go), and what that alone does to the queue."""

    key: AgentKey
    effect: Effect


@dataclass(frozen=True)
class Answers:
    """Queue *queue* as things are and with each number of people more or fewer: *by_people*, from −MOST (or
    everybody) to MOST. *come* could come back, the first one first, *go* may go now by the rules for breaks
    (None: nobody asked); both count for the queue. *situation* says why not when nothing can be said; then
    there is no answer."""

    queue: QueueKey
    at: datetime
    target: float
    situation: Situation | Missing
    by_people: dict[int, Comparison]
    needed: Needed | None
    come: tuple[Candidate, ...] = ()
    go: tuple[Candidate, ...] | None = None


def answers(
    board: Board,
    key: QueueKey,
    now: datetime,
    rules: CountingRules,
    breaks: BreakRules,
    code: BreakCode,
    target: float,
    *,
    going: bool = True,
) -> Answers:
    """All answers for queue *key* when the clock reads *now*, without ranges; *code* is the break on which
    somebody would go. Who may go takes a look at everybody, a second for 2,000 agents: only when *going*."""
    floor = Floor(board, now, rules)
    here = floor.situation(key)
    if isinstance(here, Missing):
        return Answers(key, now, target, here, {}, None)
    least = -min(MOST, here.people)
    as_is = ahead(here)
    by_people = {0: Comparison(here, 0, 0.0, as_is, as_is)}
    for people in (*range(least, 0), *range(1, MOST + 1)):
        change = max(-here.agents, people * here.each)
        by_people[people] = Comparison(here, people, change, as_is, ahead(here, change))
    come = tuple(
        Candidate(one.agent.key, effect)
        for one in returning(floor, breaks.codes)
        for effect in one.effects
        if effect.queue == key and effect.share >= LEAST_SHARE
    )
    go = None
    if going:
        go = tuple(
            Candidate(one.key, effect)
            for one in break_advice(board, now, rules, breaks, code, target).go
            for effect in one.effects
            if effect.queue == key and effect.share >= LEAST_SHARE
        )
    return Answers(key, now, target, here, by_people, needed(here, target, most=MOST), come, go)


@dataclass(frozen=True)
class Ranged:
    """One answer with its range, and what goes into the log when somebody heeds it; None without a range."""

    comparison: Comparison
    forecast: Forecast | None


def ranged(
    board: Board, key: QueueKey, now: datetime, rules: CountingRules, people: int, made_by: str
) -> Ranged | Missing:
    """The answer for *people* more (negative: fewer) with the range that holds four of five outcomes."""
    here = Floor(board, now, rules).situation(key)
    if isinstance(here, Missing):
        return here
    found = if_people_come(here, people, ranged=True)
    return Ranged(found, if_asked(board, found, rules, made_by))


def returned(
    board: Board, agent: AgentKey, key: QueueKey, now: datetime, rules: CountingRules, made_by: str
) -> Forecast | None:
    """What goes into the log when *agent* is asked back: what that does to queue *key*; None when nothing can
    be foretold there."""
    floor = Floor(board, now, rules)
    here = floor.situation(key)
    if isinstance(here, Missing):
        return None
    share = floor.split.of(agent, key[1]) * here.demand.places
    before, after = ahead(here, ranged=True), ahead(here, share, ranged=True)
    return if_asked(board, Comparison(here, 1, share, before, after), rules, made_by, agent[1])
