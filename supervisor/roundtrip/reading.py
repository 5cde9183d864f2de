"""A file that a department sent back, read as it stands; nothing is judged here, and nothing is written.

Whatever it is called, it is told by its content: xlsx, xlsm, xls, ods, text with separators, the table of a
web page. It comes from somebody else, so it is read within bounds of size and time.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from supervisor.errors import ReturnedFileError
from supervisor.imports.grid import column_name
from supervisor.issues.evidence import FILE_LIMIT
from supervisor.roundtrip import headings, number_found
from supervisor.roundtrip.file_kind import book_of
from supervisor.roundtrip.found import HEAD_ROWS, FoundBook, FoundSheet, FoundTable, spread
from supervisor.roundtrip.headings import HeadingRow
from supervisor.roundtrip.layout import GUIDE, HIDDEN, NUMBER, REPLY_COLUMNS
from supervisor.roundtrip.returned import FileCell, FileNote, FileRow, NoteKind, ReturnedFile
from supervisor.words import _, everywhere, number

MOST_NAMED = 50
"""Names and places that a note gives; the rest is counted."""

_NARROW = ("number", "first_sent", "wished", "planned", "version")
"""Fields in which full-width letters and digits are meant as plain ones: prose is left as it was written."""


def read_file(name: str, content: bytes, headings_known: Mapping[str, str] | None = None) -> ReturnedFile:
    """What is in the file called *name*. *headings_known*: the fields of headings that a department renamed,
    as somebody explained them once (`returned_heading`), by the heading or its `headings.key`; "" : not read.

    Raises ReturnedFileError, with a sentence that says what to do, for what is no sheet, is damaged, has a
    password, or is larger than any sheet of ours.
    """
    if len(content) > FILE_LIMIT:
        raise ReturnedFileError(
            name,
            _("It has more than {limit} MB. Remove its pictures, and save it anew.").format(
                limit=number(FILE_LIMIT / 1_048_576)
            ),
        )
    book = book_of(name, content)
    taken = _Taken()
    for sheet in book.sheets:
        _look_at(sheet, headings_known or {}, taken)
    notes = _Notes()
    export = _export(book, taken, notes)
    rows: list[FileRow] = []
    for one in taken.ours:
        rows += _rows(one, notes)
    _tell_missing(taken, notes)
    for kind, names in (
        (NoteKind.UNREAD_SHEETS, taken.unread),
        (NoteKind.STRANGE_PARTS, book.strange),
    ):
        if names:
            notes.add(kind, *names)
    if book.macros:
        notes.add(NoteKind.MACROS)
    if book.links:
        notes.count(NoteKind.EXTERNAL_LINKS, book.links)
    if any(one.table.cut for one in taken.ours):
        notes.add(NoteKind.CUT_SHORT)
    first = taken.ours[0].headings if taken.ours else None
    return ReturnedFile(
        name,
        hashlib.sha256(content).hexdigest(),
        len(content),
        book.format,
        export,
        taken.sheet_number,
        first.headings if first else (),
        first.number if first else 0,
        tuple(rows),
        notes.all(),
    )


@dataclass(frozen=True)
class _Ours:
    """A sheet that holds rows of ours, whole, and where its headings stand."""

    name: str
    table: FoundTable
    headings: HeadingRow


@dataclass
class _Taken:
    """What was found in the sheets of a file."""

    ours: list[_Ours] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    visible: list[str] = field(default_factory=list)  # numbers of exports
    hidden: str = ""
    sheet_number: str = ""


class _Notes:
    """What is to be told of the file, in the order of their kinds."""

    def __init__(self) -> None:
        self._names: dict[NoteKind, list[str]] = {}
        self._counts: dict[NoteKind, int] = {}

    def add(self, kind: NoteKind, *names: str) -> None:
        """So many times, each at a place or with a name; without any, once."""
        self._counts[kind] = self._counts.get(kind, 0) + max(1, len(names))
        known = self._names.setdefault(kind, [])
        known += names[: max(0, MOST_NAMED - len(known))]

    def count(self, kind: NoteKind, count: int) -> None:
        """So many times, nobody knows where."""
        self._counts[kind] = self._counts.get(kind, 0) + count

    def all(self) -> tuple[FileNote, ...]:
        """Every note."""
        return tuple(
            FileNote(kind, self._counts[kind], tuple(self._names.get(kind, ())))
            for kind in NoteKind
            if kind in self._counts
        )


def _look_at(sheet: FoundSheet, known: Mapping[str, str], taken: _Taken) -> None:
    """Read a sheet whole where it holds rows of ours; else note that it was not."""
    if sheet.name.casefold() == HIDDEN:
        head = sheet.read(2).rows[:1]
        taken.hidden = taken.hidden or number_found.in_rows(head)
        taken.sheet_number = taken.sheet_number or number_found.sheet_in(head)
        return
    if sheet.name in everywhere(GUIDE):
        return
    begun = sheet.read(HEAD_ROWS)
    head = begun.rows
    if not head:
        return
    found = headings.find(head, known)
    above = [row for row in head if found is None or row.number < found.number]
    if number_seen := number_found.in_rows(above):
        taken.visible.append(number_seen)
    taken.sheet_number = taken.sheet_number or number_found.sheet_in(above)
    if found is None:
        taken.unread.append(sheet.name)
        return
    table = begun if begun.whole else sheet.read(None)
    below = [row for row in table.rows if row.number >= found.number]
    taken.ours.append(_Ours(sheet.name, table, headings.at(below[0], known, below[1:])))


def _export(book: FoundBook, taken: _Taken, notes: _Notes) -> str:
    """The number of the export; where its places disagree, the one that people see."""
    told = [
        number_found.export_in(book.property),
        taken.hidden,
        number_found.export_in(book.named),
        *taken.visible,
    ]
    distinct = tuple(dict.fromkeys(each for each in told if each))
    if not distinct:
        notes.add(NoteKind.NO_NUMBER)
        return ""
    if len(distinct) > 1:
        notes.add(NoteKind.NUMBERS_DISAGREE, *distinct)
        if taken.visible:
            return taken.visible[0]
    return distinct[0]


def _rows(one: _Ours, notes: _Notes) -> list[FileRow]:
    """The rows below the headings, with what they cover, and notes of what was met in them."""
    found = one.headings
    below = [row for row in one.table.rows if row.number > found.number]
    rows: list[FileRow] = []
    fields = set(found.fields)
    extra_seen: dict[int, None] = {}
    pictures = set(one.table.pictures)
    reply = {column.field for column in REPLY_COLUMNS}
    covered = {
        cell: by
        for cell, by in spread(below, one.table.merged).items()
        if found.fields.get(cell[1]) in reply and by[0] > found.number
    }
    by_number = {row.number: row.cells for row in below}
    for row in below:
        if headings.is_repeated(row, found.fields):
            continue
        cells = dict(row.cells)
        for at in fields:
            by = covered.get((row.number, at))
            spoken = by_number.get(by[0], {}).get(at) if by else None
            if spoken is not None and at not in cells:
                cells[at] = replace(spoken, comment="", place=f"{column_name(at)}{row.number}")
                notes.add(NoteKind.MERGED, cells[at].place)
            if (row.number, at) in pictures:
                there = cells.get(at, FileCell(place=f"{column_name(at)}{row.number}"))
                cells[at] = replace(there, picture=True)
        cells = {at: _as_written(cell, found.fields.get(at, "")) for at, cell in cells.items()}
        own = {name: cells[at] for at, name in found.fields.items() if at in cells}
        extra = {
            found.titles.get(at, column_name(at)): cell for at, cell in cells.items() if at not in fields
        }
        if not any(_says(cell) for name, cell in own.items() if name != "version") and not any(
            _says(cell) for cell in extra.values()
        ):
            continue
        extra_seen |= dict.fromkeys(at for at in cells if at not in fields)
        _tell_cells(cells.values(), notes)
        if row.hidden:
            notes.add(NoteKind.HIDDEN_ROWS, str(row.number))
        rows.append(FileRow(one.name, row.number, own, extra, row.hidden))
    placed = {(row, at) for row, at in pictures if row in by_number and at in fields}
    if loose := [one for one in one.table.pictures if one not in placed]:
        notes.count(NoteKind.PICTURES, len(loose))
    unread = [found.titles.get(at, column_name(at)) for at in extra_seen]
    if unread:
        notes.add(NoteKind.UNREAD_COLUMNS, *unread)
    return rows


def _says(cell: FileCell) -> bool:
    return not cell.is_empty or bool(cell.comment)


def _tell_cells(cells: Iterable[FileCell], notes: _Notes) -> None:
    for cell in cells:
        if cell.picture:
            notes.add(NoteKind.PICTURES, cell.place)
        elif cell.formula and cell.value is None:
            notes.add(NoteKind.FORMULAS, cell.place)
        if cell.comment:
            notes.add(NoteKind.COMMENTS, cell.place)


def _as_written(cell: FileCell, name: str) -> FileCell:
    """A cell of the field *name* as it is meant to be read."""
    if not isinstance(cell.value, str):
        return cell
    value = cell.value
    if value[:12].upper().lstrip("=@_XLFN. ").startswith("DISPIMG("):
        return replace(cell, value=None, formula=value, picture=True)
    if name in _NARROW:
        value = unicodedata.normalize("NFKC", value).strip()
    return replace(cell, value=value) if value != cell.value else cell


def _tell_missing(taken: _Taken, notes: _Notes) -> None:
    """Columns to fill in that are in none of the sheets."""
    if not taken.ours:
        return
    there = {name for one in taken.ours for name in one.headings.fields.values()}
    missing = [column.title for column in REPLY_COLUMNS if column.field not in there]
    if "number" not in there:
        missing.insert(0, NUMBER.title)
    if missing:
        notes.add(NoteKind.MISSING_COLUMNS, *(_(title) for title in missing))
