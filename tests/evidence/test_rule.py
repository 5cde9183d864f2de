"""Months in a row: what breaks a run, what does not, and what begins anew."""

from __future__ import annotations

import numpy as np
import pytest

from supervisor.evidence.rule import Rule, in_a_row, months_off

OFF, MET, NONE = 1, 0, -1


def rule(months: str, asked: int = 3, cells: str = "") -> Rule:
    """*months*: "x" off, "o" met, "." no verdict; *cells*: a digit a month, "." did not work."""
    off = np.array([[{"x": OFF, "o": MET, ".": NONE}[month] for month in months]])
    cell = np.array([[-1 if mark == "." else int(mark) for mark in cells or "0" * len(months)]])
    return in_a_row(off, cell, asked)


@pytest.mark.parametrize(
    ("months", "run", "of", "missed", "hit"),
    [
        ("xxx", 3, 3, 3, True),
        ("oxx", 2, 3, 2, False),
        ("xox", 1, 3, 2, False),
        ("xxo", 0, 3, 2, False),
        ("ooxxx", 3, 3, 3, True),
        ("xx", 2, 2, 2, False),
        ("x.x", 2, 2, 2, False),  # neither breaks …
        ("xx.x", 3, 3, 3, True),  # … nor extends: the month before counts
        ("ox.x", 2, 3, 2, False),
        ("xx.", 2, 2, 2, False),
    ],
)
def test_a_run_is_counted_back_from_the_review(
    months: str, run: int, of: int, missed: int, hit: bool
) -> None:
    found = rule(months)

    assert (found.run[0], found.run_of[0], found.missed[0], found.hit[0]) == (run, of, missed, hit)
    assert found.judged[0]


@pytest.mark.parametrize("months", ["x..", "..x", ".x.", "xxx..", "..."])
def test_with_two_months_without_a_verdict_there_is_none(months: str) -> None:
    found = rule(months)

    assert not found.judged[0]
    assert not found.hit[0]


def test_another_cell_begins_anew() -> None:
    found = rule("xxxx", cells="0011")

    assert (found.run[0], found.run_of[0], found.hit[0]) == (2, 2, False)
    assert rule("xxx", cells="0.0").hit[0]  # a month away is not another cell


@pytest.mark.parametrize("asked", [2, 3, 4, 5, 6])
def test_as_many_months_as_are_asked_for(asked: int) -> None:
    assert rule("x" * asked, asked).hit[0]
    assert not rule("o" + "x" * (asked - 1), asked).hit[0]


def test_another_target_does_not_begin_anew_and_each_month_has_its_own() -> None:
    fair = np.array([[0.84, 0.84, 0.84]])
    low = np.array([[0.85, 0.86, 0.83]])
    none = np.full((1, 3), np.nan)
    volume = np.full((1, 3), 100.0)

    assert months_off(fair, volume, low, none, np.zeros(1)).tolist() == [[OFF, OFF, MET]]


def test_off_is_strictly_worse_on_either_side() -> None:
    fair = np.array([[0.85, 0.3 - 0.1, 0.95, np.nan, 0.1]])  # .2 but for the last bit
    low, high = np.full((1, 5), 0.2), np.full((1, 5), 0.85)
    volume = np.array([[100.0, 100, 100, 100, 4]])

    off = months_off(fair, volume, low, high, np.full(1, 5.0))

    assert off.tolist() == [[MET, MET, OFF, NONE, NONE]]
