"""Courses in the database: registered beforehand, each change undone as one, never over another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from supervisor.errors import ChangedMeanwhileError, TrainingError, UnknownNameError
from supervisor.people import store as people_store
from supervisor.performance.attendance import course_sums
from supervisor.storage import step_titles, undo
from supervisor.storage.areas import versions
from supervisor.storage.database import Database
from supervisor.training.course import Arm, Course, CourseState, Forecast, Participant, Success
from supervisor.training.course_store import (
    all_courses,
    change_course,
    change_people,
    course_called,
    courses_of,
    mark_attendance,
    move_on,
    participants,
    register,
    trained_in,
)
from tests.training.made import AT, COURSE_DAY, NOW, REGISTERED, course, participant, write_people

FORECAST = Forecast(0.81, 0.84, 0.80, 0.88, 700, "Tenured")
EVERYBODY = (
    participant("p01", forecast=FORECAST),
    participant("p02", forecast=FORECAST),
    participant("p03", Arm.WAITING),
    participant("p04", Arm.COMPARISON, FORECAST),
)


def written(centre: Database, one: Course | None = None) -> Course:
    with centre.write() as db:
        register(db, one or course(), EVERYBODY, at=NOW, who="li", today=REGISTERED)
        return course_called(db, (one or course()).id)


def plain(people: tuple[Participant, ...]) -> tuple[Participant, ...]:
    return tuple(replace(one, version=0, key="") for one in people)


def test_a_course_comes_back_as_it_was_registered_and_goes_as_one_step(centre: Database) -> None:
    found = written(centre)
    assert replace(found, version=0) == replace(course(), registered_at=NOW, registered_by="li")
    with centre.write() as db:
        assert plain(participants(db, "c1")) == EVERYBODY
        assert versions(db)["training"] == 1
        step = undo.last(db)
        assert step is not None
        assert step_titles.title(step) == "Register course “Tariffs anew” (3 people)"
        undo.revert(db, step.id, at=NOW)
        assert all_courses(db) == ()
        undo.redo(db, step.id, at=NOW)
        assert plain(participants(db, "c1")) == EVERYBODY


def test_who_came_and_who_passed_is_one_step_and_makes_the_sums_of_two_kpis(centre: Database) -> None:
    found = written(centre)
    with centre.write() as db:
        one, two = (each for each in participants(db, "c1") if each.arm is Arm.TRAINED)
        marked = [replace(one, attended=True, passed=True), replace(two, attended=False)]
        mark_attendance(db, found, marked, **AT)
        with pytest.raises(ChangedMeanwhileError):
            mark_attendance(db, found, [one], **AT)
    with centre.read() as db:
        sums = course_sums(db, COURSE_DAY, COURSE_DAY)
        assert sums == {
            "p01": {"n_invited": 1, "n_attended": 1, "n_sat": 1, "n_passed": 1},
            "p02": {"n_invited": 1, "n_attended": 0, "n_sat": None, "n_passed": None},
        }
        assert course_sums(db, COURSE_DAY + timedelta(days=1), date(2026, 12, 31)) == {}


def test_what_an_effect_is_judged_by_stays_as_it_was_fixed(sqlite_centre: Database) -> None:
    found = written(sqlite_centre)
    easier = msgspec.structs.replace(found.terms, success=Success("Anything"))
    with sqlite_centre.write() as db:
        for new in (replace(found, kpi="aht"), replace(found, terms=easier)):
            with pytest.raises(TrainingError):
                change_course(db, found, new, today=REGISTERED, **AT)
        moved = replace(found, first_day=date(2026, 4, 20), last_day=date(2026, 4, 21))
        with pytest.raises(TrainingError):
            change_course(db, found, moved, today=COURSE_DAY, **AT)  # it has begun
        change_course(db, found, moved, today=REGISTERED, **AT)
        with pytest.raises(ChangedMeanwhileError):
            change_course(db, found, replace(found, title="Another"), today=REGISTERED, **AT)
        assert course_called(db, "c1").first_day == date(2026, 4, 20)


def test_a_course_is_cancelled_once_and_trains_nobody_then(sqlite_centre: Database) -> None:
    found = written(sqlite_centre)
    with sqlite_centre.write() as db:
        assert trained_in(db, "fcr", REGISTERED, COURSE_DAY) == {"p01", "p02"}
        assert trained_in(db, "aht", REGISTERED, COURSE_DAY) == frozenset()
        move_on(db, found, CourseState.CANCELLED, **AT)
        assert trained_in(db, "fcr", REGISTERED, COURSE_DAY) == frozenset()
        with pytest.raises(TrainingError):
            move_on(db, course_called(db, "c1"), CourseState.RUNNING, **AT)


def test_people_change_until_it_begins(sqlite_centre: Database) -> None:
    found = written(sqlite_centre)
    with sqlite_centre.write() as db:
        waits = next(one for one in participants(db, "c1") if one.arm is Arm.WAITING)
        invited = replace(waits, arm=Arm.TRAINED, key="")
        with pytest.raises(TrainingError):
            change_people(db, found, [waits], [invited], today=COURSE_DAY, **AT)
        change_people(db, found, [waits], [invited], today=REGISTERED, **AT)
        assert [one.arm for one in participants(db, "c1")].count(Arm.TRAINED) == 3
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=NOW)
        assert plain(participants(db, "c1")) == EVERYBODY


def test_a_course_that_cannot_be_is_not_written(sqlite_centre: Database) -> None:
    with sqlite_centre.write() as db:
        with pytest.raises(TrainingError):
            register(db, course(), (), at=NOW, who="li", today=REGISTERED)
        late = COURSE_DAY + timedelta(days=1)
        with pytest.raises(TrainingError):
            register(db, course(), EVERYBODY, at=NOW, who="li", today=late)
        assert all_courses(db) == ()
        with pytest.raises(UnknownNameError):
            course_called(db, "c1")


def test_a_course_goes_with_somebody_who_turns_out_to_be_another(sqlite_centre: Database) -> None:
    write_people(sqlite_centre)
    found = written(sqlite_centre)
    with sqlite_centre.write() as db:
        known = people_store.read_everything(db).persons
        people_store.merge(db, known["p09"], known["p01"], **AT)
        assert [one.id for one, _own in courses_of(db, "p09")] == ["c1"]
        own = next(one for one in participants(db, "c1") if one.unit.person == "p09")
        mark_attendance(db, found, [replace(own, attended=True)], **AT)
        assert courses_of(db, "p09")[0][1].attended is True
