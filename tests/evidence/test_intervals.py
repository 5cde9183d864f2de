"""How sure a raw value is, against printed tables, exact sums of chances and simulation-free identities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.evidence.intervals import Interval, interval, intervals, needed, wilson
from supervisor.evidence.unit import Kind


@pytest.mark.parametrize(
    ("n", "low", "high"), [(6, 50, 99), (18, 69, 97), (25, 73, 97), (75, 81, 95), (300, 86, 93)]
)
def test_wilsons_interval_around_nine_in_ten(n: int, low: int, high: int) -> None:
    found = wilson(0.9 * n, n)
    assert found is not None
    assert (100 * found.low, 100 * found.high) == (
        pytest.approx(low, abs=0.51),
        pytest.approx(high, abs=0.51),
    )


def test_wilsons_interval_is_where_the_score_test_changes_its_mind() -> None:
    found = wilson(64, 75)
    assert found is not None
    for end in (found.low, found.high):
        assert abs(64 / 75 - end) / math.sqrt(end * (1 - end) / 75) == pytest.approx(1.959964, abs=1e-5)


@pytest.mark.parametrize(("half_width", "n"), [(0.05, 139), (0.03, 385)])
def test_so_many_answers_tell_nine_in_ten_to_so_many_points(half_width: float, n: int) -> None:
    assert needed(0.9, half_width) == n


def test_nothing_needs_asking_where_no_number_would_do() -> None:
    assert needed(0.9, 0) is None
    assert needed(1.2, 0.05) is None
    assert needed(1.0, 0.05) == 1


@pytest.mark.parametrize("x", [0, 1, 4, 9, 60])
def test_a_counts_interval_leaves_a_fortieth_on_either_side(x: int) -> None:
    found = interval(Kind.COUNT, x, 1200, scale=1000)
    assert found is not None

    def at_most(count: int, mean: float) -> float:
        return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))

    assert at_most(x, found.high * 1.2) == pytest.approx(0.025)
    if x == 0:
        assert found.low == 0
    else:
        assert 1 - at_most(x - 1, found.low * 1.2) == pytest.approx(0.025)


def test_a_means_interval_comes_from_its_squares() -> None:
    answers = [5.0, 4, 5, 3, 5, 5, 2, 4, 5, 4]
    found = interval(Kind.MEAN, sum(answers), 10, x2=sum(one * one for one in answers))
    half = 2.262157 * np.std(answers, ddof=1) / math.sqrt(10)
    assert found == Interval(pytest.approx(4.2 - half, abs=1e-6), pytest.approx(4.2 + half, abs=1e-6))


def test_promoters_less_detractors_scatter_by_both() -> None:
    """55 promoters and 15 detractors of 100: x is their difference, x² their sum."""
    found = interval(Kind.MEAN, 55 - 15, 100, x2=55 + 15, scale=100)
    assert found is not None
    error = math.sqrt((0.55 + 0.15 - 0.4**2) / 99)
    assert found.high - found.low == pytest.approx(100 * 2 * 1.984217 * error, rel=1e-6)


def test_a_times_interval_is_even_in_logarithms() -> None:
    times = np.array([100.0, 150, 240, 420, 90, 310])
    found = interval(Kind.TIME, times.sum(), 6, x2=(times**2).sum())
    assert found is not None
    mean = times.mean()
    assert math.sqrt(found.low * found.high) == pytest.approx(mean)
    half = 2.570582 * times.std(ddof=1) / mean / math.sqrt(6)
    assert math.log(found.high / mean) == pytest.approx(half, rel=1e-6)


def test_a_share_of_time_scatters_from_day_to_day() -> None:
    found = interval(Kind.DAILY, 80.0, 100.0, day_variance=0.0025, days=16, scale=100)
    assert found == Interval(pytest.approx(80 - 2.13145 * 1.25), pytest.approx(80 + 2.13145 * 1.25))


NOTHING = [
    (Kind.RATE, {"x": 0, "n": 0}),
    (Kind.RATE, {"x": 5, "n": 4}),
    (Kind.RATE, {"x": math.nan, "n": 4}),
    (Kind.COUNT, {"x": -1, "n": 4}),
    (Kind.COUNT, {"x": 0, "n": 0}),
    (Kind.COUNT, {"x": math.nan, "n": 9}),
    (Kind.MEAN, {"x": 5, "n": 1, "x2": 25}),
    (Kind.MEAN, {"x": 15, "n": 3}),  # its squares were never told
    (Kind.MEAN, {"x": 15, "n": 3, "x2": 75}),  # three times 5: that proves no certainty
    (Kind.MEAN, {"x": 0.3, "n": 3, "x2": 0.1 * 0.1 * 3}),
    (Kind.TIME, {"x": 0, "n": 3, "x2": 0}),
    (Kind.TIME, {"x": 200, "n": 1, "x2": 40000}),
    (Kind.DAILY, {"x": 8, "n": 10, "day_variance": 0.1, "days": 1}),
    (Kind.DAILY, {"x": 8, "n": 10, "day_variance": 0.0, "days": 5}),
    (Kind.DAILY, {"x": 8, "n": 10}),
]


@pytest.mark.parametrize(("kind", "sums"), NOTHING)
def test_where_nothing_can_be_said_there_is_no_interval(kind: Kind, sums: dict[str, float]) -> None:
    x, n = sums.pop("x"), sums.pop("n")
    assert interval(kind, x, n, **sums) is None
    low, high = intervals(kind, [x], [n], **{name: [value] for name, value in sums.items()})
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@pytest.mark.parametrize("kind", list(Kind))
def test_arrays_say_the_same_as_single_values(kind: Kind) -> None:
    x, n = np.array([[3.0, 0.0], [9.0, 12.0]]), np.array([[9.0, 0.0], [9.0, 20.0]])
    more = {"x2": x * x / np.maximum(n, 1) + 4, "day_variance": x / 400, "days": n / 2}
    low, high = intervals(kind, x, n, scale=100, **more)
    for at in np.ndindex(x.shape):
        sums = {name: float(value[at]) for name, value in more.items()}
        found = interval(kind, float(x[at]), float(n[at]), scale=100, **sums)
        expected = (math.nan, math.nan) if found is None else (found.low, found.high)
        assert (low[at], high[at]) == pytest.approx(expected, nan_ok=True)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(max_examples=40)
def test_a_share_is_in_its_own_interval_and_that_within_0_and_1(counts: tuple[int, int]) -> None:
    x, n = counts
    found = wilson(x, n)
    assert found is not None
    assert 0 <= found.low <= x / n <= found.high <= 1
    assert found.low < found.high
