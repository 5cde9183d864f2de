"""A template becomes a file: a copy is filled with what a report says, the template stays as it came."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from supervisor.errors import ReturnedFileError, TemplateError
from supervisor.roundtrip.zip_bounds import Archive
from supervisor.templates import growing
from supervisor.templates.fields import (
    FIELD,
    Columns,
    fact_of,
    facts_of,
    fields_in,
    plain,
    table_for,
    unknown_in,
)
from supervisor.words import DASH, _
from supervisor.workbook.book import Book, Cell
from supervisor.workbook.cell import (
    DAY_S,
    Figure,
    Heading,
    Kind,
    Link,
    clean,
    clock_of,
    fitted,
    seconds_of,
)
from supervisor.workbook.file import replacing

MOST_ROWS = 20_000
"""That a template is filled with: it is held in memory, cell by cell."""

_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Place:
    """The sheet of a template: the row that is repeated (0: none), the columns' fields in it, and the field
    in the sheet's name by which there is one sheet for each value ("" : none)."""

    sheet: str
    row: int
    names: tuple[str, ...]
    each: str


@dataclass(frozen=True)
class Filled:
    """What became of it: sheets of the copy, rows that were put in."""

    sheets: int
    rows: int


def places_of(name: str, content: bytes) -> tuple[Place, ...]:
    """Where the fields of a template are. Raises TemplateError for a file that cannot be filled: no workbook,
    no field in it, two rows that would be repeated."""
    return _places(name, _opened(name, content))


def problems(name: str, content: bytes, book: Book) -> tuple[str, ...]:
    """What is wrong with a template for a report like *book*, as sentences. Raises TemplateError."""
    said = []
    for place in places_of(name, content):
        wanted = (*place.names, *([place.each] if place.each else []))
        if wanted and table_for(book, wanted) is None:
            unknown = _(", ").join(f"{{{{{one}}}}}" for one in unknown_in(book, wanted))
            said.append(
                _("Sheet {sheet}: no table of this report has {fields}.").format(
                    sheet=place.sheet, fields=unknown
                )
            )
    return tuple(said)


def fill(name: str, content: bytes, book: Book, path: Path, zone: tzinfo) -> Filled:
    """Write to *path* a copy of the template *content*, filled with *book*; instants as *zone*'s clock.

    Raises TemplateError, and FileError where *path* cannot be written; what stood there is then as it was.
    """
    found = _opened(name, content)
    places = _places(name, found)
    if wrong := problems(name, content, book):
        raise TemplateError(name, " ".join(wrong))
    wanted = {place: _columns(book, place) for place in places}
    listed = {columns.table.name: columns.table.count or 0 for columns in wanted.values() if columns}
    facts = facts_of(book) | ({"rows": str(sum(listed.values()))} if listed else {})
    rows = 0
    for place, columns in wanted.items():
        sheet = found[place.sheet]
        lines: Sequence[Sequence[Cell]] = list(columns.table.rows) if columns else ()
        if len(lines) > MOST_ROWS:
            raise TemplateError(
                name,
                _("It would have {count} rows; a template holds {most} at most. Narrow the report.").format(
                    count=len(lines), most=MOST_ROWS
                ),
            )
        if place.each and columns is not None:
            groups = _groups(lines, columns.places[plain(place.each)], zone)
            for said, some in groups.items() or {"": []}.items():
                copied = _copy(found, sheet, said or DASH)
                rows += _fill_sheet(found, copied, place, columns, some, facts | {"_each": said}, zone)
            found.remove(sheet)
        else:
            rows += _fill_sheet(found, sheet, place, columns, lines, facts, zone)
    found.calculation.fullCalcOnLoad = True  # formulas have no values of ours
    with replacing(path) as beside:
        found.save(beside)
    return Filled(len(found.worksheets), rows)


def _opened(name: str, content: bytes) -> Any:
    import openpyxl  # half a second: only where a template is filled

    try:
        archive = Archive(name, content)
        for part in archive.like("xl/worksheets/"):
            for _piece in archive.pieces(part):  # as large as it claims to be, and no larger
                pass
        return openpyxl.load_workbook(io.BytesIO(content), rich_text=False, keep_links=False)
    except ReturnedFileError as error:
        raise TemplateError(name, error.why) from error
    except Exception as error:  # the library raises whatever its parts raise
        raise TemplateError(
            name, _("It cannot be opened as a workbook (.xlsx). Save it anew in Excel or WPS.")
        ) from error


