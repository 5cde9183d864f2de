"""What changed since figures were stated: old and new side by side, never in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from supervisor.evidence.unit import Unit
from supervisor.review.frozen import FrozenReview
from supervisor.review.monthly import MonthlyReview
from supervisor.review.stated import Figures, KpiFigures, figures_of

if TYPE_CHECKING:
    from supervisor.evidence.panel import Floats


@dataclass(frozen=True)
class Correction:
    """A stated figure that is another one now: *old* and *new* value with their n (None: there was none, or
    is none any more). *stated_at*: when the old one was stated; *noticed*: the day on which this was found.
    *old_answer*, *new_answer*: for the review month, what is said of the unit then and now."""

    kpi: str
    unit: Unit
    name: str
    month: date
    old: float | None
    new: float | None
    old_n: float | None
    new_n: float | None
    old_answer: str
    new_answer: str
    stated_at: datetime
    noticed: date


def corrections(stated: FrozenReview, now: MonthlyReview, *, noticed: date) -> tuple[Correction, ...]:
    """Which stated figures are others in *now*, of every month stated; in order of KPI, name, month.

    Raw figures are compared: a fair value moves a little with everybody's. Months and KPIs that *now* does
    not hold are not compared; somebody who is not in it any more has no figures now.
    """
    found: list[Correction] = []
    for kpi, then in stated.figures.items():
        evidence = now.evidence.get(kpi)
        if evidence is not None:
            of_kpi = _of_kpi(stated, then, now, figures_of(evidence), noticed)
            found += sorted(of_kpi, key=lambda one: (one.name, one.unit, one.month))
    return tuple(found)


def _of_kpi(
    stated: FrozenReview, then: KpiFigures, now: MonthlyReview, fresh: Figures, noticed: date
) -> Iterator[Correction]:
    import numpy as np

    names = {one.unit: one.name for one in now.units} | {one.unit: one.name for one in then.named}
    units = list(names)
    at_of = {one.unit: at for at, one in enumerate(now.units)}
    old_at, new_at = ([at.get(unit, -1) for unit in units] for at in (then.at, at_of))
    months = [(place, now.months.index(one)) for place, one in enumerate(then.months) if one in now.months]
    before, after = [place for place, _now in months], [place for _then, place in months]
    sums = then.figures.numerator, then.figures.denominator
    old = [_rows(one, len(then.months), old_at, before) for one in sums]
    new = [_rows(one, len(now.months), new_at, after) for one in (fresh.numerator, fresh.denominator)]
    # The order in which sums are added moves their last digits.
    alike = [np.isclose(a, b, rtol=1e-9, atol=1e-6, equal_nan=True) for a, b in zip(old, new, strict=True)]
    scales = then.figures.scale, fresh.scale
    for row, place in np.argwhere(~(alike[0] & alike[1])).tolist():
        month = then.months[before[place]]
        was, is_now = then.at.get(units[row]), at_of.get(units[row])
        said = "" if was is None else then.figures.answer[was]
        says = "" if is_now is None else fresh.answer[is_now]
        of_review = month == stated.freeze.month == now.question.month
        (old_value, old_n), (new_value, new_n) = (
            _value(scale, float(x[row, place]), float(n[row, place]))
            for scale, (x, n) in zip(scales, (old, new), strict=True)
        )
        yield Correction(
            then.kpi,
            units[row],
            names[units[row]],
            month,
            old_value,
            new_value,
            old_n,
            new_n,
            said,
            says if of_review else said,
            stated.freeze.frozen_at,
            noticed,
        )


def _rows(packed: bytes, months: int, at: Sequence[int], wanted: Sequence[int]) -> Floats:
    """The figures (units at *at*, months *wanted*); NaN for a unit at −1."""
    import numpy as np

    values = np.frombuffer(packed, dtype="<f8").reshape(-1, months)
    with_none = np.vstack([values, np.full((1, months), np.nan)])
    return np.asarray(with_none[at][:, list(wanted)], dtype=np.float64)


def _value(scale: float, x: float, n: float) -> tuple[float | None, float | None]:
    return (scale * x / n, n) if n > 0 else (None, None)
