"""A file that comes back, whatever was done to it: rows are known by their numbers, nothing is overlooked."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from supervisor.issues.number import number
from supervisor.issues.reply import Answer
from supervisor.roundtrip.layout import DEFINED_NAME, PROPERTY, SHEET_COLUMNS
from supervisor.roundtrip.reading import read_file
from supervisor.roundtrip.returned import FileNote, NoteKind, ReturnedFile
from supervisor.words import said_in
from tests.roundtrip.workbooks import (
    COLUMN,
    EXPORT,
    HEADING,
    SHEET,
    edited,
    issue_number,
    packed,
    parts,
    patched,
    row,
    sheet_book,
    written,
)

OTHER = number("DC", 2026, 8)
EARLY, LATE = datetime(1950, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  # workbooks know no zones


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sheet of three issues, the second answered already."""
    answered = Answer(True, "A rule", "Change it", "Li Na", date(2026, 12, 8))
    rows = [row(1), row(2, answer=answered), row(3, reminder=True, first_sent="2026-09-01")]
    return written(tmp_path_factory.mktemp("sheet"), sheet_book(rows))


def note(read: ReturnedFile, kind: NoteKind) -> FileNote | None:
    return next((one for one in read.notes if one.kind is kind), None)


def fill(sheet: Worksheet, line: int, **values: object) -> None:
    for name, value in values.items():
        sheet.cell(HEADING + line, COLUMN[name]).value = value  # type: ignore[assignment]


def texts(read: ReturnedFile, name: str) -> dict[str, str]:
    return {one.text("number"): one.text(name) for one in read.rows}


def test_what_a_department_fills_in_is_read_where_it_stands(sent: bytes) -> None:
    read = read_file(
        "a",
        edited(
            sent, lambda sheet: fill(sheet, 1, ours="Yes", cause=" It rains \r\n", planned=date(2026, 12, 9))
        ),
    )
    first = read.rows[0]
    assert (first.sheet, first.row) == ("Communication sheet", HEADING + 1)
    assert first.cells["cause"].value == "It rains"
    assert first.cells["cause"].place == f"K{HEADING + 1}"
    assert first.cells["planned"].value == date(2026, 12, 9)
    assert [one.field for one in read.headings] == [column.field for column in SHEET_COLUMNS]
    assert texts(read, "owner") == {issue_number(1): "", issue_number(2): "Li Na", issue_number(3): ""}


def test_sorted_rows_moved_columns_and_rows_above_change_nothing(sent: bytes) -> None:
    def shuffle(sheet: Worksheet) -> None:
        fill(sheet, 1, measure="First")
        fill(sheet, 3, measure="Third")
        kept = [[cell.value for cell in each] for each in sheet.iter_rows(min_row=HEADING)]
        heading, *rows = [[each[11], each[0], *each[1:11], *each[12:]] for each in kept[:4]]
        sheet.delete_rows(1, sheet.max_row)
        sheet.append(["Please see below"])
        sheet.append([])
        for each in (heading, *reversed(rows)):
            sheet.append(each)

    read = read_file("a", edited(sent, shuffle))
    assert read.title_row == 3
    assert texts(read, "measure") == {
        issue_number(1): "First",
        issue_number(2): "Change it",
        issue_number(3): "Third",
    }
    assert read.export == EXPORT  # from the property, the name and the hidden sheet


