"""The lists as an independent reader prints them: nothing cut, headings on every page, lying or upright."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from supervisor.issues.clock import Clock
from supervisor.issues.states import ClockKind, State
from supervisor.meetings.meeting import OutcomeKind
from supervisor.reports.asked import asked
from supervisor.reports.book_of import book_of
from supervisor.reports.catalogue import report_of
from supervisor.reports.order import Order
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import open_centre, open_history
from supervisor.words import said_in
from supervisor.workbook.writing import write_book
from tests.history.past import answered, gone, write
from tests.issues.rows import an_issue, put
from tests.meetings.centre import AT, WEEK, a_series, closed, items, note, planned, running
from tests.office import Paper, needs_office, printed

pytestmark = needs_office

ZONE = ZoneInfo("Asia/Shanghai")
ISSUES = 30
LONG = "客户反映账单金额与短信提醒不一致，多次来电仍未解决，要求书面答复并补偿。" * 3
NOW = AT + timedelta(days=1)
ORDERS = {
    "issues": ("zh_CN", Order("issues", query="everything")),
    "day": ("en", Order("day", since=date(2026, 3, 2))),
    "pack": ("en", Order("meeting", meeting="next")),
    "minutes": ("zh_CN", Order("meeting", meeting="last")),
}


@pytest.fixture(scope="module")
def papers(module_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Paper]]:
    """Each workbook as a file and as it is printed."""
    with open_centre(module_url) as centre, centre.write() as db:
        series = a_series(db)
        clock = Clock(ClockKind.ANSWER, AT, days=3)
        put(
            db,
            *(
                an_issue(
                    n,
                    f"账单晚到 {n}",
                    department=("bill", "net")[n % 2],
                    state=State.SENT,
                    clocks=(clock,),
                    made_at=AT,
                    changed_at=AT,
                    cause=f"{LONG}■",
                    correction=f"{LONG}●",
                )
                for n in range(1, ISSUES + 1)
            ),
        )
        first = running(db, series)
        for item in list(items(db, first).values())[:3]:
            note(db, item, OutcomeKind.DECISION, f"{LONG}◆")
        closed(db, first)
        planned(db, series, AT + WEEK)
    with open_history(module_url) as history:
        calls = [answered(f"a{n}", "bills", AT + timedelta(minutes=n), 12.0) for n in range(120)]
        calls += [gone(f"g{n}", "bills", AT + timedelta(minutes=n), 33.0) for n in range(90)]
        write(history, CentreSettings(), calls)
    folder = tmp_path_factory.mktemp("papers")
    files = []
    for name, (language, order) in ORDERS.items():
        with said_in(language):
            book = book_of(report_of(order.report), asked(module_url, order, who="anna", now=NOW))
            files.append(write_book(folder / f"{name}.xlsx", book, ZONE).path)
    return dict(zip(ORDERS, zip(files, printed(files, folder), strict=True), strict=True))


def test_no_text_of_an_issue_is_cut_and_headings_stand_on_every_page(
    papers: dict[str, tuple[Path, Paper]],
) -> None:
    _file, paper = papers["issues"]
    assert paper.plain.count("■") == ISSUES  # the causes, once
    assert paper.plain.count("●") == 3 * ISSUES  # the measures: with all, with the department's, in full
    lists = [page for page in paper.pages if "WT-2024-" in page]
    assert len(lists) > 4
    assert all("编号" in page and "标题" in page for page in lists)
    assert any("CJK" in font for font in paper.fonts)


def test_minutes_are_read_down_a_page_and_nothing_in_them_is_cut(
    papers: dict[str, tuple[Path, Paper]],
) -> None:
    _file, paper = papers["minutes"]
    assert paper.plain.count("◆") == 3 * 2  # in the minutes, and one row each to filter
    assert "AgendaofCoordination" not in paper.plain


def test_the_pack_holds_what_was_said_last_time_whole(papers: dict[str, tuple[Path, Paper]]) -> None:
    _file, paper = papers["pack"]
    assert paper.plain.count("◆") >= 3 * 2  # on the agenda, and under last time


def test_the_day_is_read_again_with_times_as_durations_and_rates_as_shares(
    papers: dict[str, tuple[Path, Paper]],
) -> None:
    file, paper = papers["day"]
    book = CalamineWorkbook.from_path(str(file))
    rows = [row for row in book.get_sheet_by_name("Abandoned contacts").to_python() if "bills" in row]
    assert len(rows) == 90
    assert timedelta(seconds=33) in rows[0]
    times = [row for row in book.get_sheet_by_name("Queues of the day").to_python() if row[0] == "bills"]
    assert timedelta(seconds=12) in times[1]
    assert times[0][1:4] == [210.0, 120.0, 90.0]
    assert "57.1%" in paper.plain
