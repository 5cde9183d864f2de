"""The header found among titles and notes, and known again."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from supervisor.imports.grid import Area, Cell, Row, column_name, column_of, grid_of, place
from supervisor.imports.header import body, find, fingerprint, title_key, without_unit

KNOWN = ("工号", "姓名", "日期", "通话次数", "通话时长", "在线次数", "接通率", "talk time")


def rows_below(rows: Sequence[Sequence[Cell]], merged: tuple[Area, ...] = ()) -> list[int]:
    grid = grid_of(rows, merged=merged)
    header = find(grid, KNOWN)
    assert header is not None
    return [row.number for row in body(grid, header)]


def test_the_header_is_the_row_that_bears_most_known_names() -> None:
    grid = grid_of(
        [["日期", "2026-03-01"], ["说明", "姓名"], ["工号", "姓名", "接通率", "x"], ["1", "张", 0.9, 1]]
    )
    header = find(grid, KNOWN)
    assert header is not None
    assert (header.first, header.last, header.matched) == (3, 3, 3)
    assert header.titles == ("工号", "姓名", "接通率", "x")
    assert header.above == ("日期", "2026-03-01", "说明", "姓名")


def test_a_row_that_was_chosen_is_the_header() -> None:
    grid = grid_of([["工号", "姓名"], ["a", "b"], ["1", "2"]])
    header = find(grid, KNOWN, row=2)
    assert header is not None
    assert header.titles == ("a", "b")


def test_without_known_names_the_first_wide_row_of_texts_is_taken() -> None:
    grid = grid_of([["Report"], [], ["a", "b", "c"], ["x", 1.0, 2.0], ["y", 1.0, 2.0]])
    header = find(grid, ())
    assert header is not None
    assert (header.first, header.titles, header.matched) == (3, ("a", "b", "c"), 0)


def test_a_sheet_of_figures_has_no_header() -> None:
    assert find(grid_of([[1.0, 2.0], [3.0, 4.0]]), KNOWN) is None
    assert find(grid_of([]), KNOWN) is None


def test_two_rows_are_joined_where_cells_are_merged() -> None:
    rows: list[list[Cell]] = [
        ["日报", None, None, None, None, None],
        ["工号", "姓名", "通话", None, "在线", None],
        [None, None, "次数", "时长", "次数", "时长"],
        ["1", "张", 1.0, 2.0, 3.0, 4.0],
    ]
    merged = (Area(1, 0, 1, 5), Area(2, 0, 3, 0), Area(2, 1, 3, 1), Area(2, 2, 2, 3), Area(2, 4, 2, 5))
    for areas in (merged, ()):  # CSV and ods tell no merged cells
        header = find(grid_of(rows, merged=areas), KNOWN)
        assert header is not None
        assert (header.first, header.last) == (2, 3)
        assert header.titles == ("工号", "姓名", "通话·次数", "通话·时长", "在线·次数", "在线·时长")
        assert header.matched == 5


def test_a_title_merged_over_the_whole_table_is_not_joined() -> None:
    rows: list[list[Cell]] = [["座席日报", None, None], ["工号", "姓名", "接通率"], ["1", "张", 0.9]]
    header = find(grid_of(rows, merged=(Area(1, 0, 1, 2),)), KNOWN)
    assert header is not None
    assert (header.first, header.titles) == (2, ("工号", "姓名", "接通率"))


def test_a_row_of_texts_below_the_header_is_not_joined() -> None:
    rows: list[list[Cell]] = [["工号", "姓名", "班组"], ["a1", "张三", "一组"], ["a2", "李四", None]]
    header = find(grid_of(rows), KNOWN)
    assert header is not None
    assert (header.first, header.last) == (1, 1)


def test_titles_that_come_twice_are_made_distinct() -> None:
    header = find(grid_of([["工号", "次数", "次数 ", "次数 (2)", None], ["1", 1.0, 2.0, 3.0]]), KNOWN)
    assert header is not None
    assert header.titles == ("工号", "次数", "次数 (2)", "次数 (2) (2)")


def test_line_breaks_within_a_title_do_not_count() -> None:
    header = find(grid_of([["工 号", "Talk\ntime", "接通\n率（%）"], ["1", 1.0, 2.0]]), KNOWN)
    assert header is not None
    assert header.matched == 3


def test_notes_below_and_headers_repeated_are_left_out_and_told() -> None:
    rows: list[list[Cell]] = [
        ["工号", "姓名", "接通率"],
        ["1", "张", 0.9],
        ["一组"],
        ["工号", "姓名", "接通率"],
        ["2", "李", 0.8],
        ["制表人：", "王芳"],
        ["注：含转接"],
    ]
    grid = grid_of(rows)
    header = find(grid, KNOWN)
    assert header is not None
    for _ in range(2):
        assert [row.number for row in body(grid, header)] == [2, 3, 5]
        told = {(note.what, note.row) for note in grid.notes.first}
        assert told == {("repeated", 4), ("left_out", 6), ("left_out", 7)}
        assert grid.notes.counts == {"repeated": 1, "left_out": 2}


def test_a_table_of_one_column_loses_no_row() -> None:
    assert rows_below([["工号"], ["1"], ["2"], ["3"]]) == [2, 3, 4]


def test_a_row_that_a_separator_shifted_is_told() -> None:
    header = find(grid_of([["工号", "姓名"], ["1", "张"]]), KNOWN)
    assert header is not None
    assert header.misfit(Row(2, ["1", "张"])) is None
    assert header.misfit(Row(2, ["1", "张", None, ""])) is None
    assert header.misfit(Row(2, ["1", "张", "3"])) == "too_many"
    assert header.misfit(Row(2, ["1"])) == "too_few"


@given(st.permutations(["工号", "姓名", "通话·时长（秒）", "Talk Time"]))
def test_a_header_is_known_again_in_any_order_and_spelling(titles: list[str]) -> None:
    spelled = [" 工 号 ", "姓名", "通话·时长(秒)", "ＴＡＬＫ_time"]
    assert fingerprint(titles) == fingerprint(spelled)
    assert fingerprint(titles) != fingerprint([*titles, "日期"])
    assert fingerprint(titles) == fingerprint([*titles, ""])


def test_units_in_brackets_may_be_left_away() -> None:
    assert without_unit("通话时长（秒）") == "通话时长"
    assert without_unit("(x)") == "(x)"
    assert title_key("接通率[%]") == title_key("接通率（%）") != title_key("接通率")


@given(st.integers(0, 16_383))
def test_a_column_and_its_letters_are_the_same(column: int) -> None:
    assert column_of(column_name(column)) == column


def test_a_place_is_named_as_excel_shows_it() -> None:
    assert [place(14, 2), place(1, 25), place(2, 26), place(3, 701), place(4, 16_383)] == [
        "C14",
        "Z1",
        "AA2",
        "ZZ3",
        "XFD4",
    ]
