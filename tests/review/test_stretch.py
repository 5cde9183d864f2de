"""KPIs of any days: whose they are on each day, and sums before ratios."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from supervisor.history.period import Period
from supervisor.people.person import Group, GroupKind, Membership, Person
from supervisor.people.roll import Roll
from supervisor.performance.kpi import BY_ID
from supervisor.review.stretch import By, _lines, cut
from tests.review.test_panels import FEBRUARY, MARCH, ROLL, work

MOVED = Roll(
    [Person("p1", "Anna"), Person("p2", "Ben")],
    [Group("red", GroupKind.TEAM, "Red"), Group("blue", GroupKind.TEAM, "Blue")],
    [
        Membership("1", "p1", "red", None, date(2026, 3, 1)),
        Membership("2", "p1", "blue", date(2026, 3, 1), None),
        Membership("3", "p2", "blue", None, None),
    ],
)
DONE = work(
    ("p1", FEBRUARY, "voice", "g1", "", {"n_survey": 10, "n_csat_top2": 9}),
    ("p1", MARCH, "voice", "g1", "", {"n_survey": 190, "n_csat_top2": 171}),
    ("p2", MARCH, "chat", "g2", "", {"n_survey": 180, "n_csat_top2": 150}),
)
MAY = date(2026, 5, 1)


def told(by: By, roll: Roll = ROLL) -> dict[str, tuple[float, float, float]]:
    lines = _lines(BY_ID["csat"], replace(DONE, roll=roll, today=MAY), by)
    return {line.name: (line.numerator, line.denominator, line.value) for line in lines}


def test_months_are_summed_first_and_divided_then() -> None:
    assert told(By.CENTRE) == {"": (330, 380, pytest.approx(0.8684, abs=1e-4))}
    assert told(By.AGENT)["Anna"] == (180, 200, 0.9)
    assert told(By.SKILL)["Tech"] == (150, 180, pytest.approx(0.8333, abs=1e-4))


def test_who_changes_the_team_leaves_the_work_where_it_was_done() -> None:
    assert told(By.TEAM, MOVED) == {"Red": (9, 10, 0.9), "Blue": (321, 370, pytest.approx(321 / 370))}


def test_points_are_summed_over_points_possible_and_no_form_weighs_as_much_as_a_longer_one() -> None:
    judged = work(
        ("p1", MARCH, "voice", "g1", "", {"n_form": 1, "score_sum": 10, "score_max": 20, "score_s2": 100}),
        ("p2", MARCH, "chat", "g2", "", {"n_form": 3, "score_sum": 270, "score_max": 300, "score_s2": 24300}),
    )
    (line,) = _lines(BY_ID["qa_score"], judged, By.CENTRE)
    assert (line.numerator, line.denominator, line.value) == (280, 320, 0.875)


def test_a_stretch_is_cut_where_somebody_changes_the_team() -> None:
    whole = Period(FEBRUARY.first, MARCH.last)
    assert cut(whole, MOVED) == (FEBRUARY, MARCH)
    assert cut(MARCH, MOVED) == (MARCH,), "from its first day on is no change within it"
    assert cut(whole, ROLL) == (whole,)
