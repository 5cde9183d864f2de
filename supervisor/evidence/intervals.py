"""How sure a raw value is: the interval that chance alone leaves around it, by how it scatters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from supervisor.evidence.unit import Kind

if TYPE_CHECKING:  # loaded where it is needed: screens know intervals and load no numpy
    from supervisor.evidence.panel import Floats

USUAL_CERTAINTY = 0.95


@dataclass(frozen=True)
class Interval:
    """From *low* to *high*, in the unit of what it is the interval of."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def quantile(certainty: float) -> float:
    """So many standard errors reach to either side for *certainty* (0 to 1) in the middle."""
    return NormalDist().inv_cdf((1 + certainty) / 2)


def wilson(x: float, n: float, certainty: float = USUAL_CERTAINTY) -> Interval | None:
    """The share behind *x* of *n* (Wilson 1927), never below 0 nor above 1; None where *n* is 0 or *x* is no
    part of it."""
    if not (n > 0 and 0 <= x <= n):
        return None
    z, p = quantile(certainty), x / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Interval(max(0.0, middle - half) if x else 0.0, min(1.0, middle + half) if x < n else 1.0)


def needed(share: float, half_width: float, certainty: float = USUAL_CERTAINTY) -> int | None:
    """So many trials tell a *share* to within ± *half_width* (both 0 to 1); None where no number does."""
    if not (0 <= share <= 1 and half_width > 0):
        return None
    exact = quantile(certainty) ** 2 * share * (1 - share) / half_width**2
    return max(1, math.ceil(exact - 1e-9))


def interval(
    kind: Kind,
    x: float,
    n: float,
    *,
    scale: float = 1.0,
    x2: float | None = None,
    day_variance: float | None = None,
    days: float | None = None,
    certainty: float = USUAL_CERTAINTY,
) -> Interval | None:
    """The interval of ``scale * x / n``, in its unit; None where nothing can be said: see `intervals`."""
    if kind is Kind.RATE:  # without numpy
        bare = wilson(x, n, certainty)
        return None if bare is None else Interval(scale * bare.low, scale * bare.high)
    low, high = intervals(
        kind, x, n, scale=scale, x2=x2, day_variance=day_variance, days=days, certainty=certainty
    )
    return None if math.isnan(low) else Interval(float(low), float(high))


def intervals(
    kind: Kind,
    x: Any,
    n: Any,
    *,
    scale: float = 1.0,
    x2: Any = None,
    day_variance: Any = None,
    days: Any = None,
    certainty: float = USUAL_CERTAINTY,
) -> tuple[Floats, Floats]:
    """Lower and upper ends around ``scale * x / n``, in its unit, for arrays of one shape (or single values).

    NaN where nothing can be said: no denominator; one value alone, or no scatter seen in those there are
    (TIME, MEAN, DAILY), which proves no certainty; *x2* or *day_variance* never told.
    RATE by Wilson (1927); COUNT exactly (Garwood 1936); TIME on the logarithm of the mean, by the variation
    of single contacts; MEAN by the scatter of single answers; DAILY by that of single days: these three with
    Student's t. *x2*, *day_variance*, *days* as in `Panel`.
    """
    import numpy as np

    x, n = (np.asarray(one, dtype=np.float64) for one in (x, n))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        n = np.where(n > 0, n, np.nan)
        if kind is Kind.RATE:
            low, high = _wilson(x, n, certainty)
        elif kind is Kind.COUNT:
            low, high = _poisson(x, n, certainty)
        elif kind is Kind.DAILY:
            low, high = _daily(x, n, day_variance, days, certainty)
        else:
            low, high = _by_squares(x, n, x2, certainty, logarithmic=kind is Kind.TIME)
        known = np.isfinite(low) & np.isfinite(high)
        return np.where(known, scale * low, np.nan), np.where(known, scale * high, np.nan)


def _wilson(x: Floats, n: Floats, certainty: float) -> tuple[Floats, Floats]:
    import numpy as np

    z = quantile(certainty)
    p = np.where((x >= 0) & (x <= n), x / n, np.nan)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = np.where(x == 0, 0.0, np.maximum(middle - half, 0.0)), np.minimum(middle + half, 1.0)
    return np.where(np.isnan(p), np.nan, low), np.where(x == n, 1.0, high)


def _poisson(x: Floats, n: Floats, certainty: float) -> tuple[Floats, Floats]:
    import numpy as np
    from scipy.special import gammaincinv

    tail = (1 - certainty) / 2
    x = np.where(x >= 0, x, np.nan)
    low = np.where(x == 0, 0.0, gammaincinv(np.where(x == 0, 1.0, x), tail))
    return low / n, gammaincinv(x + 1, 1 - tail) / n


def _by_squares(
    x: Floats, n: Floats, x2: Any, certainty: float, *, logarithmic: bool
) -> tuple[Floats, Floats]:
    import numpy as np
    from scipy.special import stdtrit

    squares = np.full_like(x, np.nan) if x2 is None else np.asarray(x2, dtype=np.float64)
    mean = x / n
    scatter = squares - n * mean * mean
    # What is left of rounding the squares is no scatter.
    variance = np.where(scatter > 1e-9 * np.abs(squares), scatter / (n - 1), np.nan)
    error = np.sqrt(np.where(n > 1, variance, np.nan) / n) * stdtrit(n - 1, (1 + certainty) / 2)
    if not logarithmic:
        return mean - error, mean + error
    half = np.exp(error / np.where(mean > 0, mean, np.nan))
    return mean / half, mean * half


def _daily(x: Floats, n: Floats, variance: Any, days: Any, certainty: float) -> tuple[Floats, Floats]:
    import numpy as np
    from scipy.special import stdtrit

    if variance is None or days is None:
        return np.full_like(x, np.nan), np.full_like(x, np.nan)
    variance, days = (np.asarray(one, dtype=np.float64) for one in (variance, days))
    seen = (days > 1) & (variance > 0)
    value = x / n
    half = np.where(seen, np.sqrt(variance / days), np.nan) * stdtrit(days - 1, (1 + certainty) / 2)
    # Times and counts are never negative, nor are their ratios.
    return np.where(x >= 0, np.maximum(value - half, 0.0), value - half), value + half
