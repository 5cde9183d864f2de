"""Rows are put into a sheet below one: everything that speaks of rows further down moves or grows with them.

The library that edits workbooks moves cells alone; formulas, merged cells, rules, filters, tables, pictures
and charts would go on speaking of the rows as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

_REFERENCE = re.compile(r"(\$?[A-Z]{1,3})(\$?)(\d+)(?::(\$?[A-Z]{1,3})(\$?)(\d+))?")
_WHOLE_ROWS = re.compile(r"(\$?)(\d+):(\$?)(\d+)")


def grow(book: Any, sheet: Any, row: int, more: int) -> None:
    """Make room for *more* rows below *row* of *sheet*, in the whole *book*."""
    if more <= 0:
        return
    widest = max(1, sheet.max_column)
    if sheet.max_row > row:
        sheet.move_range(f"A{row + 1}:{get_column_letter(widest)}{sheet.max_row}", rows=more)
    _heights(sheet, row, more)
    _merged(sheet, row, more)
    _rules(sheet, row, more)
    _named(book, sheet, row, more)
    _drawn(sheet, row, more)
    for other in book.worksheets:
        _formulas(other, sheet.title, row, more, own=other is sheet)


def moved(first: int, last: int, row: int, more: int, *, lone: bool = False) -> tuple[int, int]:
    """Rows *first* to *last* after *more* came below *row*; a range that ends there grows over them. *lone*:
    a reference to one cell, which stays with its cell."""
    if first > row:
        return first + more, last + more
    if last > row or (last == row and not lone):
        return first, last + more
    return first, last


def shifted(reference: str, row: int, more: int, *, grows: bool = False) -> str:
    """A reference ("$B$5:$B$9", "5:9") after *more* rows came below *row*. *grows*: one to a single cell is a
    range of one."""

    def cells(found: re.Match[str]) -> str:
        column, fixed, first, column2, fixed2, last = found.groups()
        lone = last is None
        a, b = moved(int(first), int(last or first), row, more, lone=lone and not grows)
        said = f"{column}{fixed}{a}"
        return said if lone and a == b else f"{said}:{column2 or column}{fixed2 or fixed}{b}"

    def rows(found: re.Match[str]) -> str:
        a, b = moved(int(found[2]), int(found[4]), row, more)
        return f"{found[1]}{a}:{found[3]}{b}"

    if _WHOLE_ROWS.fullmatch(reference):
        return _WHOLE_ROWS.sub(rows, reference)
    return _REFERENCE.sub(cells, reference)


def formula_moved(formula: str, title: str, row: int, more: int, *, own: bool) -> str:
    """*formula* with its references to the sheet called *title* moved; *own*: it stands in that sheet, and
    says so without naming it."""

    def change(operand: str) -> str:
        sheet, mark, reference = operand.rpartition("!")
        if mark and sheet.strip("'").replace("''", "'") != title:
            return operand
        if not mark and not own:
            return operand
        return f"{sheet}{mark}{shifted(reference, row, more)}"

    return changed(formula, change)


def changed(formula: str, change: Callable[[str], str]) -> str:
    """*formula* with each reference as *change* makes it."""
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = change(token.value)
    return "=" + "".join(token.value for token in tokens.items)


def _heights(sheet: Any, row: int, more: int) -> None:
    kept = {at: (d.height, d.hidden, d.outlineLevel) for at, d in sheet.row_dimensions.items() if at >= row}
    for at in [at for at in kept if at > row]:
        del sheet.row_dimensions[at]
    for at, (height, hidden, outline) in sorted(kept.items()):
        if at > row:
            _height(sheet, at + more, height, hidden, outline)
        else:
            for new in range(row + 1, row + more + 1):
                _height(sheet, new, height, hidden, outline)


def _height(sheet: Any, row: int, height: float | None, hidden: bool, outline: int) -> None:
    dimension = sheet.row_dimensions[row]
    dimension.height, dimension.hidden, dimension.outlineLevel = height, hidden, outline


def _merged(sheet: Any, row: int, more: int) -> None:
    """Merged cells within the row are merged in each new one, too."""
    again = []
    for one in list(sheet.merged_cells.ranges):
        sheet.merged_cells.ranges.discard(one)
        first, last = one.min_row, one.max_row
        if first == last == row:
            again += [CellRange(None, one.min_col, at, one.max_col, at) for at in range(row, row + more + 1)]
        else:
            first, last = moved(first, last, row, more, lone=True)
            again.append(CellRange(None, one.min_col, first, one.max_col, last))
    for one in again:
        sheet.merged_cells.add(one.coord)


def _rules(sheet: Any, row: int, more: int) -> None:
    """Conditional formats, validations, filters, tables."""
    old = sheet.conditional_formatting
    new = ConditionalFormattingList()
    for one in old:
        where = " ".join(shifted(str(each), row, more, grows=True) for each in one.sqref.ranges)
        for rule in one.rules:
            rule.formula = [_rule_formula(each, sheet.title, row, more) for each in rule.formula]
            new.add(where, rule)
    sheet.conditional_formatting = new
    for one in sheet.data_validations.dataValidation:
        one.sqref = type(one.sqref)(
            " ".join(shifted(str(each), row, more, grows=True) for each in one.sqref.ranges)
        )
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = shifted(sheet.auto_filter.ref, row, more)
    for table in sheet.tables.values():
        table.ref = shifted(table.ref, row, more)
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = shifted(table.autoFilter.ref, row, more)


def _rule_formula(formula: str, title: str, row: int, more: int) -> str:
    return formula_moved(f"={formula}", title, row, more, own=True).removeprefix("=")


def _named(book: Any, sheet: Any, row: int, more: int) -> None:
    """Defined names and print areas."""
    if sheet.print_area:
        areas = [each.rpartition("!")[2] for each in str(sheet.print_area).split(",")]
        sheet.print_area = ",".join(shifted(each, row, more) for each in areas)
    for names in (book.defined_names, sheet.defined_names):
        for name in names.values():
            if name.attr_text and not name.attr_text.startswith("#"):
                own = names is sheet.defined_names
                name.attr_text = formula_moved(
                    f"={name.attr_text}", sheet.title, row, more, own=own
                ).removeprefix("=")


def _drawn(sheet: Any, row: int, more: int) -> None:
    """Pictures and charts below move, what charts draw grows."""
    for drawn in (*sheet._images, *sheet._charts):
        for corner in ("_from", "to"):
            at = getattr(drawn.anchor, corner, None)
            if at is not None and at.row >= row:  # counted from 0
                at.row += more
    for chart in sheet._charts:
        retarget(chart, lambda said: _series(said, sheet.title, row, more))
    for other in sheet.parent.worksheets:
        if other is not sheet:
            for chart in other._charts:
                retarget(chart, lambda said: _series(said, sheet.title, row, more))


def _series(reference: str, title: str, row: int, more: int) -> str:
    sheet, mark, cells = reference.rpartition("!")
    if not mark or sheet.strip("'").replace("''", "'") != title:
        return reference
    return f"{sheet}!{shifted(cells, row, more, grows=True)}"


def retarget(chart: Any, change: Callable[[str], str]) -> None:
    """Have every range that *chart* draws be as *change* makes it."""
    parts = {id(part): part for part in (chart, *getattr(chart, "_charts", []))}  # it may name itself, too
    for part in parts.values():
        for series in getattr(part, "ser", []):
            for name in ("val", "cat", "xVal", "yVal", "bubbleSize"):
                source = getattr(series, name, None)
                for kind in ("numRef", "strRef"):
                    reference = getattr(source, kind, None) if source is not None else None
                    if reference is not None and reference.f:
                        reference.f = change(reference.f)
                        for cache in ("numCache", "strCache"):  # what it showed before
                            if hasattr(reference, cache):
                                setattr(reference, cache, None)


def _formulas(sheet: Any, title: str, row: int, more: int, *, own: bool) -> None:
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = formula_moved(cell.value, title, row, more, own=own)
