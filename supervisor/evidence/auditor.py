"""The check that an auditor asks for: each unit tested alone, without anybody else's figures."""

from __future__ import annotations

import numpy as np

from supervisor.evidence.discovery import benjamini_hochberg
from supervisor.evidence.evidence import Evidence
from supervisor.evidence.fair import kind_of
from supervisor.evidence.panel import Floats
from supervisor.evidence.scale import target_at_review
from supervisor.evidence.sums import known, ratio
from supervisor.evidence.unit import Kind


def auditors_check(evidence: Evidence) -> Floats:
    """p-values of being off target, adjusted by Benjamini and Hochberg (units,): by tests of each unit alone
    (exact ones of shares and counts), without shrinking and without the group's uncertainty."""
    from scipy import stats  # loaded by whoever asks for the check, not by all that judges

    panel, window = evidence.panel, evidence.window
    kind = kind_of(panel)
    n = np.where(known(panel.n) > 0, known(panel.n), 0.0).sum(axis=2)[:, -window:]
    n = np.where(np.isfinite(evidence.fair[:, -window:]), n, 0.0)
    volume = n.sum(axis=1)
    mean = ratio((n * known(evidence.fair[:, -window:])).sum(axis=1), volume) / panel.scale
    low, high = (
        target_at_review(panel, panel.low) / panel.scale,
        target_at_review(panel, panel.high) / panel.scale,
    )
    found = []
    for limit, side in ((low, 1.0), (high, -1.0)):
        if kind is Kind.RATE:
            k = np.rint(known(mean * volume))
            p = stats.binom.cdf(k, volume, np.clip(limit, 0, 1))
            p = p if side > 0 else stats.binom.sf(k - 1, volume, np.clip(limit, 0, 1))
        elif kind is Kind.COUNT:
            k = np.rint(known(mean * volume))
            p = stats.poisson.cdf(k, known(limit * volume))
            p = p if side > 0 else stats.poisson.sf(k - 1, known(limit * volume))
        else:
            v = evidence.sampling[:, -window:] * n**2
            error = np.sqrt(ratio(np.where(n > 0, known(v), 0.0).sum(axis=1), volume**2))
            if kind is Kind.TIME:
                error = error * mean
            p = stats.norm.cdf(side * (mean - limit) / np.where(error > 0, error, np.nan))
        found.append(np.where(np.isfinite(limit) & np.isfinite(mean) & (volume > 0), p, np.nan))
    return benjamini_hochberg(np.fmin(found[0], found[1]))
