"""A table as a text file: UTF-8 with the mark by which a spreadsheet knows it, commas, one line a row."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from supervisor.words import _
from supervisor.workbook.book import Cell, Table
from supervisor.workbook.cell import Figure, Heading, Kind, Link, clean, clock_of, guarded, seconds_of

STEP = 500


def write_text(
    path: Path, table: Table, zone: tzinfo, told: Callable[[int, int], None], *, guard: bool = True
) -> int:
    """Write *table*; how many rows. *guard*: an apostrophe before what a spreadsheet would compute."""
    total = table.count or 0
    shield = guarded if guard else str
    done = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([shield(clean(heading.title)) for heading in table.headings])
        for done, row in enumerate(table.rows, 1):
            out.writerow(list(_texts(table.headings, row, zone, shield)))
            if done % STEP == 0:
                told(done, total)
    return done


def _texts(
    headings: Sequence[Heading], row: Sequence[Cell], zone: tzinfo, shield: Callable[[str], str]
) -> Iterator[str]:
    for heading, value in zip(headings, row, strict=True):
        said = as_text(heading, value, zone)
        number = isinstance(value, int | float | timedelta | Figure) and heading.kind is not Kind.TEXT
        yield said if number or isinstance(value, Figure) else shield(clean(said))


def as_text(heading: Heading, value: Cell, zone: tzinfo) -> str:
    """The value as a text file has it: machine-readable, in the centre's clock."""
    kind = heading.kind
    if isinstance(value, Figure):
        kind, value = value.kind, value.value
    if isinstance(value, Link):
        value = value.text
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if kind is Kind.DURATION and (seconds := seconds_of(value)) is not None:
        return clock_of(seconds)
    if isinstance(value, timedelta):
        return clock_of(value.total_seconds())
    if isinstance(value, datetime):
        local = value.astimezone(zone) if value.tzinfo is not None else value
        return f"{local:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.6g}" if kind is Kind.SHARE else repr(value)
    return str(value)
