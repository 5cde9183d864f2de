"""Where the headings of a returned sheet stand, and which column is which: known by their texts, in whatever
language the sheet was written, never by their place. Departments move columns, insert some, rename others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from supervisor.errors import NumberError
from supervisor.imports.grid import column_name
from supervisor.imports.header import title_key
from supervisor.issues.number import parse
from supervisor.people.likeness import plainly
from supervisor.roundtrip.found import FoundRow
from supervisor.roundtrip.layout import SHEET_COLUMNS
from supervisor.roundtrip.returned import FileCell, Heading
from supervisor.words import everywhere

LONGEST = 200
"""Characters of a heading."""

FEWEST = 3
"""Headings of ours that make a row the row of headings, one of them to be filled in."""


@dataclass(frozen=True)
class HeadingRow:
    """The row *number* of the headings. *fields*: the field of each column that has one; *titles*: what
    stands above the others, by column."""

    number: int
    headings: tuple[Heading, ...]
    fields: Mapping[int, str]
    titles: Mapping[int, str]
    known: int


def key(heading: str) -> str:
    """A heading made plain, as it is compared and remembered: no case, no spaces, full-width or not."""
    return title_key(heading)


def find(rows: Sequence[FoundRow], known: Mapping[str, str]) -> HeadingRow | None:
    """The row of headings among the first *rows* of a sheet; None where none looks like one. *known*: fields
    of headings that somebody explained, by their key ("" : not read).

    Where too few are ours, it is the row above the first issue number: then at least it can be asked what its
    headings mean.
    """
    given = _given(known)
    best: HeadingRow | None = None
    for place, row in enumerate(rows):
        if sum(1 for cell in row.cells.values() if _field_of(cell, given)) < FEWEST:
            continue
        found = _headings(row, given, rows[place + 1 :])
        if _is_one(found) and (best is None or found.known > best.known):
            best = found
    return best or _above_numbers(rows, given)


def at(row: FoundRow, known: Mapping[str, str], below: Sequence[FoundRow]) -> HeadingRow:
    """*row* as the row of headings, with all that stands *below* it."""
    return _headings(row, _given(known), below)


def _given(known: Mapping[str, str]) -> dict[str, str]:
    return {key(heading): field for heading, field in known.items()}


def _is_one(found: HeadingRow) -> bool:
    replies = {column.field for column in SHEET_COLUMNS if column.reply}
    ours = set(found.fields.values())
    return found.known >= FEWEST and bool(ours & replies) and len(ours - replies) >= 1


def _above_numbers(rows: Sequence[FoundRow], given: Mapping[str, str]) -> HeadingRow | None:
    for at, row in enumerate(rows):
        if any(is_number(cell) for cell in row.cells.values()):
            above = next(
                (
                    one
                    for one in reversed(rows[:at])
                    if one.number == row.number - 1
                    and sum(isinstance(cell.value, str) for cell in one.cells.values()) >= FEWEST
                ),
                None,
            )
            return _headings(above, given, rows[at:]) if above is not None else None
    return None


def _headings(row: FoundRow, given: Mapping[str, str], below: Sequence[FoundRow]) -> HeadingRow:
    fields: dict[int, str] = {}
    for at in sorted(row.cells):
        field = _field_of(row.cells[at], given)
        if field and field not in fields.values():
            fields[at] = field
    known = len(fields)
    if "number" not in fields.values() and (at_number := _column_of_numbers(below, fields)) is not None:
        fields[at_number] = "number"
    width = sorted({*row.cells, *(at for one in below for at in one.cells)})
    titles: dict[int, str] = {}
    headings = []
    for at in width:
        held = row.cells.get(at)
        text = str(held.value) if held is not None and held.value is not None else ""
        text = " ".join(text.split())
        if at not in fields:
            name = text or column_name(at)
            titles[at] = name if name not in titles.values() else f"{name} ({column_name(at)})"
        if text or at in fields:
            headings.append(Heading(text, column_name(at), fields.get(at, "")))
    return HeadingRow(row.number, tuple(headings), fields, titles, known)


def _field_of(cell: FileCell, given: Mapping[str, str]) -> str:
    """The field that *cell* is the heading of; "" where it is of none."""
    text = cell.value
    if not isinstance(text, str) or len(text) > LONGEST:
        return ""
    plain = key(text)
    for said in (plain, key(plainly(text))):
        if said in given:
            return given[said]
    return _ours().get(plain, "")


def _column_of_numbers(rows: Sequence[FoundRow], taken: Mapping[int, str]) -> int | None:
    """The column in which numbers of issues stand, whatever it is called."""
    counts: dict[int, int] = {}
    for row in rows:
        for at, cell in row.cells.items():
            if at not in taken and is_number(cell):
                counts[at] = counts.get(at, 0) + 1
    return max(counts, key=lambda at: (counts[at], -at), default=None)


def is_number(cell: FileCell) -> bool:
    """Whether nothing but the number of an issue stands there."""
    if not isinstance(cell.value, str) or len(cell.value) > 40 or not any(map(str.isdigit, cell.value)):
        return False
    try:
        parse(cell.value)
    except NumberError as error:
        return bool(error.meant)  # one with a slip of the hand is meant to be one
    return True


def is_repeated(row: FoundRow, fields: Mapping[int, str]) -> bool:
    """Whether *row* is the headings once more, as printed pages have them."""
    said = [
        _ours().get(key(str(cell.value))) == fields.get(at) for at, cell in row.cells.items() if at in fields
    ]
    return len(said) >= FEWEST and all(said)


@cache
def _ours() -> dict[str, str]:
    """The fields of our own headings in every language."""
    return {key(said): one.field for one in SHEET_COLUMNS for said in everywhere(one.title)}
