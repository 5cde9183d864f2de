"""A workbook of before 2007 (xls) that came back: values through python-calamine, and from its records what
that does not tell: how far a sheet reaches, hidden rows, comments, pictures, macros ([MS-XLS] 2.4).
"""

from __future__ import annotations

import io
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from supervisor.errors import ImportFileError
from supervisor.imports.grid import Area, clock_text
from supervisor.imports.workbook import reading
from supervisor.roundtrip import ole
from supervisor.roundtrip.found import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    Counting,
    FoundBook,
    FoundRow,
    FoundSheet,
    FoundTable,
    damaged,
    encrypted,
    place,
    plain_text,
    too_large,
)
from supervisor.roundtrip.layout import PROPERTY
from supervisor.roundtrip.returned import FileCell, Scalar
from supervisor.roundtrip.xlsx_values import day_of

LAID_OUT = 2_000_000
"""Cells, empty ones too, of all sheets: the reader takes some 32 bytes for each."""

MOST_RECORDS = 1_000_000
MOST_REMARKS = 20_000  # comments, merged cells, cells with errors of a sheet

_BOOKS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_INFORMATION = "\x05DocumentSummaryInformation"
_NUMBER = re.compile(rb"[A-Z]{2}-\d{4}-\d{5,9}-\d")
_CELLS = {0x06, 0x01, 0x02, 0x03, 0x04, 0x05, 0x07, 0xD6, 0xFD, 0x201, 0x202, 0x203, 0x204, 0x205, 0x27E}
_CELLS |= {0x206, 0x406}
_MANY = {0xBD, 0xBE}
_LONGEST = 32_767
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass
class _Told:
    """What the records of a sheet tell."""

    bottom: int = 0
    right: int = 0
    hidden: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    comments: dict[tuple[int, int], int] = field(default_factory=dict)  # to the object with its text
    texts: dict[int, str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    pictures: int = 0


def xls_book(name: str, content: bytes) -> FoundBook:
    """What is in the workbook. Raises ReturnedFileError."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        streams = ole.streams(content, (*_BOOKS, _INFORMATION))
        parts = ole.names(content)
    except (ole.BrokenError, struct.error, IndexError) as error:
        raise damaged(name) from error
    records = next((streams[one] for one in _BOOKS if one in streams), None)
    if records is None:
        raise encrypted(name) if "EncryptedPackage" in parts else damaged(name)
    if sum(1 for _one in _records(records)) >= MOST_RECORDS:
        raise too_large(name)
    told, named, links = _told(name, records)
    if sum(one.bottom * one.right for one in told) > LAID_OUT or _characters(records) > MOST_CHARACTERS:
        raise too_large(name)
    try:
        with reading(Path(name)):
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            listed = list(book.sheets_metadata)
    except ImportFileError as error:
        raise (encrypted(name) if error.reason == "encrypted" else damaged(name)) from error
    counting = Counting(name)
    sheets = tuple(
        FoundSheet(
            one.name,
            _SheetOf(name, book, one.name, told[at] if at < len(told) else _Told(), counting).read,
            one.visible != SheetVisibleEnum.Visible,
        )
        for at, one in enumerate(listed)
        if one.typ == SheetTypeEnum.WorkSheet
    )
    return FoundBook(
        "xls",
        sheets,
        _property(streams.get(_INFORMATION, b"")),
        named,
        macros=any(part.casefold() in ("_vba_project", "dir") for part in parts),
        links=links,
    )


def _property(information: bytes) -> str:
    """The number after the name of our property; both in whatever encoding they stand there."""
    for said in (information, information.replace(b"\0", b"")):
        if PROPERTY.encode() in said and (found := _NUMBER.search(said)):
            return found[0].decode()
    return ""


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at, end, count = 0, len(data), 0
    while at + 4 <= end and count < MOST_RECORDS:
        count += 1
        kind, size = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _told(name: str, data: bytes) -> tuple[list[_Told], str, int]:
    """What each sheet's records tell, in their order; our defined name; how many links to other files."""
    sheets: list[_Told] = []
    here: _Told | None = None
    depth, named, links, object_id, text_of, last = 0, "", 0, 0, -1, (0, 0)
    for kind, body in _records(data):
        if kind in (0x809, 0x409, 0x209, 0x009):
            depth += 1
            if depth == 1 and len(body) >= 4 and struct.unpack_from("<H", body, 2)[0] != 0x0005:
                here = _Told()
                sheets.append(here)
        elif kind == 0x0A:
            depth = max(0, depth - 1)
            here = here if depth else None
        elif kind == 0x2F:
            raise encrypted(name)
        elif kind == 0x18 and not named and (found := _NUMBER.search(body.replace(b"\0", b""))):
            named = found[0].decode()
        elif kind == 0x1AE and len(body) > 4 and body[2:4] not in (b"\x01\x04", b"\x01\x3a"):
            links += 1  # SUPBOOK of another file, not of this one or of add-ins
        if here is None or depth != 1 or len(body) < 4:
            continue
        row, column = struct.unpack_from("<HH", body)
        if kind in _CELLS or kind in _MANY:
            right = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in _MANY else column
            here.bottom, here.right = max(here.bottom, row + 1), max(here.right, right + 1)
            last = (row, column)
            if len(here.errors) >= MOST_REMARKS:
                continue
            if kind == 0x205 and len(body) >= 8 and body[7]:
                here.errors[last] = _ERRORS.get(body[6], "#ERROR!")
            elif kind == 0x06 and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
                here.errors[last] = _ERRORS.get(body[8], "#ERROR!")
        elif kind == 0x208 and len(body) >= 16 and body[12] & 0x20:
            here.hidden.add(row + 1)
        elif kind == 0xE5 and len(here.merged) < MOST_REMARKS:
            for at in range(2, len(body) - 7, 8):
                top, bottom, left, right = struct.unpack_from("<4H", body, at)
                here.merged.append(Area(top + 1, left, bottom + 1, right))
        elif kind == 0x5D and len(body) >= 8:
            what, object_id = struct.unpack_from("<HH", body, 4)
            here.pictures += what == 8
        elif kind == 0x1B6 and len(body) >= 12:
            text_of = object_id if struct.unpack_from("<H", body, 10)[0] else -1
        elif kind == 0x3C and text_of >= 0 and len(here.texts) < MOST_REMARKS:
            wide = body[0] & 1
            said = body[1:].decode("utf-16-le" if wide else "latin-1", "replace")
            here.texts[text_of] = said
            text_of = -1
        elif kind == 0x1C and len(body) >= 8 and len(here.comments) < MOST_REMARKS:
            here.comments[row + 1, column] = struct.unpack_from("<H", body, 6)[0]
    return sheets, named, links


def _characters(data: bytes) -> int:
    """How many characters stand in the cells that share texts: the reader gives each cell a copy."""
    shared: list[bytes] = []
    used: Counter[int] = Counter()
    open_ = False
    for kind, body in _records(data):
        if kind == 0xFC or (kind == 0x3C and open_):
            shared.append(body)
            open_ = True
            continue
        open_ = False
        if kind == 0xFD and len(body) >= 10:
            used[struct.unpack_from("<I", body, 6)[0]] += 1
    lengths = shared_lengths(shared)
    return sum(many * (lengths[at] if at < len(lengths) else _LONGEST) for at, many in used.items())


def shared_lengths(records: Sequence[bytes]) -> list[int]:
    """The length of each shared text, of the record that holds them and those that continue it ([MS-XLS]
    2.5.293); as far as they hold together."""
    found: list[int] = []
    part, at = 0, 8
    try:
        while part < len(records):
            if at >= len(records[part]):
                part, at = part + 1, 0
                continue
            length, flags = struct.unpack_from("<HB", records[part], at)
            at += 3
            runs = struct.unpack_from("<H", records[part], at)[0] if flags & 8 else 0
            at += 2 if flags & 8 else 0
            more = struct.unpack_from("<I", records[part], at)[0] if flags & 4 else 0
            at += 4 if flags & 4 else 0
            left, wide = length, 2 if flags & 1 else 1
            while left:
                here = min(left, (len(records[part]) - at) // wide)
                left, at = left - here, at + here * wide
                if left:  # goes on in the next record, whose first byte says how wide it is there
                    wide = 2 if records[part + 1][0] & 1 else 1
                    part, at = part + 1, 1
            found.append(length)
            skip = 4 * runs + more
            while skip:
                here = min(skip, len(records[part]) - at)
                skip, at = skip - here, at + here
                if skip:
                    part, at = part + 1, 0
    except (IndexError, struct.error):
        return found
    return found


@dataclass(frozen=True)
class _SheetOf:
    file: str
    book: object
    name: str
    told: _Told
    counting: Counting

    def read(self, most: int | None) -> FoundTable:
        from python_calamine import CalamineWorkbook

        assert isinstance(self.book, CalamineWorkbook)  # noqa: S101  # kept untyped: its import takes time
        try:
            with reading(Path(self.file)):
                sheet = self.book.get_sheet_by_name(self.name)
                left = sheet.start[1] if sheet.start else 0
                rows = list(self._rows(sheet.iter_rows(), left, most))
        except ImportFileError as error:
            raise damaged(self.file) from error
        pictures = ((0, 0),) * self.told.pictures
        whole = most is None or len(rows) < most
        return FoundTable(tuple(rows), tuple(self.told.merged), pictures, whole=whole)

    def _rows(self, read: Iterable[Sequence[object]], left: int, most: int | None) -> Iterator[FoundRow]:
        comments: dict[int, dict[int, str]] = {}
        for (row, column), of in self.told.comments.items():
            comments.setdefault(row, {})[column] = plain_text(self.told.texts.get(of, "")) or "…"
        count = 0
        for number, values in enumerate(read, 1):
            cells: dict[int, FileCell] = {}
            for at, given in enumerate(values, left):
                error = self.told.errors.get((number - 1, at))
                value = error if error is not None else _scalar(given)
                if value not in (None, "") and at < MOST_COLUMNS:
                    cells[at] = FileCell(value, place=place(number, at))
            for at, said in comments.pop(number, {}).items():
                old = cells.get(at, FileCell(place=place(number, at)))
                cells[at] = FileCell(old.value, comment=said, place=old.place)
            if not cells:
                continue
            for one in cells.values():
                self.counting.take(one.value)
            yield FoundRow(number, cells, number in self.told.hidden)
            count += 1
            if most is not None and count >= most:
                return


def _scalar(value: object) -> Scalar:
    match value:
        case str():
            return plain_text(value)
        case bool():
            return value
        case float():
            return int(value) if value.is_integer() and abs(value) < 1e15 else value
        case int() | datetime():
            return day_of(value)
        case date():
            return value
        case timedelta():
            return clock_text(value.total_seconds())
        case None:
            return None
        case _:
            return str(value)
