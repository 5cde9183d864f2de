"""A sheet on its way into the file: its title, its first line, and its parts one below the other.

A sheet of one table is a list: heading and first columns stay in sight, it filters, the heading stands on
every printed page. Other sheets are read from the top like a page: each part has air above it, and no chart
and no short table is torn by the end of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import chain, islice
from typing import Any

from supervisor.words import _
from supervisor.workbook.book import Book, Cell, Chart, Marks, Sheet, Table, Text, Voice
from supervisor.workbook.cell import Figure, Heading, clean, fitted
from supervisor.workbook.columns import RIGHT, Column, Ledger
from supervisor.workbook.first_line import first_line, folded
from supervisor.workbook.grid import Grid, grid
from supervisor.workbook.names import sheet_name, table_name
from supervisor.workbook.page import WIDE, Page
from supervisor.workbook.sizes import PIXELS, ROW, height, joined, lines, shared
from supervisor.workbook.styles import SHADES, Role, Styles
from supervisor.workbook.tally import Tally

STEP = 500  # rows between two words about how far the work is
MOST_ROWS = 1_048_576
SPLIT = MOST_ROWS - 1  # rows of a table on one sheet, at most

_UPRIGHT = 98.0  # characters across an upright page, about
_LYING = 146.0
_MOST = 176.0  # characters across, where long texts can give way: below, print is too small to read
_READ = 120.0  # characters that a paragraph is wide, at most
_FILL = 9.0  # a column that only makes room for texts and charts
_FEW = 20  # rows of a table that needs no heading on a second page
_CHART = 980  # pixels across, at most
_BETWEEN = 12
_EDGE = 10  # programs differ a little in how wide a column is, and paper ends with the last
SMALL_ROWS = 11
CHART_ROWS = 12
TALL_ROWS = 25

_ROLES = {Voice.PLAIN: Role.PLAIN, Voice.LEAD: Role.LEAD, Voice.HEAD: Role.HEAD, Voice.NOTE: Role.NOTE}
_SIZES = {Voice.PLAIN: 10.0, Voice.LEAD: 11.0, Voice.HEAD: 13.0, Voice.NOTE: 9.0}


@dataclass(frozen=True)
class Stand:
    """Where a table stands in the file, and what was put there: *titles* in row *top* of *sheet*, from
    column 0; then *rows* rows, each column counted in *tallies*; *ids*: columns compared text by text.
    *total*: of the row below, where there is one."""

    table: str
    sheet: str
    top: int
    titles: Sequence[str]
    rows: int
    tallies: Sequence[Tally]
    ids: Sequence[int] = ()
    total: Sequence[Tally] | None = None


@dataclass(frozen=True)
class Place:
    """Where a chart goes: its *row* on *sheet*, and how large, in pixels."""

    sheet: Any
    row: int
    width: int
    height: int
    left: int = 0  # pixels from the edge


@dataclass
class Paper:
    """What all sheets of one file share. *stands*: its tables, as they are written."""

    zone: tzinfo
    ledger: Ledger
    progress: Callable[[int], None]
    file: Any = None
    styles: Styles = field(init=False)
    flat: bool = False
    stands: list[Stand] = field(default_factory=list)
    rows: int = 0
    _grids: dict[int, Grid] = field(default_factory=dict)
    _tables: set[str] = field(default_factory=set)

    def begin(self, file: Any, styles: Styles, *, flat: bool) -> None:
        """Write into *file*; *flat*: row by row, with flat memory."""
        self.file, self.styles, self.flat = file, styles, flat

    def measure(self, table: Table) -> Grid:
        """*table* with widths; measured once, for its rows may be gone through only once."""
        if id(table) not in self._grids:
            self._grids[id(table)] = grid(table)
        return self._grids[id(table)]

    def heading(self, table: str, column: int) -> Heading:
        """Of that column of the table called so."""
        for one in self._grids.values():
            if one.table.name == table:
                return one.table.headings[column]
        raise KeyError(table)

    def table_name(self, wanted: str) -> str:
        """A name for a real table of this file."""
        return table_name(wanted, self._tables)


def write_sheet(
    paper: Paper, sheet: Any, of: Sheet, book: Book, names: set[str]
) -> tuple[int | None, list[tuple[Chart, Place]]]:
    """Write *of* into *sheet*; how many rows its tables have (None: no table), and its charts, which are
    drawn when all tables stand."""
    paper.ledger.links = 0
    table = of.list
    if table is not None:
        return _List(paper, of, book, names).write(sheet, paper.measure(table)), []
    return _Parts(paper, sheet, of, book).write()


# -- a list -------------------------------------------------------------------------------------------------


class _List:
    """A sheet of one table, and as many further sheets as its rows need."""

    def __init__(self, paper: Paper, of: Sheet, book: Book, names: set[str]) -> None:
        self._paper = paper
        self._of = of
        self._book = book
        self._names = names

    def write(self, sheet: Any, of: Grid) -> int:
        """Write every row of *of*; how many there were."""
        rows = iter(of.rows)
        done = 0
        number = 1
        part: Iterator[Sequence[Cell]] = rows
        while True:
            done += self._one(sheet, of, part, number)
            following = list(islice(rows, 1))
            if not following:
                return done
            number += 1
            sheet = self._paper.file.add_worksheet(sheet_name(self._of.name, self._names))
            part = chain(following, rows)

    def _one(self, sheet: Any, of: Grid, rows: Iterator[Sequence[Cell]], number: int) -> int:
        paper, book = self._paper, self._book
        plain = self._of.plain
        lying = not (self._of.upright if self._of.upright is not None else len(of.titles) <= WIDE)
        widths = (
            list(of.widths) if of.raw else shared(of.widths, of.wraps, _MOST if lying else _UPRIGHT * 1.2)
        )
        page = Page(widths, lying)
        page.set_up(sheet, self._of.title or book.title, book.about.made_at, face=paper.styles.face)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        if not of.raw:
            sheet.set_default_row(ROW)
        top = 0
        if not plain:
            room = max(joined(widths), _UPRIGHT - _FILL)
            top = _title(paper, sheet, self._of, book, of.count, room, number=number)
            top = self._note(sheet, of.table, top, room)
            top += 1
        last, written = write_table_at(
            paper, sheet, of, rows, top, widths, filters=True, room=SPLIT - top, number=number
        )
        sheet.freeze_panes(top + 1, min(self._of.frozen, max(0, len(of.titles) - 1)))
        sheet.repeat_rows(top)
        across = list(widths)
        while not plain and sum(across) < _UPRIGHT - _FILL:  # the lines above need room on paper, too
            across.append(_FILL)
        sheet.print_area(0, 0, last, max(0, len(across) - 1))
        return written

    def _note(self, sheet: Any, table: Table, row: int, room: float) -> int:
        if not table.note:
            return row
        for line in folded(clean(table.note).split("\n"), room):
            sheet.write_string(row, 0, fitted(line), self._paper.styles.of(Role.FIRST))
            row += 1
        return row


def _title(
    paper: Paper,
    sheet: Any,
    of: Sheet,
    book: Book,
    rows: int | None,
    room: float,
    *,
    number: int = 1,
) -> int:
    """Title and first line; the row below them."""
    styles = paper.styles
    title = clean(of.title or of.name or book.title).replace("\n", " ")
    if number > 1:
        title = _("{title} (part {number})").format(title=title, number=number)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, fitted(title), styles.of(Role.TITLE))
    row = 1
    for line in folded(first_line(book.about, rows), max(room, 60.0)):
        sheet.write_string(row, 0, fitted(clean(line)), styles.of(Role.FIRST))
        row += 1
    return row


# -- a sheet of parts ---------------------------------------------------------------------------------------


class _Parts:
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
            max((one.widths[at] for one in grids if at < len(one.titles)), default=_FILL)
            for at in range(columns)
        ]
        wraps = [any(at < len(one.wraps) and one.wraps[at] for one in grids) for at in range(columns)]
        charts = any(isinstance(part, Chart) for part in of.parts)
        lying = columns > WIDE or sum(wanted) > _UPRIGHT * 1.15 or (charts and columns == 0)
        if of.upright is not None:
            lying = not of.upright
        self._widths = shared(wanted, wraps, _MOST if lying else _UPRIGHT * 1.15)
        least = _LYING if lying else _UPRIGHT
        while sum(self._widths) < least - _FILL:
            self._widths.append(_FILL)
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
        self._row = _title(paper, sheet, self._of, book, rows, self._across_width)
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
        last, _count = write_table_at(
            self._paper,
            self._sheet,
            of,
            (rows := iter(of.rows)),
            begin,
            self._widths,
            filters=False,
            room=SPLIT - begin,
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


# -- a table ------------------------------------------------------------------------------------------------


def write_table_at(
    paper: Paper,
    sheet: Any,
    of: Grid,
    rows: Iterator[Sequence[Cell]],
    top: int,
    widths: Sequence[float],
    *,
    filters: bool,
    room: int,
    number: int = 1,
    highs: list[float] | None = None,
) -> tuple[int, int]:
    """*rows* of *of* below its titles in row *top*, at most *room*; its last row, and how many were written.

    *highs* is filled with the height of each row from *top* on.
    """
    table, styles, ledger = of.table, paper.styles, paper.ledger
    kept = highs is not None
    highs = [] if highs is None else highs
    raw = of.raw
    folds = of.folds and not raw
    ids = frozenset(table.ids)
    columns = [
        Column(
            sheet,
            at,
            heading,
            styles,
            paper.zone,
            ledger,
            role=Role.RAW if raw else Role.CELL,
            wrap=of.wraps[at],
            top=folds,
            ids=at in ids,
        )
        for at, heading in enumerate(table.headings)
    ]
    rights = [_right(heading, at, ids, table) for at, heading in enumerate(table.headings)]
    forms = [
        styles.of(Role.HEADING, right=right, indent=at > 0 and not right) for at, right in enumerate(rights)
    ]
    spare = 3 if filters else 1
    count = max((lines(title, widths[at] - spare) for at, title in enumerate(of.titles)), default=1)
    high = max(height(count, 10.5), ROW + 3)
    sheet.set_row(top, high)
    highs.append(high)
    for at, title in enumerate(of.titles):
        sheet.write_string(top, at, title, forms[at])
    puts = [column.put for column in columns]
    wrapping = [at for at, wraps in enumerate(of.wraps) if wraps] if folds else []
    done = 0
    row = top
    width = len(puts)
    for cells in islice(rows, room):
        row += 1
        if len(cells) != width:
            raise ValueError(
                f"a row of {table.name} has {len(cells)} cells, not {width}: zip would lose some"
            )
        if wrapping:
            most = max(lines(_said(cells[at]), widths[at] - (1.5 if at else 0)) for at in wrapping)
            if most > 1:
                sheet.set_row(row, height(most))
            if kept:
                highs.append(height(most))
        for put, value in zip(puts, cells, strict=True):
            put(row, value)
        done += 1
        if done % STEP == 0:
            paper.progress(STEP)
    paper.progress(done % STEP)
    paper.rows += done
    if not wrapping:
        highs += [ROW] * (done if kept else 0)
    total = None
    if not done:
        row += 1
        if table.empty:
            sheet.write_string(row, 0, fitted(clean(table.empty)), styles.of(Role.CENTRE))
        highs.append(ROW)
    elif not paper.flat:
        settings = {
            "name": paper.table_name(table.name),
            "style": None,
            "autofilter": filters,
            "columns": [
                {"header": title, "header_format": form} for title, form in zip(of.titles, forms, strict=True)
            ],
        }
        sheet.add_table(top, 0, row, max(0, width - 1), settings)
    if done and paper.flat and filters:
        sheet.autofilter(top, 0, row, max(0, width - 1))
    if done:
        sheet.ignore_errors({"number_stored_as_text": _range(top + 1, 0, row, width - 1)})
        for marks in table.marks:
            _mark(sheet, marks, top + 1, row, styles)
        if table.shaded is not None:
            left, right = table.shaded
            sheet.conditional_format(top + 1, left, row, right, SHADES)
    if table.total is not None and done:
        row += 1
        total = _total(paper, sheet, of, row)
        highs.append(ROW)
    tallies = [column.tally for column in columns]
    paper.stands.append(
        Stand(table.name, sheet.get_name(), top, of.titles, done, tallies, tuple(table.ids), total)
    )
    return row, done


def _total(paper: Paper, sheet: Any, of: Grid, row: int) -> list[Tally]:
    """The row below, apart."""
    total = of.table.total or ()
    columns = [
        Column(sheet, at, heading, paper.styles, paper.zone, paper.ledger, role=Role.TOTAL)
        for at, heading in enumerate(of.table.headings)
    ]
    for column, value in zip(columns, total, strict=True):
        column.put(row, value)
    return [column.tally for column in columns]


def _said(value: Cell) -> str:
    return value if isinstance(value, str) else ""


def _right(heading: Heading, at: int, ids: frozenset[int], table: Table) -> bool:
    """Whether the title stands above figures."""
    if at in ids:
        return False
    if heading.kind in RIGHT:
        return True
    some = list(islice(table.rows, 3)) if table.count else []
    return bool(some) and all(at < len(row) and isinstance(row[at], Figure) for row in some)


def _mark(sheet: Any, marks: Marks, first: int, last: int, styles: Styles) -> None:
    """One rule a text, over the whole column."""
    for text, tone in marks.tones.items():
        said = clean(text)[:250].replace('"', '""')
        rule = {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": styles.mark(tone)}
        sheet.conditional_format(first, marks.column, last, marks.column, rule)


def _range(first: int, left: int, last: int, right: int) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(first, left, last, max(left, right)))
