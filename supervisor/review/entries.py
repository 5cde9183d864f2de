"""The training list: who is off target in what, how sure that is, and what a whole cell shares."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

from supervisor.evidence.options import Answer
from supervisor.review.matrix import EVERYBODY, SHOWN_MONTHS, Filter, is_provisional
from supervisor.review.monthly import MonthlyReview, Outage, Standing

if TYPE_CHECKING:
    from supervisor.evidence.evidence import Evidence

CLASSES = (Answer.CONFIRMED, Answer.LIKELY, Answer.UNPROVEN, Answer.OPEN, Answer.WARNING)
"""What stands in the list, in the order in which it is read."""

RECOMMENDED = frozenset({Answer.CONFIRMED, Answer.LIKELY})
"""Whom to train: proven, and off in all months of the rule but one at most."""

PROVEN = frozenset({*RECOMMENDED, Answer.WARNING})
"""Whom the evidence lists: some of these names are expected to be wrong."""

DESIGN_SHARE = 0.30
"""So many people of a sound cell miss a target that is set where 70 in a hundred reach it."""


@dataclass(frozen=True)
class EntryMonth:
    """One month of an entry, in the KPI's unit: the raw *value* with its sums, the *fair* one, the target
    (*at_least*, *at_most*). *off*: whether the fair value missed it; None: no verdict."""

    month: date
    value: float | None
    numerator: float | None
    denominator: float | None
    fair: float | None
    at_least: float | None
    at_most: float | None
    off: bool | None
    provisional: bool


@dataclass(frozen=True)
class Entry:
    """One person and one KPI in the list. Values are in the KPI's unit, None where nothing can be said.

    *months*: the oldest first. *level* is where the person truly stands, as far as the evidence goes, between
    *level_low* and *level_high* (90 %); *p_off*: how probably off the target, *p_margin* by the margin at
    least, *p_bar*: worse than *bar*, which is the *target* (of two limits the one more probably missed) or,
    where the cell is *common*, the cell's mean. *told_apart*: the *reliability* (0 to 1) is enough to tell
    single persons apart. *off_months* of the *run_of* months that the rule looks at were off ("2/3"), the
    last *run* of them in a row. *volume*: n of the evidence. *more*: so many more (in units of n) would
    decide. *gap*: how far the level is beyond the target: *gap_common* is the cell's, *gap_own* the person's.
    *listed*: in the list that proves. *seated*: within the seats.
    """

    kpi: str
    who: Standing
    answer: Answer
    months: tuple[EntryMonth, ...]
    level: float | None
    level_low: float | None
    level_high: float | None
    p_off: float | None
    p_margin: float | None
    p_bar: float | None
    target: float | None
    bar: float | None
    reliability: float | None
    told_apart: bool
    off_months: int
    run: int
    run_of: int
    volume: float
    more: float | None
    common: bool
    gap: float | None
    gap_common: float | None
    gap_own: float | None
    listed: bool
    seated: bool


class Nature(StrEnum):
    """Whose the weakness of a cell is."""

    COMMON = "common"  # the usual member is off: one course, or a better process
    INDIVIDUAL = "individual"  # some are, the usual member is not: coaching
    NONE = "none"  # nobody is proven to be off
    UNKNOWN = "unknown"  # no target, or too little known


@dataclass(frozen=True)
class CellFinding:
    """What the people of one skill group, channel and tenure band share in one KPI. *units* of them were
    judged. *share_off*: the share expected to be off, against *design_share* in a sound cell; *p_common*: how
    probably the usual member is off; *mean*, *target*, *gap* in the KPI's unit (gap 0: the right side).
    *confirmed*: people of class A. *persons*: ids of all in it. *i2*, *q_p*: how far people differ at all
    (0 to 1), and how probable such differences are by chance."""

    skill: str
    skill_name: str
    channel: str
    band: str
    nature: Nature
    units: int
    p_common: float | None
    mean: float | None
    target: float | None
    gap: float | None
    share_off: float | None
    design_share: float
    confirmed: int
    persons: tuple[str, ...]
    q_p: float | None
    i2: float | None


@dataclass(frozen=True)
class Tally:
    """How many entries of a class there are, and how many of these names are expected to be wrong (None for
    classes that accuse nobody)."""

    answer: Answer
    count: int
    expected_wrong: float | None


@dataclass(frozen=True)
class KpiList:
    """One KPI's list. *entries*: by class, within it by expected benefit; that is no rank and none is shown.

    *listed* names, of those still at work, are proven, of which *expected_wrong* are expected to be wrong
    (the limit was *wrong_share* of them). *judged* of *units* have a target and enough volume;
    *without_target* have none. *window*: months of evidence. *reliability*: the median's (0 to 1).
    *tells_apart*: it is enough for somebody at least; else this KPI does not tell people apart, and says
    "cannot tell yet" of everybody.
    *cells*: all with a target. *seated*: entries within the seats, None when there is no limit.
    """

    kpi: str
    entries: tuple[Entry, ...]
    tallies: tuple[Tally, ...]
    listed: int
    expected_wrong: float
    wrong_share: float
    units: int
    judged: int
    without_target: int
    window: int
    reliability: float | None
    tells_apart: bool
    cells: tuple[CellFinding, ...]
    outages: tuple[Outage, ...]
    provisional: bool
    seated: int | None


@dataclass(frozen=True)
class TrainingList:
    """The review month's lists, in the catalogue's order of KPIs. *months*: all that were looked at.
    *outages*: months in which a KPI was off for the whole centre: no training. *strict*: class A alone."""

    month: date
    months: tuple[date, ...]
    lists: tuple[KpiList, ...]
    outages: tuple[Outage, ...]
    left_out: int
    strict: bool


def training_list(
    review: MonthlyReview,
    kpis: Sequence[str] | None = None,
    *,
    which: Filter = EVERYBODY,
    strict: bool = False,
    seats: int | None = None,
    classes: Collection[Answer] = CLASSES,
) -> TrainingList:
    """The lists of *kpis* (None: all that have a target at all), of people whom *which* lets through, with
    entries of *classes*.

    Who did no work in the review month is not in it: there is nobody to train.
    *strict*: only class A, where a listing has consequences. *seats*: so many per KPI can be taught; None: as
    the review was asked. A filter takes entries out of the list; what it proves it proves of everybody.
    """
    there = at_work(review)
    at = [at for at, one in enumerate(review.units) if there[at] and which.lets(one)]
    shown = (Answer.CONFIRMED,) if strict else tuple(one for one in CLASSES if one in classes)
    lists = []
    for kpi, found in review.evidence.items():
        if kpi in kpis if kpis is not None else _has_target(found):
            outages = tuple(one for one in review.outages if one.kpi == kpi)
            lists.append(_list(review, kpi, found, at, there, shown, seats, outages))
    return TrainingList(
        review.question.month, review.months, tuple(lists), review.outages, review.left_out, strict
    )


def at_work(review: MonthlyReview) -> list[bool]:
    """Whether each unit did anything in the review month."""
    told = [found.panel.n[:, -1].sum(axis=1) > 0 for found in review.evidence.values()]
    if not told:
        return [False] * len(review.units)
    return [any(of_unit) for of_unit in zip(*(one.tolist() for one in told), strict=True)]


def confirmed(review: MonthlyReview) -> dict[str, tuple[str, ...]]:
    """Who is in class A, by person, and in which KPIs."""
    found: dict[str, dict[str, None]] = {}  # somebody with several kinds of work is told once
    for kpi, evidence in review.evidence.items():
        for one, answer in zip(review.units, evidence.answer, strict=True):
            if answer is Answer.CONFIRMED:
                found.setdefault(one.unit.person, {})[kpi] = None
    return {person: tuple(kpis) for person, kpis in found.items()}


def entry_of(review: MonthlyReview, kpi: str, unit_at: int) -> Entry:
    """The entry of the unit at index *unit_at* of the review's, whatever its answer."""
    (found,) = _entries(review, kpi, review.evidence[kpi], [unit_at])
    return found


