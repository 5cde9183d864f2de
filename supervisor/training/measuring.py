"""Values before and after a course, by one yardstick: what a usual member of the group had, type by type,
when the course was registered. What is usual may drift meanwhile; it does so for the trained and the others
alike.

Loaded by work processes and commands alone: it takes numpy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from supervisor.evidence.evidence import Evidence
from supervisor.evidence.fair import fair_values, kind_of
from supervisor.evidence.intervals import intervals
from supervisor.evidence.panel import Floats, Panel
from supervisor.evidence.unit import Kind, Unit
from supervisor.history.period import Period
from supervisor.training.course import Forecast, Yardstick

SMALL_GROUP = 8


@dataclass(frozen=True)
class After:
    """Somebody's *value* in the days after, with what chance makes of it, from so many *n*."""

    value: float | None
    low: float | None
    high: float | None
    n: float


def narrowed(panel: Panel, groups: Collection[tuple[str, str]], types: Collection[str]) -> Panel:
    """*panel* of units of *groups* (none: all) who had any work, and of contacts of *types* alone (none: all;
    a KPI that is not told by type is taken whole)."""
    keep = np.array(
        [not groups or (unit.skill, unit.channel) in groups for unit in panel.units], dtype=np.bool_
    )
    of = np.array([not types or name in types for name in panel.types], dtype=np.bool_)
    if not of.any() and panel.types == ("",):
        of[:] = True
    keep &= np.asarray(panel.n[:, :, of].sum(axis=(1, 2)) > 0)

    def both(array: Floats) -> Floats:
        return array[keep][:, :, of]

    return replace(
        panel,
        units=tuple(unit for unit, kept in zip(panel.units, keep.tolist(), strict=True) if kept),
        types=tuple(name for name, kept in zip(panel.types, of.tolist(), strict=True) if kept),
        x=both(panel.x),
        n=both(panel.n),
        x2=None if panel.x2 is None else both(panel.x2),
        day_variance=None if panel.day_variance is None else panel.day_variance[keep],
        days=None if panel.days is None else panel.days[keep],
        cell=panel.cell[keep],
        low=panel.low[keep],
        high=panel.high[keep],
        margin=panel.margin[keep],
    )


def is_told_by(panel: Panel, types: Collection[str]) -> bool:
    """Whether contacts of *types* can be told apart in *panel*."""
    return not types or bool(set(types) & set(panel.types))


def yardsticks(panel: Panel, pieces: Sequence[Period]) -> tuple[Yardstick, ...]:
    """By what each group of *panel* is measured from now on."""
    fair = fair_values(panel, kind_of(panel), len(panel.months), SMALL_GROUP)
    return tuple(
        Yardstick(
            skill,
            channel,
            pieces[0].first,
            pieces[-1].last,
            dict(zip(panel.types, fair.reference[at].tolist(), strict=True)),
            float(fair.standard[at]),
        )
        for at, (skill, channel) in enumerate(panel.groups)
    )


def forecasts(panel: Panel, evidence: Evidence) -> dict[Unit, Forecast]:
    """What is known of each unit of *panel*: the value before, over all months, and the shrunken level."""
    fair = fair_values(panel, kind_of(panel), len(panel.months), SMALL_GROUP)
    there = np.isfinite(fair.value) & (fair.n > 0)
    n = np.where(there, fair.n, 0.0)
    whole = n.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        before = panel.scale * np.where(there, fair.value * n, 0.0).sum(axis=1) / whole
    found = {}
    for at, unit in enumerate(panel.units):
        cells = [cell for cell in panel.cell[at].tolist() if cell >= 0]
        found[unit] = Forecast(
            _known(before[at]),
            _known(evidence.level[at]),
            _known(evidence.level_low[at]),
            _known(evidence.level_high[at]),
            float(whole[at]),
            panel.cells[cells[-1]].band if cells else "",
        )
    return found


def measured(panel: Panel, by: Iterable[Yardstick]) -> dict[Unit, After]:
    """The value of each unit over all months of *panel*, by the yardstick of its group; units of a group that
    has none are left out."""
    yards = {(yard.skill, yard.channel): yard for yard in by}
    kind = kind_of(panel)
    x, n = panel.x.sum(axis=1), panel.n.sum(axis=1)  # (units, types)
    groups = panel.group_of
    found: dict[Unit, After] = {}
    for at, group in enumerate(panel.groups):
        if group not in yards:
            continue
        yard, members = yards[group], np.flatnonzero(groups == at)
        reference = _reference(yard, panel.types, x[members], n[members], kind)
        for unit in members.tolist():
            found[panel.units[unit]] = _after(panel, kind, unit, x[unit], n[unit], reference, yard.standard)
    return found


