"""Stated figures: what was stated of a month, what is otherwise now, and stating them; in the work process.

The figures are computed there, so they are written from there as well: the screen's process holds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from supervisor.review.monthly import ReviewQuestion
from ui.jobs import Report

if TYPE_CHECKING:  # the work process alone loads them
    from supervisor.review.corrections import Correction
    from supervisor.review.frozen import Freeze

MOST = 2000
"""So many corrections are shown; a rule that changed may make one of every figure."""


@dataclass(frozen=True)
class StatedTold:
    """What was stated of *month* (None: nothing) and what is otherwise now: *count* in all, the first of
    them in *corrections*."""

    month: date
    freeze: Freeze | None = None
    corrections: tuple[Correction, ...] = ()
    count: int = 0


def ask_stated(_report: Report, url: str, question: ReviewQuestion) -> StatedTold:
    """What was stated of the month, and what is otherwise now."""
    from supervisor.review.asking import ask_review
    from supervisor.review.corrections import corrections
    from supervisor.review.frozen import read_frozen
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        stated = read_frozen(db, question.month)
    if stated is None:
        return StatedTold(question.month)
    found = corrections(stated, ask_review(url, question), noticed=question.today)
    return StatedTold(question.month, stated.freeze, found[:MOST], len(found))


def state(
    report: Report,
    url: str,
    question: ReviewQuestion,
    before: Freeze | None,
    *,
    note: str,
    at: datetime,
    who: str,
) -> StatedTold:
    """State the figures of the month, *before* being what the screen knew; *note* says for what, or, where
    they were stated already, why anew. Raises ReviewError and ChangedMeanwhileError, having written nothing.
    """
    from supervisor.review.asking import ask_review
    from supervisor.review.frozen import freeze, reopen
    from supervisor.storage.database import open_centre

    review = ask_review(url, question)
    with open_centre(url) as centre, centre.write() as db:
        if before is not None and not before.is_open:
            reopen(db, before, reason=note, at=at, who=who)
        freeze(db, review, at=at, who=who, note=note)
    return ask_stated(report, url, question)
