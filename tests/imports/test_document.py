"""Files of every kind, whole and broken, opened by what is in them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from supervisor import words
from supervisor.errors import ImportFileError
from supervisor.imports import document, workbook, xlsx_parts
from supervisor.imports.document import Kind, SheetName, open_document
from supervisor.imports.grid import Area, Cell, NoValue
from supervisor.imports.header import body, find
from supervisor.imports.totals import Total, sift
from supervisor.imports.values import Refused, Unit, read, reader
from supervisor.sentences.error import sentence

SAMPLES = Path(__file__).parents[1] / "recordings" / "sheets"
TITLES = ("工号", "姓名", "日期", "通话·次数", "通话·时长", "在线·次数", "在线·时长", "接通率")


def rows_of(path: Path, sheet: str | None = None) -> list[tuple[int, list[Cell]]]:
    """Every row of the file's sheet with its number, empty cells at the end left out."""
    with open_document(path) as opened:
        rows = []
        for number, cells in opened.grid(sheet).rows():
            while cells and cells[-1] is None:
                cells.pop()
            rows.append((number, cells))
        return rows


def refused(path: Path) -> ImportFileError:
    """The error with which *path* is refused, on opening or on reading."""
    with pytest.raises(ImportFileError) as raised, open_document(path) as opened:
        list(opened.grid().rows())
    words.use_language("en")
    assert path.name in sentence(raised.value)
    return raised.value


def written(path: Path, write: Callable[[xlsxwriter.Workbook], object], **options: object) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    write(book)
    book.close()
    return path


def replaced(source: Path, to: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of the archive *source* with one part changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return to


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("floor.xlsx", Kind.XLSX),
        ("floor.xls", Kind.XLS),
        ("floor.ods", Kind.ODS),
        ("floor-html.xls", Kind.HTML),
        ("floor.csv", Kind.TEXT),
    ],
)
def test_the_same_sheet_saved_in_any_kind_reads_the_same(name: str, kind: Kind) -> None:
    with open_document(SAMPLES / name) as opened:
        grid = opened.grid()
        header = find(grid, TITLES)
        assert opened.kind == kind
        assert header is not None
        assert header.titles == TITLES
        assert header.above == ("座席日报 2026年3月",)
        units = dict(enumerate((Unit.ID, Unit.TEXT, Unit.DATE, *[Unit.COUNT, Unit.SECONDS] * 2, Unit.SHARE)))
        found = list(
            sift(body(grid, header), [0], {column: _figure(units[column]) for column in (3, 4, 5, 6)})
        )
    total = found.pop()
    assert [
        [read(cell, units[column]) for column, cell in enumerate(row.cells)]
        for row in found
        if not isinstance(row, Total)
    ] == [
        ["0012", "张三", date(2026, 3, 1), 41, 108309, 7, 3600, 0.953],
        ["0013", "李四", date(2026, 3, 1), 20, 247, 0, 0, 0.9],
        ["0014", "王 五", date(2026, 3, 2), 5, 43200, 1, 86400, 1],
    ]
    assert isinstance(total, Total)
    assert total.label == "合计"
    assert total.agrees
    assert len(total.checks) == 4
    assert [note.what for note in grid.notes.first] == ["left_out"]


def _figure(unit: Unit) -> Callable[[Cell], float | None]:
    take = reader(unit)

    def figure(cell: Cell) -> float | None:
        value = take(cell)
        return float(value) if isinstance(value, int | float) else None

    return figure


@pytest.mark.parametrize("name", ["floor.xlsx", "floor.xls", "floor.ods"])
def test_the_name_says_nothing_about_the_kind(tmp_path: Path, name: str) -> None:
    lying = tmp_path / "report.csv"
    lying.write_bytes((SAMPLES / name).read_bytes())
    assert rows_of(lying) == rows_of(SAMPLES / name)


def test_hidden_sheets_are_told_and_not_read_unasked() -> None:
    for name in ("floor.xlsx", "floor.xls", "floor.ods"):
        with open_document(SAMPLES / name) as opened:
            assert opened.sheets == (SheetName("日报"), SheetName("隐", True))
            assert opened.grid().sheet == "日报"
            assert [row.cells for row in opened.grid("隐").rows()] == [["x"]]


def test_a_sheet_that_is_not_there_is_said_so() -> None:
    with open_document(SAMPLES / "floor.xlsx") as opened, pytest.raises(ImportFileError) as raised:
        opened.grid("月报")
    assert (raised.value.reason, raised.value.detail) == ("no_sheet", "月报")


