from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.history.waits import Ended, Waits, whole

seconds = st.lists(st.integers(0, 5000), max_size=40)


def waits(answered: list[int], abandoned: list[int] = [], left: list[int] = []) -> Waits:  # noqa: B006
    found = Waits()
    for part, of in ((found.answered, answered), (found.abandoned, abandoned), (found.left, left)):
        for second in of:
            part[second] += 1
    return found


@given(seconds, seconds, seconds)
def test_packing_loses_nothing(answered: list[int], abandoned: list[int], left: list[int]) -> None:
    before = waits(answered, abandoned, left)

    after = Waits.unpack(before.pack())

    assert after == before
    assert (after.answered, after.abandoned, after.left) == (before.answered, before.abandoned, before.left)


@given(seconds, seconds)
def test_two_added_are_all_at_once_also_when_packed(one: list[int], other: list[int]) -> None:
    together = waits(one, abandoned=other)
    together.add(waits(other, abandoned=one))

    assert together == waits(one + other, abandoned=one + other)
    assert Waits.total([waits(one, other).pack(), None, waits(other, one).pack()]) == together


@given(seconds, st.integers(0, 5000))
def test_within_a_threshold_counts_each_that_waited_no_longer(of: list[int], threshold_s: int) -> None:
    assert waits(of).within(threshold_s) == sum(second <= threshold_s for second in of)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=40), st.floats(0.01, 1))
def test_a_percentile_is_the_nearest_rank(of: list[int], share: float) -> None:
    rank = max(1, math.ceil(round(share * len(of), 9)))

    assert waits(of).percentile(share) == sorted(of)[rank - 1]


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=40))
def test_the_median_is_the_lower_of_the_middle(of: list[int]) -> None:
    assert waits(of).median() == statistics.median_low(of)
    assert waits(of).longest() == max(of)


def test_of_nothing_there_is_no_median_and_no_longest() -> None:
    nothing = Waits()

    assert (nothing.median(), nothing.longest(), nothing.percentile(0.9)) == (None, None, None)
    assert (nothing.count(), nothing.within(20, Ended.LEFT)) == (0, 0)


@pytest.mark.parametrize(
    ("wait_s", "counts_as"), [(20.0, 20), (20.0004, 20), (20.2, 21), (0.0, 0), (-0.5, 0), (0.1, 1)]
)
def test_a_finer_wait_is_rounded_up_so_that_a_threshold_stays_exact(wait_s: float, counts_as: int) -> None:
    assert whole(wait_s) == counts_as
