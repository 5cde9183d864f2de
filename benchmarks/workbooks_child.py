"""One candidate writes or reads one table: `python -m benchmarks.workbooks_child CANDIDATE TABLE ROWS FILE`.

Prints the processor time of it in seconds, and how much memory (MiB) it took at its peak beyond what the
process had before: `{"cpu": 0.4, "peak": 12.5}`. What it imports is loaded before.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from supervisor.workbook.book import About, Book, Marks, Sheet, Table, Tone
from supervisor.workbook.cell import Heading, Kind
from supervisor.workbook.writing import write_book

MIDNIGHT = datetime(2026, 3, 1)  # noqa: DTZ001 - a sheet has no zone
STATES = ("open", "waiting", "overdue", "closed")
ISSUE_KINDS = (
    *(Kind.TEXT,) * 8,
    *(Kind.DAY,) * 2,
    Kind.TIME,
    *(Kind.NUMBER,) * 2,
    Kind.SHARE,
    Kind.DURATION,
)
MONTH_KINDS = (Kind.TEXT, Kind.TEXT, Kind.DAY, *(Kind.NUMBER, Kind.DURATION, Kind.SHARE) * 19)
RAW_KINDS = (*(Kind.TEXT,) * 4, Kind.TIME, Kind.DAY, *(Kind.NUMBER,) * 4, Kind.DURATION, Kind.SHARE)
KINDS = {"a": ISSUE_KINDS, "b": MONTH_KINDS, "c": RAW_KINDS}
LETTER = {Kind.DAY: "yyyy-mm-dd", Kind.TIME: "yyyy-mm-dd hh:mm:ss", Kind.DURATION: "[h]:mm:ss"} | {
    Kind.SHARE: "0.0%",
    Kind.NUMBER: "#,##0",
    Kind.TEXT: "General",
}
LONG = "客户反映账单与实际使用不符，需要核实后三个工作日内答复。"


def titles(table: str) -> list[str]:
    return [f"{kind.value} {at}" for at, kind in enumerate(KINDS[table])]


def rows(table: str, count: int) -> Iterator[tuple[Any, ...]]:
    """Made-up and always the same; durations in seconds."""
    kinds = KINDS[table]
    for row in range(count):
        yield tuple(_value(kind, row, at, table) for at, kind in enumerate(kinds))


def _value(kind: Kind, row: int, at: int, table: str) -> Any:
    match kind:
        case Kind.TEXT:
            if at == 0:
                return f"{row:08}"
            if table == "a" and at == 2:
                return STATES[row % 4]
            return LONG * (row % 4) if table == "a" and at == 3 else f"坐席 {(row * (at + 1)) % 5000}"
        case Kind.DAY:
            return date(2026, 3, 1 + row % 28)
        case Kind.TIME:
            return MIDNIGHT + timedelta(seconds=row * 61 % 2_000_000)
        case Kind.NUMBER:
            return row * (at + 1) % 9_973
        case Kind.DURATION:
            return row * (at + 1) % 40_000
        case Kind.SHARE:
            return row * (at + 1) % 1000 / 1000


# -- who writes ----------------------------------------------------------------------------------------------


def ours(table: str, count: int, path: Path) -> None:
    headings = [
        Heading(title, kind, wrap=table == "a" and at == 3)
        for at, (title, kind) in enumerate(zip(titles(table), KINDS[table], strict=True))
    ]
    made: Any = rows(table, count) if table == "c" else list(rows(table, count))
    marks = (Marks(2, {"overdue": Tone.BAD, "waiting": Tone.WATCH}),) if table == "a" else ()
    sheet = Sheet("Rows", (Table("rows", headings, made, marks=marks),), plain=table == "c")
    about = About("Made up", "March 2026", made_by="bench", made_at="2026-04-01")
    write_book(path, Book("Rows", (sheet,), about, cover=False), UTC)


def raw(table: str, count: int, path: Path, *, flat: bool = False) -> None:
    """XlsxWriter as its manual says, with the same styles."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": flat})
    sheet = book.add_worksheet()
    kinds = KINDS[table]
    plain = table == "c"
    head = book.add_format({"bold": True, "bg_color": "#EAF0F6", "bottom": 1})
    look = {} if plain else {"bottom": 1, "font_name": "Calibri", "font_size": 10}
    forms = [book.add_format({**look, "num_format": LETTER[kind]}) for kind in kinds]
    if table == "a":
        forms[3] = book.add_format({**look, "text_wrap": True})
    for at, title in enumerate(titles(table)):
        sheet.write_string(0, at, title, head)
        sheet.set_column(at, at, 12)
    for number, row in enumerate(rows(table, count), 1):
        for at, value in enumerate(row):
            kind = kinds[at]
            if kind is Kind.TEXT:
                sheet.write_string(number, at, value, forms[at])
            elif kind is Kind.DAY or kind is Kind.TIME:
                sheet.write_datetime(number, at, value, forms[at])
            else:
                sheet.write_number(number, at, value / 86_400 if kind is Kind.DURATION else value, forms[at])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, count, len(kinds) - 1)
    if table == "a":
        _dress(book, sheet, count)
    book.close()


