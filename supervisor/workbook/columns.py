"""A column on its way into a sheet: each value as what a spreadsheet takes it, and counted.

Text goes out as text, whatever it looks like: the cell's type is what keeps a spreadsheet from computing it.
What is unknown is an empty cell, never 0, and a gap in a chart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from supervisor.words import _
from supervisor.workbook.book import Cell
from supervisor.workbook.cell import (
    DAY_S,
    Figure,
    Heading,
    Kind,
    Link,
    clean,
    clock_of,
    fitted,
    number_format,
    seconds_of,
)
from supervisor.workbook.names import quoted
from supervisor.workbook.styles import Role, Styles
from supervisor.workbook.tally import Tally, checksum, days_of

MOST_LINKS = 65_530  # of a sheet
EXACT = 10**15  # from there on a spreadsheet changes digits

RIGHT = frozenset((Kind.NUMBER, Kind.SHARE, Kind.DURATION))
_FIRST_DAY = date(1900, 3, 1)  # Excel has a 29th of February in 1900


@dataclass
class Ledger:
    """What befell the texts of a book: how many were *cut*. *links* of the sheet in hand."""

    cut: int = 0
    links: int = 0
    sheets: dict[str, str] = field(default_factory=dict)  # a sheet's name in the book, and in the file


class Column:
    """The column *at* of *sheet*. *role*: of its cells; *top*: some cell beside takes several lines."""

    def __init__(
        self,
        sheet: Any,
        at: int,
        heading: Heading,
        styles: Styles,
        zone: tzinfo,
        ledger: Ledger,
        *,
        role: Role = Role.CELL,
        wrap: bool = False,
        top: bool = False,
        ids: bool = False,
    ) -> None:
        self.tally = Tally()
        self._at = at
        self._zone = zone
        self._ledger = ledger
        self._ids = ids
        self._kind = Kind.TEXT if ids else heading.kind
        self._styles, self._role, self._top = styles, role, top
        right = self._kind in RIGHT
        self._right = right
        self._indent = indent = at > 0 and not right and role is not Role.RAW
        self._bare = role is Role.RAW
        self._text = styles.of(role, right=right, wrap=wrap, top=top, indent=indent)
        self._form = styles.of(role, heading.format, right=right, top=top, indent=indent)
        self._numeric = self._kind in (Kind.NUMBER, Kind.SHARE)
        self._write_string = sheet.write_string
        self._write_number = sheet.write_number
        self._write_blank = sheet.write_blank
        self._write_url = sheet.write_url
        self._duration = self._kind is Kind.DURATION

    def put(self, row: int, value: Cell) -> None:
        """One cell."""
        kind = type(value)
        if kind is str:
            self._put_text(row, value)  # type: ignore[arg-type]
        elif self._numeric and (kind is int or kind is float):
            self._put_number(row, value, self._form)  # type: ignore[arg-type]
        elif value is None:
            self._put_nothing(row)
        elif self._duration and (seconds := seconds_of(value)) is not None:  # type: ignore[arg-type]
            self._put_duration(row, seconds, self._form)
        else:
            self._put_other(row, value)

    def _put_other(self, row: int, value: Cell) -> None:
        if isinstance(value, Figure):
            self._put_figure(row, value)
        elif isinstance(value, Link):
            self._put_link(row, value)
        elif isinstance(value, datetime):
            local = value.astimezone(self._zone) if value.tzinfo is not None else value
            self._put_instant(row, local.replace(tzinfo=None), Kind.TIME)
        elif isinstance(value, date):
            self._put_instant(row, value, Kind.DAY)
        elif isinstance(value, timedelta):
            form = self._styles.of(self._role, number_format(Kind.DURATION), right=True, top=self._top)
            self._put_duration(row, value.total_seconds(), form)
        elif isinstance(value, bool):
            self._put_text(row, _("yes") if value else _("no"))
        elif isinstance(value, float) and not math.isfinite(value):
            self._put_nothing(row)
        elif isinstance(value, int | float) and self._numeric:  # of another library
            self._put_number(row, value, self._form)
        else:
            self._put_text(row, str(value))

    def _put_text(self, row: int, text: str, form: Any = None) -> None:
        whole = clean(text)
        said = fitted(whole)
        if not said:
            self._put_nothing(row)
            return
        self._ledger.cut += said is not whole
        self._write_string(row, self._at, said, form or self._text)
        self._count(said)

    def _count(self, said: str) -> None:
        tally = self.tally
        tally.texts += 1
        tally.length += len(said)
        if self._ids:
            tally.ids = checksum(said, tally.ids)

    def _put_number(self, row: int, value: float, form: Any) -> None:
        if not -EXACT < value < EXACT:  # and what is no number
            if isinstance(value, int):
                self._put_text(row, str(value))
            elif math.isfinite(value):
                self._write_number(row, self._at, value, form)
                self.tally.numbers += 1
                self.tally.total += value
            else:
                self._put_nothing(row)
            return
        self._write_number(row, self._at, value, form)
        self.tally.numbers += 1
        self.tally.total += value

    def _put_duration(self, row: int, seconds: float, form: Any) -> None:
        if seconds < 0:  # a spreadsheet shows ####
            self._put_text(row, clock_of(seconds))
            return
        days = seconds / DAY_S
        self._write_number(row, self._at, days, form)
        self.tally.numbers += 1
        self.tally.total += days

    def _put_instant(self, row: int, value: date, kind: Kind) -> None:
        day = value.date() if isinstance(value, datetime) else value
        if day < _FIRST_DAY:
            self._put_text(row, str(value))
            return
        form = self._form
        if self._kind is not kind:
            form = self._styles.of(
                self._role, number_format(kind), right=self._right, top=self._top, indent=self._indent
            )
        days = days_of(value)
        self._write_number(row, self._at, days, form)
        self.tally.numbers += 1
        self.tally.total += days

    def _put_figure(self, row: int, figure: Figure) -> None:
        seconds = seconds_of(figure.value)
        if seconds is None:
            self._put_nothing(row)
            return
        form = self._styles.of(self._role, figure.format, right=True, top=self._top)
        if figure.kind is Kind.DURATION:
            self._put_duration(row, seconds, form)
        else:
            self._put_number(row, seconds, form)

    def _put_link(self, row: int, link: Link) -> None:
        sheet = self._ledger.sheets.get(link.sheet)
        self._ledger.links += 1
        said = fitted(clean(link.text))
        if sheet is None or not said or self._ledger.links > MOST_LINKS:
            self._put_text(row, said)
            return
        form = self._styles.of(self._role, link=True, top=self._top, indent=self._indent)
        self._write_url(row, self._at, f"internal:{quoted(sheet)}!A1", form, said)
        self._count(said)

    def _put_nothing(self, row: int) -> None:
        if not self._bare:  # the line below the row goes on
            self._write_blank(row, self._at, None, self._text)
