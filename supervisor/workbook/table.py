"""A table that leaves the program: what a screen shows, as a workbook (.xlsx) or a text file (.csv).

Text goes out as text: no cell that a customer or an agent named can become a formula. In a workbook the type
of the cell sees to that; a text file has no types, so there an apostrophe stands before what a spreadsheet
would compute. The file is written beside its place and moved there when it is whole.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, TypeAlias

from supervisor import __version__
from supervisor.words import _, language
from supervisor.workbook.cell import DAY_S, Heading, Kind, Value, clean, clock_of, fitted, guarded, seconds_of
from supervisor.workbook.file import replacing

Report: TypeAlias = Callable[[int, int], None]

SUFFIXES = (".xlsx", ".csv")
MOST_ROWS = 1_048_575  # below the heading
WIDEST = 50  # characters
MEASURED_ROWS = 500  # whose texts decide how wide a column is
SHEET_NAME = 31
STEP = 500  # rows between two words about how far the work is

_FACES = {"zh_CN": "微软雅黑", "en": "Calibri"}


@dataclass(frozen=True)
class Written:
    """What became of it: how many rows stand in *path*, and how many texts were too long and were cut."""

    path: Path
    rows: int
    cut: int = 0


def write_table(
    path: Path,
    title: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Value]],
    about: Sequence[tuple[str, str]],
    zone: tzinfo,
    report: Report = lambda done, total: None,
) -> Written:
    """Write *rows* to *path*, a workbook or, when it ends in .csv, a text file; instants as *zone*'s clock.

    *about* says what the figures are (filter, time, definitions): a second sheet of the workbook. None is an
    empty cell. Raises FileError, having left what stood at *path* as it was, when that cannot be written.
    """
    path = path if path.suffix.casefold() in SUFFIXES else path.with_name(f"{path.name}.xlsx")
    with replacing(path) as beside:
        if path.suffix.casefold() == ".csv":
            cut = _write_text(beside, headings, rows, zone, report)
        else:
            cut = _write_workbook(beside, title, headings, rows, about, zone, report)
    report(len(rows), len(rows))
    return Written(path, len(rows), cut)


# -- a workbook ---------------------------------------------------------------------------------------------


def _write_workbook(
    path: Path,
    title: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Value]],
    about: Sequence[tuple[str, str]],
    zone: tzinfo,
    report: Report,
) -> int:
    import xlsxwriter  # 90 ms: only where something is written

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    face = _FACES.get(language(), "Calibri")
    book.set_properties({"title": clean(title), "comments": f"floor-supervisor {__version__}"})
    plain = {"font_name": face, "font_size": 11, "valign": "top"}
    top = book.add_format({**plain, "bold": True, "bottom": 1, "text_wrap": True})
    top_right = book.add_format({**plain, "bold": True, "bottom": 1, "text_wrap": True, "align": "right"})
    text = book.add_format(plain)
    formats = [book.add_format({**plain, "num_format": heading.format}) for heading in headings]
    widths = _widths(headings, rows, zone)
    cut = 0
    names: set[str] = set()
    parts = [rows[start : start + MOST_ROWS] for start in range(0, max(1, len(rows)), MOST_ROWS)]
    done = 0
    for part in parts:
        sheet = book.add_worksheet(_sheet_name(title, names))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&R&P / &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, heading in enumerate(headings):
            right = heading.kind in (Kind.NUMBER, Kind.SHARE, Kind.DURATION)
            sheet.write_string(0, column, fitted(clean(heading.title)), top_right if right else top)
        for number, row in enumerate(part, 1):
            for column, (heading, value) in enumerate(zip(headings, row, strict=True)):
                cut += _write_cell(sheet, number, column, heading, value, formats[column], text, zone)
            done += 1
            if done % STEP == 0:
                report(done, len(rows))
        sheet.autofilter(0, 0, len(part), max(0, len(headings) - 1))
        digits = f"A2:{_letters(len(headings) - 1)}{len(part) + 1}"
        sheet.ignore_errors({"number_stored_as_text": digits})
    cut += _write_about(book, title, about, names, text, top)
    book.close()
    return cut


def _write_cell(
    sheet: Any, row: int, column: int, heading: Heading, value: Value, form: Any, text: Any, zone: tzinfo
) -> int:
    """One cell; 1 when its text had to be cut."""
    if value is None or value == "":
        return 0
    kind = heading.kind
    if kind is Kind.DURATION and (seconds := seconds_of(value)) is not None:
        if seconds < 0:  # a spreadsheet shows ####
            sheet.write_string(row, column, clock_of(seconds), text)
        else:
            sheet.write_number(row, column, seconds / DAY_S, form)
        return 0
    if isinstance(value, datetime):
        local = value.astimezone(zone) if value.tzinfo is not None else value
        sheet.write_datetime(row, column, local.replace(tzinfo=None), form)
        return 0
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001
        return 0
    if isinstance(value, int | float) and not isinstance(value, bool) and kind is not Kind.TEXT:
        if math.isfinite(value):
            sheet.write_number(row, column, value, form)
        return 0
    said = clean(str(value))
    short = fitted(said)
    if short:
        sheet.write_string(row, column, short, text)
    return int(short != said)


def _write_about(
    book: Any, title: str, about: Sequence[tuple[str, str]], names: set[str], text: Any, top: Any
) -> int:
    """What the figures are, on a sheet of their own; how many texts were cut."""
    sheet = book.add_worksheet(_sheet_name(_("About"), names))
    wrapped = book.add_format({"font_name": text.font_name, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, fitted(clean(title)), top)
    sheet.write_string(0, 1, "", top)
    cut = 0
    for row, (name, said) in enumerate(about, 1):
        whole = clean(said)
        sheet.write_string(row, 0, fitted(clean(name)), text)
        sheet.write_string(row, 1, fitted(whole), wrapped)
        cut += fitted(whole) != whole
    return cut


def _sheet_name(wanted: str, names: set[str]) -> str:
    """*wanted* as Excel takes it: short, without what it refuses, and no second time."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", clean(wanted).replace("\n", " ")).strip().strip("'").strip()
    plain = plain if plain and plain.casefold() != "history" else f"{plain or 'Table'} 1"
    name, number = plain[:SHEET_NAME].strip(), 1
    while name.casefold() in names:
        number += 1
        name = f"{plain[: SHEET_NAME - len(str(number)) - 1]} {number}"
    names.add(name.casefold())
    return name