def test_a_wrong_dimension_is_not_believed(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(17):
            sheet.write_row(row, 0, [row, row * 2])

    whole = written(tmp_path / "whole.xlsx", write)
    lying = replaced(
        whole,
        tmp_path / "lying.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b'<dimension ref="A1:B17"/>', b'<dimension ref="A1"/>'),
    )
    with zipfile.ZipFile(lying) as archive:
        assert b'<dimension ref="A1"/>' in archive.read("xl/worksheets/sheet1.xml")
    assert len(rows_of(lying)) == 17
    assert rows_of(lying) == rows_of(whole)


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_and_durations_are_right_in_both_calendars(tmp_path: Path, since_1904: bool) -> None:
    long = (30 * 3600 + 5 * 60 + 9) / 86_400

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        span, clock = book.add_format({"num_format": "[h]:mm:ss"}), book.add_format({"num_format": "h:mm:ss"})
        sheet.write_datetime(0, 0, datetime(2026, 3, 1), day)  # noqa: DTZ001 - a sheet has no zone
        sheet.write_number(0, 1, long, span)
        sheet.write_number(0, 2, long, clock)
        sheet.write_number(0, 3, 247 / 86_400, clock)

    path = written(tmp_path / "a.xlsx", write, date_1904=since_1904)
    ((_, (day, span, as_date, short)),) = rows_of(path)
    assert day == date(2026, 3, 1)
    assert span == timedelta(hours=30, minutes=5, seconds=9)
    assert short == time(0, 4, 7)
    assert [read(cell, Unit.SECONDS) for cell in (span, as_date, short)] == [108309, 108309, 247]


def test_formulas_without_results_and_errors_are_no_empty_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = "工号", "通话"
    sheet["A2"], sheet["B2"] = "0012", '=SUM(C2:D2) & "<次>"'
    sheet["A3"], sheet["B3"] = "0013", '=DISPIMG("ID_1",1)'
    sheet["D9"] = "=1+1"
    sheet["A4"] = "#DIV/0!"
    book.save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [
        (1, ["工号", "通话"]),
        (2, ["0012", NoValue('=SUM(C2:D2) & "<次>"')]),
        (3, ["0013", NoValue('=DISPIMG("ID_1",1)')]),
        (4, [NoValue("#DIV/0!")]),
        (9, [None, None, None, NoValue("=1+1")]),
    ]
    with open_document(tmp_path / "a.xlsx") as opened:
        notes = opened.grid().notes
    assert notes.counts == {"formula": 3, "error": 1}
    said = read(NoValue("=1+1"), Unit.COUNT)
    assert isinstance(said, Refused)
    assert said.problem == "formula"


def test_formulas_with_results_are_values(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, '=""', None, "")  # an empty text is a result, too
        sheet.write_formula(0, 2, '="a"', None, "a")
        sheet.write_formula(0, 3, "=NA()", None, "#N/A")

    found = replaced(
        written(tmp_path / "b.xlsx", write),
        tmp_path / "a.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b'<c r="B1"><f>""</f><v></v>', b'<c r="B1" t="str"><f>""</f><v></v>'),
    )
    assert rows_of(found) == [(1, [2.0, None, "a", NoValue("#N/A")])]


def test_escaped_characters_are_decoded_once(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row, text in enumerate(("a\x01b", "a\r\nb", "_x0041_")):
            sheet.write_string(row, 0, text)

    shared = written(tmp_path / "shared.xlsx", write)
    assert [cells for _, cells in rows_of(shared)] == [["a\x01b"], ["a\r\nb"], ["_x0041_"]]
    inline = replaced(
        written(tmp_path / "b.xlsx", lambda book: book.add_worksheet().write(0, 0, 1)),
        tmp_path / "inline.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(
            b'<c r="A1"><v>1</v></c>', b'<c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c>'
        ),
    )
    assert rows_of(inline) == [(1, ["a\rb"])]


def test_cells_keep_the_places_that_excel_shows(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("A")
        sheet.write_string(13, 2, "here")
        sheet.merge_range("E20:G21", "wide")
        sheet.set_row(13, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})

    with open_document(written(tmp_path / "a.xlsx", write)) as opened:
        grid = opened.grid()
        first, second = grid.rows()
    assert (first.number, first.cells.index("here")) == (14, 2)
    assert (second.number, second.cells.index("wide")) == (20, 4)
    assert grid.merged == (Area(20, 4, 21, 6),)
    assert grid.hidden_rows == {14}
    assert grid.hidden_columns == {1}
    assert grid.notes.counts["hidden"] == 1


def test_prefixed_xml_is_read_like_any_other(tmp_path: Path) -> None:
    def prefixed(data: bytes) -> bytes:
        text = data.decode()
        for tag in ("worksheet", "sheetData", "row", "c", "v", "f"):
            text = text.replace(f"<{tag}>", f"<x:{tag}>").replace(f"<{tag} ", f"<x:{tag} ")
            text = text.replace(f"</{tag}>", f"</x:{tag}>")
        return text.replace("xmlns=", "xmlns:x=").encode()

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [1, 2])
        sheet.write_formula(1, 0, "=A1", None, "gone")

    plain = replaced(
        written(tmp_path / "a.xlsx", write),
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b' t="str"', b"").replace(b"<v>gone</v>", b"<v></v>"),
    )
    bare = replaced(
        plain,
        tmp_path / "c.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda data: (
            prefixed(data[: data.index(b"<sheetPr")] + data[data.index(b"<sheetData>") :])
            if b"<sheetPr" in data
            else prefixed(
                data[: data.index(b"<dimension")]
                + data[data.index(b"<sheetData>") : data.index(b"</sheetData>") + 12]
                + b"</worksheet>"
            )
        ),
    )
    assert rows_of(plain) == [(1, [1.0, 2.0]), (2, [NoValue("=A1")])]
    assert rows_of(bare) == rows_of(plain)


