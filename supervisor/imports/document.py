"""Any file that somebody calls a sheet: its kind told by its content, its sheets, and each as a grid."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from supervisor.errors import ImportFileError
from supervisor.imports import html_file, text_file, xml_file
from supervisor.imports.grid import Grid
from supervisor.imports.workbook import Workbook, reading
from supervisor.imports.xlsx_parts import part_names

_HEAD = 8192
MARKUP_BYTES = 200 << 20  # HTML and XML are parsed in memory
OLE_BYTES = 500 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"{\\rtf",
    b"\x09\x00\x04\x00",  # workbooks of before 1993
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
)


class Kind(StrEnum):
    """What a file is by its content, whatever it is called."""

    XLSX = "xlsx"  # xlsm, too
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"  # tables of a web page, often called .xls
    MHTML = "mhtml"  # the same, packed as a mail
    XML = "xml"  # SpreadsheetML of 2003, often called .xls
    TEXT = "text"


class SheetName(NamedTuple):
    """A sheet in the file's order; *hidden* ones are offered last, never read unasked."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """An opened file; close it, or use it in a with statement. It must not travel between processes.

    *encoding* and *separator* are "" where the kind of file has none.
    """

    path: Path
    kind: Kind
    sheets: tuple[SheetName, ...]
    read: Callable[[str], Grid]
    release: Callable[[], None]
    encoding: str = ""
    separator: str = ""

    def grid(self, sheet: str | None = None) -> Grid:
        """The sheet called *sheet*; None: the first that is not hidden. Raises ImportFileError (no_sheet,
        damaged, too_large, uncomputed)."""
        names = [name for name, _ in self.sheets]
        if sheet is None:
            sheet = next((name for name, hidden in self.sheets if not hidden), names[0])
        if sheet not in names:
            raise ImportFileError(self.path.name, "no_sheet", sheet)
        return self.read(sheet)

    def close(self) -> None:
        """Let go of the file."""
        self.release()

    def __enter__(self) -> Document:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_document(path: Path, *, encoding: str | None = None, separator: str | None = None) -> Document:
    """The file at *path*, by its content. *encoding* and *separator* are for text; None: found out.

    Raises ImportFileError, whose reason says what is wrong: missing, denied, folder, empty, encrypted,
    damaged, too_large, unknown_kind, undecodable, no_table. Runs in a work process: a big file takes seconds.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError as error:
        raise ImportFileError(path.name, "missing", str(path.parent)) from error
    except IsADirectoryError as error:
        raise ImportFileError(path.name, "folder") from error
    except OSError as error:
        if path.is_dir():  # Windows says "denied" of a folder
            raise ImportFileError(path.name, "folder") from error
        raise ImportFileError(path.name, "denied", error.strerror or str(error)) from error
    kind = _kind(path, head)
    match kind:
        case Kind.XLSX | Kind.XLSB | Kind.XLS | Kind.ODS:
            return _workbook(path, kind)
        case Kind.HTML | Kind.MHTML | Kind.XML:
            return _tables(path, kind, encoding)
        case Kind.TEXT:
            text = text_file.open_text(path, encoding=encoding, separator=separator)
            names = (SheetName(path.stem),)
            return Document(path, kind, names, text.grid, lambda: None, text.encoding, text.separator)


def _workbook(path: Path, kind: Kind) -> Document:
    book = Workbook(path, kind.value)
    if not book.sheets:
        raise ImportFileError(path.name, "no_table")
    names = tuple(SheetName(name, hidden) for name, hidden in book.sheets)
    return Document(path, kind, names, book.grid, book.close)


def _tables(path: Path, kind: Kind, encoding: str | None) -> Document:
    if path.stat().st_size > MARKUP_BYTES:
        raise ImportFileError(path.name, "too_large", str(MARKUP_BYTES))
    data = path.read_bytes()
    found = ""
    match kind:
        case Kind.XML:
            tables = xml_file.tables(path.name, data)
        case Kind.MHTML:
            tables = html_file.packed_tables(path.name, data)
        case _:
            text, found = html_file.decoded(path.name, data, encoding)
            tables = html_file.tables(path.name, text)
    if not tables:
        raise ImportFileError(path.name, "no_table")
    names = tuple(SheetName(table.grid.sheet, table.hidden) for table in tables)
    grids = {table.grid.sheet: table.grid for table in tables}
    return Document(path, kind, names, grids.__getitem__, lambda: None, found)


def _kind(path: Path, head: bytes) -> Kind:
    """What the file is, by its first bytes and, of archives, by the parts in it."""
    if not head.strip(b" \t\r\n\0\x1a\xef\xbb\xbf\xff\xfe"):
        raise ImportFileError(path.name, "empty")
    if head.startswith(b"PK"):
        return _kind_of_archive(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if any(head.startswith(sign) for sign in _FOREIGN):
        raise ImportFileError(path.name, "unknown_kind")
    start = text_file.opening(head).lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start and "<html" not in start:
            return Kind.XML
        if re.search(r"<(!doctype html|html|head|body|table|meta|style|div|tr|center)\b", start):
            return Kind.HTML
    if start.startswith("mime-version:") or re.match(r"(from|subject|date): .*\nmime-version:", start, re.S):
        return Kind.MHTML
    if text_file.is_binary(head):
        raise ImportFileError(path.name, "unknown_kind")
    return Kind.TEXT


def _kind_of_archive(path: Path) -> Kind:
    with reading(path), zipfile.ZipFile(path) as archive:
        names = part_names(archive)
        if "mimetype" in names and archive.getinfo(names["mimetype"]).file_size < 200:
            said = archive.read(names["mimetype"])
            if said.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                manifest = names.get("meta-inf/manifest.xml")
                if manifest and b"encryption-data" in archive.read(manifest):
                    raise ImportFileError(path.name, "encrypted")
                return Kind.ODS
        types = names.get("[content_types].xml")
        said = archive.read(types) if types and archive.getinfo(types).file_size < _HEAD * 1000 else b""
        if b"sheet.binary." in said:
            return Kind.XLSB
        if (
            b"spreadsheetml.sheet" in said
            or b"ms-excel.sheet.macro" in said
            or b"spreadsheetml.templ" in said
        ):
            return Kind.XLSX
    raise ImportFileError(path.name, "unknown_kind", "zip")


def _kind_of_ole(path: Path) -> Kind:
    """An old workbook, or a new one behind a password: the directory's names are in UTF-16."""
    if path.stat().st_size > OLE_BYTES:
        raise ImportFileError(path.name, "too_large", str(OLE_BYTES))
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ImportFileError(path.name, "encrypted")
    if any(f"{name}\0".encode("utf-16-le") in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return Kind.XLS
    raise ImportFileError(path.name, "unknown_kind")
