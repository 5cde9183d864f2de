"""So many months off target in a row: a rule that everybody can check by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from supervisor.evidence.panel import Bools, Floats, Ints

_ROUNDING = 1e-9  # a value that only arithmetic took off its target is on it


@dataclass(frozen=True)
class Rule:
    """*run*: months off in a row up to the review, *run_of*: so many months could count, *missed* of them
    were off, in a row or not (all (units,)). *judged*: at most one month was without a verdict. *hit*: off
    in all months that the rule asks for."""

    run: Ints
    run_of: Ints
    missed: Ints
    judged: Bools
    hit: Bools


def months_off(fair: Floats, volume: Floats, low: Floats, high: Floats, floor: Floats) -> Ints:
    """1 off target, 0 on it, −1 no verdict (units, months): no value, no target, or less volume than *floor*
    (units,). Off is strictly worse than the target of the month."""
    said = np.isfinite(fair) & (np.isfinite(low) | np.isfinite(high)) & (volume >= floor[:, None])
    value = np.where(said, fair, 0.0)
    under = value < np.where(np.isfinite(low), low - _ROUNDING * np.abs(low), -np.inf)
    over = value > np.where(np.isfinite(high), high + _ROUNDING * np.abs(high), np.inf)
    return np.asarray(np.where(said, under | over, -1), dtype=np.int64)


def in_a_row(off: Ints, cell: Ints, asked: int) -> Rule:
    """The rule of *asked* months at the last month of *off* (units, months).

    A month without a verdict neither breaks nor extends a run; with more than one of them among the last
    *asked* there is no verdict at all. Another *cell* (units, months; −1: did not work) begins anew; another
    target does not.
    """
    units, months = off.shape
    run, run_of, missed = (np.zeros(units, dtype=np.int64) for _each in range(3))
    now = np.full(units, -1, dtype=np.int64)
    open_, running = np.ones(units, dtype=np.bool_), np.ones(units, dtype=np.bool_)
    skipped = np.zeros(units, dtype=np.int64)
    silent = np.zeros(units, dtype=np.int64)
    for month in range(months - 1, -1, -1):
        here, verdict = cell[:, month], off[:, month]
        now = np.where(now < 0, here, now)
        open_ &= (here == now) | (here < 0)
        none = verdict < 0
        if month >= months - asked:
            silent += open_ & none
        skipped += open_ & none
        open_ &= skipped <= 1
        counts = open_ & ~none & (run_of < asked)
        run_of += counts
        missed += counts & (verdict == 1)
        running &= ~(counts & (verdict == 0))
        run += counts & running
    judged = (silent <= 1) & (run_of > 0)
    return Rule(run, run_of, missed, judged, judged & (run >= asked))
