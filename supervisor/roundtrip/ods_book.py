"""An OpenDocument spreadsheet that came back: LibreOffice and WPS save such.

A tag may stand for a million rows or cells there; those that hold nothing are counted, never laid out.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, time

from supervisor.imports.grid import Area, clock_text
from supervisor.roundtrip.found import (
    LONGEST,
    MOST_COLUMNS,
    Counting,
    FoundBook,
    FoundRow,
    FoundSheet,
    FoundTable,
    encrypted,
    place,
    plain_text,
    too_large,
)
from supervisor.roundtrip.layout import DEFINED_NAME
from supervisor.roundtrip.markup import Enough, Reader, take
from supervisor.roundtrip.property import PropertyReader
from supervisor.roundtrip.returned import FileCell, Scalar
from supervisor.roundtrip.zip_bounds import Archive

MOST_MERGED = 10_000
MOST_PICTURES = 20_000

_SPAN = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S")


def ods_book(archive: Archive) -> FoundBook:
    """What is in the file. Raises ReturnedFileError."""
    _refuse_encrypted(archive)
    property = PropertyReader("user-defined")
    take(archive, "meta.xml", property)
    outline = _Outline()
    take(archive, "content.xml", outline)
    counting = Counting(archive.name)
    sheets = tuple(
        FoundSheet(name, _SheetPart(archive, at, counting).read, style in outline.unseen)
        for at, (name, style) in enumerate(outline.sheets)
    )
    macros = bool(archive.like("basic/")) or bool(archive.like("scripts/"))
    return FoundBook(
        "ods", sheets, property.found, outline.named, macros, outline.links, strange=archive.strange
    )


def _refuse_encrypted(archive: Archive) -> None:
    # Looked for as bytes: older programs declare a document type there, which is refused elsewhere.
    if b"encryption-data" in archive.read("meta-inf/manifest.xml", 4 << 20):
        raise encrypted(archive.name)


class _Outline(Reader):
    """The sheets with their styles, which styles are unseen, our defined name, links to other files."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.unseen: set[str] = set()
        self.named = ""
        self.links = 0
        self._style = ""
        self._depth = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        match name:
            case "style":
                self._style = given.get("name", "")
            case "table-properties" if given.get("display") == "false":
                self.unseen.add(self._style)
            case "table":
                self._depth += 1
                if self._depth == 1 and len(self.sheets) < 200:
                    self.sheets.append((given.get("name", "")[:300], given.get("style-name", "")))
            case "table-source":
                self.links += 1
            case "named-expression" | "named-range" if given.get("name", "").casefold() == DEFINED_NAME:
                self.named = given.get("expression", "") or given.get("cell-range-address", "")

    def end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1


@dataclass(frozen=True)
class _SheetPart:
    archive: Archive
    at: int
    counting: Counting

    def read(self, most: int | None) -> FoundTable:
        reader = _Sheet(self.archive.name, self.at, self.counting, most)
        take(self.archive, "content.xml", reader)
        whole = most is None or len(reader.rows) < most
        return FoundTable(tuple(reader.rows), tuple(reader.merged), tuple(reader.pictures), whole=whole)


