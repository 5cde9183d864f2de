"""A centre in a SQLite file for each module of tests: reports only read, so it is made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.english import speak_english


@pytest.fixture(scope="module")
def module_url(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a centre without sources or events, for the fixtures of a module to fill."""
    speak_english()  # what is written down in words is written in English
    folder = tmp_path_factory.mktemp("centre")
    for part in ("", "-journal", "-history"):
        shutil.copy(_sqlite_template / f"template{part}.db", folder / f"floor{part}.db")
    return f"sqlite:///{folder}/floor.db"
