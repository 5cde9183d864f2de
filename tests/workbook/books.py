"""Small books for the tests: a list, a sheet of parts, a report with both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from supervisor.workbook.book import (
    About,
    Book,
    Cell,
    Chart,
    ChartKind,
    Marks,
    Part,
    Series,
    Sheet,
    Table,
    Text,
    Tone,
    Voice,
)
from supervisor.workbook.cell import Figure, Heading, Kind
from supervisor.workbook.writing import Written, write_book

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 2, 42, 16, tzinfo=UTC)
ABOUT = About(
    "Monthly review",
    "October 2026",
    "all queues",
    "Asia/Shanghai",
    "Li Wei",
    "2026-11-23 10:42",
    "Service centre East",
    "EX-17",
    (("Frozen figures", "As of 5 November"),),
)


def list_of(headings: Sequence[Heading], rows: Sequence[Sequence[Cell]], **more: object) -> Sheet:
    return Sheet("Rows", (Table("rows", headings, rows, **more),), title="All rows")  # type: ignore[arg-type]


def book_of(*sheets: Sheet, cover: bool = False, about: About = ABOUT) -> Book:
    return Book("Monthly review", sheets, about, cover)


def parts(*parts: Part, **more: object) -> Book:
    return book_of(Sheet("Parts", parts, **more))  # type: ignore[arg-type]


def written(path: Path, book: Book) -> Written:
    return write_book(path, book, SHANGHAI)


def opened(path: Path, book: Book) -> openpyxl.Workbook:
    """*book*, written and opened by another library."""
    return openpyxl.load_workbook(written(path, book).path)


def issues(count: int, said: str = "The form asks for the address twice. ") -> Table:
    """So many, each with a long text that ends in a mark."""
    return Table(
        "issues",
        (
            Heading("Number"),
            Heading("Title", wrap=True, tip="As the customer said it"),
            Heading("State"),
            Heading("Opened", Kind.TIME),
            Heading("Due", Kind.DAY),
            Heading("Waited", Kind.DURATION),
            Heading("Share", Kind.SHARE),
        ),
        [
            (
                f"{n:08}",
                said * (n % 9) + f"END{n:03}",
                ("open", "overdue")[n % 2],
                AT,
                date(2026, 11, 1 + n % 28),
                n * 3600,
                n / 100,
            )
            for n in range(1, count + 1)
        ],
        marks=(Marks(2, {"overdue": Tone.BAD, "open": Tone.QUIET}),),
        ids=(0,),
    )


def report() -> Book:
    """A cover, a sheet that is read from the top, a list, and one that is empty."""
    queues = Table(
        "queues",
        (Heading("Queue"), Heading("Offered", Kind.NUMBER), Heading("Answer rate", Kind.SHARE, 1)),
        [("投诉受理", 400, 0.91), ("Billing", 300, 0.95)],
        title="By queue",
        note="Sums divided by sums.",
        total=("All", 700, 0.927),
    )
    figures = Table(
        "figures",
        (Heading("KPI"), Heading("Value"), Heading("From", Kind.NUMBER), Heading("To", Kind.NUMBER)),
        [
            ("Answer rate", Figure(0.927, Kind.SHARE, 1), 2, 3),
            ("Handle time", Figure(312.0, Kind.DURATION), 4, 5),
            ("Not known", Figure(None, Kind.NUMBER), None, None),
        ],
    )
    charts = (
        Chart(
            ChartKind.COLUMN,
            "Offered & answered",
            "queues",
            0,
            (Series(1), Series(2, second=True)),
            y_title="contacts",
        ),
        Chart(ChartKind.DOTS, "Whiskers", "figures", 0, (Series(2, plus=3, minus=2),)),
        Chart(ChartKind.BAR, "Bars", "queues", 0, (Series(1),), small=True),
        Chart(ChartKind.LINE, "Line", "queues", 0, (Series(2), Series(1, dashed=True)), small=True),
    )
    overview = Sheet(
        "Overview",
        (
            Text(("The month was calm. " * 20,), Voice.LEAD),
            Text(("In figures",), Voice.HEAD),
            queues,
            figures,
            *charts,
            Text(("How to read it",), Voice.NOTE),
        ),
        title="Overview of October",
        hint="The month in figures",
    )
    everything = Sheet("Issues", (issues(40),), title="Issues", frozen=2, hint="All that is open")
    nothing = Sheet("Overdue", (Table("none", (Heading("Number"),), (), empty="Nothing is overdue."),))
    return book_of(overview, everything, nothing, cover=True)
