"""One person's weeks: are they as steady as ever, and do they rise or fall? For talking, not for lists.

A steady series of 13 weeks breaks one of the rules 6 times in a hundred: with hundreds of people that is many
false alarms, so nobody is picked by a chart.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist, fmean, median

from supervisor.evidence.intervals import USUAL_CERTAINTY, Interval, quantile

LIMITS = 2.66
"""Process limits are so many mean moving ranges from the mean: 3 / 1.128 (Wheeler 1993)."""
RANGE_LIMIT = 3.268
FEW = 12
"""Limits of fewer points may still move much."""
RUN = 7


class Signal(StrEnum):
    """A rule that a point breaks, as the NHS's "Making data count" has them."""

    ABOVE_LIMIT = "above_limit"
    BELOW_LIMIT = "below_limit"
    RUN_ABOVE = "run_above"  # seven in a row above the mean
    RUN_BELOW = "run_below"
    RISING = "rising"  # seven points, each above the one before
    FALLING = "falling"
    NEAR_UPPER = "near_upper"  # two of three in the outer third of that side, wherever the other one is
    NEAR_LOWER = "near_lower"

    @property
    def upwards(self) -> bool:
        return self in (Signal.ABOVE_LIMIT, Signal.RUN_ABOVE, Signal.RISING, Signal.NEAR_UPPER)


class Assurance(StrEnum):
    """What the limits say of the target: what is to be expected while nothing changes."""

    MEETS = "meets"  # the whole of the limits is on the good side
    MISSES = "misses"
    BY_CHANCE = "by_chance"  # the target lies between the limits
    UNKNOWN = "unknown"  # no target or no limits


@dataclass(frozen=True)
class ProcessChart:
    """A series with its process limits (XmR). *values* as given, None in a gap; *signals* of each point.

    *mean*, *low*, *high* (limits) and *mean_range*, *range_limit* (of the *ranges* from point to point) come
    from the first *baseline* points alone, so that later ones cannot widen their own limits; None where they
    cannot be told. *few*: of fewer than twelve points, so the limits may still move.
    """

    values: tuple[float | None, ...]
    ranges: tuple[float | None, ...]
    baseline: int
    known: int
    mean: float | None
    low: float | None
    high: float | None
    mean_range: float | None
    range_limit: float | None
    signals: tuple[frozenset[Signal], ...]
    few: bool
    assurance: Assurance


@dataclass(frozen=True)
class Trend:
    """The usual change from one point to the next: *slope* with *interval*, at *start* when it begins (the
    height of the line at the first place of the series); *s* and *p* of no trend (Mann–Kendall), two-sided;
    *n* points known. Slope and p are None where too few."""

    n: int
    slope: float | None
    interval: Interval | None
    start: float | None
    s: int
    p: float | None


def process_chart(
    values: Sequence[float | None],
    *,
    baseline: int | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
    least: float | None = None,
    most: float | None = None,
) -> ProcessChart:
    """The chart of *values* in the order of their weeks; None or NaN is a gap, over which no moving range and
    no run goes on.

    *baseline*: the first so many places (gaps among them) make the limits; None: all. *at_least*, *at_most*:
    what is wanted. *least*, *most*: what the figure can be at all (a share 0 and 1): limits end there.
    """
    points = tuple(None if value is None or not math.isfinite(value) else value for value in values)
    ranges = tuple(
        None if at == 0 or (a := points[at - 1]) is None or b is None else abs(b - a)
        for at, b in enumerate(points)
    )
    base = len(points) if baseline is None else max(0, min(baseline, len(points)))
    known = [value for value in points[:base] if value is not None]
    steps = [value for value in ranges[:base] if value is not None]
    mean = fmean(known) if known else None
    mean_range = fmean(steps) if steps else None
    low = high = None
    if mean is not None and mean_range is not None:
        low, high = mean - LIMITS * mean_range, mean + LIMITS * mean_range
    signals = _signals(points, mean, mean_range)
    if low is not None and high is not None:
        low = low if least is None else max(low, least)
        high = high if most is None else min(high, most)
    return ProcessChart(
        values=points,
        ranges=ranges,
        baseline=base,
        known=len(known),
        mean=mean,
        low=low,
        high=high,
        mean_range=mean_range,
        range_limit=None if mean_range is None else RANGE_LIMIT * mean_range,
        signals=signals,
        few=len(known) < FEW,
        assurance=_assurance(low, high, at_least, at_most),
    )


