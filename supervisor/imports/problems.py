"""The rows that could not be read, as a workbook: corrected in it, they are read alone."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec

from supervisor import __version__
from supervisor.imports import people_sheet
from supervisor.imports.document import Document
from supervisor.imports.grid import Cell, NoValue, shown
from supervisor.imports.judge import Judged, Judgement, judge
from supervisor.imports.mapping import Column, Mapping, Shape, from_json, to_json
from supervisor.imports.seen import Choices, Report
from supervisor.imports.values import Unit
from supervisor.imports.verdict import BAD, VERDICT_LABELS, Verdict, problem_sentence
from supervisor.people.draft import Draft
from supervisor.people.store import read_everything, read_roll
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre, open_history
from supervisor.words import _, language
from supervisor.workbook.cell import clean, fitted
from supervisor.workbook.file import replacing

SHEET = "supervisor_problems"
"""The hidden sheet by which such a workbook is known, with the mapping that reads it."""

_MARK = "floor-supervisor problems 1"
_PIECE = 30_000  # letters of the mapping in a cell
_WIDEST = 50


@dataclass(frozen=True)
class Saved:
    """Where the rows went, and how many; *path* None when there were none."""

    path: Path | None
    rows: int


def save(
    report: Report, path: Path, mapping: Mapping, url: str, out: Path, *, choices: Choices | None = None
) -> Saved:
    """Write the rows of *path* that are left out as they are (incomplete, not understood, told twice) to
    *out*, with what is wrong. Raises ImportFileError, FileError, DatabaseError."""
    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            settings, roll = load_centre(db), read_roll(db)
        if mapping.shape is Shape.PEOPLE:
            with centre.read() as db:
                draft = Draft(read_everything(db))
            judged = people_sheet.judged(report, path, mapping, draft, settings, choices or Choices())
        else:
            with history.read() as db:
                now = settings.clock().now()
                judged = judge(report, path, mapping, db, roll, settings, choices or Choices(), now)
    return write(judged, mapping, out)


def write(judged: Judgement, mapping: Mapping, out: Path) -> Saved:
    """The bad rows of *judged* as a workbook at *out*. Raises FileError."""
    bad = [row for row in judged.rows if row.verdict in BAD]
    if not bad:
        return Saved(None, 0)
    import xlsxwriter

    out = out if out.suffix.casefold() == ".xlsx" else out.with_name(f"{out.name}.xlsx")
    with replacing(out) as beside:
        book = xlsxwriter.Workbook(str(beside))
        book.set_properties({"title": _("Rows to correct"), "comments": f"floor-supervisor {__version__}"})
        alone, day_title = _alone(judged, mapping)
        _Writer(book).rows(judged, bad, day_title)
        _write_mark(book, alone)
        book.close()
    return Saved(out, len(bad))


class _Writer:
    def __init__(self, book: Any) -> None:
        face = {
            "font_name": {"zh_CN": "微软雅黑"}.get(language(), "Calibri"),
            "font_size": 11,
            "valign": "top",
        }
        self._book = book
        self._top = book.add_format({**face, "bold": True, "bottom": 1, "text_wrap": True})
        self._text = book.add_format({**face, "num_format": "@"})
        self._wrong = book.add_format({**face, "text_wrap": True, "font_color": "#9C0006"})
        self._marked = {
            kind: book.add_format({**face, "num_format": form, "bg_color": "#FFEB9C"})
            for kind, form in _FORMATS.items()
        }
        self._plain = {kind: book.add_format({**face, "num_format": form}) for kind, form in _FORMATS.items()}

    def rows(self, judged: Judgement, bad: list[Judged], day_title: str) -> None:
        """All bad rows on one sheet: the titles of the sheets that they come from, joined."""
        titles = _titles(judged)
        sheet = self._book.add_worksheet(_("To correct"))
        days = {one.grid.sheet: one.day for one in judged.sheets}
        heads = [*titles, *([day_title] if day_title else []), _("What is wrong"), _("From")]
        widths = [min(_WIDEST, _wide(title) + 4) for title in heads]
        for column, title in enumerate(heads):
            sheet.write_string(0, column, fitted(clean(title)), self._top)
        places = {
            one.grid.sheet: [titles.index(title) if title else None for title in one.header.titles]
            for one in judged.sheets
        }
        for number, row in enumerate(bad, 1):
            wrong = {problem.column for problem in row.row.problems if not problem.warning}
            for at, cell in enumerate(row.row.cells):
                where = places[row.row.sheet]
                to = where[at] if at < len(where) else None
                if to is None:
                    continue
                self._cell(sheet, number, to, cell, titles[to] in wrong)
                widths[to] = max(widths[to], min(_WIDEST, _wide(shown(cell)) + 2))
            if day_title and (day := days[row.row.sheet]) is not None:
                said = day[0].isoformat() if day[1] == "D" else f"{day[0]:%Y-%m}"
                sheet.write_string(number, len(titles), said, self._text)
            said = _said(row)
            sheet.write_string(number, len(heads) - 2, fitted(clean(said)), self._wrong)
            origin = " ".join(part for part in (row.row.sheet, str(row.row.number)) if part)
            sheet.write_string(number, len(heads) - 1, fitted(clean(origin)), self._text)
            sheet.set_row(number, 15 * max(1, -(-_wide(said) // 58)))
        widths[len(heads) - 2] = 60
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.autofilter(0, 0, len(bad), len(heads) - 1)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{len(bad) + 1}"})

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, wrong: bool) -> None:
        formats = self._marked if wrong else self._plain
        match cell:
            case None:
                if wrong:
                    sheet.write_blank(row, column, None, formats["text"])
            case bool():
                sheet.write_boolean(row, column, cell, formats["number"])
            case int() | float() if math.isfinite(cell):
                sheet.write_number(row, column, cell, formats["number"])
            case timedelta():
                sheet.write_number(row, column, cell.total_seconds() / 86_400, formats["duration"])
            case datetime():
                kind = "day" if cell.time() == time() else "moment"
                sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats[kind])
            case date():
                at = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  # a sheet has no zone
                sheet.write_datetime(row, column, at, formats["day"])
            case time():
                seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
                sheet.write_number(row, column, seconds / 86_400, formats["time"])
            case NoValue():
                sheet.write_string(row, column, fitted(clean(cell.text)), formats["text"])
            case _:
                sheet.write_string(row, column, fitted(clean(str(cell))), formats["text"])


_FORMATS = {
    "text": "@",
    "number": "General",
    "duration": "[h]:mm:ss",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "time": "hh:mm:ss",
}


def _titles(judged: Judgement) -> list[str]:
    """The titles of all sheets, each once, in the order in which they come."""
    found = dict.fromkeys(title for sheet in judged.sheets for title in sheet.header.titles if title)
    return list(found)


def _alone(judged: Judgement, mapping: Mapping) -> tuple[Mapping, str]:
    """The mapping that reads the rows without their file, and the title of a column for the day that the
    file told; "" where the rows tell it."""
    alone = replace(mapping, sheet="", header_row=None, encoding="", separator="", drop_totals=True)
    days = [sheet.day for sheet in judged.sheets if sheet.day is not None]
    if not mapping.constant("day").startswith("{") or not days:
        return alone, ""
    title = _("Day of the file")
    unit = Unit.DATE if days[0][1] == "D" else Unit.MONTH
    rest = tuple(one for one in mapping.constants if one[0] != "day")
    columns = (*mapping.columns, Column(title, "day", unit))
    return replace(alone, constants=rest, columns=columns), title


def _said(row: Judged) -> str:
    told = [problem_sentence(problem) for problem in row.row.problems if not problem.warning]
    if row.verdict is Verdict.TWICE_DIFFERENT:
        told.append(_("Row {row} says something else of the same. Keep one of the two.").format(row=row.twin))
    return " ".join(told) or _(VERDICT_LABELS[row.verdict])


def _wide(text: str) -> int:
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


# -- known again --------------------------------------------------------------------------------------------


def _write_mark(book: Any, mapping: Mapping) -> None:
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, _MARK)
    text = msgspec.json.encode(to_json(mapping)).decode()
    for number, start in enumerate(range(0, len(text), _PIECE), 1):
        sheet.write_string(number, 0, text[start : start + _PIECE])
    sheet.very_hidden()


def mapping_of(document: Document) -> Mapping | None:
    """The mapping that reads a workbook of corrected rows; None when *document* is no such workbook."""
    if SHEET not in {sheet.name for sheet in document.sheets}:
        return None
    texts = list(_texts(document))
    if not texts or texts[0] != _MARK:
        return None
    try:
        return from_json(msgspec.json.decode("".join(texts[1:])))
    except msgspec.DecodeError:
        return None


def _texts(document: Document) -> Iterator[str]:
    for row in document.grid(SHEET).rows():
        if row.cells and isinstance(row.cells[0], str):
            yield row.cells[0]
