"""How an answer came about, step by step with its numbers: from the sums to the place in the list, and back
to the single contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Kind, Unit
from supervisor.history.contacts import ContactQuestion
from supervisor.review.entries import CellFinding, Entry
from supervisor.review.monthly import MonthlyReview


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
    """Raw → expected → fair of one month. *factor*: what the month made of the whole group (1: usual).
    *standard*: the group's usual value; fair = standard × numerator ÷ expected. *error*: the fair value's
    standard error by chance, in the KPI's unit (of times relative to the value). *in_window*: part of the
    evidence; *contacts*: which single contacts are behind it, None where the days are not of contacts."""

    month: date
    numerator: float
    denominator: float
    value: float | None
    types: tuple[TypeStep, ...]
    factor: float | None
    expected: float | None
    standard: float | None
    fair: float | None
    error: float | None
    at_least: float | None
    at_most: float | None
    off: bool | None
    in_window: bool
    provisional: bool
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
    """All steps to the *entry*'s answer; *shrink* is how much of the own figures counts (0 to 1). *answers*:
    whether the steps were met: rule hit, listed."""

    entry: Entry
    answer: Answer
    months: tuple[MonthStep, ...]
    cell: CellStep
    finding: CellFinding | None
    shrink: float | None
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
    raise NotImplementedError
