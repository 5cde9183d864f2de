"""What the spread of fair values is made of: people, their months, and chance. By moments, no iteration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from supervisor.evidence.fair import Fair
from supervisor.evidence.panel import Floats, Ints, Panel
from supervisor.evidence.sums import known, ratio, summed
from supervisor.evidence.unit import Kind

DAYS_BORROWED = 20.0  # of the group's scatter from day to day, beside a unit's own days
ANSWERS_BORROWED = 20.0  # likewise of points of single answers or forms


@dataclass(frozen=True)
class Moments:
    """Of each cell or group: *between* units (τ²), unit × *month* (ω²), the *total* of one month and what of
    it is *sampling*; NaN where nobody is."""

    between: Floats
    month: Floats
    total: Floats
    sampling: Floats


@dataclass(frozen=True)
class Scatter:
    """What single observations scatter: sampling variance of a month = *each* / n, on the working scale.
    *variance* (units, months), *each* (units,)."""

    variance: Floats
    each: Floats


def moments(z: Floats, v: Floats, n: Floats, index: Ints, size: int) -> Moments:
    """Parts of the variance of deviations *z* from their cell's mean (units, months; NaN: no figure) with
    sampling variances *v* and volumes *n*, over the units of equal *index* (units,).

    τ² is the volume-weighted mean of the products of two months of one unit: chance is independent in
    different months and drops out. Where no unit has two months, what exceeds chance in one is τ².
    """
    there = np.isfinite(z) & np.isfinite(v) & (n > 0)
    deviation, weight = np.where(there, z, 0.0), np.where(there, n, 0.0)
    noise = np.where(there, v, 0.0)
    root = np.sqrt(weight)  # weight of a pair: √(n_a n_b)
    once, weights = (root * deviation), weight.sum(axis=1)
    pairs = (once.sum(axis=1) ** 2 - (once**2).sum(axis=1)) / 2
    pair_weights = (root.sum(axis=1) ** 2 - weights) / 2
    pair_weights = np.where(there.sum(axis=1) > 1, np.maximum(pair_weights, 0.0), 0.0)
    pairs = np.where(pair_weights > 0, pairs, 0.0)
    volume = summed(weights, index, size)
    total = ratio(summed((weight * deviation**2).sum(axis=1), index, size), volume)
    sampling = ratio(summed((weight * noise).sum(axis=1), index, size), volume)
    between = ratio(summed(pairs, index, size), summed(pair_weights, index, size))
    # DerSimonian–Laird: Σ w (y − ȳ)² is Σ w (1 − w / W) (τ² + v)
    own = ratio(summed((weight**2).sum(axis=1), index, size), volume)
    chance = sampling - ratio(summed((weight**2 * noise).sum(axis=1), index, size), volume**2)
    single = ratio((known(total) - known(chance)) * volume, volume - own)
    one_month = ~np.isfinite(between)
    between = np.maximum(np.where(one_month, np.where(volume > 0, known(single), np.nan), between), 0.0)
    month = np.maximum(total - between - sampling, 0.0)
    return Moments(between, np.where(one_month & (volume > 0), 0.0, month), total, sampling)


def one_month_between(successes: Floats, trials: Floats) -> float:
    """τ² of shares of one time: [Σ n (p − p̄)² − (m − 1) p̄ (1 − p̄)] / [N − Σ n² / N], at least 0."""
    whole = trials.sum()
    mean = successes.sum() / whole
    rest = (trials * (successes / trials - mean) ** 2).sum() - (len(trials) - 1) * mean * (1 - mean)
    return max(0.0, float(rest / (whole - (trials**2).sum() / whole)))


def scatter(panel: Panel, kind: Kind, fair: Fair, mean: Floats, volume: Floats, work: Floats) -> Scatter:
    """How much fair values scatter by chance.

    *mean* (units, months): the mean of the unit's cell on the working scale, *volume* its contacts;
    *work*: fair values on the working scale.
    """
    n, group = fair.n, panel.group_of
    if kind is Kind.RATE:
        least = ratio(np.full(volume.shape, 0.5), volume + 1)
        share = np.clip(mean, least, 1 - least)
        return _of_each(share * (1 - share), n)
    if kind is Kind.COUNT:
        each = np.maximum(mean, ratio(np.full(volume.shape, 0.5), volume))  # here volume: expected events
        variance = ratio(each, known(fair.expected))
        return Scatter(variance, _mean_each(variance, n))
    if kind is Kind.DAILY and panel.day_variance is not None and panel.days is not None:
        return _daily(panel, fair, panel.day_variance, panel.days)
    if kind is not Kind.DAILY and panel.x2 is not None:
        return _of_squares(panel, kind, fair, panel.x2)
    # nobody told the squares: what changes from month to month is taken for chance
    there = np.isfinite(work) & (n > 0)
    weight = np.where(there, n, 0.0)
    own = ratio((weight * known(work)).sum(axis=1), weight.sum(axis=1))
    rest = np.where(there, weight * (known(work) - known(own)[:, None]) ** 2, 0.0).sum(axis=1)
    free = np.maximum(there.sum(axis=1) - 1.0, 0.0)
    groups = len(panel.groups)
    each = ratio(summed(rest, group, groups), summed(free, group, groups))
    usual = 1.0 if kind is Kind.TIME else np.nan  # contacts last about as unevenly as waiting times do
    each = np.where(np.isfinite(each), each, usual)[group]
    return _of_each(np.broadcast_to(each[:, None], n.shape), n)


def _of_each(each: Floats, n: Floats) -> Scatter:
    variance = ratio(each, n)
    return Scatter(np.where(np.isfinite(each), variance, np.nan), _mean_each(variance, n))


def _mean_each(variance: Floats, n: Floats) -> Floats:
    there = np.isfinite(variance) & (n > 0)
    return ratio(
        np.where(there, known(variance) * n * n, 0.0).sum(axis=1), np.where(there, n, 0.0).sum(axis=1)
    )


def _daily(panel: Panel, fair: Fair, day_variance: Floats, panel_days: Floats) -> Scatter:
    """A unit's scatter from day to day is known from few days: the group's is added as 20 more."""
    days = np.where(fair.n > 0, np.maximum(known(panel_days), 0.0), 0.0)
    told = np.isfinite(day_variance) & (known(day_variance) >= 0) & (days > 0)
    rest = np.where(told, days * known(day_variance), 0.0)
    count = np.where(told, days, 0.0)
    group, groups = panel.group_of, len(panel.groups)
    usual = ratio(summed(rest, group, groups).sum(axis=1), summed(count, group, groups).sum(axis=1))
    own = ratio(rest.sum(axis=1) + DAYS_BORROWED * known(usual)[group], count.sum(axis=1) + DAYS_BORROWED)
    own = np.where(np.isfinite(usual)[group], own, np.nan)
    variance = np.where(np.isfinite(own)[:, None], ratio(known(own)[:, None], days), np.nan)
    return Scatter(variance, _mean_each(variance, fair.n))


def _of_squares(panel: Panel, kind: Kind, fair: Fair, x2: Floats) -> Scatter:
    """From the sums of squares: the variance of single contacts within unit, month and type.

    It is the group's. Of points (MEAN) it is more for who scatters more: a few forms at 0 of one person say
    how uncertain that person's mean is, and must not stand as the usual scatter around it.
    """
    n = np.where(known(panel.n) > 0, known(panel.n), 0.0)
    x = np.where(n > 0, known(panel.x), 0.0)
    squares = known(x2)
    mean_squares = known(ratio(x * x, n))
    told = (n > 1) & (squares >= mean_squares * (1 - 1e-9)) & (squares > 0)
    group, groups = panel.group_of, len(panel.groups)
    rest = summed(np.where(told, squares - mean_squares, 0.0).sum(axis=1), group, groups)
    free = summed(np.where(told, n - 1, 0.0).sum(axis=1), group, groups)
    each = ratio(np.maximum(rest, 0.0), free)  # (groups, types)
    whole = ratio(np.maximum(rest.sum(axis=1), 0.0), free.sum(axis=1))[:, None]
    each = np.where(free >= 30, each, whole)
    usual = np.where(np.isfinite(each), each, 0.0)[group]
    spread = np.einsum("umt,ut->um", n, usual)
    if kind is Kind.MEAN:
        own_rest = np.where(told, squares - mean_squares, 0.0).sum(axis=(1, 2))
        own_free = np.where(told, n - 1, 0.0).sum(axis=(1, 2))
        of_group = known(whole)[group, 0]
        own = ratio(own_rest + ANSWERS_BORROWED * of_group, own_free + ANSWERS_BORROWED)
        more = np.fmax(ratio(own, of_group), 1.0)
        spread = spread * np.where(np.isfinite(more), more, 1.0)[:, None]
    below = known(fair.expected) ** 2 if kind is Kind.TIME else fair.n**2
    variance = ratio(spread, below)
    variance = np.where(np.isfinite(whole[:, 0])[group][:, None], variance, np.nan)
    return Scatter(variance, _mean_each(variance, fair.n))
