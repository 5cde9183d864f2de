"""From the history to an effect: what is forecast on the day of registration, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supervisor.clock import SystemClock
from supervisor.evidence.effect import Verdict
from supervisor.settings.centre import DemoClock
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.database import open_centre, open_history
from supervisor.training.asking import ask_forecasts, ask_outcome, prepared
from supervisor.training.coaching import Talk
from supervisor.training.coaching_store import save_talk
from supervisor.training.course import Against, Arm, CourseState, in_arm
from supervisor.training.course_store import course_called, judge, move_on, participants, register
from supervisor.training.outcome import CourseOutcome, ForecastQuestion, judgement_of
from tests.commands.command_line import documents, run
from tests.training.made import (
    AT,
    NOW,
    PEOPLE,
    REGISTERED,
    TODAY,
    TRAINED,
    TRUE_EFFECT,
    course,
    participant,
    unit,
    write_counts,
    write_people,
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A centre with its past and one registered course; each test writes courses of its own besides."""
    folder: Path = tmp_path_factory.mktemp("courses")
    made = f"sqlite:///{folder}/centre.db"
    with open_centre(made) as centre, open_history(made) as history:
        write_people(centre)
        with centre.write() as db:  # commands ask the centre's clock
            clock = DemoClock(SystemClock().now(), NOW)
            change_centre(db, {"demo": True, "demo_clock": clock}, **AT)
        write_counts(history)
    _registered(made, "c1")
    return made


def _registered(url: str, id: str, **terms: Any) -> None:
    ready, people = prepared(url, course(id, **terms), [participant(who) for who in TRAINED], REGISTERED)
    with open_centre(url) as centre, centre.write() as db:
        register(db, ready, people, at=NOW, who="li", today=REGISTERED)


@pytest.fixture(scope="module")
def outcome(url: str) -> CourseOutcome:
    return ask_outcome(url, "c1", TODAY)


def test_the_others_at_the_same_work_are_written_down_before_the_course_with_their_forecasts(
    url: str,
) -> None:
    with open_centre(url) as centre, centre.read() as db:
        people = participants(db, "c1")
    compared = in_arm(people, Arm.COMPARISON)
    assert {one.unit for one in compared} == {unit(who) for who in PEOPLE if who not in TRAINED}
    for one in people:
        assert one.forecast is not None
        assert one.forecast.n == 33 * 60  # every third day before the registration, tariffs alone
        assert one.forecast.low is not None
        assert one.forecast.level is not None
        assert one.forecast.low < one.forecast.level


def test_the_effect_is_found_where_before_and_after_understates_it(outcome: CourseOutcome) -> None:
    assert outcome.verdict is Verdict.HELPED
    assert outcome.low is not None
    assert outcome.high is not None
    assert outcome.low < TRUE_EFFECT < outcome.high
    assert outcome.raw is not None
    assert outcome.effect is not None
    assert outcome.raw < outcome.effect - 0.015  # everybody got worse meanwhile
    assert (outcome.trained, outcome.compared) == (5, 7)
    assert outcome.reached is True
    assert outcome.problems == ()


def test_the_parts_of_the_change_add_up(outcome: CourseOutcome) -> None:
    parts = (outcome.expected, outcome.shared, outcome.effect)
    assert None not in parts
    assert outcome.raw == pytest.approx(sum(part for part in parts if part is not None))


def test_what_is_known_later_changes_no_forecast(url: str) -> None:
    question = ForecastQuestion("fcr", REGISTERED, types=("tariff",))
    known, yards = ask_forecasts(url, question)
    with open_centre(url) as centre, centre.read() as db:
        kept = {one.unit: one.forecast for one in participants(db, "c1")}
    assert {one.unit: one.forecast for one in known} == kept
    assert [(yard.skill, yard.last) for yard in yards] == [("g1", REGISTERED - timedelta(days=1))]


