"""Stated figures stay: a review is frozen with its date; what changes afterwards is told as a correction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, ReviewError
from supervisor.evidence.unit import Unit
from supervisor.review.decisions import AREA
from supervisor.review.derivation import month_end
from supervisor.review.monthly import MonthlyReview, Standing
from supervisor.review.stated import Figures, figures_of, pack, unpack
from supervisor.storage.areas import note as note_areas
from supervisor.storage.changes import Changes
from supervisor.storage.training_tables import review as review_table
from supervisor.storage.training_tables import review_figures
from supervisor.words import _, day, mark


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
    """State the figures of *review*. Raises ReviewError when its month is not over, or was frozen already and
    not reopened since."""
    month = review.question.month
    if review.question.today <= month_end(month):
        raise ReviewError(called(month), _("The month is not over yet."))
    stands = _read(db, month)
    if stands is not None and not stands.is_open:
        raise ReviewError(
            called(month),
            _("Its figures were stated by {who} on {day}. Reopen it first, with a reason.").format(
                who=stands.frozen_by, day=day(stands.frozen_at.date())
            ),
        )
    reopened: tuple[Reopening, ...] = ()
    if stands is not None:
        reopened = stands.reopened
        _put_aside(db, stands)
    document = _Document(
        tuple(review.evidence),
        review.months,
        tuple(_Named.of(one) for one in review.units),
        note.strip(),
        reopened,
    )
    version = 1 if stands is None else stands.version + 1
    try:
        with db.begin_nested():
            db.execute(
                insert(review_table).values(
                    id=month.isoformat(),
                    month=month,
                    document=msgspec.to_builtins(document),
                    frozen_at=at,
                    frozen_by=who,
                    version=version,
                )
            )
    except IntegrityError as error:
        raise ChangedMeanwhileError(mark("review"), called(month)) from error
    rows = [
        {"review": month.isoformat(), "kpi": kpi, "figures": pack(figures_of(found))}
        for kpi, found in review.evidence.items()
    ]
    if rows:
        db.execute(insert(review_figures), rows)
    note_areas(db, AREA)
    return AREA


def reopen(db: Connection, stated: Freeze, *, reason: str, at: datetime, who: str) -> Changes:
    """Allow the month to be frozen anew; the old figures are kept. Raises ReviewError without a reason, and
    ChangedMeanwhileError when somebody froze or reopened it since *stated* was read."""
    if not reason.strip():
        raise ReviewError(called(stated.month), _("Say why its figures are to be stated anew."))
    row = db.execute(select(review_table).where(_r.id == stated.month.isoformat())).one_or_none()
    if row is None or row.version != stated.version or stated.is_open:
        raise ChangedMeanwhileError(mark("review"), called(stated.month))
    document = msgspec.convert(row.document, _Document)
    reopening = Reopening(at, who, reason.strip(), row.frozen_at, row.frozen_by)
    now = msgspec.structs.replace(document, reopened=(*document.reopened, reopening), is_open=True)
    as_read = (_r.id == row.id) & (_r.version == stated.version)
    values = {"document": msgspec.to_builtins(now), "version": stated.version + 1}
    if db.execute(update(review_table).where(as_read).values(**values)).rowcount != 1:
        raise ChangedMeanwhileError(mark("review"), called(stated.month))
    note_areas(db, AREA)
    return AREA


def freezes(db: Connection) -> tuple[Freeze, ...]:
    """All frozen reviews, the newest month first."""
    found = db.execute(select(review_table).order_by(_r.month.desc())).all()
    return tuple(_freeze(row) for row in found if row.id == row.month.isoformat())


def read_frozen(db: Connection, month: date) -> FrozenReview | None:
    """The stated figures of *month*; None when it was never frozen."""
    row = db.execute(select(review_table).where(_r.id == month.isoformat())).one_or_none()
    if row is None:
        return None
    document = msgspec.convert(row.document, _Document)
    packed = db.execute(select(review_figures).where(review_figures.c.review == row.id)).all()
    in_order = {kpi: place for place, kpi in enumerate(document.kpis)}
    figures = {
        one.kpi: _stated(one.kpi, unpack(one.figures), document)
        for one in sorted(packed, key=lambda one: in_order.get(one.kpi, len(in_order)))
    }
    return FrozenReview(_freeze(row), document.months, figures)


def corrections(stated: FrozenReview, now: MonthlyReview, *, noticed: date) -> tuple[Correction, ...]:
    """Which stated figures are others in *now*, of every month stated; in order of KPI, name, month.

    Raw figures are compared: a fair value moves a little with everybody's. Months and KPIs that *now* does
    not hold are not compared; somebody who is not in it any more has no figures now.
    """
    found: list[Correction] = []
    at_of = {one.unit: at for at, one in enumerate(now.units)}
    for kpi, units in stated.figures.items():
        evidence = now.evidence.get(kpi)
        if evidence is None:
            continue
        fresh = figures_of(evidence)
        months = {month: at for at, month in enumerate(now.months)}
        of_kpi = []
        for unit, old in units.items():
            at = at_of.get(unit)
            answer = fresh.answer[at] if at is not None else ""
            for stood in old.months:
                if stood.month not in months:
                    continue
                is_review = stood.month == stated.freeze.month == now.question.month
                of_kpi += _corrected(
                    stated,
                    old,
                    stood,
                    None if at is None else fresh.month(at, months[stood.month]),
                    answer if is_review else old.answer,
                    noticed,
                )
        new_units = [one for one in now.units if one.unit not in units]
        for one in new_units:
            for stood_month in stated.months:
                if stood_month in months:
                    known = Stated(kpi, one.unit, one.name, one.skill_name, one.team_name, (), None, None, "")
                    blank = StatedMonth(stood_month, None, None, None, None)
                    seen = fresh.month(at_of[one.unit], months[stood_month])
                    of_kpi += _corrected(stated, known, blank, seen, "", noticed)
        found += sorted(of_kpi, key=lambda one: (one.name, one.unit, one.month))
    return tuple(found)


def called(month: date) -> str:
    """How messages call the review of *month*."""
    return _("The review of {month}").format(month=f"{month:%Y-%m}")


# -- how it is kept -----------------------------------------------------------------------------------------

_r = review_table.c


class _Named(msgspec.Struct, frozen=True, array_like=True):
    """Whom a unit was, as of then."""

    person: str
    skill: str
    channel: str
    name: str
    skill_name: str
    team_name: str

    @classmethod
    def of(cls, one: Standing) -> _Named:
        unit = one.unit
        return cls(unit.person, unit.skill, unit.channel, one.name, one.skill_name, one.team_name)


class _Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the review's document."""

    kpis: tuple[str, ...] = ()
    months: tuple[date, ...] = ()
    units: tuple[_Named, ...] = ()
    note: str = ""
    reopened: tuple[Reopening, ...] = ()
    is_open: bool = False


