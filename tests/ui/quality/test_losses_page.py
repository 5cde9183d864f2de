"""Where points are lost: chart and table as one, and a measure set by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from supervisor.storage.database import open_centre
from supervisor.storage.quality_tables import quality_measure
from tests.ui.quality.conftest import Seat
from ui.quality.losses_page import LossesPage


def measures(seat: Seat) -> list[tuple[str, str, str]]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        rows = db.execute(select(quality_measure))
        return [(row.item, row.owner, str(row.due)) for row in rows]


def test_the_worst_item_is_found_and_somebody_is_set_to_it_until_a_day(seat: Seat) -> None:
    page = seat.screen.show_tab("losses")
    assert isinstance(page, LossesPage)
    seat.wait(lambda: page.table.arrangement.shown == 5)
    worst = next(iter(page.table.arrangement.shown_rows()))
    assert (worst.name, worst.loss.errors, worst.loss.n, worst.loss.main) == ("Greeting", 2, 4, True)
    assert "4 forms judged, 4 errors" in page.summary.text()
    page.chart.setFocus(Qt.FocusReason.TabFocusReason)  # the chart lights what it points at in the table
    assert page.chart.lit == worst.id
    assert page.table.view._hover == 0
    QTest.keyClick(page.chart, Qt.Key.Key_Return)
    assert page.measure.title()[0] == "Greeting"
    assert page.chart.selected == (worst.id,)
    page.table.view.setFocus()
    QTest.keyClicks(page.table.view, "o")
    QTest.keyClicks(QApplication.focusWidget(), "Li Na")
    page.measure.start("due")
    QTest.keyClicks(QApplication.focusWidget(), "2026-12-15")
    assert page.measure.is_dirty
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    undo = seat.done("“Greeting” was saved")
    assert measures(seat) == [("greeting", "Li Na", "2026-12-15")]
    seat.wait(lambda: page.table.row(worst.id).measure is not None)  # type: ignore[union-attr]
    undo()
    seat.wait(lambda: not measures(seat))
    seat.wait(lambda: page.table.row(worst.id).measure is None)  # type: ignore[union-attr]


def test_what_is_missing_is_said_and_a_day_that_is_none_is_not_saved(seat: Seat) -> None:
    page = seat.screen.show_tab("losses")
    assert isinstance(page, LossesPage)
    seat.wait(lambda: page.table.arrangement.shown == 5)
    page.table.view.setFocus()
    page.table.view.selectRow(1)
    QTest.keyClicks(page.table.view, "d")
    QTest.keyClicks(QApplication.focusWidget(), "soon")
    page.measure.keep()
    assert "soon" in page.measure.fields["due"].problem
    page.measure.due.setText("2026-12-01")
    page.measure.keep()
    seat.wait(lambda: "Say who sees to it" in page.measure.problem)
    assert not measures(seat)
