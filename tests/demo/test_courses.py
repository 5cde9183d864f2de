"""The demo's courses and talks, in a centre whose past is empty: what they are, not what came of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from supervisor.demo.centre import create_demo
from supervisor.demo.courses import DID_NOT, HELPED, PLANNED, PLANNED_SEATS, TALKS, write_training
from supervisor.demo.people import colleagues
from supervisor.demo.weaknesses import COURSE_THAT_DID_NOT, COURSE_THAT_HELPED, Past
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.people import agents
from supervisor.storage import undo
from supervisor.storage.database import open_centre
from supervisor.training.coaching import Due, Talk
from supervisor.training.coaching_store import all_talks, due_talks, save_talk
from supervisor.training.course import Arm, CourseState, Participant, in_arm
from supervisor.training.course_store import all_courses, course_called, participants

TODAY = date(2026, 11, 22)
PEOPLE = agents(1)
PAST = Past(PEOPLE, TODAY)
COLLEAGUES = colleagues(PEOPLE, PAST, 1)


def members(team: str, places: range) -> set[str]:
    return {
        one.id
        for one in COLLEAGUES
        if PAST.place(one.agent)[0] == team and PAST.place(one.agent)[1] in places
    }


def persons(people: tuple[Participant, ...], arm: Arm) -> set[str]:
    return {one.unit.person for one in in_arm(people, arm)}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("demo")
    made = f"sqlite:///{folder}/demo.db"
    create_demo(made, at=datetime(2026, 11, 22, 3, tzinfo=UTC), language="en")
    write_training(made, CentreSettings().days, COLLEAGUES, PAST, "en")
    return made


def test_the_courses_are_those_of_the_page_and_were_registered_before_they_ran(url: str) -> None:
    with open_centre(url) as centre, centre.read() as db:
        courses = {one.id: one for one in all_courses(db)}
        trained = {id: persons(participants(db, id), Arm.TRAINED) for id in courses}
    team, places, ago, _points = COURSE_THAT_HELPED
    assert trained[HELPED] == members(team, places)
    assert courses[HELPED].first_day == TODAY - timedelta(days=ago)
    assert courses[HELPED].terms.types == ("Tariff",)
    team, places, ago = COURSE_THAT_DID_NOT
    assert trained[DID_NOT] == members(team, places)
    assert courses[DID_NOT].first_day == TODAY - timedelta(days=ago)
    for one in courses.values():
        assert one.registered_at is not None
        assert one.registered_at.date() < min(one.first_day, TODAY)
        assert not one.terms.late
    for id in (HELPED, DID_NOT):
        assert courses[id].is_over(TODAY)
    assert courses[PLANNED].state_on(TODAY) is CourseState.PLANNED


def test_the_planned_course_has_a_waiting_list_drawn_by_lot(url: str) -> None:
    with open_centre(url) as centre, centre.read() as db:
        people = participants(db, PLANNED)
        seed = course_called(db, PLANNED).terms.seed
    first, waiting = persons(people, Arm.TRAINED), persons(people, Arm.WAITING)
    assert (len(first), len(waiting)) == (PLANNED_SEATS, 6)
    assert first | waiting == members("broadband", range(12))
    assert seed is not None


def test_one_talk_is_overdue_and_one_is_settled(url: str) -> None:
    with open_centre(url) as centre, centre.read() as db:
        due = [how for how, _talk in due_talks(db, TODAY)]
        talks = all_talks(db)
    assert due == [Due.OVERDUE, Due.TODAY, Due.COMING, Due.COMING]
    assert len(talks) == len(TALKS) == len(due) + 1
    assert DID_NOT in {talk.course for talk in talks}


def test_nobody_is_offered_to_undo_what_the_demo_is_made_of(url: str) -> None:
    with open_centre(url) as centre, centre.read() as db:
        step = undo.last(db)
    assert step is None or step.name not in ("register_course", "mark_attendance", "add_talk")


def test_what_somebody_tried_out_meanwhile_stays(url: str) -> None:
    own = Talk("own", COLLEAGUES[0].id, TODAY, "Ma")
    with open_centre(url) as centre, centre.write() as db:
        save_talk(db, own, at=datetime(2026, 11, 22, 4, tzinfo=UTC), who="li")
    write_training(url, CentreSettings().days, COLLEAGUES, PAST, "en")
    with open_centre(url) as centre, centre.read() as db:
        assert len(all_talks(db)) == len(TALKS) + 1
        assert len(all_courses(db)) == 3
        step = undo.last(db)
    assert step is not None
    assert step.name == "add_talk"


def test_a_demo_that_begins_anew_has_no_courses_of_before(url: str) -> None:
    create_demo(url, at=datetime(2026, 11, 22, 3, tzinfo=UTC), language="zh_CN")
    with open_centre(url) as centre, centre.read() as db:
        assert (all_courses(db), all_talks(db)) == ((), ())


def test_the_page_about_the_demo_tells_its_courses_and_talks() -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text()
    days = (COURSE_THAT_HELPED[2], COURSE_THAT_DID_NOT[2])
    assert all(f"{ago} days ago" in page for ago in days)
    assert f"there are {PLANNED_SEATS} seats" in page
    assert page.count("followed up") >= 3
