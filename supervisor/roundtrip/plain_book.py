"""Text with separators, and tables of web pages (often called .xls), that came back: only what is visible."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from supervisor.errors import ImportFileError, ReturnedFileError
from supervisor.imports import html_file, text_file, xml_file
from supervisor.imports.grid import Cell, Grid, NoValue, clock_text
from supervisor.roundtrip.found import (
    MOST_COLUMNS,
    Counting,
    FoundBook,
    FoundRow,
    FoundSheet,
    FoundTable,
    damaged,
    place,
    plain_text,
    too_large,
)
from supervisor.roundtrip.returned import FileCell, Scalar
from supervisor.roundtrip.xlsx_values import day_of
from supervisor.words import _

MARKUP_BYTES = 4 << 20
"""Of a web page: Python reads a megabyte a second of it."""

_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def text_book(name: str, content: bytes) -> FoundBook:
    """The lines of a text file. Raises ReturnedFileError."""
    with tempfile.TemporaryDirectory(prefix="supervisor-") as folder:
        path = Path(folder) / "sheet.csv"
        path.write_bytes(content)
        try:
            grid = text_file.open_text(path).grid("")
            counting, found = Counting(name), []
            for row in grid.rows():
                counting.take(len(row.cells))
                found.append(_row(row.number, row.cells, False, text=True))
        except ImportFileError as error:
            raise _refused(name, error) from error
    cut = bool(grid.notes.counts["unclosed"])
    rows = tuple(one for one in found if one.cells)
    return FoundBook("csv", (FoundSheet("", _Kept(FoundTable(rows, cut=cut)).read),))


def markup_book(name: str, content: bytes, kind: str) -> FoundBook:
    """The tables of a web page ("html"), of one packed as a mail ("mhtml"), or of the XML of 2003 ("xml").
    Raises ReturnedFileError."""
    if len(content) > MARKUP_BYTES:
        raise too_large(name)
    try:
        if kind == "xml":
            tables = xml_file.tables(name, content)
        elif kind == "mhtml":
            tables = html_file.packed_tables(name, content)
        else:
            tables = html_file.tables(name, html_file.decoded(name, content)[0])
    except ImportFileError as error:
        raise _refused(name, error) from error
    counting = Counting(name)
    sheets = tuple(
        FoundSheet(table.grid.sheet, _Kept(_table(table.grid, counting)).read, table.hidden)
        for table in tables
    )
    return FoundBook("xml" if kind == "xml" else "html", sheets)


def _refused(name: str, error: ImportFileError) -> ReturnedFileError:
    match error.reason:
        case "too_large":
            return too_large(name)
        case "undecodable":
            return ReturnedFileError(
                name,
                _("Its text is in an encoding that is not known here. Save it as “CSV UTF-8”, or as xlsx."),
            )
        case _:
            return damaged(name)


@dataclass(frozen=True)
class _Kept:
    table: FoundTable

    def read(self, most: int | None) -> FoundTable:
        return self.table


def _table(grid: Grid, counting: Counting) -> FoundTable:
    rows = []
    for row in grid.rows():
        counting.take(len(row.cells))
        rows.append(_row(row.number, row.cells, row.number in grid.hidden_rows))
    return FoundTable(tuple(one for one in rows if one.cells), grid.merged)


def _row(number: int, cells: Iterable[Cell], hidden: bool, *, text: bool = False) -> FoundRow:
    found = {}
    for at, cell in enumerate(cells):
        if at >= MOST_COLUMNS:
            break
        formula = cell.text if isinstance(cell, NoValue) and cell.formula else ""
        value = None if formula else _scalar(cell)
        if text and isinstance(value, str) and value.startswith(_GUARDED):
            value = value[1:]  # the apostrophe that keeps a text file's cell from being computed
        if value not in (None, "") or formula:
            found[at] = FileCell(value, formula, "DISPIMG(" in formula.upper(), place=place(number, at))
    return FoundRow(number, found, hidden)


def _scalar(cell: Cell) -> Scalar:
    match cell:
        case str():
            return plain_text(cell)
        case NoValue():
            return cell.text
        case float():
            return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
        case timedelta():
            return clock_text(cell.total_seconds())
        case None | bool() | int():
            return cell
        case date() | datetime():
            return day_of(cell)
        case _:
            return str(cell)
