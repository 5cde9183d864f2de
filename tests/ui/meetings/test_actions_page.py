"""Everybody's actions: whose, by when, done with what; Enter goes to the issue."""

from __future__ import annotations

from datetime import timedelta

from tests.ui.meetings.conftest import CTRL, NOW, Key, Seat
from ui.meetings.actions_page import ActionsPage


def lines(page: ActionsPage) -> list[str]:
    return page.table.as_text(page.table.arrangement.rows.values()).splitlines()[1:]


def test_an_overdue_action_says_by_how_many_working_days(seat: Seat) -> None:
    seat.tell_time(NOW + timedelta(days=3))
    page = seat.actions()
    (line,) = lines(page)
    assert "Overdue by 3 working days" in line
    assert "Zhou" in line
    assert "Billing" in line
    assert "Show the figures" in line


def test_it_is_done_with_what_was_done_and_taken_back(seat: Seat) -> None:
    page = seat.actions()
    page.table.select(next(iter(page.table.arrangement.rows)))
    page.table.view.setFocus()
    seat.qtbot.keyClick(page.table.view, Key.Key_D, CTRL)
    assert page.split.is_open
    seat.qtbot.keyClick(page.form, Key.Key_S, CTRL)
    assert page.form.fields["result"].problem == "Write what was done."
    seat.qtbot.keyClicks(page.form.result, "Shown on Friday")
    seat.qtbot.keyClick(page.form.result, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: "Shown on Friday" in lines(page)[0])
    assert not page.split.is_open
    seat.qtbot.keyClick(page.table.view, Key.Key_Z, CTRL)
    seat.qtbot.waitUntil(lambda: "Shown on Friday" not in lines(page)[0])


def test_only_one_persons_are_shown_and_that_is_remembered(seat: Seat) -> None:
    page = seat.actions()
    page.whose.setCurrentIndex(page.whose.findData("Zhou"))
    page.whose.activated.emit(page.whose.currentIndex())
    assert page.table.arrangement.shown == 1
    page._who = "Somebody"
    page._filter()
    assert page.table.arrangement.shown == 0
    page._choose(0)
    again = ActionsPage(seat.screen.desk)
    seat.qtbot.addWidget(again)
    assert again._who == "Zhou"


def test_enter_goes_to_the_issue(seat: Seat) -> None:
    page = seat.actions()
    wanted: list[int] = []
    seat.screen.issue_wanted.connect(wanted.append)
    page.table.select(next(iter(page.table.arrangement.rows)))
    page.table.view.setFocus()
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    assert wanted == [seat.issues[0]]