def _widths(headings: Sequence[Heading], rows: Sequence[Sequence[Value]], zone: tzinfo) -> list[float]:
    """How wide each column should be, in characters; a Chinese one takes two."""
    widths = [max(8, min(WIDEST, _wide(heading.title) + 4)) for heading in headings]
    for row in rows[:MEASURED_ROWS]:
        for column, (heading, value) in enumerate(zip(headings, row, strict=True)):
            widths[column] = max(widths[column], min(WIDEST, _wide(_as_text(heading, value, zone)) + 2))
    return [float(width) for width in widths]


def _wide(text: str) -> int:
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def _letters(column: int) -> str:
    """A, B, … Z, AA, …"""
    said = ""
    column = max(0, column)
    while True:
        said = chr(ord("A") + column % 26) + said
        column = column // 26 - 1
        if column < 0:
            return said


# -- a text file --------------------------------------------------------------------------------------------


def _write_text(
    path: Path, headings: Sequence[Heading], rows: Iterable[Sequence[Value]], zone: tzinfo, report: Report
) -> int:
    """UTF-8 with the mark by which a spreadsheet knows it."""
    total = len(rows) if isinstance(rows, Sequence) else 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([guarded(clean(heading.title)) for heading in headings])
        for done, row in enumerate(rows, 1):
            out.writerow(list(_texts(headings, row, zone)))
            if done % STEP == 0:
                report(done, total)
    return 0


def _texts(headings: Sequence[Heading], row: Sequence[Value], zone: tzinfo) -> Iterator[str]:
    for heading, value in zip(headings, row, strict=True):
        said = _as_text(heading, value, zone)
        number = isinstance(value, int | float | timedelta) and heading.kind is not Kind.TEXT
        yield said if number else guarded(clean(said))


def _as_text(heading: Heading, value: Value, zone: tzinfo) -> str:
    """The value as a text file has it: machine-readable, in the centre's clock."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if heading.kind is Kind.DURATION and (seconds := seconds_of(value)) is not None:
        return clock_of(seconds)
    if isinstance(value, datetime):
        local = value.astimezone(zone) if value.tzinfo is not None else value
        return f"{local:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6g}" if heading.kind is Kind.SHARE else repr(value)
    return str(value)
