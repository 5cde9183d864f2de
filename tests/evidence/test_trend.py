"""Process limits, their rules, and trends: worked series, and what chance alone does."""

from __future__ import annotations

import math
from itertools import combinations
from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.evidence.intervals import Interval
from supervisor.evidence.trend import Assurance, Signal, process_chart, trend

WEEKS = [212, 208, 215, 210, 206, 214, 209, 211, 207, 213, 223, 226, 224]
FALLING = [86.1, 85.4, 85.9, 84.8, 85.2, 84.1, 84.6, 83.9, 84.2, 83.1, 83.8, 82.9, 83.2]
LIMITS = {Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT}


def test_limits_of_a_frozen_baseline_show_what_came_after() -> None:
    found = process_chart(WEEKS, baseline=10)
    assert (found.mean, found.mean_range) == (210.5, 5.0)
    assert (found.low, found.high, found.range_limit) == pytest.approx((197.2, 223.8, 16.34))
    assert [at for at, one in enumerate(found.signals, 1) if one & LIMITS] == [12, 13]
    assert found.few


def test_limits_that_later_points_widen_show_none_outside() -> None:
    found = process_chart(WEEKS)
    assert (found.low, found.high) == pytest.approx((200.4, 227.0), abs=0.05)
    assert not any(one & LIMITS for one in found.signals)
    assert not found.few


STEADY = [0.0, 1.0, 0.0, -1.0] * 3  # mean 0, mean range 1, limits ± 2.66, outer third beyond ± 1.773


def signals(*later: float | None) -> list[set[Signal]]:
    return [set(one) for one in process_chart([*STEADY, *later], baseline=12).signals[12:]]


def test_seven_on_one_side_of_the_mean_are_marked_and_six_are_not() -> None:
    assert signals(*[0.5, 0.4] * 3, 0.5) == [{Signal.RUN_ABOVE}] * 7
    assert signals(*[-0.5, -0.4] * 3, -0.5) == [{Signal.RUN_BELOW}] * 7
    assert signals(*[0.5, 0.4] * 3) == [set()] * 6
    assert signals(*[0.5] * 6, 0.0, 0.5) == [set()] * 8  # on the mean is on no side
    assert signals(*[0.5] * 6, None, 0.5) == [set()] * 8


def test_seven_points_that_rise_or_fall_are_marked_and_six_are_not() -> None:
    up = [-0.9, -0.6, -0.3, 0.1, 0.3, 0.6, 0.9]
    assert signals(*up) == [{Signal.RISING}] * 7
    assert signals(*reversed(up)) == [{Signal.FALLING}] * 7
    assert signals(-1.2, *up[1:6]) == [set()] * 6  # the first is below the last of the baseline
    assert signals(*up[:3], -0.3, *up[3:]) == [set()] * 8


def test_two_of_three_in_the_same_outer_third_are_marked() -> None:
    assert signals(2, 0.1, 2) == [{Signal.NEAR_UPPER}, set(), {Signal.NEAR_UPPER}]
    assert signals(-2, -2.5) == [{Signal.NEAR_LOWER}] * 2
    assert signals(2, 0, 0, 2) == [set()] * 4
    assert signals(2, -2, 0) == [set()] * 3
    assert signals(2, None, 2) == [set()] * 3
    assert signals(1.7, 1.7) == [set()] * 2


def test_a_point_at_its_limit_is_inside() -> None:
    assert signals(2.66) == [set()]
    assert signals(2.67) == [{Signal.ABOVE_LIMIT}]
    assert signals(-2.67) == [{Signal.BELOW_LIMIT}]


def test_a_range_does_not_reach_over_a_gap() -> None:
    found = process_chart([1, None, 5, 6, math.nan])
    assert found.ranges == (None, None, None, 1, None)
    assert found.values == (1, None, 5, 6, None)
    assert (found.mean, found.mean_range, found.known) == (4, 1, 3)


@pytest.mark.parametrize("values", [[], [None], [7.0], [7.0, None, 8.0]])
def test_without_neighbours_there_are_no_limits(values: list[float | None]) -> None:
    found = process_chart(values, at_least=1)
    assert (found.low, found.high, found.range_limit) == (None, None, None)
    assert found.assurance is Assurance.UNKNOWN
    assert len(found.signals) == len(values)


