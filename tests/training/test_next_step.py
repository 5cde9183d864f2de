"""What is proposed after a course, by what it came to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from supervisor.evidence.effect import Verdict
from supervisor.training.course import Against, Arm, CourseState
from supervisor.training.outcome import CourseOutcome, PersonOutcome
from supervisor.training.wording import next_step
from tests.training.made import COURSE_DAY, course, participant, unit

NOTHING = dict.fromkeys(("raw", "expected", "shared", "effect", "low", "high", "detectable"))


def outcome(verdict: Verdict | None, *, reached: bool | None = None, still_off: int = 0) -> CourseOutcome:
    off = PersonOutcome(
        *(unit("p00"), "Agent 0", "1000", Arm.TRAINED, None, None, None, None, None, 0.0, 0.0, None, None),
        off=True,
        propose=True,
        counted=True,
        participant=participant("p00"),
    )
    return CourseOutcome(
        course(),
        Against.FORECAST,
        COURSE_DAY,
        COURSE_DAY,
        28,
        False,
        verdict,
        trained=5,
        compared=7,
        reached=reached,
        people=(off,) * still_off,
        **NOTHING,
    )


def test_each_verdict_has_a_step_of_its_own() -> None:
    said = {next_step(outcome(verdict)) for verdict in (*Verdict, None)}
    assert len(said) == len(Verdict) + 1
    assert next_step(outcome(Verdict.HELPED, reached=False)) != next_step(
        outcome(Verdict.HELPED, reached=True)
    )


@pytest.mark.parametrize(("count", "said"), [(1, "the 1 who is still off"), (3, "the 3 who are still off")])
def test_whoever_is_still_off_is_talked_with(count: int, said: str) -> None:
    assert said in next_step(outcome(Verdict.HELPED, still_off=count))


def test_too_little_known_says_when_to_look_again_unless_it_was_cancelled() -> None:
    found = outcome(None)
    assert found.course.settled.isoformat() in next_step(found)
    cancelled = replace(found, course=replace(found.course, state=CourseState.CANCELLED))
    assert found.course.settled.isoformat() not in next_step(cancelled)
