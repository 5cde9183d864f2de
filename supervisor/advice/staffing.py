"""How many agents a queue has and needs, and what more or fewer would do: soon, and for long."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from supervisor.advice.demand import Demand, Missing, demand
from supervisor.advice.erlang import Flow, Outlook, steady
from supervisor.advice.sharing import Sharing, sharing
from supervisor.advice.spread import Doubt, Spread, spread
from supervisor.advice.transient import Present, WaitingFate, transient
from supervisor.events import AgentState
from supervisor.live.board import AgentLine, Board, QueueKey, Stage
from supervisor.live.rules import CountingRules

HORIZON_S = 600.0
LEAST_DRIFT = 0.15
"""So much is always allowed for: with it, ranges from measured inputs held 83 to 85 % of what then came on
floors played at a steady rate, without it 76 to 77 %."""
MOST_AGENTS = 5000  # beyond, no number of agents is looked for
STAFFED = frozenset({AgentState.READY, AgentState.RINGING, AgentState.HANDLING, AgentState.AFTER_CONTACT})


@dataclass(frozen=True)
class Situation:
    """One queue as advice sees it at *at*: what was measured, who is there, who waits.

    *people* serve the queue and take contacts now; *shared* of them serve others too. By their recent work
    they count as *usual* agents here; at this moment *available* are on its contacts or free for the next
    one. The truth of the next minutes lies between, and *agents* is the middle (on the demo centre's days
    either end alone was the worse forecast). *each* is what one person more counts, likewise between the mean
    share of those on break (of those at work when nobody is) and one whole. For contacts of which an agent
    has several at once these are places, not people.
    """

    demand: Demand
    threshold_s: float
    agents: float
    usual: float
    available: float
    people: int
    shared: int
    each: float
    present: Present

    @property
    def queue(self) -> QueueKey:
        return self.demand.queue

    @property
    def at(self) -> datetime:
        return self.demand.at

    @property
    def flow(self) -> Flow:
        """What the model is asked. Ringing is part of each answered contact's wait and keeps an agent: so an
        agent must be found the sooner. Short abandons are not in it: what is offered here is
        offered − short, as in the service level's denominator."""
        measured = self.demand
        return Flow(
            measured.arrivals_per_h.value,
            measured.handle_s.value * measured.busy_factor,
            measured.stays_s.value if measured.stays_s else math.inf,
            self.threshold_s - measured.ring_s,
        )

    @property
    def doubt(self) -> Doubt:
        """What the measurements leave open."""
        measured = self.demand
        return Doubt(
            measured.arrivals_per_h.n,
            measured.handle_s.n,
            measured.stays_s.n if measured.stays_s else 0,
            max(LEAST_DRIFT, measured.drift),
            min(self.usual, self.available),
            max(self.usual, self.available),
        )


def takes_contacts(agent: AgentLine, queue: str) -> bool:
    """Whether *agent* takes contacts of *queue* now, and will when this one is over: no break is pending."""
    return agent.state_in(queue) in STAFFED and not (
        agent.state is not AgentState.READY and agent.break_code is not None and not agent.break_queues
    )


def situation(
    board: Board, key: QueueKey, now: datetime, rules: CountingRules, split: Sharing | None = None
) -> Situation | Missing:
    """Queue *key* of *board* when the clock reads *now*; why nothing can be said of it, otherwise.

    *split* is `sharing(board)`, for whoever asks about several queues.
    """
    measured = demand(board, key, now, rules)
    if isinstance(measured, Missing):
        return measured
    line, split = board.queues[key], split or sharing(board)
    serving = [
        agent for agent in board.agents.values() if agent.source == key[0] and line.name in agent.queues
    ]
    there = [agent for agent in serving if takes_contacts(agent, line.name)]
    shares = [split.of(agent.key, line.name) for agent in there]
    resting = [
        split.of(agent.key, line.name) for agent in serving if agent.state_in(line.name) is AgentState.BREAK
    ]
    asked = resting or shares
    usual = measured.places * sum(shares)
    free, busy, ringing = _at_this_moment(board, key, there, split, measured.places)
    # whoever waits longest is the one for whom it rings: an agent is found, who is busy already
    waits_s = tuple(
        max(0.0, (now - contact.since).total_seconds()) for contact in line.waiting[round(ringing) :]
    )
    agents = (usual + free + busy) / 2
    return Situation(
        measured,
        line.threshold_s,
        agents,
        usual,
        free + busy,
        len(there),
        sum(len(agent.queues) > 1 for agent in there),
        measured.places * (1 + (sum(asked) / len(asked) if asked else 1.0)) / 2,
        Present(min(round(busy), math.floor(agents)), waits_s),
    )


def _at_this_moment(
    board: Board, key: QueueKey, there: list[AgentLine], split: Sharing, places: int
) -> tuple[float, float, float]:
    """How many of those *there* could take the next contact at once, how many are busy for the queue, and for
    how many of these it still rings.

    Whoever is ready is free for the queue as a whole, whatever else he serves; whoever has one of its
    contacts is busy for it as a whole; ringing and after-contact work is split by shares.
    """
    with_it: dict[str, int] = {}
    for contact in board.contacts.values():
        if contact.stage is Stage.HANDLING and (contact.source, contact.queue) == key:
            with_it[contact.login] = with_it.get(contact.login, 0) + 1
    free = busy = ringing = 0.0
    for agent in there:
        contacts = with_it.get(agent.login, 0)
        state = agent.state_in(key[1])
        if state is AgentState.HANDLING:
            busy += contacts
            free += max(0, places - agent.contacts)
        elif state is AgentState.READY:
            free += places
        else:
            share = split.of(agent.key, key[1])
            busy += share
            free += (places - 1) * share
            ringing += share * (state is AgentState.RINGING)
    return free, busy, ringing


