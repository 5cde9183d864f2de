"""The training list: who is off target in what, how sure that is, and what a whole cell shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from supervisor.evidence.options import Answer
from supervisor.review.matrix import EVERYBODY, Filter
from supervisor.review.monthly import MonthlyReview, Outage, Standing

CLASSES = (Answer.CONFIRMED, Answer.LIKELY, Answer.UNPROVEN, Answer.OPEN, Answer.WARNING)
"""What stands in the list, in the order in which it is read."""

RECOMMENDED = frozenset({Answer.CONFIRMED, Answer.LIKELY})
"""Whom to train: proven, and off in all months of the rule but one at most."""

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
    least, *p_bar*: worse than *bar*, which is the target or, where the cell is *common*, the cell's mean.
    *run* of *run_of* months in a row were off. *volume*: n of the evidence. *more*: so many more (in units of
    n) would decide. *gap*: how far the level is beyond the target: *gap_common* is the cell's, *gap_own* the
    person's. *listed*: in the list that proves. *seated*: within the seats.
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
    bar: float | None
    reliability: float | None
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
    months of evidence. *reliability*: the median's; below the least of the question *tells_apart* is False:
    this KPI does not tell people apart, and says "cannot tell yet" of everybody. *cells*: all with a target.
    *seated*: entries within the seats, None when there is no limit.
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
) -> TrainingList:
    """The lists of *kpis* (None: all that have a target at all), of people whom *which* lets through.

    *strict*: only class A, where a listing has consequences. *seats*: so many per KPI can be taught; None: as
    the review was asked. A filter takes entries out of the list; what it proves it proves of everybody.
    """
    raise NotImplementedError


def entry_of(review: MonthlyReview, kpi: str, unit_at: int) -> Entry:
    """The entry of the unit at index *unit_at* of the review's, whatever its answer."""
    raise NotImplementedError