def _stated(kpi: str, figures: Figures, document: _Document) -> dict[Unit, Stated]:
    found = {}
    for at, one in enumerate(document.units):
        unit = Unit(one.person, one.skill, one.channel)
        months = tuple(
            StatedMonth(month, *figures.month(at, place), figures.fair[at][place])
            for place, month in enumerate(document.months)
        )
        found[unit] = Stated(
            kpi,
            unit,
            one.name,
            one.skill_name,
            one.team_name,
            months,
            figures.level[at],
            figures.p_off[at],
            figures.answer[at],
        )
    return found


def _corrected(
    stated: FrozenReview,
    old: Stated,
    stood: StatedMonth,
    new: tuple[float | None, float | None, float | None] | None,
    answer: str,
    noticed: date,
) -> list[Correction]:
    above, below, value = new or (None, None, None)
    if _alike(stood.numerator, above) and _alike(stood.denominator, below):
        return []
    return [
        Correction(
            old.kpi,
            old.unit,
            old.name,
            stood.month,
            stood.value,
            value,
            stood.denominator,
            below,
            old.answer,
            answer,
            stated.freeze.frozen_at,
            noticed,
        )
    ]


def _alike(one: float | None, other: float | None) -> bool:
    """Whether two sums are the same but for the order in which they were added."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)


def _read(db: Connection, month: date) -> Freeze | None:
    row = db.execute(select(review_table).where(_r.id == month.isoformat())).one_or_none()
    return None if row is None else _freeze(row)


def _freeze(row: Row[Any]) -> Freeze:
    document = msgspec.convert(row.document, _Document)
    return Freeze(
        row.month,
        row.frozen_at,
        row.frozen_by,
        document.kpis,
        document.note,
        document.is_open,
        document.reopened,
        row.version,
    )


def _put_aside(db: Connection, stands: Freeze) -> None:
    """Keep figures that are about to be stated anew, under the month and how often it was reopened."""
    month = stands.month.isoformat()
    aside = f"{month}/{len(stands.reopened)}"
    row = db.execute(select(review_table).where(_r.id == month)).one()
    kept = {column.name: getattr(row, column.name) for column in review_table.c} | {"id": aside}
    db.execute(insert(review_table).values(**kept))
    db.execute(update(review_figures).where(review_figures.c.review == month).values(review=aside))
    db.execute(delete(review_table).where((_r.id == month) & (_r.version == stands.version)))
