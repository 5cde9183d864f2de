"""Small panels to weigh: one skill group, one channel, one tenure band unless said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from supervisor.evidence.panel import CellKey, Floats, Ints, Kind, Panel, Unit


def months(count: int) -> tuple[date, ...]:
    return tuple(date(2026, 1 + at, 1) for at in range(count))


def panel(
    x: Floats | Sequence[object],
    n: Floats | Sequence[object] | float,
    *,
    kind: Kind = Kind.RATE,
    low: float = np.nan,
    high: float = np.nan,
    margin: float = 0.0,
    scale: float = 1.0,
    cell: Ints | None = None,
    x2: Floats | None = None,
    day_variance: Floats | None = None,
    days: Floats | None = None,
) -> Panel:
    """*x* (units, months) or (units, months, types); *n* of that shape or one number for all; *cell* (units,
    months) of bands of the one group."""
    above = np.asarray(x, dtype=np.float64)
    above = above[:, :, None] if above.ndim == 2 else above
    below = np.asarray(n, dtype=np.float64)
    below = np.broadcast_to(below[:, :, None] if below.ndim == 2 else below, above.shape).copy()
    units, count, types = above.shape
    cell = np.zeros((units, count), dtype=np.int64) if cell is None else cell
    whole = (units, count)
    return Panel(
        kpi="kpi",
        kind=kind,
        scale=scale,
        units=tuple(Unit(f"person {at:04}", "skill", "voice") for at in range(units)),
        months=months(count),
        types=tuple(f"type {at}" for at in range(types)),
        cells=tuple(CellKey("skill", "voice", f"band {at}") for at in range(int(cell.max(initial=0)) + 1)),
        x=above,
        n=below,
        cell=np.where(below.sum(axis=2) > 0, cell, -1),
        low=np.full(whole, low),
        high=np.full(whole, high),
        margin=np.full(whole, margin),
        x2=x2,
        day_variance=day_variance,
        days=days,
    )