class _Sheet(Reader):
    """The cells of the sheet that is the *at*-th, from 0."""

    def __init__(self, file: str, at: int, counting: Counting, most: int | None) -> None:
        self._file = file
        self.rows: list[FoundRow] = []
        self.merged: list[Area] = []
        self.pictures: list[tuple[int, int]] = []
        self._at, self._counting, self._most = at, counting, most
        self._table = -1
        self._depth = 0
        self._row, self._rows, self._hidden = 0, 1, False
        self._column, self._columns = 0, 1
        self._given: dict[str, str] = {}
        self._cells: dict[int, FileCell] = {}
        self._paragraphs: list[list[str]] = []
        self._remark: list[list[str]] = []
        self._in_cell = self._in_paragraph = self._in_remark = False
        self._aside = 0  # within a frame: not the cell's own text
        self._picture = False

    @property
    def _ours(self) -> bool:
        return self._depth >= 1 and self._table == self._at

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._table += 1
                self._row = 0
                if self._table > self._at:
                    raise Enough
            return
        if not self._ours or self._depth > 1:
            return
        match name:
            case "table-row":
                self._rows = _count(given, "number-rows-repeated")
                self._hidden = given.get("visibility") in ("collapse", "filter")
                self._cells, self._column = {}, 0
            case "table-cell" | "covered-table-cell":
                self._columns = _count(given, "number-columns-repeated")
                self._given, self._in_cell, self._picture = given, True, False
                self._paragraphs, self._remark = [], []
            case "annotation":
                self._in_remark = True
            case "frame" if self._in_cell:
                self._aside += 1
            case "image" if self._in_cell:
                self._picture = True
            case "image" if len(self.pictures) < MOST_PICTURES:  # on the sheet, over no cell in particular
                self.pictures.append((0, 0))
            case "p" if self._in_cell and not self._aside:
                (self._remark if self._in_remark else self._paragraphs).append([])
                self._in_paragraph = True
            case "s" if self._in_paragraph:
                self._say(" " * min(_count(given, "c"), 1_000))
            case "tab" if self._in_paragraph:
                self._say("\t")
            case "line-break" if self._in_paragraph:
                self._say("\n")

    def text(self, text: str) -> None:
        if self._in_paragraph and not self._aside:
            self._say(text)

    def _say(self, text: str) -> None:
        into = self._remark if self._in_remark else self._paragraphs
        if into:
            into[-1].append(text)

    def end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1
            return
        if not self._ours or self._depth > 1:
            return
        match name:
            case "p":
                self._in_paragraph = False
            case "annotation":
                self._in_remark = False
            case "frame" if self._aside:
                self._aside -= 1
            case "table-cell" | "covered-table-cell":
                self._end_cell()
            case "table-row":
                self._end_row()

    def _end_cell(self) -> None:
        self._in_cell = False
        given = self._given
        value, formula = self._value(), given.get("formula", "").partition(":")[2]
        remark = self._text(self._remark)
        row = self._row + 1
        if self._picture and len(self.pictures) < MOST_PICTURES:
            self.pictures.append((row, self._column))
        down, across = _count(given, "number-rows-spanned"), _count(given, "number-columns-spanned")
        if (down > 1 or across > 1) and len(self.merged) < MOST_MERGED:
            self.merged.append(Area(row, self._column, row + down - 1, self._column + across - 1))
        picture = "DISPIMG(" in formula.upper() or (
            isinstance(value, str) and "DISPIMG(" in value.upper()[:40]
        )
        if picture:
            value = None
        if value not in (None, "") or formula or remark or picture:
            for at in range(self._column, min(self._column + self._columns, MOST_COLUMNS)):
                self._cells[at] = FileCell(value, formula, picture, remark, place(row, at))
        self._column += self._columns

    def _text(self, paragraphs: list[list[str]]) -> str:
        raw = "\n".join("".join(part) for part in paragraphs)
        if len(raw) > LONGEST:
            raise too_large(self._file)
        return plain_text(raw)

    def _value(self) -> Scalar:
        given = self._given
        said = self._text(self._paragraphs)
        match given.get("value-type", ""):
            case "float" | "currency":
                return _number(given.get("value", ""), said)
            case "date":
                return _day(given.get("date-value", ""), said)
            case "time":
                return _time(given.get("time-value", ""), said)
            case "boolean":
                return given.get("boolean-value") == "true"
            case "string" if not self._paragraphs:
                return plain_text(given.get("string-value", "")) or None
            case _:  # text; of a share what is shown
                return said or None

    def _end_row(self) -> None:
        if self._cells:
            for more in range(self._rows):
                for one in self._cells.values():
                    self._counting.take(one.value)
                    if one.comment:
                        self._counting.take(one.comment)
                number = self._row + more + 1
                cells = self._cells
                if more:
                    cells = {
                        at: FileCell(one.value, one.formula, one.picture, one.comment, place(number, at))
                        for at, one in cells.items()
                    }
                self.rows.append(FoundRow(number, cells, self._hidden))
                if self._most is not None and len(self.rows) >= self._most:
                    raise Enough
        self._row += self._rows


def _count(given: dict[str, str], name: str) -> int:
    said = given.get(name, "")
    return max(1, int(said)) if said.isdecimal() and len(said) < 9 else 1


def _number(raw: str, said: str) -> Scalar:
    try:
        value = float(raw)
    except ValueError:
        return said or None
    if not math.isfinite(value):
        return said or None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _day(raw: str, said: str) -> Scalar:
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        return said or None
    return found.date() if found.time() == time() else found


def _time(raw: str, said: str) -> Scalar:
    found = _SPAN.fullmatch(raw)
    if found is None:
        return said or None
    seconds = int(found[2]) * 3600 + int(found[3]) * 60 + float(found[4].replace(",", "."))
    return clock_text(-seconds if found[1] else seconds)
