"""One person's file: which weeks, whose limits, and that the figures are those of everybody's panels."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from supervisor.evidence.unit import Unit
from supervisor.performance.kpi import BY_ID
from supervisor.review.panels import panel_of
from supervisor.review.person import baseline_of, bounds, weeks_until
from supervisor.review.person_asking import _around, _stretches
from tests.review.test_panels import FEBRUARY, MARCH, work


def test_weeks_are_whole_ones_that_end_on_a_sunday() -> None:
    weeks = weeks_until(date(2026, 10, 31), 13)  # a Saturday
    assert len(weeks) == 13
    assert weeks[-1].last == date(2026, 10, 25)
    assert all(week.first.weekday() == 0 and len(week.days) == 7 for week in weeks)
    assert weeks_until(date(2026, 10, 25), 1)[0].last == date(2026, 10, 25)


def test_what_is_judged_does_not_widen_its_own_limits() -> None:
    weeks = weeks_until(date(2026, 10, 31), 13)
    assert weeks[baseline_of(weeks, date(2026, 10, 1)) - 1].last < date(2026, 10, 1)
    assert baseline_of(weeks, date(2026, 8, 1)) == 8, "fewer weeks make no limits"
    assert baseline_of(weeks[:5], date(2026, 8, 1)) == 5


def test_who_handles_two_chats_at_once_may_be_busy_for_more_than_all_of_the_time() -> None:
    assert bounds(BY_ID["utilisation"], [0.9, None]) == (0.0, 1.0)
    assert bounds(BY_ID["utilisation"], [0.9, 2.1]) == (0.0, None)
    assert bounds(BY_ID["aht"], [300.0]) == (0.0, None)


MATES = work(
    ("p1", FEBRUARY, "voice", "g1", "", {"n_answered": 80}),
    ("p1", MARCH, "voice", "g1", "", {"n_answered": 100}),
    ("p1", MARCH, "voice", "", "", {"signed_s": 900.0, "ready_s": 300.0, "handle_s": 400.0}),
    ("p2", FEBRUARY, "chat", "g2", "", {"n_answered": 50}),
    ("p2", MARCH, "chat", "g2", "", {"n_answered": 50}),
    ("p2", MARCH, "chat", "g2", "", {"n_complaint": 1}),
)
ONE = Unit("p1", "g1", "voice")


@pytest.mark.parametrize("kpi", ["complaint_rate", "utilisation", "aht"])
def test_looking_at_those_at_the_same_work_alone_changes_no_figure(kpi: str) -> None:
    all_of_them, alone = panel_of(MATES, BY_ID[kpi]), panel_of(_around(MATES, ONE), BY_ID[kpi])
    own = all_of_them.value()[all_of_them.units.index(ONE)]
    np.testing.assert_array_equal(alone.value()[alone.units.index(ONE)], own)


def test_nobody_complained_is_no_gap_where_complaints_were_told() -> None:
    around = _around(MATES, ONE)
    before, told = _stretches(panel_of(around, BY_ID["complaint_rate"]), around, BY_ID["complaint_rate"], ONE)
    assert before.value is None
    assert told.value == 0.0
    assert told.mates == 1
    assert told.cell_low is None, "the middle half of one person would be that person"
