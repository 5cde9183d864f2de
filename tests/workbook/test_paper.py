"""On paper, through LibreOffice: pages, headings, feet, fonts, and nothing cut."""

from __future__ import annotations

import re

import pytest

from supervisor.words import said_in
from supervisor.workbook.book import Book, Sheet
from supervisor.workbook.cell import clock_of

from ..office import Paper, needs_office, printed
from .books import ABOUT, book_of, issues, report, written

pytestmark = needs_office

FORTY = 40


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Paper]:
    """A list in Chinese, and one in English, and a report: one call for all."""
    folder = tmp_path_factory.mktemp("paper")
    paths = {}
    with said_in("zh_CN"):
        table = issues(FORTY, "客户反映账单与实际使用不符，需要核实后三个工作日内答复。")
        chinese = Book("跨部门问题清单", (Sheet("问题", (table,), title="问题清单"),), ABOUT, cover=False)
        paths["zh"] = written(folder / "zh.xlsx", chinese).path
    paths["en"] = written(folder / "en.xlsx", book_of(Sheet("Issues", (issues(FORTY),)))).path
    paths["report"] = written(folder / "report.xlsx", report()).path
    return dict(zip(paths, printed(list(paths.values()), folder / "pdf"), strict=True))


@pytest.mark.parametrize("which", ["zh", "en"])
def test_a_list_lies_repeats_its_heading_and_counts_its_pages(papers: dict[str, Paper], which: str) -> None:
    paper = papers[which]
    assert paper.lies
    assert (round(paper.width), round(paper.height)) == (842, 595)
    assert len(paper.pages) > 2
    for page in paper.pages[:-1]:  # the last says what it is
        assert re.search(r"Number\s+Title\s+State", page)
    for number, page in enumerate(paper.pages, 1):
        foot = " ".join(page.split()[-12:])
        assert re.search(rf"(Page {number} of|{number} ?/|{number} 页)", foot), foot


@pytest.mark.parametrize("which", ["zh", "en"])
def test_no_text_is_cut_and_no_figure_too_wide(papers: dict[str, Paper], which: str) -> None:
    plain = papers[which].plain
    assert len(set(re.findall(r"END\d\d\d", plain))) == FORTY
    assert "##" not in plain
    assert all(clock_of(hour * 3600.0) in plain for hour in range(1, FORTY + 1))


def test_chinese_is_printed_in_a_chinese_font(papers: dict[str, Paper]) -> None:
    assert any("CJK" in font for font in papers["zh"].fonts)
    assert "问题清单" in papers["zh"].plain


def test_a_report_has_its_cover_first_and_no_empty_page(papers: dict[str, Paper]) -> None:
    pages = papers["report"].pages
    assert "Monthly review" in pages[0]
    assert all(len(page.split()) > 10 for page in pages)
    whole = papers["report"].plain
    assert whole.count("Themonthwascalm.") == 20
    assert "Nothingisoverdue." in whole
