"""All of a cell around their target: how far off chance alone takes somebody with so few contacts.

Takes the place of a league table (Goldstein & Spiegelhalter 1996; Spiegelhalter 2005): few contacts scatter
widely and prove nothing, many hardly scatter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from supervisor.evidence.intervals import quantile
from supervisor.evidence.unit import Kind

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
    known = [n for _, n in counts if n > 0]
    limits = {n: limits_at(kind, target, n, scale=scale, sd=sd, phi=phi) for n in set(known)}
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
    return _limits(kind, target, n, scale, sd, phi, smooth=False)


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
    found = (_limits(kind, target, n, scale, sd, phi, smooth=True) for n in places)
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
    kind: Kind, target: float, n: float, scale: float, sd: float | None, phi: float, *, smooth: bool
) -> Limits | None:
    error = _error(kind, target, n, scale, sd)
    if error is None or (kind is Kind.RATE and n < 1):
        return None
    if phi > 1 or kind not in (Kind.RATE, Kind.COUNT):
        error *= math.sqrt(phi)
        least = 0.0 if kind is not Kind.MEAN else -math.inf
        most = scale if kind is Kind.RATE else math.inf
        inner, outer = quantile(INNER) * error, quantile(OUTER) * error
        ends = [target - inner, target + inner, target - outer, target + outer]
        return Limits(n, *(min(max(end, least), most) for end in ends))
    ends = []
    for certainty in (INNER, OUTER):
        tail = (1 - certainty) / 2
        if kind is Kind.RATE:
            ends += _binomial(target / scale, n, tail, smooth)
        else:
            ends += _poisson(target / scale * n, tail, smooth)
    return Limits(n, *(scale * end / n for end in ends))


def _binomial(share: float, n: float, tail: float, smooth: bool) -> tuple[float, float]:
    """The least and the most of *n* that are inside: less (or more) comes with a chance of at most *tail*."""
    from scipy.special import bdtr, bdtrc

    n = math.floor(n)
    low = _first(lambda k: float(bdtr(k, n, share)) >= tail, n)
    high = n - _first(lambda k: float(bdtrc(n - k - 1, n, share)) >= tail if k < n else True, n)
    if not smooth:
        return float(low), float(high)
    under = float(bdtr(low - 1, n, share)) if low > 0 else 0.0
    over = float(bdtrc(high, n, share))
    here_low = float(bdtr(low, n, share)) - under
    here_high = (float(bdtrc(high - 1, n, share)) if high > 0 else 1.0) - over
    return _between(low, high, under, over, here_low, here_high, tail)


def _poisson(expected: float, tail: float, smooth: bool) -> tuple[float, float]:
    from scipy.special import pdtr, pdtrc

    far = math.ceil(expected + 20 * math.sqrt(expected) + 20)
    low = _first(lambda k: float(pdtr(k, expected)) >= tail, far)
    high = _first(lambda k: float(pdtrc(k, expected)) < tail, far)
    if not smooth:
        return float(low), float(high)
    under = float(pdtr(low - 1, expected)) if low > 0 else 0.0
    over = float(pdtrc(high, expected))
    here_low = float(pdtr(low, expected)) - under
    here_high = (float(pdtrc(high - 1, expected)) if high > 0 else 1.0) - over
    return _between(low, high, under, over, here_low, here_high, tail)


def _between(
    low: int, high: int, under: float, over: float, here_low: float, here_high: float, tail: float
) -> tuple[float, float]:
    """The limits moved towards the first value outside by how much of the *tail* is left over."""
    down = (under + here_low - tail) / here_low if here_low > 0 else 0.0
    up = (over + here_high - tail) / here_high if here_high > 0 else 0.0
    return low - min(max(down, 0.0), 1.0), high + min(max(up, 0.0), 1.0)


def _first(true_from: Callable[[int], bool], last: int) -> int:
    """The smallest of 0 … *last* where a test that once true stays true is true."""
    low, high = 0, last
    while low < high:
        middle = (low + high) // 2
        if true_from(middle):
            high = middle
        else:
            low = middle + 1
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