@given(st.floats(0.001, 1000), st.integers(2, 30))
@settings(max_examples=40)
def test_a_series_that_never_moves_has_limits_on_itself_and_no_signals(value: float, weeks: int) -> None:
    for wanted in ({"at_least": value}, {"at_most": value}):
        found = process_chart([value] * weeks, **wanted)
        assert found.low == found.mean == found.high == pytest.approx(value)
        assert not any(found.signals)
        assert found.assurance is Assurance.MEETS


@pytest.mark.parametrize(
    ("wanted", "word"),
    [
        ({"at_least": 190}, Assurance.MEETS),
        ({"at_least": 210}, Assurance.BY_CHANCE),
        ({"at_least": 240}, Assurance.MISSES),
        ({"at_most": 190}, Assurance.MISSES),
        ({"at_most": 240}, Assurance.MEETS),
        ({"at_least": 190, "at_most": 240}, Assurance.MEETS),
        ({"at_least": 190, "at_most": 215}, Assurance.BY_CHANCE),
        ({"at_least": 230, "at_most": 240}, Assurance.MISSES),
        ({}, Assurance.UNKNOWN),
    ],
)
def test_a_target_outside_the_limits_is_met_or_missed_as_long_as_nothing_changes(
    wanted: dict[str, float], word: Assurance
) -> None:
    assert process_chart(WEEKS, baseline=10, **wanted).assurance is word


def test_limits_end_where_the_figure_does() -> None:
    found = process_chart([0.98, 1.0, 0.9, 1.0, 0.97], least=0, most=1)
    assert found.high == 1
    assert found.low is not None


def test_a_steady_series_of_13_weeks_breaks_a_rule_6_times_in_a_hundred() -> None:
    rng, broken = Random(8), 0
    for _ in range(1500):
        broken += any(process_chart([rng.gauss(0, 1) for _ in range(13)]).signals)
    assert broken / 1500 == pytest.approx(0.06, abs=0.015)


def test_a_series_that_falls_is_said_to_fall() -> None:
    found = trend(FALLING)
    assert (found.n, found.s) == (13, -62)
    assert found.p == pytest.approx(0.0002, abs=0.00001)
    assert found.slope == pytest.approx(-0.25)
    assert found.interval == Interval(pytest.approx(-0.325), pytest.approx(-0.178, abs=0.0005))
    assert found.start == pytest.approx(84.2 + 6 * 0.25)


def test_gaps_keep_their_time() -> None:
    gaps = [None if at in (2, 3, 9) else 2.0 * at for at in range(12)]
    found = trend(gaps)
    assert (found.n, found.slope, found.start) == (9, 2.0, 0.0)
    assert trend([math.nan if one is None else one for one in gaps]) == found


@pytest.mark.parametrize("values", [[], [1.0], [1.0, None], [1.0, 2.0]])
def test_two_points_are_no_trend(values: list[float | None]) -> None:
    found = trend(values)
    assert (found.slope, found.interval, found.p) == (None, None, None)


def test_a_series_that_never_moves_does_not_rise() -> None:
    found = trend([5.0] * 8)
    assert (found.s, found.slope, found.interval, found.p) == (0, 0, None, 1)


def test_a_short_series_has_a_slope_without_certainty() -> None:
    found = trend([1.0, 2.0, 4.0])
    assert found.slope == 1.5
    assert found.interval is None


@given(st.lists(st.integers(0, 5), min_size=3, max_size=9))
@settings(max_examples=40)
def test_s_varies_over_all_orders_as_its_formula_says(values: list[int]) -> None:
    """Mann–Kendall with ties, against the pairs one by one and the exact variance under any order."""
    found = trend([float(one) for one in values])
    signs = [(b > a) - (b < a) for a, b in combinations(values, 2)]
    assert found.s == sum(signs)
    slopes = [(values[j] - values[i]) / (j - i) for i, j in combinations(range(len(values)), 2)]
    assert found.slope == pytest.approx(median(slopes))
    if len(set(values)) > 1:
        # Σ over pairs and triples of pairs: the variance of S when all orders are as likely (Kendall 1970).
        n, ties = len(values), [values.count(one) for one in set(values)]
        variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
        z = max(0, abs(found.s) - 1) / math.sqrt(variance)
        assert found.p == pytest.approx(math.erfc(z / math.sqrt(2)))
    else:
        assert found.p == 1
