"""How sure the difference of two groups' means is: by their scatter, by lot, by drawing them again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from supervisor.evidence.intervals import USUAL_CERTAINTY, Interval

if TYPE_CHECKING:  # loaded where it is needed
    from supervisor.evidence.panel import Bools, Floats

ALL_LOTS = 20_000
"""Up to so many ways to draw the lots all are tried; of more, `LOTS` are drawn."""
LOTS = 10_000
DRAWS = 4_000
AT_ONCE = 250  # of the draws: thousands of people fit into little memory
LEAST_CLUSTERS = 5
"""With fewer clusters on a side, drawing them again tells nothing of their scatter."""


@dataclass(frozen=True)
class Tested:
    """The difference's *interval*, its standard *error*, *p* of none (two-sided), the groups' common *sd*."""

    interval: Interval
    error: float
    p: float
    sd: float


def welch(a: Sequence[float], b: Sequence[float], *, certainty: float = USUAL_CERTAINTY) -> Tested | None:
    """mean(a) − mean(b) with variances of their own (Welch 1947); None with fewer than two on a side or where
    nothing scatters."""
    import numpy as np

    if len(a) < 2 or len(b) < 2:
        return None
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    of_a, of_b = (float(side.var(ddof=1)) / len(side) for side in (first, second))
    if _flat(of_a + of_b, first, second):
        return None
    degrees = (of_a + of_b) ** 2 / (of_a**2 / (len(a) - 1) + of_b**2 / (len(b) - 1))
    squares = of_a * len(a) * (len(a) - 1) + of_b * len(b) * (len(b) - 1)
    sd = math.sqrt(squares / (len(a) + len(b) - 2))
    return _by_t(float(first.mean() - second.mean()), math.sqrt(of_a + of_b), degrees, sd, certainty)


def clustered(
    a: Sequence[float],
    b: Sequence[float],
    clusters_a: Sequence[str],
    clusters_b: Sequence[str],
    *,
    certainty: float = USUAL_CERTAINTY,
) -> Tested | None:
    """mean(a) − mean(b) where people of one cluster went through the same: variance between and within
    clusters by analysis of variance inside the two sides (Donner & Klar 2000), Student's t with clusters − 2
    degrees of freedom. None with fewer than three clusters in all."""
    import numpy as np

    sides = [_by_cluster(a, clusters_a), _by_cluster(b, clusters_b)]
    people, count = len(a) + len(b), sum(len(side) for side in sides)
    if not a or not b or count < 3:
        return None
    between = within = sizes = 0.0
    for side in sides:
        of_side = np.concatenate(side)
        between += sum(len(one) * (float(one.mean()) - float(of_side.mean())) ** 2 for one in side)
        within += sum(float(((one - one.mean()) ** 2).sum()) for one in side)
        sizes += sum(len(one) ** 2 for one in side) / len(of_side)
    of_one = within / (people - count) if people > count else 0.0
    usual_size = (people - sizes) / (count - 2)
    of_cluster = max(0.0, (between / (count - 2) - of_one) / usual_size) if usual_size > 0 else 0.0
    if of_cluster == 0:
        of_one = (between + within) / (people - 2)
    variance = sum(
        of_cluster * sum((len(one) / size) ** 2 for one in side) + of_one / size
        for side, size in zip(sides, (len(a), len(b)), strict=True)
    )
    if _flat(variance, np.asarray(a), np.asarray(b)):
        return None
    difference = math.fsum(a) / len(a) - math.fsum(b) / len(b)
    sd = math.sqrt(of_cluster + of_one)
    return _by_t(difference, math.sqrt(variance), count - 2, sd, certainty)


def permutation(
    a: Sequence[float], b: Sequence[float], *, seed: int, certainty: float = USUAL_CERTAINTY
) -> tuple[Interval | None, float | None]:
    """The effects that a test by lot would not refuse, and p of none: each lot (who is trained) refuses the
    effects on one side of a number of its own, so the interval's ends are quantiles of these (Garthwaite
    1996). The interval is None where there are too few lots for *certainty*."""
    import numpy as np

    if not a or not b:
        return None, None
    values = np.concatenate([np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)])
    drawn = _lots(len(a), len(values), seed)  # (lots, people), True: trained; without the real one
    real = float(values[: len(a)].mean() - values[len(a) :].mean())
    sums = drawn @ values
    other = sums / len(a) - (values.sum() - sums) / len(b)
    same = drawn[:, : len(a)].sum(axis=1)
    weight = same / len(a) - (len(a) - same) / len(b)
    turning = np.sort((real - other) / (1 - weight))
    every = len(turning) + 1
    p = (1 + int((np.abs(other) >= abs(real) * (1 - 1e-12)).sum())) / every
    # An end is refused while at most the tail of all lots, the real one among them, is as extreme.
    spare = math.floor((1 - certainty) / 2 * every + 1e-9) - 1
    if spare < 0:
        return None, p
    return Interval(float(turning[spare]), float(turning[len(turning) - 1 - spare])), p


def bootstrap(
    a: Sequence[float],
    b: Sequence[float],
    clusters_a: Sequence[str],
    clusters_b: Sequence[str],
    *,
    seed: int,
    certainty: float = USUAL_CERTAINTY,
) -> Interval | None:
    """The middle *certainty* of differences of means when clusters (or persons, where each is a cluster of
    its own) are drawn again with replacement (Efron 1979). None with fewer than five of them on a side."""
    import numpy as np

    chance = np.random.default_rng(seed)
    means = []
    for values, clusters in ((a, clusters_a), (b, clusters_b)):
        groups = _by_cluster(values, clusters)
        if len(groups) < LEAST_CLUSTERS:
            return None
        sums, sizes = np.array([one.sum() for one in groups]), np.array([len(one) for one in groups])
        found = []
        for _ in range(0, DRAWS, AT_ONCE):
            drawn = chance.integers(0, len(groups), (AT_ONCE, len(groups)))
            found.append(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1))
        means.append(np.concatenate(found))
    tail = (1 - certainty) / 2
    low, high = np.quantile(means[0] - means[1], [tail, 1 - tail])
    return Interval(float(low), float(high))


def _by_cluster(values: Sequence[float], clusters: Sequence[str]) -> list[Floats]:
    import numpy as np

    groups: dict[str, list[float]] = {}
    for value, cluster in zip(values, clusters, strict=True):
        groups.setdefault(cluster, []).append(value)
    return [np.array(one, dtype=np.float64) for one in groups.values()]


def _lots(trained: int, people: int, seed: int) -> Bools:
    import numpy as np

    if math.comb(people, trained) <= ALL_LOTS:
        every = list(combinations(range(people), trained))[1:]  # the first is what really happened
        drawn = np.zeros((len(every), people), dtype=np.bool_)
        for row, chosen in enumerate(every):
            drawn[row, list(chosen)] = True
        return drawn
    order = np.random.default_rng(seed).random((LOTS, people)).argsort(axis=1) < trained
    return order[~order[:, :trained].all(axis=1)]


def _by_t(difference: float, error: float, degrees: float, sd: float, certainty: float) -> Tested:
    from scipy.special import stdtr, stdtrit

    half = float(stdtrit(degrees, (1 + certainty) / 2)) * error
    p = 2 * float(stdtr(degrees, -abs(difference) / error))
    return Tested(Interval(difference - half, difference + half), error, p, sd)


def _flat(variance: float, *sides: Floats) -> bool:
    """Nothing scatters but by rounding: that proves no certainty."""
    largest = max(float(abs(side).max()) for side in sides)
    return not variance > (1e-9 * largest) ** 2
