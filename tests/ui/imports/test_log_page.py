"""Logs are chosen, read with progress, and told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.imports.conftest import Seat, drop
from ui.imports.log_page import LogPage

LOG = Path(__file__).parents[2] / "recordings" / "small-basic" / "queue_log"


@pytest.fixture
def page(seat: Seat) -> LogPage:
    page = seat.screen.show_tab("log")
    assert isinstance(page, LogPage)
    return page


def test_a_log_is_read_once_however_often_it_is_told(seat: Seat, page: LogPage) -> None:
    assert page.source.currentText() == "pbx"
    assert not page.read.isEnabled()
    drop(page, LOG)
    seat.qtbot.waitUntil(page.read.hasFocus)
    seat.click(page.read)
    seat.wait(page.result.isVisible)
    assert page.result.text().startswith("Import 1 of pbx")
    lines = len(LOG.read_bytes().splitlines())
    assert f"Lines read: {lines}" in page.result.text()
    seat.click(page.read)
    seat.wait(page.result.isVisible)
    assert page.result.text() == "Nothing new: all of it is in the history already."


def test_a_reading_leads_to_its_import(seat: Seat, page: LogPage) -> None:
    drop(page, LOG)
    seat.click(page.read)
    seat.wait(page.show_import.isVisible)
    seat.click(page.show_import)
    assert seat.screen.current == "imports"
    seat.wait(lambda: seat.list.one.number == 1)
    assert seat.list.split.is_open


def test_without_a_source_nothing_is_read_and_the_field_says_why(seat: Seat, page: LogPage) -> None:
    drop(page, LOG)
    page.source.setEditText("")
    seat.click(page.read)
    assert page.source_field.problem == "Say whose log it is."
    assert not page.line.is_busy


def test_a_file_that_is_gone_is_refused_in_words(seat: Seat, page: LogPage, tmp_path: Path) -> None:
    drop(page, tmp_path / "queue_log.7")
    seat.click(page.read)
    seat.qtbot.waitUntil(lambda: bool(seat.refused))
    assert page.read.isEnabled()
    seat.refused.clear()
