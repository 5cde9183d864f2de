"""How far a sheet of a binary workbook (xlsb) reaches, its errors and its hidden rows, from its records.

Source: [MS-XLSB] 2.1.4 (records), 2.4.707 BrtRowHdr, 2.4.311 BrtBundleSh.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from supervisor.imports.grid import NoValue
from supervisor.imports.xlsx_parts import Sheet, part_names, unpacked, workbook_relations

_ROW, _BLANK, _ERROR, _FORMULA_ERROR, _BUNDLE = 0, 1, 3, 11, 156
_LAST_CELL = 11
_U32 = struct.Struct("<I")
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def scan(archive: zipfile.ZipFile, name: str, limit: int) -> Sheet:
    """What the sheet called *name* holds besides its values. Raises BombError, KeyError, BadZipFile."""
    sheet = Sheet()
    row = 0
    for kind, data in records(b"".join(unpacked(archive, _parts(archive)[name], limit))):
        if kind == _ROW and len(data) >= 12:
            row = _U32.unpack_from(data)[0] + 1
            if data[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif _BLANK < kind <= _LAST_CELL and len(data) >= 8:
            column = _U32.unpack_from(data)[0]
            sheet.top = sheet.top or row
            sheet.bottom = max(sheet.bottom, row)
            sheet.width = max(sheet.width, column + 1)
            if kind == _ERROR or (kind == _FORMULA_ERROR and len(data) > 8):
                said = NoValue(_ERRORS.get(data[8], "#ERROR!"))
                sheet.no_values.setdefault(row, {})[column] = said
    return sheet


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: their kind and their bytes; ends where the part is cut off."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        yield kind, data[at : at + size]
        at += size


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    names = part_names(archive)
    workbook, targets = workbook_relations(archive)
    parts: dict[str, str] = {}
    for kind, data in records(archive.read(workbook)):
        if kind == _BUNDLE:
            key, at = _text(data, 8)
            name, at = _text(data, at)
            if key in targets and targets[key].lower() in names:
                parts[name] = names[targets[key].lower()]
    return parts


def _text(data: bytes, at: int) -> tuple[str, int]:
    size = _U32.unpack_from(data, at)[0]
    if size == 0xFFFFFFFF:
        return "", at + 4
    return data[at + 4 : at + 4 + 2 * size].decode("utf-16-le", "replace"), at + 4 + 2 * size
