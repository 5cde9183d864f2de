"""Shrunken levels and how probable it is that they are off target (parametric empirical Bayes).

Rates have a Beta prior, counts a Gamma prior, times (in logarithms), means and shares of time a normal one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from supervisor.evidence.panel import Floats
from supervisor.evidence.sums import known, ratio
from supervisor.evidence.unit import Kind

_SHARPEST = 1e9  # a prior without any spread would be a point
_NORMAL = 1e6  # so sharp a Beta or Gamma distribution is a normal one, and slow to compute


@dataclass(frozen=True)
class Prior:
    """Of each unit, on the working scale: its cell's *mean*, and the spread of people about it (τ²)."""

    mean: Floats
    between: Floats


@dataclass(frozen=True)
class Level:
    """What is known of each unit: *mean*, *variance* on the working scale, *shrink* (B); NaN without data."""

    kind: Kind
    mean: Floats
    variance: Floats
    shrink: Floats

    def widened(self, more: Floats) -> Level:
        """The same, less certain by the variance *more*."""
        return Level(self.kind, self.mean, self.variance + more, self.shrink)

    def below(self, limit: Floats) -> Floats:
        """The probability of being below *limit*, NaN without one."""
        mean, variance, limit = np.broadcast_arrays(self.mean, self.variance, limit)
        there = np.isfinite(mean) & np.isfinite(variance) & np.isfinite(limit)
        found = np.full(mean.shape, np.nan)
        at, m, v = limit[there], mean[there], variance[there]
        p = special.ndtr((at - m) / np.sqrt(np.maximum(v, _least(m))))
        if self.kind is Kind.RATE:
            a, b = _beta(m, v)
            wide = a + b < _NORMAL
            p[wide] = special.betainc(a[wide], b[wide], np.clip(at[wide], 0.0, 1.0))
        elif self.kind is Kind.COUNT:
            shape, rate = _gamma(m, v)
            wide = shape < _NORMAL
            p[wide] = special.gammainc(shape[wide], rate[wide] * np.maximum(at[wide], 0.0))
        found[there] = p
        return found

    def above(self, limit: Floats) -> Floats:
        return 1 - self.below(limit)

    def quantile(self, share: float) -> Floats:
        """The value that the level is below of with probability *share*."""
        there = np.isfinite(self.mean) & np.isfinite(self.variance)
        found = np.full(self.mean.shape, np.nan)
        m, v = self.mean[there], self.variance[there]
        value = m + special.ndtri(share) * np.sqrt(np.maximum(v, 0.0))
        if self.kind is Kind.RATE:
            a, b = _beta(m, v)
            wide = a + b < _NORMAL
            value[wide] = special.betaincinv(a[wide], b[wide], share)
        elif self.kind is Kind.COUNT:
            shape, rate = _gamma(m, v)
            wide = shape < _NORMAL
            value[wide] = special.gammaincinv(shape[wide], share) / rate[wide]
        found[there] = value
        return found


def beta_level(prior: Prior, y: Floats, n: Floats, month: Floats) -> Level:
    """Rates: *y* shares of *n* trials (units, months); *month* is ω² (units,), which deflates the trials."""
    scatter = np.maximum(prior.mean * (1 - prior.mean), 1e-12)
    there = np.isfinite(y) & (n > 0)
    trials = np.where(there, n, 0.0)
    effective = trials / (1 + np.maximum(trials - 1, 0.0) * (month / scatter)[:, None])
    number = effective.sum(axis=1)
    yes = np.clip((effective * known(y)).sum(axis=1), 0.0, number)
    weight = np.clip(scatter / np.maximum(prior.between, scatter / _SHARPEST) - 1, 1e-2, _SHARPEST)
    a, b = prior.mean * weight + yes, (1 - prior.mean) * weight + number - yes
    mean = a / (a + b)
    variance = mean * (1 - mean) / (a + b + 1)
    none = number <= 0
    shrink = np.where(prior.between > 0, number / (weight + number), 0.0)
    return Level(Kind.RATE, *_blank(none, mean, variance, shrink))


def gamma_level(prior: Prior, observed: Floats, expected: Floats, month: Floats) -> Level:
    """Counts: *observed* and *expected* events (units, months), the level as their ratio."""
    there = np.isfinite(observed) & (known(expected) > 0)
    told = np.where(there, expected, 0.0)
    deflated = 1 / (1 + told * month[:, None])
    number = (told * deflated).sum(axis=1)
    events = (np.where(there, observed, 0.0) * deflated).sum(axis=1)
    usual = np.maximum(prior.mean, 1e-9)
    shape = np.minimum(usual**2 / np.maximum(prior.between, usual**2 / _SHARPEST), _SHARPEST)
    a, rate = shape + events, shape / usual + number
    none = number <= 0
    shrink = np.where(prior.between > 0, number / rate, 0.0)
    return Level(Kind.COUNT, *_blank(none, a / rate, a / rate**2, shrink))


def normal_level(kind: Kind, prior: Prior, y: Floats, noise: Floats) -> Level:
    """Times, means and shares: *y* (units, months) on the working scale with variances *noise* (ω² + v)."""
    there = np.isfinite(y) & np.isfinite(noise)
    information = np.where(there, 1 / np.maximum(np.where(there, noise, 1.0), 1e-15), 0.0)
    number = information.sum(axis=1)
    mean = ratio((information * known(y)).sum(axis=1), number)
    shrink = prior.between / np.maximum(prior.between + 1 / np.maximum(number, 1e-300), 1e-300)
    level = prior.mean + shrink * (known(mean) - prior.mean)
    return Level(kind, *_blank(number <= 0, level, prior.between * (1 - shrink), shrink))


def reliability(between: Floats, noise: Floats) -> Floats:
    """ρ = τ² / (τ² + 1 / Σ 1 / (ω² + v)) of each unit; NaN without data."""
    there = np.isfinite(noise)
    information = np.where(there, 1 / np.maximum(np.where(there, noise, 1.0), 1e-15), 0.0).sum(axis=1)
    return np.where(information > 0, between / np.maximum(between + ratio_one(information), 1e-300), np.nan)


def ratio_one(information: Floats) -> Floats:
    """1 / *information*, huge where there is none."""
    return np.asarray(1 / np.maximum(information, 1e-300), dtype=np.float64)


def _blank(none: object, *arrays: Floats) -> tuple[Floats, Floats, Floats]:
    first, second, third = (np.where(np.asarray(none), np.nan, array) for array in arrays)
    return first, second, third


def _least(mean: Floats) -> Floats:
    return np.asarray(np.maximum(mean * mean, 1e-12) / _SHARPEST, dtype=np.float64)


def _beta(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The Beta distribution with that mean and variance."""
    inside = np.clip(mean, 1e-9, 1 - 1e-9)
    weight = np.clip(inside * (1 - inside) / np.maximum(variance, 1e-15) - 1, 1e-2, _SHARPEST)
    return inside * weight, (1 - inside) * weight


def _gamma(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    inside = np.maximum(mean, 1e-9)
    shape = np.clip(inside**2 / np.maximum(variance, 1e-18), 1e-3, _SHARPEST)
    return shape, shape / inside
