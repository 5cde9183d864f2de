"""Numbers: a slip of the hand shows, and how a number is typed does not matter."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.errors import NumberError
from supervisor.issues.number import check_digit, next_number, number, parse
from supervisor.storage import undo
from supervisor.storage.database import Database
from tests.issues.acting import AT, draft_issue

NUMBERS = st.builds(number, st.just("WT"), st.integers(2000, 2099), st.integers(1, 99_999))


def test_the_check_digit_is_that_of_the_published_example() -> None:
    assert check_digit("572") == "4"
    assert check_digit("5724") == "0"


@given(NUMBERS)
def test_every_wrong_digit_and_every_swap_of_neighbours_shows(right: str) -> None:
    digits = [at for at, each in enumerate(right) if each.isdigit()]
    wrong = {right[:at] + each + right[at + 1 :] for at in digits for each in "0123456789"}
    for at, after in pairwise(digits):
        swapped = list(right)
        swapped[at], swapped[after] = swapped[after], swapped[at]
        wrong.add("".join(swapped))
    for each in wrong - {right}:
        with pytest.raises(NumberError):
            parse(each)
    assert parse(right) == right


@pytest.mark.parametrize(
    "typed",
    [
        "WT-2026-00012-8",
        " wt 2026 00012 8 ",
        "ＷＴ－２０２６－０００１２－８",
        "WT2026000128",
        "2026-00012-8",
        "wt–2026—12–8",
        "WT/2026/00012/8",
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed: str) -> None:
    assert parse(typed) == "WT-2026-00012-8"


def test_a_wrong_number_says_what_was_meant_and_what_is_none_says_so() -> None:
    with pytest.raises(NumberError) as error:
        parse("WT-2026-00012-9")
    assert error.value.meant == "WT-2026-00012-8"
    for typed in ("", "WT", "bills", "WT-26-12-8", "WT-2026-00000-1", "12"):
        with pytest.raises(NumberError) as error:
            parse(typed)
        assert error.value.meant == ""


def test_more_than_the_usual_digits_are_a_number_too() -> None:
    assert parse(number("WT", 2026, 123_456)) == number("WT", 2026, 123_456)


def test_a_number_is_never_given_twice_whatever_is_undone(centre: Database) -> None:
    with centre.write() as db:
        first = draft_issue(db)
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=AT)
        second = draft_issue(db)
        assert (first.number, second.number) == (number("WT", 2026, 1), number("WT", 2026, 2))
        assert first.id != second.id
        assert next_number(db, "GT", 2026) == number("GT", 2026, 1)
