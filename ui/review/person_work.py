"""The questions of one person's page, answered in the work process: plain values come back."""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.review.monthly import ReviewQuestion, Standing
from supervisor.review.person import PersonFile, PersonQuestion
from supervisor.training.coaching import LogEntry
from ui.jobs import Report


@dataclass(frozen=True)
class PersonTold:
    """One person's file, and what was done about it: the latest first."""

    file: PersonFile
    log: tuple[LogEntry, ...] = ()


def ask_people(_report: Report, url: str, question: ReviewQuestion) -> tuple[Standing, ...]:
    """Everybody of whom the review knows anything, by skill group, channel and name."""
    from supervisor.review.asking import ask_review

    return ask_review(url, question).units


def ask_person(_report: Report, url: str, question: PersonQuestion, language: str) -> PersonTold | None:
    """One person; None when the review knows nothing of their work any more. The log speaks *language*."""
    from supervisor import words
    from supervisor.errors import UnknownNameError
    from supervisor.review.person_asking import ask_person as asked
    from supervisor.storage.database import open_centre
    from supervisor.training.coaching_store import log_of

    try:
        file = asked(url, question)
    except UnknownNameError:
        return None
    words.use_language(language)
    with open_centre(url) as centre, centre.read() as db:
        return PersonTold(file, log_of(db, question.unit.person, question.review.today))