def entry_months(found: Evidence) -> int:
    """How many months an entry shows: those of the rule, three at least."""
    return min(len(found.panel.months), max(SHOWN_MONTHS, found.options.rule_months))


def known(value: float) -> float | None:
    """*value*, None where it is no number."""
    return None if value != value else value


# -- one KPI ------------------------------------------------------------------------------------------------


def _has_target(found: Evidence) -> bool:
    low, high = found.panel.low[:, -1], found.panel.high[:, -1]
    return bool(((low == low) | (high == high)).any())


def _list(
    review: MonthlyReview,
    kpi: str,
    found: Evidence,
    at: list[int],
    there: list[bool],
    shown: tuple[Answer, ...],
    seats: int | None,
    outages: tuple[Outage, ...],
) -> KpiList:
    from supervisor.evidence.answer import seated

    answer, panel = found.answer, found.panel
    benefit, cell = found.benefit.tolist(), found.cell.tolist()
    order = {one: place for place, one in enumerate(shown)}
    in_list = [one for one in at if answer[one] in order]
    in_list.sort(key=lambda one: (order[answer[one]], -(known(benefit[one]) or 0.0), review.units[one].unit))
    entries = _entries(review, kpi, found, in_list)
    limit = found.options.seats if seats is None else seats
    if seats is not None:
        taken = seated(answer, found.benefit, seats).tolist()
        entries = [replace(entry, seated=taken[one]) for one, entry in zip(in_list, entries, strict=True)]
    worked = [one for one in at if cell[one] >= 0]
    judged = [one for one in worked if answer[one] is not Answer.NO_VERDICT]
    reliable = [one for one in found.reliability[judged].tolist() if one == one]
    low, high = panel.low[worked, -1], panel.high[worked, -1]
    listed = [one for one, is_listed in enumerate(found.listed.tolist()) if is_listed and there[one]]
    return KpiList(
        kpi,
        tuple(entries),
        _tallies(found, at),
        len(listed),
        float((1.0 - found.p_bar[listed]).sum()),
        found.options.wrong_share,
        len(worked),
        len(judged),
        int(((low != low) & (high != high)).sum()),
        found.window,
        median(reliable) if reliable else None,
        not reliable or bool(found.told_apart[worked].any()),
        cell_findings(review, found, at),
        outages,
        any(is_provisional(panel, month) for month in range(-found.window, 0)),
        None if limit is None else sum(entry.seated for entry in entries),
    )