@dataclass(frozen=True)
class Ahead:
    """What a queue does with *agents* agents: *soon* what the contacts meet that arrive in the next
    *horizon_s*, *waiting* what becomes of those who wait now, *for_long* what comes if all goes on so (None:
    the line grows without end). Waits hold the ringing. *spread* is the range of the service level of those
    who arrive soon; None where nobody may arrive, or it was not asked for."""

    agents: float
    horizon_s: float
    soon: Outlook
    waiting: WaitingFate
    for_long: Outlook | None
    queue_length: float
    spread: Spread | None = None


def ahead(
    now: Situation, change: float = 0.0, *, horizon_s: float = HORIZON_S, ranged: bool = False
) -> Ahead:
    """What comes if *change* agents more take the queue's contacts from now on (negative: fewer).

    Those who go finish the contact that they are on. *ranged* plays the range as well: some 10 ms more for 30
    agents, 100 ms for 300.
    """
    agents = max(0.0, now.agents + change)
    present = present_with(now, agents)
    found = transient(now.flow, agents, present, horizon_s)
    ring_s, doubt = now.demand.ring_s, now.doubt
    shifted = replace(
        doubt,
        agents_low=max(0.0, doubt.agents_low + change),
        agents_high=max(0.0, doubt.agents_high + change),
    )
    for_long = steady(now.flow, agents)
    return Ahead(
        agents,
        horizon_s,
        _rung(found.arriving, ring_s),
        _waiting_rung(found.waiting, ring_s),
        None if for_long is None else _rung(for_long, ring_s),
        found.queue_length,
        spread(now.flow, shifted, present, horizon_s) if ranged else None,
    )


def present_with(now: Situation, agents: float) -> Present:
    """The present with *agents* agents: those who go finish their contact, which then counts no more."""
    return replace(now.present, busy=min(now.present.busy, math.floor(agents)))


def level(now: Situation, agents: float, horizon_s: float = HORIZON_S) -> float:
    """The service level of those who arrive within *horizon_s*, if *agents* agents take the contacts."""
    return transient(now.flow, agents, present_with(now, agents), horizon_s).arriving.service_level


def _rung(outlook: Outlook, ring_s: float) -> Outlook:
    """*outlook* with the ringing in its waits, as the board counts them."""
    answered_s = outlook.wait_answered_s
    return replace(
        outlook,
        wait_s=outlook.wait_s + ring_s * outlook.answered,
        wait_answered_s=None if answered_s is None else answered_s + ring_s,
    )


def _waiting_rung(waiting: WaitingFate, ring_s: float) -> WaitingFate:
    if waiting.wait_s is None or waiting.abandoned is None:
        return waiting
    return replace(waiting, wait_s=waiting.wait_s + ring_s * (1 - waiting.abandoned))


@dataclass(frozen=True)
class Comparison:
    """What happens if *people* more come (negative: go), who count as *change* agents of this queue."""

    situation: Situation
    people: int
    change: float
    before: Ahead
    after: Ahead


def if_people_come(
    now: Situation, people: int, *, horizon_s: float = HORIZON_S, ranged: bool = False
) -> Comparison:
    """The next minutes, and for long, as they are and if *people* come back now; negative: if so many go."""
    change = people * now.each
    return Comparison(
        now,
        people,
        max(-now.agents, change),
        ahead(now, horizon_s=horizon_s, ranged=ranged),
        ahead(now, change, horizon_s=horizon_s, ranged=ranged),
    )


@dataclass(frozen=True)
class Needed:
    """What the service level *target* takes: *agents* of this queue for long, which *people* more give.

    *people* is negative when so many could go; None when no number of agents up to MOST_AGENTS is enough.
    *soon* is how many more people reach the target already over the next minutes, from the line that there
    is now; None when not even *most* can.
    """

    target: float
    agents: int | None
    people: int | None
    soon: int | None
    most: int


def needed(now: Situation, target: float, *, most: int = 50, horizon_s: float = HORIZON_S) -> Needed:
    """The number of agents with which the service level comes to *target* (0 to 1); soon: *most* more."""

    def for_long(agents: int) -> bool:
        found = steady(now.flow, agents)
        return found is not None and found.service_level >= target

    def soon(people: int) -> bool:
        change = people * now.each
        return level(now, max(0.0, now.agents + change), horizon_s) >= target

    agents = _least(for_long, 0, MOST_AGENTS)
    people = None
    if agents is not None:
        people = math.ceil((agents - now.agents) / now.each - 1e-9) if now.each else 0
    fewest = -math.floor(now.agents / now.each) if now.each else 0
    return Needed(target, agents, people, _least(soon, fewest, most), most)


def _least(enough: Callable[[int], bool], low: int, high: int) -> int | None:
    """The least number from *low* to *high* that is enough, where every larger one is too."""
    step, reached = 1, low
    while not enough(reached):  # upwards in growing steps: large numbers are dear, and rarely looked for
        if reached >= high:
            return None
        low, reached, step = reached + 1, min(high, reached + step), step * 2
    while low < reached:
        middle = (low + reached) // 2
        if enough(middle):
            reached = middle
        else:
            low = middle + 1
    return reached
