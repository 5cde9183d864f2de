"""Courses in the centre's database: every change is a step that can be undone, never over another's."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, TrainingError, UnknownNameError
from supervisor.evidence.unit import Unit
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.training_tables import course as course_table
from supervisor.storage.training_tables import course_person
from supervisor.training.course import (
    Arm,
    Course,
    CourseState,
    Judgement,
    Participant,
    Terms,
    Written,
    problem,
)
from supervisor.words import _, mark

AREA = Changes({"training"})
"""What changes with a course, a talk or a category."""

_log = logging.getLogger(__name__)


# -- reading ------------------------------------------------------------------------------------------------


def all_courses(db: Connection) -> tuple[Course, ...]:
    """Every course, the latest first. One that this version cannot read is logged and left out."""
    rows = db.execute(select(course_table).order_by(course_table.c.first_day.desc(), course_table.c.id))
    return tuple(found for row in rows if (found := _course(row)) is not None)


def course_called(db: Connection, id: str) -> Course:
    """The course whose id is *id*. Raises UnknownNameError, which names those that there are."""
    row = db.execute(select(course_table).where(course_table.c.id == id)).one_or_none()
    found = None if row is None else _course(row)
    if found is None:
        raise UnknownNameError(mark("course"), id, tuple(one.id for one in all_courses(db)))
    return found


def participants(db: Connection, course: str) -> tuple[Participant, ...]:
    """Everybody who is written down with a course: the trained, those who wait, those who are compared."""
    rows = db.execute(
        select(course_person).where(course_person.c.course == course).order_by(course_person.c.id)
    )
    found = [one for row in rows if (one := _participant(row)) is not None]
    arms = list(Arm)
    return tuple(sorted(found, key=lambda one: (arms.index(one.arm), one.unit)))


def courses_of(db: Connection, person: str) -> tuple[tuple[Course, Participant], ...]:
    """The courses that *person* was on, or waits for, the latest first; not those where others were."""
    rows = db.execute(
        select(course_person).where(
            course_person.c.person == person, course_person.c.arm != Arm.COMPARISON.value
        )
    )
    mine = {row.course: one for row in rows if (one := _participant(row)) is not None}
    return tuple((course, mine[course.id]) for course in all_courses(db) if course.id in mine)


def trained_in(db: Connection, kpi: str, since: date, until: date) -> frozenset[str]:
    """Ids of all who are on a course of *kpi* that touches the days from *since* to *until*: nobody's
    untrained colleagues."""
    rows = db.execute(
        select(course_person.c.person)
        .join(course_table, course_table.c.id == course_person.c.course)
        .where(
            course_table.c.kpi == kpi,
            course_table.c.state != CourseState.CANCELLED.value,
            course_table.c.first_day <= until,
            course_table.c.last_day >= since,
            course_person.c.arm == Arm.TRAINED.value,
        )
    )
    return frozenset(row.person for row in rows)


# -- changing -----------------------------------------------------------------------------------------------


def register(
    db: Connection, course: Course, people: Sequence[Participant], *, at: datetime, who: str, today: date
) -> Changes:
    """Write *course*, which has a new id, with *people*, as one step that can be undone.

    *today* is the centre's day. Raises TrainingError for one that cannot be registered, for instance after
    its first day when it does not say that it is late; ChangedMeanwhileError when there is one of that id.
    """
    if wrong := problem(course, people, today):
        raise TrainingError(course.title, wrong)
    facts = {"title": course.title, "count": str(len({one.unit.person for one in people if _is_on(one)}))}
    with undo.step(db, "register_course", facts, AREA, at=at, who=who) as step:
        step.save(course_table, course.id)
        step.save_all(course_person, [one.id(course.id) for one in people])
        written = replace(course, registered_at=at, registered_by=who)
        try:
            with db.begin_nested():
                db.execute(insert(course_table).values(**_values(written), version=1))
                db.execute(insert(course_person), [_person_values(course.id, one) for one in people])
        except IntegrityError as error:
            raise ChangedMeanwhileError(mark("course"), course.title) from error
    return AREA


def change_course(
    db: Connection, old: Course, new: Course, *, at: datetime, who: str, today: date
) -> Changes:
    """Save *new* in place of *old*, as it was read. What was fixed beforehand stays: KPI, comparison,
    success, types, yardsticks, and once it has begun its days and window.

    Raises TrainingError for what cannot be changed, ChangedMeanwhileError when someone else saved it since.
    """
    fixed = ["against", "control", "success", "types", "yardsticks", "late", "seed", "judgement"]
    begun = old.state_on(today) is not CourseState.PLANNED
    fixed += ["window_days", "rest_days"] if begun else []
    same = all(getattr(old.terms, name) == getattr(new.terms, name) for name in fixed)
    days = (old.first_day, old.last_day) == (new.first_day, new.last_day)
    if old.kpi != new.kpi or old.state is not new.state or not same or (begun and not days):
        raise TrainingError(
            old.title, _("What its effect is judged by was fixed beforehand and stays as it is.")
        )
    if not new.title.strip():
        raise TrainingError(old.title, _("Give the course a title."))
    if new.last_day < new.first_day:
        raise TrainingError(old.title, _("It ends before it begins."))
    if not days and new.first_day < today:
        raise TrainingError(
            old.title, _("A course that was registered beforehand cannot have begun already.")
        )
    return _write(db, "change_course", old, new, at=at, who=who)


def move_on(db: Connection, course: Course, state: CourseState, *, at: datetime, who: str) -> Changes:
    """Say that *course*, as it was read, is RUNNING, FINISHED or CANCELLED. Raises TrainingError for a step
    back (undo is there for that) and ChangedMeanwhileError."""
    order = [CourseState.PLANNED, CourseState.RUNNING, CourseState.FINISHED]
    forth = course.state in order and state in order and order.index(state) > order.index(course.state)
    if not forth and (state is not CourseState.CANCELLED or course.state not in order):
        raise TrainingError(course.title, _("It is no longer planned or running."))
    names = {CourseState.CANCELLED: "cancel_course"}
    return _write(db, names.get(state, "move_course"), course, replace(course, state=state), at=at, who=who)


def judge(db: Connection, course: Course, judgement: Judgement, *, at: datetime, who: str) -> Changes:
    """Keep the effect of *course*, as it was read, for good: later corrections no longer change it. Raises
    TrainingError for one that was cancelled or judged already, and ChangedMeanwhileError."""
    if course.state in (CourseState.CANCELLED, CourseState.JUDGED):
        raise TrainingError(course.title, _("It was cancelled, or judged already."))
    terms = msgspec.structs.replace(course.terms, judgement=judgement)
    new = replace(course, terms=terms, state=CourseState.JUDGED)
    return _write(db, "judge_course", course, new, at=at, who=who)


def mark_attendance(
    db: Connection, course: Course, people: Sequence[Participant], *, at: datetime, who: str
) -> Changes:
    """Save whether each of *people* attended and passed, as one step; each at the version that was read.
    Raises ChangedMeanwhileError, having written nothing."""
    facts = {"title": course.title, "count": str(len(people))}
    with undo.step(db, "mark_attendance", facts, AREA, at=at, who=who) as step:
        step.save_all(course_person, [one.id(course.id) for one in people])
        for one in people:
            as_read = (course_person.c.id == one.id(course.id)) & (course_person.c.version == one.version)
            values = {"attended": one.attended, "passed": one.passed, "version": one.version + 1}
            if db.execute(update(course_person).where(as_read).values(**values)).rowcount != 1:
                raise ChangedMeanwhileError(mark("course"), course.title)
    return AREA


def change_people(
    db: Connection,
    course: Course,
    gone: Iterable[Participant],
    new: Sequence[Participant],
    *,
    at: datetime,
    who: str,
    today: date,
) -> Changes:
    """Take *gone* out of a course that has not begun on *today* and add *new*, as one step; whoever changes
    arm is gone and new. Raises TrainingError once it has begun, and ChangedMeanwhileError."""
    if course.state_on(today) is not CourseState.PLANNED:
        raise TrainingError(course.title, _("It has begun: who is on it stays as it was registered."))
    away = tuple(gone)
    facts = {"title": course.title}
    with undo.step(db, "change_course", facts, AREA, at=at, who=who) as step:
        step.save_all(course_person, [one.id(course.id) for one in (*away, *new)])
        for one in away:
            as_read = (course_person.c.id == one.id(course.id)) & (course_person.c.version == one.version)
            if db.execute(delete(course_person).where(as_read)).rowcount != 1:
                raise ChangedMeanwhileError(mark("course"), course.title)
        try:
            with db.begin_nested():
                if new:
                    db.execute(insert(course_person), [_person_values(course.id, one) for one in new])
        except IntegrityError as error:
            raise ChangedMeanwhileError(mark("course"), course.title) from error
        if wrong := problem(course, participants(db, course.id), today):
            raise TrainingError(course.title, wrong)
    return AREA


# -- rows ---------------------------------------------------------------------------------------------------


def _write(db: Connection, name: str, old: Course, new: Course, *, at: datetime, who: str) -> Changes:
    if replace(new, version=old.version) == old:
        return Changes()
    with undo.step(db, name, {"title": new.title}, AREA, at=at, who=who) as step:
        step.save(course_table, old.id)
        as_read = (course_table.c.id == old.id) & (course_table.c.version == old.version)
        values = _values(new) | {"version": old.version + 1}
        if db.execute(update(course_table).where(as_read).values(**values)).rowcount != 1:
            raise ChangedMeanwhileError(mark("course"), old.title)
    return AREA


def _is_on(one: Participant) -> bool:
    return one.arm is not Arm.COMPARISON


def _values(course: Course) -> dict[str, Any]:
    return {
        "id": course.id,
        "title": course.title.strip(),
        "kpi": course.kpi,
        "first_day": course.first_day,
        "last_day": course.last_day,
        "state": course.state.value,
        "document": msgspec.to_builtins(course.terms),
        "registered_at": course.registered_at,
        "registered_by": course.registered_by,
    }


def _person_values(course: str, one: Participant) -> dict[str, Any]:
    return {
        "id": one.id(course),
        "course": course,
        "person": one.unit.person,
        "skill": one.unit.skill,
        "channel": one.unit.channel,
        "arm": one.arm.value,
        "document": msgspec.to_builtins(Written(one.reason, one.forecast)),
        "attended": one.attended,
        "passed": one.passed,
        "version": 1,
    }


def _course(row: Row[Any]) -> Course | None:
    try:
        terms, state = msgspec.convert(row.document, Terms), CourseState(row.state)
    except (msgspec.ValidationError, ValueError) as error:
        _log.warning("course %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
    return Course(
        row.id,
        row.title,
        row.kpi,
        row.first_day,
        row.last_day,
        terms,
        state,
        row.registered_at,
        row.registered_by,
        row.version,
    )


def _participant(row: Row[Any]) -> Participant | None:
    try:
        written, arm = msgspec.convert(row.document, Written), Arm(row.arm)
    except (msgspec.ValidationError, ValueError) as error:
        _log.warning("participant %s cannot be read: %s", row.id, error)
        return None
    return Participant(
        Unit(row.person, row.skill, row.channel),
        arm,
        written.reason,
        written.forecast,
        row.attended,
        row.passed,
        row.version,
        row.id,
    )
