"""What every workbook owes its reader, rule by rule."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from supervisor.errors import FileError, ProofError
from supervisor.sentences.error import sentence
from supervisor.words import said_in
from supervisor.workbook import parts_sheet, proof, rows, writing
from supervisor.workbook.book import Book, Chart, ChartKind, Marks, Series, Sheet, Table, Text, Tone, Voice
from supervisor.workbook.cell import Figure, Heading, Kind, Link
from supervisor.workbook.file import BESIDE, STALE_S, replacing
from supervisor.workbook.writing import write_book

from .books import ABOUT, AT, SHANGHAI, book_of, issues, list_of, opened, parts, report, written

NUMBERS = (Heading("Name"), Heading("Count", Kind.NUMBER))


def first(path: Path, book: Book) -> openpyxl.worksheet.worksheet.Worksheet:
    return opened(path, book).worksheets[0]


def row_of(found: openpyxl.worksheet.worksheet.Worksheet, text: str) -> int:
    """The row (from 1) whose first cell says *text*."""
    return next(row[0].row for row in found.iter_rows() if row[0].value == text)


# -- values -------------------------------------------------------------------------------------------------


def test_figures_of_a_row_keep_their_own_kind(tmp_path: Path) -> None:
    values = (
        Figure(0.5, Kind.SHARE),
        Figure(61, Kind.DURATION),
        Figure(12.5, Kind.NUMBER, 1, signed=True),
        Figure(None, Kind.NUMBER),
        Figure(-60, Kind.DURATION),
    )
    headings = [Heading(f"C{at}") for at in range(len(values))]
    found = first(tmp_path / "b.xlsx", book_of(list_of(headings, [values])))
    cells = found[row_of(found, "C0") + 1]
    assert [cell.value for cell in cells] == [0.5, timedelta(seconds=61), 12.5, None, "-0:01:00"]
    assert [cell.number_format for cell in cells[:3]] == ["0.0%", "[h]:mm:ss", "+#,##0.0;-#,##0.0;#,##0.0"]


def test_an_id_is_text_however_much_it_looks_like_a_figure(tmp_path: Path) -> None:
    book = book_of(list_of(NUMBERS, [(12, 1), ("0012", 2)], ids=(0, 1)))
    found = first(tmp_path / "b.xlsx", book)
    top = row_of(found, "Name")
    assert [[cell.value for cell in found[row]] for row in (top + 1, top + 2)] == [["12", "1"], ["0012", "2"]]


def test_a_figure_that_a_spreadsheet_would_change_is_text(tmp_path: Path) -> None:
    book = book_of(list_of(NUMBERS, [("a", 1234567890123456789), ("b", 123456789012345)]))
    found = first(tmp_path / "b.xlsx", book)
    top = row_of(found, "Name")
    assert found.cell(top + 1, 2).value == "1234567890123456789"
    assert found.cell(top + 2, 2).value == 123456789012345


def test_what_is_unknown_is_an_empty_cell(tmp_path: Path) -> None:
    book = book_of(list_of(NUMBERS, [("a", None), ("b", math.nan), ("c", math.inf), ("", 0)]))
    found = first(tmp_path / "b.xlsx", book)
    top = row_of(found, "Name")
    assert [found.cell(top + at, 2).value for at in (1, 2, 3, 4)] == [None, None, None, 0]


def test_days_that_a_spreadsheet_does_not_know_are_text(tmp_path: Path) -> None:
    book = book_of(list_of([Heading("Day", Kind.DAY)], [(date(1899, 1, 1),), (date(1900, 3, 1),)]))
    found = first(tmp_path / "b.xlsx", book)
    top = row_of(found, "Day")
    assert found.cell(top + 1, 1).value == "1899-01-01"
    assert found.cell(top + 2, 1).value == datetime.fromisoformat("1900-03-01")


def test_more_lines_than_a_cell_holds_are_cut_and_told(tmp_path: Path) -> None:
    told = written(tmp_path / "b.xlsx", book_of(list_of([Heading("Text")], [("x\n" * 300,), ("y",)])))
    assert told.cut == 1


def test_yes_and_no_are_words(tmp_path: Path) -> None:
    found = first(tmp_path / "b.xlsx", book_of(list_of([Heading("Done")], [(True,), (False,)])))
    top = row_of(found, "Done")
    assert [found.cell(top + at, 1).value for at in (1, 2)] == ["yes", "no"]


def test_a_link_leads_to_the_sheet_as_the_file_calls_it(tmp_path: Path) -> None:
    target = Sheet("It's / here", (Text(("x",)),))
    book = book_of(
        list_of([Heading("Where")], [(Link("there", "It's / here"),), (Link("gone", "No"),)]), target
    )
    found = first(tmp_path / "b.xlsx", book)
    top = row_of(found, "Where")
    assert found.cell(top + 1, 1).hyperlink.location == "'It''s   here'!A1"
    assert (found.cell(top + 2, 1).value, found.cell(top + 2, 1).hyperlink) == ("gone", None)


def test_links_beyond_what_a_sheet_takes_are_plain_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.workbook.columns.MOST_LINKS", 2)
    rows = [(Link(f"to {n}", "Rows"),) for n in range(3)]
    found = first(tmp_path / "b.xlsx", book_of(list_of([Heading("Where")], rows)))
    top = row_of(found, "Where")
    assert [found.cell(top + n, 1).hyperlink is not None for n in (1, 2, 3)] == [True, True, False]
    assert found.cell(top + 3, 1).value == "to 2"


# -- sheets -------------------------------------------------------------------------------------------------


def test_a_list_is_a_real_table_that_stays_in_sight_and_prints(tmp_path: Path) -> None:
    found = first(tmp_path / "b.xlsx", book_of(Sheet("Issues", (issues(3),), frozen=2)))
    top = row_of(found, "Number")
    (table,) = found.tables.values()
    assert table.ref == f"A{top}:G{top + 3}"
    assert table.autoFilter.ref == table.ref
    assert found.freeze_panes == f"C{top + 1}"
    assert found.print_title_rows == f"${top}:${top}"
    assert found.page_setup.paperSize == 9
    assert found.page_setup.orientation == "landscape"  # seven columns
    assert (found.page_setup.fitToWidth or 1, found.page_setup.fitToHeight) == (1, 0)
    assert found.sheet_properties.pageSetUpPr.fitToPage
    assert found.oddFooter.center.text.endswith("Page &P of &N")
    assert min(found.page_margins.left, found.page_margins.right, found.page_margins.top) >= 0.4


def test_six_columns_stand_upright_on_paper(tmp_path: Path) -> None:
    found = first(tmp_path / "b.xlsx", book_of(list_of([Heading(str(at)) for at in range(6)], [])))
    assert found.page_setup.orientation == "portrait"


def test_the_first_line_says_what_when_where_who_and_how_many(tmp_path: Path) -> None:
    found = first(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [("a", 1), ("b", 2)])))
    assert found["A1"].value == "All rows"
    said = " · ".join(str(found.cell(row, 1).value) for row in (2, 3))
    assert said.startswith("Monthly review · October 2026 · all queues · Asia/Shanghai")
    assert "made by Li Wei on 2026-11-23 10:42 · 2 rows · export EX-17" in said


def test_titles_are_told_apart_and_never_empty(tmp_path: Path) -> None:
    headings = [Heading("Rate"), Heading("rate"), Heading(""), Heading("two\nlines"), Heading("x" * 300)]
    found = first(tmp_path / "b.xlsx", book_of(list_of(headings, [("",) * 5])))
    top = row_of(found, "Rate")
    (table,) = found.tables.values()
    titles = [cell.value for cell in found[top]]
    assert titles[:4] == ["Rate", "rate 2", "Column 3", "two lines"]
    assert len(titles[4]) <= 255
    assert [column.name for column in table.tableColumns] == titles


def test_a_chinese_column_is_as_wide_as_it_looks_and_no_wider_than_fifty(tmp_path: Path) -> None:
    headings = [Heading("A"), Heading("B"), Heading("C")]
    rows = [("客户反映账单与实际使用不符合", "x" * 30, "长" * 90)]
    found = first(tmp_path / "b.xlsx", book_of(list_of(headings, rows)))
    widths = [found.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] >= 30
    assert widths[1] >= 32
    assert widths[2] <= 51
    assert found.cell(row_of(found, "A") + 1, 3).alignment.wrap_text
    assert found.row_dimensions[row_of(found, "A") + 1].height >= 4 * 13.5


def test_states_are_coloured_by_few_rules_over_the_whole_column(tmp_path: Path) -> None:
    found = first(tmp_path / "b.xlsx", book_of(Sheet("Issues", (issues(30),))))
    top = row_of(found, "Number")
    (ranged,) = found.conditional_formatting
    assert str(ranged.sqref) == f"C{top + 1}:C{top + 30}"
    assert [rule.formula for rule in ranged.rules] == [['"overdue"'], ['"open"']]


def test_shades_have_one_scale_for_all_their_cells(tmp_path: Path) -> None:
    headings = [Heading("Q"), *(Heading(str(at), Kind.NUMBER) for at in range(3))]
    found = first(tmp_path / "b.xlsx", book_of(list_of(headings, [("a", 1, 2, 3)], shaded=(1, 3))))
    top = row_of(found, "Q")
    (ranged,) = found.conditional_formatting
    assert (str(ranged.sqref), ranged.rules[0].type) == (f"B{top + 1}:D{top + 1}", "colorScale")


def test_a_total_stands_below_the_table_and_not_in_it(tmp_path: Path) -> None:
    found = first(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [("a", 1), ("b", 2)], total=("All", 3))))
    top = row_of(found, "Name")
    (table,) = found.tables.values()
    assert table.ref == f"A{top}:B{top + 2}"
    total = found[top + 3]
    assert [cell.value for cell in total] == ["All", 3]
    assert total[0].font.bold
    assert total[0].border.top.style == "medium"


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    found = first(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [], empty="Nothing is overdue.")))
    assert found.cell(row_of(found, "Name") + 1, 1).value == "Nothing is overdue."
    assert not found.tables


@pytest.mark.parametrize("wanted", ["History", "history", "x" * 60, "'a'", "[b]:*?/\\", "", "𠀀" * 40])
def test_any_name_of_a_sheet_is_one_that_excel_takes(tmp_path: Path, wanted: str) -> None:
    book = book_of(Sheet(wanted, (Text(("x",)),)), Sheet(wanted, (Text(("y",)),)))
    names = opened(tmp_path / "b.xlsx", book).sheetnames
    assert len({name.casefold() for name in names}) == 3
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_rows_beyond_a_sheet_go_on_on_the_next_with_the_titles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "SPLIT", 10)
    book = opened(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [(str(n), n) for n in range(20)])))
    parts = [found for found in book.worksheets if found.title.startswith("Rows")]
    assert len(parts) > 2
    numbers = [
        found.cell(row, 2).value
        for found in parts
        for row in range(row_of(found, "Name") + 1, found.max_row + 1)
    ]
    assert numbers == list(range(20))
    assert parts[1]["A1"].value == "All rows (part 2)"


def test_a_dump_needs_no_list_of_its_rows(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[str, int]]:
        for number in range(1_200):
            yield f"Agent {number}", number

    heard: list[tuple[int, int]] = []
    table = Table("dump", NUMBERS, rows())
    told = write_book(
        tmp_path / "b.xlsx",
        book_of(Sheet("Dump", (table,))),
        UTC,
        lambda done, total: heard.append((done, total)),
    )
    assert told.rows == 1_200
    assert heard == [(500, 0), (1000, 0), (1200, 0), (1200, 1200)]
    found = openpyxl.load_workbook(told.path).worksheets[0]
    assert found.auto_filter.ref == "A5:B1205"
    assert found["B1205"].value == 1199


# -- sheets of parts ----------------------------------------------------------------------------------------


def test_parts_stand_one_below_the_other_with_their_titles(tmp_path: Path) -> None:
    table = Table("t", NUMBERS, [("a", 1)], title="By queue", note="Sums.")
    found = first(tmp_path / "b.xlsx", parts(Text(("Begin",), Voice.HEAD), table, Text(("End",))))
    order = [row_of(found, text) for text in ("Begin", "By queue", "Sums.", "Name", "a", "End")]
    assert order == sorted(order)


def test_a_long_last_table_repeats_its_heading_and_breaks_where_the_page_ends(tmp_path: Path) -> None:
    rows = [(str(n), n) for n in range(90)]
    found = first(tmp_path / "b.xlsx", parts(Text(("Begin",)), Table("t", NUMBERS, rows)))
    top = row_of(found, "Name")
    assert found.print_title_rows == f"${top}:${top}"
    assert not found.row_breaks.brk


def test_a_page_begins_before_what_it_would_tear(tmp_path: Path) -> None:
    chart = Chart(ChartKind.COLUMN, "C", "t", 0, (Series(1),))
    table = Table("t", NUMBERS, [(str(n), n) for n in range(6)], title="Data")
    found = first(tmp_path / "b.xlsx", parts(*[chart] * 4, table, upright=True))
    breaks = [each.id for each in found.row_breaks.brk]
    tops = [drawn.anchor._from.row for drawn in found._charts]
    assert len(breaks) == 1
    assert not any(top < at < top + parts_sheet.CHART_ROWS for top in tops for at in breaks)


def test_rows_that_do_not_stand_below_each_other_are_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "SPLIT", 10)
    with pytest.raises(ValueError, match="more rows"):
        written(tmp_path / "b.xlsx", parts(Text(("a",)), Table("t", NUMBERS, [("a", 1)] * 20)))


def test_a_paragraph_is_one_cell_as_high_as_its_lines(tmp_path: Path) -> None:
    long = "word " * 200
    found = first(tmp_path / "b.xlsx", parts(Text((long,))))
    row = row_of(found, long)
    assert len(found.merged_cells.ranges) == 1
    assert found.row_dimensions[row].height > 6 * 13


def test_a_text_longer_than_a_row_is_high_goes_on_in_the_next(tmp_path: Path) -> None:
    long = "投诉受理在三十一天中有十一天低于目标。" * 400
    found = first(tmp_path / "b.xlsx", parts(Text((long,))))
    said = [str(row[0].value) for row in found.iter_rows() if "投诉" in str(row[0].value)]
    assert len(said) > 2
    assert "".join(said) == long
    assert all(dimension.height <= 409 for dimension in found.row_dimensions.values() if dimension.height)


def test_charts_are_native_and_fed_by_cells(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = opened(path, report())
    charts = book["Overview"]._charts
    assert len(charts) == 4
    references = {series.val.numRef.f for chart in charts for series in chart.series}
    assert all(reference.startswith("Overview!$") for reference in references)
    whiskers = next(chart for chart in charts if chart.series[0].errBars is not None).series[0].errBars
    assert whiskers.plus.numRef.f.startswith("'Overview'!$D$")


def test_a_chart_may_stand_before_its_table_and_on_another_sheet(tmp_path: Path) -> None:
    chart = Chart(ChartKind.LINE, "Line", "t", 0, (Series(1),))
    sheets = (Sheet("Chart", (chart,)), list_of(NUMBERS, [("a", 1), ("b", 2)]))
    book = book_of(sheets[0], Sheet("Data", (Table("t", NUMBERS, [("a", 1), ("b", 2)]),)))
    (drawn,) = first(tmp_path / "b.xlsx", book)._charts
    assert drawn.series[0].val.numRef.f == "Data!$B$6:$B$7"


def test_a_chart_of_no_rows_is_not_drawn(tmp_path: Path) -> None:
    chart = Chart(ChartKind.COLUMN, "Nothing", "t", 0, (Series(1),))
    assert not first(tmp_path / "b.xlsx", parts(chart, Table("t", NUMBERS, [])))._charts


def test_small_charts_stand_side_by_side(tmp_path: Path) -> None:
    small = Chart(ChartKind.COLUMN, "Small", "t", 0, (Series(1),), small=True)
    table = Table("t", NUMBERS, [("a", 1)])
    found = first(tmp_path / "b.xlsx", parts(small, small, small, table))
    rows = [chart.anchor._from.row for chart in found._charts]
    columns = [chart.anchor._from.col for chart in found._charts]
    assert rows[0] == rows[1] < rows[2]
    assert columns[0] == columns[2] < columns[1]


# -- the book -----------------------------------------------------------------------------------------------


def test_the_cover_says_what_it_is_and_leads_to_every_sheet(tmp_path: Path) -> None:
    book = opened(tmp_path / "b.xlsx", report())
    cover = book.worksheets[0]
    told = {row[0].value: [cell.value for cell in row[1:]] for row in cover.iter_rows() if row[0].value}
    assert {"Service centre East", "Monthly review"} <= set(told)
    assert told["Period"][0] == "October 2026"
    assert told["Filter"][0] == "all queues"
    assert told["Time zone"][0] == "Asia/Shanghai"
    assert told["Made by"][0] == "Li Wei"
    assert told["Overview"] == ["Overview of October", "The month in figures", 5]
    assert told["Issues"] == ["Issues", "All that is open", 40]
    assert told["Frozen figures"][0] == "As of 5 November"
    assert told["Title"][0] == "As the customer said it"  # what a column means
    links = {
        cell.value: cell.hyperlink.location for row in cover.iter_rows() for cell in row if cell.hyperlink
    }
    assert links == {name: f"'{name}'!A1" for name in ("Overview", "Issues", "Overdue")}


def test_without_a_cover_the_same_stands_behind(tmp_path: Path) -> None:
    about = opened(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [])))["About"]
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert (told["Filter"], told["Frozen figures"]) == ("all queues", "As of 5 November")


def test_the_file_says_of_itself_what_it_is(tmp_path: Path) -> None:
    book = Book("Review & more", (list_of(NUMBERS, []),), ABOUT, keywords={"month": "2026-10"})
    found = opened(tmp_path / "b.xlsx", book)
    assert (found.properties.title, found.properties.creator) == ("Review & more", "Li Wei")
    custom = {each.name: each.value for each in found.custom_doc_props.props}
    assert (custom["month"], custom["export"]) == ("2026-10", "EX-17")


def test_a_footer_is_no_command_and_short_enough(tmp_path: Path) -> None:
    title = "R&D &P " * 60
    found = first(tmp_path / "b.xlsx", Book(title, (Sheet("A", (Text(("x",)),)),), ABOUT, cover=False))
    foot = found.HeaderFooter.oddFooter
    assert len(f"&L{foot.left.text}&C{foot.center.text}&R{foot.right.text}") <= 255
    assert "R&&D" in foot.left.text


def test_few_styles_however_many_rows(tmp_path: Path) -> None:
    found = opened(tmp_path / "b.xlsx", report())
    assert len(found._cell_styles) < 60


def test_words_of_the_workbook_are_in_the_language_in_use(tmp_path: Path) -> None:
    with said_in("zh_CN"):
        book = opened(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [("a", 1)])))
    assert book.worksheets[1].title == "说明"
    assert book.worksheets[0]["A1"].font.name == "微软雅黑"


# -- text files ---------------------------------------------------------------------------------------------


def test_a_text_file_guards_texts_and_never_figures(tmp_path: Path) -> None:
    book = book_of(list_of(NUMBERS, [("=1+1", -5), ("@x", Figure(-0.5, Kind.SHARE))]))
    guarded = write_book(tmp_path / "a.csv", book, UTC).path.read_text("utf-8-sig")
    plain = write_book(tmp_path / "b.csv", book, UTC, guard=False).path.read_text("utf-8-sig")
    assert list(csv.reader(guarded.splitlines()))[1:] == [["'=1+1", "-5"], ["'@x", "-0.5"]]
    assert list(csv.reader(plain.splitlines()))[1:] == [["=1+1", "-5"], ["@x", "-0.5"]]


def test_a_text_file_is_of_one_table(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one table"):
        write_book(tmp_path / "a.csv", report(), UTC)
    assert not list(tmp_path.iterdir())


# -- the proof, and what is left behind ---------------------------------------------------------------------


def test_a_file_that_lost_a_cell_never_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(b"before")
    honest = proof.prove

    def spoiled(beside: Path, named: Path, stands: object) -> None:
        book = openpyxl.load_workbook(beside)
        found = book.worksheets[0]
        found.cell(row_of(found, "Name") + 2, 2).value = 3
        book.save(beside)
        honest(beside, named, stands)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "prove", spoiled)
    with pytest.raises(ProofError) as told:
        written(path, book_of(list_of(NUMBERS, [("a", 1), ("b", 2)])))
    assert told.value.what == "Rows: the column “Count”"
    assert "did not hold what was put into it" in sentence(told.value)
    assert path.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["b.xlsx"]


def test_two_ids_that_changed_places_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = proof.prove

    def spoiled(beside: Path, named: Path, stands: object) -> None:
        book = openpyxl.load_workbook(beside)
        found = book.worksheets[0]
        top = row_of(found, "Name")
        one, other = found.cell(top + 1, 1), found.cell(top + 2, 1)
        one.value, other.value = other.value, one.value
        book.save(beside)
        honest(beside, named, stands)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "prove", spoiled)
    with pytest.raises(ProofError, match="Name"):
        written(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [("01", 1), ("10", 2)], ids=(0,))))


@pytest.mark.parametrize("field", ["texts", "length", "numbers", "total", "ids"])
def test_a_large_dump_is_proved_as_strictly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    monkeypatch.setattr("supervisor.workbook.flat_proof.MOST_CELLS", 0)
    rows = [(f"<&> _x0041_ {n}", n) for n in range(9)]
    table = Table("rows", NUMBERS, iter(rows), ids=(0,))
    assert written(tmp_path / "a.xlsx", book_of(Sheet("Rows", (table,)))).rows == 9
    honest = writing.write_sheet

    def spoiled(*of: object) -> object:
        done = honest(*of)  # type: ignore[arg-type]
        tally = of[0].stands[0].tallies[int(field in ("numbers", "total"))]  # type: ignore[attr-defined]
        setattr(tally, field, getattr(tally, field) + 1)
        return done

    monkeypatch.setattr(writing, "write_sheet", spoiled)
    again = Table("rows", NUMBERS, iter(rows), ids=(0,))
    with pytest.raises(ProofError):
        written(tmp_path / "b.xlsx", book_of(Sheet("Rows", (again,))))
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_file_that_a_spreadsheet_holds_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(b"before")

    def held(self: Path, *of: object, **more: object) -> object:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(FileError) as told, replacing(path):
        pytest.fail("the work began")
    assert told.value.reason == "locked"


def test_what_writers_left_here_long_ago_is_cleared_away(tmp_path: Path) -> None:
    import os

    old, young = tmp_path / f"{BESIDE}gone-1.xlsx", tmp_path / f"{BESIDE}busy-1.xlsx"
    for left in (old, young):
        left.write_bytes(b"half")
    long_ago = young.stat().st_mtime - 2 * STALE_S
    os.utime(old, (long_ago, long_ago))
    written(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [])))
    assert {file.name for file in tmp_path.iterdir()} == {young.name, "b.xlsx"}


def test_a_row_of_another_width_is_nobodys_guess(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="3 cells"):
        written(tmp_path / "b.xlsx", book_of(list_of(NUMBERS, [("a", 1, 2)])))
    assert not list(tmp_path.iterdir())


def test_marks_take_texts_with_quotes(tmp_path: Path) -> None:
    marks = (Marks(0, {'say "no"': Tone.WATCH}),)
    found = first(tmp_path / "b.xlsx", book_of(list_of([Heading("A")], [('say "no"',)], marks=marks)))
    (ranged,) = found.conditional_formatting
    assert ranged.rules[0].formula == ['"say ""no"""']
    assert AT.astimezone(SHANGHAI).hour == 10
