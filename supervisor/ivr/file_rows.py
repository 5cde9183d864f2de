"""What the rows of a file of the voice menu have in common: titles of columns, verdicts, how a node is named.

Titles are understood in every language of ours, and as telephone systems and people write them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from supervisor.imports.grid import Cell, Grid, Row, shown
from supervisor.imports.header import Header, find, title_key
from supervisor.ivr.tree import Tree
from supervisor.performance.target_sheet import everywhere

SEPARATOR = " / "
"""Between the titles of a path, as it is written."""
_SPACED = re.compile(r"\s+(?:->|[/>→»|\\-])\s+")
_SEPARATORS = re.compile(r"\s*(?:->|[/>→»|\\＞／])\s*")  # as Chinese keyboards type them
_KEYS = re.compile(r"[0-9*#]+(?:[\s.,\-_→>/]+[0-9*#]+)*")
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
        at = self.places.get(column)
        found = "" if at is None or at >= len(cells) else " ".join(shown(cells[at]).split())
        guarded = found[:1] == "'" and found[1:2] in _COMPUTED  # stands before what would be computed
        return found[1:] if guarded else found

    def cell(self, cells: Sequence[Cell], column: int) -> Cell:
        """The cell in *column*; None where there is none."""
        at = self.places.get(column)
        return None if at is None or at >= len(cells) else cells[at]


def columns_of(grid: Grid, titles: Sequence[str], others: Mapping[int, Iterable[str]]) -> Columns | None:
    """Where the columns called *titles* (marked), or one of the *others*, are; None: there is no header."""
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


def parts(path: str) -> tuple[str, ...]:
    """The titles of which *path* is made: "Main menu / Bills", "Main menu>Bills". Where spaces stand around
    separators only these count: a title may have a stroke in it."""
    by = _SPACED if _SPACED.search(f"{path} ") else _SEPARATORS
    return tuple(part.strip() for part in by.split(f"{path.strip()} ") if part.strip())


def path_key(titles: Iterable[str]) -> tuple[str, ...]:
    """How paths are compared."""
    return tuple(title_key(title) for title in titles)


class Named:
    """The nodes of a tree by what files call them: path, title, or the keys pressed."""

    def __init__(self, tree: Tree) -> None:
        self.by_path: dict[tuple[str, ...], str] = {}
        self._by_title: defaultdict[str, list[str]] = defaultdict(list)
        self._by_keys: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for node in tree.ordered():
            path = path_key(tree.path(node.id))
            if path not in self.by_path or not node.retired:
                self.by_path[path] = node.id
            if not node.retired:
                self._by_title[title_key(node.title)].append(node.id)
                self._by_keys[tuple(tree.keys(node.id).split())].append(node.id)

    def find(self, said: str) -> list[str]:
        """The ids of the nodes that *said* may mean; one where it is plain."""
        if (found := self.by_path.get(path_key(parts(said)))) is not None:
            return [found]
        if found_ := self._by_title.get(title_key(said)):
            return list(found_)
        if _KEYS.fullmatch(said.strip()):
            return list(self._by_keys.get(tuple(re.findall(r"[0-9*#]+", said)), ()))
        return []
