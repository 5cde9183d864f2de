"""How far chance takes somebody from the target: exact limits against chances added one by one."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.evidence.funnel import Place, curve, dispersion, funnel, limits_at
from supervisor.evidence.unit import Kind


@pytest.mark.parametrize(
    ("n", "low", "far_low"),
    [
        (18, 72.2, 61.1),
        (25, 76.0, 68.0),
        (60, 81.7, 76.7),
        (75, 82.7, 77.3),
        (200, 85.5, 83.0),
        (600, 87.5, 86.0),
    ],
)
def test_limits_of_a_share_around_nine_in_ten(n: int, low: float, far_low: float) -> None:
    found = limits_at(Kind.RATE, 90, n, scale=100)
    assert found is not None
    assert (round(found.low, 1), round(found.far_low, 1)) == (low, far_low)


def test_people_who_differ_anyway_have_wider_limits() -> None:
    wide, normal = (limits_at(Kind.RATE, 0.9, 600, phi=phi) for phi in (1.8, 1.0000001))
    assert wide is not None
    assert normal is not None
    assert (round(100 * wide.low, 1), round(100 * normal.low, 1)) == (86.8, 87.6)


def binomial(k: int, n: int, share: float) -> float:
    return math.comb(n, k) * share**k * (1 - share) ** (n - k)


def poisson(k: int, mean: float) -> float:
    return math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))


@given(st.integers(1, 60), st.floats(0.02, 0.98))
@settings(max_examples=25)
def test_beyond_a_shares_limits_chance_takes_one_in_forty(n: int, share: float) -> None:
    found = limits_at(Kind.RATE, share, n)
    assert found is not None
    chances = [binomial(k, n, share) for k in range(n + 1)]
    for low, high, tail in ((found.low, found.high, 0.025), (found.far_low, found.far_high, 0.001)):
        first, last = round(low * n), round(high * n)
        assert math.fsum(chances[:first]) < tail + 1e-12 <= math.fsum(chances[: first + 1]) + 2e-12
        assert math.fsum(chances[last + 1 :]) < tail + 1e-12 <= math.fsum(chances[last:]) + 2e-12


@given(st.floats(0.05, 80))
@settings(max_examples=25)
def test_beyond_a_counts_limits_chance_takes_one_in_forty(mean: float) -> None:
    found = limits_at(Kind.COUNT, mean, 1000, scale=1000)
    assert found is not None
    chances = [poisson(k, mean) for k in range(300)]
    for low, high, tail in ((found.low, found.high, 0.025), (found.far_low, found.far_high, 0.001)):
        first, last = round(low), round(high)
        assert math.fsum(chances[:first]) < tail + 1e-12 <= math.fsum(chances[: first + 1]) + 2e-12
        assert math.fsum(chances[last + 1 :]) < tail + 1e-12 <= math.fsum(chances[last:]) + 2e-12


def test_a_times_limits_are_normal() -> None:
    found = limits_at(Kind.TIME, 210, 400, sd=190)
    assert found is not None
    assert found.high - 210 == pytest.approx(1.959964 * 9.5)
    assert 210 - found.far_low == pytest.approx(3.090232 * 9.5)
    assert limits_at(Kind.TIME, 210, 400) is None
    few = limits_at(Kind.TIME, 10, 1, sd=190)
    assert few is not None
    assert few.low == 0  # no time is negative


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_around_never_and_always_there_is_no_funnel(target: float) -> None:
    assert limits_at(Kind.RATE, target, 50) is None
    assert limits_at(Kind.COUNT, 0.0, 50) is None
    assert limits_at(Kind.RATE, 0.9, 0.5) is None
    found = funnel(Kind.RATE, target, [(20, 25)])
    assert found.dots[0].place is Place.UNKNOWN
    assert found.curve == ()


@given(st.integers(2, 400), st.floats(0.05, 0.95), st.booleans())
@settings(max_examples=30)
def test_the_curve_parts_the_last_value_inside_from_the_first_outside(
    n: int, share: float, rate: bool
) -> None:
    kind = Kind.RATE if rate else Kind.COUNT
    exact = limits_at(kind, share, n)
    drawn = next(one for one in curve(kind, share, [n]) if one.n == n)
    assert exact is not None
    for at, line, step in (
        (exact.low, drawn.low, -1),
        (exact.high, drawn.high, 1),
        (exact.far_low, drawn.far_low, -1),
        (exact.far_high, drawn.far_high, 1),
    ):
        inside, outside = sorted((at, at + step / n))
        assert inside - 1e-9 <= line <= outside + 1e-9


def test_a_curve_goes_from_the_fewest_contacts_to_the_most_and_narrows() -> None:
    found = curve(Kind.RATE, 0.9, [18, 0, 600, 75], points=40)
    assert (found[0].n, found[-1].n) == (18, 600)
    assert [one.n for one in found] == sorted({one.n for one in found})
    widths = [one.high - one.low for one in found]
    assert all(b < a + 0.01 for a, b in pairwise(widths))
    assert curve(Kind.RATE, 0.9, []) == ()


def test_each_stands_where_their_own_count_puts_them() -> None:
    counts = [(9, 14), (13, 18), (12, 18), (440, 600), (600, 600), (75, 75), (0, 0)]
    found = funnel(Kind.RATE, 90, counts, scale=100)
    assert [one.place for one in found.dots] == [
        Place.BELOW,
        Place.INSIDE,  # at the limit
        Place.BELOW,
        Place.FAR_BELOW,
        Place.FAR_ABOVE,
        Place.FAR_ABOVE,
        Place.UNKNOWN,
    ]
    assert found.dots[0].value == pytest.approx(100 * 9 / 14)
    assert found.dots[-1].value is None


def test_dispersion_is_the_mean_of_squared_scores_with_the_outermost_drawn_in() -> None:
    scores = [-9, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, 9]
    counts = [(400 * (0.5 + z * 0.025), 400.0) for z in scores]
    drawn_in = [max(-2.0, min(2.0, z)) for z in scores]
    expected = sum(z * z for z in drawn_in) / 10
    assert dispersion(Kind.RATE, 0.5, counts) == pytest.approx(expected)
    assert dispersion(Kind.RATE, 0.5, [(200, 400)] * 20) == 1  # never narrower than chance
    assert dispersion(Kind.RATE, 0.5, [(380, 400)]) == 1
    wide = funnel(Kind.RATE, 0.5, counts, over_dispersed=True)
    assert wide.dispersion == pytest.approx(expected)
    assert [one.place for one in wide.dots].count(Place.INSIDE) == 8
