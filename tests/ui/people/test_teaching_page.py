"""Hours for teaching: written in place, kept by month, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate

from tests.ui.people.conftest import Seat
from ui.people.teaching_page import HOURS, NOTE, TeachingPage


@pytest.fixture
def page(seat: Seat) -> TeachingPage:
    found = seat.screen.show_tab("teaching")
    assert isinstance(found, TeachingPage)
    seat.wait(lambda: found.table.rowCount() == 4)
    return found


def row_of(page: TeachingPage, name: str) -> int:
    return next(row for row in range(page.table.rowCount()) if text(page, row, 0) == name)


def text(page: TeachingPage, row: int, column: int) -> str:
    item = page.table.item(row, column)
    assert item is not None
    return item.text()


def write(page: TeachingPage, name: str, column: int, said: str) -> None:
    item = page.table.item(row_of(page, name), column)
    assert item is not None
    item.setText(said)


def test_hours_are_saved_as_written_and_taken_back(seat: Seat, page: TeachingPage) -> None:
    write(page, "Li Na", HOURS, "12:30")
    undo = seat.done("Hours for teaching of Li Na were changed.")
    seat.wait(lambda: text(page, row_of(page, "Li Na"), HOURS) == "12.5")
    assert page.sum.text() == "12.5 h for 1 person"
    write(page, "Li Na", NOTE, "two newcomers")
    undo_note = seat.done("Hours for teaching of Li Na were changed.")
    seat.wait(lambda: text(page, row_of(page, "Li Na"), NOTE) == "two newcomers")
    undo_note()
    seat.wait(lambda: text(page, row_of(page, "Li Na"), NOTE) == "")
    undo()
    seat.wait(lambda: text(page, row_of(page, "Li Na"), HOURS) == "")


def test_hours_belong_to_their_month(seat: Seat, page: TeachingPage) -> None:
    write(page, "Li Na", HOURS, "8")
    seat.done("Hours for teaching of Li Na were changed.")
    page.month.setDate(QDate(2026, 10, 1))
    seat.wait(lambda: page.sum.text() == "0.0 h for 0 people")
    page.month.setDate(QDate(2026, 11, 1))
    seat.wait(lambda: text(page, row_of(page, "Li Na"), HOURS) == "8")


def test_more_hours_than_a_month_has_are_refused(seat: Seat, page: TeachingPage) -> None:
    write(page, "Li Na", HOURS, "800")
    assert "800" in page.problem.text()
    assert text(page, row_of(page, "Li Na"), HOURS) == ""
    write(page, "Li Na", HOURS, "many")
    assert "many" in page.problem.text()