def test_rows_copied_into_a_new_workbook_are_known_by_their_numbers(sent: bytes) -> None:
    old = openpyxl.load_workbook(io.BytesIO(sent)).worksheets[0]
    new = openpyxl.Workbook()
    page = new.active
    assert page is not None
    for each in old.iter_rows(min_row=HEADING, max_row=HEADING + 3, max_col=17, values_only=True):
        page.append(each)
    page.cell(2, COLUMN["cause"]).value = "Rain"
    saved = io.BytesIO()
    new.save(saved)
    read = read_file("copy.xlsx", saved.getvalue())
    assert read.title_row == 1
    assert texts(read, "cause")[issue_number(1)] == "Rain"
    assert (read.export, read.sheet_number) == ("", "")
    assert note(read, NoteKind.NO_NUMBER)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-8"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_sheet_saved_as_text_keeps_what_is_visible(sent: bytes, encoding: str, separator: str) -> None:
    page = openpyxl.load_workbook(io.BytesIO(sent)).worksheets[0]
    fill(page, 1, cause="因为下雨, 两行\n第二行", planned="2026年12月9日")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    for each in page.iter_rows(max_col=17, values_only=True):
        writer.writerow(["" if value is None else str(value).replace(" 00:00:00", "") for value in each])
    read = read_file("sheet.xlsx", out.getvalue().encode(encoding))  # whatever it is called
    assert read.format == "csv"
    assert (read.export, read.sheet_number) == (EXPORT, SHEET)
    assert read.rows[0].text("cause") == "因为下雨, 两行\n第二行"
    assert read.rows[0].text("planned") == "2026年12月9日"
    assert len(read.rows) == 3


def test_a_sheet_in_the_other_language_is_read_whatever_is_spoken_here(tmp_path: Path) -> None:
    content = written(tmp_path, sheet_book([row(1)]), code="zh_CN")
    for code in ("en", "zh_CN"):
        with said_in(code):
            read = read_file("a", content)
        assert {one.field for one in read.headings} == {column.field for column in SHEET_COLUMNS}
        assert len(read.rows) == 1


def test_a_renamed_heading_is_asked_for_once_and_known_then(sent: bytes) -> None:
    def rename(sheet: Worksheet) -> None:
        sheet.cell(HEADING, COLUMN["measure"]).value = "What we DO "
        sheet.cell(HEADING, COLUMN["number"]).value = "No."
        fill(sheet, 1, measure="Change it")

    content = edited(sent, rename)
    first = read_file("a", content)
    unknown = [one for one in first.headings if not one.field]
    assert [(one.text, one.column) for one in unknown] == [("What we DO", "L")]
    assert first.rows[0].extra["What we DO"].value == "Change it"
    assert note(first, NoteKind.MISSING_COLUMNS) == FileNote(NoteKind.MISSING_COLUMNS, 1, ("Measure",))
    assert first.rows[0].text("number") == issue_number(1)  # a column of numbers needs no heading
    again = read_file("a", content, {"what we do": "measure"})
    assert again.rows[0].text("measure") == "Change it"
    assert not note(again, NoteKind.MISSING_COLUMNS)
    left_out = read_file("a", content, {"what we do": ""})
    assert left_out.rows[0].extra["What we DO"].value == "Change it"


def test_where_every_heading_was_renamed_they_can_still_be_asked_for(sent: bytes) -> None:
    def rename(sheet: Worksheet) -> None:
        for at in range(1, 19):
            sheet.cell(HEADING, at).value = f"Column {at}"

    read = read_file("a", edited(sent, rename))
    assert read.title_row == HEADING
    assert [one.field for one in read.headings] == ["number", *[""] * 17]
    assert len(read.rows) == 3


def test_added_columns_sheets_and_rows_are_kept_and_told(sent: bytes) -> None:
    def add(sheet: Worksheet) -> None:
        sheet.insert_cols(3)
        sheet.cell(HEADING, 3).value = "Our number"
        sheet.cell(HEADING + 2, 3).value = "K-17"
        sheet.cell(HEADING + 4, 2).value = "A new one of ours"
        more = sheet.parent.create_sheet("Notes")
        more["A1"] = "Seen by Li Na"

    read = read_file("a", edited(sent, add))
    assert read.rows[1].extra["Our number"].value == "K-17"
    assert (read.rows[3].text("number"), read.rows[3].text("title")) == ("", "A new one of ours")
    assert note(read, NoteKind.UNREAD_COLUMNS) == FileNote(NoteKind.UNREAD_COLUMNS, 1, ("Our number",))
    assert note(read, NoteKind.UNREAD_SHEETS) == FileNote(NoteKind.UNREAD_SHEETS, 1, ("Notes",))


