"""Communication sheets for tests: as values, as files, and parts of files changed by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from supervisor.issues.number import number
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Head, Sheet, SheetState, SheetText
from supervisor.roundtrip.layout import SCHEMA, SENT_COLUMNS, SHEET_COLUMNS
from supervisor.roundtrip.sent import Sent, SentRow
from supervisor.roundtrip.sheet_book import SheetBook, tidy
from supervisor.roundtrip.verdict import NO_ANSWER
from supervisor.roundtrip.writing import write_workbook
from supervisor.words import language, said_in

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
EXPORT = number("DC", 2026, 7)
SHEET = number("GT", 2026, 12)
HEADING = 7  # the row of the headings of such a sheet, from 1, without a covering text
COLUMN = {column.field: at for at, column in enumerate(SHEET_COLUMNS, 1)}


def issue_number(count: int) -> str:
    return number("WT", 2026, count)


def row(count: int, *, answer: Answer = NO_ANSWER, reminder: bool = False, **values: str) -> SentRow:
    """The row of issue *count*, with *values* instead of the usual ones."""
    said = {column.field: "" for column in SENT_COLUMNS}
    said |= {"number": issue_number(count), "title": f"Issue {count}", "severity": "Serious"}
    said |= {"state": "New", "wished": "2026-11-27"}
    said |= {name: tidy(text) for name, text in values.items()}
    return SentRow(count, said["number"], 3, said, answer, reminder)


def sheet_book(rows: Sequence[SentRow], *, covering: str = "", departments: Sequence[str] = ()) -> SheetBook:
    """A sheet to Billing."""
    head = Head("Billing", "Wang Lei", "Centre", "Monthly meeting", date(2026, 12, 8))
    text = SheetText(covering, date(2026, 11, 27), head)
    sheet = Sheet("s1", SHEET, "billing", SheetState.SENT, text)
    sent = Sent(EXPORT, "s1", SHEET, "billing", AT, "lin", SCHEMA, language(), tuple(rows))
    return SheetBook(sheet, sent, tuple(departments) or ("Network", "Shops"), ZoneInfo("Asia/Shanghai"))


class Content(bytes):
    """The bytes of a file, which nobody wants to read where a test fails."""

    def __repr__(self) -> str:
        return f"<a file of {len(self)} bytes>"


def written(folder: Path, book: SheetBook, *, protect: bool = False, code: str = "en") -> Content:
    """The file of *book*."""
    path = folder / "sheet.xlsx"
    with said_in(code):
        write_workbook(path, book, protect=protect)
    return Content(path.read_bytes())


def edited(content: bytes, edit: Callable[[Worksheet], object]) -> bytes:
    """The file after somebody changed its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book.worksheets[0])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(of: Mapping[str, bytes]) -> bytes:
    """An archive of parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in of.items():
            archive.writestr(name, content)
    return made.getvalue()


def patched(content: bytes, part: str, *changes: tuple[bytes, bytes]) -> bytes:
    """The file with a *part* of it changed by hand."""
    held = parts(content)
    for old, new in changes:
        assert old in held[part], old
        held[part] = held[part].replace(old, new, 1)
    return packed(held)
