"""What a training seems to have done, by four ways of telling, where the truth is known."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from benchmarks.training_world import Centre, WorldKpi
from supervisor.evidence.effect import Outcome, forecast_difference
from supervisor.evidence.evidence import Evidence
from supervisor.evidence.fair import fair_values, kind_of
from supervisor.evidence.panel import Bools, Floats, Panel

WAYS = ("before and after", "less the change of all untrained", "wait list", "forecast")


@dataclass
class Effects:
    """By way, one a centre: how much better the trained seemed to be, less the truth; in the KPI's unit."""

    errors: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})

    def mean(self, way: str) -> float:
        return float(np.mean(self.errors[way])) if self.errors[way] else float("nan")

    def deviation(self, way: str) -> float:
        return float(np.std(self.errors[way], ddof=1)) if len(self.errors[way]) > 1 else float("nan")


def look(centre: Centre, kpi: WorldKpi, evidence: Evidence, *, real: bool, seed: int, into: Effects) -> None:
    """Train half of those listed (drawn by lot), really or to no effect; look at the three months after."""
    listed = np.flatnonzero(evidence.seated)
    if len(listed) < 4:
        return
    dice = np.random.default_rng([7, seed])
    drawn = dice.permutation(listed)
    trained, waiting = (np.isin(np.arange(len(evidence.level)), part) for part in np.array_split(drawn, 2))
    effect = kpi.effect if real else 0.0
    after_panel = centre.after(kpi, trained, effect)
    before, after = _pooled(evidence.panel), _pooled(after_panel)
    truth = centre.truth[kpi.id]
    size = effect * (float(truth.level[trained].mean()) if kpi.relative else kpi.scale)
    sign = truth.sign
    change = sign * (after - before)
    into.errors[WAYS[0]].append(_mean(change, trained) - size)
    into.errors[WAYS[1]].append(_against(change, trained, ~trained, centre) - size)
    into.errors[WAYS[2]].append(_mean(change, trained) - _mean(change, waiting) - size)
    into.errors[WAYS[3]].append(sign * _forecast(before, after, evidence.level, trained, centre) - size)


def _pooled(panel: Panel) -> Floats:
    """Fair values of all months together (units,)."""
    fair = fair_values(panel, kind_of(panel), len(panel.months), 8)
    there = np.isfinite(fair.value) & (fair.n > 0)
    weight = np.where(there, fair.n, 0.0)
    whole = weight.sum(axis=1)
    value = (weight * np.where(there, fair.value, 0.0)).sum(axis=1)
    return np.asarray(np.where(whole > 0, panel.scale * value / np.where(whole > 0, whole, 1.0), np.nan))


def _mean(values: Floats, whose: Bools) -> float:
    found = values[whose]
    return float(found[np.isfinite(found)].mean())


def _forecast(before: Floats, after: Floats, forecast: Floats, trained: Bools, centre: Centre) -> float:
    """What the program says of the course: of each group, together by how many were trained there."""
    total, count = 0.0, 0
    for group in np.unique(centre.group[trained]):
        here = centre.group == group
        sides = (_outcomes(before, after, forecast, here & side) for side in (trained, ~trained))
        found = forecast_difference(*sides, higher_is_better=True, seed=1)
        if found.effect is not None:
            total += found.trained * found.effect
            count += found.trained
    return total / count


def _outcomes(before: Floats, after: Floats, forecast: Floats, whose: Bools) -> list[Outcome]:
    told = zip(before[whose].tolist(), after[whose].tolist(), forecast[whose].tolist(), strict=True)
    return [Outcome(*one) for one in told]


def _against(values: Floats, trained: Bools, others: Bools, centre: Centre) -> float:
    """The mean of the trained less that of *others* of the same group."""
    total, count = 0.0, 0
    for group in np.unique(centre.group[trained]):
        here = centre.group == group
        number = int((here & trained).sum())
        total += number * (_mean(values, here & trained) - _mean(values, here & others))
        count += number
    return total / count
