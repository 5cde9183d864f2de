"""What is said of a KPI's month: did all together reach what was wanted, and was it a month like others.

A change to another month is no verdict: the month is held against limits that the weeks before it make.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from supervisor.evidence.trend import ProcessChart, Signal, process_chart
from supervisor.performance.kpi import Direction, Kpi
from supervisor.performance.target import Target, Verdict, limits
from supervisor.review.month_sums import KpiMonth, MonthSums
from supervisor.review.person import LEAST_BASELINE, bounds
from supervisor.words import mark

if TYPE_CHECKING:  # arrays
    from supervisor.evidence.panel import Panel

FEWEST_TARGETED = 0.5
"""A target that less of the month's volume than this has is none of the centre."""


class Process(StrEnum):
    """How the month lies to the limits of the weeks before it."""

    INSIDE = "inside"
    ABOVE = "above"  # a week of the month lies above them
    BELOW = "below"
    SHIFTED = "shifted"  # within them, and yet on one side too long, or rising or falling too long
    FEW = "few"  # too few weeks are known


PROCESS_LABELS = {
    Process.INSIDE: mark("Inside"),
    Process.ABOVE: mark("Above"),
    Process.BELOW: mark("Below"),
    Process.SHIFTED: mark("Shifted inside"),
    Process.FEW: mark("Too few weeks"),
}

OUTSIDE = frozenset({Process.ABOVE, Process.BELOW})


@dataclass(frozen=True)
class Steadiness:
    """*process* with the *chart* of the weeks that says so; *better*: what is out is on the good side, None
    where no side is good."""

    process: Process
    chart: ProcessChart
    better: bool | None = None


def steadiness(found: KpiMonth, sums: MonthSums) -> Steadiness:
    """How the weeks of the month lie to the limits that the weeks before it make."""
    values = [found.value(one) for one in found.weeks]
    least, most = bounds(found.kpi, values)
    return steady(values, sums.baseline, found.kpi.direction, least=least, most=most)


def steady(
    values: Sequence[float | None],
    baseline: int,
    direction: Direction = Direction.BAND,
    *,
    least: float | None = None,
    most: float | None = None,
) -> Steadiness:
    """The same of any weeks, of which the first *baseline* lie before the month."""
    chart = process_chart(values, baseline=baseline, least=least, most=most)
    if chart.known < LEAST_BASELINE or chart.low is None or chart.known == sum(v is not None for v in values):
        return Steadiness(Process.FEW, chart)
    of_month = [signal for signals in chart.signals[baseline:] for signal in signals]
    above, below = of_month.count(Signal.ABOVE_LIMIT), of_month.count(Signal.BELOW_LIMIT)
    if not above and not below:
        return Steadiness(Process.SHIFTED if of_month else Process.INSIDE, chart)
    process = Process.ABOVE if above >= below else Process.BELOW
    if direction is Direction.BAND:
        return Steadiness(process, chart)
    return Steadiness(process, chart, (process is Process.ABOVE) == (direction is Direction.HIGHER))


@dataclass(frozen=True)
class Wanted:
    """What was wanted of everybody together in a month, as a mix of each one's target by volume, and the
    *value* of those who have one, both in the KPI's unit. *share* of the volume has a target. *cells* of
    people of one skill group, channel and tenure have one, *missed* of them miss it."""

    at_least: float | None
    at_most: float | None
    value: float | None
    verdict: Verdict | None
    share: float
    cells: int = 0
    missed: int = 0


NOTHING_WANTED = Wanted(None, None, None, None, 0.0)


def wanted_of(panel: Panel) -> Wanted:
    """What the last month of *panel* was to come to, mixed by volume: Σ n·target ÷ Σ n over those who have
    one, and their own Σ x ÷ Σ n beside it. NEAR is within the margin, mixed likewise."""
    import numpy as np

    x, n = panel.x[:, -1].sum(axis=1), panel.n[:, -1].sum(axis=1)
    low, high, margin = panel.low[:, -1], panel.high[:, -1], panel.margin[:, -1]
    told = (n > 0) & (np.isfinite(low) | np.isfinite(high))
    volume, whole = float(n[told].sum()), float(n[n > 0].sum())
    if not volume:
        return NOTHING_WANTED
    value = panel.scale * float(x[told].sum()) / volume
    least, most = _mixed(low, n, told), _mixed(high, n, told)
    spare = float((np.nan_to_num(margin[told]) * n[told]).sum()) / volume
    cell = panel.cell[:, -1]
    missed = cells = 0
    for number in np.unique(cell[told & (cell >= 0)]).tolist():
        mine = told & (cell == number)
        of_cell = panel.scale * float(x[mine].sum()) / float(n[mine].sum())
        short = _short(of_cell, _mixed(low, n, mine), _mixed(high, n, mine))
        cells += 1
        missed += short > 1e-12 * abs(of_cell)
    verdict = _verdict(value, least, most, spare)
    return Wanted(least, most, value, verdict, volume / whole, cells, missed)


def _mixed(side: object, n: object, here: object) -> float | None:
    """The target of *here* together; None where less than half of their volume has one on this side."""
    import numpy as np

    side, n, here = np.asarray(side), np.asarray(n), np.asarray(here)
    told = here & np.isfinite(side)
    volume = float(n[told].sum())
    if not volume or volume < FEWEST_TARGETED * float(n[here].sum()):
        return None
    return float((side[told] * n[told]).sum()) / volume


def _short(value: float, at_least: float | None, at_most: float | None) -> float:
    return max(
        0.0, 0.0 if at_least is None else at_least - value, 0.0 if at_most is None else value - at_most
    )


def _verdict(value: float, at_least: float | None, at_most: float | None, margin: float) -> Verdict | None:
    if at_least is None and at_most is None:
        return None
    short = _short(value, at_least, at_most)
    if short <= 1e-12 * abs(value):
        return Verdict.MET
    return Verdict.NEAR if short <= margin else Verdict.MISSED


def wanted_by(kpi: Kpi, target: Target, value: float | None) -> Wanted:
    """The same by one target for all."""
    at_least, at_most = limits(kpi, target)
    verdict = None if value is None else _verdict(value, at_least, at_most, target.margin)
    return Wanted(at_least, at_most, value, verdict, 1.0)
