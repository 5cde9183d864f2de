"""The export proves itself: the file is read again by another library and compared with what was to be in it.

What was put is counted cell by cell while it is written (`tally.py`); what is there is counted column by
column from the file: rows, filled cells, lengths of texts, sums of figures, and ids text by text.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from supervisor.errors import ProofError
from supervisor.words import _
from supervisor.workbook import flat_proof
from supervisor.workbook.paper import Stand
from supervisor.workbook.tally import tally


def prove(path: Path, named: Path, stands: Sequence[Stand]) -> None:
    """Read the workbook at *path* and compare. Raises ProofError, which calls it *named*."""
    import python_calamine

    large = [stand for stand in stands if stand.rows * len(stand.titles) > flat_proof.MOST_CELLS]
    for stand, column in flat_proof.differing(path, large):
        raise ProofError(str(named), _column(stand, column))
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            for sheet, parts in groupby(
                (stand for stand in stands if stand not in large), lambda stand: stand.sheet
            ):
                cells: list[list[Any]] = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                for stand in parts:
                    _compare(named, cells, stand)
    except (python_calamine.CalamineError, OSError) as error:
        raise ProofError(str(named), str(error)) from error


def _compare(named: Path, cells: Sequence[Sequence[Any]], stand: Stand) -> None:
    width = len(stand.titles)
    if len(cells) <= stand.top or list(cells[stand.top][:width]) != list(stand.titles):
        raise ProofError(str(named), _("{sheet}: the titles of the columns").format(sheet=stand.sheet))
    rows = cells[stand.top + 1 : stand.top + 1 + stand.rows]
    missing = stand.rows - len(rows)
    if missing > 0 and any(one.texts or one.numbers for one in stand.tallies):
        # rows without any value at the end are none to a reader: what they hold is counted below
        rows = [*rows, *([""] * width for _row in range(missing))]
    columns = list(zip(*(row[:width] for row in rows), strict=True)) or [()] * width
    for at, (title, put) in enumerate(zip(stand.titles, stand.tallies, strict=True)):
        if not put.same(tally(columns[at], ids=at in stand.ids)):
            raise ProofError(str(named), _column(stand, title))
    if stand.total is not None:
        row = cells[stand.top + 1 + stand.rows]
        if not all(put.same(tally([cell])) for put, cell in zip(stand.total, row[:width], strict=True)):
            raise ProofError(str(named), _("{sheet}: the row of totals").format(sheet=stand.sheet))


def _column(stand: Stand, title: str) -> str:
    return _("{sheet}: the column “{column}”").format(sheet=stand.sheet, column=title)


def prove_text(path: Path, named: Path, rows: int) -> None:
    """Count the rows of the text file at *path*. Raises ProofError, which calls it *named*."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = sum(1 for _row in csv.reader(file)) - 1
    if found != rows:
        raise ProofError(str(named), _("{found} rows instead of {wanted}").format(found=found, wanted=rows))
