"""A whole meeting by keyboard alone: planned, prepared, held, closed; the minutes say what was typed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from supervisor.meetings.meeting import Came, MeetingState, OutcomeKind
from tests.ui.meetings.conftest import ALT, CTRL, Key, Seat
from ui.meetings.room import RoomWindow


def _noted(seat: Seat, room: RoomWindow, count: int) -> None:
    seat.qtbot.waitUntil(lambda: len(room._sitting.outcomes.get(room.here, ())) == count)  # type: ignore[union-attr]


def test_a_meeting_is_planned_prepared_held_and_closed_without_a_mouse(seat: Seat) -> None:
    bot = seat.qtbot
    view = seat.opened()
    assert seat.sitting().meeting.state is MeetingState.PLANNED
    assert seat.titles()[-1] == "Focus of the week"

    # prepared: another matter, the order, minutes
    bot.keyClick(view.agenda, Key.Key_I, CTRL)
    bot.keyClicks(view.add.line, "Tea for visitors")
    bot.keyClick(view.add.line, Key.Key_Return)
    bot.waitUntil(lambda: "Tea for visitors" in seat.titles())
    bot.waitUntil(lambda: len(view.agenda.agenda.items) == len(seat.titles()))
    view.agenda.setFocus()
    first, second = seat.titles()[:2]
    view.agenda.setCurrentIndex(view.agenda.agenda.index(0, 3))
    bot.keyClick(view.agenda, Key.Key_Down, ALT)
    bot.waitUntil(lambda: seat.titles()[:2] == [second, first])
    bot.waitUntil(lambda: view.agenda.currentIndex().row() == 1)  # the keyboard went along

    # who came
    bot.keyClick(view.agenda, Key.Key_PageDown, CTRL)
    people = view.attendance.table
    people.setFocus()
    bot.keyClick(people.view, Key.Key_A, CTRL)
    bot.keyClick(people.view, Key.Key_1)
    bot.waitUntil(lambda: {one.came for one in seat.sitting().attendance} == {Came.CAME})

    # held
    view.begin.setFocus()
    bot.keyClick(view.begin, Key.Key_Space)
    bot.waitUntil(lambda: view.room is not None and view.room.is_running)
    room = view.room
    assert room is not None
    room.go(-100)
    ids = [one.id for one in seat.sitting().items]
    bot.keyClick(room, Key.Key_D)
    bot.keyClicks(room.note.text, "Send them weekly")
    bot.keyClick(room.note.text, Key.Key_Return)
    _noted(seat, room, 1)
    assert not room.note.is_open
    bot.keyClick(room, Key.Key_A)
    bot.keyClicks(room.note.text, "Mend the letter")
    bot.keyClick(room.note.text, Key.Key_Tab)
    room.note.owner.clear()
    bot.keyClicks(room.note.owner, "Wu")
    bot.keyClicks(room.note.due, "+5")
    bot.keyClick(room.note.due, Key.Key_Return)
    _noted(seat, room, 2)
    for _item in ids[1:]:
        bot.keyClick(room, Key.Key_Right)
        bot.keyClick(room, Key.Key_X)
        bot.waitUntil(lambda: seat.sitting().outcomes.get(room.here, ()) != ())
    bot.keyClick(room, Key.Key_Escape)
    bot.waitUntil(lambda: view.room is None)
    outcomes = {one.kind: one for one in seat.sitting().outcomes[ids[0]]}
    assert outcomes.keys() == {OutcomeKind.DECISION, OutcomeKind.ACTION}
    action = outcomes[OutcomeKind.ACTION]
    assert (action.owner, action.owner_department, str(action.due)) == ("Wu", "net", "2026-03-14")

    # closed
    bot.waitUntil(lambda: view.close_it.isVisible())
    view.close_it.setFocus()
    bot.keyClick(view.close_it, Key.Key_Space)
    bot.waitUntil(lambda: view.reason.isVisible())
    bot.waitUntil(lambda: "Nothing is missing" in view.reason.lines.text())
    bot.keyClick(view.reason.do, Key.Key_Space)
    bot.waitUntil(lambda: seat.sitting().meeting.state is MeetingState.CLOSED)
    bot.waitUntil(lambda: view.minutes.which.currentText() == "Minutes, version 1")
    assert "Send them weekly" in view.minutes.text.toPlainText()
    assert "Mend the letter" in view.minutes.text.toPlainText()
    bot.waitUntil(lambda: view.reopen.isVisible())
    bot.keyClick(view, Key.Key_Escape)
    assert seat.meetings().stack.currentWidget() is seat.meetings().list


def test_it_is_opened_again_with_a_reason_and_closed_as_a_second_version(seat: Seat) -> None:
    bot, room = seat.qtbot, seat.room()
    view = seat.meetings().view
    bot.keyClick(room, Key.Key_Escape)
    for place in (1, 2):
        bot.waitUntil(lambda: view.close_it.isVisible())
        bot.mouseClick(view.close_it, Qt.MouseButton.LeftButton)
        assert "nothing was noted" in view.reason.lines.text() or place == 2
        bot.mouseClick(view.reason.do, Qt.MouseButton.LeftButton)
        bot.waitUntil(lambda: view.reopen.isVisible())
        if place == 1:
            bot.mouseClick(view.reopen, Qt.MouseButton.LeftButton)
            bot.mouseClick(view.reason.do, Qt.MouseButton.LeftButton)
            assert view.reason.problem.text()  # it wants a reason
            bot.keyClicks(view.reason.reason, "A name was wrong")
            bot.keyClick(view.reason.reason, Key.Key_Return)
    bot.waitUntil(lambda: view.told is not None and len(view.told.versions) == 2)
    names = [view.minutes.which.itemText(at) for at in range(view.minutes.which.count())]
    assert names == ["Agenda", "Minutes, version 1", "Minutes, version 2"]
    assert "A name was wrong" in view.minutes.text.toPlainText()
