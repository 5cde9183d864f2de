"""The first sheet: what the workbook is, where what stands, what words mean; or, without it, one behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from supervisor.words import _, number
from supervisor.workbook.book import Book
from supervisor.workbook.cell import clean, fitted
from supervisor.workbook.names import quoted
from supervisor.workbook.page import Page
from supervisor.workbook.paper import Paper
from supervisor.workbook.sizes import height, joined, lines
from supervisor.workbook.styles import Role

_WIDTHS = (24.0, 30.0, 46.0, 12.0)  # label or sheet, what, hint, rows: an upright page


@dataclass(frozen=True)
class IndexLine:
    """A sheet of the book: its name in the file, its title, what is on it, rows of its tables."""

    sheet: str
    title: str
    hint: str
    rows: int | None


def write_cover(
    paper: Paper, sheet: Any, book: Book, index: Sequence[IndexLine], tips: Sequence[tuple[str, str]]
) -> None:
    """The cover: title, what it is about, an index with links, definitions."""
    styles, about = paper.styles, book.about
    page = Page(_WIDTHS, lying=False)
    page.set_up(sheet, book.title, about.made_at, face=styles.face)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.hide_gridlines(2)
    row = 0
    if about.centre:
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, fitted(clean(about.centre)), styles.of(Role.CENTRE))
        row += 1
    title = clean(book.title)
    across = sum(_WIDTHS)
    count = lines(title, across * 10 / 27)
    sheet.set_row(row, 26 + 34 * count)
    sheet.merge_range(row, 0, row, 3, "", styles.of(Role.COVER))
    sheet.write_string(row, 0, fitted(title), styles.of(Role.COVER))
    row += 2
    rows = sum(line.rows or 0 for line in index)
    facts = [
        *_facts(book),
        (_("Export"), about.number),
        (_("Rows"), number(rows) if rows else ""),
    ]
    row = _pairs(paper, sheet, row, facts)
    row = _head(paper, sheet, row + 1, _("Worksheets"))
    sheet.set_row(row, 20)
    right = styles.of(Role.CELL, "#,##0", right=True)
    for at, (said, form) in enumerate(
        (
            (_("Worksheet"), styles.of(Role.HEADING)),
            (_("Title"), styles.of(Role.HEADING)),
            (_("What is on it"), styles.of(Role.HEADING)),
            (_("Rows"), styles.of(Role.HEADING, right=True)),
        )
    ):
        sheet.write_string(row, at, said, form)
    row += 1
    text = styles.of(Role.CELL, wrap=True)
    link = styles.of(Role.CELL, link=True, wrap=True)
    for line in index:
        cells = [fitted(clean(part)) for part in (line.sheet, line.title, line.hint)]
        sheet.set_row(row, height(max(lines(part, _WIDTHS[at]) for at, part in enumerate(cells))))
        sheet.write_url(row, 0, f"internal:{quoted(line.sheet)}!A1", link, cells[0])
        for at, part in enumerate(cells[1:], 1):
            if part:
                sheet.write_string(row, at, part, text)
            else:
                sheet.write_blank(row, at, None, text)
        if line.rows is None:
            sheet.write_blank(row, 3, None, right)
        else:
            sheet.write_number(row, 3, line.rows, right)
        row += 1
    told = [*about.lines, *tips, (_("Empty cells"), _("What is not known, or was not counted. Never zero."))]
    row = _head(paper, sheet, row + 1, _("Definitions"))
    sheet.set_row(row, 6)
    row = _pairs(paper, sheet, row + 1, told)
    sheet.print_area(0, 0, row - 1, len(_WIDTHS) - 1)


def _head(paper: Paper, sheet: Any, row: int, said: str) -> int:
    form = paper.styles.of(Role.HEAD)
    sheet.set_row(row, 24)
    for at in range(len(_WIDTHS)):
        sheet.write_blank(row, at, None, form)
    sheet.write_string(row, 0, said, form)
    return row + 1


def _pairs(paper: Paper, sheet: Any, row: int, pairs: Sequence[tuple[str, str]]) -> int:
    """Names and what they say, one below the other."""
    label, text = paper.styles.of(Role.LABEL), paper.styles.of(Role.PLAIN)
    across = joined(_WIDTHS[1:])
    for name, said in pairs:
        whole = clean(said)
        if not whole:
            continue
        short = fitted(whole)
        paper.ledger.cut += short is not whole
        sheet.set_row(row, height(max(lines(short, across), lines(clean(name), _WIDTHS[0]))))
        sheet.write_string(row, 0, fitted(clean(name)) or " ", label)
        sheet.merge_range(row, 1, row, len(_WIDTHS) - 1, "", text)
        sheet.write_string(row, 1, short, text)
        row += 1
    return row


def _facts(book: Book) -> list[tuple[str, str]]:
    """What every workbook says of itself, wherever it does."""
    about = book.about
    return [
        (_("What"), about.what if about.what != book.title else ""),
        (_("Period"), about.period),
        (_("Filter"), about.filter),
        (_("Time zone"), about.zone),
        (_("Made by"), about.made_by),
        (_("Made at"), about.made_at),
    ]


def write_about(paper: Paper, sheet: Any, book: Book, tips: Sequence[tuple[str, str]]) -> None:
    """What the figures are, on a sheet behind: pairs of a name and what it says."""
    styles, about = paper.styles, book.about
    widths = (26.0, 84.0)
    Page(widths, lying=False).set_up(sheet, book.title, about.made_at, face=styles.face)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.hide_gridlines(2)
    title = fitted(clean(book.title))
    sheet.set_row(0, max(24.0, height(lines(title, widths[0] * 10 / 13), 13)))
    sheet.write_string(0, 0, title, styles.of(Role.HEAD, wrap=True))
    sheet.write_blank(0, 1, None, styles.of(Role.HEAD))
    pairs = [
        *_facts(book),
        (_("Centre"), about.centre),
        (_("Export"), about.number),
        *about.lines,
        *tips,
    ]
    label, text = styles.of(Role.LABEL), styles.of(Role.PLAIN)
    row = 1
    said_before: set[str] = set()
    for at, (name, said) in enumerate(pairs):
        whole = clean(said)
        if not whole or (at < len(pairs) - len(about.lines) - len(tips) and name in _names(about.lines)):
            continue
        said_before.add(name)
        short = fitted(whole)
        paper.ledger.cut += short is not whole
        sheet.set_row(row, height(max(lines(short, widths[1]), lines(clean(name), widths[0]))))
        sheet.write_string(row, 0, fitted(clean(name)), label)
        sheet.write_string(row, 1, short, text)
        row += 1
    sheet.print_area(0, 0, max(0, row - 1), 1)


def _names(pairs: Sequence[tuple[str, str]]) -> set[str]:
    return {name for name, _said in pairs}
