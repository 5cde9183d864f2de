"""What a column of a file holds: counted while it is written, and again from the file."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from supervisor.workbook.cell import DAY_S

ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days count from here, and know no zone


ZERO_DAY = ZERO.toordinal()


@dataclass
class Tally:
    """*texts* of altogether *length* characters, *numbers* and their *total* as cells hold them: durations
    and times in days, times since the spreadsheet's zero. *ids*: a checksum of an id column's texts, in their
    order."""

    texts: int = 0
    length: int = 0
    numbers: int = 0
    total: float = 0.0
    ids: int = 0

    def same(self, other: Tally) -> bool:
        """Whether *other* counted the same: totals but for what fifteen digits and milliseconds leave."""
        near = math.isclose(self.total, other.total, rel_tol=1e-9, abs_tol=1e-6 + 3e-8 * self.numbers)
        return (
            near
            and (self.texts, self.length, self.numbers) == (other.texts, other.length, other.numbers)
            and self.ids == other.ids
        )


def tally(column: Sequence[Any], *, ids: bool = False) -> Tally:
    """What the cells of *column*, as the fast reader gives them, hold."""
    texts = [cell for cell in column if type(cell) is str and cell]
    numbers = [cell for cell in column if type(cell) is float or type(cell) is int]
    found = Tally(len(texts), sum(map(len, texts)), len(numbers), math.fsum(numbers))
    if ids:
        for text in texts:
            found.ids = checksum(text, found.ids)
    if found.texts + found.numbers < len(column):
        for cell in column:
            if isinstance(cell, timedelta):
                found.numbers, found.total = found.numbers + 1, found.total + cell.total_seconds() / DAY_S
            elif isinstance(cell, date):
                found.numbers, found.total = found.numbers + 1, found.total + days_of(cell)
            elif isinstance(cell, time):  # of a duration below a day, where its format says no more
                seconds = cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
                found.numbers, found.total = found.numbers + 1, found.total + seconds / DAY_S
    return found


def days_of(value: date) -> float:
    """A day or a local time as days since a spreadsheet's zero."""
    if isinstance(value, datetime):
        return (value - ZERO).total_seconds() / DAY_S
    return float(value.toordinal() - ZERO_DAY)


def checksum(text: str, before: int) -> int:
    """Of the texts of a column, one after another."""
    return zlib.crc32(b"\0", zlib.crc32(text.encode("utf-8"), before))
