"""Whatever a table holds comes back from the file, through two other libraries; nothing in it computes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from supervisor.workbook import grid
from supervisor.workbook.book import Cell, Sheet, Table, Text
from supervisor.workbook.cell import DAY_S, Heading, Kind, clean, fitted
from supervisor.workbook.names import sheet_name, titles
from supervisor.workbook.sizes import lines, wide

from .books import book_of, opened, written

HEADINGS = (
    Heading("Text"),
    Heading("Number", Kind.NUMBER, 2),
    Heading("Share", Kind.SHARE),
    Heading("Duration", Kind.DURATION),
    Heading("Time", Kind.TIME),
    Heading("Day", Kind.DAY),
)
TEXTS = st.text(max_size=30) | st.sampled_from(
    [
        "=1+1",
        "{=1}",
        "+1",
        "-1",
        "@SUM(A1)",
        "#N/A",
        "http://a.example",
        "_x0041_",
        " a ",
        "'a",
        "TRUE",
        "1e5",
    ]
)
NUMBERS = st.none() | st.integers(-(10**14), 10**14) | st.floats(-1e14, 1e14, allow_subnormal=False)
TIMES = st.datetimes(datetime(1901, 1, 1), datetime(9000, 1, 1)).map(  # noqa: DTZ001 - the file's own clock
    lambda at: at.replace(microsecond=0)
)
ROWS = st.lists(
    st.tuples(
        TEXTS,
        NUMBERS,
        st.none() | st.floats(0, 1),
        st.none() | st.integers(0, 10**7),
        st.none() | TIMES,
        st.none() | st.dates(date(1901, 1, 1)),
    ),
    min_size=1,
    max_size=6,
)
LAW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)


def decoded(text: object) -> str:
    """openpyxl leaves _x005F_ in texts that stand in their cells."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), str(text or ""))


def same(found: Any, put: Cell) -> bool:
    if put is None:
        return found in (None, "")
    if isinstance(put, str):
        return str(found or "") == fitted(clean(put))
    if isinstance(put, datetime):
        found = found if isinstance(found, datetime) else datetime.combine(found, datetime.min.time())
        return bool(abs(found - put) <= timedelta(seconds=1))
    if isinstance(put, date):
        return bool((found.date() if isinstance(found, datetime) else found) == put)
    if isinstance(found, timedelta):
        return bool(abs(found.total_seconds() - put) < 0.01)  # type: ignore[operator]
    return bool(found == pytest.approx(put, rel=1e-14, abs=1e-300))


def through_openpyxl(path: Path, *, flat: bool) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows()]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in rows for cell in row)
    return [
        [decoded(cell.value) if flat and cell.data_type in "s" else cell.value for cell in row]
        for row in rows
    ]


def through_calamine(path: Path) -> list[list[Any]]:
    with CalamineWorkbook.from_path(str(path)) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.mark.parametrize("flat", [False, True])
@given(rows=ROWS)
@example(rows=[("\x00\x01\x0b\ud800\r\nx", 0, 0.0, 0, datetime(1901, 1, 1), None)])  # noqa: DTZ001
@example(rows=[("_x000D_ _X005F_", 1, 1.0, DAY_S, None, date(9999, 12, 31))])
@LAW
def test_what_was_put_comes_back_and_nothing_computes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flat: bool, rows: list[tuple[Cell, ...]]
) -> None:
    monkeypatch.setattr(grid, "MOST_CELLS", 0 if flat else 100_000)
    monkeypatch.setattr("supervisor.workbook.flat_proof.MOST_CELLS", 0 if flat else 100_000)
    path = written(
        tmp_path / "t.xlsx", book_of(Sheet("Rows", (Table("t", HEADINGS, rows),), plain=True))
    ).path
    for found in (through_openpyxl(path, flat=flat), through_calamine(path)):
        assert found[0][:6] == [heading.title for heading in HEADINGS]
        for row, put in zip(found[1:], rows, strict=False):
            assert all(same(cell, value) for cell, value in zip(row, put, strict=False)), (row, put)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
@LAW
def test_any_names_of_sheets_and_columns_open(tmp_path: Path, names: list[str]) -> None:
    sheets = [Sheet(name, (Text((name,)),), title=name) for name in names]
    table = Sheet("t", (Table("t", [Heading(name) for name in names], [names]),))
    book = opened(tmp_path / "t.xlsx", book_of(*sheets, table))
    assert len({name.casefold() for name in book.sheetnames}) == len(names) + 2


@given(st.lists(st.text(max_size=300), max_size=8))
def test_titles_are_unique_and_short(wanted: list[str]) -> None:
    found = titles(wanted)
    assert len({title.casefold() for title in found}) == len(wanted)
    assert all(0 < len(title) <= 255 and "\n" not in title for title in found)


@given(st.lists(st.text(max_size=80), max_size=8))
def test_names_of_sheets_are_unique_and_short(wanted: list[str]) -> None:
    names: set[str] = set()
    for one in wanted:
        name = sheet_name(one, names)
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
    assert len(names) == len(wanted)


@given(st.text(max_size=200), st.floats(8, 120))
def test_a_narrower_column_never_takes_fewer_lines(text: str, width: float) -> None:
    assert lines(text, width) >= lines(text, width * 2)
    assert lines(text, width) >= text.count("\n") + 1
    assert wide(text) >= 0


def test_utc_is_written_as_the_centres_clock(tmp_path: Path) -> None:
    at = datetime(2026, 1, 1, 20, tzinfo=UTC)
    sheet = Sheet("Rows", (Table("t", HEADINGS[4:5], [(at,)]),), plain=True)
    found = through_openpyxl(written(tmp_path / "t.xlsx", book_of(sheet)).path, flat=False)
    assert found[1][0] == datetime(2026, 1, 2, 4)  # noqa: DTZ001
