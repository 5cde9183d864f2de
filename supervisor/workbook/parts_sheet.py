"""A sheet that is read from the top like a page: texts, tables, charts one below the other, with air above;
no chart and no short table is torn by the end of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from supervisor.workbook import rows as rows_module
from supervisor.workbook.book import Book, Chart, Sheet, Table, Text, Voice
from supervisor.workbook.cell import clean, fitted
from supervisor.workbook.page import FILL, LYING, MOST, UPRIGHT, WIDE, Page
from supervisor.workbook.paper import Paper, Place
from supervisor.workbook.rows import write_rows
from supervisor.workbook.sizes import FOLDED, PIXELS, ROW, height, joined, lines, shared
from supervisor.workbook.styles import Role
from supervisor.workbook.title import write_title

_READ = 120.0  # characters that a paragraph is wide, at most
_FEW = 20  # rows of a table that needs no heading on a second page
_CHART = 980  # pixels across, at most
_BETWEEN = 12
_EDGE = 10  # programs differ a little in how wide a column is, and paper ends with the last
SMALL_ROWS = 11
CHART_ROWS = 12
TALL_ROWS = 25

_ROLES = {Voice.PLAIN: Role.PLAIN, Voice.LEAD: Role.LEAD, Voice.HEAD: Role.HEAD, Voice.NOTE: Role.NOTE}
_SIZES = {Voice.PLAIN: 10.0, Voice.LEAD: 11.0, Voice.HEAD: 13.0, Voice.NOTE: 9.0}


class PartsSheet:
    """A sheet that is read from the top: texts, tables and charts one below the other."""

    def __init__(self, paper: Paper, sheet: Any, of: Sheet, book: Book) -> None:
        self._paper = paper
        self._sheet = sheet
        self._of = of
        self._book = book
        self._tables = [part for part in of.parts if isinstance(part, Table)]
        grids = [paper.measure(table) for table in self._tables]
        columns = max((len(one.titles) for one in grids), default=0)
        wanted = [
            max((one.widths[at] for one in grids if at < len(one.titles)), default=FILL)
            for at in range(columns)
        ]
        wraps = [any(at < len(one.wraps) and one.wraps[at] for one in grids) for at in range(columns)]
        charts = any(isinstance(part, Chart) for part in of.parts)
        lying = columns > WIDE or sum(wanted) > UPRIGHT * 1.15 or (charts and columns == 0)
        if of.upright is not None:
            lying = not of.upright
        least = [
            max(
                (one.widths[at] for one in grids if at < len(one.titles) and not one.wraps[at]),
                default=FOLDED,
            )
            for at in range(columns)
        ]
        least = [max(FOLDED, width) for width in least]
        self._widths = shared(wanted, wraps, MOST if lying else UPRIGHT * 1.15, least)
        across = LYING if lying else UPRIGHT
        while sum(self._widths) < across - FILL:
            self._widths.append(FILL)
        self._page = Page(self._widths, lying, of.whole)
        self._across = _columns_within(self._widths, _READ)
        read = [part for part in of.parts if not (isinstance(part, Text) and part.voice is Voice.NOTE)]
        self._last = read[-1] if read else None
        self._used = 0.0  # points of this page
        self._breaks: list[int] = []
        self._flows = False  # to the end, with a heading on every page: where one begins is not ours to say
        self._row = 0
        self._charts: list[tuple[Chart, Place]] = []
        self._beside: Place | None = None  # of a small chart that has room at its right

    def write(self) -> tuple[int | None, list[tuple[Chart, Place]]]:
        """Rows of its tables, and where its charts go."""
        sheet, paper, book = self._sheet, self._paper, self._book
        self._page.set_up(sheet, self._of.title or book.title, book.about.made_at, face=paper.styles.face)
        for at, width in enumerate(self._widths):
            sheet.set_column(at, at, width)
        sheet.set_default_row(ROW)
        sheet.hide_gridlines(2)
        counts = [paper.measure(table).count for table in self._tables]
        rows = sum(count or 0 for count in counts) if self._tables and None not in counts else None
        self._row = write_title(paper, sheet, self._of, book, rows, self._across_width)
        self._used = 30 + ROW * (self._row - 1)
        parts = list(self._of.parts)
        for at, part in enumerate(parts):
            after = parts[at + 1] if at + 1 < len(parts) else None
            self._part(part, after)
        if self._breaks:
            sheet.set_h_pagebreaks(self._breaks)
        sheet.print_area(0, 0, max(0, self._row - 1), len(self._widths) - 1)
        if not self._tables:
            return None, self._charts
        return sum(stand.rows for stand in paper.stands if stand.sheet == sheet.get_name()), self._charts

    @property
    def _across_width(self) -> float:
        return joined(self._widths[: self._across])

    def _part(self, part: Text | Table | Chart, after: Text | Table | Chart | None) -> None:
        if not (isinstance(part, Chart) and part.small):
            self._beside = None
        if isinstance(part, Text):
            self._text(part, after)
        elif isinstance(part, Table):
            self._table(part)
        else:
            self._chart(part)

    # -- the page --------------------------------------------------------------------------------

    def _fit(self, points: float) -> None:
        """Begin a new page where *points* more would not fit, and where they fit on one at all."""
        if self._used + points > self._page.room and self._used > ROW * 4 and not self._flows:
            self._breaks.append(self._row)
            self._used = 0.0

    def _down(self, points: float = ROW) -> None:
        """One row was used, so high; where it begins a page, that is said, for programs differ a little."""
        if self._used + points > self._page.room and not self._flows:
            self._breaks.append(self._row)
            self._used = 0.0
        self._row += 1
        self._used += points

    def _air(self, points: float = 10.0) -> None:
        self._sheet.set_row(self._row, points)
        self._down(points)

    # -- its parts -------------------------------------------------------------------------------

    def _text(self, part: Text, after: Text | Table | Chart | None) -> None:
        size = _SIZES[part.voice]
        if part.voice is Voice.HEAD:
            self._fit(60 + self._need(after))
            self._air(14)
        elif part.voice is Voice.LEAD and isinstance(after, Text):
            self._fit(30 + self._need(after))  # it leads what stands below it
            self._air(6)
        elif part.voice is not Voice.NOTE:
            self._air(6)
        form = self._paper.styles.of(_ROLES[part.voice])
        for line in part.lines:
            for piece in _pieces(clean(line), self._across_width * 10 / size):
                high = height(lines(piece, self._across_width * 10 / size), size)
                if part.voice is Voice.HEAD:
                    high = max(high, 24.0)
                self._fit(high)
                self._sheet.set_row(self._row, high)
                if part.voice is Voice.HEAD:
                    self._head(piece, form)
                else:
                    self._merged(piece, form)
                self._down(high)

    def _head(self, text: str, form: Any) -> None:
        """Its line goes on over the whole width."""
        for at in range(len(self._widths)):
            self._sheet.write_blank(self._row, at, None, form)
        self._sheet.write_string(self._row, 0, fitted(text), form)

    def _merged(self, text: str, form: Any) -> None:
        said = fitted(text)
        if self._across > 1 and said:
            self._sheet.merge_range(self._row, 0, self._row, self._across - 1, "", form)
        if said:
            self._sheet.write_string(self._row, 0, said, form)

    def _need(self, part: Text | Table | Chart | None) -> float:
        """Points of *part* that should stand below its head."""
        if isinstance(part, Chart):
            return (TALL_ROWS if part.tall else CHART_ROWS) * ROW
        return 6 * ROW if isinstance(part, Table) else 2 * ROW

    def _table(self, table: Table) -> None:
        of = self._paper.measure(table)
        styles = self._paper.styles
        whole = (min(of.count or 0, 40) + 5) * ROW
        self._fit(whole if whole <= self._page.room * 0.6 else 8 * ROW)
        self._air()
        if table.title:
            self._sheet.set_row(self._row, 20)
            self._sheet.write_string(self._row, 0, fitted(clean(table.title)), styles.of(Role.NAME))
            self._down(20)
        if table.note:
            form = styles.of(Role.NOTE)
            for line in table.note.split("\n"):
                for piece in _pieces(clean(line), self._across_width * 10 / 9):
                    high = height(lines(piece, self._across_width * 10 / 9), 9)
                    self._sheet.set_row(self._row, high)
                    self._merged(piece, form)
                    self._down(high)
        begin = self._row
        if table is self._tables[-1] and table is self._last and (of.count or 0) > _FEW:
            self._sheet.repeat_rows(begin)
            self._flows = True
        highs: list[float] = []
        last, _count = write_rows(
            self._paper,
            self._sheet,
            of,
            (rows := iter(of.rows)),
            begin,
            self._widths,
            filters=False,
            room=rows_module.SPLIT - begin,
            highs=highs,
        )
        if next(rows, None) is not None:
            raise ValueError(f"{table.name} has more rows than stand below each other: give it a sheet")
        for high in highs:
            self._down(high)
        assert self._row == last + 1  # noqa: S101

    def _chart(self, chart: Chart) -> None:
        across = int(min(sum(width * PIXELS + 5 for width in self._widths) - _EDGE, _CHART))
        if chart.small and self._beside is not None:
            beside, self._beside = self._beside, None
            half = replace(beside, left=beside.width + _BETWEEN)
            self._charts.append((chart, half))
            return
        rows = SMALL_ROWS if chart.small else TALL_ROWS if chart.tall else CHART_ROWS
        self._fit(10 + rows * ROW)
        self._air()
        place = Place(self._sheet, self._row, across, round((rows - 0.5) * ROW * 96 / 72))
        if chart.small:
            place = self._beside = replace(place, width=(across - _BETWEEN) // 2)
        self._charts.append((chart, place))
        for _row in range(rows):
            self._down()


def _columns_within(widths: Sequence[float], room: float) -> int:
    """How many of the first columns a paragraph goes across."""
    total = 0.0
    for at, width in enumerate(widths):
        total += width
        if total >= room:
            return at + 1
    return len(widths)


def _pieces(text: str, room: float) -> Iterator[str]:
    """*text* in pieces that one row can show whole: a row is at most so high."""
    left = text
    while left:
        if lines(left, room) <= 24:
            yield left
            return
        at = int(room * 12)
        cut = max(left.rfind(mark, 0, at) for mark in (" ", "。", "\n", "，", "；"))
        cut = cut + 1 if cut > at // 2 else at
        yield left[:cut].rstrip()
        left = left[cut:].lstrip()