def test_archives_whose_parts_are_named_with_backslashes_are_read(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.xlsx", lambda book: book.add_worksheet("日报").write(0, 0, 7))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo("x")
            part.filename = name.replace("/", "\\")
            new.writestr(part, old.read(name))
    assert rows_of(tmp_path / "b.xlsx", "日报") == [(1, [7.0])]


def test_a_cell_far_away_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, range(40))
        sheet.write_string(1_048_575, 0, " ")

    error = refused(written(tmp_path / "a.xlsx", write))
    assert (error.reason, error.detail) == ("too_large", str(1_048_576 * 40))


def test_formats_alone_far_away_refuse_nothing(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_row(0, 0, [1, 2])
        sheet.write_blank(0, 16_383, None, bold)
        sheet.write_row(5000, 0, [3])
        sheet.write_blank(1_048_575, 0, None, bold)

    assert rows_of(written(tmp_path / "a.xlsx", write)) == [(1, [1.0, 2.0]), (5001, [3.0])]


def test_what_unpacks_to_too_much_is_refused_whatever_it_claims(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = written(tmp_path / "a.xlsx", lambda book: book.add_worksheet().write(0, 0, 7))
    bomb = replaced(
        plain, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", lambda data: data + b" " * 40_000_000
    )
    assert bomb.stat().st_size < 100_000
    monkeypatch.setattr(workbook, "PART_BYTES", 20_000_000)
    assert refused(bomb).reason == "too_large"
    data = bytearray(bomb.read_bytes())
    claimed = struct.pack("<I", len(zipfile.ZipFile(bomb).read("xl/worksheets/sheet1.xml")))
    assert data.count(claimed) >= 1
    lying = tmp_path / "c.xlsx"
    lying.write_bytes(bytes(data).replace(claimed, struct.pack("<I", 1000)))
    assert refused(lying).reason in ("too_large", "damaged")


def test_a_row_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = written(tmp_path / "a.xlsx", lambda book: book.add_worksheet().write(0, 0, 7))
    endless = replaced(
        plain,
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"</row>", b"<c/>" * 3_000_000 + b"</row>"),
    )
    monkeypatch.setattr(xlsx_parts, "_ROW_BYTES", 4_000_000)
    assert refused(endless).reason == "too_large"


def test_one_cell_that_stands_for_millions_is_refused(tmp_path: Path) -> None:
    bomb = replaced(
        SAMPLES / "floor.ods",
        tmp_path / "a.ods",
        "content.xml",
        lambda data: data.replace(
            b"</table:table>",
            b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
            b'table:number-columns-repeated="1000" office:value-type="float" office:value="1"/>'
            b"</table:table-row></table:table>",
            1,
        ),
    )
    assert refused(bomb).reason == "too_large"


def test_a_sheet_of_formulas_that_nobody_computed_is_refused_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_parts, "_NO_VALUES", 20)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 30):
        sheet[f"A{row}"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx").reason == "uncomputed"


@pytest.mark.parametrize("name", ["floor.xlsx", "floor.xls", "floor.ods"])
def test_a_file_cut_off_anywhere_is_damaged_or_whole_but_never_a_crash(tmp_path: Path, name: str) -> None:
    whole = (SAMPLES / name).read_bytes()
    expected = rows_of(SAMPLES / name)
    cut = tmp_path / name
    reasons: set[str] = set()
    for part in range(1, 20):
        cut.write_bytes(whole[: len(whole) * part // 20])
        try:
            found = rows_of(cut)
        except ImportFileError as error:
            reasons.add(error.reason)
        else:
            assert found == expected
    assert reasons <= {"damaged", "unknown_kind"}


def test_files_behind_a_password_are_told_as_such(tmp_path: Path) -> None:
    ole = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1000)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(500)
    )
    (tmp_path / "a.xlsx").write_bytes(ole)
    assert refused(tmp_path / "a.xlsx").reason == "encrypted"
    old = bytearray((SAMPLES / "floor.xls").read_bytes())
    at = old.index(b"\xe1\x00\x02\x00\xb0\x04")  # a record that says nothing becomes the one of the password
    old[at : at + 2] = b"\x2f\x00"
    (tmp_path / "a.xls").write_bytes(old)
    assert refused(tmp_path / "a.xls").reason == "encrypted"
    locked = replaced(
        SAMPLES / "floor.ods",
        tmp_path / "a.ods",
        "META-INF/manifest.xml",
        lambda data: data.replace(b"/>", b"><manifest:encryption-data/></manifest:file-entry>", 1),
    )
    assert refused(locked).reason == "encrypted"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\r\n  \r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (bytes(5000), "empty"),
        (b"%PDF-1.7 " + b"x" * 100, "unknown_kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "unknown_kind"),
        (bytes(range(256)) * 20, "unknown_kind"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "unknown_kind"),
        (b"a,b\n\xff\xfe\xfd,1\n", "undecodable"),
        (b"<html><body>Session expired</body></html>", "no_table"),
    ],
)
def test_what_is_no_sheet_is_refused_with_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "report.xls"
    path.write_bytes(content)
    assert refused(path).reason == reason


