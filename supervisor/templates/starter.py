"""A template to begin with: a plain workbook that has every field of a report, to be made one's own."""

from __future__ import annotations

from pathlib import Path

from supervisor.templates.fields import FACTS
from supervisor.words import _
from supervisor.workbook.book import Book, Table
from supervisor.workbook.file import replacing


def write_starter(path: Path, book: Book) -> Table | None:
    """Write a template for reports like *book* to *path*: the facts on top, and the longest table's columns
    in a row that is repeated. Returns that table. Raises FileError."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    table = max(book.tables, key=lambda one: len(one.headings), default=None)
    made = Workbook()
    sheet = made.active
    sheet.title = _("Template")
    sheet["A1"] = "{{" + _(FACTS["report"]) + "}}"
    sheet["A1"].font = Font(size=16, bold=True)
    facts = [(_(word), "{{" + _(word) + "}}") for key, word in FACTS.items() if key != "report"]
    for row, (name, field) in enumerate(facts, 2):
        sheet.cell(row, 1, name).font = Font(color="666666")
        sheet.cell(row, 2, field)
    top = len(facts) + 3
    for column, heading in enumerate(table.headings if table else (), 1):
        head = sheet.cell(top, column, heading.title)
        head.font, head.fill = Font(bold=True), PatternFill("solid", "DDE7EE")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        cell = sheet.cell(top + 1, column, "{{" + heading.title + "}}")
        cell.border = Border(bottom=Side("hair"))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = 30 if heading.wrap else 16
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    with replacing(path) as beside:
        made.save(beside)
    return table