def trend(values: Sequence[float | None], *, certainty: float = USUAL_CERTAINTY) -> Trend:
    """Whether *values*, one place a week, rise or fall: Theil–Sen slope a place with its interval (Sen 1968),
    S of Mann–Kendall and its p by the normal curve with continuity, variance with ties (Kendall 1970). Gaps
    keep their places.

    Neighbouring weeks that resemble each other make p too small: with a correlation of .3 it finds twice as
    many false trends.
    """
    points = [(at, value) for at, value in enumerate(values) if value is not None and math.isfinite(value)]
    n = len(points)
    pairs = [(b - a, at_b - at_a) for i, (at_a, a) in enumerate(points) for at_b, b in points[i + 1 :]]
    s = sum((step > 0) - (step < 0) for step, _ in pairs)
    if n < 3:
        return Trend(n, None, None, None, s, None)
    slopes = sorted(step / apart for step, apart in pairs)
    slope = median(slopes)
    start = median(value for _, value in points) - slope * median(at for at, _ in points)
    ties = Counter(value for _, value in points).values()
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    if variance <= 0:  # all alike: the slope is 0, of its certainty nothing is known
        return Trend(n, slope, None, start, s, 1.0)
    z = max(0, abs(s) - 1) / math.sqrt(variance)
    reach = quantile(certainty) * math.sqrt(variance)
    first, last = round((len(slopes) - reach) / 2) - 1, round((len(slopes) + reach) / 2)
    sure = first >= 0 and last < len(slopes)
    interval = Interval(slopes[first], slopes[last]) if sure else None
    return Trend(n, slope, interval, start, s, min(1.0, 2 * NormalDist().cdf(-z)))


def _signals(
    points: Sequence[float | None], mean: float | None, mean_range: float | None
) -> tuple[frozenset[Signal], ...]:
    found: list[set[Signal]] = [set() for _ in points]
    if mean is None:
        return tuple(frozenset() for _ in points)
    for rising, signal in ((1, Signal.RISING), (-1, Signal.FALLING)):
        _mark_steps(points, rising, signal, found)
    for side, run, near, beyond in (
        (1, Signal.RUN_ABOVE, Signal.NEAR_UPPER, Signal.ABOVE_LIMIT),
        (-1, Signal.RUN_BELOW, Signal.NEAR_LOWER, Signal.BELOW_LIMIT),
    ):
        off = [None if value is None else side * _beyond(value, mean) for value in points]
        for at in range(len(off) - RUN + 1):
            if all(value is not None and value > 0 for value in off[at : at + RUN]):
                for place in range(at, at + RUN):
                    found[place].add(run)
        if mean_range is None:
            continue
        limit = LIMITS * mean_range
        for place, value in enumerate(off):
            if value is not None and _beyond(value, limit) > 0:
                found[place].add(beyond)
        outer = [value is not None and limit * 2 / 3 < value for value in off]
        for at in range(len(off) - 2):
            three = range(at, at + 3)
            if sum(outer[place] for place in three) >= 2 and all(
                points[place] is not None for place in three
            ):
                for place in three:
                    if outer[place]:
                        found[place].add(near)
    return tuple(frozenset(one) for one in found)


def _mark_steps(
    points: Sequence[float | None], rising: int, signal: Signal, found: list[set[Signal]]
) -> None:
    for at in range(len(points) - RUN + 1):
        seven = points[at : at + RUN]
        if all(
            a is not None and b is not None and rising * (b - a) > 0 for a, b in itertools.pairwise(seven)
        ):
            for place in range(at, at + RUN):
                found[place].add(signal)


def _assurance(
    low: float | None, high: float | None, at_least: float | None, at_most: float | None
) -> Assurance:
    if low is None or high is None or (at_least is None and at_most is None):
        return Assurance.UNKNOWN
    if (at_least is None or _beyond(low, at_least) >= 0) and (at_most is None or _beyond(high, at_most) <= 0):
        return Assurance.MEETS
    if at_least is not None and _beyond(high, at_least) < 0:
        return Assurance.MISSES
    if at_most is not None and _beyond(low, at_most) > 0:
        return Assurance.MISSES
    return Assurance.BY_CHANCE


def _beyond(value: float, line: float) -> float:
    """How far *value* is above *line*; 0 where only rounding parts them."""
    off = value - line
    return off if abs(off) > 1e-12 * max(abs(value), abs(line)) else 0.0
