"""A large centre's review, to see how long it takes."""

from __future__ import annotations

import time
from datetime import date

import numpy as np

from supervisor.evidence.panel import CellKey, Floats, Kind, Panel, Unit
from supervisor.evidence.procedure import weigh

GROUPS, BANDS, TYPES, MONTHS = 20, 3, 6, 3
KINDS = (Kind.RATE, Kind.TIME, Kind.DAILY, Kind.COUNT)


def panels(people: int, kpis: int) -> list[Panel]:
    """*kpis* panels of all kinds in turn."""
    dice = np.random.default_rng(8)
    group, band = np.arange(people) % GROUPS, np.arange(people) // GROUPS % BANDS
    units = tuple(Unit(f"{at:05}", f"g{at % GROUPS:02}", "voice") for at in range(people))
    cells = tuple(
        CellKey(f"g{at:02}", "voice", f"b{tenure}") for at in range(GROUPS) for tenure in range(BANDS)
    )
    cell = np.repeat((group * BANDS + band)[:, None], MONTHS, axis=1)
    shape, none = (people, MONTHS), np.full((people, MONTHS), np.nan)
    made = []
    for number in range(kpis):
        kind = KINDS[number % len(KINDS)]
        n = dice.poisson(300.0, (*shape, TYPES)).astype(np.float64)
        own = dice.normal(0, 1, (people, 1, 1))
        x2: Floats | None = None
        if kind is Kind.RATE:
            x = dice.binomial(n.astype(np.int64), np.clip(0.86 + 0.03 * own, 0, 1)).astype(np.float64)
            target = 0.845
        elif kind is Kind.COUNT:
            x = dice.poisson(n * 0.001 * np.exp(0.5 * own)).astype(np.float64)
            target = 1.3
        else:
            x = n * (200 * np.exp(0.1 * own) if kind is Kind.TIME else 0.84 + 0.03 * own)
            x2 = 1.6 * x * x / np.maximum(n, 1)
            target = 210.0 if kind is Kind.TIME else 0.825
        high = kind in (Kind.TIME, Kind.COUNT)
        made.append(
            Panel(
                kpi=str(number),
                kind=kind,
                scale=1000.0 if kind is Kind.COUNT else 1.0,
                units=units,
                months=tuple(date(2026, 7 + at, 1) for at in range(MONTHS)),
                types=tuple(str(at) for at in range(TYPES)),
                cells=cells,
                x=x,
                n=n,
                cell=cell,
                low=none if high else np.full(shape, target),
                high=np.full(shape, target) if high else none,
                margin=np.zeros(shape),
                x2=x2 if kind is Kind.TIME else None,
                day_variance=np.full(shape, 0.003),
                days=np.full(shape, 21.0),
            )
        )
    return made


def large(people: int, kpis: int) -> float:
    """Seconds of processor time to weigh them all."""
    made = panels(people, kpis)
    began = time.process_time()
    for panel in made:
        weigh(panel)
    return time.process_time() - began
