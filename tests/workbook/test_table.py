"""A table that leaves the program holds the same values, and nothing in it can compute."""

from __future__ import annotations

import csv
import math
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from supervisor.errors import FileError
from supervisor.sentences.error import sentence
from supervisor.workbook.cell import LONGEST_TEXT, Heading, Kind, clean, clock_of, fitted, guarded
from supervisor.workbook.table import write_table

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 2, 42, 16, tzinfo=UTC)
HEADINGS = [
    Heading("Queue"),
    Heading("Number"),
    Heading("Waiting", Kind.NUMBER),
    Heading("Answered", Kind.SHARE),
    Heading("Longest wait", Kind.DURATION),
    Heading("Arrived", Kind.TIME),
    Heading("Day", Kind.DAY),
]
ROWS = [
    ("投诉受理", "008613800138000", 7, 0.9133, 161.0, AT, date(2026, 11, 23)),
    ("=1+1", "+8613800138000", 0, None, timedelta(hours=30, minutes=5, seconds=9), None, None),
    ("@SUM(A1)", "-5", -3, math.nan, -5.0, AT, None),
]
ABOUT = [("Filter", "=all"), ("Time", "2026-11-23 10:42:16 Asia/Shanghai")]


def written(path: Path, rows: list[tuple[object, ...]] = ROWS) -> Path:  # type: ignore[assignment]
    return write_table(path, "Queues", HEADINGS, rows, ABOUT, SHANGHAI).path  # type: ignore[arg-type]


def cells(path: Path) -> list[list[openpyxl.cell.Cell]]:
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]


def test_every_value_keeps_its_type(tmp_path: Path) -> None:
    header, first, second, third = cells(written(tmp_path / "queues.xlsx"))

    assert [cell.value for cell in header] == [heading.title for heading in HEADINGS]
    assert first[0].value == "投诉受理"
    assert (first[1].value, first[1].data_type) == ("008613800138000", "s")
    assert first[2].value == 7
    assert (first[3].value, first[3].number_format) == (0.9133, "0.0%")
    assert first[4].value == timedelta(seconds=161)
    assert first[4].number_format == "[h]:mm:ss"
    assert first[5].value == datetime.fromisoformat("2026-11-23T10:42:16")  # the centre's clock
    assert first[6].value == datetime.fromisoformat("2026-11-23")
    assert second[4].value == timedelta(hours=30, minutes=5, seconds=9)
    assert [second[3].value, third[3].value, second[5].value] == [None, None, None]  # unknown is empty
    assert third[4].value == "-0:00:05"  # a spreadsheet shows no negative time


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "{=1}",
        "#N/A",
        "http://example.com",
        "'quoted",
        "=cmd|' /C calc'!A0",
    ],
)
def test_text_never_becomes_a_formula_in_a_workbook(tmp_path: Path, text: str) -> None:
    path = write_table(tmp_path / "t.xlsx", "T", [Heading("Name")], [(text,)], [], UTC).path
    cell = cells(path)[1][0]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.hyperlink is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_text_never_becomes_a_formula_in_a_text_file(tmp_path: Path, text: str) -> None:
    path = write_table(tmp_path / "t.csv", "T", [Heading("=Name")], [(text,)], [], UTC).path
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [["'=Name"], [f"'{text}"]]


def test_a_text_file_says_that_it_is_utf_8_and_keeps_figures_plain(tmp_path: Path) -> None:
    path = written(tmp_path / "queues.csv")
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[1] == [
        "投诉受理",
        "008613800138000",
        "7",
        "0.9133",
        "0:02:41",
        "2026-11-23 10:42:16",
        "2026-11-23",
    ]
    assert rows[3][:5] == ["'@SUM(A1)", "'-5", "-3", "", "-0:00:05"]


def test_the_sheet_can_be_read_at_once(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path / "queues.xlsx"))
    sheet, about = book.worksheets
    assert sheet.title == "Queues"
    assert sheet.freeze_panes == "B2"
    (table,) = sheet.tables.values()
    assert (table.ref, table.autoFilter.ref) == ("A1:G4", "A1:G4")
    assert sheet.column_dimensions["A"].width >= 10  # four Chinese characters
    assert [[cell.value for cell in row] for row in about.iter_rows()][1:] == [list(pair) for pair in ABOUT]
    assert about["B2"].data_type == "s"


@pytest.mark.parametrize("name", ["History", "a/b:c*d", "'" * 3, "", "x" * 60, "About", "[投诉]?"])
def test_any_title_becomes_a_sheet_that_opens(tmp_path: Path, name: str) -> None:
    path = write_table(tmp_path / "t.xlsx", name, [Heading("A")], [("b",)], [], UTC).path
    assert cells(path)[1][0].value == "b"


def test_a_text_beyond_what_a_cell_holds_is_cut_and_told(tmp_path: Path) -> None:
    long = "𠀀" * 20_000  # two units each
    told = write_table(tmp_path / "t.xlsx", "T", [Heading("A")], [(long,), ("short",)], [], UTC)
    assert told.cut == 1
    assert len(fitted(long).encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_nothing_that_was_there_is_lost_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "queues.xlsx"
    path.write_bytes(b"before")
    bad = [(object(),) * 2]  # too few cells
    with pytest.raises(ValueError, match="zip"):
        write_table(path, "Queues", HEADINGS, bad, ABOUT, SHANGHAI)  # type: ignore[arg-type]
    assert path.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["queues.xlsx"]


def test_a_file_that_is_open_elsewhere_is_told_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "queues.xlsx"
    path.write_bytes(b"before")

    def locked(_from: object, _to: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(FileError) as told:
        written(path)
    assert told.value.reason == "locked"
    assert "open in another program" in sentence(told.value)
    assert path.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["queues.xlsx"]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError) as told:
        written(tmp_path / "gone" / "queues.xlsx")
    assert told.value.reason == "missing"


def test_progress_comes_to_its_end(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    rows = [(number,) for number in range(1200)]
    heading = [Heading("N", Kind.NUMBER)]
    write_table(tmp_path / "t.xlsx", "T", heading, rows, [], UTC, lambda done, of: heard.append((done, of)))
    assert heard == [(500, 1200), (1000, 1200), (1200, 1200)]


@given(st.text())
@example("\x00\x01\x0b\ud800\r\nx")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_comes_back_as_it_was_cleaned(tmp_path: Path, text: str) -> None:
    path = write_table(tmp_path / "t.xlsx", "T", [Heading("A")], [(text,), ("end",)], [], UTC).path
    assert (cells(path)[1][0].value or "") == fitted(clean(text))


@given(st.text())
def test_what_is_guarded_never_begins_like_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.integers(min_value=-(10**7), max_value=10**7))
def test_a_duration_in_words_is_the_duration(seconds: int) -> None:
    said = clock_of(seconds)
    hours, minutes, rest = (abs(int(part)) for part in said.split(":"))
    assert (-1 if said.startswith("-") else 1) * (hours * 3600 + minutes * 60 + rest) == seconds