def test_hidden_rows_comments_and_formulas_are_read_and_told(sent: bytes) -> None:
    def work(sheet: Worksheet) -> None:
        sheet.row_dimensions[HEADING + 2].hidden = True
        sheet.cell(HEADING + 1, COLUMN["cause"]).comment = Comment("ask Li Na", "lin")
        fill(sheet, 1, measure='=CONCATENATE("a","b")')

    read = read_file("a", edited(sent, work))  # openpyxl leaves formulas without a value
    assert [one.hidden for one in read.rows] == [False, True, False]
    assert read.rows[1].text("cause") == "A rule"
    assert read.rows[0].cells["cause"].comment == "ask Li Na"
    measure = read.rows[0].cells["measure"]
    assert (measure.value, measure.formula, measure.is_empty) == (None, '=CONCATENATE("a","b")', False)
    assert note(read, NoteKind.HIDDEN_ROWS) == FileNote(NoteKind.HIDDEN_ROWS, 1, (str(HEADING + 2),))
    assert note(read, NoteKind.COMMENTS) == FileNote(NoteKind.COMMENTS, 1, (f"K{HEADING + 1}",))
    assert note(read, NoteKind.FORMULAS) == FileNote(NoteKind.FORMULAS, 1, (f"L{HEADING + 1}",))


def cell_of(content: bytes, place: str) -> bytes:
    """The XML of a cell that is empty."""
    sheet = parts(content)["xl/worksheets/sheet1.xml"]
    start = sheet.index(b'<c r="' + place.encode())
    return sheet[start : sheet.index(b"/>", start) + 2]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="K8" t="str"><f>_xlfn.DISPIMG("ID_9F",1)</f><v>=DISPIMG("ID_9F",1)</v></c>',  # WPS
        b'<c r="K8"><f>DISPIMG("ID_9F",1)</f></c>',
        b'<c r="K8" t="inlineStr"><is><t>=DISPIMG("ID_9F",1)</t></is></c>',
        b'<c r="K8" t="e" vm="1"><v>#VALUE!</v></c>',  # Excel
    ],
)
def test_a_picture_in_a_cell_is_no_empty_cell(sent: bytes, cell: bytes) -> None:
    content = patched(sent, "xl/worksheets/sheet1.xml", (cell_of(sent, "K8"), cell))
    held = parts(content)
    held["xl/cellimages.xml"] = (
        b'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'
    )
    read = read_file("a", packed(held))
    cause = read.rows[0].cells["cause"]
    assert (cause.picture, cause.value, cause.is_empty) == (True, None, False)
    assert note(read, NoteKind.PICTURES) == FileNote(NoteKind.PICTURES, 1, ("K8",))


def test_a_picture_over_a_cell_is_placed(sent: bytes) -> None:
    drawing = (
        b'<xdr:wsDr xmlns:xdr="d"><xdr:twoCellAnchor><xdr:from><xdr:col>11</xdr:col><xdr:row>8</xdr:row>'
        b"</xdr:from><xdr:pic/></xdr:twoCellAnchor><xdr:oneCellAnchor><xdr:from><xdr:col>30</xdr:col>"
        b"<xdr:row>90</xdr:row></xdr:from><xdr:pic/></xdr:oneCellAnchor></xdr:wsDr>"
    )
    held = parts(sent) | {"xl/drawings/drawing1.xml": drawing}
    held["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships><Relationship Id="r1" Type="x/drawing" Target="../drawings/drawing1.xml"/>'
        b"</Relationships>"
    )
    read = read_file("a", packed(held))
    assert read.rows[1].cells["measure"].picture
    assert read.rows[1].text("measure") == "Change it"
    assert note(read, NoteKind.PICTURES) == FileNote(NoteKind.PICTURES, 2, ("L9",))


