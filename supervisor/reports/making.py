"""A report becomes a file: made in the language asked for, written, read again, noted."""

from __future__ import annotations

import platform
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from supervisor.reports.asked import Asked, asked
from supervisor.reports.book_of import book_of
from supervisor.reports.catalogue import report_of
from supervisor.reports.log import Facts, noted
from supervisor.reports.order import Order
from supervisor.storage.database import open_centre
from supervisor.templates import store as template_store
from supervisor.templates.filling import fill
from supervisor.templates.template import Template
from supervisor.words import said_in
from supervisor.workbook.book import Book
from supervisor.workbook.writing import write_book


@dataclass(frozen=True)
class Made:
    """What became of an order: the file, its sheets, the rows of its tables, and how many texts were cut."""

    path: Path
    title: str
    sheets: int
    rows: int
    cut: int = 0


def make(
    told: Callable[[int, int], None],
    url: str,
    order: Order,
    path: Path,
    *,
    who: str,
    at: datetime | None = None,
    schedule: str = "",
) -> Made:
    """Make what *order* asks of the centre at *url*, at *path*; in a work process or a command.

    Raises, having left what stood at *path* as it was: ReportError, UnknownNameError, FileError (with the
    word where to), DatabaseError.
    """
    report = report_of(order.report)
    template = _template(url, order)
    language = template[0].language if template else order.language  # whose fields are headings
    with said_in(language) if language else nullcontext():
        wanted = asked(url, order, who=who, now=at, told=told)
        book = book_of(report, wanted)
        facts = Facts(
            title=book.title,
            path=str(path),
            rows=book.rows,
            sheets=len(book.sheets),
            order=msgspec.to_builtins(order),
            schedule=schedule,
            machine=platform.node(),
        )
        personal = report.personal and order.named
        with (
            open_centre(url) as centre,
            noted(centre, what=order.report, who=who, at=wanted.now, personal=personal, facts=facts),
        ):
            cut = _write(path, book, wanted, template)
    return Made(path, book.title, len(book.sheets), book.rows, cut)


def _template(url: str, order: Order) -> tuple[Template, bytes] | None:
    """The user's own template that is to be filled, with its workbook. Raises UnknownNameError."""
    if not order.template:
        return None
    with open_centre(url) as centre, centre.read() as db:
        found = template_store.get(db, order.template)
        return found, template_store.content(db, found)


def _write(path: Path, book: Book, wanted: Asked, template: tuple[Template, bytes] | None) -> int:
    """Write *book*, into *template* where there is one; how many texts were cut."""
    if template is None:
        return write_book(path, book, wanted.zone, wanted.told).cut
    own, content = template
    fill(own.file.name, content, book, path, wanted.zone)
    return 0
