"""How values are written, and the axis that they stand on: round steps, a floor that is stated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from supervisor.performance.amount import amount
from supervisor.performance.kpi import Kpi, Unit
from supervisor.words import number

_DECIMAL = (1.0, 2.0, 2.5, 5.0, 10.0)
_SECONDS = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0)
NEAR_ZERO = 0.35
"""A floor below this part of the top is brought down to zero: a break would save too little."""


@dataclass(frozen=True)
class Measure:
    """*said* writes a value with its unit. *least*, *most*: beyond which no value can lie (None: anything
    can). *seconds*: steps of an axis are those of a clock."""

    said: Callable[[float], str] = number
    least: float | None = 0.0
    most: float | None = None
    seconds: bool = False


def measure_of(kpi: Kpi) -> Measure:
    """How values of *kpi* are written and laid out."""
    bounds: dict[Unit, tuple[float | None, float | None]] = {Unit.SHARE: (0.0, 1.0), Unit.NET: (None, 100.0)}
    least, most = bounds.get(kpi.unit, (0.0, None))
    return Measure(lambda value: amount(kpi, value), least, most, kpi.unit is Unit.SECONDS)


@dataclass(frozen=True)
class Axis:
    """From *least* to *most*, with a line at each of *ticks*; *broken*: it does not begin at its zero."""

    least: float
    most: float
    ticks: tuple[float, ...]
    broken: bool

    def part(self, value: float) -> float:
        """Where *value* lies, 0 at the axis' begin to 1 at its end; beyond them outside."""
        return (value - self.least) / (self.most - self.least)

    def said(self, measure: Measure) -> list[str]:
        """What stands at the ticks: with no more digits than tell them apart."""
        words = [measure.said(tick) for tick in self.ticks]
        if words and all(".0" in word and ".00" not in word for word in words):
            return [word.replace(".0", "") for word in words]
        return words


def axis_of(values: Iterable[float | None], measure: Measure, *, steps: int = 4, zero: bool = False) -> Axis:
    """The axis on which all *values* (None: unknown) have room, with about so many *steps*. *zero*: it begins
    there, as bars must; values below zero have room too."""
    known = [value for value in values if value is not None and isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if zero:
        low, high = min(0.0, low), max(0.0, high)
    if high <= low:
        room = abs(low) * 0.1 or 1.0
        low, high = (low, high + room) if zero else (low - room, high + room)
    if not zero:
        room = (high - low) * 0.06
        low, high = low - room, high + room
        if measure.least == 0.0 and low < high * NEAR_ZERO:
            low = 0.0
    step = _step((high - low) / max(1, steps), measure)
    least, most = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    if measure.least is not None:
        least = max(least, min(measure.least, 0.0 if zero else measure.least))
    if measure.most is not None and not zero and max(known, default=0.0) <= measure.most:
        most = min(most, measure.most)
    if zero:
        least = least if low < 0 else 0.0
    if most <= least:
        most = least + step
    count = round((most - least) / step)
    ticks = [least + step * at for at in range(count + 1)]
    inside = tuple(tick for tick in ticks if tick <= most + step * 1e-6)
    broken = measure.least == 0.0 and least > 0.0
    return Axis(least, most, inside, broken)


def _step(rough: float, measure: Measure) -> float:
    """The round step that is nearest above *rough*."""
    if measure.seconds and 0.75 < rough <= _SECONDS[-1]:
        return next(step for step in _SECONDS if rough <= step * 1.001)
    size: float = 10.0 ** floor(log10(rough))
    return next(step for step in _DECIMAL if rough <= step * size * 1.001) * size


def known(values: Sequence[float | None]) -> list[float]:
    """Those of *values* that are known."""
    return [value for value in values if value is not None]
