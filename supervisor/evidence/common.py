"""Whether a cell is off as a whole: then a course or a better process is for all, not for one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from supervisor.evidence.panel import Bools, Floats, Ints
from supervisor.evidence.sums import known, ratio, summed

FEWEST = 5
"""With fewer units nothing is called common: one person would stand for the cell."""
MOST_OFF = 0.5  # nor when fewer than half of a cell are expected to be off


@dataclass(frozen=True)
class Lever:
    """How much of what people differ in goes with a way of grouping them: *icc* = τ²_group / (τ²_group +
    τ²_unit), NaN where the grouping does not group; *groups*, *units* looked at."""

    by: str
    icc: float
    between_groups: float
    between_units: float
    groups: int
    units: int


@dataclass(frozen=True)
class Heterogeneity:
    """Cochran's *q* with its *p*, and *i2* (Higgins and Thompson 2002): the share of the spread that is more
    than chance."""

    q: Floats
    p: Floats
    i2: Floats


def probability_off(mean: Floats, variance: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The probabilities of the mean being below *low* and above *high*, NaN without such a limit."""
    deviation = np.sqrt(np.maximum(variance, np.maximum(mean * mean, 1e-12) * 1e-12))
    return special.ndtr((low - mean) / deviation), special.ndtr((mean - high) / deviation)


def is_common(p_common: Floats, share_off: Floats, units: Ints, at: float) -> Bools:
    fits = (known(p_common) >= at) & (units >= FEWEST) & (known(share_off) >= MOST_OFF)
    return np.asarray(fits, dtype=np.bool_)


def like_their_group(
    common: Bools, p_common: Floats, units: Floats, gap: Floats, down: Bools, group: Ints, small: int
) -> tuple[Bools, Floats]:
    """Which cells, too small to be called common by themselves, are off with their group: most people of its
    larger cells are in *common* ones, off to the same side (*down*); and how far these are off (cells,).

    One person of a group with an outdated article is not weak alone, only because few are as new there.
    """
    groups = int(group.max(initial=-1)) + 1
    large = np.where((units >= FEWEST) & (group >= 0), units, 0.0)
    found, far = np.zeros(len(units), dtype=np.bool_), np.full(len(units), np.nan)
    for side in (True, False):
        theirs = np.where(common & (down == side), large, 0.0)
        share = ratio(summed(theirs, group, groups), summed(large, group, groups))
        mean = ratio(summed(theirs * known(gap), group, groups), summed(theirs, group, groups))
        fits = (known(np.append(share, np.nan)[group]) >= MOST_OFF) & (down == side) & ~common
        fits &= (units < small) & (units > 0) & (known(p_common) >= MOST_OFF)
        found |= fits
        far = np.where(fits, np.append(mean, np.nan)[group], far)
    return found, far


def heterogeneity(y: Floats, variance: Floats, index: Ints, size: int) -> Heterogeneity:
    """Whether units (y and sampling variance, (units,)) of equal *index* differ by more than chance."""
    there = np.isfinite(y) & np.isfinite(variance) & (variance > 0) & (index >= 0)
    place = np.where(there, index, -1)
    weight = np.where(there, 1 / np.where(there, variance, 1.0), 0.0)
    mean = ratio(summed(weight * known(y), place, size), summed(weight, place, size))
    of_unit = np.append(known(mean), 0.0)[place]
    q = summed(weight * (known(y) - of_unit) ** 2, place, size)
    free = summed(there.astype(np.float64), place, size) - 1
    some = free > 0
    p = np.where(some, special.chdtrc(np.maximum(free, 1.0), q), np.nan)
    i2 = np.where(some & (q > 0), np.maximum(0.0, 1 - free / np.where(q > 0, q, 1.0)), 0.0)
    return Heterogeneity(np.where(some, q, np.nan), p, np.where(some, i2, np.nan))


def lever(by: str, labels: Sequence[object], y: Floats, variance: Floats) -> Lever:
    """How much of what units differ in goes with *labels* (one a unit; None and "": belongs nowhere).

    *y* (units,) and sampling variances *variance*, on the working scale; NaN is left out. By moments of a
    one-way analysis of variance with known sampling variances.
    """
    names = sorted({str(label) for label in labels if label not in (None, "")})
    place = {name: at for at, name in enumerate(names)}
    index = np.array([place.get(str(label), -1) if label not in (None, "") else -1 for label in labels])
    there = np.isfinite(y) & np.isfinite(variance) & (variance > 0) & (index >= 0)
    value, noise, index = y[there], variance[there], index[there].astype(np.int64)
    used, index = np.unique(index, return_inverse=True)
    groups, units = len(used), len(value)
    if groups < 2 or units <= groups:
        return Lever(by, np.nan, np.nan, np.nan, groups, units)
    weight = 1 / (float(np.median(noise)) + noise)
    size = summed(weight, index, groups)
    mean = summed(weight * value, index, groups) / size
    within = float((weight * (value - mean[index]) ** 2).sum())
    free = weight * (1 - weight / size[index])
    between_units = max(0.0, (within - float((free * noise).sum())) / float(free.sum()))
    whole = float(size.sum())
    middle = float((size * mean).sum()) / whole
    between = float((size * (mean - middle) ** 2).sum())
    variance_of_mean = summed(weight**2 * (between_units + noise), index, groups) / size**2
    expected = float((size * (1 - size / whole) * variance_of_mean).sum())
    between_groups = max(0.0, (between - expected) / float((size * (1 - size / whole)).sum()))
    both = between_groups + between_units
    return Lever(
        by, between_groups / both if both > 0 else np.nan, between_groups, between_units, groups, units
    )


def levers(groupings: Mapping[str, Sequence[object]], y: Floats, variance: Floats) -> tuple[Lever, ...]:
    """Each of *groupings* (team, batch, shift …: one label a unit), the one that matters most first."""
    found = [lever(by, labels, y, variance) for by, labels in groupings.items()]
    return tuple(sorted(found, key=lambda one: (-known(np.array([one.icc]))[0], one.by)))
