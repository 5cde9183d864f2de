"""One KPI of one cell as a funnel: who lies beyond what chance allows, in place of a table of ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from supervisor.evidence.funnel import Dot, Limits, funnel
from supervisor.evidence.unit import Kind, Unit
from supervisor.review.entries import CellFinding, cell_findings, known
from supervisor.review.monthly import MonthlyReview, Standing

if TYPE_CHECKING:
    from supervisor.evidence.evidence import Evidence


@dataclass(frozen=True)
class FunnelTold:
    """The people of the cell *finding* with their fair values over the months of evidence, around *target* in
    the KPI's unit. *curve*: () where nothing tells how single contacts scatter. *dispersion*: see
    evidence/funnel.py; above 1 people differ more than chance has it, and the limits allow for it."""

    kpi: str
    finding: CellFinding
    window: int
    target: float
    people: tuple[tuple[Standing, Dot], ...]
    curve: tuple[Limits, ...]
    dispersion: float


def funnel_of(
    review: MonthlyReview, kpi: str, finding: CellFinding, *, over_dispersed: bool = False
) -> FunnelTold | None:
    """The funnel of *kpi* in the cell of *finding*; None without a target, or nobody to show."""
    import numpy as np

    found = review.evidence.get(kpi)
    if found is None or finding.target is None:
        return None
    panel, months = found.panel, found.window
    key = finding.skill, finding.channel, finding.band
    wanted = {at for at, one in enumerate(panel.cells) if (one.skill, one.channel, one.band) == key}
    mine = [at for at, cell in enumerate(found.cell.tolist()) if cell in wanted]
    n = panel.n[mine, -months:].sum(axis=(1, 2))
    observed = panel.x[mine, -months:].sum(axis=(1, 2))
    expected = np.nansum(found.expected[mine, -months:], axis=1)
    standard = found.standard[panel.group_of[mine]]
    with np.errstate(divide="ignore", invalid="ignore"):
        if panel.kind is Kind.MEAN:
            fair = standard + (observed - expected) / n
        else:
            fair = np.where(expected > 0, standard * observed / expected, observed / n)
    there = (n > 0) & np.isfinite(fair)
    if not there.any():
        return None
    if panel.kind is Kind.DAILY and panel.days is not None:
        n = panel.days[mine, -months:].sum(axis=1)
        there &= n > 0
    counts = [(float(x), float(of)) for x, of in zip((fair * n)[there], n[there], strict=True)]
    told = funnel(
        panel.kind,
        finding.target,
        counts,
        scale=panel.scale,
        sd=_scatter(found, mine, months),
        over_dispersed=over_dispersed,
    )
    people = [review.units[mine[at]] for at in np.flatnonzero(there).tolist()]
    return FunnelTold(
        kpi,
        finding,
        months,
        finding.target,
        tuple(zip(people, told.dots, strict=True)),
        told.curve,
        told.dispersion,
    )


def finding_of(review: MonthlyReview, kpi: str, unit: Unit) -> CellFinding | None:
    """The cell that *unit* is in at the end of the evidence; None where it has no target."""
    found = review.evidence.get(kpi)
    at = next((at for at, one in enumerate(review.units) if one.unit == unit), None)
    if found is None or at is None:
        return None
    return next(iter(cell_findings(review, found, [at])), None)


def _scatter(found: Evidence, mine: list[int], months: int) -> float | None:
    """By how much one contact, answer or day scatters, in the KPI's unit; None where nobody told."""
    import numpy as np

    panel = found.panel
    n = float(panel.n[mine, -months:].sum())
    if panel.kind is Kind.DAILY and panel.day_variance is not None:
        usual = panel.day_variance[mine, -months:]
        return panel.scale * float(np.sqrt(np.nanmean(usual))) if np.isfinite(usual).any() else None
    if panel.x2 is None or n <= 0:
        return None
    mean = float(panel.x[mine, -months:].sum()) / n
    variance = known(float(panel.x2[mine, -months:].sum()) / n - mean * mean)
    return None if variance is None or variance <= 0 else panel.scale * variance**0.5
