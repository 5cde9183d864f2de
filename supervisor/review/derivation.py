"""How an answer came about, step by step with its numbers: from the sums to the place in the list, and back
to the single contacts."""

from __future__ import annotations

import math
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from supervisor.errors import UnknownNameError
from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Kind, Unit
from supervisor.history.contacts import ContactQuestion
from supervisor.history.period import Period
from supervisor.performance.kpi import BY_ID, Group
from supervisor.review.entries import CellFinding, Entry, cell_findings, entry_months, entry_of, known
from supervisor.review.matrix import is_provisional
from supervisor.review.monthly import MonthlyReview
from supervisor.words import mark

if TYPE_CHECKING:
    from supervisor.evidence.evidence import Evidence
    from supervisor.evidence.panel import Panel
    from supervisor.people.roll import Roll


@dataclass(frozen=True)
class TypeStep:
    """One type of contact in one month: its sums, the group's usual *reference* (bare ratio times the KPI's
    scale) and what a usual member would have had with as many (*expected*, in units of the numerator, the
    month's factor included)."""

    type: str
    numerator: float
    denominator: float
    value: float | None
    reference: float | None
    expected: float | None


@dataclass(frozen=True)
class MonthStep:
    """Raw → expected → fair of one month.

    *factor*: what the month made of the whole group (1: usual); of means that is *shift*, so many points (0:
    usual). *expected*: what a usual member would have had, in units of the numerator. *standard*: the group's
    usual value; fair = standard × numerator ÷ expected, of means standard + (numerator − expected) ÷
    denominator. *error*: the fair value's standard error by chance, in the KPI's unit (of times relative to
    the value). *in_window*: part of the evidence, *in_rule*: of the months in a row. *outage*: everybody was
    off for once, and the month counts for nothing that is usual. *contacts*: which single contacts are behind
    it, None where there are none.
    """

    month: date
    numerator: float
    denominator: float
    value: float | None
    types: tuple[TypeStep, ...]
    factor: float | None
    shift: float | None
    expected: float | None
    standard: float | None
    fair: float | None
    error: float | None
    at_least: float | None
    at_most: float | None
    off: bool | None
    in_window: bool
    in_rule: bool
    provisional: bool
    outage: bool
    contacts: ContactQuestion | None


@dataclass(frozen=True)
class CellStep:
    """The parts of the variance by which the level is shrunken, on the working scale of *kind* (bare ratio;
    logarithm for times; observed by expected for counts): the cell's *mean*, *between* people (τ²), between
    months of one person (ω²) and by sampling; *borrowed* from the whole group when the cell is small."""

    kind: Kind
    units: int
    mean: float | None
    between: float | None
    month: float | None
    sampling: float | None
    borrowed: bool


@dataclass(frozen=True)
class PlaceStep:
    """The place in the list that proves: *at* (1 the first) of *judged*, with the mean of 1 − P *up_to_here*
    against the limit *wrong_share*; *listed* are in it. It is a step of the proof, never a rank to show."""

    at: int
    judged: int
    up_to_here: float
    wrong_share: float
    listed: int
    expected_wrong: float


@dataclass(frozen=True)
class Derivation:
    """All steps to the *entry*'s answer; *shrink* is how much of the own figures counts (0 to 1), *floor* the
    volume (n) below which a month gives no verdict. *hit*: off in all *rule_months*; *listed*: in the list
    that proves."""

    entry: Entry
    answer: Answer
    months: tuple[MonthStep, ...]
    cell: CellStep
    finding: CellFinding | None
    shrink: float | None
    floor: float | None
    place: PlaceStep | None
    rule_months: int
    hit: bool
    listed: bool


def derive(
    review: MonthlyReview,
    kpi: str,
    unit: Unit,
    queues: tuple[tuple[str, str], ...] | None = None,
) -> Derivation:
    """Every step to what is said of *unit* in *kpi*. *queues*: those of its skill group, (source, queue), to
    which the contacts behind a number are narrowed; None: all.

    Raises UnknownNameError when the review knows no such unit or KPI.
    """
    at = unit_at(review, kpi, unit)
    found = review.evidence[kpi]
    entry = entry_of(review, kpi, at)
    cell = int(found.cell[at])
    return Derivation(
        entry,
        entry.answer,
        tuple(month_step(found, at, month, queues) for month in range(-_months(found), 0)),
        _cell(found, cell),
        next(
            (
                one
                for one in cell_findings(review, found, [at])
                if (one.skill, one.channel, one.band) == _key(found, cell)
            ),
            None,
        ),
        known(float(found.shrink[at])),
        known(float(found.floor[at])),
        _place(found, at),
        found.options.rule_months,
        bool(found.hit[at]),
        bool(found.listed[at]),
    )


def queues_of(roll: Roll, skill: str) -> tuple[tuple[str, str], ...] | None:
    """The queues (source, queue) whose work is that of the skill group; None where nobody said of any."""
    return tuple(sorted(queue for queue, of in roll.skills.items() if of == skill)) or None


