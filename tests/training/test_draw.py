"""Who goes first, by lot."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.training.draw import draw, is_offered

PEOPLE = [f"p{at:02}" for at in range(12)]


def test_the_same_seed_draws_the_same_whatever_the_order_in_which_people_are_named() -> None:
    one, other = draw(PEOPLE, 5, 7), draw(PEOPLE[::-1], 5, 7)
    assert set(one.trained) == set(other.trained)
    assert one.trained == tuple(name for name in PEOPLE if name in one.trained)
    assert draw(PEOPLE, 5, 8).trained != one.trained


def test_each_cell_gets_its_share_of_the_seats() -> None:
    cells = {name: "a" if at < 8 else "b" for at, name in enumerate(PEOPLE)}
    for seed in range(10):
        given_to = Counter(cells[name] for name in draw(PEOPLE, 6, seed, cells=cells).trained)
        assert given_to == {"a": 4, "b": 2}


def test_everybody_is_as_likely_to_go_first() -> None:
    first = Counter(name for seed in range(600) for name in draw(PEOPLE, 4, seed).trained)
    assert all(150 < first[name] < 250 for name in PEOPLE)  # 200 expected, so within 4.3 standard errors


@settings(max_examples=30)
@given(
    cells=st.lists(st.sampled_from("abc"), min_size=1, max_size=20),
    seats=st.integers(0, 25),
    seed=st.integers(0, 99),
)
def test_all_seats_are_given_and_nobody_is_lost(cells: list[str], seats: int, seed: int) -> None:
    people = list(range(len(cells)))
    found = draw(people, seats, seed, cells=dict(enumerate(cells)))
    assert len(found.trained) == min(seats, len(people))
    assert sorted((*found.trained, *found.waiting)) == people


def test_a_lot_is_offered_when_at_least_two_would_wait() -> None:
    assert [is_offered(10, seats) for seats in (None, 0, 8, 9, 10)] == [False, False, True, False, False]
