"""What a returned file is, by its content, whatever it is called."""

from __future__ import annotations

import re

from supervisor.errors import ReturnedFileError
from supervisor.imports import text_file
from supervisor.roundtrip import ole
from supervisor.roundtrip.found import FoundBook, encrypted
from supervisor.roundtrip.ods_book import ods_book
from supervisor.roundtrip.plain_book import markup_book, text_book
from supervisor.roundtrip.xls_book import xls_book
from supervisor.roundtrip.xlsx_book import xlsx_book
from supervisor.roundtrip.zip_bounds import Archive
from supervisor.words import _

_HEAD = 8192
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"{\\rtf")


def book_of(name: str, content: bytes) -> FoundBook:
    """The file called *name* as a book. Raises ReturnedFileError."""
    head = content[:_HEAD]
    if not head.strip(b" \t\r\n\0\x1a\xef\xbb\xbf\xff\xfe"):
        raise ReturnedFileError(name, _("The file is empty. Ask for it once more."))
    if head.startswith(b"PK"):
        return _of_archive(name, content)
    if head.startswith(ole.MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise encrypted(name)
        return xls_book(name, content)
    if any(head.startswith(sign) for sign in _FOREIGN) or text_file.is_binary(head):
        raise _no_sheet(name)
    start = text_file.opening(head).lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start and "<html" not in start:
            return markup_book(name, content, "xml")
        if re.search(r"<(!doctype html|html|head|body|table|meta|style|div|tr|center)\b", start):
            return markup_book(name, content, "html")
    if start.startswith("mime-version:") or re.match(r"(from|subject|date): .*\nmime-version:", start, re.S):
        return markup_book(name, content, "mhtml")
    return text_book(name, content)


def _of_archive(name: str, content: bytes) -> FoundBook:
    archive = Archive(name, content)
    if archive.read("mimetype", 1 << 20).startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return ods_book(archive)
    types = archive.read("[content_types].xml", 4 << 20)
    if b"sheet.binary." in types:
        raise ReturnedFileError(name, _("It is a binary workbook (xlsb). Save it as xlsx and take that."))
    if any(
        sign in types for sign in (b"spreadsheetml.sheet", b"ms-excel.sheet.macro", b"spreadsheetml.templ")
    ):
        return xlsx_book(archive)
    raise _no_sheet(name)


def _no_sheet(name: str) -> ReturnedFileError:
    return ReturnedFileError(
        name,
        _("It is no sheet. Take the workbook itself: xlsx, xls, ods, or text with separators (csv)."),
    )