def _places(name: str, book: Any) -> tuple[Place, ...]:
    found = []
    for sheet in book.worksheets:
        each = next((one for one in fields_in(sheet.title) if not fact_of(one)), "")
        rows: dict[int, list[str]] = {}
        any_field = bool(fields_in(sheet.title))
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str) and (said := fields_in(cell.value)):
                    any_field = True
                    columns = [one for one in said if not fact_of(one) and plain(one) != plain(each)]
                    if columns:
                        rows.setdefault(cell.row, []).extend(columns)
        if len(rows) > 1:
            at = _(", ").join(str(row) for row in sorted(rows))
            raise TemplateError(
                name,
                _(
                    "Sheet {sheet}: columns stand in rows {rows}; only one row can be repeated. Move them "
                    "into one."
                ).format(sheet=sheet.title, rows=at),
            )
        if any_field:
            row, names = next(iter(rows.items()), (0, []))
            found.append(Place(sheet.title, row, tuple(dict.fromkeys(names)), each))
    if not found:
        raise TemplateError(
            name,
            _(
                "There is no field in it. Write what shall be filled in into cells, in double braces: "
                "{{{{centre}}}}, or a column’s heading."
            ).format(),
        )
    return tuple(found)


def _columns(book: Book, place: Place) -> Columns | None:
    """The table that the sheet at *place* is filled from; None where it has facts alone."""
    names = (*place.names, *([place.each] if place.each else []))
    return table_for(book, names) if names else None


def _groups(lines: Sequence[Sequence[Cell]], place: int, zone: tzinfo) -> dict[str, list[Sequence[Cell]]]:
    groups: dict[str, list[Sequence[Cell]]] = {}
    for line in lines:
        groups.setdefault(_said(line[place], Heading(""), zone), []).append(line)
    return groups


def _fill_sheet(
    book: Any,
    sheet: Any,
    place: Place,
    columns: Columns | None,
    lines: Sequence[Sequence[Cell]],
    facts: Mapping[str, str],
    zone: tzinfo,
) -> int:
    if columns is not None:
        facts = {**facts, "rows": str(len(lines))}  # who counts on a list counts what stands there
    if place.row and columns is not None:
        growing.grow(book, sheet, place.row, len(lines) - 1)
        pattern = [(cell.column, cell.value, cell) for cell in sheet[place.row]]
        for at, line in enumerate(lines or [()]):
            _fill_row(sheet, place.row, place.row + at, pattern, columns, line, zone)
    for cells in sheet.iter_rows():
        for cell in cells:
            inside = place.row <= cell.row < place.row + max(1, len(lines)) if place.row else False
            if (
                not inside
                and isinstance(cell.value, str)
                and cell.data_type != "f"
                and FIELD.search(cell.value)
            ):
                _put_text(cell, FIELD.sub(lambda found: _fact(found[1], place, facts), cell.value))
    if place.row and columns is not None and not lines:
        first = next((cell for cell in sheet[place.row] if not _is_merged(cell)), None)
        if first is not None:
            _put_text(first, columns.table.empty or DASH)
    return len(lines)


def _fact(name: str, place: Place, facts: Mapping[str, str]) -> str:
    if place.each and plain(name) == plain(place.each):
        return facts.get("_each", "") or DASH
    return facts.get(fact_of(name), "")


def _fill_row(
    sheet: Any,
    first: int,
    row: int,
    pattern: Sequence[tuple[int, Any, Any]],
    columns: Columns,
    line: Sequence[Cell],
    zone: tzinfo,
) -> None:
    from openpyxl.formula.translate import Translator

    headings = columns.table.headings
    for column, template, like in pattern:
        cell = sheet.cell(row, column)
        if _is_merged(cell):
            continue
        if row != first and like.has_style:
            cell._style = copy(like._style)
        if not isinstance(template, str):
            cell.value = template
        elif template.startswith("=") and like.data_type == "f":
            cell.value = Translator(template, like.coordinate).translate_formula(cell.coordinate)
        elif not FIELD.search(template):
            _put_text(cell, template)
        elif (whole := FIELD.fullmatch(template.strip())) is not None and not fact_of(whole[1]):
            at = columns.places[plain(whole[1])]
            _put(cell, line[at] if line else None, headings[at], zone)
        else:
            _put_text(cell, FIELD.sub(_said_in(columns, line, zone), template))


def _said_in(columns: Columns, line: Sequence[Cell], zone: tzinfo) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        at = columns.places.get(plain(found[1]))
        return _said(line[at], columns.table.headings[at], zone) if at is not None and line else ""

    return said


