"""What a department wrote that has no place in its answer: kept as a comment, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from supervisor.roundtrip.cell_text import text_of
from supervisor.roundtrip.layout import REPLY_COLUMNS, SHEET_COLUMNS
from supervisor.roundtrip.returned import FileCell, FileRow
from supervisor.roundtrip.verdict import Kept
from supervisor.words import _
from supervisor.workbook.cell import clean

TITLES = {column.field: column.title for column in SHEET_COLUMNS}
"""The (marked) heading of each field."""

REPLY = tuple(column.field for column in REPLY_COLUMNS)
"""The fields of a reply, in the order of their columns."""

EXTRA, NOTE = "extra:", "note:"
"""Before the heading of a column that is not ours, and before the field whose cell bears a note."""


def heading_of(field: str) -> str:
    """What stands over the column of *field*, in the language in use."""
    if field.startswith(EXTRA):
        return field.removeprefix(EXTRA)
    if field.startswith(NOTE):
        return _("Note on “{heading}”").format(heading=heading_of(field.removeprefix(NOTE)))
    return _(TITLES[field]) if field in TITLES else field


def kept_of(row: FileRow, fields: Iterable[str]) -> tuple[Kept, ...]:
    """What stands in *fields* of *row*, where anything does."""
    found = (kept(field, row.cells.get(field)) for field in fields)
    return tuple(one for one in found if one is not None)


def kept(field: str, cell: FileCell | None) -> Kept | None:
    """A cell as it is kept; None where nothing stands in it."""
    text = text_of(cell)
    if cell is None or (not text and not cell.picture):
        return None
    return Kept(field, heading_of(field), text or _("(a picture; see the file)"), cell.place)


def beside(row: FileRow) -> tuple[Kept, ...]:
    """What stands in columns that are not ours, and the notes on cells."""
    cells = {**row.cells, **{EXTRA + heading: cell for heading, cell in row.extra.items()}}
    found = [kept(field, cell) for field, cell in cells.items() if field.startswith(EXTRA)]
    for field, cell in cells.items():
        if note := clean(cell.comment).strip():
            name = NOTE + field
            found.append(Kept(name, heading_of(name), note, cell.place))
    return tuple(one for one in found if one is not None)


def without(found: Iterable[Kept], noted: Collection[tuple[str, str]]) -> tuple[Kept, ...]:
    """What was not kept before, and nothing twice."""
    new: dict[tuple[str, str], Kept] = {}
    for one in found:
        if (one.field, one.text) not in noted:
            new.setdefault((one.field, one.text), one)
    return tuple(new.values())


def words_of(found: Iterable[Kept]) -> str:
    """It in words, a paragraph each."""
    return "\n".join(_("{label}: {value}").format(label=one.heading, value=one.text) for one in found)
