"""A sheet as it was read: typed cells, each known by the place that the sheet's own program shows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from supervisor.words import _

HEAD_ROWS = 200  # where a header is looked for, and what a preview shows
NOTES_KEPT = 200  # of each kind; the rest is counted


@dataclass(frozen=True, slots=True)
class NoValue:
    """A cell that holds something, but no value: a formula without its result ("=A1+B1"), or an error of the
    sheet's program ("#DIV/0!"). Never the same as an empty cell."""

    text: str

    @property
    def formula(self) -> bool:
        """Whether it is a formula that was never computed (a picture in a cell is one, too)."""
        return self.text.startswith("=")


Cell = str | int | float | bool | datetime | date | time | timedelta | NoValue | None
"""None is an empty cell. Workbooks know no whole numbers: 12 comes as 12.0. Text is as it stands."""


class Row(NamedTuple):
    """A row and its number as the sheet's program shows it, from 1 (of text: the line it begins at)."""

    number: int
    cells: list[Cell]


class Area(NamedTuple):
    """A block of merged cells; row numbers from 1, columns from 0, both ends within."""

    top: int
    left: int
    bottom: int
    right: int


class Note(NamedTuple):
    """Something to tell about the file; *what* is one of NOTES, *row* and *column* are None where it
    concerns the whole sheet."""

    what: str
    row: int | None
    column: int | None
    detail: str


NOTES = (
    "formula",  # a formula without its result: *detail* is the formula
    "error",  # a cell shows an error of its program (#N/A)
    "nul",  # NUL bytes were left out of a line
    "unclosed",  # a quotation mark that opened in *row* was never closed
    "trailing",  # *detail* holds what stood between a closing quotation mark and the separator
    "hidden",  # *detail* hidden rows were read as the others
    "pictures",  # the sheet holds pictures or charts, which are not read
    "repeated",  # the header stands in *row* again
    "left_out",  # *detail* is a note below the table
)


@dataclass(slots=True)
class Notes:
    """What was noticed while a sheet was read; it fills as the rows go by."""

    first: list[Note] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, row: int | None = None, column: int | None = None, detail: str = "") -> None:
        """Take note; of each kind the first NOTES_KEPT are kept, all are counted."""
        self.counts[what] += 1
        if self.counts[what] <= NOTES_KEPT:
            self.first.append(Note(what, row, column, detail))

    def forget(self, *kinds: str) -> None:
        """Drop the notes of *kinds*, before the rows go by once more."""
        self.first[:] = [note for note in self.first if note.what not in kinds]
        for kind in kinds:
            del self.counts[kind]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. *read* gives its rows from the top, anew at each call; no row is kept here.

    *merged* is empty where the kind of file does not tell. *text*: rows are lines of a text file, so that
    they have as many cells as the line has.
    """

    sheet: str
    read: Callable[[], Iterator[Row]]
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    text: bool = False
    notes: Notes = field(default_factory=Notes)

    def rows(self) -> Iterator[Row]:
        """Every row that holds anything, from the top; wholly empty rows are left out, their numbers too."""
        return self.read()

    def head(self, rows: int = HEAD_ROWS) -> list[Row]:
        """The first *rows* rows."""
        found: list[Row] = []
        for row in self.rows():
            found.append(row)
            if len(found) >= rows:
                break
        return found


def grid_of(rows: Iterable[Iterable[Cell]], *, sheet: str = "", merged: tuple[Area, ...] = ()) -> Grid:
    """A grid of *rows* in memory, numbered from 1."""
    kept = [Row(number, list(cells)) for number, cells in enumerate(rows, 1)]
    kept = [row for row in kept if any(cell is not None and cell != "" for cell in row.cells)]
    return Grid(sheet, lambda: iter(kept), merged)


def column_name(column: int) -> str:
    """The letters of a column counted from 0: 0 is "A", 27 is "AB"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """The column, from 0, with these *letters*: "AB" is 27."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def place(row: int, column: int) -> str:
    """A cell's name as its program shows it: "C14"; *column* counts from 0."""
    return f"{column_name(column)}{row}"


_BLANKS = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")


def plain(text: str) -> str:
    """*text* with full-width letters and digits made plain (NFKC) and spaces of every kind as single ones."""
    if text.isascii():
        return " ".join(text.split())
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def shown(cell: Cell) -> str:
    """The cell as text, for messages and previews: nearly as its program shows it; "" when empty."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return clock_text(cell.total_seconds())
        case NoValue():
            return cell.text


def clock_text(seconds: float) -> str:
    """A time span as h:mm:ss, hours beyond 24 counted on, fractions as they are: "30:05:09", "0:00:01.5"."""
    sign = "-" if seconds < 0 else ""
    thousandths = round(abs(seconds) * 1000)
    whole, fraction = divmod(thousandths, 1000)
    minutes, s = divmod(whole, 60)
    hours, m = divmod(minutes, 60)
    parts = f".{fraction:03}".rstrip("0") if fraction else ""
    return f"{sign}{hours}:{m:02}:{s:02}{parts}"


def note_sentence(note: Note) -> str:
    """What was noticed, in words."""
    where = "" if note.row is None else place(note.row, note.column) if note.column is not None else ""
    said = {
        "formula": _("{place}: the formula “{detail}” has no result in the file; it was not read."),
        "error": _("{place}: the cell shows the error {detail}."),
        "nul": _("Row {row}: NUL characters were left out."),
        "unclosed": _("Row {row}: a quotation mark is never closed; the line was read as it stands."),
        "trailing": _("Row {row}: “{detail}” stands after a closing quotation mark; it was kept."),
        "hidden": _("{detail} hidden rows were read like the others."),
        "pictures": _("Pictures and charts in the sheet were not read."),
        "repeated": _("Row {row}: the header stands there again; it was left out."),
        "left_out": _("Row {row}: “{detail}” was taken as a note below the table and left out."),
    }[note.what]
    return said.format(place=where, row=note.row, detail=note.detail)
