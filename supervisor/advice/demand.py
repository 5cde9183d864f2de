"""What is measured of a queue: the inputs of every advice, each with where it is from and how sure it is.

Nothing is made up: what cannot be measured is None, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from supervisor.events import AgentState, Channel
from supervisor.live.board import AgentLine, Board, QueueKey, QueueLine
from supervisor.live.counts import NOTHING, Counts
from supervisor.live.fold import QUARTER_S, RECENT_MINUTES
from supervisor.live.rules import CountingRules

FEWEST_ENDED = 10  # contacts that a mean handle time takes to be one
FEWEST_GONE = 5  # abandons before the last half hour's patience is believed
FEWEST_OFFERED = 5
FEWEST_QUARTERS = 6
QUARTER_MINUTES = 15
ENOUGH_OFFERED = 12  # contacts in the last 15 minutes that say more of the next than those of half an hour
SHORTEST_S = 300.0  # of listening, before arrivals an hour mean anything
_Z = 1.959964


class Period(StrEnum):
    """Where a figure is from."""

    QUARTER = "quarter"  # the last 15 minutes
    RECENT = "recent"  # the last half hour
    TODAY = "today"


class Missing(StrEnum):
    """Why nothing can be said of a queue."""

    UNKNOWN = "unknown"  # there is no such queue
    NOT_HEARD = "not_heard"  # its source is silent: the figures are of the past
    TOO_SOON = "too_soon"  # heard for less than SHORTEST_S
    TOO_FEW = "too_few"  # contacts came
    HANDLE = "handle"  # too few contacts ended today for a mean handle time


@dataclass(frozen=True)
class Measured:
    """A mean of *n* things in *period*, with its 95 % interval; *high* is `inf` when there is no bound."""

    value: float
    low: float
    high: float
    n: int
    period: Period


@dataclass(frozen=True)
class Demand:
    """What comes to a queue, and how long it keeps agents and waits, as measured at *at*.

    *arrivals_per_h* is without short abandons, which keep nobody; *short_share* of the offered are such.
    *handle_s* is talk, hold and after-contact work of those that ended; *busy_factor* how much longer agents
    are busy than that (ringing, work that the source does not tell), or for contacts of which an agent has
    several at once less. *ring_s* is the ringing's part of every answered contact's wait.

    *patience_s* is the censored estimate, Σ waits of all ÷ abandons, without the short abandons' (Mandelbaum
    and Zeltyn; the mean wait of those who hung up is far shorter than that). None: nobody gave up. *stays_s*
    is the same for whatever takes a contact out of the line unanswered, time-outs too, with ringing left
    out: what the model needs. *places* is how many contacts one agent has at once, *drift* how
    unsteadily contacts come (`drift`).
    """

    queue: QueueKey
    at: datetime
    window_s: float
    arrivals_per_h: Measured
    handle_s: Measured
    patience_s: Measured | None
    stays_s: Measured | None
    busy_factor: float = 1.0
    ring_s: float = 0.0
    short_share: float = 0.0
    places: int = 1
    drift: float = 0.0


def demand(board: Board, key: QueueKey, now: datetime, rules: CountingRules) -> Demand | Missing:
    """What is measured of queue *key* when the clock reads *now*; why not, when it cannot be."""
    line = board.queues.get(key)
    if line is None or line.gone:
        return Missing.UNKNOWN
    source = board.sources.get(key[0])
    if source is None or not source.up:
        return Missing.NOT_HEARD
    minute = int(now.timestamp()) // 60 - RECENT_MINUTES + 1
    begins = rules.days.begins(rules.days.day(now))
    heard = max(begins.timestamp(), source.since.timestamp())
    if heard > minute * 60:  # only whole minutes since then, so that none counts for less than it is
        minute = math.ceil(heard / 60)
    window_s = now.timestamp() - minute * 60
    if window_s < SHORTEST_S:
        return Missing.TOO_SOON
    recent = sum((counts for at, counts in line.minutes.items() if at >= minute), NOTHING)
    lasting = recent.offered - recent.abandoned_short
    if lasting < FEWEST_OFFERED:
        return Missing.TOO_FEW
    handle = _handle(recent, line.today)
    if handle is None:
        return Missing.HANDLE
    agents = [
        agent for agent in board.agents.values() if agent.source == key[0] and line.name in agent.queues
    ]
    ring_s = _ring_s(agents) if line.channel is Channel.VOICE else 0.0
    several = line.channel is not Channel.VOICE
    waits_s = _waits_so_far(line, now, minute)
    return Demand(
        key,
        now,
        window_s,
        _arrivals(line, now, minute, lasting),
        handle,
        _until(recent, line.today, waits_s, abandons, 0.0),
        _until(recent, line.today, waits_s, losses, ring_s),
        1.0 if several else _busy_factor(agents),
        ring_s,
        recent.abandoned_short / recent.offered,
        max(1, *(agent.contacts for agent in agents)) if several and agents else 1,
        drift(line, now, begins),
    )


def _arrivals(line: QueueLine, now: datetime, minute: int, lasting: int) -> Measured:
    """Lasting contacts an hour: of the last 15 minutes if they are enough, else of all that was heard."""
    later = int(now.timestamp()) // 60 - QUARTER_MINUTES + 1
    last = sum((counts for at, counts in line.minutes.items() if at >= later), NOTHING)
    period = Period.RECENT
    if later > minute and last.offered - last.abandoned_short >= ENOUGH_OFFERED:
        minute, lasting, period = later, last.offered - last.abandoned_short, Period.QUARTER
    hours = (now.timestamp() - minute * 60) / 3600
    low, high = poisson_interval(lasting)
    return Measured(lasting / hours, low / hours, high / hours, lasting, period)


def drift(line: QueueLine, now: datetime, day_begins: datetime) -> float:
    """How much arrivals usually change from one quarter hour of today to the next, beyond chance: the
    standard deviation of the logarithm of their ratio. 0 while fewer than FEWEST_QUARTERS pairs say anything.
    """
    running = int((now - day_begins).total_seconds()) // QUARTER_S
    squares: list[float] = []
    for quarter in range(running - 1):
        first, second = (
            counts.offered
            for counts in (line.quarters.get(quarter, NOTHING), line.quarters.get(quarter + 1, NOTHING))
        )
        if first >= FEWEST_OFFERED and second >= FEWEST_OFFERED:
            squares.append(math.log(second / first) ** 2 - 1 / first - 1 / second)
    if len(squares) < FEWEST_QUARTERS:
        return 0.0
    return math.sqrt(max(0.0, sum(squares) / len(squares)))


def abandons(counts: Counts) -> int:
    """Abandons without the short ones."""
    return counts.abandoned - counts.abandoned_short


def losses(counts: Counts) -> int:
    """Whatever took a contact out of the line unanswered, but what the source forgot and short abandons."""
    return abandons(counts) + counts.left - counts.lost


def waits_of(counts: Counts) -> float:
    """Seconds that contacts waited in all, without those of the short abandons."""
    return counts.wait_answered_s + counts.wait_abandoned_s - counts.wait_short_s + counts.wait_left_s


def poisson_interval(count: int) -> tuple[float, float]:
    """The 95 % interval of the mean of which *count* is one draw (Byar's approximation; Breslow and Day,
    Statistical Methods in Cancer Research II, 1987); it begins at 0 and ends at 3.7 when nothing came."""
    low = count * (1 - 1 / (9 * count) - _Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    above = count + 1
    return max(0.0, low), above * (1 - 1 / (9 * above) + _Z / (3 * math.sqrt(above))) ** 3


def _handle(recent: Counts, today: Counts) -> Measured | None:
    for counts, period in ((recent, Period.RECENT), (today, Period.TODAY)):
        if counts.ended >= FEWEST_ENDED and counts.handle_s > 0:
            mean = counts.handle_s / counts.ended
            half = _Z / math.sqrt(counts.ended)  # handle times vary about as much as they last
            return Measured(mean, mean / (1 + half), mean * (1 + half), counts.ended, period)
    return None


def _until(
    recent: Counts, today: Counts, waiting_s: float, gone_of: Callable[[Counts], int], ring_s: float
) -> Measured | None:
    for counts, period, fewest in ((recent, Period.RECENT, FEWEST_GONE), (today, Period.TODAY, 1)):
        gone = gone_of(counts)
        seconds = max(1.0, waits_of(counts) + waiting_s - ring_s * counts.answered)
        if gone >= fewest:
            low, high = poisson_interval(gone)
            return Measured(seconds / gone, seconds / high, seconds / low if low else math.inf, gone, period)
    return None


def _waits_so_far(line: QueueLine, now: datetime, minute: int) -> float:
    """How long those who wait now have waited: their patience has lasted at least so long."""
    return sum(
        max(0.0, (now - contact.since).total_seconds())
        for contact in line.waiting
        if int(contact.since.timestamp()) // 60 >= minute
    )


def _seconds_in(agents: Iterable[AgentLine], *states: AgentState) -> float:
    return sum(spent.seconds for agent in agents for spent in agent.spent if spent.state in states)


def _ring_s(agents: list[AgentLine]) -> float:
    """How long an agent of the queue lets an answered contact ring, on average today."""
    contacts = sum(done.contacts for agent in agents for done in agent.work)
    return _seconds_in(agents, AgentState.RINGING) / contacts if contacts >= FEWEST_ENDED else 0.0


def _busy_factor(agents: list[AgentLine]) -> float:
    """Seconds for which the queue's agents were busy today for each second of handle time; 1 when too little
    is known. Within 0.8 to 2: beyond, the source's states and its handle times are not of one world."""
    handled = sum(done.handle_s for agent in agents for done in agent.work)
    contacts = sum(done.contacts for agent in agents for done in agent.work)
    busy = _seconds_in(agents, AgentState.RINGING, AgentState.HANDLING, AgentState.AFTER_CONTACT)
    if contacts < 2 * FEWEST_ENDED or not handled or not busy:
        return 1.0
    return min(2.0, max(0.8, busy / handled))