def _dress(book: Any, sheet: Any, count: int) -> None:
    rule = {"type": "cell", "criteria": "==", "value": '"overdue"', "format": book.add_format({"bold": True})}
    sheet.conditional_format(1, 2, count, 2, rule)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def plain(table: str, count: int, path: Path, *, only: bool = False) -> None:
    """openpyxl; *only*: its way that writes and forgets."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    book = openpyxl.Workbook(write_only=only)
    sheet = book.create_sheet() if only else book.active
    kinds = KINDS[table]
    bare = table == "c"
    font, line = Font(name="Calibri", size=10), Border(bottom=Side("thin"))
    bold, fill = Font(bold=True), PatternFill("solid", fgColor="EAF0F6")
    wrap = Alignment(wrap_text=True)
    sheet.append(titles(table))
    if not only:
        for cell in sheet[1]:
            cell.font, cell.fill = bold, fill
    for number, row in enumerate(rows(table, count), 2):
        cells: list[Any] = []
        for at, value in enumerate(row):
            kind = kinds[at]
            value = value / 86_400 if kind is Kind.DURATION else value
            if only and kind is Kind.TEXT:
                cells.append(value)
                continue
            cell = WriteOnlyCell(sheet, value) if only else sheet.cell(number, at + 1, value)
            if kind is not Kind.TEXT:
                cell.number_format = LETTER[kind]
            if not bare:
                cell.font, cell.border = font, line
                if table == "a" and at == 3:
                    cell.alignment = wrap
            cells.append(cell)
        if only:
            sheet.append(cells)
    book.save(path)


def frame(table: str, count: int, path: Path) -> None:
    """pandas with XlsxWriter, without formats."""
    import pandas as pd

    data = pd.DataFrame(list(rows(table, count)), columns=titles(table))
    data.to_excel(path, index=False, engine="xlsxwriter")


# -- who reads -----------------------------------------------------------------------------------------------


def read_ours(_table: str, _count: int, path: Path) -> None:
    from benchmarks.sheets import cells

    cells(path)


def read_calamine(_table: str, _count: int, path: Path) -> None:
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def read_openpyxl(_table: str, _count: int, path: Path, *, only: bool = False) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=only)
    for _row in book.worksheets[0].iter_rows(values_only=True):
        pass


def read_pandas(_table: str, _count: int, path: Path) -> None:
    import pandas as pd

    pd.read_excel(path, engine="openpyxl")


CANDIDATES: dict[str, Callable[[str, int, Path], None]] = {
    "ours": ours,
    "csv": ours,
    "raw": raw,
    "raw flat": lambda *of: raw(*of, flat=True),
    "openpyxl": plain,
    "openpyxl write-only": lambda *of: plain(*of, only=True),
    "pandas": frame,
    "rows": lambda table, count, _path: [None for _row in rows(table, count)] and None,
    "read ours": read_ours,
    "read calamine": read_calamine,
    "read openpyxl": read_openpyxl,
    "read openpyxl read-only": lambda *of: read_openpyxl(*of, only=True),
    "read pandas": read_pandas,
}


def memory(field: str) -> float:
    """MiB of this process: VmRSS now, VmHWM at its peak; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), 0.0)


def main(arguments: Sequence[str]) -> None:
    candidate, table, count, path = arguments
    work = CANDIDATES[candidate]
    if candidate == "pandas" or "pandas" in candidate:
        import pandas  # noqa: F401
    import openpyxl  # noqa: F401
    import python_calamine  # noqa: F401
    import xlsxwriter  # noqa: F401

    before = memory("VmRSS")
    began = time.process_time()
    work(table, int(count), Path(path))
    took = time.process_time() - began
    print(json.dumps({"cpu": took, "peak": max(0.0, memory("VmHWM") - before)}))


if __name__ == "__main__":
    main(sys.argv[1:])
