"""All of a cell around their target: how far off chance alone takes somebody with so few contacts.

Takes the place of a league table (Goldstein & Spiegelhalter 1996; Spiegelhalter 2005): few contacts scatter
widely and prove nothing, many hardly scatter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from supervisor.evidence.intervals import quantile
from supervisor.evidence.unit import Kind

if TYPE_CHECKING:  # loaded where it is needed
    from supervisor.evidence.panel import Bools, Floats, Ints

INNER = 0.95
OUTER = 0.998


class Place(StrEnum):
    """Where somebody stands in the funnel."""

    INSIDE = "inside"  # as chance alone may have it
    ABOVE = "above"  # beyond the inner limits: one in 40 by chance
    FAR_ABOVE = "far_above"  # beyond the outer ones: one in 1,000
    BELOW = "below"
    FAR_BELOW = "far_below"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dot:
    """One of the cell: *n* contacts (or trials, answers, days), the *value* in the KPI's unit, its
    *place*."""

    n: float
    value: float | None
    place: Place


@dataclass(frozen=True)
class Limits:
    """Where chance ends at *n*, in the KPI's unit: inner (95 %) and outer (99.8 %) limits."""

    n: float
    low: float
    high: float
    far_low: float
    far_high: float


@dataclass(frozen=True)
class Funnel:
    """*dots* in the order given; *curve* with rising n for drawing: between the last value inside and the
    first outside. *dispersion* (φ, at least 1): so many times the variance of chance is usual here; above 1
    the limits are normal ones, widened by its root."""

    target: float
    dispersion: float
    dots: tuple[Dot, ...]
    curve: tuple[Limits, ...]


def funnel(
    kind: Kind,
    target: float,
    counts: Sequence[tuple[float, float]],
    *,
    scale: float = 1.0,
    sd: float | None = None,
    over_dispersed: bool = False,
    points: int = 80,
) -> Funnel:
    """The funnel of *counts*, (x, n) of each: ``value = scale * x / n``, around *target* in that unit.

    *sd*: by how much one contact (TIME), answer (MEAN) or day (DAILY; n is days then and x the sum of the
    days' values) scatters, in the KPI's unit; without it these kinds have no limits. *over_dispersed*: widen
    by what the people themselves differ (`dispersion`); the target should be their mean then, or a shared
    miss widens the funnel until it holds everybody.
    """
    phi = dispersion(kind, target, counts, scale=scale, sd=sd) if over_dispersed else 1.0
    known = sorted({n for _, n in counts if n > 0})
    limits = dict(zip(known, _limits(kind, target, known, scale, sd, phi, smooth=False), strict=True))
    dots = tuple(
        Dot(n, scale * x / n if n > 0 else None, _place(scale * x / n, limits[n]) if n > 0 else Place.UNKNOWN)
        for x, n in counts
    )
    return Funnel(target, phi, dots, curve(kind, target, known, scale=scale, sd=sd, phi=phi, points=points))


def limits_at(
    kind: Kind, target: float, n: float, *, scale: float = 1.0, sd: float | None = None, phi: float = 1.0
) -> Limits | None:
    """The limits at *n*: exact binomial ones for a RATE, Poisson for a COUNT (the most extreme value still
    inside), normal for the others and with *phi* above 1. None where nothing can be said."""
    (found,) = _limits(kind, target, [n], scale, sd, phi, smooth=False)
    return found


def curve(
    kind: Kind,
    target: float,
    counts: Sequence[float],
    *,
    scale: float = 1.0,
    sd: float | None = None,
    phi: float = 1.0,
    points: int = 80,
) -> tuple[Limits, ...]:
    """Limits from the smallest of *counts* (n) to the largest, for drawing. Exact limits go in steps; the
    curve runs smoothly between the last value inside and the first outside (Spiegelhalter 2005), so a dot is
    on the side of it that its place says."""
    known = [n for n in counts if n > 0]
    if not known:
        return ()
    first, last = min(known), max(known)
    steps = [first * (last / first) ** (at / max(1, points - 1)) for at in range(points)]
    whole = kind in (Kind.RATE, Kind.COUNT)
    places = sorted({max(first, round(one)) if whole else one for one in steps} | {first, last})
    found = _limits(kind, target, places, scale, sd, phi, smooth=True)
    return tuple(one for one in found if one is not None)


def dispersion(
    kind: Kind,
    target: float,
    counts: Sequence[tuple[float, float]],
    *,
    scale: float = 1.0,
    sd: float | None = None,
    winsorised: float = 0.1,
) -> float:
    """φ: the mean of z² after its outermost tenths (*winsorised*) are drawn in to their inner ends, so that a
    few who really differ do not hide themselves (Spiegelhalter 2005); never below 1."""
    scores = []
    for x, n in counts:
        error = _error(kind, target, n, scale, sd)
        if error is not None:
            scores.append((scale * x / n - target) / error)
    if len(scores) < 2:
        return 1.0
    scores.sort()
    cut = int(winsorised * len(scores))
    low, high = scores[cut], scores[len(scores) - 1 - cut]
    return max(1.0, math.fsum(min(max(z, low), high) ** 2 for z in scores) / len(scores))


