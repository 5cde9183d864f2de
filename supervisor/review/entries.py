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

    *listed* names are proven, of which *expected_wrong* are expected to be wrong (the limit was *wrong_share*
    of them). *judged* of *units* have a target and enough volume; *without_target* have none. *window*:
    months of evidence. *reliability*: the median's (0 to 1). *tells_apart*: it is enough for
    somebody at least; else this KPI does not tell people apart, and says "cannot tell yet" of everybody.
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
            lists.append(_list(review, kpi, _Numbers.of(found), at, shown, seats, outages))
    return TrainingList(
        review.question.month, review.months, tuple(lists), review.outages, review.left_out, strict
    )


def at_work(review: MonthlyReview) -> list[bool]:
    """Whether each unit did anything in the review month."""
    there = [False] * len(review.units)
    for found in review.evidence.values():
        for at, n in enumerate(found.panel.n[:, -1].sum(axis=1).tolist()):
            there[at] = there[at] or n > 0
    return there


def entry_of(review: MonthlyReview, kpi: str, unit_at: int) -> Entry:
    """The entry of the unit at index *unit_at* of the review's, whatever its answer."""
    return _entry(review, kpi, _Numbers.of(review.evidence[kpi]), unit_at)


def entry_months(found: Evidence) -> int:
    """How many months an entry shows: those of the rule and those of the evidence."""
    return min(len(found.panel.months), max(SHOWN_MONTHS, found.options.rule_months, found.window))


# -- one KPI ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Numbers:
    """The figures of one KPI's evidence as plain lists: an array gives single numbers slowly."""

    found: Evidence
    shown: int
    x: list[list[float]]
    n: list[list[float]]
    fair: list[list[float]]
    low: list[list[float]]
    high: list[list[float]]
    off: list[list[int]]
    one: dict[str, list[float]]  # by name in Evidence, of each unit
    volume: list[float]
    off_months: list[int]
    provisional: list[bool]

    @classmethod
    def of(cls, found: Evidence) -> _Numbers:
        panel = found.panel
        shown = entry_months(found)
        n = panel.n.sum(axis=2)
        return cls(
            found,
            shown,
            panel.x[:, -shown:].sum(axis=2).tolist(),
            n[:, -shown:].tolist(),
            found.fair[:, -shown:].tolist(),
            panel.low[:, -shown:].tolist(),
            panel.high[:, -shown:].tolist(),
            found.off[:, -shown:].tolist(),
            {name: getattr(found, name).tolist() for name in _OF_UNITS},
            found.volume.tolist(),
            found.missed.tolist(),
            [is_provisional(panel, month) for month in range(-shown, 0)],
        )

    def get(self, name: str, at: int) -> float | None:
        """The value *name* of the unit at *at*; None where nothing can be said."""
        return known(self.one[name][at])


_OF_UNITS = (
    *(
        "level",
        "level_low",
        "level_high",
        "p_off",
        "p_margin",
        "p_bar",
        "bar",
        "reliability",
        "run",
        "run_of",
    ),
    *("more", "gap_common", "gap_own", "listed", "seated", "benefit", "told_apart", "target", "in_common"),
)


def known(value: float) -> float | None:
    """*value*, None where it is no number."""
    return None if value != value else value


def _has_target(found: Evidence) -> bool:
    low, high = found.panel.low[:, -1], found.panel.high[:, -1]
    return bool(((low == low) | (high == high)).any())


def _list(
    review: MonthlyReview,
    kpi: str,
    numbers: _Numbers,
    at: list[int],
    shown: tuple[Answer, ...],
    seats: int | None,
    outages: tuple[Outage, ...],
) -> KpiList:
    from supervisor.evidence.answer import seated

    found = numbers.found
    answer, benefit = found.answer, numbers.one["benefit"]
    p_bar = numbers.one["p_bar"]
    order = {one: place for place, one in enumerate(shown)}
    in_list = [one for one in at if answer[one] in order]
    in_list.sort(key=lambda one: (order[answer[one]], -(known(benefit[one]) or 0.0), review.units[one].unit))
    entries = [_entry(review, kpi, numbers, one) for one in in_list]
    limit = found.options.seats if seats is None else seats
    if seats is not None:
        taken = seated(answer, found.benefit, seats).tolist()
        entries = [replace(entry, seated=taken[one]) for one, entry in zip(in_list, entries, strict=True)]
    worked = [one for one in at if found.cell[one] >= 0]
    reliable = [
        value
        for one in worked
        if answer[one] is not Answer.NO_VERDICT and (value := numbers.get("reliability", one)) is not None
    ]
    told_apart = sum(found.told_apart[one] for one in worked)
    reliability = median(reliable) if reliable else None
    low, high = numbers.low, numbers.high
    return KpiList(
        kpi,
        tuple(entries),
        tuple(_tally(one, answer, p_bar, at) for one in CLASSES),
        int(found.listed.sum()),
        float(found.expected_wrong),
        found.options.wrong_share,
        len(worked),
        sum(answer[one] is not Answer.NO_VERDICT for one in worked),
        sum(known(low[one][-1]) is None and known(high[one][-1]) is None for one in worked),
        found.window,
        reliability,
        reliability is None or bool(told_apart),
        cell_findings(review, numbers.found, at),
        outages,
        any(numbers.provisional[-found.window :]),
        None if limit is None else sum(entry.seated for entry in entries),
    )


def _tally(of: Answer, answer: Sequence[Answer], p_bar: list[float], at: list[int]) -> Tally:
    mine = [one for one in at if answer[one] is of]
    wrong = None
    if of in PROVEN:
        wrong = sum(1.0 - (known(p_bar[one]) or 0.0) for one in mine)
    return Tally(of, len(mine), wrong)


def _entry(review: MonthlyReview, kpi: str, numbers: _Numbers, at: int) -> Entry:
    found, get = numbers.found, numbers.get
    scale = found.panel.scale
    months = []
    for month, first in enumerate(found.panel.months[-numbers.shown :]):
        x, n, off = numbers.x[at][month], numbers.n[at][month], numbers.off[at][month]
        there = n > 0
        months.append(
            EntryMonth(
                first,
                scale * x / n if there else None,
                x if there else None,
                n if there else None,
                known(numbers.fair[at][month]),
                known(numbers.low[at][month]),
                known(numbers.high[at][month]),
                None if off < 0 else bool(off),
                numbers.provisional[month],
            )
        )
    shared, own = get("gap_common", at), get("gap_own", at)
    return Entry(
        kpi,
        review.units[at],
        found.answer[at],
        tuple(months),
        get("level", at),
        get("level_low", at),
        get("level_high", at),
        get("p_off", at),
        get("p_margin", at),
        get("p_bar", at),
        get("target", at),
        get("bar", at),
        get("reliability", at),
        bool(numbers.one["told_apart"][at]),
        numbers.off_months[at],
        int(numbers.one["run"][at]),
        int(numbers.one["run_of"][at]),
        numbers.volume[at],
        get("more", at),
        bool(numbers.one["in_common"][at]),
        None if shared is None or own is None else shared + own,
        shared,
        own,
        bool(numbers.one["listed"][at]),
        bool(numbers.one["seated"][at]),
    )


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
