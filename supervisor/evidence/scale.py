"""The working scale on which levels are judged, and what is wanted of a unit there."""

from __future__ import annotations

import numpy as np

from supervisor.evidence.panel import Floats, Panel
from supervisor.evidence.sums import ratio
from supervisor.evidence.unit import Kind


class Scale:
    """From the KPI's unit to the working scale and back, for each unit or cell."""

    def __init__(self, kind: Kind, scale: float, standard: Floats) -> None:
        self._kind, self._scale, self._standard = kind, scale, standard

    def to(self, value: Floats) -> Floats:
        bare = value / self._scale
        if self._kind is Kind.TIME:
            return np.asarray(np.log(np.where(bare > 0, bare, 1e-9)) + 0 * bare)
        if self._kind is Kind.COUNT:
            return ratio(bare, self._standard)
        return bare

    def back(self, value: Floats) -> Floats:
        if self._kind is Kind.TIME:
            return np.asarray(self._scale * np.exp(value))
        if self._kind is Kind.COUNT:
            return np.asarray(self._scale * self._standard * value)
        return self._scale * value


def target_at_review(panel: Panel, limits: Floats) -> Floats:
    """What is wanted of each unit in the month under review, or in the last one that it worked in."""
    found = np.full(len(limits), np.nan)
    there = np.zeros(len(limits), dtype=np.bool_)
    for month in range(limits.shape[1] - 1, -1, -1):
        here = ~there & (panel.cell[:, month] >= 0)
        found = np.where(here, limits[:, month], found)
        there |= here
    return found
