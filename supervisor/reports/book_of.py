"""What a report says: made by the module of its name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from supervisor.reports.asked import Asked
from supervisor.reports.catalogue import Report

if TYPE_CHECKING:
    from supervisor.workbook.book import Book


def book_of(report: Report, asked: Asked) -> Book:
    """What *report* says, of everything that was told until now. Raises what its module raises."""
    from supervisor.reports.counted import count_what_is_new  # who only lists reports counts nothing

    count_what_is_new(asked.url)
    made: Book = import_module(f"supervisor.reports.{report.name.replace('-', '_')}").book(asked)
    return made
