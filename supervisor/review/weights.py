"""How grave findings of a month are: the larger, the sooner the one page tells them among their kind.

Weights of one kind compare with each other alone: `findings.chosen` goes by kind first.
"""

from __future__ import annotations

from collections.abc import Iterable

from supervisor.evidence.effect import Verdict
from supervisor.review.entries import CellFinding, Nature
from supervisor.review.month_verdict import Steadiness, Wanted

CHECK_FOUND = 3.0
"""The check of the data found figures that are wrong or missing."""

UNKNOWN_LOGINS = 2.0
"""Work is in nobody's figures."""

NEVER_CHECKED = 0.5
"""Nobody has looked: worth a word, behind what is known to be wrong."""


def missed(wanted: Wanted) -> float:
    """How far a target was missed, as a share of it; 0.0 where it was not."""
    value, low, high = wanted.value, wanted.at_least, wanted.at_most
    if value is None:
        return 0.0
    short = (low - value) / abs(low) if low else 0.0
    over = (value - high) / abs(high) if high else 0.0
    return max(0.0, short, over)


def outside(steady: Steadiness, value: float | None) -> float:
    """How many mean moving ranges *value*, the month's, lies from the mean of the weeks before."""
    chart = steady.chart
    if chart.mean is None or not chart.mean_range or value is None:
        return 0.0
    return abs(value - chart.mean) / chart.mean_range


def common(cell: CellFinding) -> float:
    """How many people of a group are expected to be off beyond those of a sound one; 0.0 where the weakness
    is not the whole group's."""
    if cell.nature is not Nature.COMMON:
        return 0.0
    return max(0.0, (cell.share_off or 0.0) - cell.design_share) * cell.units


def gravest(cells: Iterable[CellFinding]) -> tuple[tuple[CellFinding, ...], float]:
    """The groups that share a weakness, the gravest first, and what they weigh together."""
    found = sorted((one for one in cells if one.nature is Nature.COMMON), key=lambda one: -common(one))
    return tuple(found), sum(common(one) for one in found)


def effect(verdict: Verdict) -> float:
    """A course that is known to have helped or harmed weighs more than one of which nothing is proven."""
    return 2.0 if verdict in (Verdict.HELPED, Verdict.WORSE) else 1.0
