"""Stated figures stay: a review is frozen with its date; what changes afterwards is told as a correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from supervisor.evidence.unit import Unit
from supervisor.review.monthly import MonthlyReview
from supervisor.storage.changes import Changes


@dataclass(frozen=True)
class Reopening:
    """Who gave a frozen review back into work, when and why; it had been frozen *frozen_at*, by
    *frozen_by*."""

    at: datetime
    who: str
    reason: str
    frozen_at: datetime
    frozen_by: str


@dataclass(frozen=True)
class Freeze:
    """A frozen review of *month*, without its figures. *is_open*: it was reopened, and its figures may be
    frozen anew; till then the old ones are the stated ones. *reopened*: every time, the oldest first."""

    month: date
    frozen_at: datetime
    frozen_by: str
    kpis: tuple[str, ...]
    note: str
    is_open: bool
    reopened: tuple[Reopening, ...]
    version: int


@dataclass(frozen=True)
class StatedMonth:
    """A person's figures of one KPI in one month as they were stated, in the KPI's unit; None unknown."""

    month: date
    numerator: float | None
    denominator: float | None
    value: float | None
    fair: float | None


@dataclass(frozen=True)
class Stated:
    """What was stated of one unit and KPI: *name* and *skill_name*, *team_name* as of then."""

    kpi: str
    unit: Unit
    name: str
    skill_name: str
    team_name: str
    months: tuple[StatedMonth, ...]
    level: float | None
    p_off: float | None
    answer: str


@dataclass(frozen=True)
class FrozenReview:
    """A frozen review with its figures, by KPI and unit."""

    freeze: Freeze
    months: tuple[date, ...]
    figures: Mapping[str, Mapping[Unit, Stated]]


@dataclass(frozen=True)
class Correction:
    """A stated figure that is another one now: *old* and *new* value with their n (None: there was none, or
    is none any more). *stated_at*: when the old one was stated; *noticed*: the day on which this was found.
    *old_answer*, *new_answer*: for the review month, what is said of the unit then and now."""

    kpi: str
    unit: Unit
    name: str
    month: date
    old: float | None
    new: float | None
    old_n: float | None
    new_n: float | None
    old_answer: str
    new_answer: str
    stated_at: datetime
    noticed: date


def freeze(db: Connection, review: MonthlyReview, *, at: datetime, who: str, note: str = "") -> Changes:
    """State the figures of *review*. Raises FrozenError when its month was frozen already, and not
    reopened since."""
    raise NotImplementedError


def reopen(db: Connection, stated: Freeze, *, reason: str, at: datetime, who: str) -> Changes:
    """Allow the month to be frozen anew; the old figures are kept. Raises FrozenError without a reason, and
    ChangedMeanwhileError when somebody froze or reopened it since *stated* was read."""
    raise NotImplementedError


def freezes(db: Connection) -> tuple[Freeze, ...]:
    """All frozen reviews, the newest month first."""
    raise NotImplementedError


def read_frozen(db: Connection, month: date) -> FrozenReview | None:
    """The stated figures of *month*; None when it was never frozen."""
    raise NotImplementedError


def corrections(stated: FrozenReview, now: MonthlyReview, *, noticed: date) -> tuple[Correction, ...]:
    """Which stated figures are others in *now*, of every month stated; in order of KPI, name, month."""
    raise NotImplementedError
