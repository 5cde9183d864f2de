"""A queue played contact by contact, to hold the formulas against: Poisson arrivals, exponential handle times
and patience, first come first served. Seeded, and it shares nothing with the code under test."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Met:
    """What one contact met: it came at *arrived* and waited *wait_s* until it was *answered* or gave up."""

    arrived: float
    wait_s: float
    answered: bool


def played(
    rng: Random,
    *,
    arrivals_per_h: float,
    handle_s: float,
    patience_s: float,
    agents: int,
    seconds: float,
    busy: int = 0,
    waits_s: Sequence[float] = (),
    hasty: float = 0.0,
) -> tuple[list[Met], list[Met]]:
    """The contacts that arrive within *seconds*, and before them those that wait at the start.

    *busy* agents are on a contact at the start, which they finish even when there are more of them than
    *agents*; *waits_s* is how long each waiting contact has waited, the longest first. A share *hasty* of the
    customers hangs up within five seconds whatever happens.
    """
    free = [rng.expovariate(1 / handle_s) for _ in range(min(busy, agents))]
    free += [0.0] * (agents - len(free))
    heapq.heapify(free)

    def meets(arrived: float, now: float) -> Met:
        bears = math.inf if patience_s == math.inf else rng.expovariate(1 / patience_s)
        if hasty and rng.random() < hasty:
            bears = rng.uniform(0, 5)
        until = max(now, free[0]) if free else math.inf
        if until > now + bears:
            return Met(arrived, now + bears - arrived, False)
        heapq.heapreplace(free, until + rng.expovariate(1 / handle_s))
        return Met(arrived, until - arrived, True)

    before = [meets(-waited, 0.0) for waited in waits_s]
    came: list[Met] = []
    now = rng.expovariate(arrivals_per_h / 3600)
    while now < seconds:
        came.append(meets(now, now))
        now += rng.expovariate(arrivals_per_h / 3600)
    return came, before


@dataclass(frozen=True)
class Shares:
    """The figures of some contacts, by the same definitions as those of the board."""

    contacts: int
    wait_s: float
    in_time: float
    service_level: float
    abandoned: float


def shares(met: Sequence[Met], threshold_s: float, short_s: float) -> Shares:
    timely = sum(1 for one in met if one.answered and one.wait_s <= threshold_s)
    gone = sum(1 for one in met if not one.answered)
    short = sum(1 for one in met if not one.answered and one.wait_s <= short_s)
    many = len(met)
    return Shares(
        many,
        sum(one.wait_s for one in met) / many,
        timely / many,
        timely / (many - short),
        gone / many,
    )
