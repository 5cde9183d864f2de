"""How far the next minutes may lie from their mean: the same queue played some hundred times, seeded.

A forecast of 64 % for the next ten minutes says little without the range that it may well come out in. Three
things widen it: chance (80 contacts are a small sample, and they wait in the same line), inputs that were
measured over some minutes only, and a world that changes meanwhile. So each run draws its own arrivals,
handle time, patience and agents from what the measurements leave open, then plays the queue contact by
contact: first come first served with n agents is Kiefer and Wolfowitz' recursion (Trans. Amer. Math. Soc. 78,
1955), here with all runs side by side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from supervisor.advice.erlang import Flow
from supervisor.advice.transient import Present

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

RUNS = 600
SHARE = 0.8
"""Of the outcomes that lie in a range."""
_CELLS = 60_000  # runs × agents, about: a large floor is played less often
_SEED = 20_061


@dataclass(frozen=True)
class Doubt:
    """What the measurements leave open. *arrivals* and *handle* are the numbers of contacts that they were
    measured from, *losses* those that left unanswered (0: patience is taken as given). *drift* is the
    standard deviation of the logarithm by which arrivals usually change from one quarter hour to the next,
    beyond chance. The number of agents lies between *agents_low* and *agents_high*."""

    arrivals: int
    handle: int
    losses: int
    drift: float
    agents_low: float
    agents_high: float


@dataclass(frozen=True)
class Spread:
    """Where the runs came out (shares of 0 to 1): the middle one, and the shortest range from *low* to *high*
    that holds SHARE of them. The shortest, since outcomes often crowd at 100 %."""

    low: float
    middle: float
    high: float
    runs: int


def spread(flow: Flow, doubt: Doubt, present: Present, horizon_s: float) -> Spread | None:
    """The service level, answered within the threshold ÷ offered, of contacts that arrive within *horizon_s*.

    None when in most runs nobody arrives at all. The same arguments give the same figures.
    """
    import numpy as np

    rng = np.random.default_rng(_SEED)
    runs = max(60, min(RUNS, _CELLS // (math.ceil(doubt.agents_high) + 1)))
    per_s = flow.per_s * rng.gamma(max(1, doubt.arrivals), 1 / max(1, doubt.arrivals), runs)
    if doubt.drift:
        per_s = per_s * rng.lognormal(-(doubt.drift**2) / 2, doubt.drift, runs)
    handle_s = flow.handle_s * max(1, doubt.handle) / rng.gamma(max(1, doubt.handle), 1, runs)
    patience_s = np.full(runs, flow.patience_s)
    if doubt.losses and math.isfinite(flow.patience_s):
        patience_s = flow.patience_s * doubt.losses / rng.gamma(doubt.losses, 1, runs)
    agents = rng.uniform(doubt.agents_low, doubt.agents_high, runs)
    whole = np.floor(agents + rng.random(runs)).astype(int)  # a part of an agent is there in part of the runs
    offered, in_time = _played(rng, per_s, handle_s, patience_s, whole, present, flow.threshold_s, horizon_s)
    some = offered > 0
    if some.sum() * 2 < runs:
        return None
    levels = np.sort(in_time[some] / offered[some])
    many = len(levels)
    held = math.ceil(SHARE * many)
    first = int((levels[held - 1 :] - levels[: many - held + 1]).argmin())
    return Spread(float(levels[first]), float(np.median(levels)), float(levels[first + held - 1]), many)


def _played(
    rng: Any,
    per_s: NDArray[float64],
    handle_s: NDArray[float64],
    patience_s: NDArray[float64],
    agents: NDArray[Any],
    present: Present,
    threshold_s: float,
    horizon_s: float,
) -> tuple[NDArray[float64], NDArray[float64]]:
    """How many were offered and answered in time in each run."""
    import numpy as np

    runs, columns = len(per_s), int(agents.max()) if len(agents) else 0
    everyone = np.arange(runs)
    offered, in_time = np.zeros(runs), np.zeros(runs)
    free = np.where(
        np.arange(max(1, columns)) < agents[:, None], 0.0, np.inf
    )  # when each agent is free again
    for column in range(min(present.busy, columns)):
        free[:, column] += rng.exponential(handle_s)

    def meets(now: NDArray[float64]) -> tuple[NDArray[float64], NDArray[bool_]]:
        """The wait that each run's next contact is offered at *now*, and whether it bears it."""
        first = free.argmin(axis=1)
        until = np.maximum(now, free[everyone, first])
        wait_s = until - now
        bears = wait_s <= rng.exponential(1.0, runs) * patience_s  # nobody bears to wait for ever
        bears &= np.isfinite(until)
        free[everyone[bears], first[bears]] = (until + rng.exponential(1.0, runs) * handle_s)[bears]
        return wait_s, bears

    nobody = np.zeros(runs)
    for _ in present.waits_s:
        meets(nobody)
    now = rng.exponential(1.0, runs) / np.maximum(per_s, 1e-12)
    while (here := now < horizon_s).any():
        wait_s, bears = meets(np.where(here, now, horizon_s))  # later ones no longer matter
        offered += here
        in_time += here & bears & (wait_s <= threshold_s)
        now = now + rng.exponential(1.0, runs) / np.maximum(per_s, 1e-12)
    return offered, in_time
