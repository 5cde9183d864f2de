"""Months in which everybody was out of the usual at once: nobody's fault, and no course would help."""

from __future__ import annotations

import numpy as np

from supervisor.evidence.panel import Bools, Floats

INDIVIDUALS = 2.66  # 3 / 1.128: limits of a chart of individuals from the mean moving range (Wheeler)


def out_of_limits(factor: Floats) -> Bools:
    """For each month whether all groups that tell it were off on the same side, and together out of limits.

    *factor* (groups, months), NaN where a group tells too little. A month is held against the limits of the
    others: of so few months, one far out would widen its own limits until it fits. The limits are those of a
    single group, so that what only chance does to several stays well within them.
    """
    months = factor.shape[1]
    found = np.zeros(months, dtype=np.bool_)
    looked = factor[np.isfinite(factor).sum(axis=1) >= 3]
    if months < 3 or not len(looked):
        return found
    for month in range(months):  # a handful
        others = np.delete(looked, month, axis=1)
        there = np.isfinite(others)
        moving = np.abs(np.diff(others, axis=1))
        known = np.isfinite(moving)
        told = np.isfinite(looked[:, month])
        if not known.any() or not told.any():
            continue
        limit = INDIVIDUALS * moving[known].mean()  # of all groups: each has too few months of its own
        mean = np.where(there, others, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        away = (looked[:, month] - mean)[told]
        one_side = bool((away > 0).all() or (away < 0).all())
        found[month] = one_side and bool(abs(away.mean()) > limit)
    return found