def test_an_archive_of_something_else_is_no_sheet(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "a,b")
    assert refused(tmp_path / "a.zip").reason == "unknown_kind"


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.xlsx").reason == "missing"
    assert refused(tmp_path).reason == "folder"


def test_a_large_web_page_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MARKUP_BYTES", 100)
    (tmp_path / "a.xls").write_text("<table>" + "<tr><td>1" * 100)
    assert refused(tmp_path / "a.xls").reason == "too_large"


def _record(kind: int, data: bytes) -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    return head + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(path: Path, cells: dict[tuple[int, int], float | str]) -> Path:
    """A binary workbook with one sheet, its records written by hand ([MS-XLSB] 2.2, 2.4)."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        "</Types>"
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def relation(kind: str, target: str) -> str:
        return (
            f'<?xml version="1.0"?><Relationships xmlns="{space}">'
            f'<Relationship Id="rId1" Type="{office}/{kind}" Target="{target}"/></Relationships>'
        )

    sheet = _record(129, b"") + _record(148, struct.pack("<4I", 0, 0, 0, 0)) + _record(145, b"")
    row = -1
    for (at, column), value in sorted(cells.items()):
        if at != row:
            row = at
            sheet += _record(0, struct.pack("<IIHBBB", at, 0, 300, 0, 0, 0) + struct.pack("<I", 0))
        place = struct.pack("<II", column, 0)
        if isinstance(value, str) and value.startswith("#"):
            sheet += _record(3, place + b"\x07")
        elif isinstance(value, str):
            sheet += _record(6, place + _wide(value))
        else:
            sheet += _record(5, place + struct.pack("<d", value))
    sheet += _record(146, b"") + _record(130, b"")
    book = (
        _record(131, b"")
        + _record(143, b"")
        + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("日报"))
        + _record(144, b"")
        + _record(132, b"")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relation("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", relation("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def test_a_binary_workbook_is_read_with_its_errors(tmp_path: Path) -> None:
    cells: dict[tuple[int, int], float | str] = {
        (0, 0): "工号",
        (0, 1): "次数",
        (4, 0): "0012",
        (4, 1): "#DIV/0!",
    }
    path = binary_workbook(tmp_path / "a.xlsb", cells)
    with open_document(path) as opened:
        assert opened.kind == Kind.XLSB
        assert opened.sheets == (SheetName("日报"),)
    assert rows_of(path) == [(1, ["工号", "次数"]), (5, ["0012", NoValue("#DIV/0!")])]


def test_a_binary_workbook_that_reaches_too_far_is_refused(tmp_path: Path) -> None:
    path = binary_workbook(tmp_path / "a.xlsb", {(0, 0): 1.0, (1_048_575, 16_383): 2.0})
    assert refused(path).reason == "too_large"
