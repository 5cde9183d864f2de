"""What a course is: how far it is, when its effect shows, and what keeps it from being registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from supervisor.evidence.options import Answer
from supervisor.performance.kpi import Direction
from supervisor.review.entries import Entry, EntryMonth
from supervisor.review.monthly import Standing
from supervisor.training.category import Category
from supervisor.training.course import (
    Against,
    Arm,
    CourseState,
    Reason,
    Success,
    Terms,
    Written,
    problem,
)
from supervisor.training.from_list import invited
from supervisor.training.wording import because
from tests.training.made import COURSE_DAY, REGISTERED, course, participant, unit

ONE_DAY = timedelta(days=1)


def test_a_course_runs_and_ends_by_itself() -> None:
    two_days = replace(course(), last_day=COURSE_DAY + ONE_DAY)
    states = [two_days.state_on(COURSE_DAY + timedelta(days=at)) for at in (-1, 0, 1, 2)]
    planned, running, finished = CourseState.PLANNED, CourseState.RUNNING, CourseState.FINISHED
    assert states == [planned, running, running, finished]


@pytest.mark.parametrize("state", [CourseState.CANCELLED, CourseState.JUDGED, CourseState.FINISHED])
def test_what_people_said_is_not_undone_by_the_days(state: CourseState) -> None:
    assert replace(course(), state=state).state_on(COURSE_DAY) is state


def test_the_window_begins_after_the_course_and_the_days_of_rest() -> None:
    assert course(window_days=7, rest_days=3).window == (date(2026, 4, 19), date(2026, 4, 25))


def test_an_effect_is_settled_when_the_figures_of_its_window_have_matured() -> None:
    one = course(window_days=7)
    last = one.window[1]
    assert [one.is_over(last + timedelta(days=at)) for at in (0, 7, 8)] == [False, False, True]


def test_lower_can_be_better() -> None:
    assert course().sign == 1
    assert course(success=Success("", None, Direction.LOWER)).sign == -1


def test_a_sound_course_has_no_problem() -> None:
    assert problem(course(), [participant("p01")], REGISTERED) == ""
    assert problem(course(), [participant("p01")], COURSE_DAY) == ""


@pytest.mark.parametrize(
    ("terms", "arms", "on", "says"),
    [
        ({}, (Arm.TRAINED,), COURSE_DAY + ONE_DAY, "only be registered as late"),
        ({}, (Arm.WAITING,), REGISTERED, "Nobody is on it"),
        ({"seats": 1}, (Arm.TRAINED, Arm.TRAINED), REGISTERED, "more people"),
        ({"against": Against.WAIT_LIST}, (Arm.TRAINED,), REGISTERED, "waiting list"),
        ({"against": Against.CELL}, (Arm.TRAINED,), REGISTERED, "which skill group"),
        ({"against": Against.CELL, "control": ("g2", "voice")}, (Arm.TRAINED,), REGISTERED, "nine weeks"),
    ],
)
def test_what_keeps_a_course_from_being_registered_is_said(
    terms: dict[str, Any], arms: tuple[Arm, ...], on: date, says: str
) -> None:
    people = [participant(f"p{at:02}", arm) for at, arm in enumerate(arms)]
    assert says.casefold() in problem(course(**terms), people, on).casefold()


def test_somebody_is_on_a_course_once() -> None:
    assert "twice" in problem(course(), [participant("p01"), participant("p01", Arm.WAITING)], REGISTERED)


def test_after_its_first_day_a_course_is_registered_as_late() -> None:
    assert problem(course(late=True), [participant("p01")], COURSE_DAY + ONE_DAY) == ""


def test_terms_are_kept_as_plain_json() -> None:
    terms = course(against=Against.CELL, control=("g2", "voice"), seed=4).terms
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(terms)), Terms) == terms


def test_what_the_list_said_stays_with_whoever_is_put_on_a_course() -> None:
    who = Standing(unit("p01"), "Ai", "1001", "Billing", "", "", (), None, True)
    month = EntryMonth(date(2026, 3, 1), 0.79, 790, 1000, 0.80, 0.85, None, True, False)
    facts = {
        "level": 0.81,
        "level_low": 0.79,
        "level_high": 0.83,
        "p_off": 0.99,
        "p_margin": 0.9,
        "p_bar": 0.99,
        "target": 0.85,
        "bar": 0.85,
        "reliability": 0.9,
        "told_apart": True,
        "off_months": 3,
        "run": 3,
        "run_of": 3,
        "volume": 3000.0,
        "more": None,
        "common": False,
        "gap": 0.04,
        "gap_common": 0.0,
        "gap_own": 0.04,
        "listed": True,
        "seated": True,
    }
    entry = Entry(kpi="fcr", who=who, answer=Answer.CONFIRMED, months=(month,), **facts)  # type: ignore[arg-type]
    (found,) = invited([entry, entry], "Accepted in March", causes=["product_fcr"])
    assert found.arm is Arm.TRAINED
    said = found.reason.listed
    assert said is not None
    assert (said.answer, said.run, said.run_of, said.level, said.cause) == ("A", 3, 3, 0.81, "product_fcr")
    text = because(found.reason)
    assert text.startswith("Accepted in March; Training list, 2026-03: A, off in 3 of 3 months; level 81.0 %")
    assert text.endswith("(79.0 % to 83.0 %), off with 99.0 %; proposed: product_fcr")


def test_what_nobody_said_is_the_usual() -> None:
    """A struct of msgspec does not heed the fields of dataclasses."""
    assert Terms().success == Success()
    assert Written().reason == Reason()
    assert Category("x").signs == {}
