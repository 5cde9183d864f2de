"""Fields of a template: what stands in {{braces}}, and what it is filled with.

A field is a fact of the whole ({{centre}}, {{period}}) or a column of a table of the report, called by its
heading ({{Department}}, {{责任部门}}). The row in which columns stand is the one that is repeated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from supervisor.words import everywhere, mark
from supervisor.workbook.book import Book, Table

FACTS: dict[str, str] = {
    "report": mark("Report"),
    "centre": mark("Centre"),
    "what": mark("What it is about"),
    "period": mark("Period"),
    "filter": mark("Filter"),
    "time_zone": mark("Time zone"),
    "made_by": mark("Made by"),
    "made_at": mark("Made at"),
    "rows": mark("Rows"),
}
"""What holds for the whole, with its word: a template may use either, in any language."""

FIELD = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


def plain(name: str) -> str:
    """*name* as fields are compared: no case, no spaces, no full-width letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


_FACT_OF = {plain(said): key for key, word in FACTS.items() for said in (key, *everywhere(word))}


def fields_in(text: str) -> tuple[str, ...]:
    """The fields of a cell's text, in order."""
    return tuple(FIELD.findall(text))


def fact_of(name: str) -> str:
    """The fact that a field means, "" for none."""
    return _FACT_OF.get(plain(name), "")


def facts_of(book: Book) -> dict[str, str]:
    """What the facts are in *book*."""
    about = book.about
    return {
        "report": book.title,
        "centre": about.centre,
        "what": about.what,
        "period": about.period,
        "filter": about.filter,
        "time_zone": about.zone,
        "made_by": about.made_by,
        "made_at": about.made_at,
        "rows": str(book.rows),
    }


@dataclass(frozen=True)
class Columns:
    """The table that a repeated row is filled from, and the place of each of its columns by plain heading."""

    table: Table
    places: Mapping[str, int]


def table_for(book: Book, names: Iterable[str]) -> Columns | None:
    """The first table of *book* that has all of *names* among its headings; None where none has."""
    wanted = {plain(name) for name in names}
    for table in book.tables:
        places: dict[str, int] = {}
        for place, heading in enumerate(table.headings):
            places.setdefault(plain(heading.title), place)
        if wanted <= places.keys():
            return Columns(table, places)
    return None


def unknown_in(book: Book, names: Iterable[str]) -> tuple[str, ...]:
    """Those of *names* that are no heading of the table that has most of them."""
    said = tuple(dict.fromkeys(names))
    best: Sequence[str] = said
    for table in book.tables:
        known = {plain(heading.title) for heading in table.headings}
        missing = [name for name in said if plain(name) not in known]
        if len(missing) < len(best):
            best = missing
    return tuple(best)
