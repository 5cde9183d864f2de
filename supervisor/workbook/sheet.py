"""A sheet on its way into the file: a list, or parts that are read from the top."""

from __future__ import annotations

from typing import Any

from supervisor.workbook.book import Book, Chart, Sheet
from supervisor.workbook.list_sheet import ListSheet
from supervisor.workbook.paper import Paper, Place
from supervisor.workbook.parts_sheet import PartsSheet


def write_sheet(
    paper: Paper, sheet: Any, of: Sheet, book: Book, names: set[str]
) -> tuple[int | None, list[tuple[Chart, Place]]]:
    """Write *of* into *sheet*; how many rows its tables have (None: no table), and its charts, which are
    drawn when all tables stand."""
    paper.ledger.links = 0
    table = of.list
    if table is not None:
        return ListSheet(paper, of, book, names).write(sheet, paper.measure(table)), []
    return PartsSheet(paper, sheet, of, book).write()
