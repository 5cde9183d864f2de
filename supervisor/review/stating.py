"""Stating a month's figures, and asking what changed since, from where a review is computed: a work process,
a command. Arrays stay there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from supervisor.review.asking import ask_review
from supervisor.review.corrections import Correction, corrections
from supervisor.review.frozen import Freeze, freeze, freezes, read_frozen, reopen
from supervisor.review.monthly import MonthlyReview, ReviewQuestion
from supervisor.storage.database import open_centre


@dataclass(frozen=True)
class Corrected:
    """What became of stated figures: *freeze* None when those of the month were never stated."""

    freeze: Freeze | None
    corrections: tuple[Correction, ...] = ()


def state_figures(
    url: str, question: ReviewQuestion, *, at: datetime, who: str, note: str = "", reason: str = ""
) -> MonthlyReview:
    """State the figures of *question*'s month; with a *reason* also anew. Returns what was stated.

    Raises ReviewError when that cannot be, ChangedMeanwhileError when somebody did at the same time.
    """
    review = ask_review(url, question)

    def state(db: Connection) -> None:
        before = next((one for one in freezes(db) if one.month == question.month), None)
        if reason and before is not None and not before.is_open:
            reopen(db, before, reason=reason, at=at, who=who)
        freeze(db, review, at=at, who=who, note=note)

    with open_centre(url) as centre:
        centre.change(state)
    return review


def ask_corrections(url: str, question: ReviewQuestion) -> Corrected:
    """Which stated figures of *question*'s month are others now. Raises DatabaseError."""
    with open_centre(url) as centre, centre.read() as db:
        stated = read_frozen(db, question.month)
    if stated is None:
        return Corrected(None)
    now = ask_review(url, question)
    return Corrected(stated.freeze, corrections(stated, now, noticed=question.today))


def stated_months(url: str) -> tuple[date, ...]:
    """The months whose figures were stated, the newest first."""
    with open_centre(url) as centre, centre.read() as db:
        return tuple(one.month for one in freezes(db))
