"""The effect of a course from single values: published numbers, who counts, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from supervisor.evidence.effect import Verdict
from supervisor.evidence.unit import Unit
from supervisor.performance.kpi import Direction
from supervisor.training import wording
from supervisor.training.course import Arm, CourseState, Forecast, Participant, Success
from supervisor.training.outcome import CourseOutcome, Found, Named, outcome_of
from tests.training.made import COURSE_DAY, PEOPLE, course, unit

TODAY = COURSE_DAY + timedelta(days=60)
BEFORE, PEERS_BEFORE = (80, 81, 79, 82, 78), (80.5, 81.2, 79.6, 82.1, 84.0, 85.2)
FORECAST, PEERS_FORECAST = (82.6, 83.1, 82.0, 83.8, 81.4), (82.8, 83.2, 82.3, 83.9, 85.0, 85.7)
AFTER, PEERS_AFTER = (84.5, 85.0, 83.2, 86.1, 83.0), (83.0, 83.6, 82.1, 84.6, 85.4, 86.0)


def made(
    after: Sequence[float] = AFTER,
    *,
    n: float = 1000,
    attended: bool | None = True,
    scale: float = 0.01,
    **terms: Any,
) -> CourseOutcome:
    """The published example; its values are points of a share."""
    people, found = [], {}
    values = [
        *((Arm.TRAINED, *each) for each in zip(BEFORE, FORECAST, after, strict=True)),
        *((Arm.COMPARISON, *each) for each in zip(PEERS_BEFORE, PEERS_FORECAST, PEERS_AFTER, strict=True)),
    ]
    for who, (arm, before, level, value) in zip(PEOPLE, values, strict=False):
        then = Forecast(before * scale, level * scale, n=1000)
        people.append(Participant(unit(who), arm, forecast=then, attended=attended))
        found[unit(who)] = Found(value * scale, n=n, off=value < 83.1, target_low=0.831)
    one = course(yardsticks=(), **terms)
    return outcome_of(one, people, found, {"p00": Named("Ai", "1000")}, TODAY)


def test_the_four_numbers_are_those_of_the_published_example() -> None:
    found = made()
    hundred = [None if part is None else round(100 * part, 2) for part in (found.raw, found.expected)]
    assert hundred == [4.36, 2.58]
    assert (found.effect, found.low, found.high) == pytest.approx((0.0148, 0.0096, 0.0200), abs=0.00005)
    assert found.shared == pytest.approx(0.0030)
    assert found.verdict is Verdict.HELPED
    assert found.reached is False  # 2 points were called a success
    assert (found.trained, found.compared) == (5, 6)
    assert made(success=Success("", 0.01)).reached is True
    assert made(success=Success("")).reached is None


def test_what_helped_is_said_with_its_numbers() -> None:
    text = wording.verdict(made())
    assert text.startswith("It helped: First-contact resolution changed by +1.5 points")
    assert "+1.0 to +2.0 points" in text
    assert "less than was called a success" in text
    assert dict(wording.four_numbers(made()))["Before and after"] == "+4.4 points"


def test_without_an_effect_nothing_is_claimed_although_before_and_after_rose() -> None:
    found = made(
        [level + 0.3 + noise for level, noise in zip(FORECAST, (0.5, -0.6, 0.4, -0.2, 0), strict=True)]
    )
    assert found.verdict in (Verdict.CANNOT_TELL, Verdict.DID_NOT)
    assert found.raw is not None
    assert found.raw > 0.025
    sentence = wording.verdict(found)
    assert sentence.startswith(("Cannot tell", "No useful effect"))


def test_where_less_is_better_a_rise_is_harm() -> None:
    less = Success("", 0.01, Direction.LOWER)
    assert made(success=less).verdict is Verdict.WORSE


def test_those_still_off_are_proposed_for_a_talk_and_nobody_else() -> None:
    found = made()
    assert [one.after for one in found.proposed] == pytest.approx([0.83])
    assert all(one.arm is Arm.TRAINED for one in found.proposed)
    assert found.people[0].name == "Ai"


def test_who_did_not_come_counts_as_trained_and_that_is_said() -> None:
    found = made(attended=False)
    assert found.trained == 5
    assert "absent" in found.problems
    assert "no accident" in " ".join(wording.problems(found))


def test_who_was_hardly_there_is_left_out() -> None:
    people, found = [], {}
    for at, who in enumerate(PEOPLE[:8]):
        arm = Arm.TRAINED if at < 4 else Arm.COMPARISON
        n = 1000.0 if at else 20.0
        people.append(Participant(unit(who), arm, forecast=Forecast(0.8, 0.82, n=n)))
        found[unit(who)] = Found(0.84 + 0.001 * at, n=n)
    outcome = outcome_of(course(), people, found, {}, TODAY)
    assert [one.counted for one in outcome.people] == [False, *[True] * 7]
    assert (outcome.trained, outcome.compared) == (3, 4)


def test_without_figures_nothing_is_said() -> None:
    found = outcome_of(course(), [Participant(unit("p00"), Arm.TRAINED)], {}, {}, TODAY)
    assert (found.verdict, found.effect, found.raw) == (None, None, None)
    assert {"no_yardstick", "few_trained", "few_compared"} <= set(found.problems)
    assert wording.verdict(found) == "Too little is known to say whether it helped."
    assert wording.four_numbers(found)[2][1] == "–"
    cancelled = outcome_of(replace(course(), state=CourseState.CANCELLED), [], {}, {}, TODAY)
    assert "cancelled" in cancelled.problems


def test_changes_are_said_in_their_unit_with_a_sign() -> None:
    assert wording.change("fcr", 0.0148) == "+1.5 points"
    assert wording.change("aht", -12.4) == "−12 s"
    assert wording.change("complaint_rate", 0.25) == "+0.25 per 1,000"
    assert wording.change("fcr", 0.0) == "0.0 points"
    assert wording.change("fcr", None) == "–"
    assert wording.size("aht", -12.4) == "12 s"
    assert wording.between("fcr", -0.01, 0.02) == "−1.0 to +2.0 points"


def test_each_is_held_against_the_others_of_the_own_group() -> None:
    """One group has a bad month, the other a good one; the many others of the good group are no measure."""
    people, found = [], {}

    def add(group: str, arm: Arm, count: int, beyond: float) -> None:
        for at in range(count):
            who = Unit(f"{group}{arm.value}{at}", group, "voice")
            people.append(Participant(who, arm, forecast=Forecast(0.8, 0.82, n=1000)))
            found[who] = Found(0.82 + beyond + 0.002 * (at % 2 - 0.5), n=1000)

    add("bad", Arm.TRAINED, 6, -0.05 + 0.02)
    add("bad", Arm.COMPARISON, 4, -0.05)
    add("good", Arm.TRAINED, 2, 0.03 + 0.02)
    add("good", Arm.COMPARISON, 20, 0.03)
    add("alone", Arm.TRAINED, 2, 0.2)
    outcome = outcome_of(course(), people, found, {}, TODAY)
    assert outcome.effect == pytest.approx(0.02)
    assert (outcome.trained, outcome.compared) == (8, 24)
    assert outcome.verdict is Verdict.HELPED
    assert {one.counted for one in outcome.people if one.unit.skill == "alone"} == {False}
