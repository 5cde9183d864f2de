"""A communication sheet goes into a file: written, read again, compared, and kept with all that it says."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection, insert, select

from supervisor.errors import IssueError, ProofError, UnknownNameError
from supervisor.issues import sheet_store
from supervisor.issues.number import next_number
from supervisor.issues.sheet import SheetState
from supervisor.roundtrip.layout import REPLY_COLUMNS, SENT_COLUMNS, SERIES
from supervisor.roundtrip.reading import read_file
from supervisor.roundtrip.sent import Sent, SentRow
from supervisor.roundtrip.sheet_book import SheetBook, sheet_book
from supervisor.roundtrip.writing import cell_text, write_workbook
from supervisor.storage.areas import note
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.report_tables import sheet_export
from supervisor.words import _, mark, said_in
from supervisor.workbook.file import replacing
from supervisor.workbook.writing import Written

AREA = Changes({"sheet_exports"})
"""What changes when a sheet is written into a file."""


def write_sheet(
    db: Connection,
    sheet_id: str,
    path: Path,
    *,
    who: str,
    at: datetime,
    language: str,
    protect: bool = False,
) -> tuple[Changes, Sent, Written]:
    """Write the sheet as it went out, or a draft as it would go out now, to *path* (.xlsx) in *language*, and
    keep what is in it under a number of its own. The transaction is to be committed then: a file whose number
    nobody knows can be read back all the same, but without what was sent.

    Raises IssueError for a void or empty sheet, FileError where *path* cannot be written, ProofError where
    the file does not say what it should; what stood at *path* is left as it was then. UnknownNameError.
    """
    path = path if path.suffix.casefold() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    with said_in(language):
        told = sheet_store.told(db, sheet_id, at)
        sheet = told.sheet
        if sheet.state is SheetState.VOID:
            raise IssueError(sheet.number, _("It is void: nothing is asked with it."))
        if not told.lines:
            raise IssueError(sheet.number, _("Nothing is on it. Put issues on it, or void it."))
        year = load_centre(db).days.day(at).year
        book = sheet_book(db, told, next_number(db, SERIES, year), who=who, at=at)
        with replacing(path) as beside:
            write_workbook(beside, book, protect=protect)
            content = beside.read_bytes()
            prove(path, book, content)
    sent = msgspec.structs.replace(book.sent, hash=hashlib.sha256(content).hexdigest())
    document = msgspec.to_builtins(sent)
    db.execute(insert(sheet_export).values(id=sent.number, sheet=sheet.id, at=at, who=who, document=document))
    note(db, AREA)
    return AREA, sent, Written(path, len(sent.rows), book.cut)


def exported(db: Connection, number: str) -> Sent:
    """What stood in the export with that number. Raises UnknownNameError."""
    row = db.execute(select(sheet_export.c.document).where(sheet_export.c.id == number)).one_or_none()
    if row is None:
        raise UnknownNameError(mark("export"), number)
    return msgspec.convert(row.document, Sent)


def exports_of(db: Connection, sheet: str) -> tuple[Sent, ...]:
    """Every export of a sheet (id), the latest first."""
    rows = db.execute(
        select(sheet_export.c.document)
        .where(sheet_export.c.sheet == sheet)
        .order_by(sheet_export.c.at.desc(), sheet_export.c.id.desc())
    )
    return tuple(msgspec.convert(row.document, Sent) for row in rows)


def prove(path: Path, book: SheetBook, content: bytes) -> None:
    """Read the file as it would be read when it comes back, and compare every cell with what was to be
    written. Raises ProofError where they differ."""
    read = read_file(f"{book.sheet.number}.xlsx", content)
    if read.export != book.sent.number or read.sheet_number != book.sent.sheet_number:
        raise ProofError(str(path), _("its number"))
    rows = {row.text("number"): row for row in read.rows}
    if len(rows) != len(book.sent.rows):
        raise ProofError(str(path), _("the number of its lines"))
    for row in book.sent.rows:
        back = rows.get(row.number)
        for field, said in said_in_cells(row).items():
            if back is None or back.text(field) != said:
                raise ProofError(str(path), f"{row.number}, {field}")


def said_in_cells(row: SentRow) -> dict[str, str]:
    """What stands in the cells of *row*, by field, as text; days as ISO has them. In the language in use."""
    said = {column.field: row.values.get(column.field, "") for column in SENT_COLUMNS}
    said |= {column.field: cell_text(getattr(row.answer, column.field)) for column in REPLY_COLUMNS}
    return said
