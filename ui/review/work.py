"""The questions of the performance page, answered in the work process: plain values come back, no arrays of
numpy, which a screen would have to load."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from supervisor.evidence.unit import Unit
from supervisor.performance.kpi import BY_ID, Kpi
from supervisor.review.matrix import EVERYBODY, Filter, Matrix
from supervisor.review.monthly import ReviewQuestion, Standing
from supervisor.rights.look import Look, What, look_at
from supervisor.settings.tenure import USUAL_BANDS, TenureBand
from ui.jobs import Report

if TYPE_CHECKING:  # the work process alone loads them
    from supervisor.evidence.evidence import Evidence
    from supervisor.review.derivation import Derivation
    from supervisor.review.entries import TrainingList
    from supervisor.review.frozen import Freeze


@dataclass(frozen=True)
class Known:
    """The first and the last day of which anything about people is known, and the centre's tenure bands."""

    first: date | None = None
    last: date | None = None
    bands: tuple[TenureBand, ...] = USUAL_BANDS

    @property
    def is_empty(self) -> bool:
        return self.first is None


@dataclass(frozen=True)
class Offer:
    """A KPI of the review: how many people have a target in it."""

    kpi: Kpi
    wanted_of: int


@dataclass(frozen=True)
class MatrixTold:
    """The matrix of the KPIs asked for (or the usual ones), all that the review could show, and whether its
    figures were stated (None: not yet)."""

    matrix: Matrix
    offers: tuple[Offer, ...] = ()
    freeze: Freeze | None = None

    @property
    def kpis(self) -> Mapping[str, Kpi]:
        """The KPIs by id."""
        return {offer.kpi.id: offer.kpi for offer in self.offers}


@dataclass(frozen=True)
class MatrixPacked:
    """The same on its way: the figures (*head*), and people in parts, each unpacked within a turn of the
    screen: five thousand people at once would stop it for a fifth of a second."""

    head: bytes
    people: tuple[bytes, ...]
    offers: tuple[Offer, ...]
    freeze: Freeze | None = None
    look: Look | None = None

    @classmethod
    def of(cls, told: MatrixTold) -> MatrixPacked:
        """*told*, packed; with *look*, whose figures it shows."""
        rows = told.matrix.rows
        parts = tuple(pickle.dumps(rows[at : at + PART]) for at in range(0, len(rows), PART))
        seen = look_at(What.MATRIX, (row.unit.person for row in rows), about=f"{told.matrix.month:%Y-%m}")
        return cls(pickle.dumps(replace(told.matrix, rows=())), parts, told.offers, told.freeze, seen)

    def unpack(self) -> Iterator[MatrixTold | None]:
        """Unpack one part with each step; the last step gives the whole."""
        rows: list[Standing] = []
        for part in self.people:
            rows += pickle.loads(part)  # noqa: S301 - from our own work process
            yield None
        matrix = replace(pickle.loads(self.head), rows=tuple(rows))  # noqa: S301
        yield MatrixTold(matrix, self.offers, self.freeze)


@dataclass(frozen=True)
class ListTold:
    """The training list, with its KPIs by id."""

    list: TrainingList
    kpis: Mapping[str, Kpi] = field(default_factory=dict)


PART = 250  # people

SIX = ("fcr", "aht", "utilisation", "csat", "complaint_rate", "dispatch_rate")
"""By which the practice knows an employee."""

MANY = 12  # columns


def known(_report: Report, url: str) -> Known:
    """Of which days anything about people is known."""
    from sqlalchemy import func, select

    from supervisor.history.asking import opened
    from supervisor.storage.history_tables import history_count, history_slot

    with opened(url) as past:
        db, days = past.history, past.settings.days
        # one by one: the smallest and the greatest together would be looked for among all rows
        counted = [db.execute(select(end(history_count.c.day))).scalar() for end in (func.min, func.max)]
        slots = [db.execute(select(end(history_slot.c.slot))).scalar() for end in (func.min, func.max)]
        called = [days.day(datetime.fromtimestamp(slot * 900, UTC)) for slot in slots if slot is not None]
        told = [*(day for day in counted if day is not None), *called]
        return Known(min(told, default=None), max(told, default=None), past.roll.bands)


def ask_matrix(
    _report: Report, url: str, question: ReviewQuestion, kpis: Sequence[str] | None = None
) -> MatrixPacked:
    """Everybody's figures in *kpis*; None: in those in which something is wanted of somebody, or, where
    these are none or too many to be seen at once, in the six of the practice."""
    from supervisor.review.asking import ask_review
    from supervisor.review.frozen import freezes
    from supervisor.review.matrix import matrix
    from supervisor.storage.database import open_centre

    review = ask_review(url, question)
    offers = tuple(Offer(BY_ID[id], _wanted_of(found)) for id, found in review.evidence.items())
    if kpis is None:
        wanted = [offer.kpi.id for offer in offers if offer.wanted_of]
        kpis = wanted if 0 < len(wanted) <= MANY else SIX
    with open_centre(url) as centre, centre.read() as db:
        stated = next((one for one in freezes(db) if one.month == question.month), None)
    return MatrixPacked.of(MatrixTold(matrix(review, kpis=kpis), offers, stated))


def ask_training_list(
    _report: Report,
    url: str,
    question: ReviewQuestion,
    which: Filter = EVERYBODY,
    strict: bool = False,
    seats: int | None = None,
) -> ListTold:
    """The training list of all KPIs that have a target."""
    from supervisor.review.asking import ask_review
    from supervisor.review.entries import training_list

    review = ask_review(url, question)
    found = training_list(review, which=which, strict=strict, seats=seats)
    return ListTold(found, {id: BY_ID[id] for id in review.evidence})


def ask_derivation(
    _report: Report, url: str, question: ReviewQuestion, kpi: str, unit: Unit
) -> Derivation | None:
    """How the answer for *unit* in *kpi* came about; None when the review knows no such one any more."""
    from supervisor.errors import UnknownNameError
    from supervisor.history.asking import opened
    from supervisor.review.asking import ask_review
    from supervisor.review.derivation import derive, queues_of

    review = ask_review(url, question)
    with opened(url) as past:
        queues = queues_of(past.roll, unit.skill)
    try:
        return derive(review, kpi, unit, queues)
    except UnknownNameError:
        return None


def _wanted_of(found: Evidence) -> int:
    panel = found.panel
    wanted = (panel.low[:, -1] == panel.low[:, -1]) | (panel.high[:, -1] == panel.high[:, -1])  # no NaN
    return int(wanted.sum())
