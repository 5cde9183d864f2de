"""The titles of a table, its rows, and its total, with what a spreadsheet is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from supervisor.workbook.book import Cell, Marks, Table
from supervisor.workbook.cell import Figure, Heading, clean, fitted
from supervisor.workbook.columns import RIGHT, Column
from supervisor.workbook.grid import Grid
from supervisor.workbook.paper import Paper, Stand
from supervisor.workbook.sizes import ROW, height, lines
from supervisor.workbook.styles import SHADES, Role, Styles
from supervisor.workbook.tally import Tally

STEP = 500  # rows between two words about how far the work is
SPLIT = 1_048_575  # rows of a table on one sheet, at most


def write_rows(
    paper: Paper,
    sheet: Any,
    of: Grid,
    rows: Iterator[Sequence[Cell]],
    top: int,
    widths: Sequence[float],
    *,
    filters: bool,
    room: int,
    highs: list[float] | None = None,
) -> tuple[int, int]:
    """*rows* of *of* below its titles in row *top*, at most *room*; its last row, and how many were written.

    *highs* is filled with the height of each row from *top* on.
    """
    table, styles, ledger = of.table, paper.styles, paper.ledger
    kept = highs is not None
    highs = [] if highs is None else highs
    raw = of.raw
    folds = of.folds and not raw
    ids = frozenset(table.ids)
    columns = [
        Column(
            sheet,
            at,
            heading,
            styles,
            paper.zone,
            ledger,
            role=Role.RAW if raw else Role.CELL,
            wrap=of.wraps[at],
            top=folds,
            ids=at in ids,
        )
        for at, heading in enumerate(table.headings)
    ]
    rights = [_right(heading, at, ids, table) for at, heading in enumerate(table.headings)]
    forms = [
        styles.of(Role.HEADING, right=right, indent=at > 0 and not right) for at, right in enumerate(rights)
    ]
    spare = 3 if filters else 1
    count = max((lines(title, widths[at] - spare) for at, title in enumerate(of.titles)), default=1)
    high = max(height(count, 10.5), ROW + 3)
    sheet.set_row(top, high)
    highs.append(high)
    for at, title in enumerate(of.titles):
        sheet.write_string(top, at, title, forms[at])
    puts = [column.put for column in columns]
    wrapping = [at for at, wraps in enumerate(of.wraps) if wraps] if folds else []
    done = 0
    row = top
    width = len(puts)
    for cells in islice(rows, room):
        row += 1
        if len(cells) != width:
            raise ValueError(
                f"a row of {table.name} has {len(cells)} cells, not {width}: zip would lose some"
            )
        if wrapping:
            most = max(lines(_said(cells[at]), widths[at] - (1.5 if at else 0)) for at in wrapping)
            if most > 1:
                sheet.set_row(row, height(most))
            if kept:
                highs.append(height(most))
        for put, value in zip(puts, cells, strict=True):
            put(row, value)
        done += 1
        if done % STEP == 0:
            paper.progress(STEP)
    paper.progress(done % STEP)
    paper.rows += done
    if not wrapping:
        highs += [ROW] * (done if kept else 0)
    total = None
    if not done:
        row += 1
        if table.empty:
            sheet.write_string(row, 0, fitted(clean(table.empty)), styles.of(Role.CENTRE))
        highs.append(ROW)
    elif not paper.flat:
        settings = {
            "name": paper.table_name(table.name),
            "style": None,
            "autofilter": filters,
            "columns": [
                {"header": title, "header_format": form} for title, form in zip(of.titles, forms, strict=True)
            ],
        }
        sheet.add_table(top, 0, row, max(0, width - 1), settings)
    if done and paper.flat and filters:
        sheet.autofilter(top, 0, row, max(0, width - 1))
    if done:
        sheet.ignore_errors({"number_stored_as_text": _range(top + 1, 0, row, width - 1)})
        for marks in table.marks:
            _mark(sheet, marks, top + 1, row, styles)
        if table.shaded is not None:
            left, right = table.shaded
            sheet.conditional_format(top + 1, left, row, right, SHADES)
    if table.total is not None and done:
        row += 1
        total = _total(paper, sheet, of, row)
        highs.append(ROW)
    tallies = [column.tally for column in columns]
    paper.stands.append(
        Stand(table.name, sheet.get_name(), top, of.titles, done, tallies, tuple(table.ids), total)
    )
    return row, done


def _total(paper: Paper, sheet: Any, of: Grid, row: int) -> list[Tally]:
    """The row below, apart."""
    total = of.table.total or ()
    columns = [
        Column(sheet, at, heading, paper.styles, paper.zone, paper.ledger, role=Role.TOTAL)
        for at, heading in enumerate(of.table.headings)
    ]
    for column, value in zip(columns, total, strict=True):
        column.put(row, value)
    return [column.tally for column in columns]


def _said(value: Cell) -> str:
    return value if isinstance(value, str) else ""


def _right(heading: Heading, at: int, ids: frozenset[int], table: Table) -> bool:
    """Whether the title stands above figures."""
    if at in ids:
        return False
    if heading.kind in RIGHT:
        return True
    some = list(islice(table.rows, 3)) if table.count else []
    return bool(some) and all(at < len(row) and isinstance(row[at], Figure) for row in some)


def _mark(sheet: Any, marks: Marks, first: int, last: int, styles: Styles) -> None:
    """One rule a text, over the whole column."""
    for text, tone in marks.tones.items():
        said = clean(text)[:250].replace('"', '""')
        rule = {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": styles.mark(tone)}
        sheet.conditional_format(first, marks.column, last, marks.column, rule)


def _range(first: int, left: int, last: int, right: int) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(first, left, last, max(left, right)))