def _error(kind: Kind, target: float, n: float, scale: float, sd: float | None) -> float | None:
    """The standard error of a value at *n*, in the KPI's unit."""
    if not n > 0:
        return None
    if kind is Kind.RATE:
        share = target / scale
        variance = share * (1 - share) * scale * scale if 0 < share < 1 else 0.0
    elif kind is Kind.COUNT:
        variance = target * scale
    else:
        variance = 0.0 if sd is None else sd * sd
    return math.sqrt(variance / n) if variance > 0 else None


def _limits(
    kind: Kind,
    target: float,
    counts: Sequence[float],
    scale: float,
    sd: float | None,
    phi: float,
    *,
    smooth: bool,
) -> list[Limits | None]:
    """The limits at each of *counts* (n)."""
    errors = [_error(kind, target, n, scale, sd) for n in counts]
    if phi > 1 or kind not in (Kind.RATE, Kind.COUNT):
        least = 0.0 if kind is not Kind.MEAN else -math.inf
        most = scale if kind is Kind.RATE else math.inf
        reach = [sign * quantile(certainty) for certainty in (INNER, OUTER) for sign in (-1, 1)]
        wide = math.sqrt(phi)
        return [
            None
            if error is None
            else Limits(n, *(min(max(target + times * error * wide, least), most) for times in reach))
            for n, error in zip(counts, errors, strict=True)
        ]
    known = [
        n
        for n, error in zip(counts, errors, strict=True)
        if error is not None and (kind is Kind.COUNT or n >= 1)
    ]
    ends = [
        side
        for certainty in (INNER, OUTER)
        for side in _exact(kind, target / scale, known, (1 - certainty) / 2, smooth)
    ]
    found = {
        n: Limits(n, *(scale * end / n for end in four))
        for n, four in zip(known, zip(*ends, strict=True), strict=True)
    }
    return [found.get(n) for n in counts]


def _exact(
    kind: Kind, rate: float, counts: Sequence[float], tail: float, smooth: bool
) -> tuple[list[float], list[float]]:
    """The least and the most x that are inside at each n: less (or more) comes with a chance below *tail*."""
    import numpy as np
    from scipy.special import bdtr, bdtrc, pdtr, pdtrc

    if not counts:
        return [], []
    if kind is Kind.RATE:
        n = np.floor(counts).astype(np.int64)
        last = n

        def up_to(k: Ints) -> Floats:
            return np.where(k < 0, 0.0, bdtr(np.maximum(k, 0), n, rate))

        def above(k: Ints) -> Floats:
            return np.where(k < 0, 1.0, bdtrc(np.maximum(k, 0), n, rate))

    else:
        expected = rate * np.asarray(counts, dtype=np.float64)
        last = np.ceil(expected + 20 * np.sqrt(expected) + 20).astype(np.int64)

        def up_to(k: Ints) -> Floats:
            return np.where(k < 0, 0.0, pdtr(np.maximum(k, 0), expected))

        def above(k: Ints) -> Floats:
            return np.where(k < 0, 1.0, pdtrc(np.maximum(k, 0), expected))

    low = _first(lambda k: up_to(k) >= tail, last)
    high = _first(lambda k: above(k) < tail, last)
    if not smooth:
        return low.tolist(), high.tolist()
    # Moved towards the first value outside by how much of the tail is left over.
    with np.errstate(divide="ignore", invalid="ignore"):
        down = (up_to(low) - tail) / (up_to(low) - up_to(low - 1))
        up = (above(high - 1) - tail) / (above(high - 1) - above(high))
    down, up = (np.clip(np.nan_to_num(one), 0.0, 1.0) for one in (down, up))
    return (low - down).tolist(), (high + up).tolist()


def _first(true_from: Callable[[Ints], Bools], last: Ints) -> Ints:
    """The smallest of 0 … *last* where a test that once true stays true is true, for each place."""
    import numpy as np

    low, high = np.zeros_like(last), last.copy()
    while (low < high).any():
        middle = (low + high) // 2
        true = true_from(middle)
        low, high = np.where(true, low, np.minimum(middle + 1, high)), np.where(true, middle, high)
    return low


def _place(value: float, limits: Limits | None) -> Place:
    if limits is None or not math.isfinite(value):
        return Place.UNKNOWN
    slack = 1e-9 * max(abs(limits.far_high), abs(limits.far_low))  # a value at its limit is inside
    if value < limits.far_low - slack:
        return Place.FAR_BELOW
    if value > limits.far_high + slack:
        return Place.FAR_ABOVE
    if value < limits.low - slack:
        return Place.BELOW
    return Place.ABOVE if value > limits.high + slack else Place.INSIDE
