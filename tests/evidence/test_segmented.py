"""A weekly series broken at a course, against least squares by hand and series in which nothing happened."""

from __future__ import annotations

import math

import numpy as np
import pytest

from supervisor.evidence.effect import Method, Verdict
from supervisor.evidence.segmented import broken_series


def test_a_jump_and_a_bend_without_noise_are_found_as_they_are() -> None:
    values = [10 + 0.5 * at + (3 + 0.25 * (at - 10) if at >= 10 else 0) for at in range(20)]
    found = broken_series(values, 10, higher_is_better=True)
    assert found.level == pytest.approx(3)
    assert found.slope == pytest.approx(0.25)
    assert found.effect.effect == pytest.approx(3 + 0.25 * 4.5)
    assert found.without[10] == pytest.approx(15)
    assert found.without[9] is None
    assert found.effect.verdict is Verdict.CANNOT_TELL  # nothing scatters: that proves no certainty


NOISY = (1.02 + np.random.default_rng(5).normal(0, 0.02, 26)).tolist()


def test_it_is_least_squares_with_the_larger_of_two_errors() -> None:
    found = broken_series(NOISY, 13, higher_is_better=False)
    at = np.arange(26.0)
    since = at >= 13
    x = np.column_stack([np.ones(26), at, since, np.where(since, at - 13, 0)])
    solved = np.linalg.lstsq(x, np.array(NOISY), rcond=None)[0]
    assert found.level == pytest.approx(solved[2])
    assert found.slope == pytest.approx(solved[3])
    assert found.effect.effect == pytest.approx(solved[2] + 6 * solved[3])
    left, inverse = np.array(NOISY) - x @ solved, np.linalg.inv(x.T @ x)
    weights, middle = np.array([0, 0, 1, 6.0]), np.zeros((4, 4))
    tall = left / (1 - np.diag(x @ inverse @ x.T))
    for i in range(26):
        for j in range(26):
            middle += max(0, 1 - abs(i - j) / 3) * tall[i] * tall[j] * np.outer(x[i], x[j])  # 2 lags
    newey_west = math.sqrt(weights @ inverse @ middle @ inverse @ weights)
    assert found.effect.interval is not None
    half = (found.effect.interval.high - found.effect.interval.low) / 2
    assert half >= 2.073873 * newey_west - 1e-12
    assert half == pytest.approx(2.073873 * max(newey_west, half / 2.073873))
    assert found.effect.expected == pytest.approx((found.effect.raw_change or 0) - found.effect.effect)


def test_what_hits_the_control_too_is_not_the_courses_doing() -> None:
    control = [1 + (0.1 if at >= 13 else 0) + 0.01 * (-1) ** at for at in range(26)]
    values = [noise + (0.1 if at >= 13 else 0) for at, noise in enumerate(NOISY)]
    alone = broken_series(values, 13, higher_is_better=True)
    against = broken_series(values, 13, higher_is_better=True, control=control)
    assert alone.effect.verdict is Verdict.HELPED
    assert against.effect.verdict is Verdict.CANNOT_TELL
    assert against.effect.plain_difference == pytest.approx((alone.effect.raw_change or 0) - 0.1, abs=0.002)


def test_gaps_keep_their_time() -> None:
    values: list[float | None] = [0.5 * at + (2 if at >= 12 else 0) for at in range(24)]
    values[3] = values[12] = None
    values[13] = math.nan
    found = broken_series(values, 12, higher_is_better=True)
    assert (found.level, found.slope) == (pytest.approx(2), pytest.approx(0, abs=1e-12))
    assert (found.effect.trained, found.effect.compared, found.effect.left_out) == (10, 11, 3)
    assert found.fitted[3] is None
    assert found.fitted[4] == pytest.approx(2)


@pytest.mark.parametrize(("weeks", "after"), [(20, 7), (20, 13), (0, 0), (1, 0)])
def test_fewer_than_eight_weeks_on_a_side_cannot_tell(weeks: int, after: int) -> None:
    found = broken_series(NOISY[:weeks], after, higher_is_better=True)
    assert found.effect.method is Method.SERIES
    assert found.effect.verdict is Verdict.CANNOT_TELL
    assert found.effect.effect is found.level is found.slope_interval is None
    assert found.fitted == (None,) * weeks


def test_a_series_in_which_nothing_happens_seldom_shows_an_effect() -> None:
    rng, wrong = np.random.default_rng(6), 0
    for _ in range(100):
        noise = rng.normal(size=21)
        values = [0.0]
        for step in noise:
            values.append(0.3 * values[-1] + float(step))
        wrong += (
            broken_series(values[-16:], 8, higher_is_better=True).effect.verdict is not Verdict.CANNOT_TELL
        )
    assert wrong <= 13
