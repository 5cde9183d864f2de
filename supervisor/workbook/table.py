"""One table that leaves the program: what a screen shows, or what is read back, as a book of one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from pathlib import Path

from supervisor.workbook.book import About, Book, Sheet, Table
from supervisor.workbook.cell import Heading, Value
from supervisor.workbook.writing import SUFFIXES, Told, Written, write_book


def write_table(
    path: Path,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Value]],
    about: Sequence[tuple[str, str]] | About,
    zone: tzinfo,
    report: Told = lambda done, total: None,
    *,
    guard: bool = True,
) -> Written:
    """Write *rows* to *path*, a workbook or, when it ends in .csv, a text file; instants as *zone*'s clock.

    The titles of the columns are the first row: importers, and people's own sheets, look there. *about* says
    what the figures are (filter, time, definitions): a second sheet. None is an empty cell. Not *guard*: in a
    text file nothing stands before what a spreadsheet would compute. Raises
    FileError and ProofError, having left what stood at *path* as it was.
    """
    told = about if isinstance(about, About) else About("", lines=tuple(about))
    table = Table("rows", headings, rows)
    book = Book(title, (Sheet(title, (table,), title=title, plain=True),), told, cover=False)
    return write_book(path, book, zone, report, guard=guard)


__all__ = ["SUFFIXES", "Written", "write_table"]
