"""What stands on top of a sheet: its title, and the line that says what it is."""

from __future__ import annotations

from typing import Any

from supervisor.words import _
from supervisor.workbook.book import Book, Sheet
from supervisor.workbook.cell import clean, fitted
from supervisor.workbook.first_line import first_line, folded
from supervisor.workbook.paper import Paper
from supervisor.workbook.styles import Role


def write_title(
    paper: Paper,
    sheet: Any,
    of: Sheet,
    book: Book,
    rows: int | None,
    room: float,
    *,
    number: int = 1,
) -> int:
    """Title and first line; the row below them."""
    styles = paper.styles
    title = clean(of.title or of.name or book.title).replace("\n", " ")
    if number > 1:
        title = _("{title} (part {number})").format(title=title, number=number)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, fitted(title), styles.of(Role.TITLE))
    row = 1
    for line in folded(first_line(book.about, rows), max(room, 60.0)):
        sheet.write_string(row, 0, fitted(clean(line)), styles.of(Role.FIRST))
        row += 1
    return row
