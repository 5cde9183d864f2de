"""Where groups of agents and their cells stand on a canvas, of which the viewport shows a part.

Positions on the canvas are counted from its top; *scrolled* is how much of it is above the viewport.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, QRectF, Qt

from ui.wallboard.roster import Place

CELL_W, CELL_H = 12.6, 2.7  # in em, the size of a name
HEAD_H = 2.3
CARD_H = 4.3  # a group of a public board; as wide as its words
MOST_CARD_EM = 3.0  # how much larger than a name its figures may be
GAP = 0.35


class Canvas(ABC):
    """Where groups stand; of a public board they have no cells. *em* is the size of a name in pixels."""

    def __init__(self, em: float, columns: int, cell_w: float, cell_h: float) -> None:
        self.em = em
        self.columns = columns
        self.cell_w, self.cell_h = cell_w, cell_h
        self.head_h = HEAD_H * em
        self.gap = GAP * em
        self.tops: list[float] = []  # of the groups, in order
        self.bottoms: list[float] = []
        self.high = 0.0

    @property
    def pitch(self) -> float:
        """From row to row."""
        return self.cell_h + self.gap

    def in_sight(self, top: int, bottom: int) -> range:
        """The groups of which something is between *top* and *bottom*."""
        return range(bisect_left(self.bottoms, top), bisect_right(self.tops, bottom))

    @abstractmethod
    def head_box(self, number: int, scrolled: int) -> QRect:
        """Where the head of a group stands in the viewport."""

    def whole_head(self, number: int, scrolled: int) -> QRect:
        """What is shown with a group's head or not at all."""
        return self.head_box(number, scrolled)

    def cell_box(self, place: Place, scrolled: int) -> QRect:
        """Where a cell stands in the viewport; empty where there are none."""
        return QRect()

    def cells_between(self, top: int, bottom: int) -> Iterator[Place]:
        """The cells between *top* and *bottom*."""
        return iter(())

    def step(self, place: Place, key: Qt.Key) -> Place | None:
        """The cell to which *key*, one of STEPS, leads from *place*; None when it is the last on that way."""
        return None

    @abstractmethod
    def first_hidden(self, bottom: int) -> int | None:
        """Where the first row begins that ends below *bottom*; None when there is none."""


class CardCanvas(Canvas):
    """A public board: a card for each of *count* groups, as large as all fit, within reason.

    *card_w* is what the widest card needs, in em; *em* the least that a name may have.
    """

    def __init__(self, count: int, wide: int, high: int, em: float, card_w: float) -> None:
        columns, em = _columns_of_cards(max(1, count), wide, high, em, card_w)
        cell_w = min((wide - (columns - 1) * GAP * em) / columns, 1.4 * card_w * em)
        super().__init__(em, columns, cell_w, CARD_H * em)
        self.tops = [number // columns * self.pitch for number in range(count)]
        self.bottoms = [top + self.cell_h for top in self.tops]
        self.high = self.bottoms[-1] if count else 0.0

    def head_box(self, number: int, scrolled: int) -> QRect:
        x = (number % self.columns) * (self.cell_w + self.gap)
        return QRectF(x, self.tops[number] - scrolled, self.cell_w, self.cell_h).toAlignedRect()

    def first_hidden(self, bottom: int) -> int | None:
        hidden = bisect_right(self.bottoms, bottom)
        return round(self.tops[hidden]) if hidden < len(self.tops) else None


def _columns_of_cards(count: int, wide: int, high: int, least_em: float, card_w: float) -> tuple[int, float]:
    """Columns and size of cards: the largest with which all are in sight, else the least."""
    best = (1, least_em)
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        em = min(wide / (columns * (card_w + GAP)), high / (rows * (CARD_H + GAP)), MOST_CARD_EM * least_em)
        if em >= best[1]:
            best = (columns, em)
    if best[1] > least_em:
        return best
    return max(1, int(wide // ((card_w + GAP) * least_em))), least_em


class CellCanvas(Canvas):
    """Groups one below the other, each with a head and *counts* cells in as many columns as fit."""

    def __init__(self, counts: Sequence[int], wide: int, em: float) -> None:
        columns = max(1, int((wide + GAP * em) // ((CELL_W + GAP) * em)))
        super().__init__(em, columns, (wide - (columns - 1) * GAP * em) / columns, CELL_H * em)
        self._counts = counts
        self._wide = wide
        self._cells_tops: list[float] = []
        y = 0.0
        for count in counts:
            self.tops.append(y)
            self._cells_tops.append(y + self.head_h)
            self.bottoms.append(y + self.head_h + self._rows(count) * self.pitch)
            y = self.bottoms[-1] + self.gap
        self.high = y - self.gap if counts else 0.0

    def _rows(self, count: int) -> int:
        return -(-count // self.columns)

    def head_box(self, number: int, scrolled: int) -> QRect:
        return QRectF(0, self.tops[number] - scrolled, self._wide, self.head_h).toAlignedRect()

    def whole_head(self, number: int, scrolled: int) -> QRect:
        return self.head_box(number, scrolled).adjusted(0, 0, 0, round(self.cell_h))  # with the first row

    def cell_box(self, place: Place, scrolled: int) -> QRect:
        row, column = divmod(place[1], self.columns)
        y = self._cells_tops[place[0]] + row * self.pitch - scrolled
        x = column * (self.cell_w + self.gap)
        return QRect(round(x), round(y), round(self.cell_w), round(self.cell_h))

    def cells_between(self, top: int, bottom: int) -> Iterator[Place]:
        for number in self.in_sight(top, bottom):
            cells_top = self._cells_tops[number]
            first = max(0, int((top - cells_top) // self.pitch)) * self.columns
            last = (int((bottom - cells_top) // self.pitch) + 1) * self.columns
            for cell in range(first, max(first, min(last, self._counts[number]))):
                yield number, cell

    def first_hidden(self, bottom: int) -> int | None:
        for number, count in enumerate(self._counts):
            for row in range(self._rows(count)):
                y = self._cells_tops[number] + row * self.pitch
                if y + self.cell_h > bottom:
                    return round(self.tops[number] if row == 0 else y)
        return None

    def step(self, place: Place, key: Qt.Key) -> Place | None:
        number, cell = place
        count = self._counts[number]
        row, column = divmod(cell, self.columns)
        if key == Qt.Key.Key_Home:
            number, cell = 0, 0
        elif key == Qt.Key.Key_End:
            number, cell = len(self._counts) - 1, -1
        elif key == Qt.Key.Key_Right:
            number, cell = (number, cell + 1) if cell + 1 < count else (number + 1, 0)
        elif key == Qt.Key.Key_Left:
            number, cell = (number, cell - 1) if cell > 0 else (number - 1, -1)
        elif key == Qt.Key.Key_Down:
            if row == (count - 1) // self.columns:
                number, cell = number + 1, column
            else:
                cell = min(count - 1, cell + self.columns)
        elif row:
            cell -= self.columns
        else:
            number -= 1
            if number >= 0:
                above = self._counts[number]
                cell = min(above - 1, (above - 1) // self.columns * self.columns + column)
        if not 0 <= number < len(self._counts):
            return None
        last = self._counts[number] - 1
        return number, last if cell < 0 else min(cell, last)


def scroll_range(canvas: Canvas, high: int, *, whole_rows: bool) -> int:
    """How far a viewport of *high* pixels can go down; *whole_rows*: until the last row alone is in sight."""
    if canvas.high <= high:
        return 0
    least = round(canvas.cell_h + canvas.head_h) if whole_rows else high
    return max(0, math.ceil(canvas.high) - least)
