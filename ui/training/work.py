"""What the tabs of courses and coaching have done: read and changed on the database's thread, counted in the
work process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from supervisor.evidence.unit import Unit
from supervisor.performance.target_sheet import channel_name
from supervisor.training.category import USUAL, Category, CategoryRow
from supervisor.training.coaching import LogEntry, Talk
from supervisor.training.course import Against, Arm, Course, Judgement, Participant
from supervisor.training.outcome import CourseOutcome, ForecastQuestion
from supervisor.training.prospects import Prospects
from ui.held import now_or_never
from ui.jobs import Report
from ui.steps import step

if TYPE_CHECKING:  # the work process, the database's thread alone load them
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes

Stepped = tuple["Changes", int | None]


@dataclass(frozen=True)
class Somebody:
    """A person who is there: their *name* as it tells them from namesakes."""

    id: str
    name: str
    number: str = ""


@dataclass(frozen=True)
class CourseRow:
    """A course with its *place* in the order of registration, and how many are in each arm."""

    course: Course
    place: int
    counts: Mapping[Arm, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """Everything that the tabs show, as of *day*; *groups* are the names of skill groups by id."""

    day: date
    courses: tuple[CourseRow, ...] = ()
    talks: tuple[Talk, ...] = ()
    people: tuple[Somebody, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[CategoryRow, ...] = tuple(CategoryRow(one, at) for at, one in enumerate(USUAL))

    def called(self, person: str) -> str:
        """What a person is called."""
        return self.names.get(person, person)

    def group(self, unit: Unit) -> str:
        """The work of *unit*: skill group and channel."""
        return " · ".join(
            part for part in (self.groups.get(unit.skill, unit.skill), channel_name(unit.channel)) if part
        )

    def course(self, id: str) -> CourseRow | None:
        """The course of this id, None when there is none."""
        return next((row for row in self.courses if row.course.id == id), None)


# -- reading ------------------------------------------------------------------------------------------------


def read_all(db: Connection, today: date) -> Listed:
    """Everything, as of *today*."""
    from sqlalchemy import func, select

    from supervisor.people.person import GroupKind
    from supervisor.people.store import read_roll
    from supervisor.performance.own_kpi import load_own
    from supervisor.storage.training_tables import course_person as table
    from supervisor.training.category_store import all_categories
    from supervisor.training.coaching_store import all_talks
    from supervisor.training.course_store import all_courses

    load_own(db)
    roll = read_roll(db)
    counts: dict[str, dict[Arm, int]] = {}
    for row in db.execute(select(table.c.course, table.c.arm, func.count()).group_by("course", "arm")):
        if row.arm in set(Arm):
            counts.setdefault(row.course, {})[Arm(row.arm)] = row[2]
    courses = all_courses(db)
    order = {
        one.id: at
        for at, one in enumerate(sorted(courses, key=lambda one: (str(one.registered_at), one.id)), 1)
    }
    names = {one: roll.called(one, today) for one in roll.persons}
    there = [one for one in roll.persons.values() if one.left is None or today < one.left]
    return Listed(
        today,
        tuple(CourseRow(one, order[one.id], counts.get(one.id, {})) for one in courses),
        all_talks(db),
        tuple(
            sorted((Somebody(one.id, names[one.id], one.number) for one in there), key=lambda one: one.name)
        ),
        names,
        {group.id: group.name for group in roll.groups.values() if group.kind is GroupKind.SKILL},
        all_categories(db),
    )


def read_people(db: Connection, course: str) -> tuple[Participant, ...]:
    """Everybody who is written down with a course."""
    from supervisor.training.course_store import participants

    return participants(db, course)


def read_log(db: Connection, person: str, today: date) -> tuple[LogEntry, ...]:
    """What was done about the figures of one person."""
    from supervisor.training.coaching_store import log_of

    return log_of(db, person, today)


# -- questions to the work process --------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """Those of the training list who were chosen, with reasons, and the *category* that is proposed."""

    people: tuple[Participant, ...] = ()
    category: str = ""


def ask_invited(
    _report: Report, url: str, kpi: str, units: Collection[Unit], question: object, language: str
) -> Invited:
    """Why *units* should be on a course of *kpi*, as the review of the *question* says."""
    from supervisor.training.prospects import listed_people

    return Invited(*listed_people(url, kpi, units, question, language))


def ask_prospects(_report: Report, url: str, question: ForecastQuestion, window_days: int) -> Prospects:
    """Who is at the work of a KPI, and how much their figures scatter."""
    from supervisor.training.prospects import ask_prospects as ask

    return ask(url, question, window_days)


def ask_outcome(_report: Report, url: str, course: str, today: date) -> CourseOutcome:
    """The effect of a course."""
    from supervisor.training.asking import ask_outcome as ask

    return ask(url, course, today)


def ask_prepared(
    _report: Report, url: str, course: Course, people: Sequence[Participant], today: date
) -> tuple[Course, tuple[Participant, ...]]:
    """The course as it is to be registered, with what is forecast of everybody."""
    from supervisor.training.asking import prepared

    return prepared(url, course, people, today)


# -- steps --------------------------------------------------------------------------------------------------


def register(
    db: Connection, course: Course, people: Sequence[Participant], *, at: datetime, who: str, today: date
) -> Stepped:
    """Register a course, as a step."""
    from supervisor.training.course_store import register as write

    return step(db, write, course, people, at=at, who=who, today=today)


def change_course(
    db: Connection, old: Course, new: Course, *, at: datetime, who: str, today: date
) -> Stepped:
    """Save what may be changed of a course, as a step."""
    from supervisor.training.course_store import change_course as write

    return step(db, write, old, new, at=at, who=who, today=today)


def cancel(db: Connection, course: Course, *, at: datetime, who: str) -> Stepped:
    """Cancel a course, as a step."""
    from supervisor.training.course import CourseState
    from supervisor.training.course_store import move_on

    return step(db, move_on, course, CourseState.CANCELLED, at=at, who=who)


def judge(db: Connection, course: Course, judgement: Judgement, *, at: datetime, who: str) -> Stepped:
    """State the effect of a course for good, as a step."""
    from supervisor.training.course_store import judge as write

    return step(db, write, course, judgement, at=at, who=who)


def mark(db: Connection, course: Course, people: Sequence[Participant], *, at: datetime, who: str) -> Stepped:
    """Save who came and who passed, as a step."""
    from supervisor.training.course_store import mark_attendance

    return step(db, mark_attendance, course, people, at=at, who=who)


def save_talk(db: Connection, talk: Talk, *, at: datetime, who: str) -> Stepped:
    """Save a talk, as a step."""
    from supervisor.training.coaching_store import save_talk as write

    return step(db, write, talk, at=at, who=who)


def save_talks(
    db: Connection, talks: Sequence[Talk], *, at: datetime, who: str
) -> tuple[Changes, tuple[int, ...]]:
    """Save several new talks together, each a step; their numbers."""
    from supervisor.storage.changes import Changes

    areas, numbers = Changes(), []
    for talk in talks:
        changes, number = save_talk(db, talk, at=at, who=who)
        areas = Changes(areas | changes)
        numbers += [] if number is None else [number]
    return areas, tuple(numbers)


@now_or_never
def take_back_all(db: Connection, numbers: Sequence[int], *, at: datetime) -> Changes:
    """Undo several steps together, the last first."""
    from supervisor.storage.changes import Changes
    from ui.steps import take_back

    areas = Changes()
    for number in sorted(numbers, reverse=True):
        areas = Changes(areas | take_back(db, number, at=at))
    return areas


def remove_talk(db: Connection, talk: Talk, *, at: datetime, who: str) -> Stepped:
    """Take a talk away, as a step."""
    from supervisor.training.coaching_store import remove_talk as write

    return step(db, write, talk, at=at, who=who)


def save_categories(
    db: Connection, read: Sequence[CategoryRow], wanted: Sequence[Category], *, at: datetime, who: str
) -> Stepped:
    """Save the table of categories, as a step."""
    from supervisor.training.category_store import save_categories as write

    return step(db, write, read, wanted, at=at, who=who)


def known_kpis() -> tuple[Any, ...]:
    """The KPIs of people, as this process knows them."""
    from supervisor.performance.kpi import BY_ID, Of

    return tuple(kpi for kpi in BY_ID.values() if kpi.of is Of.AGENT)


AGAINST = (Against.FORECAST, Against.WAIT_LIST, Against.CELL)
