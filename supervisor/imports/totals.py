"""Rows that sum up others: left out of what is read, shown, and used as a check on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from supervisor.imports.grid import Cell, Row


@dataclass(frozen=True, slots=True)
class Check:
    """One column of a total: what the file *said* and what the rows *read* add up to (or their mean)."""

    column: int
    said: float
    read: float
    agrees: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A row left out. *how*: "word" (its key says so, *label*) or "sum" (it equals the sum of those above).

    *mean*: its figures are averages; these are compared only loosely, a sheet may weigh them. *rows* counts
    the rows it was compared with, *first* is the first one's number.
    """

    row: Row
    label: str
    how: str
    mean: bool
    first: int
    rows: int
    checks: tuple[Check, ...]

    @property
    def agrees(self) -> bool | None:
        """Whether every column agrees; None when there was nothing to compare."""
        return all(check.agrees for check in self.checks) if self.checks else None


def sift(
    rows: Iterable[Row],
    keys: Sequence[int],
    numbers: Mapping[int, Callable[[Cell], float | None]],
    kept: Collection[int] = (),
) -> Iterator[Row | Total]:
    """*rows* in their order, those that are totals as Total.

    *keys* are the columns that say whose and when a row is; *numbers* those that add up (never rates), each
    with how its cell becomes a figure (None: no figure). Row numbers in *kept* are never taken as totals.
    """
    raise NotImplementedError


def total_word(cell: Cell) -> bool:
    """Whether a key cell says 合计, 总计, 小计, 平均, Total, Average, …"""
    raise NotImplementedError
