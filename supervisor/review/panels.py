"""From counts of people to one KPI's panel: numerators and denominators of alike work, with what was wanted.

How a KPI scatters by chance follows from what it is a ratio of: counts of counts are shares, events per
thousand are counts, seconds per contact are times, points per answer are means; what is divided by hours or
days shows its scatter from day to day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from supervisor.evidence.panel import CellKey, Panel
from supervisor.evidence.unit import Kind
from supervisor.facts.fields import BY_NAME as FIELDS
from supervisor.facts.fields import Group as FieldGroup
from supervisor.facts.fields import Unit as FieldUnit
from supervisor.history.grain import Grain
from supervisor.performance.kpi import Kpi, Term, Unit, is_provisional
from supervisor.performance.target import TargetRow, limits, target_for, weeks
from supervisor.review.work import Work, present

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_EVENTS = (FieldGroup.COMPLAINTS, FieldGroup.ORDERS)  # sheets tell those that happened, and no noughts
_OF_COURSES = frozenset({"n_invited", "n_attended", "n_sat", "n_passed"})
_STRAY = 0.02  # more than this of a numerator in types without a denominator: types are not told alike


def kind_of(kpi: Kpi) -> Kind:
    """How *kpi* scatters by chance."""
    below = {_unit(term) for term in kpi.denominator}
    above = {_unit(term) for term in kpi.numerator}
    if FieldUnit.SECONDS in below or any(term.name == "days_present" for term in kpi.denominator):
        return Kind.DAILY
    if FieldUnit.POINTS in above:
        return Kind.MEAN
    if FieldUnit.SECONDS in above:
        return Kind.TIME
    return Kind.COUNT if kpi.unit is Unit.PER_THOUSAND else Kind.RATE


def _unit(term: Term) -> FieldUnit | None:
    return FIELDS[term.name].unit if term.name in FIELDS else None


def of_whole_persons(kpi: Kpi) -> bool:
    """Whether a sum of *kpi* belongs to the person's day as a whole, and no skill group's work alone."""
    return any(name not in FIELDS or FIELDS[name].per_day for name in kpi.names)


def panel_of(work: Work, kpi: Kpi) -> Panel:
    """*kpi* of all units in all pieces of *work*; a piece that is no month stands in a month's place."""
    kind = kind_of(kpi)
    sums, types = _sums(work, kpi)
    sums = _per_form(sums)
    used: Bools = np.asarray(sums.n.any(axis=(0, 1)))
    if used.any():
        sums = _Ratio(sums.x[:, :, used], sums.n[:, :, used], sums.squares[:, :, used], sums.stray)
        types = tuple(name for name, here in zip(types, used.tolist(), strict=True) if here)
    day_variance, days = _scatter(work, kpi) if kind is Kind.DAILY else (None, None)
    cells, cell, low, high, margin = _wanted(work, kpi, np.asarray(sums.n.sum(axis=2) > 0))
    return Panel(
        kpi=kpi.id,
        kind=kind,
        scale=kpi.scale,
        units=work.units,
        months=tuple(piece.first for piece in work.pieces),
        types=types,
        cells=cells,
        x=sums.x,
        n=sums.n,
        cell=cell,
        low=low,
        high=high,
        margin=margin,
        x2=_filled(sums) if kind in (Kind.TIME, Kind.MEAN) else None,
        day_variance=day_variance,
        days=days,
        provisional=np.array([is_provisional(kpi, piece.last, work.today) for piece in work.pieces]),
    )


def whole_sums(work: Work, kpi: Kpi) -> tuple[Floats, Floats]:
    """Numerator and denominator of *kpi* as it is defined, both (units, pieces): what any of them come to
    together is the one's sum over the other's. A panel has forms for the points possible, this has not."""
    sums, _types = _sums(work, kpi)
    return sums.x.sum(axis=2), sums.n.sum(axis=2)


