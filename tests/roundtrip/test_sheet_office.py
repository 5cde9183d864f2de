"""A communication sheet in the hands of another program: filled in, sorted and saved by LibreOffice in every
format that departments send back, and on paper in both languages. It is started once."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from supervisor.issues.reply import Answer
from supervisor.roundtrip.export import said_in_cells
from supervisor.roundtrip.file_kind import book_of
from supervisor.roundtrip.reading import read_file
from supervisor.roundtrip.returned import NoteKind
from supervisor.roundtrip.sheet_book import SheetBook
from supervisor.words import _, said_in
from tests.desk import Work, work
from tests.office import Paper, needs_office, paper
from tests.roundtrip.workbooks import COLUMN, EXPORT, HEADING, SHEET, row, sheet_book, written

pytestmark = needs_office

ROWS = 24
MARK = "■"  # at the end of each long text: those that are printed are not cut
FORMATS = ("xlsx", "ods", "xls", "csv", "html")
NOTED = ("xlsx", "ods", "xls")
LETTER = {field: chr(ord("A") + at - 1) for field, at in COLUMN.items()}


def a_book() -> SheetBook:
    long = "客户来电才知道停网，坐席无法解释；Customers hear of it only when they call. " * 3
    rows = [
        row(
            at,
            title=f"西山：割接停网未提前告知客服 {at}",
            description=f"{long}{MARK}",
            impact="=1+1 about 18 customers a week",
            evidence="录音一段\n满意度 80.6%",
            first_sent="2026-09-01" if at % 2 else "",
            answer=Answer(True, "旧规则", "-改规则", "李娜", date(2026, 12, 8)) if at % 3 == 0 else Answer(),
            reminder=bool(at % 2),
        )
        for at in range(1, ROWS + 1)
    ]
    return sheet_book(rows, covering="请按期答复。", departments=("网络部", "渠道部"))


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sheet as LibreOffice saved it after somebody answered its first line and sorted all downwards, and
    both languages as they are printed."""
    folder = tmp_path_factory.mktemp("office")
    with said_in("zh_CN"):
        book = a_book()
    sources = {}
    for code in ("zh_CN", "en"):
        sources[code] = folder / f"sheet-{code}.xlsx"
        sources[code].write_bytes(written(folder, book, code=code))
    first, last = HEADING + 2, HEADING + 1 + ROWS  # below the covering text
    steps = [
        f'sheet.getCellRangeByName("{LETTER["ours"]}{first}").String = "否"',
        f'sheet.getCellRangeByName("{LETTER["proposed"]}{first}").String = "渠道部"',
        f'sheet.getCellRangeByName("{LETTER["planned"]}{first}").Formula = "2026-12-24"',
        f'sheet.getCellRangeByName("{LETTER["remark"]}{first}").String = "第一行" & Chr(10) & "第二行"',
        f'SortDown(sheet.getCellRangeByName("A{first}:{LETTER["version"]}{last}"))',
    ]
    remark = LETTER["remark"]
    noted = [
        f"sheet.Rows.getByIndex({first}).IsVisible = False",
        f'note = sheet.getCellRangeByName("{LETTER["cause"]}{first}").CellAddress',
        'sheet.Annotations.insertNew(note, "问李娜")',
        f'sheet.getCellRangeByName("{LETTER["measure"]}{first}").Formula = "=1/0"',
        f'sheet.getCellRangeByName("{LETTER["progress"]}{first}").Formula = "=2+3"',
        f'sheet.getCellRangeByName("{remark}{first + 3}:{remark}{first + 4}").merge(True)',
        f'sheet.getCellRangeByName("{remark}{first + 3}").String = "一起"',
    ]
    files = work(
        Work(sources["zh_CN"], folder / "back", FORMATS, steps),
        Work(sources["zh_CN"], folder / "noted", NOTED, noted),
        *(Work(source, folder / f"paper-{code}", ("pdf",)) for code, source in sources.items()),
    )
    kinds = [*FORMATS, *(f"noted-{kind}" for kind in NOTED), "paper-zh_CN", "paper-en"]
    return dict(zip(kinds, files, strict=True))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_row_comes_back_from_every_format(saved: dict[str, Path], kind: str) -> None:
    read = read_file("back", saved[kind].read_bytes())
    assert (read.format, read.export, read.sheet_number) == (kind, EXPORT, SHEET)
    with said_in("zh_CN"):
        sent = {one.number: said_in_cells(one) for one in a_book().sent.rows}
    first = next(iter(sent))
    sent[first] |= {"ours": "否", "proposed": "渠道部", "planned": "2026-12-24", "remark": "第一行\n第二行"}
    back = {one.text("number"): {name: one.text(name) for name in sent[first]} for one in read.rows}
    if kind == "html":  # a page shows blanks and lines its own way
        sent, back = ({key: _bare(said) for key, said in of.items()} for of in (sent, back))
    assert back == sent
    assert [one.text("number") for one in read.rows] == sorted(sent, reverse=True)
    if kind in ("xlsx", "ods", "xls"):
        assert read.rows[-1].cells["planned"].value == date(2026, 12, 24)
        assert read.notes == ()


