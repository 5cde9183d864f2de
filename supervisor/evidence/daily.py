"""Daily counts with limits that know the weekday: whether a day was busier than such days usually are.

Limits around one mean of all days would be as wide as a week is uneven. So each day is held against the mean
of its own kind (its weekday), and the moving range is that of the ratios: limits of individuals (XmR,
Wheeler 1993) on count ÷ usual, given back as counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from supervisor.evidence.trend import LIMITS

FEWEST = 3
"""So many days of a kind are needed to say what is usual of it."""
FEWEST_STEPS = 8
"""So many moving ranges are needed for limits."""


@dataclass(frozen=True)
class DayLimits:
    """One day: its *value* (None unknown), what is *usual* of its kind, the limits *low* and *high* (None
    where too little is known), and whether it lies beyond them."""

    value: float | None
    usual: float | None
    low: float | None
    high: float | None

    @property
    def above(self) -> bool:
        return self.value is not None and self.high is not None and self.value > self.high

    @property
    def below(self) -> bool:
        return self.value is not None and self.low is not None and self.value < self.low


_K = TypeVar("_K", bound=Hashable)


def day_limits(
    days: Sequence[tuple[_K, float | None]], *, baseline: int | None = None
) -> tuple[DayLimits, ...]:
    """The limits of *days* in their order: (kind, count) of each. The first *baseline* of them (None: all)
    make the limits, so that what is judged cannot widen its own."""
    base = days if baseline is None else days[:baseline]
    usual = usual_of(base)
    ratios: list[float | None] = []
    for kind, value in base:
        mean = usual.get(kind)
        ratios.append(value / mean if mean and value is not None else None)
    steps = [abs(b - a) for a, b in itertools.pairwise(ratios) if a is not None and b is not None]
    reach = LIMITS * fmean(steps) if len(steps) >= FEWEST_STEPS else None
    found = []
    for kind, value in days:
        mean = usual.get(kind)
        if mean is None or reach is None:
            found.append(DayLimits(value, mean, None, None))
        else:
            found.append(DayLimits(value, mean, max(0.0, mean * (1 - reach)), mean * (1 + reach)))
    return tuple(found)


def usual_of(days: Sequence[tuple[_K, float | None]]) -> Mapping[_K, float]:
    """The mean of each kind of day that is known often enough."""
    of_kind: dict[_K, list[float]] = {}
    for kind, value in days:
        if value is not None:
            of_kind.setdefault(kind, []).append(value)
    return {kind: fmean(values) for kind, values in of_kind.items() if len(values) >= FEWEST}
