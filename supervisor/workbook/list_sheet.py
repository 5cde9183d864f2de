"""A sheet of one table is a list: heading and first columns stay in sight, it filters, the heading stands on
every printed page. Rows that are too many for a sheet go on on the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from supervisor.workbook import rows as rows_module
from supervisor.workbook.book import Book, Cell, Sheet, Table
from supervisor.workbook.cell import clean, fitted
from supervisor.workbook.first_line import folded
from supervisor.workbook.grid import Grid
from supervisor.workbook.names import sheet_name
from supervisor.workbook.page import FILL, MOST, UPRIGHT, WIDE, Page
from supervisor.workbook.paper import Paper
from supervisor.workbook.rows import write_rows
from supervisor.workbook.sizes import ROW, joined, shared
from supervisor.workbook.styles import Role
from supervisor.workbook.title import write_title


class ListSheet:
    """A sheet of one table, and as many further sheets as its rows need."""

    def __init__(self, paper: Paper, of: Sheet, book: Book, names: set[str]) -> None:
        self._paper = paper
        self._of = of
        self._book = book
        self._names = names

    def write(self, sheet: Any, of: Grid) -> int:
        """Write every row of *of*; how many there were."""
        rows = iter(of.rows)
        done = 0
        number = 1
        part: Iterator[Sequence[Cell]] = rows
        while True:
            done += self._one(sheet, of, part, number)
            following = list(islice(rows, 1))
            if not following:
                return done
            number += 1
            sheet = self._paper.file.add_worksheet(sheet_name(self._of.name, self._names))
            part = chain(following, rows)

    def _one(self, sheet: Any, of: Grid, rows: Iterator[Sequence[Cell]], number: int) -> int:
        paper, book = self._paper, self._book
        plain = self._of.plain
        lying = not (self._of.upright if self._of.upright is not None else len(of.titles) <= WIDE)
        widths = list(of.widths) if of.raw else shared(of.widths, of.wraps, MOST if lying else UPRIGHT * 1.2)
        page = Page(widths, lying)
        page.set_up(sheet, self._of.title or book.title, book.about.made_at, face=paper.styles.face)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        if not of.raw:
            sheet.set_default_row(ROW)
        top = 0
        if not plain:
            room = max(joined(widths), UPRIGHT - FILL)
            top = write_title(paper, sheet, self._of, book, of.count, room, number=number)
            top = self._note(sheet, of.table, top, room)
            top += 1
        last, written = write_rows(
            paper, sheet, of, rows, top, widths, filters=True, room=rows_module.SPLIT - top
        )
        sheet.freeze_panes(top + 1, min(self._of.frozen, max(0, len(of.titles) - 1)))
        sheet.repeat_rows(top)
        across = list(widths)
        while not plain and sum(across) < UPRIGHT - FILL:  # the lines above need room on paper, too
            across.append(FILL)
        sheet.print_area(0, 0, last, max(0, len(across) - 1))
        return written

    def _note(self, sheet: Any, table: Table, row: int, room: float) -> int:
        if not table.note:
            return row
        for line in folded(clean(table.note).split("\n"), room):
            sheet.write_string(row, 0, fitted(line), self._paper.styles.of(Role.FIRST))
            row += 1
        return row