def test_a_thread_of_comments_is_read_and_not_the_note_that_there_is_one(sent: bytes) -> None:
    relation = b'<Relationship Id="r%d" Type="x/%s" Target="../%s"/>'
    held = parts(sent) | {
        "xl/comments1.xml": b'<comments><commentList><comment ref="K8"><text><t>[Threaded comment] Your '
        b"version of Excel allows you to read it.</t></text></comment></commentList></comments>",
        "xl/threadedComments/threadedComment1.xml": b'<ThreadedComments><threadedComment ref="K8"><text>Who '
        b'knows?</text></threadedComment><threadedComment ref="K8"><text>Li Na</text></threadedComment>'
        b"</ThreadedComments>",
        "xl/worksheets/_rels/sheet1.xml.rels": b"<Relationships>"
        + relation % (1, b"comments", b"comments1.xml")
        + relation % (2, b"threadedComment", b"threadedComments/threadedComment1.xml")
        + b"</Relationships>",
    }
    read = read_file("a", packed(held))
    assert read.rows[0].cells["cause"].comment == "Who knows?\nLi Na"
    assert note(read, NoteKind.COMMENTS) == FileNote(NoteKind.COMMENTS, 1, ("K8",))


def test_a_workbook_with_macros_is_the_same_workbook(sent: bytes) -> None:
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    read = read_file("a.xlsm", patched(sent, "[Content_Types].xml", (plain, macros)))
    assert len(read.rows) == 3


def test_a_wrong_dimension_and_shared_formulas_are_seen_through(sent: bytes) -> None:
    shared = b'<c r="K8" t="str"><f t="shared" ref="K8:L8" si="0">A8&amp;""</f><v>one</v></c>'
    later = b'<c r="L8" t="str"><f t="shared" si="0"/></c>'
    dimension = parts(sent)["xl/worksheets/sheet1.xml"].split(b"<dimension ")[1].split(b"/>")[0]
    content = patched(
        sent,
        "xl/worksheets/sheet1.xml",
        (dimension, b'ref="A1"'),
        (cell_of(sent, "K8"), shared),
        (cell_of(sent, "L8"), later),
    )
    read = read_file("a", content)
    assert len(read.rows) == 3
    assert read.rows[0].text("cause") == "one"
    assert (read.rows[0].cells["measure"].value, read.rows[0].cells["measure"].formula) == (None, '=A8&""')


def test_one_merged_cell_answers_for_the_rows_that_it_covers(sent: bytes) -> None:
    def merge(sheet: Worksheet) -> None:
        at = COLUMN["measure"]
        fill(sheet, 1, measure="One for all")
        fill(sheet, 2, measure=None)
        sheet.merge_cells(start_row=HEADING + 1, end_row=HEADING + 3, start_column=at, end_column=at)

    read = read_file("a", edited(sent, merge))
    assert set(texts(read, "measure").values()) == {"One for all"}
    assert note(read, NoteKind.MERGED) == FileNote(NoteKind.MERGED, 2, ("L9", "L10"))


def test_full_width_characters_are_plain_in_numbers_and_days_and_stay_in_prose(sent: bytes) -> None:
    def write(sheet: Worksheet) -> None:
        wide = str.maketrans("0123456789WT-", "０１２３４５６７８９ＷＴ－")
        fill(
            sheet,
            1,
            number=issue_number(1).translate(wide),
            planned="２０２６－１２－０８",
            cause="共１２次（Ａ类）",
        )

    first = read_file("a", edited(sent, write)).rows[0]
    assert first.text("number") == issue_number(1)
    assert first.text("planned") == "2026-12-08"
    assert first.text("cause") == "共１２次（Ａ类）"


def test_cells_that_look_like_something_else_are_what_was_typed(sent: bytes) -> None:
    def write(sheet: Worksheet) -> None:
        fill(sheet, 1, cause="_x0041__x000d_\n ", owner=13800001234, progress=0.5, measure=True)
        sheet.cell(HEADING + 1, COLUMN["progress"]).number_format = "0%"
        sheet.cell(HEADING + 1, COLUMN["owner"]).number_format = "General"
        fill(sheet, 2, planned=datetime(2026, 12, 8, 10, 30), remark="\u3000wide blanks\u00a0\u200b")  # noqa: DTZ001

    read = read_file("a", edited(sent, write))
    first, second, _third = read.rows
    assert first.text("cause") == "A"
    assert (first.cells["owner"].value, first.text("progress")) == (13800001234, "50%")
    assert first.cells["measure"].value is True
    assert second.cells["planned"].value == datetime(2026, 12, 8, 10, 30)  # noqa: DTZ001
    assert second.text("remark") == "wide blanks"


