"""The reports about people as an independent reader prints them, in both languages."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from supervisor.reports.book_of import book_of
from supervisor.reports.catalogue import report_of
from supervisor.words import said_in
from supervisor.workbook.writing import write_book
from tests.office import Paper, needs_office, printed
from tests.reports import staff

pytestmark = needs_office

REPORTS = {"training-list": "en", "courses": "zh_CN", "agent": "zh_CN", "quality": "en"}
MARK = staff.HURRIED[-1]


@pytest.fixture(scope="module")
def papers(module_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Paper]]:
    """Each workbook as a file and as it is printed."""
    staff.fill(module_url)
    folder = tmp_path_factory.mktemp("papers")
    files = []
    for name, language in REPORTS.items():
        with said_in(language):
            book = book_of(report_of(name), staff.asked_of(module_url, name, person=staff.CALLED))
            files.append(write_book(folder / f"{name}.xlsx", book, ZoneInfo("Asia/Shanghai")).path)
    return dict(zip(REPORTS, zip(files, printed(files, folder), strict=True), strict=True))


def test_nothing_that_people_wrote_is_cut(papers: dict[str, tuple[Path, Paper]]) -> None:
    _file, paper = papers["agent"]
    assert paper.plain.count(MARK) >= 3  # what was said, what was agreed, why it was accepted
    _file, paper = papers["quality"]
    assert paper.plain.count(MARK) == 13 + 1  # a comment each, and the appeal


def test_no_page_is_empty_and_no_column_too_narrow(papers: dict[str, tuple[Path, Paper]]) -> None:
    for name, (_file, paper) in papers.items():
        assert "###" not in paper.plain, name
        assert all(page.strip() for page in paper.pages), name
    assert any("CJK" in font for font in papers["agent"][1].fonts)


def test_the_heading_of_a_list_stands_on_every_page(papers: dict[str, tuple[Path, Paper]]) -> None:
    pages = [page for page in papers["quality"][1].pages if "Agent 1" in page and "c-e" in page]
    assert pages
    assert all("Rater" in page and "Points given" in page for page in pages)


def test_the_page_of_an_agent_is_two_pages_at_most(papers: dict[str, tuple[Path, Paper]]) -> None:
    file, paper = papers["agent"]
    names = CalamineWorkbook.from_path(str(file)).sheet_names
    assert len(names) == 5  # the page, month by month, what is drawn, quality forms, definitions
    begins = [at for at, page in enumerate(paper.pages) if staff.CALLED in page.split("\n")[0]]
    assert begins[0] == 0
    assert begins[1] <= 2


def test_values_are_read_again_as_shares_and_days(papers: dict[str, tuple[Path, Paper]]) -> None:
    file, _paper = papers["training-list"]
    told = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Evidence").to_python()
    (head,) = [row for row in told if "True level" in row]
    rows = [row for row in told[told.index(head) + 1 :] if row[0]]
    assert rows
    assert all(0 < float(row[head.index("True level")]) < 1 for row in rows)
    assert all(isinstance(row[head.index("Employee no.")], str) for row in rows)
