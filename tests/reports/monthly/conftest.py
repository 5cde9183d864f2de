"""The small centre, and its review of October, made once for all modules."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from supervisor.reports import review
from supervisor.workbook.book import Book
from tests.english import speak_english
from tests.reports.monthly import month_centre


@pytest.fixture(scope="package")
def small_url(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of the small centre: for reading."""
    speak_english()
    folder = tmp_path_factory.mktemp("small")
    for part in ("", "-journal", "-history"):
        shutil.copy(_sqlite_template / f"template{part}.db", folder / f"floor{part}.db")
    url = f"sqlite:///{folder}/floor.db"
    month_centre.fill(url)
    return url


@pytest.fixture(scope="package")
def october(small_url: str) -> Book:
    """The review of October."""
    return review.book(month_centre.asked_of(small_url))


@pytest.fixture
def own_url(small_url: str, tmp_path: Path) -> str:
    """A copy of the small centre, for writing."""
    folder = Path(small_url.removeprefix("sqlite:///")).parent
    for part in ("", "-journal", "-history"):
        shutil.copy(folder / f"floor{part}.db", tmp_path / f"own{part}.db")
    return f"sqlite:///{tmp_path}/own.db"