def unit_at(review: MonthlyReview, kpi: str, unit: Unit) -> int:
    """At which place of the review *unit* stands. Raises UnknownNameError for it, or for *kpi*."""
    if kpi not in review.evidence:
        raise UnknownNameError(mark("KPI"), kpi, tuple(review.evidence))
    for at, one in enumerate(review.units):
        if one.unit == unit:
            return at
    raise UnknownNameError(mark("person"), unit.person)


def _months(found: Evidence) -> int:
    """How many months the steps are of: those of the rule and those of the evidence."""
    return min(len(found.panel.months), max(entry_months(found), found.window))


def _key(found: Evidence, cell: int) -> tuple[str, str, str] | None:
    if cell < 0:
        return None
    key = found.panel.cells[cell]
    return key.skill, key.channel, key.band


def month_step(
    found: Evidence, at: int, month: int, queues: tuple[tuple[str, str], ...] | None = None
) -> MonthStep:
    """Raw → expected → fair of the unit at index *at* in *month* (an index, from the end when negative)."""
    panel, options = found.panel, found.options
    unit, month = panel.units[at], month % len(panel.months)
    group = int(panel.group_of[at])
    first = panel.months[month]
    x, n = panel.x[at, month].tolist(), panel.n[at, month].tolist()
    reference = found.reference[group].tolist()
    above, below = sum(x), sum(n)
    usual = sum(one * rate for one, rate in zip(n, reference, strict=True))
    expected = known(float(found.expected[at, month]))
    adds = panel.kind is Kind.MEAN  # a month moves means by so many points, other figures by a factor
    shift = (expected - usual) / below if adds and expected is not None and below > 0 else None
    factor = expected / usual if not adds and expected is not None and usual > 0 else None
    types = []
    for name, own, count, rate in zip(panel.types, x, n, reference, strict=True):
        if count > 0:
            would = count * (rate + shift) if shift is not None else count * rate * (factor or 1.0)
            types.append(TypeStep(name, own, count, panel.scale * own / count, panel.scale * rate, would))
    types.sort(key=lambda one: (-one.denominator, one.type))
    sampling = known(float(found.sampling[at, month]))
    standard = known(float(found.standard[group]))
    off = int(found.off[at, month])
    return MonthStep(
        first,
        above,
        below,
        panel.scale * above / below if below > 0 else None,
        tuple(types),
        factor,
        None if shift is None else panel.scale * shift,
        expected,
        standard,
        known(float(found.fair[at, month])),
        None if sampling is None else _error(panel.kind, sampling, panel.scale, standard),
        known(float(panel.low[at, month])),
        known(float(panel.high[at, month])),
        None if off < 0 else bool(off),
        month >= len(panel.months) - found.window,
        month >= len(panel.months) - options.rule_months,
        is_provisional(panel, month),
        bool(found.outage[month]),
        _contacts(panel, first, unit, queues) if below > 0 else None,
    )


def _error(kind: Kind, variance: float, scale: float, standard: float | None) -> float | None:
    """The standard error of a fair value in the KPI's unit; of times relative to the value."""
    error = math.sqrt(max(0.0, variance))
    if kind is Kind.TIME:
        return error
    if kind is Kind.COUNT:
        return None if standard is None else error * standard
    return error * scale


def _contacts(
    panel: Panel, first: date, unit: Unit, queues: tuple[tuple[str, str], ...] | None
) -> ContactQuestion | None:
    kpi = BY_ID.get(panel.kpi)
    if panel.kind is Kind.DAILY or (kpi is not None and kpi.group in _NOT_CONTACTS):
        return None
    return ContactQuestion(
        Period(first, month_end(first)),
        person=unit.person,
        queues=queues,
        channels=(unit.channel,) if unit.channel else None,
    )


_NOT_CONTACTS = (Group.TIME, Group.QUALITY, Group.TRAINING)


def month_end(first: date) -> date:
    """The last day of the month that begins with *first*."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def _cell(found: Evidence, cell: int) -> CellStep:
    if cell < 0:
        return CellStep(found.panel.kind, 0, None, None, None, None, False)
    parts = found.parts
    return CellStep(
        found.panel.kind,
        int(parts.units[cell]),
        known(float(parts.mean[cell])),
        known(float(parts.between[cell])),
        known(float(parts.month[cell])),
        known(float(parts.sampling[cell])),
        bool(parts.borrowed[cell]),
    )


def _place(found: Evidence, at: int) -> PlaceStep | None:
    mine = known(float(found.p_bar[at]))
    if mine is None:
        return None
    judged = sorted((p for p in found.p_bar.tolist() if p == p), reverse=True)
    place = judged.index(mine) + 1
    up_to_here = sum(1.0 - p for p in judged[:place]) / place
    return PlaceStep(
        place,
        len(judged),
        up_to_here,
        found.options.wrong_share,
        int(found.listed.sum()),
        float(found.expected_wrong),
    )