def _tallies(found: Evidence, at: Sequence[int]) -> tuple[Tally, ...]:
    count = dict.fromkeys(CLASSES, 0)
    wrong = dict.fromkeys(PROVEN, 0.0)
    p_bar = found.p_bar.tolist()
    for one in at:
        answer = found.answer[one]
        if answer in count:
            count[answer] += 1
        if answer in wrong:
            wrong[answer] += 1.0 - (known(p_bar[one]) or 0.0)
    return tuple(Tally(answer, count[answer], wrong.get(answer)) for answer in CLASSES)


def _entries(review: MonthlyReview, kpi: str, found: Evidence, at: list[int]) -> list[Entry]:
    """The entries of the units at *at*. Of all of them at once: an array gives single numbers slowly."""
    panel, scale, shown = found.panel, found.panel.scale, entry_months(found)
    months = panel.months[-shown:]
    provisional = [is_provisional(panel, month) for month in range(-shown, 0)]
    by_month = zip(
        panel.x[at, -shown:].sum(axis=2).tolist(),
        panel.n[at, -shown:].sum(axis=2).tolist(),
        *(values[at, -shown:].tolist() for values in (found.fair, panel.low, panel.high, found.off)),
        strict=True,
    )
    values = zip(*(getattr(found, name)[at].tolist() for name in _VALUES), strict=True)
    counts = zip(*(getattr(found, name)[at].tolist() for name in _COUNTS), strict=True)
    entries = []
    for one, of_months, of_unit, counted in zip(at, by_month, values, counts, strict=True):
        told = tuple(
            EntryMonth(
                month,
                scale * x / n if n > 0 else None,
                x if n > 0 else None,
                n if n > 0 else None,
                known(fair),
                known(low),
                known(high),
                None if off < 0 else bool(off),
                changes,
            )
            for month, x, n, fair, low, high, off, changes in zip(
                months, *of_months, provisional, strict=True
            )
        )
        (level, level_low, level_high, p_off, p_margin, p_bar, target, bar, reliability, more) = (
            known(value) for value in of_unit[:10]
        )
        shared, own = (known(value) for value in of_unit[10:])
        volume, told_apart, off_months, run, run_of, common, listed, seat = counted
        entries.append(
            Entry(
                kpi=kpi,
                who=review.units[one],
                answer=found.answer[one],
                months=told,
                level=level,
                level_low=level_low,
                level_high=level_high,
                p_off=p_off,
                p_margin=p_margin,
                p_bar=p_bar,
                target=target,
                bar=bar,
                reliability=reliability,
                told_apart=told_apart,
                off_months=off_months,
                run=run,
                run_of=run_of,
                volume=volume,
                more=more,
                common=common,
                gap=None if shared is None or own is None else shared + own,
                gap_common=shared,
                gap_own=own,
                listed=listed,
                seated=seat,
            )
        )
    return entries