def test_numbers_that_disagree_are_told_and_the_visible_one_counts(sent: bytes) -> None:
    content = patched(sent, "docProps/custom.xml", (EXPORT.encode(), OTHER.encode()))
    read = read_file("a", content)
    assert read.export == EXPORT
    assert note(read, NoteKind.NUMBERS_DISAGREE) == FileNote(NoteKind.NUMBERS_DISAGREE, 2, (OTHER, EXPORT))


@pytest.mark.parametrize("kept", ["property", "name", "hidden", "visible"])
def test_each_place_alone_is_enough_to_know_the_export(sent: bytes, kept: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sent))
    if kept != "property":
        del book.custom_doc_props[PROPERTY]
    if kept != "name":
        del book.defined_names[DEFINED_NAME]
    if kept != "hidden":
        del book["supervisor_sheet"]
    if kept != "visible":
        book.worksheets[0].delete_rows(1, HEADING - 1)
        book.worksheets[0].merged_cells.ranges.clear()
    saved = io.BytesIO()
    book.save(saved)
    read = read_file("a", saved.getvalue())
    assert read.export == EXPORT
    assert len(read.rows) == 3
    assert read.notes == ()


def test_macros_links_and_parts_that_would_leave_the_folder_are_told_and_left_alone(sent: bytes) -> None:
    held = parts(sent) | {
        "xl/vbaProject.bin": b"\xd0\xcf",
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "../../evil.xml": b"<x/>",
    }
    read = read_file("a", packed(held))
    assert note(read, NoteKind.MACROS)
    assert note(read, NoteKind.EXTERNAL_LINKS) == FileNote(NoteKind.EXTERNAL_LINKS, 1)
    assert note(read, NoteKind.STRANGE_PARTS) == FileNote(NoteKind.STRANGE_PARTS, 1, ("../../evil.xml",))
    assert len(read.rows) == 3


def test_a_table_of_a_web_page_called_xls_is_read(sent: bytes) -> None:
    page = openpyxl.load_workbook(io.BytesIO(sent)).worksheets[0]
    lines = "".join(
        "<tr>" + "".join(f"<td>{'' if value is None else value}</td>" for value in each) + "</tr>"
        for each in page.iter_rows(max_col=17, values_only=True)
    )
    read = read_file(
        "sheet.xls", f"<html><meta charset=gbk><table>{lines}</table></html>".encode("gbk", "ignore")
    )
    assert (read.format, read.export, len(read.rows)) == ("html", EXPORT, 3)


@settings(max_examples=15)
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=20),
            st.integers(-(10**12), 10**12),
            st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 6)),
            st.booleans(),
            st.dates(date(1901, 1, 1), date(2200, 1, 1)),
            st.datetimes(EARLY, LATE).map(lambda at: at.replace(microsecond=0)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_values_are_what_another_reader_takes_them_for(sent: bytes, values: list[object]) -> None:
    """openpyxl, which reads twice and lays everything out, is asked besides."""
    filled = dict(zip(("ours", "cause", "measure", "owner", "progress"), values, strict=False))
    content = edited(sent, lambda sheet: fill(sheet, 1, **filled))
    theirs = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    first = read_file("a", content).rows[0]
    for name in filled:
        expected = theirs.cell(HEADING + 1, COLUMN[name]).value
        cell = first.cells.get(name)
        value = cell.value if cell is not None else None
        if isinstance(expected, str):
            assert first.text(name) == expected.strip()
        elif isinstance(expected, datetime) and not isinstance(value, datetime):
            assert value == expected.date()
        else:
            assert value == expected