def _put(cell: Any, value: Cell, heading: Heading, zone: tzinfo) -> None:
    """*value* as what it is; the template's own number format stands where it has one."""
    from openpyxl.styles.numbers import is_date_format

    kind, form = heading.kind, heading.format
    if isinstance(value, Figure):
        kind, form, value = value.kind, value.format, value.value
    if isinstance(value, Link):
        value = value.text
    if value is None:
        cell.value = None
        return
    form_before, plain_value = cell.number_format, _plain_value(value, kind, zone)
    if isinstance(plain_value, str):
        _put_text(cell, plain_value)
        return
    cell.value = plain_value
    fits = not isinstance(plain_value, date) or is_date_format(form_before)
    cell.number_format = form_before if form_before != "General" and fits else form


def _plain_value(value: Any, kind: Kind, zone: tzinfo) -> Any:
    """As a cell takes it: a text, a number, a date without a zone."""
    if kind is Kind.DURATION and (seconds := seconds_of(value)) is not None:
        return seconds / DAY_S if seconds >= 0 else clock_of(seconds)  # a spreadsheet shows ####
    if isinstance(value, datetime):
        local = value.astimezone(zone) if value.tzinfo is not None else value
        return local.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    if isinstance(value, timedelta):
        return value.total_seconds() / DAY_S
    if isinstance(value, int | float) and not isinstance(value, bool) and kind is not Kind.TEXT:
        return value if math.isfinite(value) else None
    return str(value)


def _put_text(cell: Any, text: str) -> None:
    """Text as text: nothing that somebody wrote becomes a formula or an error."""
    cell.value = fitted(clean(text))
    cell.data_type = "s"


def _said(value: Cell, heading: Heading, zone: tzinfo) -> str:
    """A value within a longer text."""
    kind = heading.kind
    if isinstance(value, Figure):
        kind, value = value.kind, value.value
    if isinstance(value, Link):
        value = value.text
    if value is None:
        return ""
    if kind is Kind.DURATION and (seconds := seconds_of(value)) is not None:
        return clock_of(seconds)
    if kind is Kind.SHARE and isinstance(value, int | float):
        return f"{value:.1%}"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:.{heading.digits}f}"
    return str(value)


def _is_merged(cell: Any) -> bool:
    from openpyxl.cell.cell import MergedCell

    return isinstance(cell, MergedCell)


def _copy(book: Any, sheet: Any, said: str) -> Any:
    """A copy of *sheet* for one value, with what the library's own copy leaves out."""
    name = FIELD.sub(lambda found: said if not fact_of(found[1]) else "", sheet.title)
    name = _SHEET_NAME.sub(" ", clean(name).replace("\n", " ")).strip().strip("'")[:31].strip() or DASH
    taken = {one.casefold() for one in book.sheetnames}
    number, free = 1, name
    while free.casefold() in taken or free.casefold() == "history":
        number += 1
        free = f"{name[: 30 - len(str(number))]} {number}"
    made = book.copy_worksheet(sheet)
    made.title = free
    made.freeze_panes = sheet.freeze_panes
    made.sheet_view.showGridLines = sheet.sheet_view.showGridLines
    made.sheet_view.zoomScale = sheet.sheet_view.zoomScale
    made.oddHeader, made.oddFooter = copy(sheet.oddHeader), copy(sheet.oddFooter)
    made.print_title_rows, made.print_title_cols = sheet.print_title_rows, sheet.print_title_cols
    if sheet.print_area:
        made.print_area = ",".join(each.rpartition("!")[2] for each in str(sheet.print_area).split(","))
    if sheet.auto_filter.ref:
        made.auto_filter.ref = sheet.auto_filter.ref
    for one in sheet.conditional_formatting:
        for rule in one.rules:
            made.conditional_formatting.add(str(one.sqref), copy(rule))
    for validation in sheet.data_validations.dataValidation:
        made.add_data_validation(deepcopy(validation))
    for chart in sheet._charts:
        again = deepcopy(chart)
        growing.retarget(again, lambda said: _to_sheet(said, sheet.title, free))
        made.add_chart(again)
    for picture in sheet._images:
        made.add_image(_picture(picture))
    return made


def _to_sheet(reference: str, old: str, new: str) -> str:
    sheet, mark, cells = reference.rpartition("!")
    if mark and sheet.strip("'").replace("''", "'") == old:
        quoted = new.replace("'", "''")
        return f"'{quoted}'!{cells}"
    return reference


def _picture(of: Any) -> Any:
    from openpyxl.drawing.image import Image

    data = of._data()
    of.ref = io.BytesIO(data)  # reading it has closed it
    again = Image(io.BytesIO(data))
    again.anchor = deepcopy(of.anchor)
    return again
