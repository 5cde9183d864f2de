"""What stands in a cell of a file that leaves the program, and as what a spreadsheet takes it.

Text goes out as text: no cell that a customer or an agent named can become a formula. In a workbook the type
of the cell sees to that; a text file has no types, so there an apostrophe stands before what a spreadsheet
would compute.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | datetime | date | timedelta | None

DAY_S = 86_400
LONGEST_TEXT = 32_767  # UTF-16 units in a cell
MOST_BREAKS = 253  # line feeds in a cell

_COMPUTED = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to a spreadsheet
# what no cell holds: control characters, halves of a character, and two that are none
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Kind(StrEnum):
    """What a column's values are; durations are seconds (or a timedelta), shares 0 to 1."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    DURATION = "duration"
    TIME = "time"
    DAY = "day"


FORMATS = {
    Kind.NUMBER: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.DURATION: "[h]:mm:ss",
    Kind.TIME: "yyyy-mm-dd hh:mm:ss",
    Kind.DAY: "yyyy-mm-dd",
}


@dataclass(frozen=True)
class Heading:
    """A column: its title as a person reads it, what its values are, and digits after the point. *wrap*: of
    long texts, which take several lines. *signed*: a change, with its sign. *tip*: what it means."""

    title: str
    kind: Kind = Kind.TEXT
    digits: int = 0
    wrap: bool = False
    signed: bool = False
    tip: str = ""

    @property
    def format(self) -> str:
        """As a spreadsheet writes it."""
        return number_format(self.kind, self.digits, signed=self.signed)


@dataclass(frozen=True)
class Figure:
    """A value of another kind than its column: rows of a table of KPIs have units of their own."""

    value: float | None
    kind: Kind
    digits: int = 0
    signed: bool = False

    @property
    def format(self) -> str:
        """As a spreadsheet writes it."""
        return number_format(self.kind, self.digits, signed=self.signed)


@dataclass(frozen=True)
class Link:
    """*text* that leads to another *sheet* of the book (its name there)."""

    text: str
    sheet: str


def number_format(kind: Kind, digits: int = 0, *, signed: bool = False) -> str:
    """How a spreadsheet writes values of *kind*. A share with 0 digits has one, as everywhere here."""
    if kind is Kind.SHARE:
        plain = f"0.{'0' * (digits or 1)}%"
    elif kind is Kind.NUMBER:
        plain = f"#,##0.{'0' * digits}" if digits else "#,##0"
    else:
        return FORMATS.get(kind, "General")
    return f"+{plain};-{plain};{plain}" if signed else plain


def clean(text: str) -> str:
    """*text* as any spreadsheet can hold it: line ends as one, nothing that cannot be printed."""
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def fitted(text: str) -> str:
    """*text* cut to what one cell of a workbook holds: UTF-16 units and lines are what is counted."""
    if len(text) <= MOST_BREAKS:
        return text
    lines = text.split("\n")
    if len(lines) > MOST_BREAKS + 1:
        text = "\n".join(lines[: MOST_BREAKS + 1])
    raw = text.encode("utf-16-le")
    if len(raw) <= 2 * LONGEST_TEXT:
        return text
    return raw[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")


def guarded(text: str) -> str:
    """*text* for a file without types: an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if text.startswith(_COMPUTED) else text


def seconds_of(value: Value) -> float | None:
    """A duration in seconds; None when it is unknown or no number."""
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def clock_of(seconds: float) -> str:
    """h:mm:ss, over 24 hours too; a negative duration with its sign."""
    whole = abs(round(seconds))
    return f"{'-' if seconds < 0 else ''}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
