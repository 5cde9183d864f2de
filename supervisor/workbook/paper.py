"""What all sheets of one file share, and where its tables and charts stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from supervisor.workbook.book import Table
from supervisor.workbook.cell import Heading
from supervisor.workbook.columns import Ledger
from supervisor.workbook.grid import Grid, grid
from supervisor.workbook.names import table_name
from supervisor.workbook.styles import Styles
from supervisor.workbook.tally import Tally


@dataclass(frozen=True)
class Stand:
    """Where a table stands in the file, and what was put there: *titles* in row *top* of *sheet*, from
    column 0; then *rows* rows, each column counted in *tallies*; *ids*: columns compared text by text.
    *total*: of the row below, where there is one."""

    table: str
    sheet: str
    top: int
    titles: Sequence[str]
    rows: int
    tallies: Sequence[Tally]
    ids: Sequence[int] = ()
    total: Sequence[Tally] | None = None


@dataclass(frozen=True)
class Place:
    """Where a chart goes: its *row* on *sheet*, and how large, in pixels."""

    sheet: Any
    row: int
    width: int
    height: int
    left: int = 0  # pixels from the edge


@dataclass
class Paper:
    """What all sheets of one file share. *stands*: its tables, as they are written."""

    zone: tzinfo
    ledger: Ledger
    progress: Callable[[int], None]
    file: Any = None
    styles: Styles = field(init=False)
    flat: bool = False
    stands: list[Stand] = field(default_factory=list)
    rows: int = 0
    _grids: dict[int, Grid] = field(default_factory=dict)
    _tables: set[str] = field(default_factory=set)

    def begin(self, file: Any, styles: Styles, *, flat: bool) -> None:
        """Write into *file*; *flat*: row by row, with flat memory."""
        self.file, self.styles, self.flat = file, styles, flat

    def measure(self, table: Table) -> Grid:
        """*table* with widths; measured once, for its rows may be gone through only once."""
        if id(table) not in self._grids:
            self._grids[id(table)] = grid(table)
        return self._grids[id(table)]

    def heading(self, table: str, column: int) -> Heading:
        """Of that column of the table called so."""
        for one in self._grids.values():
            if one.table.name == table:
                return one.table.headings[column]
        raise KeyError(table)

    def table_name(self, wanted: str) -> str:
        """A name for a real table of this file."""
        return table_name(wanted, self._tables)
