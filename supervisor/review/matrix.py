"""People by KPIs: the review month with the months before it, each with its counts and what is known.

Figures lie in columns of machine numbers (`array`), not in an object a cell: 5,000 people by 20 KPIs go from
one process to another as some bytes, and a screen that shows them loads no numpy. `Matrix.cell` reads one.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from supervisor.evidence.options import Answer
from supervisor.review.monthly import MonthlyReview, Outage, Standing

if TYPE_CHECKING:
    from supervisor.evidence.evidence import Evidence
    from supervisor.evidence.panel import Floats, Ints, Panel

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
    verdict. *off_months* of the *run_of* months that the rule looks at were off ("2/3"), the last *run*
    of them in a row. *provisional*: the review month's value may still change.
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
    off_months: int
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
    off_months: array[int]
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
            found.off_months[row],
            found.run[row],
            found.run_of[row],
            ANSWERS[found.answer[row]],
            found.provisional[-1],
        )


def matrix(review: MonthlyReview, which: Filter = EVERYBODY, kpis: Sequence[str] | None = None) -> Matrix:
    """The rows that *which* lets through, with columns of *kpis* (None: all of the review)."""
    import numpy as np

    at = np.array([at for at, one in enumerate(review.units) if which.lets(one)], dtype=np.int64)
    rows = tuple(review.units[place] for place in at.tolist())
    groups: dict[tuple[str, str], list[int]] = {}
    for row, one in enumerate(rows):
        groups.setdefault((one.unit.skill, one.unit.channel), []).append(row)
    wanted = {kpi: found for kpi, found in review.evidence.items() if kpis is None or kpi in kpis}
    shown = max((_shown(found) for found in wanted.values()), default=SHOWN_MONTHS)
    columns, figures = [], []
    for kpi, found in wanted.items():
        column = _column(kpi, found, at, shown)
        columns.append(column)
        figures += _group_figures(column, found, at, shown, rows, groups)
    return Matrix(
        review.question.month,
        review.months[-shown:],
        rows,
        tuple(columns),
        tuple(figures),
        choices(review),
        review.outages,
        review.left_out,
        len(review.units),
    )


def choices(review: MonthlyReview) -> Choices:
    """What *review* can be filtered by."""
    units = review.units
    teams = {(one.team_name, one.team) for one in units}
    skills = {(one.skill_name, one.unit.skill) for one in units}
    return Choices(
        tuple((key, name) for name, key in sorted(teams)),
        tuple((key, name) for name, key in sorted(skills)),
        tuple(dict.fromkeys(one.bands[-1] for one in units)),
        tuple(dict.fromkeys(one.unit.channel for one in units)),
    )


def _shown(found: Evidence) -> int:
    """How many months of a KPI are shown: those of the rule."""
    return min(len(found.panel.months), max(SHOWN_MONTHS, found.options.rule_months))


def _column(kpi: str, found: Evidence, at: Ints, shown: int) -> Column:
    import numpy as np

    panel = found.panel
    x, n = panel.x[at, -shown:].sum(axis=2), panel.n[at, -shown:].sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(n > 0, panel.scale * x / n, np.nan)
    least, most = panel.low[at, -shown:], panel.high[at, -shown:]
    judged = ~np.isnan(value) & ~(np.isnan(least) & np.isnan(most))
    missed = np.where(judged, (value < least) | (value > most), -1)
    low, high = _interval(panel, at)
    known = n[:, -1] > 0
    of_answer = {answer: place for place, answer in enumerate(ANSWERS)}
    return Column(
        kpi,
        tuple(_doubles(value[:, month]) for month in range(value.shape[1])),
        _doubles(np.where(known, x[:, -1], np.nan)),
        _doubles(np.where(known, n[:, -1], np.nan)),
        _doubles(low),
        _doubles(high),
        _doubles(least[:, -1]),
        _doubles(most[:, -1]),
        tuple(_bytes(missed[:, month]) for month in range(missed.shape[1])),
        tuple(_bytes(found.off[at, month]) for month in range(-missed.shape[1], 0)),
        _bytes(found.missed[at]),
        _bytes(found.run[at]),
        _bytes(found.run_of[at]),
        array("b", [of_answer[found.answer[place]] for place in at.tolist()]),
        tuple(is_provisional(panel, month) for month in range(-value.shape[1], 0)),
        int((missed[:, -1] == 1).sum()),
    )


def _interval(panel: Panel, at: Ints) -> tuple[Floats, Floats]:
    """What chance alone leaves around the review month's values (95 %)."""
    from supervisor.evidence.intervals import intervals

    return intervals(
        panel.kind,
        panel.x[at, -1].sum(axis=1),
        panel.n[at, -1].sum(axis=1),
        scale=panel.scale,
        x2=None if panel.x2 is None else panel.x2[at, -1].sum(axis=1),
        day_variance=None if panel.day_variance is None else panel.day_variance[at, -1],
        days=None if panel.days is None else panel.days[at, -1],
    )


def _group_figures(
    column: Column,
    found: Evidence,
    at: Ints,
    shown: int,
    rows: tuple[Standing, ...],
    groups: dict[tuple[str, str], list[int]],
) -> list[GroupFigure]:
    panel = found.panel
    x, n = panel.x[at, -shown:].sum(axis=2), panel.n[at, -shown:].sum(axis=2)
    off = found.off[at, -1]
    figures = []
    for (skill, channel), places in groups.items():
        above, below = x[places].sum(axis=0).tolist(), n[places].sum(axis=0).tolist()
        figures.append(
            GroupFigure(
                skill,
                rows[places[0]].skill_name,
                channel,
                column.kpi,
                tuple(panel.scale * a / b if b > 0 else None for a, b in zip(above, below, strict=True)),
                below[-1] if below[-1] > 0 else None,
                int((off[places] >= 0).sum()),
                int((off[places] == 1).sum()),
            )
        )
    return figures


def is_provisional(panel: Panel, month: int) -> bool:
    """Whether the figures of the panel's *month* (an index) may still change."""
    return bool(panel.provisional.size) and bool(panel.provisional[month])


def _doubles(values: Floats) -> array[float]:
    import numpy as np

    return array("d", np.ascontiguousarray(values, dtype=np.float64).tobytes())


def _bytes(values: Ints) -> array[int]:
    import numpy as np

    return array("b", np.ascontiguousarray(values, dtype=np.int8).tobytes())


def _known(value: float) -> float | None:
    return None if value != value else value  # NaN is no number, not even itself


def _verdict(byte: int) -> bool | None:
    return None if byte < 0 else bool(byte)
