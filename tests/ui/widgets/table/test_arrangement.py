"""What is shown, and in which order: filters, order and groups, without a screen."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.table.arrangement import Arrangement, Sorting, runs

from .agents import Agent, columns, some


def arrangement(agents: list[Agent] | None = None) -> Arrangement[Agent]:
    made = Arrangement(columns(), lambda a: a.login, ())
    made.show(some() if agents is None else agents)
    made.adopt(made.arrange())
    return made


def logins(of: Arrangement[Agent]) -> list[str]:
    return [str(line.key) for line in of.lines]


def test_unknown_comes_last_either_way() -> None:
    shown = arrangement()
    for descending, expected in ((False, ["1", "4", "3", "2"]), (True, ["3", "4", "1", "2"])):
        shown.sort_by([Sorting("rate", descending)])
        shown.adopt(shown.arrange(sort=True))
        assert logins(shown) == expected


def test_equal_rows_stay_as_they_stood() -> None:
    shown = arrangement()
    shown.sort_by([Sorting("contacts", True)])
    shown.adopt(shown.arrange(sort=True))
    assert logins(shown) == ["1", "3", "4", "2"]


def test_a_changed_value_moves_no_row_until_asked() -> None:
    shown = arrangement()
    shown.sort_by([Sorting("contacts", True)])
    shown.adopt(shown.arrange(sort=True))
    assert shown.change([replace(some()[1], contacts=99)]) == ["2"]
    assert shown.stale
    assert [str(line.key) for line in shown.arrange()] == ["1", "3", "4", "2"]
    assert [str(line.key) for line in shown.arrange(sort=True)] == ["2", "1", "3", "4"]
    assert not shown.stale


def test_a_new_row_finds_its_place_at_once() -> None:
    shown = arrangement()
    shown.sort_by([Sorting("contacts", True)])
    shown.adopt(shown.arrange(sort=True))
    shown.change([Agent("5", "Eve", contacts=6)])
    assert [str(line.key) for line in shown.arrange()] == ["1", "5", "3", "4", "2"]


def test_an_equal_row_changes_nothing() -> None:
    shown = arrangement()
    assert shown.change(some()) == []
    assert not shown.dirty


def test_who_left_and_came_back_stands_once() -> None:
    shown = arrangement()
    shown.change([], ["2"])
    shown.change([some()[1]])
    shown.adopt(shown.arrange())
    assert sorted(logins(shown)) == ["1", "2", "3", "4"]


def test_every_word_of_the_search_must_stand_in_the_row() -> None:
    shown = arrangement()
    shown.find("a ANNA")
    assert [str(line.key) for line in shown.arrange()] == ["1"]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 5)), st.booleans())),
    st.booleans(),
)
def test_however_rows_come_the_order_asked_for_is_that_of_all_at_once(
    steps: list[tuple[int, int | None, bool]], descending: bool
) -> None:
    live = arrangement([])
    live.sort_by([Sorting("rate", descending), Sorting("contacts", False)])
    live.adopt(live.arrange(sort=True))
    rows: dict[str, Agent] = {}
    for number, value, gone in steps:
        login = str(number)
        if gone:
            rows.pop(login, None)
            live.change([], [login])
        else:
            rate = None if value is None else value / 5
            rows[login] = Agent(login, login, rate=rate, contacts=number % 3)
            live.change([rows[login]])
        live.adopt(live.arrange())
        assert sorted(logins(live)) == sorted(rows)
    live.adopt(live.arrange(sort=True))
    sign = -1 if descending else 1
    standing = [rows[login] for login in logins(live)]
    keys = [((a.rate is None), sign * (a.rate or 0), a.contacts) for a in standing]
    assert keys == sorted(keys)


@given(st.sets(st.integers(0, 60)))
def test_runs_are_all_numbers_and_never_touch(numbers: set[int]) -> None:
    found = list(runs(sorted(numbers)))
    assert {n for first, last in found for n in range(first, last + 1)} == numbers
    assert all(one[1] + 1 < two[0] for one, two in pairwise(found))
