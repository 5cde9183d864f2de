"""The questions of the training list: proposals and funnels in the work process, decisions on the database's
thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from supervisor.evidence.unit import Unit
from supervisor.review.monthly import ReviewQuestion
from ui.jobs import Report
from ui.steps import step

if TYPE_CHECKING:  # the work process, the database's thread alone load them
    from sqlalchemy import Connection

    from supervisor.review.decisions import Choice, Decided
    from supervisor.review.entries import CellFinding
    from supervisor.review.funnel import FunnelTold
    from supervisor.storage.changes import Changes
    from supervisor.training.category import Category

MOST = 400
"""For so many people a category is proposed at once: more nobody reads."""


@dataclass(frozen=True)
class Proposals:
    """For each unit of one KPI's list the kinds of training that its figures speak for, the first first."""

    kpi: str = ""
    of: Mapping[Unit, tuple[Category, ...]] = field(default_factory=dict)


def ask_proposals(_report: Report, url: str, question: ReviewQuestion, kpi: str) -> Proposals:
    """What is proposed for everybody who is proven to be off in *kpi*."""
    from supervisor.review.asking import ask_review
    from supervisor.review.cause import profile
    from supervisor.review.entries import PROVEN, at_work
    from supervisor.storage.database import open_centre
    from supervisor.training.category import profile_of, proposed
    from supervisor.training.category_store import all_categories

    with open_centre(url) as centre, centre.read() as db:
        table = [row.category for row in all_categories(db)]
    review = ask_review(url, question)
    evidence = review.evidence.get(kpi)
    if evidence is None:
        return Proposals(kpi)
    there = at_work(review)
    found: dict[Unit, tuple[Category, ...]] = {}
    for at, answer in enumerate(evidence.answer):
        if answer not in PROVEN or not there[at] or len(found) >= MOST:
            continue
        unit = review.units[at].unit
        told = profile(review, kpi, unit)
        makers, types = (len(told.types.makers), len(told.types.parts)) if told.types else (0, 0)
        signs = {name: sign.value for name, sign in told.signs.items()}
        facts = [fact.fact.value for fact in told.facts]
        shown = profile_of(signs, makers=makers, types=types, off=kpi, facts=facts)
        found[unit] = proposed(table, shown, kpi)
    return Proposals(kpi, found)


def ask_funnel(
    _report: Report, url: str, question: ReviewQuestion, kpi: str, finding: CellFinding
) -> FunnelTold | None:
    """The funnel of *kpi* in the cell of *finding*."""
    from supervisor.review.asking import ask_review
    from supervisor.review.funnel import funnel_of

    return funnel_of(ask_review(url, question), kpi, finding)


def read_decisions(db: Connection, month: date) -> dict[tuple[str, Unit], Decided]:
    """What was decided in the review of *month*, by KPI and unit."""
    from supervisor.review.decisions import decisions

    return decisions(db, month)


def save_decisions(
    db: Connection, chosen: Sequence[Choice], *, at: datetime, who: str, today: date
) -> tuple[Changes, int | None]:
    """Write *chosen* as one step; what it changed, and the step's number."""
    from supervisor.review.decisions import decide

    return step(db, decide, chosen, at=at, who=who, today=today)


def undecide(
    db: Connection, decided: Decided, name: str, *, at: datetime, who: str
) -> tuple[Changes, int | None]:
    """Have *decided* undecided again, as a step."""
    from supervisor.review.decisions import take_back

    return step(db, take_back, decided, at=at, who=who, name=name)