@pytest.mark.parametrize("kind", NOTED)
def test_hidden_rows_notes_errors_and_merged_cells_are_seen_in_every_format(
    saved: dict[str, Path], kind: str
) -> None:
    read = read_file("noted", saved[f"noted-{kind}"].read_bytes())
    first = read.rows[0]
    assert [one.row for one in read.rows if one.hidden] == [first.row + 1]
    assert first.cells["cause"].comment == "问李娜"
    assert first.text("measure") in ("#DIV/0!", "")
    assert first.cells["measure"].formula or first.text("measure")
    assert first.cells["progress"].value == 5
    assert [one.text("remark") for one in read.rows[3:5]] == ["一起", "一起"]
    kinds = [NoteKind.COMMENTS, NoteKind.HIDDEN_ROWS, NoteKind.MERGED]
    assert [one.kind for one in read.notes if one.kind in kinds] == kinds


def _bare(said: dict[str, str]) -> dict[str, str]:
    return {name: "".join(text.split()) for name, text in said.items()}


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_all_that_is_hidden_survives_another_program(saved: dict[str, Path], kind: str) -> None:
    book = book_of("back", saved[kind].read_bytes())
    assert (book.property, EXPORT in book.named) == (EXPORT, True)
    hidden = [one for one in book.sheets if one.hidden]
    assert [one.name for one in hidden] == ["supervisor_sheet"]
    told = hidden[0].read(None)
    assert [cell.value for cell in told.rows[0].cells.values()][:3] == [EXPORT, 1, SHEET]
    assert len(told.rows) == ROWS + 1


def test_lists_hidden_column_and_print_survive_another_program(saved: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(saved["xlsx"].read_bytes()))
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["R"].hidden
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert {"list", "date"} <= kinds
    assert not sheet.cell(HEADING + 2, COLUMN["measure"]).protection.locked
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${HEADING + 1}:${HEADING + 1}"


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_on_paper_it_lies_repeats_its_headings_and_cuts_no_text(saved: dict[str, Path], code: str) -> None:
    pages: Paper = paper(saved[f"paper-{code}"])
    assert pages.lies
    assert 841 < pages.width < 843
    assert any("CJK" in font for font in pages.fonts)
    assert pages.plain.count(MARK) == ROWS
    with said_in(code):
        heading, sheet = _("What customers say"), _("Communication sheet {number}").format(number=SHEET)
    of_table = pages.pages[:-1]  # the last one says how to fill in
    assert len(of_table) >= 2
    for page in of_table:
        assert heading in page
    assert sheet in of_table[0]
    assert "####" not in pages.plain
