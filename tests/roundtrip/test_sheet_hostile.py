"""Files that were made to do harm, or were broken on their way: refused with a word what to do, or made
harmless; nothing takes long or fills the memory."""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.errors import ReturnedFileError
from supervisor.issues.evidence import FILE_LIMIT
from supervisor.roundtrip import found
from supervisor.roundtrip.reading import read_file
from supervisor.roundtrip.returned import NoteKind
from supervisor.sentences.error import sentence
from tests.roundtrip.workbooks import EXPORT, packed, parts, patched, row, sheet_book, written

SHEET = "xl/worksheets/sheet1.xml"
CHEAP_S = 6.0  # of the processor; a wrong turn takes minutes


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(tmp_path_factory.mktemp("sheet"), sheet_book([row(1), row(2)]))


def refused(content: bytes) -> str:
    began = time.process_time()
    with pytest.raises(ReturnedFileError) as told:
        read_file("sheet.xlsx", content)
    assert time.process_time() - began < CHEAP_S
    said = sentence(told.value)
    assert said.startswith("Nothing was read from sheet.xlsx. ")
    return said


def bomb(content: bytes, part: str, size: int, fill: bytes = b"<row/>") -> bytes:
    """The file with a *part* that unpacks to *size* bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts(content).items():
            if name != part:
                archive.writestr(name, held)
                continue
            head, _end, _rest = held.partition(b"</sheetData>")
            with archive.open(name, "w", force_zip64=True) as out:
                out.write(head)
                chunk = fill * ((1 << 20) // len(fill))
                for _at in range(size >> 20):
                    out.write(chunk)
    return made.getvalue()


def claiming(content: bytes, part: str, size: int) -> bytes:
    """The same archive that claims *part* to be so large unpacked."""
    at = content.rindex(part.encode())  # in the directory at its end
    entry = content.rindex(b"PK\x01\x02", 0, at)
    made = bytearray(content)
    struct.pack_into("<I", made, entry + 24, size)
    local = struct.unpack_from("<I", content, entry + 42)[0]
    struct.pack_into("<I", made, local + 22, size)
    return bytes(made)


def test_a_part_that_grows_a_thousandfold_is_refused(sent: bytes) -> None:
    assert "far more than a communication sheet" in refused(bomb(sent, SHEET, 64 << 20))


def test_a_part_that_hides_how_large_it_is_is_refused(sent: bytes) -> None:
    refused(claiming(bomb(sent, SHEET, 64 << 20), SHEET, 1000))


def test_a_part_that_claims_to_be_endless_is_refused(sent: bytes) -> None:
    refused(claiming(sent, SHEET, 0xFFFFFFF0))


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set by what Linux tells")
def test_a_bomb_never_takes_the_memory_of_this_computer(sent: bytes, tmp_path: Path) -> None:
    """In a process that may take 300 MB more than it has, and ten seconds."""
    slow = b'<row r="1"><c t="inlineStr"><is><t>%d</t></is></c></row>'
    content = bomb(sent, SHEET, 24 << 20, b"".join(slow % at for at in range(7_000)))
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(content)
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from supervisor.errors import ReturnedFileError\n"
        "from supervisor.roundtrip.reading import read_file\n"
        "held = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (held + (300 << 20),) * 2)\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (10, 10))\n"
        "try:\n    read_file('bomb.xlsx', Path(sys.argv[1]).read_bytes())\n"
        "except ReturnedFileError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, timeout=120)
    assert done.stdout.strip() == b"refused"


def test_more_parts_than_any_workbook_has_are_refused(sent: bytes) -> None:
    refused(packed(parts(sent) | {f"xl/{at}.xml": b"" for at in range(6_000)}))


def test_entities_are_never_expanded(sent: bytes) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for said in (laughs, outside):
        refused(patched(sent, SHEET, (b"<worksheet ", said + b"<worksheet ")))
        refused(patched(sent, "xl/sharedStrings.xml", (b"<sst ", said + b"<sst ")))


def test_hundreds_of_thousands_of_hidden_rows_are_passed_over(sent: bytes) -> None:
    empty = b"".join(b'<row r="%d" hidden="1"/>' % at for at in range(20, 400_000))
    began = time.process_time()
    read = read_file("a.xlsx", patched(sent, SHEET, (b"</sheetData>", empty + b"</sheetData>")))
    assert time.process_time() - began < CHEAP_S
    assert len(read.rows) == 2
    assert not [one for one in read.notes if one.kind is NoteKind.HIDDEN_ROWS]


def test_one_cell_at_the_far_end_lays_nothing_out(sent: bytes) -> None:
    far = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>far</t></is></c>'
    far += b'<c r="XFD1048576"><v>1</v></c></row>'
    whole = b'</sheetData><mergeCells><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    dimension = b'<dimension ref="A1:XFD1048576"/>'
    old = parts(sent)[SHEET].split(b"<dimension ")[1].split(b"/>")[0]
    content = patched(sent, SHEET, (b"<dimension " + old + b"/>", dimension), (b"</sheetData>", far + whole))
    began = time.process_time()
    read = read_file("a.xlsx", content)
    assert time.process_time() - began < CHEAP_S
    assert [one.row for one in read.rows] == [8, 9, 1_048_576]


def test_more_cells_than_a_sheet_of_ours_can_have_are_refused(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "MOST_CELLS", 20_000)
    cells = b"".join(b"<c><v>%d</v></c>" % at for at in range(30))
    rows = b"".join(b'<row r="%d">' % at + cells + b"</row>" for at in range(20, 700))
    refused(patched(sent, SHEET, (b"</sheetData>", rows + b"</sheetData>")))


def test_a_big_sheet_beside_ours_is_left_unread(sent: bytes) -> None:
    held = parts(sent)
    rows = b"".join(b'<row r="%d"><c><v>1</v></c><c><v>2</v></c></row>' % at for at in range(1, 300_000))
    held["xl/worksheets/sheet9.xml"] = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    held["xl/workbook.xml"] = held["xl/workbook.xml"].replace(
        b"</sheets>", b'<sheet name="Dump" sheetId="9" r:id="rId99"/></sheets>'
    )
    held["xl/_rels/workbook.xml.rels"] = held["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="x/worksheet" Target="worksheets/sheet9.xml"/></Relationships>',
    )
    began = time.process_time()
    read = read_file("a.xlsx", packed(held))
    assert time.process_time() - began < CHEAP_S
    assert [(one.kind, one.names) for one in read.notes] == [(NoteKind.UNREAD_SHEETS, ("Dump",))]
    assert len(read.rows) == 2


def test_an_opendocument_cell_that_stands_for_millions_is_bounded() -> None:
    said = (
        b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
        b'<office:spreadsheet><table:table table:name="S">%s</table:table></office:spreadsheet>'
        b"</office:body></office:document-content>"
    )
    heads = b"".join(
        b'<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' % one
        for one in (b"Number", b"Title", b"Cause", b"Measure")
    )
    cell = b'<table:table-cell office:value-type="string" table:number-columns-repeated="%d">'
    cell += b"<text:p>x</text:p></table:table-cell>"
    row_of = b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row>'

    def ods(rows: bytes) -> bytes:
        kind = b"application/vnd.oasis.opendocument.spreadsheet"
        return packed({"mimetype": kind, "content.xml": said % (row_of % (1, heads) + rows)})

    wide = read_file(
        "a.ods", ods(row_of % (3, cell % 1_000_000_000) + row_of % (1_048_576, b"<table:table-cell/>"))
    )
    assert len(wide.rows) == 3
    refused(ods(row_of % (1_048_576, cell % 4)))


def compound(*records: tuple[int, bytes]) -> bytes:
    """An xls file with one sheet of *records*, as small as they are."""
    begin = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0, 0, 0, 0)
    sheet = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 0x10, 0, 0, 0, 0)
    end = struct.pack("<HH", 0x0A, 0)
    body = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)
    place = len(begin) + 4 + 8 + 1 + len(end)
    bound = struct.pack("<HHIBBBB", 0x85, 9, place, 0, 0, 1, 0) + b"S"
    stream = begin + bound + end + sheet + body + end
    sectors = max(8, -(-len(stream) // 512))
    size = sectors * 512
    last, free = 0xFFFFFFFE, 0xFFFFFFFF
    chain = [*range(3, sectors + 2), last]
    table = struct.pack("<128I", 0xFFFFFFFD, last, *chain, *[free] * (126 - sectors))

    def entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
        said = name.encode("utf-16-le") + b"\0\0"
        head = said.ljust(64, b"\0") + struct.pack("<HBBIII", len(said), kind, 1, free, free, child)
        return head.ljust(116, b"\0") + struct.pack("<III", start, size, 0)

    directory = entry("Root Entry", 5, last, 0, 1) + entry("Workbook", 2, 2, size, free)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<9I", 0, 1, 1, 0, 4096, last, 0, last, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + table + directory.ljust(512, b"\0") + stream.ljust(size, b"\0")


def number_at(row: int, column: int) -> tuple[int, bytes]:
    return 0x203, struct.pack("<HHHd", row, column, 0, 1.0)


def test_an_old_workbook_whose_cells_are_far_apart_is_not_laid_out() -> None:
    near = read_file("a.xls", compound(number_at(0, 0), number_at(5, 5)))
    assert (near.format, near.title_row) == ("xls", 0)
    assert "far more" in refused(compound(number_at(0, 0), number_at(65_535, 255)))
    assert "password" in refused(compound((0x2F, b"\0" * 6)))


@settings(max_examples=25)
@given(st.data())
def test_whatever_byte_of_an_old_workbook_is_broken_it_is_read_or_refused(data: st.DataObject) -> None:
    broken = bytearray(compound(number_at(0, 0), number_at(5, 5)))
    for _each in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    quietly(lambda: read_file("a.xls", bytes(broken)))


def test_one_long_text_in_many_cells_is_not_copied(sent: bytes) -> None:
    long = struct.pack("<II", 1, 1) + struct.pack("<HB", 8_000, 0) + b"x" * 8_000
    labels = [(0xFD, struct.pack("<HHHI", at, 0, 0, 0)) for at in range(3_000)]
    assert "far more" in refused(compound((0xFC, long), *labels))
    held = parts(sent)
    held["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    rows = b"".join(b'<row r="%d"><c t="s"><v>0</v></c></row>' % at for at in range(20, 2_000))
    held[SHEET] = held[SHEET].replace(b"</sheetData>", rows + b"</sheetData>").replace(b' t="s"', b"", 40)
    heads = b"".join(
        b'<c t="inlineStr"><is><t>%s</t></is></c>' % one
        for one in (b"Number", b"Title", b"Cause", b"Measure")
    )
    held[SHEET] = held[SHEET].replace(b"<sheetData>", b'<sheetData><row r="1">' + heads + b"</row>")
    assert "far more" in refused(packed(held))


@pytest.mark.parametrize(
    "part", ["xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/custom.xml"]
)
def test_a_part_of_nothing_but_tags_takes_no_minutes(sent: bytes, part: str) -> None:
    held = parts(sent)
    head, name, rest = held[part].partition(
        b"<cellXfs" if part == "xl/styles.xml" else b"<s" if b"<s" in held[part] else b"<p"
    )
    held[part] = head + b"<a/>" * 3_500_000 + name + rest
    assert "far more" in refused(packed(held))


def test_text_of_nothing_but_open_quotes_takes_no_minutes() -> None:
    began = time.process_time()
    read = read_file("a.csv", b"Number,Title,Cause,Measure\r\n" + b'"a\r\n' * 60_000)
    assert time.process_time() - began < CHEAP_S
    assert len(read.rows) == 30_000  # every second mark closes the one before it


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_quote_that_is_never_closed_takes_its_own_line_alone(end: bytes) -> None:
    lines = [b"Number,Title,Cause,Measure", b'1,"a', b'b",c,d', b'2,"open,c,d', b"3,e,f,g", b'4,"h",i,j']
    read = read_file("a.csv", b"\n".join(lines) + end)
    assert [one.text("title") for one in read.rows] == ["a\nb", '"open', "e", "h"]
    assert [one.kind for one in read.notes if one.kind is NoteKind.CUT_SHORT]


def test_what_has_a_password_says_so(sent: bytes) -> None:
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "password" in refused(encrypted)
    locked = bytearray(sent)
    at = sent.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert "password" in refused(bytes(locked))


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5_000, b"%PDF-1.4 \n" + b"x" * 100, b"\x89PNG\r\n", b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_sheet_says_what_to_do(content: bytes) -> None:
    assert refused(content)


def test_a_file_that_is_far_too_large_is_not_even_looked_at() -> None:
    assert "20 MB" in refused(b"x" * (FILE_LIMIT + 1))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(sent: bytes, share: float) -> None:
    assert "cut off" in refused(sent[: int(len(sent) * share)])


def test_a_sheet_that_ends_in_the_middle_of_its_rows_is_refused(sent: bytes) -> None:
    held = parts(sent)
    held[SHEET] = held[SHEET][: len(held[SHEET]) // 2]
    assert "cut off" in refused(packed(held))


def test_text_with_nul_bytes_and_open_quotes_is_read_and_told() -> None:
    text = (
        f'{EXPORT}\r\nNumber,Title,Cause,Measure\r\nWT-2026-00001-4,a\0b,c,"open\r\nWT-2026-00002-6,d,e,f\r\n'
    )
    read = read_file("a.csv", text.encode())
    assert read.rows[0].text("title") == "ab"
    assert [one.kind for one in read.notes][-1] is NoteKind.CUT_SHORT


def test_deep_markup_does_not_run_over() -> None:
    deep = b"<table>" * 50_000
    began = time.process_time()
    try:
        read = read_file("a.xls", b"<html>" + deep)
    except ReturnedFileError:
        pass
    else:
        assert read.rows == ()
    assert time.process_time() - began < CHEAP_S


@settings(max_examples=25)
@given(st.data())
def test_whatever_byte_is_broken_it_is_read_or_refused(sent: bytes, data: st.DataObject) -> None:
    """No other error: whoever takes a file in must be told."""
    broken = bytearray(sent)
    for _each in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    quietly(lambda: read_file("a.xlsx", bytes(broken)))


@settings(max_examples=25)
@given(
    st.data(),
    st.sampled_from(
        [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "docProps/custom.xml"]
    ),
)
def test_whatever_is_broken_within_a_part_it_is_read_or_refused(
    sent: bytes, data: st.DataObject, part: str
) -> None:
    held = parts(sent)
    body = bytearray(held[part])
    at = data.draw(st.integers(0, len(body) - 1))
    body[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=4))
    held[part] = bytes(body)
    quietly(lambda: read_file("a.xlsx", packed(held)))


def quietly(read: Callable[[], object]) -> None:
    with contextlib.suppress(ReturnedFileError):
        read()
