from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.issues.callback import Callback, Promise
from supervisor.issues.callback_store import all_callbacks
from supervisor.storage.database import open_centre
from tests.ui.issues.conftest import NOW, Seat
from ui.centre import OpenCentre
from ui.issues.callbacks_page import CallbacksPage
from ui.issues.issue_page import IssuePage
from ui.issues.screen import IssuesScreen
from ui.machine import Machine


def page_of(seat: Seat) -> CallbacksPage:
    page = seat.screen.show_tab("callbacks")
    assert isinstance(page, CallbacksPage)
    return page


def stand(seat: Seat) -> tuple[Callback, ...]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return all_callbacks(db)


def note(seat: Seat, page: CallbacksPage, customer: str) -> Callback:
    """By keys alone: a new promise, typed and saved."""
    seat.qtbot.keyClick(
        page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    seat.wait(lambda: page.form.customer.hasFocus())
    seat.qtbot.keyClicks(page.form.customer, customer)
    seat.qtbot.keyClick(page.form.customer, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    seat.done("was saved")
    seat.wait(lambda: page.form.shown is not None)
    return next(one for one in stand(seat) if one.promise.customer == customer)


def test_a_promise_is_due_in_two_working_days_and_stands_in_the_list(seat: Seat) -> None:
    page = page_of(seat)
    kept = note(seat, page, "138 0013 8000")
    assert (kept.promised_at, kept.promise.promised_by) == (NOW, seat.centre.who)
    assert kept.due_at.astimezone(seat.screen.desk.zone).date() == date(2026, 3, 10)  # Friday, Tuesday
    seat.wait(lambda: len(page.table.arrangement.rows) == 1)


def test_a_call_is_tried_made_and_taken_back_by_keys(seat: Seat) -> None:
    page = page_of(seat)
    kept = note(seat, page, "Ms Li")
    page.form.tried.click()
    seat.done("try")
    seat.wait(lambda: page.form.shown is not None and page.form.shown.promise.attempts)
    seat.qtbot.keyClicks(page.form.outcome, "she is content")
    seat.qtbot.keyClick(page.form.outcome, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    undo = seat.done("was called")
    (made,) = stand(seat)
    assert (made.id, made.done_at, made.promise.outcome) == (kept.id, NOW, "she is content")
    seat.wait(lambda: page.form.customer.isReadOnly())
    undo()
    seat.wait(lambda: stand(seat)[0].done_at is None)


def test_nobody_to_call_is_said_at_the_field(seat: Seat) -> None:
    page = page_of(seat)
    page.begin()
    page.form.keep()
    assert page.form.fields["customer"].problem == "Say whom to call: a number or a name."
    assert stand(seat) == ()


def test_a_promise_that_was_noted_by_mistake_goes_and_comes_back(seat: Seat) -> None:
    page = page_of(seat)
    note(seat, page, "Ms Li")
    page.form.remove.click()
    undo = seat.done("was removed")
    assert stand(seat) == ()
    seat.wait(lambda: not page.split.is_open)
    undo()
    seat.wait(lambda: len(stand(seat)) == 1)


def test_a_call_is_promised_out_of_a_contact_before_anything_is_read(
    centre: OpenCentre, machine: Machine, qtbot: QtBot
) -> None:
    screen = IssuesScreen(centre, machine)
    qtbot.addWidget(screen)
    screen.promise_callback(Promise("138 0013 8000", "bills", source="pbx", contact="c1"))
    page = screen.page("callbacks")
    assert isinstance(page, CallbacksPage)
    qtbot.waitUntil(lambda: page.form.customer.text() == "138 0013 8000")
    assert page.form.typed[0].contact == "c1"


def test_a_call_about_an_issue_is_promised_on_its_page_and_stands_there(seat: Seat) -> None:
    seat.screen.show_issue(1)
    page = seat.screen.page("issue")
    assert isinstance(page, IssuePage)
    seat.wait(lambda: page.opened is not None)
    assert page.body.calls.none.isVisibleTo(page.body)
    page.body.promise.click()
    calls = seat.screen.page("callbacks")
    assert isinstance(calls, CallbacksPage)
    seat.wait(lambda: calls.form.about.toPlainText() == "Wrong bills")
    calls.form.customer.setText("Ms Li")
    calls.form.keep()
    seat.done("was saved")
    assert [one.issue for one in stand(seat)] == [1]
    calls.form.issue.click()
    seat.wait(lambda: bool(page.body.calls.rows))
    assert page.body.calls.rows[0].text().startswith("○ Ms Li · to be called until")
    page.body.calls.rows[0].click()
    seat.wait(lambda: seat.screen.current == "callbacks" and calls.split.is_open)
    assert calls.form.customer.text() == "Ms Li"