def test_a_course_whose_days_have_not_come_says_so(url: str) -> None:
    early = ask_outcome(url, "c1", REGISTERED)
    assert (early.verdict, early.effect, early.problems) == (None, None, ("not_begun",))
    half = ask_outcome(url, "c1", REGISTERED + timedelta(days=20))
    assert "unfinished" in half.problems
    assert half.provisional


def test_of_a_course_registered_late_every_effect_says_so(url: str) -> None:
    late = course("late", late=True)
    today = late.first_day + timedelta(days=10)
    ready, people = prepared(url, late, [participant(who) for who in TRAINED], today)
    assert ready.terms.yardsticks[0].last < late.first_day
    with open_centre(url) as centre, centre.write() as db:
        register(db, ready, people, at=NOW, who="li", today=today)
    assert ask_outcome(url, "late", TODAY).problems == ("late",)


def test_who_is_on_another_course_of_the_kpi_is_nobodys_untrained_colleague(url: str) -> None:
    others = [participant(PEOPLE[-1])]
    _ready, people = prepared(url, course("c2"), others, REGISTERED)
    assert {one.unit.person for one in in_arm(people, Arm.COMPARISON)}.isdisjoint(TRAINED)


def test_a_lot_is_compared_by_those_who_wait_alone(url: str) -> None:
    waiting = [participant(who, Arm.WAITING) for who in PEOPLE[5:]]
    drawn = course("lot", against=Against.WAIT_LIST, seats=5, seed=1)
    ready, people = prepared(url, drawn, [*map(participant, TRAINED), *waiting], REGISTERED)
    assert len(people) == len(PEOPLE)
    with open_centre(url) as centre, centre.write() as db:
        register(db, ready, people, at=NOW, who="li", today=REGISTERED)
    found = ask_outcome(url, "lot", TODAY)
    assert found.verdict is Verdict.HELPED
    assert (found.trained, found.compared) == (5, 7)


def test_who_was_trained_since_is_no_longer_compared(url: str) -> None:
    _registered(url, "first")
    next_one = replace(
        course("next"), first_day=TODAY - timedelta(days=40), last_day=TODAY - timedelta(days=40)
    )
    ready, people = prepared(url, next_one, [participant(PEOPLE[-1])], next_one.first_day)
    with open_centre(url) as centre:
        with centre.write() as db:
            register(db, ready, people, at=NOW, who="li", today=next_one.first_day)
        found = ask_outcome(url, "first", TODAY)
        with centre.write() as db:
            move_on(db, course_called(db, "next"), CourseState.CANCELLED, **AT)
    assert found.problems == ("trained_since",)
    assert found.compared == 6
    assert ask_outcome(url, "first", TODAY).compared == 7


def test_an_effect_that_was_stated_stays_as_it_was(url: str, outcome: CourseOutcome) -> None:
    _registered(url, "stated")
    with open_centre(url) as centre, centre.write() as db:
        found = next(one for one in [ask_outcome(url, "stated", TODAY).course])
        said = msgspec.structs.replace(judgement_of(outcome, on=TODAY, by="li"), effect=0.05, note="Good")
        judge(db, found, said, **AT)
    again = ask_outcome(url, "stated", TODAY)
    assert (again.effect, again.low, again.verdict) == (0.05, outcome.low, Verdict.HELPED)
    assert replace(again.people[0], participant=outcome.people[0].participant) == outcome.people[0]


def test_a_whole_group_is_judged_by_its_weeks(url: str) -> None:
    everybody = [participant(who) for who in PEOPLE]
    whole = course("cell", against=Against.CELL, control=("g9", "voice"), window_days=63)
    ready, people = prepared(url, whole, everybody, REGISTERED)
    assert not in_arm(people, Arm.COMPARISON)
    with open_centre(url) as centre, centre.write() as db:
        register(db, ready, people, at=NOW, who="li", today=REGISTERED)
    found = ask_outcome(url, "cell", TODAY)
    assert {"weaker", "few_weeks", "unfinished"} <= set(found.problems)
    with open_centre(url) as centre, centre.write() as db:  # or nobody is left to compare with
        move_on(db, course_called(db, "cell"), CourseState.CANCELLED, **AT)
    assert found.weeks is not None
    assert sum(value is not None for value in found.weeks.values) >= 15
    assert found.effect is None


