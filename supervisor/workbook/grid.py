"""A table before it is written: its rows as they come, how wide its columns are, which of them fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice

from supervisor.workbook.book import Cell, Table
from supervisor.workbook.cell import Figure, Heading, Kind, Link, clock_of, seconds_of
from supervisor.workbook.names import titles
from supervisor.workbook.sizes import NARROWEST, WIDEST, heading_width, wide

MOST_CELLS = 100_000  # of a real table; beyond, and where nobody knows, it is a dump with flat memory
MEASURED_ROWS = 500  # of a dump: they decide how wide a column is

_LEAST = {
    Kind.NUMBER: 14,
    Kind.DURATION: 12,
    Kind.SHARE: 9,
    Kind.TIME: 21,
    Kind.DAY: 12,
    Kind.TEXT: NARROWEST,
}


@dataclass(frozen=True)
class Grid:
    """*table* with unique *titles*; *widths* in characters; *wraps*: columns whose texts take several lines.
    *raw*: a dump, of which only the beginning was looked at. *count* is None where nobody knows."""

    table: Table
    titles: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    count: int | None
    raw: bool
    widths: Sequence[float]
    wraps: Sequence[bool]

    @property
    def folds(self) -> bool:
        """Whether any cell may take several lines."""
        return any(self.wraps)


def grid(table: Table) -> Grid:
    """*table*, measured. A generator is begun, so it cannot be measured twice."""
    count = table.count
    raw = count is None or count * len(table.headings) > MOST_CELLS
    rows: Iterable[Sequence[Cell]] = table.rows
    measured: Iterable[Sequence[Cell]] = rows
    if raw:
        stream: Iterator[Sequence[Cell]] = iter(rows)
        measured = list(islice(stream, MEASURED_ROWS))
        rows = chain(measured, stream)
    needs = [0] * len(table.headings)
    kinds = [Kind.TEXT if at in table.ids else heading.kind for at, heading in enumerate(table.headings)]
    for row in chain(measured, [table.total] if table.total else []):
        for at, value in zip(range(len(needs)), row, strict=False):  # told where it is written
            if value is not None and value != "":
                need = _need(table.headings[at], kinds[at], value)
                if need > needs[at]:
                    needs[at] = need
    names = titles(heading.title for heading in table.headings)
    widths, wraps = [], []
    for at, heading in enumerate(table.headings):
        least = _LEAST[kinds[at]] if raw else NARROWEST if kinds[at] is Kind.TEXT else _least(kinds[at])
        title = max(heading_width(names[at]), min(wide(names[at]) + 4, 16))
        indent = 2 if at and kinds[at] in (Kind.TEXT, Kind.DAY, Kind.TIME) else 0
        widths.append(float(min(WIDEST, max(least, title + indent, needs[at] + 2 + indent))))
        wraps.append(kinds[at] is Kind.TEXT and (heading.wrap or (needs[at] > WIDEST - 2 and not raw)))
    return Grid(table, names, rows, count, raw, widths, wraps)


def _least(kind: Kind) -> int:
    return 12 if kind is Kind.DAY else 20 if kind is Kind.TIME else NARROWEST


def _need(heading: Heading, kind: Kind, value: Cell) -> int:
    """How many characters *value* takes."""
    if isinstance(value, str):
        return wide(value)
    if isinstance(value, Link):
        return wide(value.text)
    digits, signed = heading.digits, heading.signed
    if isinstance(value, Figure):
        kind, digits, signed, value = value.kind, value.digits, value.signed, value.value
    if isinstance(value, datetime):
        return 19
    if isinstance(value, date):
        return 10
    if isinstance(value, timedelta) or kind is Kind.DURATION:
        seconds = seconds_of(value)
        return len(clock_of(seconds)) if seconds is not None else 0
    if isinstance(value, int | float) and kind in (Kind.NUMBER, Kind.SHARE):
        number = seconds_of(value)
        if number is None:
            return 0
        if kind is Kind.SHARE:
            return len(f"{number * 100:.{digits or 1}f}%") + signed
        return len(f"{number:,.{digits}f}") + signed
    return wide(str(value))
