"""Talks: what is due, what was done about somebody's figures, nobody saves over another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from supervisor.errors import ChangedMeanwhileError, TrainingError
from supervisor.review.decisions import About, Choice, Decision, decide
from supervisor.review.decisions import Said as ListSaid
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.step_titles import title
from supervisor.training.coaching import Due, LogKind, Result, Said, Talk, due, due_of
from supervisor.training.coaching_store import (
    all_talks,
    due_talks,
    log_of,
    remove_talk,
    save_talk,
    talk_called,
)
from supervisor.training.course_store import mark_attendance, participants, register
from tests.training.made import (
    AT,
    COURSE_DAY,
    NOW,
    REGISTERED,
    TODAY,
    course,
    participant,
    unit,
    write_people,
)

TALK = Talk(
    "t1",
    "p01",
    TODAY - timedelta(days=20),
    "Ma",
    "att",
    TODAY - timedelta(days=6),
    said=Said("Long openings.", "Below 210 s"),
)


def test_what_was_agreed_is_due_on_its_day_and_overdue_after_it() -> None:
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1), None]
    assert [due_of(replace(TALK, follow_up_on=on), TODAY) for on in days] == [
        Due.OVERDUE,
        Due.TODAY,
        Due.COMING,
        Due.UNDATED,
    ]
    assert due_of(replace(TALK, done=True), TODAY) is None
    assert due_of(replace(TALK, follow_up_on=None, said=Said("Just a word.")), TODAY) is None


def test_the_longest_overdue_stands_first_and_what_has_no_date_last() -> None:
    talks = [
        replace(TALK, id=id, follow_up_on=None if ago is None else TODAY - timedelta(days=ago))
        for id, ago in (("none", None), ("late", 3), ("latest", 9), ("coming", -2))
    ]
    assert [talk.id for _how, talk in due(talks, TODAY)] == ["latest", "late", "coming", "none"]


def test_a_talk_is_kept_changed_and_undone(centre: Database) -> None:
    write_people(centre)
    with centre.write() as db:
        save_talk(db, TALK, **AT)
    with centre.write() as db:
        ((how, read),) = due_talks(db, TODAY)
        assert (how, replace(read, version=0)) == (Due.OVERDUE, TALK)
        settled = replace(read, done=True, said=Said("", result=Result.REACHED, result_on=TODAY))
        save_talk(db, settled, **AT)
        assert due_talks(db, TODAY) == ()
        with pytest.raises(ChangedMeanwhileError):
            save_talk(db, read, **AT)
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Change the talk with Agent 1"
        undo.revert(db, step.id, at=NOW)
        assert replace(talk_called(db, "t1"), version=0) == TALK
        remove_talk(db, talk_called(db, "t1"), **AT)
        assert all_talks(db) == ()


@pytest.mark.parametrize(
    "changed",
    [{"person": ""}, {"coach": " "}, {"kpi": "nothing"}, {"follow_up_on": TALK.held_on - timedelta(days=1)}],
)
def test_a_talk_that_says_too_little_is_not_kept(sqlite_centre: Database, changed: dict[str, object]) -> None:
    with pytest.raises(TrainingError), sqlite_centre.write() as db:
        save_talk(db, replace(TALK, **changed), **AT)  # type: ignore[arg-type]


def test_the_log_of_a_person_tells_talks_courses_and_decisions_in_their_order(
    sqlite_centre: Database,
) -> None:
    with sqlite_centre.write() as db:
        register(db, course(), [participant("p01"), participant("p02")], at=NOW, who="li", today=REGISTERED)
        own = [replace(one, attended=True, passed=False) for one in participants(db, "c1")]
        mark_attendance(db, course(), own, **AT)
        followed = msgspec.structs.replace(
            TALK.said, result=Result.PARTLY, result_on=TODAY, result_note="Better"
        )
        save_talk(db, replace(TALK, done=True, said=followed), **AT)
        about = About(COURSE_DAY.replace(day=1), "fcr", unit("p01"))
        decide(db, [Choice(about, Decision.ACCEPTED, ListSaid())], at=NOW, who="li", today=TODAY)
        entries = log_of(db, "p01", TODAY)
    assert [entry.kind for entry in entries] == [
        LogKind.FOLLOW_UP,
        LogKind.DECISION,
        LogKind.TALK,
        LogKind.COURSE,
    ]
    assert entries[0].what == "Follow-up: Partly reached"
    assert entries[1].what == "Training list, 2026-04: accepted for First-contact resolution"
    assert entries[3].more == "Finished; attended; did not pass the examination; Customers call again"
