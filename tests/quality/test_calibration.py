"""Whether raters agree: the numbers of a session from its answers, and what may be made of them."""

from __future__ import annotations

import pytest

from supervisor.evidence.agreement import Acceptance
from supervisor.quality.calibration import Meeting, SharedContact, SharedRating, adjusted, agreement
from tests.quality.making import FORM, answers

RATERS = ("li", "wang", "chen")
CONTACTS = tuple(f"c{at}" for at in range(8))
MEETING = Meeting(tuple(SharedContact(name) for name in CONTACTS), RATERS)
# 8 calls, 3 raters, points of 100: the worked example of alpha .82, ICC .84 and .96, bias −.1, −3.0, +3.0
SCORES = (
    (92, 90, 94),
    (85, 82, 88),
    (78, 75, 83),
    (95, 93, 95),
    (88, 84, 91),
    (70, 66, 77),
    (90, 88, 92),
    (83, 80, 86),
)


def rating(contact: str, rater: str, number: int = 1, **said: str | float) -> SharedRating:
    return SharedRating("s", contact, rater, number, answers(**said))


def points(score: float) -> dict[str, str | float]:
    """Answers that come to so many of 100 points: a graded tone and, below 80, no good order."""
    return {"tone": score - 80.0} if score >= 80 else {"order": "no", "tone": score - 60.0}


def test_scores_of_a_session_come_to_the_worked_numbers() -> None:
    told = [
        rating(contact, rater, 1, **points(score))
        for contact, row in zip(CONTACTS, SCORES, strict=True)
        for rater, score in zip(RATERS, row, strict=True)
    ]
    said = agreement(FORM, MEETING, told)
    assert said.alpha == pytest.approx(0.82, abs=0.005)
    assert said.icc is not None
    assert (said.icc.agreement, said.icc.consistency) == pytest.approx((0.84, 0.96), abs=0.005)
    assert [line.bias for line in said.raters] == pytest.approx([-0.001, -0.030, 0.030], abs=0.0005)
    assert [(line.is_severe, line.is_lenient) for line in said.raters] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert said.acceptance is Acceptance.FINE
    assert said.missing == ()
    assert said.gage is None


def test_agreement_on_an_item_is_told_with_the_contacts_that_divide_them() -> None:
    told = [
        rating(contact, rater, answer="no" if at < (3, 3, 5)[place] else "yes")
        for at, contact in enumerate(CONTACTS)
        for place, rater in enumerate(RATERS)
    ]
    said = agreement(FORM, MEETING, told)
    item = next(one for one in said.items if one.item == "answer")
    assert item.contacts == 8
    assert item.percent == pytest.approx((6 + 2 / 3) / 8)
    assert item.apart == ("c3", "c4")
    assert item.alpha == pytest.approx(1 - (4 / 24) / (2 * 11 * 13 / (24 * 23)))  # 11 no, 13 yes
    assert item.fleiss is not None
    assert item.kappa is None
    same = next(one for one in said.items if one.item == "order")
    assert (same.percent, same.alpha, same.acceptance) == (1.0, None, Acceptance.UNKNOWN)
    assert said.percent == item.percent  # whoever finds the answer wrong does not let it pass
    passed = (5 + 5 + 3) / 24
    assert said.by_chance == pytest.approx(passed**2 + (1 - passed) ** 2)


def test_an_item_on_which_raters_toss_coins_is_to_be_rewritten() -> None:
    told = [
        rating(contact, rater, order="no" if (at + place) % 3 == 0 else "yes")
        for at, contact in enumerate(CONTACTS)
        for place, rater in enumerate(RATERS)
    ]
    assert agreement(FORM, MEETING, told).to_rewrite == ("order",)


def test_two_raters_have_a_kappa_and_one_against_himself_a_second_round() -> None:
    two = Meeting(MEETING.contacts[:4], RATERS[:2])
    told = [rating(contact, "li", 1, answer="no") for contact in CONTACTS[:4]]
    told += [rating(contact, "li", 2, answer="no", tone=10.0) for contact in CONTACTS[:2]]
    told += [
        rating(contact, "wang", 1, answer="no" if contact == "c0" else "yes") for contact in CONTACTS[:3]
    ]
    said = agreement(FORM, two, told)
    li, wang = said.raters
    assert said.kappa is not None
    assert li.items is not None
    assert li.items.n == 8
    assert li.items.agreement == pytest.approx(6 / 8)
    assert li.total is not None
    assert li.total.shift == pytest.approx(-0.1)
    assert wang.items is None
    assert said.missing == (("c3", "wang"),)


def test_a_rating_that_is_not_whole_counts_for_its_items_alone() -> None:
    part = SharedRating("s", "c0", "li", 1, answers()[:2])
    said = agreement(FORM, MEETING, [part, rating("c0", "wang")])
    assert ("c0", "li") in said.missing
    assert next(one for one in said.items if one.item == "answer").contacts == 1
    assert said.alpha is None


def test_severity_is_taken_out_beside_the_raw_value() -> None:
    of = [("li", 0.90), ("wang", 0.80), ("new", 0.70)]
    found = adjusted(of, {"li": 0.02, "wang": -0.04})
    assert found.raw == pytest.approx(0.80)
    assert found.adjusted == pytest.approx((0.88 + 0.84 + 0.70) / 3)
    assert (found.of, found.known) == (3, 2)
    assert adjusted([("new", 0.7)], {"li": 0.02}).adjusted is None
    assert adjusted([], {}).raw is None


def test_one_odd_answer_is_no_reason_to_rewrite_an_item() -> None:
    told = [
        rating(contact, rater, order="no" if (contact, rater) == ("c0", "li") else "yes")
        for contact in CONTACTS
        for rater in RATERS
    ]
    item = next(one for one in agreement(FORM, MEETING, told).items if one.item == "order")
    assert item.alpha is not None
    assert item.alpha < 0.1
    assert item.acceptance is Acceptance.UNKNOWN
