"""A template is filled as its maker would have typed it, and stays as it came."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from supervisor.errors import TemplateError
from supervisor.sentences.error import sentence
from supervisor.templates.fields import fact_of
from supervisor.templates.filling import fill, places_of, problems
from supervisor.templates.growing import formula_moved, moved, shifted
from supervisor.workbook.book import About, Book, Cell, Sheet, Table
from supervisor.workbook.cell import Figure, Heading, Kind
from tests.templates.workbooks import ROW, company_form, saved

ZONE = ZoneInfo("Asia/Shanghai")
HEADINGS = (
    Heading("Number"),
    Heading("Title", wrap=True),
    Heading("Department"),
    Heading("Count", Kind.NUMBER),
    Heading("Day", Kind.DAY),
    Heading("Seen", Kind.TIME),
    Heading("Took", Kind.DURATION),
)
SEEN = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("WT-2026-00012-8", "=1+1", "Billing", 7, date(2026, 11, 2), SEEN, 161.0),
    ("WT-2026-00013-5", "账单\n看不懂", "Network", 12, None, SEEN, -5.0),
    ("0012", "@SUM(A1)", "Billing", 3, date(2026, 11, 4), None, None),
)


def book(rows: Sequence[Sequence[Cell]] = ROWS) -> Book:
    about = About("Issues", "November", "all open", "Asia/Shanghai", "li", "2026-11-22 14:03", "Demo centre")
    table = Table("issues", HEADINGS, rows, empty="There is no such issue.")
    other = Table("totals", (Heading("Department"), Heading("Open", Kind.NUMBER)), (("Billing", 2),))
    return Book("Issue list", (Sheet("Issues", (table,)), Sheet("Totals", (other,))), about)


def filled(template: Workbook, path: Path, rows: Sequence[Sequence[Cell]] = ROWS) -> Any:
    fill("form.xlsx", saved(template), book(rows), path, ZONE)
    return openpyxl.load_workbook(path)


def test_facts_stand_in_their_texts_and_rows_below_each_other(tmp_path: Path) -> None:
    sheet = filled(company_form(), tmp_path / "a.xlsx").active
    assert sheet["A1"].value == "Demo centre 问题台账"
    assert sheet["A2"].value == "截至 2026-11-22 14:03，共 3 条，制表人：li"
    assert [sheet.cell(ROW + at, 1).value for at in range(3)] == [
        "WT-2026-00012-8",
        "WT-2026-00013-5",
        "0012",
    ]
    assert sheet.cell(ROW, 2).value == "=1+1（Billing）"
    assert [sheet.cell(ROW + at, 3).value for at in range(3)] == [7, 12, 3]
    assert sheet.cell(ROW, 5).value == datetime(2026, 11, 2)  # noqa: DTZ001
    assert sheet.cell(ROW, 5).number_format == 'yyyy"年"m"月"d"日"'
    assert sheet.cell(ROW + 1, 5).value is None


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    template = Workbook()
    template.active.append(["{{Title}}", "x{{Title}}"])
    sheet = filled(template, tmp_path / "a.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert [sheet.cell(at, 1).value for at in (1, 2, 3)] == ["=1+1", "账单\n看不懂", "@SUM(A1)"]


def test_what_stood_below_moves_and_what_spoke_of_the_row_grows(tmp_path: Path) -> None:
    sheet = filled(company_form(), tmp_path / "a.xlsx").active
    assert sheet.cell(ROW + 4, 1).value == "合计"
    assert sheet.cell(ROW + 4, 3).value == f"=SUM(C{ROW}:C{ROW + 3})"
    assert [sheet.cell(ROW + at, 4).value for at in range(3)] == [
        f"=C{ROW + at}/C${ROW + 4}" for at in range(3)
    ]
    assert sheet.cell(ROW + 6, 1).value == "审核："
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:E1", f"A{ROW + 6}:B{ROW + 6}"}
    assert [sheet.row_dimensions[ROW + at].height for at in range(3)] == [31, 31, 31]
    assert sheet.row_dimensions[ROW + 6].height == 44
    [rules] = sheet.conditional_formatting
    assert str(rules.sqref) == f"C{ROW}:C{ROW + 2}"
    [choice] = sheet.data_validations.dataValidation
    assert str(choice.sqref) == f"F{ROW}:F{ROW + 2}"
    [chart] = sheet._charts
    assert chart.ser[0].val.numRef.f == f"'台账'!$C${ROW}:$C${ROW + 2}"
    assert chart.anchor._from.row == ROW + 5 + 2
    assert len(sheet._images) == 1
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.print_area == f"'台账'!$A$1:$E${ROW + 6}"
    assert sheet.cell(ROW + 2, 1).border.bottom.style == "thin"


def test_there_is_a_sheet_for_each_department(tmp_path: Path) -> None:
    found = filled(company_form("{{Department}}"), tmp_path / "a.xlsx")
    assert found.sheetnames == ["Billing", "Network"]
    billing, network = found.worksheets
    assert [billing.cell(ROW + at, 1).value for at in range(2)] == ["WT-2026-00012-8", "0012"]
    assert network.cell(ROW, 1).value == "WT-2026-00013-5"
    assert billing.freeze_panes == network.freeze_panes == f"A{ROW}"
    assert network.print_title_rows == "$4:$4"
    assert billing._charts[0].ser[0].val.numRef.f == f"'Billing'!$C${ROW}:$C${ROW + 1}"
    assert network._charts[0].ser[0].val.numRef.f.startswith("'Network'!")
    assert len(network._images) == 1
    [rules] = network.conditional_formatting
    assert str(rules.sqref) == f"C{ROW}"
    assert "共 2 条" in billing["A2"].value
    assert "共 1 条" in network["A2"].value


def test_a_sheet_without_a_list_counts_the_rows_of_all_lists_that_are_filled(tmp_path: Path) -> None:
    template = company_form()
    template.create_sheet("封面", 0)["A1"] = "{{rows}}"
    assert filled(template, tmp_path / "a.xlsx")["封面"]["A1"].value == "3"
    bare = Workbook()
    bare.active["A1"] = "{{rows}}"
    assert filled(bare, tmp_path / "b.xlsx").active["A1"].value == "4"  # of the whole report


def test_without_rows_the_row_says_so(tmp_path: Path) -> None:
    sheet = filled(company_form(), tmp_path / "a.xlsx", ()).active
    assert sheet.cell(ROW, 1).value == "There is no such issue."
    assert sheet.cell(ROW + 2, 1).value == "合计"


def test_an_instant_is_told_by_the_centres_clock_and_a_duration_as_time(tmp_path: Path) -> None:
    template = Workbook()
    template.active.append(["{{Seen}}", "{{Took}}", "{{Count}}"])
    sheet = filled(template, tmp_path / "a.xlsx").active
    assert sheet["A1"].value == datetime(2026, 11, 21, 2, 30)  # noqa: DTZ001
    assert sheet["B1"].number_format == "[h]:mm:ss"
    assert sheet["B2"].value == "-0:00:05"
    assert sheet["B3"].value is None
    assert sheet["C1"].number_format == "#,##0"


def test_a_figure_has_its_own_unit(tmp_path: Path) -> None:
    template = Workbook()
    template.active.append(["{{Count}}"])
    row = ("1", "t", "d", Figure(0.953, Kind.SHARE), None, None, None)
    sheet = filled(template, tmp_path / "a.xlsx", [row]).active
    assert (sheet["A1"].value, sheet["A1"].number_format) == (0.953, "0.0%")


def test_fields_are_known_by_either_language_and_whatever_the_width() -> None:
    assert fact_of("ＣＥＮＴＲＥ") == fact_of(" centre ") == "centre"
    assert fact_of("made at") == fact_of("made_at") == "made_at"
    assert fact_of("Department") == ""


def test_a_column_that_there_is_not_is_named_before_anything_is_written(tmp_path: Path) -> None:
    template = Workbook()
    template.active.append(["{{Number}}", "{{Weather}}"])
    assert "{{Weather}}" in problems("form.xlsx", saved(template), book())[0]
    with pytest.raises(TemplateError, match="form"):
        fill("form.xlsx", saved(template), book(), tmp_path / "a.xlsx", ZONE)
    assert not (tmp_path / "a.xlsx").exists()


def test_two_repeated_rows_are_refused_with_their_numbers() -> None:
    template = Workbook()
    template.active.append(["{{Number}}"])
    template.active.append(["{{Title}}"])
    with pytest.raises(TemplateError) as error:
        places_of("form.xlsx", saved(template))
    assert "rows 1, 2" in sentence(error.value)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.4", saved(Workbook())])
def test_what_cannot_be_filled_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(TemplateError) as error:
        places_of("form.xlsx", content)
    assert sentence(error.value).startswith("The template form.xlsx was not used.")


def test_the_template_itself_stays_as_it_is(tmp_path: Path) -> None:
    before = saved(company_form())
    kept = bytes(before)
    fill("form.xlsx", before, book(), tmp_path / "a.xlsx", ZONE)
    assert before == kept
    assert openpyxl.load_workbook(io.BytesIO(before)).active["A1"].value == "{{centre}} 问题台账"


# -- laws of rows that grow ----------------------------------------------------------------------------------

_rows = st.integers(1, 60)


@given(_rows, _rows, _rows, st.integers(1, 30))
def test_a_range_holds_after_growing_what_it_held_before_and_what_came_into_it(
    one: int, other: int, row: int, more: int
) -> None:
    first, last = sorted((one, other))
    a, b = moved(first, last, row, more)

    def after(line: int) -> int:
        return line + more if line > row else line

    held = {after(line) for line in range(first, last + 1)}
    assert (a, b) == (min(held), max(held) if row not in range(first, last + 1) or row < last else row + more)
    if first <= row <= last:
        assert set(range(row, row + more + 1)) <= set(range(a, b + 1))


@given(_rows, _rows, st.integers(1, 30), st.booleans(), st.booleans())
def test_a_reference_keeps_its_signs_and_columns(
    line: int, row: int, more: int, fixed: bool, column: bool
) -> None:
    said = f"{'$' if column else ''}AB{'$' if fixed else ''}{line}"
    expected = line + more if line > row else line
    assert shifted(said, row, more) == said.replace(str(line), str(expected))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=SUM(C5:C6)", "=SUM(C5:C9)"),
        ("=SUM(C5:C5)", "=SUM(C5:C8)"),
        ("=C5*2", "=C5*2"),
        ("=C6*2", "=C9*2"),
        ("=Other!C6", "=Other!C6"),
        ("='问题 台账'!C6&\"C6\"", "='问题 台账'!C9&\"C6\""),
        ("=SUM(6:6)", "=SUM(9:9)"),
        ("=VLOOKUP(A5,$A$1:$C$20,2,FALSE)", "=VLOOKUP(A5,$A$1:$C$23,2,FALSE)"),
    ],
)
def test_formulas_speak_of_the_same_cells_as_before(before: str, after: str) -> None:
    assert formula_moved(before, "问题 台账", 5, 3, own=True) == after


def test_formulas_of_other_sheets_follow_by_the_sheets_name() -> None:
    assert formula_moved("=A9+台账!A9", "台账", 5, 3, own=False) == "=A9+台账!A12"
