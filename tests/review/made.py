"""A small review whose truth is known: eight people of one skill group, one slow, two dissatisfying."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from supervisor.evidence.evidence import Evidence, Options
from supervisor.evidence.panel import CellKey, Panel
from supervisor.evidence.procedure import weigh
from supervisor.evidence.unit import Kind, Unit
from supervisor.review.monthly import MonthlyReview, ReviewQuestion, Standing

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
MONTHS = (AUGUST, SEPTEMBER, OCTOBER)
NAMES = ("Ai", "Bo", "Cui", "Du", "Fan", "Gao", "Han", "Jin")
UNITS = tuple(Unit(name.lower(), "fault", "voice") for name in NAMES)
CELLS = (CellKey("fault", "voice", "Tenured"),)


def panel(
    kpi: str,
    kind: Kind,
    values: Sequence[float],
    n: float | Sequence[float],
    *,
    low: float = np.nan,
    high: float = np.nan,
    scale: float = 1.0,
    months: Sequence[Sequence[float]] | None = None,
) -> Panel:
    """People with *values* (bare ratios) of every month, or *months* of each, of *n* a month."""
    each = np.array(months if months is not None else [[value] * len(MONTHS) for value in values])
    counts = np.broadcast_to(np.asarray(n, dtype=np.float64).reshape(-1, 1), each.shape)
    x = np.rint(each * counts) if kind in (Kind.RATE, Kind.COUNT) else each * counts
    shape = each.shape
    return Panel(
        kpi=kpi,
        kind=kind,
        scale=scale,
        units=UNITS[: shape[0]],
        months=MONTHS,
        types=("",),
        cells=CELLS,
        x=x[:, :, None],
        n=counts[:, :, None].copy(),
        cell=np.zeros(shape, dtype=np.int64),
        low=np.full(shape, low),
        high=np.full(shape, high),
        margin=np.zeros(shape),
        x2=(each**2 * 1.8 * counts)[:, :, None] if kind is Kind.TIME else None,
        provisional=np.array([False, False, kpi == "complaint_rate"]),
    )


AHT = panel("aht", Kind.TIME, (200, 205, 196, 203, 198, 201, 199, 260), 1800, high=215)
CSAT = panel("csat", Kind.RATE, (0.92, 0.91, 0.93, 0.80, 0.92, 0.95, 0.76, 0.90), 25, low=0.88)
FCR = panel("fcr", Kind.RATE, (0.81, 0.80, 0.82, 0.79, 0.81, 0.83, 0.80, 0.82), 600, low=0.85)


def standing(unit: Unit) -> Standing:
    """Whom *unit* is."""
    at = UNITS.index(unit)
    team = "north" if at < 5 else "south"
    name = NAMES[at]
    return Standing(unit, name, f"10{at}", "Faults", team, team.title(), ("Tenured",) * 3, None, True)


def review(*panels: Panel, options: Options | None = None) -> MonthlyReview:
    """The review of October of *panels*; without any, of mean handle time, satisfaction and resolution."""
    told = panels or (FCR, AHT, CSAT)
    question = ReviewQuestion(OCTOBER, date(2026, 11, 22), months=3)
    evidence: dict[str, Evidence] = {one.kpi: weigh(one, options) for one in told}
    return MonthlyReview(question, MONTHS, tuple(standing(unit) for unit in told[0].units), evidence)
