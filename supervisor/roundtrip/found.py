"""A file as its own program would show it, before anybody asks what it means: sheets, rows, cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from supervisor.errors import ReturnedFileError
from supervisor.imports.grid import Area, column_name
from supervisor.roundtrip.returned import FileCell
from supervisor.words import _
from supervisor.workbook.cell import clean

MOST_CELLS = 120_000
"""That hold anything, in the sheets that are read whole. A sheet of a thousand issues has 20,000."""

MOST_CHARACTERS = 10_000_000
"""In all cells together. A sheet of a thousand issues has three million."""

LONGEST = 250_000
"""Characters of one cell as they stand in the file, where one may be written as seven; spreadsheets allow
32,767."""

MOST_COLUMNS = 400
"""Of which cells are taken; a sheet of ours has 18."""

MOST_COVERED = 50_000
"""Cells under merged ones."""

HEAD_ROWS = 100
"""With anything in them, in which headings are looked for."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Row *number*, from 1; its cells by column, from 0; *hidden* by hand or by a filter."""

    number: int
    cells: dict[int, FileCell]
    hidden: bool = False


@dataclass(frozen=True)
class FoundTable:
    """What a sheet holds: rows with anything in them, from the top. *cut*: it ended in the middle of
    something. *whole*: nothing more is in it, though only the first rows were asked for."""

    rows: tuple[FoundRow, ...]
    merged: tuple[Area, ...] = ()
    pictures: tuple[tuple[int, int], ...] = ()  # row from 1, column from 0; beside or over the cells
    cut: bool = False
    whole: bool = True


@dataclass(frozen=True)
class FoundSheet:
    """A sheet. ``read(most)`` gives its first *most* rows that hold anything, or all."""

    name: str
    read: Callable[[int | None], FoundTable]
    hidden: bool = False


@dataclass(frozen=True)
class FoundBook:
    """A file. *property* and *named*: what stands in the document property and under the defined name by
    which we know a sheet of ours."""

    format: str
    sheets: tuple[FoundSheet, ...]
    property: str = ""
    named: str = ""
    macros: bool = False
    links: int = 0  # to other workbooks; never followed
    strange: tuple[str, ...] = field(default=())  # names of parts that would be unpacked elsewhere


class Counting:
    """How many cells a file may hold, and how many characters in them, counted down: one text may stand in a
    thousand cells."""

    def __init__(self, name: str) -> None:
        self._name, self._cells, self._characters = name, MOST_CELLS, MOST_CHARACTERS

    def take(self, value: object) -> None:
        """One cell with *value*. Raises ReturnedFileError where there are too many."""
        self._cells -= 1
        if isinstance(value, str):
            self._characters -= len(value)
        if self._cells < 0 or self._characters < 0:
            raise too_large(self._name)


def too_large(name: str) -> ReturnedFileError:
    """That a file holds more than a sheet of ours can."""
    return ReturnedFileError(
        name,
        _(
            "It holds far more than a communication sheet. Copy the table alone into a new workbook, save "
            "that as xlsx and take it instead."
        ),
    )


def damaged(name: str) -> ReturnedFileError:
    """That a file cannot be read to its end."""
    return ReturnedFileError(
        name,
        _(
            "The file is damaged or was cut off on its way. Open it in the program that it was made with, "
            "save it anew as xlsx, or ask for it once more."
        ),
    )


def encrypted(name: str) -> ReturnedFileError:
    """That a file has a password."""
    return ReturnedFileError(
        name, _("It is protected by a password. Open it, save it without one, and take that instead.")
    )


_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_ENDS = _SPACES + "\u200b\u200c\u200d\u2060\ufeff"  # in any order: one taken away lays the next one bare


def plain_text(text: str) -> str:
    """*text* of a cell without what nobody typed: line ends as one, no spaces at the ends, no characters that
    cannot be seen."""
    return clean(text).strip(_ENDS)


def place(row: int, column: int) -> str:
    """A cell's name as a person finds it."""
    return f"{column_name(column)}{row}"


def spread(rows: Iterable[FoundRow], areas: Iterable[Area]) -> dict[tuple[int, int], tuple[int, int]]:
    """For every cell that a merged one covers in the rows below it, the cell that speaks for it."""
    there = [row.number for row in rows]
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for area in areas:
        for at in range(bisect_right(there, area.top), bisect_right(there, area.bottom)):
            if len(found) >= MOST_COVERED:
                return found
            found[there[at], area.left] = (area.top, area.left)
    return found
