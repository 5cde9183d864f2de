"""Text with separators, and tables of web pages (often called .xls), that came back: only what is visible."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

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

MARKUP_BYTES = 2 << 20
"""Of a web page: Python reads a megabyte a second of it."""

MOST_LINES = 300_000

_TRIES = 20

_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def text_book(name: str, content: bytes) -> FoundBook:
    """The lines of a text file. Raises ReturnedFileError."""
    encoding = text_file.encoding_of_bytes(content)
    if encoding is None:
        raise _undecodable(name)
    if content.count(b"\n") + content.count(b"\r") > MOST_LINES:
        raise too_large(name)
    text = content.decode(encoding).lstrip("\ufeff").replace("\0", "")
    lines = list(io.StringIO(text, newline=""))
    if any(len(line) > text_file.LINE_CHARACTERS for line in lines):
        raise too_large(name)
    separator = text_file.separator_of(iter(lines[:60]))
    if lines and re.fullmatch(r"sep=.\s*", lines[0]):
        del lines[0]
    counting, rows = Counting(name), []
    records = _Records(lines, separator)
    for number, record in enumerate(records, 1):
        row = _row(number, [value or None for value in record], False, text=True)
        for cell in row.cells.values():
            counting.take(cell.value)
        if row.cells:
            rows.append(row)
    return FoundBook("csv", (FoundSheet("", _Kept(FoundTable(tuple(rows), cut=records.cut)).read),))


class _Records:
    """Lines of text as rows, numbered as a spreadsheet shows them. A quotation mark that is never closed
    takes no more than its own line along, and *cut* says that there was one."""

    def __init__(self, lines: list[str], separator: str) -> None:
        self._lines, self._separator = lines, separator
        self.cut = False

    def __iter__(self) -> Iterator[list[str]]:
        begun, tries = 0, 0
        while begun < len(self._lines):
            if tries > _TRIES:  # a file of open quotation marks: each would be looked for to its end
                for line in self._lines[begun:]:
                    yield line.rstrip("\r\n").split(self._separator)
                return
            reader = csv.reader(self._lines[begun:], delimiter=self._separator)
            taken = 0
            while (record := self._next(reader)) is not None:
                if self._is_open(begun + taken, begun + reader.line_num):
                    break
                taken = reader.line_num
                yield record
            else:
                if begun + taken >= len(self._lines):
                    return
            self.cut, tries = True, tries + 1
            yield self._lines[begun + taken].rstrip("\r\n").split(self._separator)
            begun += taken + 1

    def _next(self, reader: Any) -> list[str] | None:
        try:
            found: list[str] | None = next(reader, None)
        except csv.Error:  # a value that goes on for ever
            return None
        return found

    def _is_open(self, first: int, last: int) -> bool:
        """Whether these lines are one record only because a quotation mark was never closed."""
        if last < len(self._lines) or last - first < 1:
            return False
        return sum(line.count('"') for line in self._lines[first:last]) % 2 == 1


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
            return _undecodable(name)
        case _:
            return damaged(name)


def _undecodable(name: str) -> ReturnedFileError:
    return ReturnedFileError(
        name, _("Its text is in an encoding that is not known here. Save it as “CSV UTF-8”, or as xlsx.")
    )


@dataclass(frozen=True)
class _Kept:
    table: FoundTable

    def read(self, most: int | None) -> FoundTable:
        return self.table


def _table(grid: Grid, counting: Counting) -> FoundTable:
    rows = []
    for row in grid.rows():
        for cell in row.cells:
            if cell is not None:
                counting.take(cell)
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
