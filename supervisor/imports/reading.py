"""A sheet's rows as a mapping reads them: by what each column is, in our units; totals beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from supervisor.errors import ImportFileError
from supervisor.facts.fields import BY_NAME
from supervisor.facts.fields import Unit as FieldUnit
from supervisor.imports import header as headers
from supervisor.imports import totals, values
from supervisor.imports.document import Document
from supervisor.imports.grid import Cell, Grid, Row, place, shown
from supervisor.imports.header import Header
from supervisor.imports.mapping import LENGTHS, Column, Mapping, Shape
from supervisor.imports.totals import Total
from supervisor.imports.values import Refused, Unit, Value
from supervisor.imports.verdict import Problem

Read: TypeAlias = Callable[[Cell], Value | Refused | None]

KEYS = ("login", "agent", "team", "day", "month", "time", "channel", "skill", "type", "id", "number", "kind")
"""Roles that say whose and when a row is; all others are figures."""


@dataclass(slots=True)
class RowRead:
    """A row: values by role (a role whose cell is empty is not in it), and what was not understood."""

    sheet: str
    number: int
    cells: list[Cell]
    values: dict[str, Value]
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)  # where each role stands; one object for all rows

    def place(self, role: str) -> str:
        """The cell of *role* ("C14"); "" where no column is."""
        return place(self.number, self.columns[role]) if role in self.columns else ""


@dataclass(slots=True)
class SheetOpen:
    """A sheet whose header fits, with the place of each column that is read."""

    grid: Grid
    header: Header
    columns: tuple[tuple[int, Column], ...]
    missing: tuple[Column, ...]
    rows: list[Row]
    day: tuple[date, str] | None = None  # of the whole sheet, where its title or the file's name tells it


def sheets(document: Document, mapping: Mapping) -> tuple[list[SheetOpen], list[str]]:
    """The sheets of *document* that *mapping* reads, and the names of those it does not.

    Raises ImportFileError when none fits: no_sheet, no_header.
    """
    wanted = [column for column in mapping.columns if column.role]
    found: list[SheetOpen] = []
    others = []
    for sheet in document.sheets:
        if mapping.sheet and sheet.name != mapping.sheet:
            others.append(sheet.name)
            continue
        if sheet.hidden and not mapping.sheet:
            others.append(sheet.name)
            continue
        opened = _fitting(document.grid(sheet.name), mapping, wanted)
        if opened is None:
            others.append(sheet.name)
        else:
            found.append(opened)
    if not found:
        if mapping.sheet and mapping.sheet not in {sheet.name for sheet in document.sheets}:
            raise ImportFileError(str(document.path), "no_sheet", mapping.sheet)
        titles = ", ".join(column.title for column in wanted[:8])
        raise ImportFileError(str(document.path), "no_header", titles)
    return found, others


def _fitting(grid: Grid, mapping: Mapping, wanted: list[Column]) -> SheetOpen | None:
    header = headers.find(grid, {column.title for column in mapping.columns}, row=mapping.header_row)
    if header is None:
        return None
    places = {title: place for place, title in reversed(list(enumerate(header.titles))) if title}
    keys = {headers.title_key(title): place for title, place in places.items()}
    columns, missing = [], []
    for column in wanted:
        found = places.get(column.title, keys.get(headers.title_key(column.title)))
        if found is None:
            missing.append(column)
        else:
            columns.append((found, column))
    if not columns or len(columns) < len(missing):
        return None
    there = {column.role for _, column in columns}
    told_by_column = [role for role in ("login", "agent", "day", "id", "skill") if mapping.column_of(role)]
    who = {"login", "agent"} & set(told_by_column)
    if who and not who & there:
        return None
    if any(role not in there for role in told_by_column if role not in ("login", "agent")):
        return None
    return SheetOpen(grid, header, tuple(columns), tuple(missing), list(headers.body(grid, header)))


def unit_of(mapping: Mapping, column: Column) -> Unit:
    """In which unit the cells of *column* are read: an average of counts is no whole number."""
    if column.per and column.unit is Unit.COUNT:
        return Unit.NUMBER
    return column.unit


def rows_of(sheet: SheetOpen, mapping: Mapping) -> Iterator[RowRead | Total]:
    """The rows of *sheet* in their order, read; totals as they stand."""
    columns = {column.role: at for at, column in sheet.columns}
    readers: list[tuple[int, Column, Read]] = [
        (at, column, values.reader(unit_of(mapping, column), mapping.order)) for at, column in sheet.columns
    ]
    sifted: Iterator[Row | Total] = iter(sheet.rows)
    if mapping.drop_totals:
        sifted = totals.sift(sheet.rows, _keys(sheet), _numbers(sheet, mapping))
    for row in sifted:
        if isinstance(row, Total):
            yield row
        else:
            yield _read(sheet, row, readers, columns)


def _keys(sheet: SheetOpen) -> list[int]:
    return [at for at, column in sheet.columns if column.role in KEYS]


def _numbers(sheet: SheetOpen, mapping: Mapping) -> dict[int, Callable[[Cell], float | None]]:
    """The columns that add up: no averages, no shares, no keys."""
    found = {}
    for at, column in sheet.columns:
        counted = column.role in BY_NAME and BY_NAME[column.role].unit is not FieldUnit.SQUARES
        adds = counted or (mapping.shape is not Shape.COUNTS and column.unit in (Unit.COUNT, *LENGTHS))
        if column.role in KEYS or column.per or not adds:
            continue
        found[at] = _figure(values.reader(column.unit, mapping.order))
    return found


def _figure(read: Read) -> Callable[[Cell], float | None]:
    def figure(cell: Cell) -> float | None:
        value = read(cell)
        return float(value) if isinstance(value, int | float) else None

    return figure


def _read(
    sheet: SheetOpen, row: Row, readers: list[tuple[int, Column, Read]], columns: dict[str, int]
) -> RowRead:
    found: dict[str, Value] = {}
    problems: list[Problem] = []
    misfit = sheet.header.misfit(row)
    if misfit is not None:
        problems.append(Problem(misfit))
    cells = row.cells
    for at, column, read in readers:
        if at >= len(cells):
            continue
        value = read(cells[at])
        if value is None or value == "":
            continue
        if isinstance(value, Refused):
            where = place(row.number, at)
            problems.append(Problem(value.problem, column.title, where, value.value, value.unit))
        else:
            found[column.role] = value
    _give_sums_back(sheet, row, found, problems)
    return RowRead(sheet.grid.sheet, row.number, cells, found, problems, columns)


def _give_sums_back(sheet: SheetOpen, row: Row, found: dict[str, Value], problems: list[Problem]) -> None:
    """Averages and shares become sums and counts again."""
    for at, column in sheet.columns:
        if not column.per or column.role not in found:
            continue
        value, of = found.pop(column.role), found.get(column.per)
        if not isinstance(value, int | float):
            continue
        if not isinstance(of, int | float):
            if value:  # an average of nothing is nothing
                cell = shown(row.cells[at])
                problems.append(
                    Problem("no_denominator", column.title, place(row.number, at), cell, other=column.per)
                )
            continue
        total: float = value * of
        role = BY_NAME.get(column.role)
        whole = role.unit is FieldUnit.COUNT if role is not None else not column.role.endswith("_s")
        if whole:
            rounded = round(total)
            if abs(total - rounded) > 0.005 * of + 0.001:
                said = f"{total:.2f}"
                problems.append(
                    Problem("not_whole_sum", column.title, value=said, other=str(of), warning=True)
                )
            total = rounded
        found[column.role] = total
