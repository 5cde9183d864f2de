"""One KPI's figures as they were stated: kept as packed bytes, read one by one."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import TYPE_CHECKING

import msgspec

from supervisor.evidence.unit import Unit
from supervisor.review.monthly import Standing

if TYPE_CHECKING:
    from supervisor.evidence.evidence import Evidence
    from supervisor.evidence.panel import Floats


@dataclass(frozen=True)
class StatedMonth:
    """A person's figures of one KPI in one month as they were stated, in the KPI's unit; None unknown."""

    month: date
    numerator: float | None
    denominator: float | None
    value: float | None
    fair: float | None


@dataclass(frozen=True)
class Stated:
    """What was stated of one unit and KPI: *name* and *skill_name*, *team_name* as of then."""

    kpi: str
    unit: Unit
    name: str
    skill_name: str
    team_name: str
    months: tuple[StatedMonth, ...]
    level: float | None
    p_off: float | None
    answer: str


class Named(msgspec.Struct, frozen=True, array_like=True):
    """Whom a unit was, as of then."""

    person: str
    skill: str
    channel: str
    name: str
    skill_name: str
    team_name: str

    @classmethod
    def of(cls, one: Standing) -> Named:
        unit = one.unit
        return cls(unit.person, unit.skill, unit.channel, one.name, one.skill_name, one.team_name)

    @property
    def unit(self) -> Unit:
        return Unit(self.person, self.skill, self.channel)


class Figures(msgspec.Struct, frozen=True):
    """One KPI of all units, in their order: doubles, little end first, NaN unknown; *numerator*,
    *denominator* and *fair* unit by unit with all months of each."""

    scale: float
    numerator: bytes
    denominator: bytes
    fair: bytes
    level: bytes
    p_off: bytes
    answer: list[str]


def figures_of(evidence: Evidence) -> Figures:
    """The figures of *evidence* as they are kept. A denominator of 0 is nothing known."""
    import numpy as np

    panel = evidence.panel
    n = panel.n.sum(axis=2)
    x, n = np.where(n > 0, panel.x.sum(axis=2), np.nan), np.where(n > 0, n, np.nan)
    return Figures(
        panel.scale,
        _bytes(x),
        _bytes(n),
        _bytes(evidence.fair),
        _bytes(evidence.level),
        _bytes(evidence.p_off),
        [one.value for one in evidence.answer],
    )


def _bytes(values: Floats) -> bytes:
    import numpy as np

    return np.ascontiguousarray(values, dtype="<f8").tobytes()


def pack(figures: Figures) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(figures))


def unpack(packed: bytes) -> Figures:
    return msgspec.msgpack.decode(zlib.decompress(packed), type=Figures)


@dataclass(frozen=True, eq=False)
class KpiFigures(Mapping[Unit, Stated]):
    """What was stated of one KPI, by unit; each is made when it is asked for."""

    kpi: str
    months: tuple[date, ...]
    named: tuple[Named, ...]
    at: Mapping[Unit, int]
    figures: Figures

    def whole(self, month: date) -> tuple[float, float] | None:
        """Numerator and denominator of everybody together as they were stated of *month*; None when nothing
        was."""
        if month not in self.months:
            return None
        at, count = self.months.index(month), len(self.months)
        above, below = (
            array("d", packed)[at::count] for packed in (self.figures.numerator, self.figures.denominator)
        )
        known = [(x, n) for x, n in zip(above, below, strict=True) if n > 0]
        return (fsum(x for x, _n in known), fsum(n for _x, n in known)) if known else None

    def __len__(self) -> int:
        return len(self.named)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.at)

    def __getitem__(self, unit: Unit) -> Stated:
        at, one, figures = self.at[unit], self.named[self.at[unit]], self.figures
        count = len(self.months)
        rows = [
            array("d", packed[8 * at * count : 8 * (at + 1) * count])
            for packed in (figures.numerator, figures.denominator, figures.fair)
        ]
        of_unit = slice(8 * at, 8 * at + 8)
        level, p_off = (array("d", packed[of_unit])[0] for packed in (figures.level, figures.p_off))
        return Stated(
            self.kpi,
            unit,
            one.name,
            one.skill_name,
            one.team_name,
            tuple(
                StatedMonth(
                    month,
                    _known(above),
                    _known(below),
                    _known(figures.scale * above / below if below > 0 else below),
                    _known(fair),
                )
                for month, above, below, fair in zip(self.months, *rows, strict=True)
            ),
            _known(level),
            _known(p_off),
            figures.answer[at],
        )


def _known(value: float) -> float | None:
    return None if value != value else value
