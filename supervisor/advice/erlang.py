"""The steady state of a queue whose customers give up: Erlang-A, the queue M/M/n+M.

Contacts arrive at random (Poisson), are handled in the order of their arrival by *n* agents, handle times and
patience are exponential. The number of contacts in the system is a birth-death chain: a contact comes at rate
λ; from state k one goes at rate min(k, n)·μ + max(k − n, 0)·θ, with μ = 1 / mean handle time and θ = 1 / mean
patience. Its balance gives every figure. Sources: C. Palm, "Research on telephone traffic carried by full
availability groups", Tele 1957; A. Mandelbaum and S. Zeltyn, "Service engineering in action: the
Palm/Erlang-A queue", in Advances in Services Innovations, Springer 2007; O. Garnett, A. Mandelbaum and
M. Reiman, "Designing a call center with impatient customers", M&SOM 4, 2002.

Whoever finds j others waiting before him, with all agents busy, is offered a wait V that is a sum of j + 1
exponential stages with rates nμ + iθ, i = 0 … j: the next one to move up is answered or gives up. Then
exp(−θV) has the Beta(nμ/θ, j + 1) distribution, so that what becomes of him needs no numerical integral:
`fates`. Without impatience (patience_s = inf) the same formulas become those of Erlang-C and Poisson.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_NEGLIGIBLE = 1e-17  # of the most likely state: beyond, states are left out


@dataclass(frozen=True)
class Flow:
    """What comes to a queue and how long it keeps agents: all that the model knows but the agents.

    *handle_s* is the mean time for which one contact keeps an agent, ringing included; *patience_s* the mean
    time for which a contact would wait before it gives up, `math.inf` when nobody does. A contact is in time
    when it waited at most *threshold_s* (negative: none ever is, not even at once); one that gave up after at
    most *short_s* is a short abandon.
    """

    arrivals_per_h: float
    handle_s: float
    patience_s: float
    threshold_s: float = 20.0
    short_s: float = 0.0

    def __post_init__(self) -> None:
        if not (
            self.arrivals_per_h >= 0
            and math.isfinite(self.arrivals_per_h)
            and 0 < self.handle_s < math.inf
            and self.patience_s > 0
            and self.short_s >= 0
        ):
            raise ValueError(f"no queue is like this: {self}")

    @property
    def load(self) -> float:
        """Agents that would be busy all the time if everybody were answered, in erlang."""
        return self.arrivals_per_h * self.handle_s / 3600

    @property
    def per_s(self) -> float:
        """λ: arrivals a second."""
        return self.arrivals_per_h / 3600

    @property
    def ends_per_s(self) -> float:
        """μ: contacts that one busy agent ends a second."""
        return 1 / self.handle_s

    @property
    def gives_up_per_s(self) -> float:
        """θ: how often one waiting contact gives up a second; 0 when nobody does."""
        return 1 / self.patience_s


@dataclass(frozen=True)
class Outlook:
    """What the contacts of a period meet, on average; shares are 0 to 1.

    *in_time* is answered ≤ threshold ÷ offered. *service_level* is answered ≤ threshold ÷ (offered −
    abandoned ≤ short), as `wallboard/metrics.service_level` counts; the two are equal when *short_s* is 0.
    *wait_s* is the mean wait of all, *wait_answered_s* of those who are answered (None when nobody is).
    *delayed* is the share that does not find an agent at once, *occupancy* the busy share of the agents
    (None without agents), *queue_length* how many wait on average.
    """

    wait_s: float
    wait_answered_s: float | None
    in_time: float
    service_level: float
    abandoned: float
    delayed: float
    occupancy: float | None
    queue_length: float

    @property
    def answered(self) -> float:
        return 1 - self.abandoned


@dataclass(frozen=True)
class Fates:
    """What becomes of a contact that finds all agents busy and j others waiting, at place j of each list.

    *in_time*: chance that it is answered within the threshold; *gone_short*: that it gives up within the
    short-abandon limit; *wait_s*: its mean wait, however it ends; *answered*: chance of an answer at all;
    *waits_answered_s*: its wait counted only if it is answered (divide by *answered* for their mean).
    """

    in_time: Sequence[float]
    gone_short: Sequence[float]
    wait_s: Sequence[float]
    answered: Sequence[float]
    waits_answered_s: Sequence[float]


def fates(flow: Flow, agents: int, places: int) -> Fates:
    """The fates of the first *places* places in line before *agents* busy agents."""
    pace, theta = agents * flow.ends_per_s, flow.gives_up_per_s
    answered, waits, waits_answered = [], [], []
    wait_s = inverse = 0.0
    for j in range(places):
        before, all_ = pace + j * theta, pace + (j + 1) * theta
        # the next thing that happens to him: somebody before him goes, or he gives up himself
        wait_s = (1 + before * wait_s) / all_ if all_ else math.inf
        inverse += 1 / all_ if all_ else math.inf
        answered.append(pace / all_ if all_ else 0.0)
        waits.append(wait_s)
        waits_answered.append(answered[-1] * inverse if pace else 0.0)
    return Fates(
        chance_in_time(flow, agents, places, flow.threshold_s),
        _chance_gone(flow, agents, places, flow.short_s),
        waits,
        answered,
        waits_answered,
    )


def chance_in_time(flow: Flow, agents: int, places: int, within_s: float) -> list[float]:
    """Chance of an answer within *within_s* for each of the first *places* places in line.

    E[exp(−θV); V ≤ t] = nμ / (nμ + (j+1)θ) · (1 − Σ p_i, i ≤ j), where p_i is negative binomial with
    parameters nμ/θ + 1 and exp(−θt); Poisson(nμt) without impatience.
    """
    pace, theta = agents * flow.ends_per_s, flow.gives_up_per_s
    if not pace or within_s < 0:
        return [0.0] * places
    below = _sums(-(pace + theta) * within_s, pace, theta, within_s, places)
    return [pace / (pace + (j + 1) * theta) * max(0.0, 1 - below[j]) for j in range(places)]


def _chance_gone(flow: Flow, agents: int, places: int, within_s: float) -> list[float]:
    """Chance to give up within *within_s*: neither answered by then nor still there."""
    pace, theta = agents * flow.ends_per_s, flow.gives_up_per_s
    if not theta or within_s <= 0:
        return [0.0] * places
    if not pace:
        return [-math.expm1(-theta * within_s)] * places
    there = _sums(-pace * within_s, pace - theta, theta, within_s, places)
    stays = math.exp(-theta * within_s)
    answered = chance_in_time(flow, agents, places, within_s)
    return [max(0.0, 1 - now - stays * min(1.0, still)) for now, still in zip(answered, there, strict=True)]


def _sums(log_first: float, pace: float, theta: float, within_s: float, places: int) -> list[float]:
    """Running sums of terms that begin at exp(*log_first*) and grow by (pace + iθ)·z / i, with
    z = (1 − exp(−θt)) / θ: by logarithms, since the first may be as small as exp(−10,000)."""
    z = -math.expm1(-theta * within_s) / theta if theta else within_s
    found, total, log_term = [], 0.0, log_first
    for i in range(places):
        if i:
            grows = (pace + i * theta) * z / i
            log_term = log_term + math.log(grows) if grows > 0 else -math.inf
        total += math.exp(log_term) if log_term > -745 else 0.0
        found.append(total)
    return found


def steady(flow: Flow, agents: float) -> Outlook | None:
    """What contacts meet when *flow* goes on for long with *agents* agents (0 or more).

    A part of an agent is one that is there that part of the time: the figures lie between those of the whole
    numbers around. None when the line would grow without end: nobody gives up, and the load is not below the
    agents.
    """
    if not agents >= 0:
        raise ValueError(f"{agents} agents")
    low = math.floor(agents)
    here = _steady(flow, low)
    if low == agents:
        return here
    more = _steady(flow, low + 1)
    if here is None or more is None:
        return None
    return between(here, more, agents - low)


def between(low: Outlook, high: Outlook, part: float) -> Outlook:
    """The outlook that is *part* (0 to 1) of the way from *low* to *high*."""

    return Outlook(
        wait_s=mixed(low.wait_s, high.wait_s, part),
        wait_answered_s=_mixed_known(low.wait_answered_s, high.wait_answered_s, part),
        in_time=mixed(low.in_time, high.in_time, part),
        service_level=mixed(low.service_level, high.service_level, part),
        abandoned=mixed(low.abandoned, high.abandoned, part),
        delayed=mixed(low.delayed, high.delayed, part),
        occupancy=_mixed_known(low.occupancy, high.occupancy, part),
        queue_length=mixed(low.queue_length, high.queue_length, part),
    )


def mixed(low: float, high: float, part: float) -> float:
    """The figure that is *part* of the way from *low*, which may be endless, to *high*."""
    return low + (high - low) * part if low != high and math.isfinite(low) else low


def _mixed_known(low: float | None, high: float | None, part: float) -> float | None:
    if low is None or high is None:
        return high if low is None else low
    return mixed(low, high, part)


def _steady(flow: Flow, agents: int) -> Outlook | None:
    if flow.patience_s == math.inf and flow.load >= agents:
        return None
    if flow.patience_s == math.inf:
        return _without_impatience(flow, agents)
    first, shares = balance(flow, agents)
    line = max(0, first + len(shares) - agents)  # states in which all agents are busy
    fate = fates(flow, agents, line)
    at_once = busy = delayed = queue = wait = in_time = short = answered = waits_answered = 0.0
    for k, share in enumerate(shares, first):
        if k < agents:
            at_once += share
            busy += share * k
            continue
        j = k - agents
        busy += share * agents
        queue += share * j
        delayed += share
        wait += share * fate.wait_s[j]
        in_time += share * fate.in_time[j]
        short += share * fate.gone_short[j]
        answered += share * fate.answered[j]
        waits_answered += share * fate.waits_answered_s[j]
    return outlook_of(
        threshold_s=flow.threshold_s,
        at_once=at_once,
        delayed=delayed,
        wait_s=wait,
        in_time=in_time,
        gone_short=short,
        answered=answered,
        waits_answered_s=waits_answered,
        occupancy=busy / agents if agents else None,
        queue_length=queue,
    )


def outlook_of(
    *,
    threshold_s: float,
    at_once: float,
    delayed: float,
    wait_s: float,
    in_time: float,
    gone_short: float,
    answered: float,
    waits_answered_s: float,
    occupancy: float | None,
    queue_length: float,
) -> Outlook:
    """The outlook of contacts of which the share *at_once* finds an agent at once and *delayed* does not; the
    other figures are the delayed ones' part of the mean over all."""
    of_all = at_once + answered
    timely = min(1.0, at_once + in_time) if threshold_s >= 0 else 0.0
    counted = 1 - gone_short
    return Outlook(
        wait_s=wait_s,
        wait_answered_s=waits_answered_s / of_all if of_all > 0 else None,
        in_time=timely,
        service_level=min(1.0, timely / counted) if counted > 0 else 0.0,
        abandoned=min(1.0, max(0.0, 1 - of_all)),
        delayed=delayed,
        occupancy=None if occupancy is None else min(1.0, occupancy),
        queue_length=queue_length,
    )


