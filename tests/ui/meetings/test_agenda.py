"""The agenda is prepared: put into order, cut and filled up; what is over the length is said in words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit

from supervisor.meetings.meeting import MEETING_LABELS, Came, MeetingState
from tests.ui.meetings.conftest import CTRL, Button, Key, Seat
from ui.meetings.agenda_table import CLOCK, MINUTES, TITLE, AgendaModel
from ui.meetings.meeting_view import MeetingView
from ui.theme import State


def column(view: MeetingView, which: int) -> list[str]:
    model = view.agenda.agenda
    return [str(model.index(row, which).data()) for row in range(model.rowCount())]


def test_the_agenda_is_there_by_itself_with_times_of_day(seat: Seat) -> None:
    view = seat.opened()
    QAbstractItemModelTester(view.agenda.agenda, view)
    assert set(column(view, TITLE)) == {
        "Bills are late",
        "Line is dead",
        "App asks twice",
        "Post is lost",
        "Focus of the week",
    }
    assert column(view, 1)[:2] == ["14:00", f"14:{int(column(view, MINUTES)[0]):02d}"]
    assert any("working day" in said for said in column(view, CLOCK))


def test_a_row_that_is_dragged_moves_and_ctrl_z_moves_it_back(seat: Seat) -> None:
    view = seat.opened()
    model: AgendaModel = view.agenda.agenda
    before = seat.titles()
    data = model.mimeData([model.index(0, TITLE)])
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, len(before), 0, QModelIndex())
    seat.qtbot.waitUntil(lambda: seat.titles() == [*before[1:], before[0]])
    seat.qtbot.waitUntil(lambda: column(view, TITLE) == [*before[1:], before[0]])
    seat.qtbot.keyClick(view.agenda, Key.Key_Z, CTRL)
    seat.qtbot.waitUntil(lambda: seat.titles() == before)


def test_what_is_taken_off_does_not_come_again_by_fetching(seat: Seat) -> None:
    view = seat.opened()
    row = column(view, TITLE).index("Line is dead")
    view.agenda.setCurrentIndex(view.agenda.agenda.index(row, TITLE))
    seat.qtbot.keyClick(view.agenda, Key.Key_Delete)
    seat.qtbot.waitUntil(lambda: "Line is dead" not in column(view, TITLE))
    seat.qtbot.keyClick(view.agenda, Key.Key_R, CTRL)
    seat.qtbot.waitUntil(lambda: len(seat.said) >= 3)
    assert "Line is dead" not in seat.titles()
    # but somebody can put it there by its number
    number = "WT-2026-00002"
    seat.qtbot.keyClick(view.agenda, Key.Key_I, CTRL)
    seat.qtbot.waitUntil(lambda: bool(view.add._offered))
    seat.qtbot.keyClicks(view.add.line, number)
    seat.qtbot.keyClick(view.add.line, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: "Line is dead" in seat.titles())


def test_too_many_minutes_are_said_in_words(seat: Seat) -> None:
    view = seat.opened()
    assert view.budget.state is None
    cell = view.agenda.agenda.index(0, MINUTES)
    view.agenda.setCurrentIndex(cell)
    seat.qtbot.keyClick(view.agenda, Key.Key_F2)
    editor = view.agenda.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    seat.qtbot.keyClicks(editor, "90")
    seat.qtbot.keyClick(editor, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: seat.sitting().items[0].minutes == 90)
    seat.qtbot.waitUntil(lambda: view.budget.state is State.CRITICAL)
    assert "minutes over the planned length" in view.budget.said


def test_enter_shows_an_item_and_its_notes_are_saved_when_they_are_left(seat: Seat) -> None:
    view = seat.opened()
    seat.qtbot.keyClick(view.agenda, Key.Key_Return)
    assert view.split.is_open
    view.item.notes.setFocus()
    seat.qtbot.keyClicks(view.item.notes, "Ask for the log")
    view.agenda.setFocus()
    seat.qtbot.waitUntil(lambda: seat.sitting().items[0].notes == "Ask for the log")
    wanted: list[int] = []
    seat.screen.issue_wanted.connect(wanted.append)
    seat.qtbot.mouseClick(view.item.open, Button.LeftButton)
    assert wanted == [seat.sitting().items[0].issue]


def test_who_came_instead_is_written_and_a_department_nobody_came_from_is_named(seat: Seat) -> None:
    view = seat.opened()
    seat.qtbot.keyClick(view.agenda, Key.Key_PageDown, CTRL)
    people = view.attendance
    rows = {one.person: one for one in seat.sitting().attendance}
    people.table.select(rows["Wu"].id)
    seat.qtbot.keyClick(people.table.view, Key.Key_2)
    assert people.substitute.hasFocus()  # who came?
    seat.qtbot.keyClicks(people.substitute, "Lin")
    seat.qtbot.keyClick(people.substitute, Key.Key_Return)
    seat.qtbot.waitUntil(
        lambda: {one.person: one.substitute for one in seat.sitting().attendance}["Wu"] == "Lin"
    )
    people.table.select(rows["Zhou"].id)
    seat.qtbot.keyClick(people.table.view, Key.Key_3)
    expected = {"Wu": Came.SUBSTITUTE, "Zhou": Came.ABSENT, "Li Ming": Came.INVITED}
    seat.qtbot.waitUntil(lambda: {one.person: one.came for one in seat.sitting().attendance} == expected)
    seat.qtbot.waitUntil(lambda: people.missing.isVisible())
    assert "Billing" in people.missing.text()


def test_somebody_else_is_invited(seat: Seat) -> None:
    view = seat.opened()
    view.tabs.setCurrentIndex(1)
    seat.qtbot.keyClicks(view.attendance.person, "He Wei")
    seat.qtbot.keyClick(view.attendance.person, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: "He Wei" in [one.person for one in seat.sitting().attendance])


def test_when_and_where_are_changed_and_a_day_that_is_none_is_refused(seat: Seat) -> None:
    view = seat.opened()
    seat.qtbot.keyClick(view.agenda, Key.Key_E, CTRL)
    form = view.form
    form.day.setText("tomorrow")
    seat.qtbot.keyClick(form, Key.Key_S, CTRL)
    assert form.fields["day"].problem
    form.day.setText("2026-03-10")
    form.place.setText("Room 7")
    seat.qtbot.keyClick(form, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: seat.sitting().meeting.text.place == "Room 7")
    assert seat.sitting().meeting.starts_at.isoformat() == "2026-03-10T06:00:00+00:00"
    seat.qtbot.waitUntil(lambda: "Room 7" in view.about.text())


def test_a_meeting_is_called_off_with_a_reason(seat: Seat) -> None:
    view = seat.opened()
    seat.qtbot.mouseClick(view.cancel, Button.LeftButton)
    seat.qtbot.keyClicks(view.reason.reason, "Strike")
    seat.qtbot.mouseClick(view.reason.do, Button.LeftButton)
    seat.qtbot.waitUntil(lambda: seat.sitting().meeting.state is MeetingState.CANCELLED)
    seat.qtbot.waitUntil(lambda: not view.add.isVisible())


def test_the_list_says_what_is_next_and_enter_opens_it(seat: Seat) -> None:
    view = seat.opened()
    seat.qtbot.keyClick(view, Key.Key_Escape)
    page = seat.meetings()
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 2)
    lines = page.table.as_text(page.table.arrangement.rows.values()).splitlines()
    assert any(MEETING_LABELS[MeetingState.PLANNED] in line for line in lines)
    assert any(
        MEETING_LABELS[MeetingState.CLOSED] in line and "Coordination, no. 1" in line for line in lines
    )
    latest = seat.sitting().meeting.id
    page.table.select(latest)
    page.table.view.setFocus()
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.view)
