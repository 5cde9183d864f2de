"""The training list of a month with causes, decisions, talks and courses beside it: what its tables say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Unit
from supervisor.reports.asked import Asked
from supervisor.reports.people import People, people
from supervisor.review.asking import ask_review
from supervisor.review.cause import profile
from supervisor.review.cause_wording import makers, readings, short
from supervisor.review.decisions import Decided, decisions
from supervisor.review.entries import (
    CLASSES,
    PROVEN,
    CellFinding,
    Entry,
    KpiList,
    Nature,
    TrainingList,
    training_list,
)
from supervisor.review.monthly import MonthlyReview, ReviewQuestion
from supervisor.training.category import Category, name, profile_of, proposed
from supervisor.training.category_store import all_categories
from supervisor.training.coaching import Talk
from supervisor.training.coaching_store import all_talks
from supervisor.training.course import Course
from supervisor.training.course_store import all_courses
from supervisor.words import language

MOST_CAUSES = 200
"""For so many people of a KPI a cause is looked for: each takes a look at everybody else."""

LISTED = tuple(one for one in CLASSES if one is not Answer.OPEN)
"""Class C is watched, not listed."""

ABOUT_TIME = frozenset(
    {"aht", "att", "acw", "hold_rate", "mean_hold", "contacts_per_hour", "contacts_per_day"}
)


@dataclass(frozen=True)
class Proposal:
    """What seems to cause a gap, in sentences and in a few words (*short*), and the kinds of training that
    the figures speak for."""

    cause: str = ""
    short: str = ""
    categories: tuple[Category, ...] = ()

    @property
    def said(self) -> str:
        """The first kind of training, "" for none."""
        return name(self.categories[0], language()) if self.categories else ""


@dataclass(frozen=True)
class Listing:
    """The training list of a month with what stands beside it. *proposals* of entries by KPI and unit;
    *talks*, *courses*: all there are, the latest first."""

    review: MonthlyReview
    told: TrainingList
    decided: Mapping[tuple[str, Unit], Decided]
    proposals: Mapping[tuple[str, Unit], Proposal]
    categories: tuple[Category, ...]
    talks: tuple[Talk, ...]
    courses: tuple[Course, ...]
    people: People

    @property
    def entries(self) -> list[Entry]:
        """Everybody who is listed, KPI by KPI: of a group that is off as a whole those alone who are worse
        than it."""
        return [entry for one in self.told.lists for entry in shown(one)]

    def coach(self, entry: Entry) -> str:
        """Who spoke last with the person about the KPI, while that is not settled; "" nobody."""
        person = entry.who.unit.person
        for talk in self.talks:
            if talk.person == person and not talk.done and talk.kpi in ("", entry.kpi):
                return talk.coach
        return ""

    @property
    def common(self) -> list[tuple[KpiList, CellFinding]]:
        """The groups that are off target as a whole."""
        return [(one, cell) for one in self.told.lists for cell in one.cells if cell.nature is Nature.COMMON]


def listing(asked: Asked) -> Listing:
    """The list of the month that is asked for. Raises ReportError, DatabaseError."""
    month = asked.month
    review = ask_review(asked.url, ReviewQuestion(month, asked.today))
    told = training_list(review, classes=LISTED)
    with asked.centre() as db:
        table = tuple(row.category for row in all_categories(db))
        decided, talks, courses = decisions(db, month), all_talks(db), all_courses(db)
    proposals = {}
    for one in told.lists:
        first = sorted(shown(one), key=lambda entry: entry.answer not in PROVEN)[:MOST_CAUSES]
        for entry in first:
            proposals[one.kpi, entry.who.unit] = _proposal(review, entry, table)
    return Listing(review, told, decided, proposals, table, talks, courses, people(asked))


def shown(one: KpiList) -> list[Entry]:
    """The entries of a KPI that name somebody."""
    return [entry for entry in one.entries if entry.listed or not entry.common]


def _proposal(review: MonthlyReview, entry: Entry, table: Sequence[Category]) -> Proposal:
    told = profile(review, entry.kpi, entry.who.unit)
    count, types = (len(told.types.makers), len(told.types.parts)) if told.types else (0, 0)
    signs = {kpi: sign.value for kpi, sign in told.signs.items()}
    facts = [fact.fact.value for fact in told.facts]
    of = profile_of(signs, makers=count, types=types, off=entry.kpi, facts=facts)
    about = told.facts if entry.kpi in ABOUT_TIME else ()
    said = (makers(told.types), readings(about))
    kinds = proposed(table, of, entry.kpi)
    return Proposal(" ".join(part for part in said if part), short(about, told.types), kinds)