def balance(flow: Flow, agents: int) -> tuple[int, list[float]]:
    """The chances of k contacts in the system, for k from the first returned on; they add up to 1.

    Built from the most likely state outwards, so that nothing overflows however large the queue.
    """
    comes, pace, theta = flow.per_s, flow.ends_per_s, flow.gives_up_per_s
    if not comes:
        return 0, [1.0]

    def goes(k: int) -> float:
        return min(k, agents) * pace + max(0, k - agents) * theta

    full = agents * pace
    mode = math.floor(comes / pace) if comes < full else agents + math.floor((comes - full) / theta)
    down: list[float] = []
    share, k = 1.0, mode
    while k > 0 and share > _NEGLIGIBLE:
        share *= goes(k) / comes
        down.append(share)
        k -= 1
    up = [1.0]
    share, k = 1.0, mode
    while share > _NEGLIGIBLE:
        k += 1
        share *= comes / goes(k)
        up.append(share)
    shares = [*reversed(down), *up]
    total = math.fsum(shares)
    return mode - len(down), [share / total for share in shares]


def balance_around(flow: Flow, agents: float) -> tuple[float, float]:
    """About how many contacts are in the system in the long run, and their standard deviation: a bound for
    where to look (fluid limit; Poisson in the limits of few and of many waiting)."""
    load, theta = flow.load, flow.gives_up_per_s
    if load < agents:
        return load, math.sqrt(load + flow.per_s / theta) if theta else math.sqrt(load) / (1 - load / agents)
    if not theta:
        return math.inf, math.inf
    over = (flow.per_s - agents * flow.ends_per_s) / theta
    return agents + over, math.sqrt(load + flow.per_s / theta)


def _without_impatience(flow: Flow, agents: int) -> Outlook:
    """Erlang-C: nobody gives up, and the agents can carry the load (A. K. Erlang, 1917)."""
    load = flow.load
    blocked = 1.0  # Erlang-B, by its recursion
    for k in range(1, agents + 1):
        blocked = load * blocked / (k + load * blocked)
    delayed = agents * blocked / (agents - load * (1 - blocked))
    drains = (agents - load) / flow.handle_s  # a second
    late = delayed * math.exp(-drains * flow.threshold_s) if flow.threshold_s >= 0 else 1.0
    wait_s = delayed / drains
    return Outlook(wait_s, wait_s, 1 - late, 1 - late, 0.0, delayed, load / agents, flow.per_s * wait_s)
