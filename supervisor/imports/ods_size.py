"""How far the sheets of an OpenDocument file reach, before a reader lays them out: one cell may stand for
millions there (`number-rows-repeated`)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from supervisor.imports.xlsx_parts import BombError, unpacked

_ROW = re.compile(rb"<table:table-row\b([^>]*)>")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_ROWS = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,9})"')
_END = re.compile(rb"</table:table-row>|<table:table-row\b[^>]*/>|</table:table>")


def check(path: Path, part_bytes: int, cells: int) -> None:
    """Raise BombError when a sheet of *path* lays out more than *cells* cells."""
    rest = b""
    rows = width = bottom = 0
    with zipfile.ZipFile(path) as archive:
        for piece in unpacked(archive, "content.xml", part_bytes):
            rest += piece
            done = 0
            for end in _END.finditer(rest):
                whole = rest[done : end.end()]
                done = end.end()
                if end.group() == b"</table:table>":
                    rows = width = bottom = 0
                    continue
                opening = _ROW.search(whole)
                repeated = _ROWS.search(opening.group(1)) if opening else None
                rows += int(repeated.group(1)) if repeated else 1
                if reach := _reach(whole):
                    width, bottom = max(width, reach), rows
                if width * bottom > cells:
                    raise BombError
            rest = rest[done:]


def _reach(row: bytes) -> int:
    """How many columns *row* has up to its last cell with a value."""
    column = reach = 0
    for cell in _CELL.finditer(row):
        given = cell.group(1)
        repeated = _COLUMNS.search(given)
        column += int(repeated.group(1)) if repeated else 1
        if b"office:value-type=" in given or row.startswith(b"<text:", cell.end()):
            reach = column
    return reach
