"""Text files in every encoding and with every separator."""

from __future__ import annotations

import codecs
import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.errors import ImportFileError
from supervisor.imports import text_file
from supervisor.imports.document import Kind, open_document
from supervisor.imports.grid import Cell
from supervisor.imports.text_file import encoding_of, open_text

ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16": b"",  # with its BOM
    "gb18030": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
NAMES = "张王李赵陈杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜"


def lines_of(path: Path, **options: str) -> list[tuple[int, list[Cell]]]:
    return [(row.number, row.cells) for row in open_text(path, **options).grid().rows()]


def file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


cells = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff", max_codepoint=0xFFFF),
    max_size=8,
) | st.text('",;\t|\n\r 张', max_size=6)
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(
    table=tables,
    encoding=st.sampled_from(sorted(ENCODINGS)),
    separator=st.sampled_from(text_file.SEPARATORS),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    end=st.sampled_from(("\n", "\r\n", "\r")),
)
@settings(max_examples=120, deadline=None)
def test_any_table_written_as_text_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[list[str]],
    encoding: str,
    separator: str,
    quoting: int,
    end: str,
) -> None:
    if quoting == csv.QUOTE_MINIMAL:
        end = "\r\n"  # else the writer leaves the other line ends bare
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, quoting=quoting, lineterminator=end).writerows(table)  # type: ignore[arg-type]
    path = tmp_path_factory.getbasetemp() / "law.csv"
    path.write_bytes(ENCODINGS[encoding] + written.getvalue().encode(encoding))
    told = "utf-16" if encoding.startswith("utf-16") else encoding
    read = [row for _, row in lines_of(path, encoding=told, separator=separator)]
    expected = [[cell or None for cell in row] for row in table]
    assert read == [row for row in expected if any(row) and row != ["\x1a"]]


@given(
    names=st.lists(st.text(NAMES, min_size=2, max_size=3), min_size=1, max_size=8),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    separator=st.sampled_from(text_file.SEPARATORS),
)
@settings(max_examples=100, deadline=None)
def test_encoding_and_separator_of_a_chinese_table_are_found_out(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], encoding: str, separator: str
) -> None:
    table = [
        ["工号", "姓名", "通话次数"],
        *([f"{at:04}", name, str(at * 7)] for at, name in enumerate(names)),
    ]
    path = tmp_path_factory.getbasetemp() / "found.csv"
    text = "\r\n".join(separator.join(row) for row in table)
    path.write_bytes(ENCODINGS[encoding] + text.encode(encoding))
    with open_document(path) as opened:
        assert (opened.kind, opened.separator) == (Kind.TEXT, separator)
        assert [row.cells for row in opened.grid().rows()] == table


def test_the_ladder_takes_no_chinese_file_for_another_language(tmp_path: Path) -> None:
    made = random.Random(4)
    path = tmp_path / "a.csv"
    for trial in range(100):
        rows = [["工号", "姓名", "班组", "备注"]] if trial % 3 else []
        rows += [
            [str(made.randrange(9999)), "".join(made.choices(NAMES, k=3)), "一组", made.choice("好㙍䶮€")]
            for _ in range(made.choice((1, 2, 5, 50)))
        ]
        text = "\n".join(",".join(row) for row in rows)
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            path.write_bytes(text.encode(encoding))
            found = encoding_of(path)
            assert path.read_bytes().decode(found).lstrip("\ufeff") == text


def test_the_encoding_is_that_of_the_whole_file_not_of_its_first_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name\n" + b"1,Ann\n" * 300_000 + "2,张三\n".encode("gb18030"))
    assert encoding_of(path) == "gb18030"
    assert lines_of(path)[-1] == (300_002, ["2", "张三"])


