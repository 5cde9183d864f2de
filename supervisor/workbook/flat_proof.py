"""The same proof of a dump, with flat memory: its sheet is read as a stream, row by row.

The fast reader holds a whole sheet: half a gigabyte for six million cells. This one knows only what our own
writer puts into a dump: numbers, and texts that stand in their cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from supervisor.workbook.paper import Stand
from supervisor.workbook.tally import Tally, checksum

MOST_CELLS = 1_000_000  # of a table that the fast reader takes

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHUNK = 1 << 20
_CELL = re.compile(r'<c r="([A-Z]+)\d+"[^>]*>(?:<v>([^<]*)</v>|<is><t[^>]*>([^<]*)</t></is>)</c>')
_ROW = re.compile(r'<row r="(\d+)"')
_ESCAPED = re.compile(r"_x005F_(x[0-9A-Fa-f]{4}_)")


def differing(path: Path, stands: Sequence[Stand]) -> Iterator[tuple[Stand, str]]:
    """The tables of *path* that do not hold what was put, each with the title of a column."""
    with zipfile.ZipFile(path) as archive:
        parts = _parts(archive)
        for sheet, some in groupby(stands, lambda stand: stand.sheet):
            for stand in some:
                found = _counted(archive, parts[sheet], stand)
                for title, put, there in zip(stand.titles, stand.tallies, found, strict=True):
                    if not put.same(there):
                        yield stand, title


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where each sheet's XML lies, by its name."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    return {
        one.get("name", ""): f"xl/{targets[one.get(_ID)]}"
        for one in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet")
    }


def _counted(archive: zipfile.ZipFile, part: str, stand: Stand) -> list[Tally]:
    """What the columns of *stand* hold."""
    found = [Tally() for _title in stand.titles]
    places = {_letters(at): at for at in range(len(stand.titles))}
    ids = frozenset(stand.ids)
    first, last = stand.top + 2, stand.top + 1 + stand.rows  # as the file numbers them
    for xml in _rows(archive, part):
        number = _ROW.search(xml)
        if number is None or not first <= int(number[1]) <= last:
            continue
        for letters, value, text in _CELL.findall(xml):
            at = places[letters]
            tally = found[at]
            if value:
                tally.numbers += 1
                tally.total += float(value)
            else:
                if "&" in text or "_x005F_" in text:
                    text = _ESCAPED.sub(r"_\1", unescape(text))
                tally.texts += 1
                tally.length += len(text)
                if at in ids:
                    tally.ids = checksum(text, tally.ids)
    return found


def _rows(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """The rows of a sheet, one after another."""
    left = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            *rows, left = (left + chunk).split(b"</row>")
            for row in rows:
                yield row.decode("utf-8")


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
