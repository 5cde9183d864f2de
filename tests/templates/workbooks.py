"""Workbooks as people make them for their own use."""

from __future__ import annotations

import io
import zlib
from struct import pack

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

ROW = 5


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def dot() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    header = pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )


def company_form(title: str = "台账") -> Workbook:
    """A form with a merged heading, a styled row, a total below, rules, a list, a chart and a picture."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet["A1"] = "{{centre}} 问题台账"
    sheet["A1"].font = Font(name="微软雅黑", size=16, bold=True)
    sheet.merge_cells("A1:E1")
    sheet["A2"] = "截至 {{made_at}}，共 {{ rows }} 条，制表人：{{made_by}}"
    for column, heading in enumerate(("编号", "标题", "数量", "占比", "日期"), 1):
        cell = sheet.cell(4, column, heading)
        cell.fill = PatternFill("solid", "DDEBF7")
    for column, field in enumerate(
        ("{{Number}}", "{{Title}}（{{Department}}）", "{{Count}}", f"=C{ROW}/C${ROW + 2}", "{{Day}}"), 1
    ):
        cell = sheet.cell(ROW, column, field)
        cell.border = Border(bottom=Side("thin"))
        cell.alignment = Alignment(wrap_text=True)
    sheet.cell(ROW, 4).number_format = "0.00%"
    sheet.cell(ROW, 5).number_format = 'yyyy"年"m"月"d"日"'
    sheet.row_dimensions[ROW].height = 31
    sheet.cell(ROW + 2, 1, "合计").font = Font(bold=True)
    sheet.cell(ROW + 2, 3, f"=SUM(C{ROW}:C{ROW + 1})")
    sheet.cell(ROW + 4, 1, "审核：")
    sheet.merge_cells(start_row=ROW + 4, start_column=1, end_row=ROW + 4, end_column=2)
    sheet.row_dimensions[ROW + 4].height = 44
    red = CellIsRule("greaterThan", ["10"], fill=PatternFill("solid", "FFC7CE"))
    sheet.conditional_formatting.add(f"C{ROW}", red)
    choice = DataValidation("list", '"是,否"')
    choice.add(f"F{ROW}")
    sheet.add_data_validation(choice)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=ROW, max_row=ROW))
    chart.set_categories(Reference(sheet, min_col=1, min_row=ROW, max_row=ROW))
    sheet.add_chart(chart, f"A{ROW + 6}")
    picture = Image(io.BytesIO(dot()))
    sheet.add_image(picture, "F1")
    sheet.freeze_panes = f"A{ROW}"
    sheet.print_title_rows = "4:4"
    sheet.print_area = f"A1:E{ROW + 4}"
    return book