def type_sums(work: Work, kpi: Kpi) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Numerator and denominator of *kpi* as its panel has them, each (units, pieces, types), and the types;
    of any KPI, also one that speaks of no single person."""
    sums, types = _sums(work, kpi)
    sums = _per_form(sums)
    return sums.x, sums.n, types


# -- sums ---------------------------------------------------------------------------------------------------

_Fields = Mapping[str, tuple[Floats, Bools]]  # by name: sums (units, pieces, types), and whether anybody told


@dataclass(frozen=True)
class _Ratio:
    """Numerator and denominator where both are known, else 0; *squares* of single contacts, NaN unknown;
    *stray*: the share of the numerator that stands where no denominator is."""

    x: Floats
    n: Floats
    squares: Floats
    stray: float
    forms: Floats | None = None  # where what is divided by is points possible


def _sums(work: Work, kpi: Kpi) -> tuple[_Ratio, tuple[str, ...]]:
    """The sums of *kpi* by type of contact, and the types; all together where types are not told alike."""
    sums = None if of_whole_persons(kpi) else _ratio(_by_type(work, kpi), kpi)
    if sums is None or sums.stray > _STRAY:
        return _ratio(_together(work, kpi), kpi), ("",)
    return sums, work.grain.types


def _per_form(sums: _Ratio) -> _Ratio:
    """Points of points possible as one answer a form; other sums as they are."""
    if sums.forms is None:
        return sums
    each = np.where(sums.n > 0, sums.forms / np.where(sums.n > 0, sums.n, 1.0), 0.0)
    return _Ratio(sums.x * each, sums.forms, sums.squares * each * each, sums.stray)


def _ratio(fields: _Fields, kpi: Kpi) -> _Ratio:
    x, x_known = _summed(kpi.numerator, fields)
    n, n_known = _summed(kpi.denominator, fields)
    squares = np.full(x.shape, np.nan)
    of_squares = fields.get(_squares(kpi))
    if of_squares is not None:
        squares = np.where(of_squares[1], of_squares[0], np.nan)
    ok = x_known & n_known & (n > 0)
    total = float(np.abs(x).sum())
    stray = float(np.abs(x[~ok]).sum()) / total if total else 0.0
    forms = None
    if kpi.denominator[0].name == "score_max":
        forms, told = fields["n_form"]
        ok &= told & (forms > 0)
        forms = np.where(ok, forms, 0.0)
    return _Ratio(np.where(ok, x, 0.0), np.where(ok, n, 0.0), np.where(ok, squares, np.nan), stray, forms)


def _summed(terms: Sequence[Term], fields: _Fields) -> tuple[Floats, Bools]:
    shape = next(iter(fields.values()))[0].shape
    total, known = np.zeros(shape), np.ones(shape, dtype=np.bool_)
    for term in terms:
        value, told = fields[term.name]
        for names in term.instead:
            parts = [fields[name] for name in names]
            all_told = np.logical_and.reduce([part[1] for part in parts])
            value = np.where(told, value, np.sum([part[0] for part in parts], axis=0))
            told = told | all_told
        total += term.factor * np.where(told, value, 0.0)
        if not term.optional:
            known &= told
    return total, known


def _squares(kpi: Kpi) -> str:
    """The field that sums the squares of what *kpi* is the mean of; "" where there is none."""
    if len(kpi.numerator) != 1:
        return ""
    name = kpi.numerator[0].name
    found = {"csat_sum": "csat_s2", "score_sum": "score_s2"}.get(name, f"{name}2")
    return found if found in FIELDS else ""


def _names(kpi: Kpi) -> list[str]:
    more = [_squares(kpi)] if _squares(kpi) else []
    more += ["n_form"] if kpi.denominator[0].name == "score_max" else []
    return [*kpi.names, *more]


def _by_type(work: Work, kpi: Kpi) -> _Fields:
    """The fields of *kpi* by unit, piece and type of contact."""
    grain = work.grain
    shape = (len(work.units), len(work.pieces), len(grain.types))
    flat = np.ravel_multi_index((work.unit, grain.piece, grain.type), shape) if len(grain) else work.unit
    return {name: _placed(grain, name, flat, shape) for name in _names(kpi)}


def _together(work: Work, kpi: Kpi) -> _Fields:
    """The same over all types; what belongs to whole persons stands at their home."""
    grain = work.grain
    shape = (len(work.units), len(work.pieces), 1)
    unit = work.home[grain.person, grain.piece] if of_whole_persons(kpi) else work.unit
    flat = unit * shape[1] + grain.piece
    found = {name: _placed(grain, name, flat, shape) for name in _names(kpi) if name in FIELDS}
    if "days_present" in kpi.names:
        found["days_present"] = _days_present(work, shape)
    for name in kpi.names & _OF_COURSES:
        found[name] = _of_courses(work, name, shape)
    for name in _names(kpi):  # what belongs to queues, and to no person
        found.setdefault(name, (np.zeros(shape), np.zeros(shape, dtype=np.bool_)))
    return found


def _of_courses(work: Work, name: str, shape: tuple[int, ...]) -> tuple[Floats, Bools]:
    """A sum of courses, at the home of who was on them; whoever did no work that month is left out."""
    sums, told = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    place = {person: at for at, person in enumerate(work.grain.persons)}
    for piece, of_person in enumerate(work.courses):
        for person, own in of_person.items():
            home = work.home[place[person], piece] if person in place else -1
            value = own.get(name)
            if home >= 0 and value is not None:
                sums[home, piece, 0], told[home, piece, 0] = value, True
    return sums, told


def _placed(grain: Grain, name: str, flat: Ints, shape: tuple[int, ...]) -> tuple[Floats, Bools]:
    count = int(np.prod(shape))
    values, known = grain.field(name)
    sums = _added(flat[known], values[known], count).reshape(shape)
    told: Bools = np.asarray(np.bincount(flat[known], minlength=count).reshape(shape) > 0)
    if name in FIELDS and FIELDS[name].group in _EVENTS:
        told = told | np.asarray(told.any(axis=(0, 2)))[None, :, None]
    return sums, told


def _added(flat: Ints, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(flat, values, count), dtype=np.float64)


def _days_present(work: Work, shape: tuple[int, ...]) -> tuple[Floats, Bools]:
    days = work.days
    signed, known = days.field("signed_s")
    piece = work.day_piece[days.piece]
    flat = (work.home[days.person, piece] * shape[1] + piece)[known]
    count = int(np.prod(shape))
    there = present(signed, known)[known]
    told: Bools = np.asarray(np.bincount(flat, minlength=count).reshape(shape) > 0)
    return _added(flat, there, count).reshape(shape), told


def _filled(sums: _Ratio) -> Floats | None:
    """The sums of squares, with the usual scatter where nobody told them; None where nobody ever did."""
    told = (sums.n > 0) & ~np.isnan(sums.squares)
    if not told.any():
        return None
    usual = float(
        (sums.squares[told] * sums.n[told] / np.maximum(sums.x[told], 1e-9) ** 2 * sums.n[told]).sum()
    )
    usual /= float(sums.n[told].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        guess = np.where(sums.n > 0, usual * sums.x**2 / np.where(sums.n > 0, sums.n, 1.0), 0.0)
    return np.where(np.isnan(sums.squares), guess, sums.squares)


def _scatter(work: Work, kpi: Kpi) -> tuple[Floats, Floats]:
    """The variance of one day's ratio, and how many days there were (units, pieces): that of a ratio of sums,
    Σ(x − Rn)² / (Σn)² · D/(D − 1), is that of the mean of D days."""
    days, shape = work.days, (len(work.units), len(work.pieces))
    fields = {name: _day(days, name) for name in kpi.names}
    x, x_known = _summed(kpi.numerator, fields)
    n, n_known = _summed(kpi.denominator, fields)
    ok = x_known & n_known & (n > 0)
    piece = work.day_piece[days.piece]
    flat = (work.home[days.person, piece] * shape[1] + piece)[ok]
    count = shape[0] * shape[1]

    x, n = x[ok], n[ok]
    whole, number = _added(flat, n, count), _added(flat, np.ones(len(n)), count)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = _added(flat, x, count) / whole
        rest = _added(flat, (x - mean[flat] * n) ** 2, count)
        found = np.where(number > 1, rest / whole**2 * number / (number - 1) * number, np.nan)
    found, number = found.reshape(shape), number.reshape(shape)
    usual = np.nanmedian(found) if np.isfinite(found).any() else np.nan
    return np.where(np.isnan(found), usual, found), number


def _day(days: Grain, name: str) -> tuple[Floats, Bools]:
    if name != "days_present":
        return days.field(name)
    signed, known = days.field("signed_s")
    return present(signed, known), known


# -- what was wanted ----------------------------------------------------------------------------------------


def _wanted(work: Work, kpi: Kpi, worked: Bools) -> tuple[tuple[CellKey, ...], Ints, Floats, Floats, Floats]:
    """Cells, each unit's cell in each piece (−1: did not work), and least, most and margin wanted there."""
    cells, of_unit = work.cells
    rows = [row for row in work.targets if row.cell.kpi == kpi.id]
    low, high, margin = (np.full(worked.shape, np.nan) for _each in range(3))
    for number, key in enumerate(cells if rows else ()):
        for part, piece in enumerate(work.pieces):
            mine = np.flatnonzero(worked[:, part] & (of_unit[:, part] == number))
            if not len(mine):
                continue
            row = target_for(
                rows, kpi.id, skill=key.skill, band=key.band, channel=key.channel, month=piece.last
            )
            if row is None:
                continue
            margin[mine, part] = row.target.margin
            if row.target.glide is None:
                low[mine, part], high[mine, part] = _limits(kpi, row, None)
                continue
            middle = piece.first + (piece.last - piece.first) / 2
            for at in mine.tolist():
                joined = work.roll.persons[work.units[at].person].joined
                week = None if joined is None else weeks(joined, middle)
                low[at, part], high[at, part] = _limits(kpi, row, week)
    return cells, np.where(worked, of_unit, -1), low, high, margin


def _limits(kpi: Kpi, row: TargetRow, week: float | None) -> tuple[float, float]:
    least, most = limits(kpi, row.target, week)
    return np.nan if least is None else least, np.nan if most is None else most