_VALUES = (
    *("level", "level_low", "level_high", "p_off", "p_margin", "p_bar", "target", "bar"),
    *("reliability", "more", "gap_common", "gap_own"),
)
_COUNTS = ("volume", "told_apart", "missed", "run", "run_of", "in_common", "listed", "seated")


# -- cells --------------------------------------------------------------------------------------------------


def cell_findings(review: MonthlyReview, found: Evidence, at: Sequence[int]) -> tuple[CellFinding, ...]:
    """What the cells share that somebody of *at* (indexes of units) is in and that have a target."""
    panel, shared = found.panel, found.shared
    names = {one.unit.skill: one.skill_name for one in review.units}
    members: dict[int, list[int]] = {}
    for one, cell in enumerate(found.cell.tolist()):
        if cell >= 0:
            members.setdefault(cell, []).append(one)
    wanted = {cell for one in at if (cell := int(found.cell[one])) >= 0}
    findings = []
    for cell in sorted(wanted):
        target = known(float(shared.target[cell]))
        if target is None:
            continue
        key, people = panel.cells[cell], members[cell]
        confirmed = sum(found.answer[one] is Answer.CONFIRMED for one in people)
        p_common = known(float(shared.p_common[cell]))
        findings.append(
            CellFinding(
                key.skill,
                names.get(key.skill, ""),
                key.channel,
                key.band,
                _nature(bool(shared.common[cell]), p_common, confirmed),
                int(shared.units[cell]),
                p_common,
                known(float(shared.mean[cell])),
                target,
                known(float(shared.gap[cell])),
                known(float(shared.share_off[cell])),
                DESIGN_SHARE,
                confirmed,
                tuple(panel.units[one].person for one in people),
                known(float(shared.q_p[cell])),
                known(float(shared.i2[cell])),
            )
        )
    return tuple(findings)


def _nature(common: bool, p_common: float | None, confirmed: int) -> Nature:
    if common:
        return Nature.COMMON
    if p_common is None:
        return Nature.UNKNOWN
    return Nature.INDIVIDUAL if confirmed else Nature.NONE
