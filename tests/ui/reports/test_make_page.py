"""A report is ordered, made into a file in a process aside, and noted; or called off, and that is noted."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import QDate, Qt

from supervisor.reports.order import Order
from tests.ui.exporting import export_to, fill_in, make_for_ever
from tests.ui.reports.conftest import Seat
from ui.reports.make_page import MakePage
from ui.widgets import report_work

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def shown(page: MakePage) -> set[str]:
    """The fields that are asked."""
    return {name for name, field in page.form.fields.items() if not field.isHidden()}


def test_each_report_asks_what_it_must_be_told_and_nothing_else(seat: Seat) -> None:
    page = seat.make()
    seat.choose(page, "Monthly review")
    assert shown(page) == {"month", "language", "named"}
    seat.choose(page, "Page of one agent")
    assert shown(page) == {"person", "month", "language", "named"}
    seat.choose(page, "Alarm report")
    assert shown(page) == {"span", "since", "until", "language"}
    seat.choose(page, "Issue list")
    assert shown(page) == {"query", "department", "language"}


def test_what_is_over_is_offered_first(seat: Seat) -> None:
    page = seat.make()
    seat.choose(page, "Monthly review")
    assert page.form.order == Order("review", month=date(2026, 10, 1), language="en")
    seat.qtbot.keyClick(page.list, Key.Key_Left, CTRL)
    assert page.form.month.month == date(2026, 9, 1)
    seat.choose(page, "Day report of the floor")
    assert page.form.order == Order("day", since=date(2026, 11, 22), language="en")
    seat.choose(page, "Alarm report")
    assert page.form.order == Order(
        "alarms", since=date(2026, 10, 1), until=date(2026, 10, 31), language="en"
    )


def test_what_is_missing_is_said_and_has_the_keyboard(seat: Seat) -> None:
    page = seat.make()
    seat.choose(page, "Page of one agent")
    seat.qtbot.keyClick(page.list, Key.Key_E, CTRL)
    assert page.export.dialog is None
    assert page.form.fields["person"].problem == "Say whom it is about."
    assert page.form.person.hasFocus()
    seat.qtbot.keyClicks(page.form.person, "1042")
    order = page.form.order
    assert order is not None
    assert (order.person, page.form.about) == ("wang", "1042")
    seat.choose(page, "Quality report")
    page.form.since.setDate(QDate(2026, 11, 9))
    page.form.until.setDate(QDate(2026, 11, 2))
    assert page.form.order is None
    assert page.form.fields["until"].problem == "It ends before it begins."
    assert page.form.span.currentText() == "From and to"


def test_a_report_is_made_noted_and_found_again_below(seat: Seat) -> None:
    page = seat.make()
    seat.choose(page, "Alarm report")
    seat.qtbot.keyClick(page.list, Key.Key_Return)
    dialog = page.export.dialog
    assert dialog is not None
    assert dialog.place.called.text() == "Alarm report 2026-10-01"
    assert not dialog.named.isVisible()
    path = seat.folder / "alarms of October.xlsx"
    said = export_to(dialog, path, seat.qtbot)
    assert said.startswith(f"“Alarm report” was written to {path}: ")
    assert seat.said == [said]
    assert openpyxl.load_workbook(path).sheetnames
    (line,) = seat.lines()
    assert (line.what, line.who, line.personal) == ("alarms", "Li Na", False)
    assert line.at == seat.screen.desk.now
    assert line.facts.order["since"] == "2026-10-01"
    seat.qtbot.waitUntil(lambda: len(page.last._shown) == 1)
    assert page.last.nothing.isHidden()
    log = seat.log()
    seat.qtbot.waitUntil(lambda: len(log.table.arrangement.rows) == 1)


def test_called_off_there_is_no_file_and_the_log_says_so(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_work, "make", make_for_ever)
    page = seat.make()
    seat.choose(page, "Alarm report")
    page.ask()
    dialog = page.export.dialog
    assert dialog is not None
    fill_in(dialog, seat.folder / "alarms.xlsx", seat.qtbot)
    seat.qtbot.keyClick(dialog.place.called, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: any(seat.folder.iterdir()))
    (line,) = seat.lines()  # noted before the first byte is written
    assert not line.failed
    seat.qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    assert not dialog.write.isHidden()
    seat.qtbot.waitUntil(lambda: seat.lines()[0].failed == "Called off.")
    assert not list(seat.folder.iterdir())
    dialog.reject()
    assert page.export.dialog is None


def test_the_chosen_report_is_chosen_next_time(seat: Seat) -> None:
    page = seat.make()
    seat.choose(page, "Quality report")
    page.form.named.setFocus()
    seat.qtbot.keyClick(page.form.named, Key.Key_Space)
    again = MakePage(seat.screen.desk)
    seat.qtbot.addWidget(again)
    assert again.report.name == "quality"
    order = again.form.order
    assert order is not None
    assert not order.named


def test_an_order_from_elsewhere_is_shown(seat: Seat) -> None:
    seat.make()
    seat.screen.order(Order("agent", person="zhao", month=date(2026, 8, 1)))
    page = seat.make()
    assert page.title.text() == "Page of one agent"
    assert (page.form.person.currentText(), page.form.month.month) == ("Zhao Min (2001)", date(2026, 8, 1))
