"""Stated figures stay: a review is frozen with its date; what changes afterwards is told as a correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, ReviewError
from supervisor.review.decisions import AREA
from supervisor.review.derivation import month_end
from supervisor.review.monthly import MonthlyReview
from supervisor.review.stated import KpiFigures, Named, figures_of, pack, unpack
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
class FrozenReview:
    """A frozen review with its figures, by KPI and unit."""

    freeze: Freeze
    months: tuple[date, ...]
    figures: Mapping[str, KpiFigures]


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
        tuple(Named.of(one) for one in review.units),
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
    at = {one.unit: place for place, one in enumerate(document.units)}
    figures = {
        one.kpi: KpiFigures(one.kpi, document.months, document.units, at, unpack(one.figures))
        for one in sorted(packed, key=lambda one: in_order.get(one.kpi, len(in_order)))
    }
    return FrozenReview(_freeze(row), document.months, figures)


def called(month: date) -> str:
    """How messages call the review of *month*."""
    return _("The review of {month}").format(month=f"{month:%Y-%m}")


# -- how it is kept -----------------------------------------------------------------------------------------

_r = review_table.c


class _Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the review's document."""

    kpis: tuple[str, ...] = ()
    months: tuple[date, ...] = ()
    units: tuple[Named, ...] = ()
    note: str = ""
    reopened: tuple[Reopening, ...] = ()
    is_open: bool = False


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
