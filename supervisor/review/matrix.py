"""People by KPIs: the review month with the months before it, each with its counts and what is known.

Figures lie in columns of machine numbers (`array`), not in an object a cell: 5,000 people by 20 KPIs go from
one process to another as some bytes, and a screen that shows them loads no numpy. `Matrix.cell` reads one.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from supervisor.evidence.options import Answer
from supervisor.review.monthly import MonthlyReview, Outage, Standing

ANSWERS = tuple(Answer)
"""What the bytes of `Column.answer` are indexes into."""

SHOWN_MONTHS = 3
"""So many months of a value are shown at least, the review month among them."""


@dataclass(frozen=True)
class Filter:
    """Which units: of these teams, skill groups, tenure bands (of the review month), channels, persons; by
    ids, None: any, "" those without one. *text* is in the name, the number, the team's or the skill group's
    name."""

    teams: frozenset[str] | None = None
    skills: frozenset[str] | None = None
    bands: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    persons: frozenset[str] | None = None
    text: str = ""

    def lets(self, one: Standing) -> bool:
        """Whether *one* is among them."""
        if self.teams is not None and one.team not in self.teams:
            return False
        if self.skills is not None and one.unit.skill not in self.skills:
            return False
        if self.channels is not None and one.unit.channel not in self.channels:
            return False
        if self.bands is not None and one.bands[-1] not in self.bands:
            return False
        if self.persons is not None and one.unit.person not in self.persons:
            return False
        wanted = self.text.strip().casefold()
        texts = (one.name, one.number, one.team_name, one.skill_name)
        return not wanted or any(wanted in text.casefold() for text in texts)


EVERYBODY = Filter()


@dataclass(frozen=True)
class Choices:
    """What a review can be filtered by: (id, name) of teams and skill groups by name, ids of tenure bands and
    channels in the order in which they come."""

    teams: tuple[tuple[str, str], ...]
    skills: tuple[tuple[str, str], ...]
    bands: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One person and one KPI. Values are in the KPI's unit, None where nothing is known.

    *values*: of each month shown, the oldest first, the last is the review month's; *numerator*,
    *denominator* (n) and the 95 % interval (*low*, *high*) are of the review month. *at_least*, *at_most*:
    its target; both None: there is none, and no verdict. *missed*: whether each month's value, as it stands,
    missed the target of that month; *off*: whether its fair value did, which the rule counts; None: no
    verdict. *run* of *run_of* months in a row were off. *provisional*: the review month's value may
    still change.
    """

    kpi: str
    values: tuple[float | None, ...]
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    at_least: float | None
    at_most: float | None
    missed: tuple[bool | None, ...]
    off: tuple[bool | None, ...]
    run: int
    run_of: int
    answer: Answer
    provisional: bool

    @property
    def has_target(self) -> bool:
        """Whether anything was wanted of this person."""
        return self.at_least is not None or self.at_most is not None


@dataclass(frozen=True)
class Column:
    """One KPI of all rows: `array`s as long as there are rows (doubles, NaN unknown; bytes), meaning what
    `Cell` says. *value*, *missed*, *off*, *provisional* are by month shown; of *missed* and *off* 1 is yes,
    0 no, −1 no verdict. *misses*: how many rows missed the review month's target."""

    kpi: str
    value: tuple[array[float], ...]
    numerator: array[float]
    denominator: array[float]
    low: array[float]
    high: array[float]
    at_least: array[float]
    at_most: array[float]
    missed: tuple[array[int], ...]
    off: tuple[array[int], ...]
    run: array[int]
    run_of: array[int]
    answer: array[int]
    provisional: tuple[bool, ...]
    misses: int


@dataclass(frozen=True)
class GroupFigure:
    """A KPI of the people shown of one skill group in one channel together, summed first and divided then:
    *values* by month shown (the oldest first), *denominator* of the review month; *judged* of them have a
    verdict, *off* are off."""

    skill: str
    skill_name: str
    channel: str
    kpi: str
    values: tuple[float | None, ...]
    denominator: float | None
    judged: int
    off: int


@dataclass(frozen=True)
class Matrix:
    """*rows* in order of skill group, channel, name: never by figures; *columns* in the catalogue's order.
    *months* are those shown, the oldest first. *of* so many rows the filter let these through."""

    month: date
    months: tuple[date, ...]
    rows: tuple[Standing, ...]
    columns: tuple[Column, ...]
    groups: tuple[GroupFigure, ...]
    choices: Choices
    outages: tuple[Outage, ...]
    left_out: int
    of: int

    def cell(self, row: int, column: int) -> Cell:
        """The cell in *row* and *column*."""
        found = self.columns[column]
        return Cell(
            found.kpi,
            tuple(_known(month[row]) for month in found.value),
            _known(found.numerator[row]),
            _known(found.denominator[row]),
            _known(found.low[row]),
            _known(found.high[row]),
            _known(found.at_least[row]),
            _known(found.at_most[row]),
            tuple(_verdict(month[row]) for month in found.missed),
            tuple(_verdict(month[row]) for month in found.off),
            found.run[row],
            found.run_of[row],
            ANSWERS[found.answer[row]],
            found.provisional[-1],
        )


def matrix(review: MonthlyReview, which: Filter = EVERYBODY, kpis: Sequence[str] | None = None) -> Matrix:
    """The rows that *which* lets through, with columns of *kpis* (None: all of the review)."""
    raise NotImplementedError


def choices(review: MonthlyReview) -> Choices:
    """What *review* can be filtered by."""
    raise NotImplementedError


def _known(value: float) -> float | None:
    return None if value != value else value  # NaN is no number, not even itself


def _verdict(byte: int) -> bool | None:
    return None if byte < 0 else bool(byte)
