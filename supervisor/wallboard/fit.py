"""How large the figures must be for the farthest reader, and how many tiles a page then holds.

Characters that change or matter must stand at no less than 16 minutes of arc, better 18 to 22, at the
greatest viewing distance (NUREG-0700; the FAA's and ISO 9241's figures agree). Below 16 a layout is refused
and the page is split. Names and figures are held to that; the small print that explains them (labels, counts)
is about half as high and has its own, shorter, reading distance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

PREFERRED_ARC = 18.0  # minutes of arc; 20 to 22 are recommended, and below 18 reading grows slower
LEAST_ARC = 16.0
LARGEST_ARC = 45.0  # larger gains nothing, and empty places may stay empty

# Type sizes of a tile in em, the size of a name or a rate. Four sizes, and no others.
WAITING, LONGEST, FIGURE, PRINT = 2.7, 1.5, 1.0, 0.55

GAP = 0.4  # between tiles, in em
HEADING = 0.95  # height of the common headings above lines, in em
LEAST_PRINT_PX = 10.5  # of the small print on any screen, at text scale 1: drawn with 11


class Form(Enum):
    """How much a tile shows; the value is the height that it needs, in em. The richest first."""

    FULL = 11.5  # everything: rates with their counts, the day's course, staff
    COMPACT = 8.7  # one rate less, without the day's course and the bar of the staff
    LINE = 1.82  # one line a queue under common headings: for far readers and for many queues


@dataclass(frozen=True)
class Viewing:
    """The screen and its farthest reader; *inches* is its diagonal, *across_px* that in logical pixels."""

    inches: float
    distance_m: float
    across_px: float

    @property
    def mm_per_px(self) -> float:
        return self.inches * 25.4 / self.across_px

    def px(self, arc: float) -> float:
        """The height in pixels of a character that stands at *arc* minutes for the farthest reader."""
        return arc_height_mm(self.distance_m, arc) / self.mm_per_px

    def readable_m(self, digit_px: float, arc: float = LEAST_ARC) -> float:
        """From how far a digit of *digit_px* pixels can be read."""
        return digit_px * self.mm_per_px / arc_height_mm(1.0, arc)


# An ordinary screen at arm's length: what the board inside the main window is laid out for.
DESK = Viewing(24.0, 0.7, math.hypot(1920, 1080))


def arc_height_mm(distance_m: float, arc: float) -> float:
    """The height in millimetres of a character that stands at *arc* minutes of arc at *distance_m*."""
    return 2000.0 * distance_m * math.tan(math.radians(arc / 60.0) / 2.0)


@dataclass(frozen=True)
class Fit:
    """A page's grid. *em* is the size of the figures and cells are *cell_w* × *cell_h*, all in pixels.

    *readable_m* is from how far names and figures can be read, *print_readable_m* the small print. Not
    *legible*: even one tile a page is too small for the farthest reader.
    """

    form: Form
    columns: int
    rows: int
    pages: int
    em: float
    cell_w: float
    cell_h: float
    gap: float
    readable_m: float
    print_readable_m: float
    legible: bool

    @property
    def per_page(self) -> int:
        return self.columns * self.rows

    @property
    def top(self) -> float:
        """Height of the common headings above the lines; 0 for tiles, which carry their own."""
        return HEADING * self.em if self.form is Form.LINE else 0.0

    @property
    def row_gap(self) -> float:
        return 0.0 if self.form is Form.LINE else self.gap


def fit(
    width: float,
    height: float,
    count: int,
    viewing: Viewing,
    widths: Mapping[Form, float],
    *,
    digit: float,
    text_scale: float = 1.0,
) -> Fit:
    """The grid for *count* tiles on *width* × *height* pixels.

    On as few pages as the farthest reader allows; on those, the form that shows most at 18 minutes of arc,
    else the one that shows most at 16. *widths* are what the forms need in em, *digit* is the height of the
    face's digits in em.
    """
    count = max(1, count)
    least_print = LEAST_PRINT_PX * text_scale
    largest = max(viewing.px(LARGEST_ARC) / digit, 1.5 * least_print / PRINT)

    def made(form: Form, grid: tuple[int, int, float], legible: bool) -> Fit:
        columns, rows, em = grid
        gap = GAP * em
        lines = form is Form.LINE
        top, row_gap = (HEADING * em, 0.0) if lines else (0.0, gap)
        cell_w = (width - (columns - 1) * gap) / columns
        cell_h = (height - top - (rows - 1) * row_gap) / rows
        digit_px = em * digit
        return Fit(
            form,
            columns,
            rows,
            math.ceil(count / (columns * rows)),
            em,
            min(cell_w, widths[form] * em * (2.0 if lines or columns > 2 else 1.4)),
            min(cell_h, form.value * em * (1.6 if lines else 1.3)),
            gap,
            viewing.readable_m(digit_px),
            viewing.readable_m(digit_px * PRINT),
            legible,
        )

    pages = 1
    while True:
        per_page = math.ceil(count / pages)
        grids = {form: _grid(form, widths[form], width, height, per_page, largest) for form in Form}
        for arc in (PREFERRED_ARC, LEAST_ARC):
            least = max(viewing.px(arc) / digit, least_print / PRINT)
            for form, grid in grids.items():
                if grid[2] >= least - 1e-9:
                    return made(form, grid, True)
        if per_page == 1:
            form = max(grids, key=lambda form: grids[form][2])
            return made(form, grids[form], False)
        pages = math.ceil(count / (per_page - 1))


def _grid(
    form: Form, needs: float, width: float, height: float, count: int, largest: float
) -> tuple[int, int, float]:
    """Columns, rows and em for *count* cells: the columns that give the largest figures."""
    lines = form is Form.LINE
    top, row_gap = (HEADING, 0.0) if lines else (0.0, GAP)
    best = (1, count, 0.0)
    for columns in range(1, count + 1):
        rows = math.ceil(count / columns)
        em = min(
            width / (columns * needs + (columns - 1) * GAP),
            height / (rows * form.value + (rows - 1) * row_gap + top),
            largest,
        )
        if em > best[2] + 1e-9 or (em >= largest - 1e-9 and not lines):
            best = (columns, rows, em)
    return best
