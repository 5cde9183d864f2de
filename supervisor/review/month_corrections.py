"""What stated figures of a month have become for everybody together, KPI by KPI; and how many single ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from supervisor.performance.kpi import BY_ID
from supervisor.review.corrections import Correction
from supervisor.review.frozen import FrozenReview
from supervisor.review.month_sums import Sums
from supervisor.review.monthly import MonthlyReview

if TYPE_CHECKING:
    from supervisor.evidence.evidence import Evidence


@dataclass(frozen=True)
class WholeCorrection:
    """A KPI of *month* as it was stated of everybody together, and as it is *now* (None: nothing is known).
    *figures*: so many single ones are others, which may leave the whole as it was."""

    kpi: str
    month: date
    stated: Sums
    now: Sums | None
    figures: int

    @property
    def change(self) -> float | None:
        """By how much the value changed, in the KPI's unit."""
        if self.now is None or self.kpi not in BY_ID:
            return None
        scale = BY_ID[self.kpi].scale
        return self.now.value(scale) - self.stated.value(scale)


def whole_corrections(
    stated: FrozenReview, now: MonthlyReview, found: tuple[Correction, ...]
) -> tuple[WholeCorrection, ...]:
    """The KPIs of the stated month of which any figure in *found* (`corrections` of the same two) changed."""
    month = stated.freeze.month
    changed = Counter(one.kpi for one in found if one.month == month)
    made = []
    for kpi, figures in stated.figures.items():
        whole = figures.whole(month) if changed[kpi] else None
        if whole is not None:
            made.append(
                WholeCorrection(kpi, month, Sums(*whole), _now(now.evidence.get(kpi), month), changed[kpi])
            )
    return tuple(made)


def _now(evidence: Evidence | None, month: date) -> Sums | None:
    if evidence is None or month not in evidence.panel.months:
        return None
    at = evidence.panel.months.index(month)
    x, n = float(evidence.panel.x[:, at].sum()), float(evidence.panel.n[:, at].sum())
    return Sums(x, n) if n > 0 else None