def test_the_command_tells_the_effect_in_json_and_in_words(url: str) -> None:
    with open_centre(url) as centre, centre.read() as db:
        assert participants(db, "c1")
    (listed,) = documents(run("course", "list", "--json", "--database", url))
    number = next(one["number"] for one in listed if one["id"] == "c1")
    ask = ("course", "effect", str(number), "--database", url)
    (said,) = documents(run(*ask, "--json"))
    assert said["verdict"] == "helped"
    assert said["low"] < said["effect"] < said["high"]
    assert {one["arm"] for one in said["people"]} == {"trained", "comparison"}
    words = run(*ask).stdout
    assert "It helped: First-contact resolution changed by +" in words
    assert "Would have come back by itself" in words
    assert "Agent 3" in words


def test_a_course_is_registered_from_a_file_with_a_lot(url: str, tmp_path: Path) -> None:
    plan = {
        "title": "Bills",
        "kpi": "fcr",
        "first_day": (TODAY + timedelta(days=5)).isoformat(),
        "types": ["bill"],
        "people": ["1002", "Agent 3", "p04", "p05"],
        "seats": 2,
        "seed": 9,
        "reason": "Customers call again",
        "least": 0.02,
    }
    file = tmp_path / "course.json"
    file.write_bytes(msgspec.json.encode(plan))
    (said,) = documents(run("course", "register", str(file), "--json", "--database", url))
    assert (said["state"], said["compared_with"], said["seed"]) == ("planned", "wait_list", 9)
    (shown,) = documents(run("course", "show", said["id"], "--json", "--database", url))
    arms = [one["arm"] for one in shown["people"]]
    assert (arms.count("trained"), arms.count("waiting"), len(arms)) == (2, 2, 4)
    assert all(one["forecast"]["level"] > 0.8 for one in shown["people"])
    words = run("course", "show", said["id"], "--database", url).stdout
    assert "Waiting list, drawn by lot" in words
    assert "Customers call again" in words


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"people": ["nobody"]}, "no person called “nobody”"),
        ({"first_day": "2026-05-01"}, "only be registered as late"),
        ({"kpi": "nothing"}, "no figures of this KPI"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(
    url: str, tmp_path: Path, changed: dict[str, object], says: str
) -> None:
    plan = {"title": "Bills", "kpi": "fcr", "first_day": "2026-06-20", "people": ["1002"]} | changed
    file = tmp_path / "course.json"
    file.write_bytes(msgspec.json.encode(plan))
    result = run("course", "register", str(file), "--database", url)
    assert result.exit_code == 1
    assert says in result.stderr


def test_talks_that_are_due_and_the_log_of_a_person_are_told(url: str) -> None:
    talk = Talk("t1", "p01", TODAY - timedelta(days=9), "Ma", "fcr", TODAY - timedelta(days=2))
    with open_centre(url) as centre, centre.write() as db:
        save_talk(db, talk, **AT)
    (due,) = documents(run("coaching", "due", "--json", "--database", url))
    assert [(one["name"], one["due"]) for one in due] == [("Agent 1", "overdue")]
    assert "Overdue" in run("coaching", "due", "--database", url).stdout
    (log,) = documents(run("coaching", "log", "1001", "--json", "--database", url))
    assert log[0]["what"] == "Talk about First-contact resolution"
    assert {one["kind"] for one in log} == {"talk", "course"}
    assert "Course “Tariffs anew”" in run("coaching", "log", "Agent 1", "--database", url).stdout
    nobody = run("coaching", "log", "Zoe", "--database", url)
    assert nobody.exit_code == 1
