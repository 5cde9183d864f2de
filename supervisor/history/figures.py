"""Figures over the past, whatever they are of: columns × lines × pieces of time, and how to read them.

Sums and counts stand beside each ratio that was made of them (`Column.part`, `Column.whole`), so that whoever
adds lines or pieces up divides the sums, and never averages averages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from supervisor.history.period import Bucket
from supervisor.words import DASH, _, duration, number, share

if TYPE_CHECKING:  # a screen that only asks does not load it
    import numpy as np
    from numpy.typing import NDArray


class Unit(StrEnum):
    """In what a column's values are: counts, seconds (a sum, a mean), shares of 0 to 1, points, squares."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    POINTS = "points"
    SQUARES = "squares"


@dataclass(frozen=True)
class Column:
    """One figure. *label* and *meaning* are English, said through `_`; *name* is for files and programs.

    A share or a mean is *part* ÷ *whole*, both names of columns of the same answer.
    """

    name: str
    label: str
    unit: Unit
    part: str = ""
    whole: str = ""
    meaning: str = ""
    says: Mapping[str, str] = field(default_factory=dict)  # what stands in the places of *label*


class LineKind(StrEnum):
    """Whose figures a line holds."""

    TOTAL = "total"
    SKILL = "skill"
    TEAM = "team"
    DEPARTMENT = "department"
    QUEUE = "queue"
    PERSON = "person"
    LOGIN = "login"  # nobody is known behind it


@dataclass(frozen=True)
class Line:
    """Whose figures: *name* as a person reads it; *source* of a queue or login; *id* of a person or group."""

    kind: LineKind
    name: str
    source: str = ""
    id: str = ""


@dataclass(frozen=True)
class Figures:
    """Values of shape (columns, lines, buckets): float64, NaN where a figure is unknown.

    *definitions*: what defines them, as a person reads it.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    buckets: tuple[Bucket, ...]
    values: NDArray[np.float64]
    definitions: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """The column called *name*. Raises KeyError."""
        return self.columns[self._at(name)]

    def of(self, name: str) -> NDArray[np.float64]:
        """The column *name* as (lines, buckets). Raises KeyError."""
        found: NDArray[np.float64] = self.values[self._at(name)]
        return found

    def value(self, name: str, line: int = 0, bucket: int = 0) -> float | None:
        """One value; None where it is unknown."""
        value = float(self.of(name)[line, bucket])
        return None if value != value else value

    def row(self, line: int, bucket: int) -> dict[str, float | None]:
        """All of one line's figures of one bucket, by column name."""
        return {
            column.name: None if value != value else value
            for column, value in zip(self.columns, self.values[:, line, bucket].tolist(), strict=True)
        }

    def rows(self) -> Iterator[tuple[Line, Bucket, dict[str, float | None]]]:
        """Line by line, and within it piece by piece."""
        for at, line in enumerate(self.lines):
            for piece, bucket in enumerate(self.buckets):
                yield line, bucket, self.row(at, piece)

    def _at(self, name: str) -> int:
        for at, column in enumerate(self.columns):
            if column.name == name:
                return at
        raise KeyError(name)


def title(column: Column) -> str:
    """A column's name as a person reads it."""
    says = {name: _(said) for name, said in column.says.items()}
    return _(column.label).format(**says) if says else _(column.label)


def written(column: Column, value: float | None) -> str:
    """A value as a person reads it; "–" where it is unknown."""
    if value is None:
        return DASH
    match column.unit:
        case Unit.SHARE:
            return share(value)
        case Unit.SECONDS:
            return duration(value)
        case _:
            return number(value, 0 if value == int(value) else 1)
