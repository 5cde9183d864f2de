"""What a workbook says, as plain values: sheets of texts, tables and charts, and what the whole is about.

A report makes a `Book`; `writing.py` makes the file, so that what every workbook owes its reader (types,
widths, print, fonts, a first line that says what, when and whose) is settled in one place; `proof.py` reads
the file again and compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from supervisor.workbook.cell import Figure, Heading, Link, Value

Cell: TypeAlias = Value | Figure | Link


class Tone(StrEnum):
    """How a cell is marked, beside what it says in words: colour alone says nothing."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True)
class Marks:
    """Cells of *column* that say exactly one of *tones*' texts are marked so: one rule a text for the whole
    column, never cell by cell."""

    column: int
    tones: Mapping[str, Tone]


@dataclass(frozen=True)
class Table:
    """*rows* under *headings*. *name* is a stable Latin word, no second time in the book: charts name it.

    *rows* are gone through once, so a generator will do for the only table of a sheet. *total* stands below,
    apart, and is in no sum of the table. *empty* is said where there are no rows. *ids*: columns of ids and
    telephone numbers, which are text whatever they look like. *shaded*: from which column to which one (both
    with) cells are the darker the more they are: one scale for all of them.
    """

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    note: str = ""
    total: Sequence[Cell] | None = None
    marks: Sequence[Marks] = ()
    ids: Sequence[int] = ()
    empty: str = ""
    shaded: tuple[int, int] | None = None

    @property
    def count(self) -> int | None:
        """How many rows; None when that is known only after they were gone through."""
        return len(self.rows) if isinstance(self.rows, Sized) else None


class ChartKind(StrEnum):
    """How a chart draws."""

    COLUMN = "column"
    STACKED = "stacked"  # columns
    BAR = "bar"  # lying; the first row on top
    LINE = "line"
    DOTS = "dots"  # points over *x*, with whiskers where a series has them
    AREA = "area"


@dataclass(frozen=True)
class Series:
    """A column of the table that is drawn. *kind*: another one than the chart's (a line over columns);
    *second*: on the right axis; *plus*, *minus*: columns of how far whiskers reach from the value; *dashed*:
    a target, a limit. *tone*: drawn in that colour instead of the next one. *blank*: it keeps its place and
    is not drawn, as what lies under the steps of a waterfall."""

    column: int
    name: str = ""
    kind: ChartKind | None = None
    second: bool = False
    plus: int | None = None
    minus: int | None = None
    dashed: bool = False
    tone: Tone | None = None
    blank: bool = False


@dataclass(frozen=True)
class Chart:
    """A native chart fed by the cells of *table* (its name; of the same book): *x* is the column of its
    categories. *rows*: how many of the first rows it draws, all without. *least*, *most*: of the left
    axis."""

    kind: ChartKind
    title: str
    table: str
    x: int
    series: Sequence[Series]
    x_title: str = ""
    y_title: str = ""
    second_title: str = ""
    rows: int | None = None
    least: float | None = None
    most: float | None = None
    tall: bool = False  # twice as high: many bars
    small: bool = False  # small ones that follow each other stand side by side, two in a row


class Voice(StrEnum):
    """How a text is set."""

    PLAIN = "plain"
    LEAD = "lead"  # what the reader must take along
    HEAD = "head"  # begins a part of the sheet
    NOTE = "note"  # small: how to read it


@dataclass(frozen=True)
class Text:
    """Paragraphs across the width of the sheet."""

    lines: Sequence[str]
    voice: Voice = Voice.PLAIN


Part: TypeAlias = Text | Table | Chart


@dataclass(frozen=True)
class Sheet:
    """A sheet: *name* on its tab, *title* on top, below it the book's first line, then its *parts*.

    A sheet whose only part is one table is a list: it freezes its heading and its first *frozen* columns,
    filters, and repeats its heading on every page. *upright*: printed so though it is wide. *plain*: a list
    that is read back by others: its heading is the first row, and what it is stands elsewhere. *whole*: all
    of it on one page.
    """

    name: str
    parts: Sequence[Part]
    title: str = ""
    frozen: int = 1
    upright: bool | None = None
    hint: str = ""  # what is on it, for the index
    plain: bool = False
    whole: bool = False

    @property
    def list(self) -> Table | None:
        """Its table, where that is all there is on it."""
        return self.parts[0] if len(self.parts) == 1 and isinstance(self.parts[0], Table) else None


@dataclass(frozen=True)
class About:
    """What the whole is about. *what*: the first line under each title says it, with *period*, *zone*,
    *made* ("by …, on …") and the number of rows. *lines*: further pairs of a name and what it says (filter,
    definitions, coverage) for the cover."""

    what: str
    period: str = ""
    filter: str = ""
    zone: str = ""
    made_by: str = ""
    made_at: str = ""
    centre: str = ""
    number: str = ""  # of the export, where it has one
    lines: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Book:
    """A workbook. *cover*: begins with a sheet of what it is, an index with links, and its definitions;
    without, these stand on a sheet at the end."""

    title: str
    sheets: Sequence[Sheet]
    about: About
    cover: bool = True
    keywords: Mapping[str, str] = field(default_factory=dict)  # custom document properties

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order."""
        return tuple(part for sheet in self.sheets for part in sheet.parts if isinstance(part, Table))

    @property
    def rows(self) -> int:
        """Rows of all tables, as far as they can be told before they are written."""
        return sum(table.count or 0 for table in self.tables)
