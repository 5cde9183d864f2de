"""Days against what is usual of their weekday."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.evidence.daily import FEWEST, day_limits, usual_of

WEEK = [("mon", 100.0), ("tue", 100.0), ("sun", 40.0)]


def test_a_quiet_sunday_is_no_exception_and_a_busy_one_is() -> None:
    weeks = [(kind, value * step) for step in (0.98, 1.02, 0.98, 1.02) for kind, value in WEEK]
    found = day_limits([*weeks, ("sun", 41.0), ("sun", 60.0), ("mon", 60.0)], baseline=len(weeks))
    assert [(one.above, one.below) for one in found[-3:]] == [(False, False), (True, False), (False, True)]
    assert not any(one.above or one.below for one in found[: len(weeks)])


def test_limits_are_those_of_the_ratios_worked_by_hand() -> None:
    # ratios .9 1.1 .9 1.1 … of a mean of 100: each moving range is .2, limits 1 ± 2.66 · .2
    days = [("mon", 90.0 if at % 2 else 110.0) for at in range(12)]
    found = day_limits(days)
    assert (found[0].usual, found[0].low, found[0].high) == pytest.approx((100.0, 46.8, 153.2))


def test_days_that_are_judged_make_no_limits() -> None:
    base = [("mon", 100.0 + at % 2) for at in range(12)]
    assert day_limits([*base, ("mon", 900.0)], baseline=12)[0] == day_limits(base)[0]


def test_without_enough_days_of_a_kind_nothing_is_said() -> None:
    found = day_limits([("mon", 1.0)] * (FEWEST - 1) + [("tue", None)])
    assert all((one.usual, one.low, one.high) == (None, None, None) for one in found)
    assert not any(one.above or one.below for one in found)


def test_a_gap_is_no_nought() -> None:
    assert usual_of([("mon", 10.0), ("mon", None), ("mon", 20.0), ("mon", 30.0)]) == {"mon": 20.0}


@given(
    st.lists(st.floats(1.0, 1000.0), min_size=10, max_size=40),
    st.floats(0.01, 100.0),
)
def test_twice_as_many_contacts_have_limits_twice_as_high(values: list[float], times: float) -> None:
    days = [(at % 2, value) for at, value in enumerate(values)]
    plain, scaled = day_limits(days), day_limits([(kind, value * times) for kind, value in days])
    for one, other in zip(plain, scaled, strict=True):
        assert other.high == (None if one.high is None else pytest.approx(one.high * times))
        assert other.low == (None if one.low is None else pytest.approx(one.low * times))
