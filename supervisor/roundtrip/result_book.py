"""What a department gets back: its own rows, with what became of each and what to correct."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from supervisor.roundtrip.cell_text import text_of
from supervisor.roundtrip.empty_cells import with_empty_cells
from supervisor.roundtrip.layout import REPLY_COLUMNS, SHEET_COLUMNS
from supervisor.roundtrip.now import Now
from supervisor.roundtrip.returned import FileRow, ReturnedFile
from supervisor.roundtrip.target import key_of
from supervisor.roundtrip.verdict import Preview
from supervisor.words import _, mark, moment, said_in
from supervisor.workbook.book import About, Book, Sheet, Table, Text, Voice
from supervisor.workbook.cell import Heading

RESULT = mark("Result of reading")
"""The heading over what became of a row."""

_WIDE = frozenset({"title", "cause", "measure", "progress", "remark"})
_TITLES = {column.field: column.title for column in SHEET_COLUMNS}
_REPLY = tuple(column.field for column in REPLY_COLUMNS)


def result_book(
    file: ReturnedFile,
    preview: Preview,
    results: Mapping[str, str],
    now: Now,
    language: str,
    *,
    who: str,
    at: datetime,
) -> Book:
    """The rows of *file* with their *results* (by key), in *language*, the file's own."""
    file = with_empty_cells(file)
    with said_in(language):
        columns = _columns(file)
        headings = [Heading(_(RESULT), wrap=True), Heading(_("Row"))]
        headings += [Heading(title, wrap=field in _WIDE or not field) for field, title in columns]
        several = len({row.sheet for row in file.rows}) > 1
        rows = [
            (results.get(key_of(row), _("Not taken in.")), _where(row, several), *_cells(row, columns))
            for row in file.rows
        ]
        parts: list[Text | Table] = [
            Table("results", headings, rows, ids=(1, 2), empty=_("No row with a number was found in it."))
        ]
        if preview.missing:
            said = _("No answer came for: {numbers}.").format(numbers=_(", ").join(preview.missing))
            parts.append(Text((said,), Voice.NOTE))
        name = _("Result of reading {file}").format(file=file.name)
        made = moment(at, now.zone, date.min)
        about = About(
            name,
            filter=now.department(preview.department) if preview.department else "",
            zone=str(now.zone),
            made_by=who,
            made_at=made,
            number=file.export,
        )
        return Book(name, (Sheet(_(RESULT), tuple(parts), name, frozen=3),), about, cover=False)


def _columns(file: ReturnedFile) -> tuple[tuple[str, str], ...]:
    """The field ("" for a column that is not ours) and the heading of each column, as the file has them: the
    number first, as it is the key, the title, and all in which the department wrote. What it was told stands
    in its own file; with it no page could be read."""
    found = {one.field: one.text or _(_TITLES[one.field]) for one in file.headings if one.field}
    there = [name for row in file.rows for name, cell in row.cells.items() if text_of(cell)]
    found |= {name: _(_TITLES[name]) for name in there if name not in found}
    shown = [name for name in ("number", "title", *_REPLY) if name in there]
    extra = dict.fromkeys(heading for row in file.rows for heading in row.extra)
    return (*((name, found[name]) for name in shown), *(("", heading) for heading in extra))


def _cells(row: FileRow, columns: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(
        text_of(row.cells.get(field) if field else row.extra.get(heading)) for field, heading in columns
    )


def _where(row: FileRow, several: bool) -> str:
    if not several:
        return str(row.row)
    return _("{sheet}, row {row}").format(sheet=row.sheet, row=row.row)
