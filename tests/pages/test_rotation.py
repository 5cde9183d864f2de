"""Pages that turn by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from supervisor.pages.rotation import Turn, go, hold, left_s, let_go, step

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_a_page_stays_for_its_seconds_and_then_the_next_comes() -> None:
    turn, seconds = Turn(0, NOON), [20.0, 10.0]

    assert step(turn, seconds, 1, at(19.9)) == turn
    turn = step(turn, seconds, 1, at(20))
    assert (turn.place, turn.since) == (1, at(20))
    assert step(turn, seconds, 1, at(29.9)) == turn
    assert step(turn, seconds, 1, at(30)).place == 0


def test_each_of_a_pages_own_pages_has_its_seconds() -> None:
    turn, seconds = Turn(0, NOON), [20.0, 10.0]

    turn = step(turn, seconds, 2, at(20))
    assert (turn.place, turn.sub) == (0, 1)
    turn = step(turn, seconds, 2, at(40))
    assert (turn.place, turn.sub) == (1, 0)


def test_a_single_page_stays() -> None:
    turn = Turn(0, NOON)

    assert step(turn, [20.0], 1, at(10_000)) is turn


def test_who_was_away_finds_the_next_page_with_all_of_its_time() -> None:
    turn = step(Turn(0, NOON), [20.0, 10.0, 10.0], 1, at(100_000))

    assert (turn.place, left_s(turn, [20.0, 10.0, 10.0], at(100_000))) == (1, 10.0)


def test_a_held_page_stays_until_it_is_let_go_and_then_has_its_whole_time() -> None:
    seconds = [20.0, 10.0]
    turn = hold(Turn(0, NOON), at(5))

    assert step(turn, seconds, 1, at(500)) == turn
    assert left_s(turn, seconds, at(500)) is None
    turn = let_go(turn, at(500))
    assert step(turn, seconds, 1, at(519)).place == 0
    assert step(turn, seconds, 1, at(520)).place == 1


def test_a_page_that_was_taken_away_gives_place_to_the_last() -> None:
    assert step(Turn(4, NOON), [20.0, 10.0], 1, at(1)).place == 1
    assert step(Turn(0, NOON, 3), [20.0, 10.0], 2, at(1)).sub == 0


def test_by_key_pages_go_round_both_ways() -> None:
    subs = [2, 1]
    turn = go(Turn(0, NOON), -1, subs, at(1))
    assert (turn.place, turn.sub) == (1, 0)
    assert (go(turn, 1, subs, at(2)).place, go(turn, -1, subs, at(2)).sub) == (0, 1)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.integers(0, 5), st.integers(-30, 30))
def test_as_many_steps_back_lead_to_where_one_was(subs: list[int], place: int, by: int) -> None:
    start = Turn(min(place, len(subs) - 1), NOON)

    there = go(start, by, subs, at(1))

    assert go(there, -by, subs, NOON) == start
