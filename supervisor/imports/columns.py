"""A table of ours in somebody’s file: which column is what, however it is called; what becomes of a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from supervisor.imports.grid import Cell, Grid, Row, shown
from supervisor.imports.header import Header, find, title_key
from supervisor.words import everywhere

_COMPUTED = ("=", "+", "-", "@")


class Verdict(StrEnum):
    """What a row of a file would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True)
class Columns:
    """The columns that were found: where each is, and the titles of those that are not ours."""

    header: Header
    places: Mapping[int, int]
    unread: tuple[str, ...]

    def text(self, cells: Sequence[Cell], column: int) -> str:
        """What stands in *column*, as a line; "" where there is none."""
        return unguarded(" ".join(shown(self.cell(cells, column)).split()))

    def cell(self, cells: Sequence[Cell], column: int) -> Cell:
        """The cell in *column*; None where there is none."""
        at = self.places.get(column)
        return None if at is None or at >= len(cells) else cells[at]


def columns_of(grid: Grid, titles: Sequence[str], others: Mapping[int, Iterable[str]]) -> Columns | None:
    """Where the columns called *titles* (marked; in any language of ours), or one of the *others*, are; None:
    there is no header."""
    keys = {
        title_key(said): at
        for at, title in enumerate(titles)
        for said in (*everywhere(title), *others.get(at, ()))
    }
    header = find(grid, list(keys))
    if header is None:
        return None
    places: dict[int, int] = {}
    for column, title in enumerate(header.titles):
        if (at := keys.get(title_key(title))) is not None:
            places.setdefault(at, column)
    unread = tuple(title for title in header.titles if title and title_key(title) not in keys)
    return Columns(header, places, unread)


def left_over(grid: Grid, header: Header, taken: Collection[int]) -> Iterator[Row]:
    """The rows below *header* that stand alone at the end, and were taken for notes: their numbers are none
    of *taken*. In a file of one full column they are what it is about."""
    titles = [title_key(title) for title in header.titles]
    for row in grid.rows():
        again = [title_key(shown(cell)) for cell in row.cells if cell is not None]
        if row.number > header.last and row.number not in taken and not set(again) <= {*titles, ""}:
            yield row


def unguarded(text: str) -> str:
    """*text* without the apostrophe that stands before what a spreadsheet would compute."""
    return text[1:] if text[:1] == "'" and text[1:2] in _COMPUTED else text
