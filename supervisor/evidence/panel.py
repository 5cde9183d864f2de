"""One KPI's sums of many people over a few months, as arrays: what every step of the procedure reads.

A *unit* is one person at the work of one skill group in one channel: only units of one *group* (skill group
and channel) are compared. Its *cell* in a month is the group within a tenure band: there the target is set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from supervisor.evidence.unit import CellKey as CellKey
from supervisor.evidence.unit import Kind as Kind
from supervisor.evidence.unit import Unit as Unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """Arrays are of shape (units, months) or (units, months, types); months rise, the last is the one under
    review. ``value = scale * x.sum() / n.sum()`` over whatever is looked at, NaN where n is 0.

    *x*, *n*: numerator and denominator, 0 where nobody told. *x2*: the sum of squares over single contacts
    or answers (TIME, MEAN), None where it was never told. *day_variance*, *days*: the variance of the ratio
    of single days (in the bare ratio's unit) and how many days there were (DAILY alone).
    *cell*: index into *cells*, −1 where the unit did not work. *low*, *high*, *margin*: what was wanted of
    the unit in the month (at least, at most), in the KPI's unit, NaN where nothing was: no target then, and
    no verdict. *provisional*: months whose figures may still change.
    """

    kpi: str
    kind: Kind
    scale: float
    units: tuple[Unit, ...]
    months: tuple[date, ...]
    types: tuple[str, ...]
    cells: tuple[CellKey, ...]
    x: Floats
    n: Floats
    cell: Ints
    low: Floats
    high: Floats
    margin: Floats
    x2: Floats | None = None
    day_variance: Floats | None = None
    days: Floats | None = None
    provisional: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))  # (months,)

    @cached_property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """(skill, channel) of all units, sorted: `group_of` are indexes into it."""
        return tuple(sorted({(unit.skill, unit.channel) for unit in self.units}))

    @cached_property
    def group_of(self) -> Ints:
        """For each unit the index of its group."""
        place = {key: at for at, key in enumerate(self.groups)}
        return np.array([place[unit.skill, unit.channel] for unit in self.units], dtype=np.int64)

    def value(self) -> Floats:
        """The raw value of each unit and month (units, months), NaN without a denominator."""
        x, n = self.x.sum(axis=2), self.n.sum(axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(n > 0, self.scale * x / n, np.nan)
