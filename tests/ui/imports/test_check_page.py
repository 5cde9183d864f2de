"""The data check: made, read, mended with a word before, taken back, exported."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester

from supervisor.datacheck.finding import Kind
from supervisor.facts.contact import Entry, Outcome, Told
from supervisor.history import batch as batches
from supervisor.history import entries
from supervisor.history.names import Names
from supervisor.storage.database import open_history
from tests.ui.exporting import export_to
from tests.ui.imports.conftest import NOW, Seat
from ui.centre import OpenCentre
from ui.imports.check_page import CheckPage

BEGAN = NOW - timedelta(days=20)


@pytest.fixture
def page(centre: OpenCentre, seat: Seat) -> CheckPage:
    """A contact that never ended, twenty days ago."""
    with open_history(centre.url) as history, history.write() as db:
        number = batches.begin(db, batches.Kind.LOG, "pbx", at=NOW, who="test", file="queue_log")
        at = round(BEGAN.timestamp() * 1000)
        told = [Entry(contact="c1", queue="Bills", entered_ms=at, outcome=Outcome.WAITING)]
        entries.write(db, Names(), "pbx", told, Told.LOG, number)
        batches.note(db, number, state=batches.State.DONE, at=NOW)
    page = seat.screen.show_tab("check")
    assert isinstance(page, CheckPage)
    seat.wait(page.reminder.isVisible)
    page.last.setDate(QDate(2026, 11, 20))
    return page


def findings(page: CheckPage) -> dict[Kind, int]:
    return {found.kind: found.count for found in page.table.arrangement.rows.values()}


def test_a_check_finds_says_mends_and_takes_back(seat: Seat, page: CheckPage, tmp_path: Path) -> None:
    assert "never checked" in page.reminder.text()
    seat.click(page.table.empty.button)
    seat.wait(lambda: page.summary.isVisible() and not page.line.is_busy)
    QAbstractItemModelTester(page.table.model)
    assert findings(page)[Kind.CONTACT_OPEN] == 1
    seat.wait(lambda: not page.reminder.isVisible())
    page.table.select((Kind.CONTACT_OPEN, "pbx"))
    seat.key(page.table.view, Qt.Key.Key_Return)
    one = page.one
    seat.qtbot.waitUntil(one.mend.hasFocus)
    (row,) = one.examples.arrangement.rows.values()
    assert "c1" in row.said
    seat.key(one.mend, Qt.Key.Key_Space)
    seat.wait(one.plan.isVisible)
    assert one.plan.text().startswith("Closes 1 contact as lost")
    assert findings(page)[Kind.CONTACT_OPEN] == 1
    seat.qtbot.waitUntil(one.do.hasFocus)
    seat.key(one.do, Qt.Key.Key_Space)
    undo = seat.done("1 was mended.")
    seat.wait(lambda: Kind.CONTACT_OPEN not in findings(page) and not page.line.is_busy)
    undo()
    seat.done("The mending was taken back.")
    seat.wait(lambda: findings(page).get(Kind.CONTACT_OPEN) == 1 and not page.line.is_busy)
    page.ask_export()
    export_to(page.export.dialog, tmp_path / "check.xlsx", seat.qtbot)
    assert (tmp_path / "check.xlsx").stat().st_size > 1000
    seat.wait(lambda: page.older.count() == 3)
    page.older.activated.emit(1)
    assert Kind.CONTACT_OPEN not in findings(page)
