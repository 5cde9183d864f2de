"""What a cell says in the unit that its column was declared to have: a value, nothing, or a problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from supervisor.imports.grid import Cell


class Unit(StrEnum):
    """What the figures of a column mean. Text that names its own unit ("95.3%", "1:02:03", "2分30秒") and
    real durations speak for themselves; the unit decides about bare numbers and about "4:07"."""

    COUNT = "count"  # whole, not negative: int
    NUMBER = "number"  # float
    SHARE = "share"  # 0.953 is 95.3 %; float 0 to 1
    PERCENT = "percent"  # 95.3 is 95.3 %; float 0 to 1
    SECONDS = "seconds"  # durations give float seconds; "4:07" is minutes:seconds
    MINUTES = "minutes"  # "4:07" is minutes:seconds
    HOURS = "hours"  # "4:07" is hours:minutes
    DAYS = "days"  # a bare 0.5 is 12 hours (Excel without its format); "4:07" is hours:minutes
    H_MM_SS = "h:mm:ss"  # "4:07" is hours:minutes; bare numbers are refused
    MM_SS = "mm:ss"  # "4:07" is minutes:seconds; bare numbers are refused
    DATE = "date"
    MONTH = "month"  # the month's first day
    TIME = "time"  # of the day
    MOMENT = "moment"  # date and time of day as the sheet says it, without a zone
    ID = "id"  # employee numbers, logins: str
    TEXT = "text"  # str, spaces at the ends gone


class Order(StrEnum):
    """How 03/04/2026 is meant; UNKNOWN refuses it when both could be the month."""

    UNKNOWN = "unknown"
    DAY_FIRST = "d/m"
    MONTH_FIRST = "m/d"


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that does not say what its column's *unit* asks for; *problem* is one of PROBLEMS, *value* what
    stands in the file."""

    problem: str
    value: str
    unit: Unit


PROBLEMS = (
    "not_understood",
    "not_whole",
    "negative",
    "above_one",  # a share above 100 %: perhaps the column is percent
    "no_such_date",
    "day_or_month",  # 03/04: which is the month?
    "no_such_time",
    "bare_number",  # a number where h:mm:ss was declared
    "formula",  # no result in the file
    "error",  # the sheet's program shows an error
    "too_large",
)

Value = int | float | str | date | time | datetime


def reader(unit: Unit, order: Order = Order.UNKNOWN) -> Callable[[Cell], Value | Refused | None]:
    """How a cell of such a column is read; None: the cell is empty or says that nothing is known (—, N/A)."""
    raise NotImplementedError


def read(cell: Cell, unit: Unit, order: Order = Order.UNKNOWN) -> Value | Refused | None:
    """One cell; `reader` is faster for a column."""
    return reader(unit, order)(cell)


def id_key(text: str) -> str:
    """By what ids are compared when not alike to the letter: no case, no leading zeros ("0012" and "12")."""
    raise NotImplementedError


def expected(unit: Unit) -> str:
    """What a column of *unit* should hold, in words: "minutes:seconds"."""
    raise NotImplementedError


def sentence(refused: Refused, place: str) -> str:
    """What is wrong at *place* ("C14"), with what stands there and what was expected."""
    raise NotImplementedError
