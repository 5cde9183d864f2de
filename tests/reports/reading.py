"""What stands in a book, as tests ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from supervisor.workbook.book import Book, Cell, Chart, Table, Text
from supervisor.workbook.cell import Figure, Link


def table(book: Book, name: str) -> Table:
    """The table called *name*."""
    found = [one for one in book.tables if one.name == name]
    assert len(found) == 1, (name, [one.name for one in book.tables])
    return found[0]


def rows(book: Book, name: str) -> list[dict[str, Any]]:
    """The rows of a table, by heading; figures as their values."""
    one = table(book, name)
    return [named(one, row) for row in one.rows]


def total(book: Book, name: str) -> dict[str, Any]:
    """Its line of totals, by heading."""
    one = table(book, name)
    assert one.total is not None
    return named(one, one.total)


def named(one: Table, row: Any) -> dict[str, Any]:
    """*row* by heading."""
    titles = [heading.title for heading in one.headings]
    assert len(set(titles)) == len(titles), titles
    return {title: _plain(cell) for title, cell in zip(titles, row, strict=True)}


def texts(book: Book) -> Iterator[str]:
    """Every text that somebody may read in *book*."""
    about = book.about
    yield from (book.title, about.what, about.period, about.filter)
    for line in about.lines:
        yield from line
    for sheet in book.sheets:
        yield from (sheet.name, sheet.title, sheet.hint)
        for part in sheet.parts:
            match part:
                case Text(lines):
                    yield from lines
                case Chart():
                    yield from (part.title, part.x_title, part.y_title, part.second_title)
                case Table():
                    yield from (part.title, part.note, *(heading.title for heading in part.headings))
                    for row in (*part.rows, part.total or ()):
                        yield from (said for cell in row if isinstance(said := _plain(cell), str))


def _plain(cell: Cell) -> Any:
    match cell:
        case Figure():
            return cell.value
        case Link():
            return cell.text
        case _:
            return cell
