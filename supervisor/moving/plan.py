"""What a move would do: which rows go from a centre in files to a shared one, and what cannot go, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Sums: TypeAlias = dict[str, tuple[int, ...]]
"""By month ("" where a table is not parted by months): how many rows, and the sums of `moving/kinds.py`."""


class Why(StrEnum):
    """Why something of the file does not come along, or not as it is."""

    KEYRING = "keyring"  # passwords of sources, in this computer's keyring
    VARIABLE = "variable"  # passwords of sources, in an environment variable of this computer
    PATH = "path"  # files that sources name by a path of this computer
    NUL = "nul"  # texts with the character NUL: it becomes "�"
    WHO = "who"  # who did something: names of users of this computer stay as they are
    VEIL = "veil"  # names in the journal: put behind tokens on the way


@dataclass(frozen=True)
class Left:
    """Something that stays, or goes changed: *count* of them, at *places* (sources; tables with columns)."""

    why: Why
    count: int
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class TablePlan:
    """The rows of one table: how many and how large, and how many of them an earlier try has moved."""

    room: str
    table: str
    rows: int
    bytes: int
    done: int = 0


@dataclass(frozen=True)
class MovePlan:
    """What `move` will do. *begun*: an earlier try was ended half-way, and this one goes on from there.

    *collected*: sources that a collector listens to for the file at this moment: end it before moving.
    """

    source: str
    target: str  # as it may be shown
    target_url: str = field(repr=False)
    tables: tuple[TablePlan, ...]
    left: tuple[Left, ...]
    collected: tuple[str, ...]
    begun: bool
    sums: dict[str, Sums] = field(repr=False)
    mended: dict[str, dict[str, int]] = field(repr=False)  # by table and column: texts that go changed

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def bytes(self) -> int:
        return sum(table.bytes for table in self.tables)


class Stage(StrEnum):
    """What a move is at."""

    COPYING = "copying"
    CHECKING = "checking"


@dataclass(frozen=True)
class MoveProgress:
    """How far a move is: in rows of the whole, and in the table that it is at. *left_s*: None is unknown."""

    stage: Stage
    table: str
    rows: int
    rows_all: int
    left_s: float | None


@dataclass(frozen=True)
class Difference:
    """A table (and month, "" for all) that is not the same in the target as in the file."""

    table: str
    month: str
    rows_there: int
    rows_here: int


class Ending(StrEnum):
    """How a move ended."""

    DONE = "done"  # everything is there, and proved to be
    STOPPED = "stopped"  # called off: what was moved is kept, and the next try goes on from there
    DIFFERS = "differs"  # everything was moved, and it is not the same: nobody should work with it
    CHANGED = "changed"  # all is there as the plan had it, and the file was written meanwhile


@dataclass(frozen=True)
class MoveResult:
    """What became of a move. *rows* were moved by this try in *seconds*."""

    ending: Ending
    rows: int
    rows_all: int
    seconds: float
    differences: tuple[Difference, ...] = ()
    left: tuple[Left, ...] = ()
