"""A file that came back, as it stands: nothing is judged here, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from supervisor.words import mark

Scalar: TypeAlias = str | int | float | bool | date | datetime | None


class FileState(StrEnum):
    """What was made of a file."""

    READ = "read"  # kept, judged; nothing taken yet
    TAKEN = "taken"  # rows of it were taken in
    UNDONE = "undone"  # and taken back


FILE_LABELS = {
    FileState.READ: mark("Looked at, nothing taken in"),
    FileState.TAKEN: mark("Taken in"),
    FileState.UNDONE: mark("Taken back"),
}


@dataclass(frozen=True)
class FileCell:
    """A cell. *formula*: as it stands, where it has one; *value* then is what the program that saved it had
    computed (None: nothing). *picture*: it holds one. *comment*: a note on it. *place*: as a person finds it
    ("C7")."""

    value: Scalar = None
    formula: str = ""
    picture: bool = False
    comment: str = ""
    place: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything here."""
        return self.value in (None, "") and not self.formula and not self.picture


@dataclass(frozen=True)
class FileRow:
    """Row *row* of *sheet*: its cells by field of the layout, and in *extra* what stands in columns that are
    not ours, by heading. *hidden*: by hand or by a filter; it counts all the same."""

    sheet: str
    row: int
    cells: dict[str, FileCell]
    extra: dict[str, FileCell] = field(default_factory=dict)
    hidden: bool = False

    def text(self, name: str) -> str:
        """What stands in the column *name*, as text without spaces at its ends; "" where nothing does."""
        cell = self.cells.get(name)
        return "" if cell is None or cell.value is None else str(cell.value).strip()


class NoteKind(StrEnum):
    """What is said of a file as a whole."""

    PICTURES = "pictures"
    COMMENTS = "comments"
    HIDDEN_ROWS = "hidden_rows"
    FORMULAS = "formulas"
    MACROS = "macros"
    EXTERNAL_LINKS = "external_links"
    UNREAD_SHEETS = "unread_sheets"
    UNREAD_COLUMNS = "unread_columns"
    MISSING_COLUMNS = "missing_columns"
    NUMBERS_DISAGREE = "numbers_disagree"  # of the export: property, name, hidden sheet, visible line
    NO_NUMBER = "no_number"
    CUT_SHORT = "cut_short"
    MERGED = "merged"  # cells: what one says counts for every row that it covers
    STRANGE_PARTS = "strange_parts"  # of the archive, named to be unpacked elsewhere; nothing is unpacked


@dataclass(frozen=True)
class FileNote:
    """One thing to know: how often, and *names* (of sheets, columns, places)."""

    kind: NoteKind
    count: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading of the file: as it stands in *column* (letters), and its field ("" : none)."""

    text: str
    column: str
    field: str = ""


@dataclass(frozen=True)
class ReturnedFile:
    """What a file holds. *format*: xlsx, xls, ods, csv. *export*: the number of the export that it was
    written as, "" where it says none; *sheet_number*: of the communication sheet, likewise. *title_row*: the
    row of the headings (0: none was found, and then there are no rows)."""

    name: str
    hash: str
    size: int
    format: str
    export: str = ""
    sheet_number: str = ""
    headings: tuple[Heading, ...] = ()
    title_row: int = 0
    rows: tuple[FileRow, ...] = ()
    notes: tuple[FileNote, ...] = ()
