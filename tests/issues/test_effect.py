"""The rate ratio of contacts about a problem, its range and its verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.issues.effect import DayCount, EffectVerdict, Reached, effect

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def spread_out(first: date, days: int, total: int, others: int | None = None) -> list[DayCount]:
    """*total* contacts as evenly as whole numbers can be on *days* days."""
    return [
        DayCount(
            first + timedelta(days=at),
            total * (at + 1) // days - total * at // days,
            None if others is None else others / days,
        )
        for at in range(days)
    ]


def test_the_ratio_and_its_range_are_those_of_the_formula() -> None:
    # (30/20) / (60/20) = 0.5; ln range ± 1.96 · sqrt(1/30 + 1/60) = ± 0.43827
    found = effect(spread_out(MARCH, 20, 60), spread_out(APRIL, 20, 30))
    assert found.ratio == pytest.approx(0.5)
    assert found.low == pytest.approx(0.32257, abs=1e-4)
    assert found.high == pytest.approx(0.77503, abs=1e-4)
    assert found.verdict is EffectVerdict.FELL
    assert (found.before.count, found.before.days, found.after.count, found.after.days) == (60, 20, 30, 20)
    assert found.expected == pytest.approx(60)


def test_a_quiet_month_is_not_taken_for_success() -> None:
    before, after = spread_out(MARCH, 20, 200, 20_000), spread_out(APRIL, 20, 100, 10_000)
    found = effect(before, after)
    assert found.plain == pytest.approx(0.5)
    assert found.others_ratio == pytest.approx(0.5)
    assert found.ratio == pytest.approx(1.0)
    assert found.verdict is EffectVerdict.NO_CHANGE
    reach = 1.959964 * math.sqrt(1 / 100 + 1 / 200 + 1 / 10_000 + 1 / 20_000)
    assert found.high == pytest.approx(math.exp(reach), rel=1e-4)


def test_more_contacts_than_chance_makes_is_a_rise() -> None:
    assert effect(spread_out(MARCH, 20, 40), spread_out(APRIL, 20, 90)).verdict is EffectVerdict.ROSE


def test_fewer_than_ten_expected_in_the_window_are_too_few_to_say() -> None:
    found = effect(spread_out(MARCH, 20, 9), spread_out(APRIL, 20, 0), target=0.5)
    assert found.verdict is EffectVerdict.TOO_FEW
    assert found.reached is Reached.UNKNOWN
    assert effect(spread_out(MARCH, 20, 10), spread_out(APRIL, 20, 0)).verdict is EffectVerdict.FELL


def test_none_at_all_in_the_window_counts_as_half_a_contact_on_both_sides() -> None:
    found = effect(spread_out(MARCH, 20, 40), spread_out(APRIL, 20, 0))
    assert found.ratio == pytest.approx(0.5 / 40.5)
    assert found.high == pytest.approx(0.5 / 40.5 * math.exp(1.959964 * math.sqrt(2 + 1 / 40.5)), rel=1e-4)


def test_a_baseline_without_contacts_says_nothing() -> None:
    found = effect(spread_out(MARCH, 20, 0), spread_out(APRIL, 20, 30))
    assert (found.ratio, found.verdict) == (None, EffectVerdict.TOO_FEW)


def test_no_days_say_nothing() -> None:
    found = effect([], [], target=0.5)
    assert (found.ratio, found.verdict, found.reached) == (None, EffectVerdict.TOO_FEW, Reached.UNKNOWN)


def test_a_fall_that_is_certain_may_still_miss_the_target() -> None:
    before, after = spread_out(MARCH, 20, 2000), spread_out(APRIL, 20, 1400)
    assert effect(before, after, target=0.5).verdict is EffectVerdict.FELL
    assert effect(before, after, target=0.5).reached is Reached.NO
    assert effect(before, after, target=0.9).reached is Reached.YES
    assert effect(before, after, target=0.7).reached is Reached.OPEN
    assert effect(before, after).reached is None


def test_a_day_that_nobody_told_is_left_out_and_not_taken_for_none() -> None:
    after = spread_out(APRIL, 20, 30)
    gap = [DayCount(one.day, None) if one.day.day > 10 else one for one in after]
    found = effect(spread_out(MARCH, 20, 60), gap)
    assert found.after.days == 10
    assert found.ratio == pytest.approx(0.5)


def test_the_wave_at_the_start_of_a_month_is_held_against_the_same_days() -> None:
    def month(first: date, days: Iterable[int], of: int) -> list[DayCount]:
        return [DayCount(first.replace(day=at), of * (10 if at <= 5 else 1)) for at in days]

    # the window has the wave twice as thick as the baseline has: days 1 to 10 against 1 to 28
    found = effect(month(MARCH, range(1, 29), 4), month(APRIL, range(1, 11), 4))
    assert found.matched
    assert found.left_out == 18
    assert found.ratio == pytest.approx(1.0)


def test_a_day_of_the_month_that_the_baseline_has_thrice_weighs_no_more_than_in_the_window() -> None:
    before = [
        DayCount(first.replace(day=at), 40 if at <= 5 else 4)
        for first in (date(2026, 1, 1), date(2026, 2, 1), MARCH)
        for at in range(1 if first == MARCH else 6, 21)
    ]
    after = [DayCount(APRIL.replace(day=at), 20 if at <= 5 else 2) for at in range(1, 21)]
    assert effect(before, after).ratio == pytest.approx(0.5)


def test_a_baseline_that_shares_few_days_of_the_month_is_compared_as_it_is_and_says_so() -> None:
    before = [DayCount(MARCH.replace(day=at), 6) for at in range(1, 8)]
    after = [DayCount(APRIL.replace(day=at), 3) for at in range(5, 29)]
    found = effect(before, after)
    assert not found.matched
    assert found.left_out == 0
    assert found.ratio == pytest.approx(0.5)


def test_days_that_scatter_more_than_chance_widen_the_range() -> None:
    chance = Random(4)
    calm = [DayCount(MARCH + timedelta(days=at), 20 + chance.choice((-4, 0, 4))) for at in range(61)]
    wild = [DayCount(one.day, chance.choice((2, 38))) for one in calm]
    of_calm, of_wild = effect(calm[:31], calm[31:]), effect(wild[:31], wild[31:])
    assert of_calm.spread == pytest.approx(1.0)
    assert of_wild.spread is not None
    assert of_wild.spread > 8
    assert of_wild.high / of_wild.low > of_calm.high / of_calm.low  # type: ignore[operator]


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 40), min_size=20, max_size=40),
    st.lists(st.integers(0, 40), min_size=20, max_size=28),
)
def test_the_range_holds_the_ratio_and_turning_time_round_turns_the_ratio_round(
    before: list[int], after: list[int]
) -> None:
    old = [DayCount(MARCH + timedelta(days=at), count) for at, count in enumerate(before)]
    new = [DayCount(MAY + timedelta(days=at), count) for at, count in enumerate(after)]
    there, back = effect(old, new), effect(new, old)
    if there.ratio is not None and back.ratio is not None:
        assert there.low is not None
        assert there.high is not None
        assert there.low <= there.ratio <= there.high
        if there.after.count and there.matched == back.matched:
            assert there.ratio * back.ratio == pytest.approx(1.0)


# -- how often the range holds the truth -------------------------------------------------------------------


def _drawn(chance: Random, mean: float) -> int:
    """A count by Poisson's law (Knuth's way: the means are small)."""
    edge, found, product = math.exp(-mean), 0, chance.random()
    while product > edge:
        found, product = found + 1, product * chance.random()
    return found


def _year(chance: Random, *, rate: float, luck: float, ratio: float) -> tuple[list[DayCount], list[DayCount]]:
    """Thirteen weeks, and four after a gap, of working days with a wave at the start of each month; each day
    has its own luck, spread by *luck* of its mean, and a quieter month since."""
    first = date(2026, 1, 5) + timedelta(days=chance.randrange(60))
    sides: tuple[list[DayCount], list[DayCount]] = ([], [])
    for at in (*range(91), *range(101, 129)):
        day = first + timedelta(days=at)
        if day.weekday() >= 5:
            continue
        after = at > 91
        busy = (0.8 if after else 1.0) * (1.2, 1.05, 1.0, 0.95, 0.9)[day.weekday()]
        own = chance.gammavariate(1 / luck**2, luck**2) if luck else 1.0
        wave = 2.5 if day.day <= 5 else 1.0
        about = _drawn(chance, rate * busy * own * wave * (ratio if after else 1.0))
        sides[after].append(DayCount(day, about, 800 * busy + chance.gauss(0, 28)))
    return sides


def _held(*, rate: float, luck: float, ratio: float, rounds: int = 150) -> tuple[float, float]:
    """How often the range holds the truth, and how often it would were it not widened."""
    chance, held, bare = Random(7), 0, 0
    for _round in range(rounds):
        found = effect(*_year(chance, rate=rate, luck=luck, ratio=ratio))
        assert found.ratio
        assert found.low
        assert found.high
        assert found.spread
        held += found.low <= ratio <= found.high
        reach = math.log(found.high / found.ratio) / math.sqrt(found.spread)
        bare += abs(math.log(found.ratio / ratio)) <= reach
    return held / rounds, bare / rounds


@pytest.mark.parametrize(
    ("rate", "luck", "ratio", "least"),
    [(6.0, 0.0, 1.0, 0.92), (6.0, 0.5, 1.0, 0.88), (15.0, 0.4, 0.6, 0.89)],
)
def test_about_95_of_100_ranges_hold_the_truth_also_where_days_have_luck_of_their_own(
    rate: float, luck: float, ratio: float, least: float
) -> None:
    held, bare = _held(rate=rate, luck=luck, ratio=ratio)
    assert held >= least
    if luck:
        assert bare < 0.85  # what the formula alone would have promised as 0.95


def test_half_as_many_contacts_are_seen_nearly_always() -> None:
    chance = Random(3)
    found = [effect(*_year(chance, rate=6, luck=0.3, ratio=0.5)).verdict for _round in range(40)]
    assert found.count(EffectVerdict.FELL) >= 38
