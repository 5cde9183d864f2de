"""A communication sheet as a workbook that a department opens, fills in and sends back.

Grey is what it is told, yellow is what it is asked. Nothing is locked unless that is wished: a spreadsheet
sorts no range that holds locked cells. By what the file is known again is written in five places, because
each way of passing it on keeps others: the visible text, a document property, a defined name, the columns'
numbers of issues, and a sheet that nobody sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from supervisor import __version__
from supervisor.issues.reply import Answer
from supervisor.roundtrip.guidance import LONGEST_MESSAGE, LONGEST_TITLE, MESSAGES, examples
from supervisor.roundtrip.layout import (
    DEFINED_NAME,
    GUIDE,
    HIDDEN,
    PROPERTY,
    REPLY_COLUMNS,
    SENT_COLUMNS,
    SHEET_COLUMNS,
)
from supervisor.roundtrip.sent import SentRow
from supervisor.roundtrip.sheet_book import SheetBook, fingerprint, heading_lines, tidy
from supervisor.roundtrip.yes_no import NO, YES
from supervisor.words import _, language
from supervisor.workbook.names import quoted
from supervisor.workbook.sizes import height, lines
from supervisor.workbook.styles import FACES, INK, MUTED

MORE_ROWS = 50  # below the last, in which a department may add its own and finds the same lists
COVERING_LINES = 5  # on top; a longer text stands whole on the second sheet
DATES = ("first_sent", "wished", "planned")
DAY_FORMAT = "yyyy-mm-dd"

_WIDTHS = {  # characters; all together can still be read when they are fitted to an A4 page
    "number": 16,
    "title": 17,
    "description": 22,
    "impact": 15.5,
    "severity": 9.5,
    "evidence": 16,
    "state": 12.5,
    "first_sent": 10.5,
    "wished": 10.5,
    "ours": 7.5,
    "cause": 16,
    "measure": 19,
    "owner": 8.5,
    "planned": 10.5,
    "progress": 16,
    "proposed": 11.5,
    "remark": 13,
    "version": 8,
}
_ROOM = 1.1  # widths count characters of 11 points, cells are written in 10
_LINE = "#BFBFBF"
_TOLD, _TOLD_TOP = "#F2F2F2", "#D9D9D9"
_ASKED, _ASKED_TOP = "#FFFBE6", "#FFE08A"
_REMINDER = "#F8DCC4"
_LACKING = "#FFC7A8"
_LATE = "#9C2A00"


@dataclass(frozen=True)
class Placed:
    """Where the table stands on its sheet: rows from 0, columns as the layout has them."""

    heading: int
    first: int
    last: int


def write_workbook(path: Path, book: SheetBook, *, protect: bool = False) -> None:
    """Write *book* to *path* in the language in use. *protect*: what is not to be filled in is locked,
    without a password; filters and widths stay free, sorting does not."""
    import xlsxwriter  # 90 ms: only where something is written

    from supervisor.roundtrip.growing import GrowingSheet

    file = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    looks = _Looks(file)
    head = book.sheet.text.head
    file.set_properties(
        {
            "title": tidy(heading_lines(book)[0]),
            "author": tidy(book.sent.who),
            "company": tidy(head.centre),
            "comments": f"floor-supervisor {__version__}",
        }
    )
    file.set_custom_property(PROPERTY, book.sent.number, "text")
    file.define_name(DEFINED_NAME, f'="{book.sent.number}"')
    sheet = file.add_worksheet(_("Communication sheet"), GrowingSheet)
    guide = file.add_worksheet(_(GUIDE))
    lists = _write_guide(guide, book, looks)
    _write_sheet(sheet, book, looks, lists)
    if protect:
        sheet.protect(
            "",
            {
                "autofilter": True,
                "format_rows": True,
                "format_columns": True,
                "select_locked_cells": True,
                "select_unlocked_cells": True,
            },
        )
    _write_hidden(file.add_worksheet(HIDDEN), book)
    file.close()


class _Looks:
    """The few looks of cells, each made once."""

    def __init__(self, file: Any) -> None:
        base = {"font_name": FACES.get(language(), FACES["en"]), "font_size": 10, "font_color": INK}
        base |= {"valign": "top"}
        cell = {**base, "text_wrap": True, "border": 1, "border_color": _LINE}
        told = {**cell, "bg_color": _TOLD}
        asked = {**cell, "bg_color": _ASKED, "locked": False}
        top = {**cell, "bold": True, "valign": "vcenter"}
        make = file.add_format
        self.title = make({**base, "bold": True, "font_size": 14, "valign": "vcenter"})
        self.line = make({**base, "valign": "vcenter"})
        self.lead = make({**base, "bold": True, "font_color": _LATE, "font_size": 11, "valign": "vcenter"})
        self.small = make({**base, "font_size": 9, "font_color": MUTED, "valign": "vcenter"})
        self.covering = make({**base, "text_wrap": True})
        self.how_to = make({**base, "bg_color": _ASKED, "valign": "vcenter"})
        self.told_band = make({**base, "bold": True, "bg_color": _TOLD_TOP, "valign": "vcenter"})
        self.asked_band = make({**base, "bold": True, "bg_color": _ASKED_TOP, "valign": "vcenter"})
        self.told_top = make({**top, "bg_color": _TOLD_TOP})
        self.asked_top = make({**top, "bg_color": _ASKED_TOP})
        self.told = make(told)
        self.told_bold = make({**told, "bold": True})
        self.told_day = make({**told, "num_format": DAY_FORMAT, "align": "left"})
        self.reminder = make({**told, "bold": True, "bg_color": _REMINDER})
        self.asked = make({**asked, "num_format": "@"})
        self.asked_day = make({**asked, "num_format": DAY_FORMAT, "align": "left"})
        self.lacking = make({"bg_color": _LACKING})
        self.plain = make({**base, "text_wrap": True})
        self.wide = make(base)
        self.listed = make(cell)
        self.example = make({**cell, "bg_color": _ASKED})
        self.example_day = make({**cell, "bg_color": _ASKED, "num_format": DAY_FORMAT, "align": "left"})
        self.field = make({**cell, "bold": True, "bg_color": _ASKED_TOP})


# -- the sheet itself ---------------------------------------------------------------------------------------


def _write_sheet(sheet: Any, book: SheetBook, looks: _Looks, lists: _Lists) -> None:
    last_shown = len(SHEET_COLUMNS) - 2
    for at, column in enumerate(SHEET_COLUMNS):
        hidden = {"hidden": True} if at > last_shown else {}
        sheet.set_column(at, at, _WIDTHS[column.field], None, hidden)
    row = _write_top(sheet, book, looks)
    told = len(SENT_COLUMNS)
    for at in range(last_shown + 1):
        sheet.write_blank(row, at, None, looks.told_band if at < told else looks.asked_band)
    sheet.write_string(row, 0, _("From the contact centre – please leave as it is"), looks.told_band)
    sheet.write_string(row, told, _("Your answer – please fill in"), looks.asked_band)
    sheet.set_row(row, 18)
    heading = row + 1
    sheet.fixed = heading + 1
    sheet.set_row(heading, 30)
    for at, column in enumerate(SHEET_COLUMNS):
        look = looks.asked_top if column.reply else looks.told_top
        sheet.write_string(heading, at, _(column.title), look)
    first = heading + 1
    for number, each in enumerate(book.sent.rows, first):
        _write_row(sheet, number, each, looks)
    last = first + len(book.sent.rows) - 1
    for number in range(last + 1, last + 1 + 3):  # for issues of the department's own
        for at, column in enumerate(SHEET_COLUMNS[:-1]):
            day = looks.asked_day if column.field in DATES else looks.asked
            sheet.write_blank(number, at, None, day)
    placed = Placed(heading, first, max(first, last))
    _check_entries(sheet, book, placed, lists, looks)
    sheet.autofilter(heading, 0, placed.last, last_shown)
    sheet.freeze_panes(first, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading)
    sheet.print_area(0, 0, placed.last, last_shown)
    sheet.set_footer(_footer(book))
    sheet.set_zoom(100)
    sheet.activate()
    sheet.set_first_sheet()
    if book.sent.rows:
        sheet.set_selection(first, told, first, told)


def _write_top(sheet: Any, book: SheetBook, looks: _Looks) -> int:
    """What stands above the table; the next free row."""
    title, facts, asked, source = (tidy(line) for line in heading_lines(book))
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, title, looks.title)
    sheet.write_string(1, 0, facts, looks.line)
    sheet.write_string(2, 0, asked, looks.lead)
    row = 3
    covering = tidy(book.sheet.text.covering)
    if covering:
        across = len(SENT_COLUMNS) - 1
        width = sum(_WIDTHS[column.field] for column in SENT_COLUMNS)
        high = lines(covering, width)
        if high > COVERING_LINES:
            covering = _("The covering text stands on the sheet “{sheet}”.").format(sheet=_(GUIDE))
            high = 1
        sheet.merge_range(row, 0, row, across, "", looks.covering)
        sheet.write_string(row, 0, covering, looks.covering)
        sheet.set_row(row, height(high))
        row += 1
    how_to = _(
        "How to fill in: only the yellow columns. Is it yours? Then say cause, measure, who sees to it and "
        "by when. If not: whose it is instead, and why. Keep the numbers in the first column; sort and "
        "filter as you like, and send the file back."
    )
    for at in range(len(SHEET_COLUMNS) - 1):
        sheet.write_blank(row, at, None, looks.how_to)
    sheet.write_string(row, 0, how_to, looks.how_to)
    sheet.set_row(row, 18)
    sheet.write_string(row + 1, 0, source, looks.small)
    return row + 2


def _write_row(sheet: Any, number: int, row: SentRow, looks: _Looks) -> None:
    for at, column in enumerate(SENT_COLUMNS):
        said = row.values.get(column.field, "")
        look = looks.told_bold if column.field == "title" else looks.told
        if row.reminder and column.field in ("number", "state"):
            look = looks.reminder
        if column.field in DATES:
            _write_day(sheet, number, at, date.fromisoformat(said) if said else None, looks.told_day)
        else:
            _write_text(sheet, number, at, said, look)
    for at, column in enumerate(REPLY_COLUMNS, len(SENT_COLUMNS)):
        _write_answer(sheet, number, at, column.field, row.answer, looks.asked, looks.asked_day)
    sheet.write_number(number, len(SHEET_COLUMNS) - 1, row.version)
    sheet.set_row(number, _height(row))


def _write_answer(sheet: Any, row: int, at: int, field: str, answer: Answer, text: Any, day: Any) -> None:
    value = getattr(answer, field)
    if field in DATES:
        _write_day(sheet, row, at, value, day)
    else:
        _write_text(sheet, row, at, cell_text(value), text)


def cell_text(value: str | bool | date | None) -> str:
    """A field of an answer as it stands in its cell, in the language in use; days as ISO has them."""
    if isinstance(value, bool):
        return _(YES) if value else _(NO)
    return value.isoformat() if isinstance(value, date) else value or ""


def _write_text(sheet: Any, row: int, at: int, said: str, look: Any) -> None:
    if said:
        sheet.write_string(row, at, said, look)
    else:
        sheet.write_blank(row, at, None, look)


def _write_day(sheet: Any, row: int, at: int, day: date | None, look: Any) -> None:
    if day is None or day.year < 1900:
        _write_text(sheet, row, at, day.isoformat() if day else "", look)
    else:
        sheet.write_datetime(row, at, datetime(day.year, day.month, day.day), look)  # noqa: DTZ001


def _height(row: SentRow) -> float:
    """Of a row with all that is in it, in points."""
    said = {**row.values, **{c.field: str(getattr(row.answer, c.field) or "") for c in REPLY_COLUMNS}}
    return height(max(2, *(lines(text, _ROOM * _WIDTHS[field]) for field, text in said.items())))


def _footer(book: SheetBook) -> str:
    name = book.sheet.text.head.department.replace("&", "&&")[:60]
    left = " · ".join(part for part in (book.sheet.number, name) if part)
    middle = _("Page {page} of {pages}").format(page="&P", pages="&N")
    return f"&L&8{left}&C&8{middle}&R&8{book.sent.number} · {book.today.isoformat()}"


# -- what may be entered ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lists:
    """Where the lists stand that cells choose from, as formulas have it; "" where a list is empty."""

    ours: str
    departments: str


def _check_entries(sheet: Any, book: SheetBook, placed: Placed, lists: _Lists, looks: _Looks) -> None:
    """Lists and notes at the cells to fill in. Nothing is refused: what a department wrote is never lost
    because a spreadsheet thinks that it knows better."""
    bottom = placed.last + MORE_ROWS
    columns = {}
    for at, column in enumerate(REPLY_COLUMNS, len(SENT_COLUMNS)):
        columns[column.field] = at
        rule: dict[str, Any] = {"validate": "any"}
        if column.field == "ours":
            rule = {"validate": "list", "source": lists.ours}
        elif column.field == "proposed" and lists.departments:
            rule = {"validate": "list", "source": lists.departments}
        elif column.field == "planned":
            rule = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}
        if rule["validate"] != "any":
            rule |= {
                "error_type": "warning",
                "error_title": _(column.title)[:LONGEST_TITLE],
                "error_message": _error(column.field)[:LONGEST_MESSAGE],
            }
        rule |= {
            "input_title": _(column.title)[:LONGEST_TITLE],
            "input_message": _(MESSAGES[column.field])[:LONGEST_MESSAGE],
        }
        sheet.data_validation(placed.first, at, bottom, at, rule)
    for field, when in _lacking(columns, placed.first + 1).items():
        sheet.conditional_format(
            placed.first,
            columns[field],
            bottom,
            columns[field],
            {"type": "formula", "criteria": when, "format": looks.lacking},
        )


def _lacking(columns: Mapping[str, int], row: int) -> dict[str, str]:
    """When a cell is marked as what is to be filled in next, by field: whether it is theirs; if so, who sees
    to it and by when; if not, whose it is and why; of what was sent before, how far it is."""
    letter = {field: f"${_letter(at)}{row}" for field, at in columns.items()}
    number, first_sent = (
        f"${_letter(at)}{row}"
        for at, column in enumerate(SHEET_COLUMNS)
        if column.field in ("number", "first_sent")
    )
    yes, no = (f'{letter["ours"]}="{_(said)}"' for said in (YES, NO))
    asked = {
        "ours": f'{number}<>""',
        "owner": yes,
        "planned": yes,
        "proposed": no,
        "remark": no,
        "progress": f'{first_sent}<>""',
    }
    return {field: f"=AND({when},LEN(TRIM({letter[field]}))=0)" for field, when in asked.items()}


def _error(field: str) -> str:
    return {
        "ours": _(
            "Please choose yes or no, and write the rest into the remark. Keep it as it is all the same?"
        ),
        "proposed": _("This department is not in the list. Keep it all the same?"),
        "planned": _("Please enter a day, such as 2026-12-08. Keep it as it is all the same?"),
    }[field]


def _letter(column: int) -> str:
    return chr(ord("A") + column)


# -- how to fill in -----------------------------------------------------------------------------------------


def _write_guide(sheet: Any, book: SheetBook, looks: _Looks) -> _Lists:
    """The second sheet: what to do, an example, the lists; where these stand."""
    name = _(GUIDE)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 4, 24)
    sheet.write_string(0, 0, name, looks.title)
    sheet.set_row(0, 24)
    row = 1
    for said in (
        _("1. Fill in the yellow columns. What is grey was sent to you and is not read back."),
        _("2. Every line with a number wants an answer; what is open from earlier wants its progress."),
        _("3. Cells in orange are still empty and wanted."),
        _("4. You may sort, filter, widen columns, and add lines below for issues of your own (no number)."),
        _("5. Pictures are not read: please say in words what they show."),
        _("6. Save the file and send it back as a file."),
    ):
        sheet.write_string(row, 0, said, looks.wide)
        row += 1
    if covering := tidy(book.sheet.text.covering):
        row += 1
        sheet.write_string(row, 0, _("Covering text"), looks.asked_band)
        sheet.merge_range(row + 1, 0, row + 1, 4, "", looks.plain)
        sheet.write_string(row + 1, 0, covering, looks.plain)
        sheet.set_row(row + 1, height(lines(covering, 20 + 44 + 3 * 24)))
        row += 2
    row = _write_example(sheet, row + 1, book, looks) + 1
    top = row
    sheet.write_string(row, 0, _("Lists"), looks.asked_band)
    sheet.write_string(row + 1, 0, _(_title("ours")), looks.field)
    sheet.write_string(row + 1, 1, _(_title("proposed")), looks.field)
    row += 2
    for at, said in enumerate((_(YES), _(NO))):
        sheet.write_string(row + at, 0, said, looks.listed)
    for at, said in enumerate(book.departments):
        _write_text(sheet, row + at, 1, said, looks.listed)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(_footer(book))
    begins = top + 3  # counted from 1
    many = len(book.departments)
    return _Lists(
        f"={quoted(name)}!$A${begins}:$A${begins + 1}",
        f"={quoted(name)}!$B${begins}:$B${begins + many - 1}" if many else "",
    )


def _write_example(sheet: Any, row: int, book: SheetBook, looks: _Looks) -> int:
    """Each column with what to write in it and examples; the next free row."""
    planned = book.today + timedelta(days=14)
    other = book.departments[0] if book.departments else _("Another department")
    shown = examples(planned, other)
    heads = (
        _("Yellow column"),
        _("What to write"),
        *(_("Example: {what}").format(what=one.what) for one in shown),
    )
    for at, said in enumerate(heads):
        sheet.write_string(row, at, said, looks.asked_top)
    for column in REPLY_COLUMNS:
        row += 1
        message = _(MESSAGES[column.field])
        sheet.write_string(row, 0, _(column.title), looks.field)
        sheet.write_string(row, 1, message, looks.listed)
        high = lines(message, 44)
        for at, one in enumerate(shown, 2):
            _write_answer(sheet, row, at, column.field, one.answer, looks.example, looks.example_day)
            high = max(high, lines(str(getattr(one.answer, column.field) or ""), 24))
        sheet.set_row(row, height(high))
    return row + 1


def _title(field: str) -> str:
    return next(column.title for column in REPLY_COLUMNS if column.field == field)


# -- what nobody sees ---------------------------------------------------------------------------------------


def _write_hidden(sheet: Any, book: SheetBook) -> None:
    """Number and schema, the sheet's number; then a row an issue: number, version, hash of what was sent."""
    sent = book.sent
    sheet.write_string(0, 0, sent.number)
    sheet.write_number(0, 1, sent.schema)
    sheet.write_string(0, 2, sent.sheet_number)
    sheet.write_string(0, 3, sent.language)
    for row, each in enumerate(sent.rows, 1):
        sheet.write_string(row, 0, each.number)
        sheet.write_number(row, 1, each.version)
        sheet.write_string(row, 2, fingerprint(each))
    sheet.very_hidden()