def _reference(yard: Yardstick, types: Sequence[str], x: Floats, n: Floats, kind: Kind) -> Floats:
    """The usual rate of each type. Of one that there was not yet, what the group has now, as far as it is its
    usual self otherwise."""
    told = np.array([name in yard.reference for name in types], dtype=np.bool_)
    known = np.array([yard.reference.get(name, 0.0) for name in types])
    if told.all():
        return known
    sums, counts = x.sum(axis=0), n.sum(axis=0)
    usual, now = float((counts * known)[told].sum()), float(sums[told].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(counts > 0, sums / counts, 0.0)
    if kind is Kind.MEAN:
        here = float(counts[told].sum())
        rate = rate - ((now - usual) / here if here else 0.0)
    elif now > 0 and usual > 0:
        rate = rate * (usual / now)
    return np.where(told, known, rate)


def _after(
    panel: Panel, kind: Kind, at: int, x: Floats, n: Floats, reference: Floats, standard: float
) -> After:
    whole_x, whole_n, usual = float(x.sum()), float(n.sum()), float(n @ reference)
    if whole_n <= 0 or (kind is not Kind.MEAN and usual <= 0):
        return After(None, None, None, whole_n)
    raw = panel.scale * whole_x / whole_n
    low, high = (float(end) for end in _interval(panel, kind, at, whole_x, whole_n))
    if kind is Kind.MEAN:
        value = panel.scale * (standard + (whole_x - usual) / whole_n)
        low, high = low + value - raw, high + value - raw
    else:
        value = panel.scale * standard * whole_x / usual
        turned = standard * whole_n / usual
        low, high = low * turned, high * turned
    if kind is Kind.RATE:
        low, high = min(low, panel.scale), min(high, panel.scale)
    return After(value, _known(low), _known(high), whole_n)


def _interval(panel: Panel, kind: Kind, at: int, x: float, n: float) -> tuple[Floats, Floats]:
    squares = None if panel.x2 is None else float(panel.x2[at].sum())
    if panel.day_variance is None or panel.days is None:
        return intervals(kind, x, n, scale=panel.scale, x2=squares)
    days = panel.days[at]
    there = np.isfinite(panel.day_variance[at]) & (days > 0)
    number = float(days[there].sum())
    of_one = float((panel.day_variance[at] * days)[there].sum()) / number if number else float("nan")
    return intervals(kind, x, n, scale=panel.scale, day_variance=of_one, days=number)


def of_weeks(
    panel: Panel, groups: Collection[tuple[str, str]], by: Iterable[Yardstick]
) -> tuple[float | None, ...]:
    """What all of *groups* came to in each piece of *panel*, by their yardsticks; None without work. What a
    group had no yardstick for is left out."""
    yards = {(yard.skill, yard.channel): yard for yard in by}
    kind = kind_of(panel)
    observed, usual, counts = (np.zeros(len(panel.months)) for _each in range(3))
    at_standard = np.zeros(len(panel.months))
    for at, group in enumerate(panel.groups):
        if group not in yards or group not in groups:
            continue
        yard, members = yards[group], panel.group_of == at
        known = np.array([name in yard.reference for name in panel.types], dtype=np.bool_)
        reference = np.array([yard.reference.get(name, 0.0) for name in panel.types])
        x, n = panel.x[members][:, :, known].sum(axis=0), panel.n[members][:, :, known].sum(axis=0)
        observed += x.sum(axis=1)
        usual += n @ reference[known]
        counts += n.sum(axis=1)
        at_standard += n.sum(axis=1) * yard.standard
    found: list[float | None] = []
    for x, expected, n, standard in zip(observed, usual, counts, at_standard, strict=True):
        if n <= 0 or (kind is not Kind.MEAN and expected <= 0):
            found.append(None)
        elif kind is Kind.MEAN:
            found.append(float(panel.scale * (standard + x - expected) / n))
        else:
            found.append(float(panel.scale * standard / n * x / expected))
    return tuple(found)


def fair_now(panel: Panel) -> dict[Unit, float]:
    """Fair values of a *panel* of one piece, among those who worked then: what targets are held against."""
    kind = kind_of(panel)
    value = fair_values(panel, kind, 1, SMALL_GROUP).value[:, 0] * panel.scale
    return {unit: float(one) for unit, one in zip(panel.units, value, strict=True) if np.isfinite(one)}


def targets(panel: Panel) -> Mapping[Unit, tuple[float | None, float | None]]:
    """At least and at most what is wanted of each unit in *panel*'s last month, None where nothing is."""
    return {
        unit: (_known(panel.low[at, -1]), _known(panel.high[at, -1])) for at, unit in enumerate(panel.units)
    }


def _known(value: float) -> float | None:
    found = float(value)
    return found if np.isfinite(found) else None