def test_utf_16_without_its_mark_is_recognised(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        path = file(tmp_path / "a.csv", "id\tname\r\n1\tAnn\r\n", encoding)
        assert lines_of(path) == [(1, ["id", "name"]), (2, ["1", "Ann"])]


def test_an_encoding_that_was_named_is_taken_at_its_word_or_refused(tmp_path: Path) -> None:
    path = file(tmp_path / "a.csv", "é;ü\n", "cp1252")
    assert lines_of(path, encoding="cp1252", separator=";") == [(1, ["é", "ü"])]
    with pytest.raises(ImportFileError) as raised:
        open_text(path, encoding="utf-8")
    assert (raised.value.reason, raised.value.detail) == ("undecodable", "utf-8")


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b;c\n1,5;2,3;4,0\n", ";"),
        ("座席日报\n导出时间：2026-03-01\n工号,姓名,次数\n1,张,2\n", ","),
        ('"Lee, Ann"|"1,234"|x\n"Day, Bo"|"2,345"|y\n', "|"),
        ("a\tb, c and d\n1\t2\n", "\t"),
        ("sep=;\na,b;c\n", ";"),
        ("alone\n1\n", ","),
    ],
)
def test_the_separator_is_the_one_that_most_lines_agree_on(tmp_path: Path, text: str, separator: str) -> None:
    assert open_text(file(tmp_path / "a.csv", text)).separator == separator


def test_the_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    assert lines_of(file(tmp_path / "a.csv", "sep=;\r\na;b\r\n")) == [(2, ["a", "b"])]


def test_ragged_lines_keep_their_cells_and_their_numbers(tmp_path: Path) -> None:
    path = file(tmp_path / "a.csv", 'a,b,c\n1,2\n\n1,2,3,4\n"x\ny",2,3\nlast,2,3')
    assert lines_of(path) == [
        (1, ["a", "b", "c"]),
        (2, ["1", "2"]),
        (4, ["1", "2", "3", "4"]),
        (5, ["x\ny", "2", "3"]),
        (7, ["last", "2", "3"]),
    ]


def test_a_quotation_mark_that_never_closes_spoils_its_own_line_only(tmp_path: Path) -> None:
    text = 'a,b\n1,"open\n' + "".join(f"{at},x\n" for at in range(3000))
    table = open_text(file(tmp_path / "a.csv", text), separator=",")
    grid = table.grid()
    rows = list(grid.rows())
    assert len(rows) == 3002
    assert rows[1] == (2, ["1", '"open'])
    assert rows[2] == (3, ["0", "x"])
    assert [(note.what, note.row) for note in grid.notes.first] == [("unclosed", 2)]
    assert len(list(grid.rows())) == 3002
    assert grid.notes.counts["unclosed"] == 1, "read twice, told once"


def test_text_after_a_closing_quotation_mark_is_kept_and_told(tmp_path: Path) -> None:
    grid = open_text(file(tmp_path / "a.csv", '"5" inch,b\n'), separator=",").grid()
    assert [row.cells for row in grid.rows()] == [["5 inch", "b"]]
    assert [(note.what, note.row, note.detail) for note in grid.notes.first] == [("trailing", 1, "inch")]


def test_a_quotation_mark_within_a_value_is_part_of_it(tmp_path: Path) -> None:
    assert lines_of(file(tmp_path / "a.csv", '5" disk,b\n"say ""hi""",c\n'))[:2] == [
        (1, ['5" disk', "b"]),
        (2, ['say "hi"', "c"]),
    ]


def test_nul_bytes_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name\n1,A\0nn\n2,\0\0\n" + b"3,x\n" * 20)
    with open_document(path) as opened:
        grid = opened.grid()
        rows = [row.cells for row in grid.rows()]
    assert rows[:3] == [["id", "name"], ["1", "Ann"], ["2", None]]
    assert grid.notes.counts["nul"] == 2


def test_a_line_without_end_is_refused_instead_of_filling_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_file, "LINE_CHARACTERS", 1000)
    path = file(tmp_path / "a.csv", "a,b\n" + "x" * 1001)
    with pytest.raises(ImportFileError) as raised:
        lines_of(path)
    assert (raised.value.reason, raised.value.detail) == ("too_large", "line 2")


def test_rows_come_one_by_one_however_long_the_file(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "a.csv"
    path.write_text("id,name,count\n" + "12,Ann,34\n" * 40_000)
    grid = open_text(path).grid()
    tracemalloc.start()
    count = sum(1 for _ in grid.rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 40_001
    assert peak < 300_000
