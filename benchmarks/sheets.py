"""A sheet of 300,000 cells read into typed values, beside pandas with the same fast reader underneath."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.measure import Scale, interleaved
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.imports.document import open_document
from supervisor.imports.header import body, find
from supervisor.imports.totals import Total, sift
from supervisor.imports.values import Unit, reader

KINDS = (Unit.ID, Unit.TEXT, Unit.DATE, *(Unit.COUNT, Unit.SECONDS, Unit.SHARE) * 19)  # 60 columns
TITLES = tuple(f"{unit.value} {number}" for number, unit in enumerate(KINDS))
MIDNIGHT = datetime(2026, 3, 1)  # noqa: DTZ001 - a sheet has no zone


def run(scale: Scale, _peers: Peers) -> Result:
    rows = scale.of(5_000, 100)
    result = Result(
        "sheets",
        f"a sheet of {rows * len(KINDS):,} cells: processor time",
        "pandas.read_excel with calamine (of text: pandas.read_csv)",
    )
    with tempfile.TemporaryDirectory() as folder:
        book, text = Path(folder) / "month.xlsx", Path(folder) / "month.csv"
        write_book(book, rows)
        write_text(text, rows)
        _book(scale, result, book)
        _text(scale, result, text)
    return result


def write_book(path: Path, rows: int) -> None:
    """A month's sheet: ids, names, days, and 19 times a count, a duration and a share."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    day, span = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "[h]:mm:ss"})
    sheet.write_row(0, 0, TITLES)
    for row in range(1, rows + 1):
        sheet.write_string(row, 0, f"{row:06}")
        sheet.write_string(row, 1, f"坐席 {row}")
        sheet.write_datetime(row, 2, MIDNIGHT + timedelta(days=row % 31), day)
        for column in range(3, len(KINDS), 3):
            sheet.write_number(row, column, row * column % 91)
            sheet.write_number(row, column + 1, (row * column % 40_000) / 86_400, span)
            sheet.write_number(row, column + 2, (row * column % 1000) / 1000)
    book.close()


def write_text(path: Path, rows: int) -> None:
    """The same as text in GB18030."""
    with path.open("w", encoding="gb18030", newline="\r\n") as file:
        file.write(",".join(TITLES) + "\n")
        for row in range(1, rows + 1):
            cells = [f"{row:06}", f"坐席 {row}", f"2026-03-{row % 31 + 1:02}"]
            for column in range(3, len(KINDS), 3):
                minutes, s = divmod(row * column % 40_000, 60)
                cells += [
                    str(row * column % 91),
                    f"{minutes // 60}:{minutes % 60:02}:{s:02}",
                    f"{row * column % 1000 / 10}%",
                ]
            file.write(",".join(cells) + "\n")


def _processor(work: Callable[[], object]) -> float:
    """Processor time, s: what else the computer does must not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _book(scale: Scale, result: Result, path: Path) -> None:
    candidates: dict[str, Callable[[], float]] = {
        "pandas": lambda: _processor(lambda: _pandas_book(path)),
        "reader": lambda: _processor(lambda: _reader(path)),
        "cells": lambda: _processor(lambda: cells(path)),
        "values": lambda: _processor(lambda: values(path)),
    }
    result.heading("xlsx")
    _rows(
        scale,
        result,
        candidates,
        (
            ("pandas", "pandas with calamine: a frame", None),
            ("reader", "calamine alone, as lists (limit)", None),
            ("cells", "ours: bounds, errors and formulas looked for, header found, rows", 1.0),
            ("values", "ours, each cell in its declared unit, totals sifted", None),
        ),
    )


def _text(scale: Scale, result: Result, path: Path) -> None:
    candidates: dict[str, Callable[[], float]] = {
        "pandas": lambda: _processor(lambda: _pandas_text(path)),
        "cells": lambda: _processor(lambda: cells(path)),
        "values": lambda: _processor(lambda: values(path)),
    }
    result.heading("text in GB18030")
    _rows(
        scale,
        result,
        candidates,
        (
            ("pandas", "pandas, told encoding and separator, times left as text", None),
            ("cells", "ours: encoding, separator and header found, rows", None),
            ("values", "ours, each cell in its declared unit, totals sifted", None),
        ),
    )


def _rows(
    scale: Scale,
    result: Result,
    candidates: dict[str, Callable[[], float]],
    said: tuple[tuple[str, str, float | None], ...],
) -> None:
    taken = interleaved(candidates, scale.rounds)
    base = taken["pandas"]
    for name, what, goal in said:
        goals = () if goal is None else (most(goal, "ratio"),)
        result.add(what, taken[name].median * 1000, "ms", ratio=taken[name].ratio(base), goals=goals)


def _pandas_book(path: Path) -> int:
    import pandas as pd

    return len(pd.read_excel(path, engine="calamine"))


def _pandas_text(path: Path) -> int:
    import pandas as pd

    return len(pd.read_csv(path, encoding="gb18030"))


def _reader(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def cells(path: Path) -> int:
    """How many rows the file's table has, every cell read."""
    with open_document(path) as opened:
        grid = opened.grid()
        header = find(grid, TITLES)
        assert header is not None
        return sum(1 for _ in body(grid, header))


def values(path: Path) -> int:
    """How many cells hold a value in their column's unit, totals left out."""
    readers = [reader(unit) for unit in KINDS]

    def figures(column: int) -> Callable[[object], float | None]:
        take = readers[column]

        def figure(cell: object) -> float | None:
            value = take(cell)  # type: ignore[arg-type]
            return value if isinstance(value, int | float) else None

        return figure

    added = {column: figures(column) for column in (3, 4)}
    count = 0
    with open_document(path) as opened:
        grid = opened.grid()
        header = find(grid, TITLES)
        assert header is not None
        for row in sift(body(grid, header), [0, 2], added):
            if not isinstance(row, Total):
                count += sum(take(cell) is not None for take, cell in zip(readers, row.cells, strict=False))
    return count
