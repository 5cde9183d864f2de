"""The monthly review on paper, in both languages: one page that says it all, nothing cut, nothing empty."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supervisor.reports import review
from supervisor.reports.monthly import summary
from supervisor.words import said_in
from supervisor.workbook.book import Book
from supervisor.workbook.writing import write_book
from tests.office import Paper, needs_office, printed
from tests.reports.monthly.month_centre import asked_of

LANGUAGES = ("en", "zh_CN")


@pytest.fixture(scope="module")
def papers(small_url: str, october: Book, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Paper]:
    folder = tmp_path_factory.mktemp("paper")
    paths: list[Path] = []
    for language in LANGUAGES:
        with said_in(language):
            book = october if language == "en" else review.book(asked_of(small_url))
            paths.append(write_book(folder / f"{language}.xlsx", book, ZoneInfo("Asia/Shanghai")).path)
    return dict(zip(LANGUAGES, printed(paths, folder), strict=True))


@needs_office
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_review_prints_well(papers: dict[str, Paper], language: str) -> None:
    paper = papers[language]
    assert not [page for page in paper.pages if "###" in page]
    empty = [page for page in paper.pages if len(page.split()) <= 12]  # but for what stands at its foot
    assert not empty
    with said_in(language):
        title = summary.page_title("2026-10")
    at = [at for at, page in enumerate(paper.pages) if page.lstrip().startswith(title)]
    assert len(at) == 1
    page, after = paper.pages[at[0]], paper.pages[at[0] + 1]
    assert after.lstrip().startswith("2 ")  # so the first section is one page
    assert page.count("2026-09") >= 1  # its corrections
    if language == "zh_CN":
        assert any("CJK" in font for font in paper.fonts)
