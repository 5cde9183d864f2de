"""The paper of a sheet: A4, upright or lying, how much of it one page takes, and where a new one begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from supervisor.words import pgettext
from supervisor.workbook.cell import clean
from supervisor.workbook.sizes import PIXELS

A4 = (595.3, 841.9)  # points
MARGIN = 0.45  # inches, left and right
ABOVE = 0.5
BELOW = 0.7
FOOTER = 0.3
WIDE = 6  # columns that an upright page takes
UPRIGHT = 98.0  # characters across an upright page, about
LYING = 146.0
MOST = 176.0  # characters across, where long texts can give way: below, print is too small to read
FILL = 9.0  # a column that only makes room for texts and charts
LONGEST = 255  # characters of a footer

_POINT = 72 / 96  # a pixel
_SURE = 0.97  # of a page: programs differ a little in how much it takes


def points(characters: float) -> float:
    """How wide a column of so many characters is."""
    return (characters * PIXELS + 5) * _POINT


@dataclass(frozen=True)
class Page:
    """The paper of a sheet whose columns are *widths* characters wide. *lying*: landscape. *whole*: one of
    all its rows, too, however small they become."""

    widths: Sequence[float]
    lying: bool
    whole: bool = False

    @property
    def width(self) -> float:
        """Points between the margins."""
        return A4[1 if self.lying else 0] - 2 * MARGIN * 72

    @property
    def room(self) -> float:
        """Points of rows that surely stand on one page, as the sheet is scaled to the paper's width."""
        if self.whole:
            return inf
        high = A4[0 if self.lying else 1] - (ABOVE + BELOW) * 72
        all_columns = sum(points(width) for width in self.widths)
        return high / min(1.0, self.width / max(1.0, all_columns)) * _SURE

    def set_up(self, sheet: Any, title: str, made: str, *, face: str) -> None:
        """Paper, margins, one page wide, and what stands at the foot of each page."""
        sheet.set_paper(9)
        if self.lying:
            sheet.set_landscape()
        sheet.set_margins(left=MARGIN, right=MARGIN, top=ABOVE, bottom=BELOW)
        sheet.fit_to_pages(1, int(self.whole))
        sheet.set_footer(footer(title, made, face), {"margin": FOOTER})


def footer(title: str, made: str, face: str) -> str:
    """Title at the left, page and pages in the middle, when it was made at the right."""
    style = f'&"{face},Regular"&8 '  # the space ends the size
    middle = pgettext("footer", "Page {page} of {pages}").format(page="&P", pages="&N")
    room = LONGEST - 3 * (len(style) + 2) - len(middle) - 4
    right = _plain(made, room // 3)
    left = _plain(title, room - len(right))
    return f"&L{style}{left}&C{style}{middle}&R{style}{right}"


def _plain(text: str, most: int) -> str:
    """*text* where an ampersand would command."""
    said = " ".join(clean(text).split())
    while len(said.replace("&", "&&")) > most:
        said = said[:-1]
    return said.replace("&", "&&")
