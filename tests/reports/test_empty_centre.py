"""Lists of a centre in which nothing happened yet: sentences, no empty tables, no errors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supervisor.reports.asked import asked
from supervisor.reports.book_of import book_of
from supervisor.reports.catalogue import report_of
from supervisor.reports.order import Order
from supervisor.storage.database import open_centre
from supervisor.workbook.book import Chart
from supervisor.workbook.writing import write_book
from tests.meetings.centre import a_series, planned

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 20)
ORDERS = (
    Order("issues"),
    Order("day", since=LAST),
    Order("alarms", since=FIRST, until=LAST),
    Order("data-check", since=FIRST, until=LAST),
    Order("meeting", meeting="next"),
    Order("quality", since=FIRST, until=LAST),
    Order("training-list", month=FIRST),
    Order("courses", month=FIRST),
)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.report)
def test_where_nothing_happened_each_table_says_so(order: Order, sqlite_url: str) -> None:
    if order.report == "meeting":
        with open_centre(sqlite_url) as centre, centre.write() as db:
            planned(db, a_series(db))
    book = book_of(report_of(order.report), asked(sqlite_url, order, who="anna", now=NOW))
    for table in book.tables:
        if not table.rows:
            assert table.empty, table.name
            assert table.total is None
    tables = {table.name: table for table in book.tables}
    for sheet in book.sheets:
        for part in sheet.parts:
            assert not isinstance(part, Chart) or tables[part.table].rows, part.title


def test_an_empty_list_is_a_workbook_too(sqlite_url: str, tmp_path: Path) -> None:
    book = book_of(report_of("issues"), asked(sqlite_url, Order("issues"), who="anna", now=NOW))
    written = write_book(tmp_path / "issues.xlsx", book, ZoneInfo("Asia/Shanghai"))
    assert written.path.exists()
    assert written.rows == 0
