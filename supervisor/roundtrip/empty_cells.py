"""Cells in which nothing stands: a file tells only of those in which something does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from supervisor.roundtrip.layout import REPLY_COLUMNS
from supervisor.roundtrip.returned import FileCell, FileRow, ReturnedFile

_REPLY = tuple(column.field for column in REPLY_COLUMNS)


def with_empty_cells(file: ReturnedFile) -> ReturnedFile:
    """*file* with an empty cell wherever a column to be filled in is there and the row says nothing in it: a
    cell that was emptied is told from a column that was taken away."""
    columns: defaultdict[str, dict[str, str]] = defaultdict(dict)  # by sheet: field, letters
    for row in file.rows:
        columns[row.sheet] |= dict.fromkeys(row.cells, "")
    if file.rows:
        columns[file.rows[0].sheet] |= {one.field: one.column for one in file.headings if one.field}
    return replace(file, rows=tuple(_filled(row, columns[row.sheet]) for row in file.rows))


def _filled(row: FileRow, columns: dict[str, str]) -> FileRow:
    empty = {
        name: FileCell(place=f"{columns[name]}{row.row}" if columns[name] else "")
        for name in _REPLY
        if name in columns and name not in row.cells
    }
    return replace(row, cells=row.cells | empty) if empty else row
