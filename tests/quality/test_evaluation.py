"""What answers come to, and what keeps an evaluation from being final."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.quality.evaluation import ItemAnswer, Judgement, Said, problems, score
from tests.quality.making import FORM, answers


def test_points_that_do_not_apply_leave_the_denominator() -> None:
    reached = score(FORM, answers(order="na", tone=12.0))
    assert (reached.given, reached.possible) == (72.0, 80.0)
    assert reached.share == pytest.approx(0.9)
    assert reached.passed
    assert reached.opportunities == 3
    assert reached.errors == frozenset()
    assert reached.lost == {"tone": 8.0}


def test_a_fatal_error_makes_the_form_worth_nothing_and_its_other_errors_count() -> None:
    reached = score(FORM, answers(secret="no", answer="no", tone=11.0))
    assert reached.counts == {
        "n_form": 1,
        "n_fatal_form": 1,
        "n_critical_err": 1,
        "n_noncritical_err": 1,
        "n_item_opportunity": 4,
        "score_sum": 0.0,
        "score_max": 100.0,
        "score_s2": 0.0,
    }
    assert reached.passed is False
    assert reached.errors == {"secret", "answer", "tone"}
    assert reached.lost == {"answer": 60.0, "tone": 9.0}


def test_a_score_exactly_at_the_pass_share_passes() -> None:
    assert score(FORM, answers(tone=5.0)).passed
    assert not score(FORM, answers(tone=4.9)).passed


def test_where_nothing_with_points_applies_there_is_no_score() -> None:
    reached = score(FORM, (ItemAnswer("secret", Said.YES),))
    assert reached.share is None
    assert reached.passed is None
    assert reached.missing == ("answer", "order", "tone")


@settings(max_examples=40)
@given(
    st.sampled_from(["yes", "no"]),
    st.sampled_from(["yes", "no"]),
    st.sampled_from(["yes", "no", "na"]),
    st.floats(0, 20),
)
def test_nothing_is_reached_beyond_what_is_possible(
    secret: str, answer: str, order: str, tone: float
) -> None:
    reached = score(FORM, answers(secret=secret, answer=answer, order=order, tone=tone))
    assert 0 <= reached.given <= reached.possible <= 100
    assert reached.fatal == (secret == "no")
    if not reached.fatal:
        assert reached.given + sum(reached.lost.values()) == pytest.approx(reached.possible)
    assert reached.critical + reached.noncritical + reached.fatal <= reached.opportunities


def test_answers_that_cannot_be_are_said_one_by_one() -> None:
    wrong = (
        ItemAnswer("secret", Said.NOT_APPLICABLE),
        ItemAnswer("answer", points=3),
        ItemAnswer("tone", points=21),
    )
    assert problems(FORM, Judgement(wrong)) == (
        "“Kept secrets” always applies.",
        "“Right answer” is answered with yes or no.",
        "“Tone” takes points from 0 to 20.",
        "Not answered yet: Order in order.",
    )
    assert problems(FORM, Judgement(answers())) == ()
