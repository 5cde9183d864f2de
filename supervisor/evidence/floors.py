"""How much volume a verdict needs: computed from how much people differ, never a constant."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from supervisor.evidence.panel import Floats

HALF, MOST = 0.5, 0.7
"""Reliabilities of two floors: half, and 70 % of the visible spread is real."""

MONTH = 0.05
"""A single month below this reliability is without a verdict in the rule of months in a row."""
LEAST_OF_USUAL = 0.25  # but never a month with a quarter of the usual volume: where people do not differ


def floor(each: Floats | float, between: Floats | float, reliable: float) -> Floats:
    """The volume n at which the share *reliable* of the visible spread is real: ρ / (1 − ρ) · σ² / τ².

    *each*: the variance of a single observation (p (1 − p) of a rate, cv² of a time in logarithms, one by
    the usual ratio for counts), *between*: τ². Infinite where people do not differ.
    """
    above = reliable / (1 - reliable) * np.asarray(each, dtype=np.float64)
    spread = np.asarray(between, dtype=np.float64)
    return np.asarray(np.where(spread > 0, above / np.where(spread > 0, spread, 1.0), np.inf))


def month_floor(each: Floats, between: Floats, usual: Floats) -> Floats:
    """The floor of one month for the rule (units,); *usual*: the volume of a usual month of the cell."""
    asked = np.minimum(floor(each, between, MONTH), LEAST_OF_USUAL * usual)
    return np.asarray(np.where(np.isfinite(asked), asked, 0.0), dtype=np.float64)


def more_needed(
    *,
    distance: Floats,
    between: Floats,
    information: Floats,
    wobble: Floats,
    mean_variance: Floats,
    own: Floats,
    month: Floats,
    each: Floats,
    usual: Floats,
    certain: float,
) -> Floats:
    """So many more observations (n) would decide with probability *certain*, if they are like those so far.

    All (units,) and on the working scale: *distance* of the cell's mean beyond the target (positive: on the
    wrong side), *own* of the unit's mean beyond the cell's, *information* Σ 1 / (ω² + v) so far, *month* ω²,
    *usual* volume of a month. By a normal approximation, halving the interval. NaN where no volume would do.
    """
    asked = float(ndtri(certain))
    least = np.maximum(information, 1e-12)
    spread = np.maximum(between, 1e-300)

    def decided(times: Floats) -> Floats:
        shrink = spread / (spread + 1 / (least * times))
        level = distance + shrink * own
        variance = spread * (1 - shrink) + wobble + (1 - shrink) ** 2 * mean_variance
        sure = np.sign(distance + own) * level - asked * np.sqrt(np.maximum(variance, 1e-300))
        return np.asarray(sure, dtype=np.float64)

    fine = np.isfinite(distance + own + between + information + wobble + mean_variance + each + usual + month)
    fine &= (between > 0) & (usual > 0) & (information > 0)
    low, high = np.zeros(len(own)), np.full(len(own), np.log(1e4))
    possible = fine & (decided(np.exp(np.where(fine, high, 0.0))) >= 0)
    for _each in range(40):
        middle = (low + high) / 2
        enough = decided(np.exp(middle)) >= 0
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    months = least * (np.exp(high) - 1) * (month + each / np.where(fine, usual, 1.0))
    return np.asarray(np.where(possible, np.ceil(np.where(possible, months * usual, 0.0)), np.nan))
