"""Totals left out, shown, and compared with what was read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.imports.grid import Cell, Row
from supervisor.imports.totals import Total, sift, total_word


def figure(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def sifted(
    rows: Sequence[Sequence[Cell]], columns: Collection[int] = (1, 2, 3), kept: Collection[int] = ()
) -> tuple[list[int], list[Total]]:
    """The numbers of the rows that stay, and the totals."""
    found = list(
        sift(
            [Row(number, list(cells)) for number, cells in enumerate(rows, 1)],
            [0],
            dict.fromkeys(columns, figure),
            kept,
        )
    )
    return [row.number for row in found if isinstance(row, Row)], [
        total for total in found if isinstance(total, Total)
    ]


@pytest.mark.parametrize(
    "word",
    [
        "合计",
        "合 计",
        "总计：",
        "小计",
        "一部小计",
        "小计(人)",
        "平均",
        "平均值",
        "Total",
        "GRAND TOTAL",
        "Subtotal",
        "Sub-total",
        "Average",
        "Team A total",
        "ＴＯＴＡＬ",
        "全部合计",
    ],
)
def test_a_word_for_a_total_is_known(word: str) -> None:
    assert total_word(word)


@pytest.mark.parametrize(
    "word", ["张总", "Totaro", "合计花", "王平", "", "总机", "Tota Lee", "计小合", None, 7.0]
)
def test_a_name_is_no_word_for_a_total(word: Cell) -> None:
    assert not total_word(word)


def test_subtotals_and_the_total_are_left_out_and_agree() -> None:
    stay, totals = sifted(
        [
            ["张", 1, 2, 3],
            ["李", 4, 5, 6],
            ["小计", 5, 7, 9],
            ["王", 7, 8, 9],
            ["赵", 0, 0, 1],
            ["小计", 7, 8, 10],
            ["总计", 12, 15, 19],
        ]
    )
    assert stay == [1, 2, 4, 5]
    assert [(total.label, total.rows, total.agrees) for total in totals] == [
        ("小计", 2, True),
        ("小计", 2, True),
        ("总计", 4, True),
    ]


def test_a_total_that_differs_says_in_which_column() -> None:
    _, (total,) = sifted([["张", 1, 2, 3], ["李", 4, 5, 6], ["合计", 5, 8, 9]])
    assert total.agrees is False
    assert [(check.column, check.said, check.read) for check in total.checks if not check.agrees] == [
        (2, 8, 7)
    ]


def test_averages_are_compared_with_the_mean() -> None:
    stay, totals = sifted([["张", 1, 2, 3], ["李", 4, 5, 6], ["合计", 5, 7, 9], ["平均", 2.5, 3.5, 4.5]])
    assert stay == [1, 2]
    assert [(total.mean, total.agrees) for total in totals] == [(False, True), (True, True)]


def test_a_row_without_a_key_that_equals_the_sum_is_a_total() -> None:
    stay, (total,) = sifted([["张", 1, 2, 3], ["李", 4, 5, 6], [None, 5, 7, 9]])
    assert (stay, total.how, total.agrees) == ([1, 2], "sum", True)


def test_a_row_with_a_key_that_equals_the_sum_in_every_column_is_a_total_unless_kept() -> None:
    rows = [["张", 1, 2, 3], ["李", 4, 5, 6], ["客服一部", 5, 7, 9], ["王", 1, 1, 1]]
    stay, (total,) = sifted(rows)
    assert (stay, total.how, total.label) == ([1, 2, 4], "sum", "客服一部")
    assert sifted(rows, kept=[3]) == ([1, 2, 3, 4], [])


def test_a_person_who_happens_to_have_as_many_as_two_others_stays() -> None:
    assert sifted([["张", 5, None, None], ["李", 5, None, None], ["王", 10, None, None]]) == ([1, 2, 3], [])
    assert sifted([["张", 5, 1, 0], ["李", 5, 1, 0], ["王", 10, 2, 0]])[0] == [1, 2, 3]
    assert sifted([["张", 0, 0, 0], ["李", 0, 0, 0], ["王", 0, 0, 0]])[0] == [1, 2, 3]
    assert sifted([["张", 5, 1, 2], ["李", 5, 1, 2]])[0] == [1, 2], "one row is no sum of another"


def test_rounded_figures_still_agree() -> None:
    _, (total,) = sifted([["张", 1.33], ["李", 1.33], ["王", 1.33], ["合计", 4.0]], [1])
    assert total.agrees
    _, (total,) = sifted([["张", 10.0], ["李", 10.0], ["合计", 20.5]], [1])
    assert not total.agrees


def test_a_total_over_nothing_has_nothing_to_compare() -> None:
    _, (total,) = sifted([["合计", 5, 7, 9]])
    assert total.agrees is None


figures = st.lists(st.tuples(*[st.integers(0, 10_000)] * 3), min_size=1, max_size=20)


@given(figures)
def test_a_true_total_always_agrees_and_a_false_one_never(rows: list[tuple[int, int, int]]) -> None:
    table: list[list[Cell]] = [[f"p{at}", *row] for at, row in enumerate(rows)]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    kept = range(1, len(rows) + 1)
    assert sifted([*table, ["合计", *sums]], kept=kept)[1][0].agrees
    assert sifted([*table, ["合计", sums[0] + 1, *sums[1:]]], kept=kept)[1][0].agrees is False
