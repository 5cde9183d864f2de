"""The longest list that holds few wrong names, and the check by another way that an auditor asks for."""

from __future__ import annotations

import numpy as np

from supervisor.evidence.panel import Bools, Floats


def longest_list(probability: Floats, wrong_share: float) -> Bools:
    """Who is listed: the most probable ones, as many as keep the mean of 1 − P at most *wrong_share*.

    A Bayesian false discovery rate (Newton et al. 2004). NaN is never listed; who is as probable as somebody
    else is listed with them or not at all.
    """
    listed = np.zeros(probability.shape, dtype=np.bool_)
    there = np.flatnonzero(np.isfinite(probability))
    if not len(there):
        return listed
    order = there[np.argsort(-probability[there], kind="stable")]
    sorted_ = probability[order]
    running = np.cumsum(1 - sorted_) / np.arange(1, len(order) + 1)
    last_of_equals = np.append(sorted_[1:] != sorted_[:-1], True)
    fits = np.flatnonzero((running <= wrong_share + 1e-12) & last_of_equals)
    if len(fits):
        listed[order[: fits[-1] + 1]] = True
    return listed


def expected_wrong(probability: Floats, listed: Bools) -> float:
    """How many names of the list are wrong, as far as the probabilities are right."""
    return float((1 - probability[listed]).sum())


def benjamini_hochberg(p: Floats) -> Floats:
    """p-values adjusted for their number (Benjamini and Hochberg 1995): listing all that are at most q holds
    a share of q wrong names at most. NaN stays NaN."""
    from scipy import stats  # a second to load, and the list itself does without it

    there = np.isfinite(p)
    found = np.full(p.shape, np.nan)
    if there.any():
        found[there] = stats.false_discovery_control(p[there], method="bh")
    return found
