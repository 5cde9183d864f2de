"""The room's screen: single keys note what comes of an item; everything is in the database at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from supervisor.issues import store as issue_store
from supervisor.issues.states import State
from supervisor.meetings.meeting import OutcomeKind
from supervisor.settings.machine import load_machine
from supervisor.storage.database import open_centre
from tests.ui.meetings.conftest import CTRL, NOW, Key, Seat
from ui.issues.desk import IssuesDesk
from ui.machine import Machine
from ui.meetings.note_bar import NoteBar
from ui.meetings.room import RoomWindow
from ui.meetings.room_head import spent_said
from ui.theme import State as Look


def stand_on(seat: Seat, room: RoomWindow, title: str) -> None:
    """Go to the item called *title* by arrows."""
    seat.qtbot.keyClick(room, Key.Key_Home)
    for _turn in range(10):
        look = room.look
        assert look is not None
        if look.title == title:
            return
        seat.qtbot.keyClick(room, Key.Key_PageDown)
    raise AssertionError(title)


def kinds(seat: Seat, room: RoomWindow) -> list[OutcomeKind]:
    return [one.kind for one in seat.sitting().outcomes.get(room.here, ())]


def state_of(seat: Seat, id: int) -> State:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return issue_store.get(db, id).state


def test_an_item_says_what_was_said_last_time_and_whether_it_was_kept(seat: Seat) -> None:
    room = seat.room()
    stand_on(seat, room, "Bills are late")
    said = room.item.shown
    assert "Decision: Nothing is sent twice" in said
    assert "Show the figures" in said
    assert "Zhou (Billing)" in said
    assert "2 times on the agenda" in room.head.under
    assert "The department’s answer" in said


def test_accepting_moves_the_issue_on_and_ctrl_z_takes_it_back(seat: Seat) -> None:
    room, bills = seat.room(), seat.issues[0]
    stand_on(seat, room, "Bills are late")
    seat.qtbot.keyClick(room, Key.Key_K)
    seat.qtbot.keyClick(room.note.text, Key.Key_Return)  # the usual words will do
    seat.qtbot.waitUntil(lambda: state_of(seat, bills) is State.WORKING)
    seat.qtbot.waitUntil(lambda: "Answer accepted" in room.item.shown)
    seat.qtbot.keyClick(room, Key.Key_Z, CTRL)
    seat.qtbot.waitUntil(lambda: state_of(seat, bills) is State.ANSWERED)
    seat.qtbot.waitUntil(lambda: "Noted now" not in room.item.shown)


def test_an_answer_that_is_not_enough_wants_the_reason(seat: Seat) -> None:
    room, line = seat.room(), seat.issues[1]
    stand_on(seat, room, "Line is dead")
    seat.qtbot.keyClick(room, Key.Key_N)
    seat.qtbot.keyClick(room.note.text, Key.Key_Return)
    assert room.note.told.text() == "Write what is missing in the answer."
    seat.qtbot.keyClicks(room.note.text, "No cause is named")
    seat.qtbot.keyClick(room.note.text, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: state_of(seat, line) is State.RECEIVED)


def test_what_the_issue_does_not_allow_is_said_and_what_was_typed_stays(seat: Seat) -> None:
    room = seat.room()
    stand_on(seat, room, "App asks twice")
    seat.qtbot.keyClick(room, Key.Key_K)
    room.note.text.setText("They are right")
    seat.qtbot.keyClick(room.note.text, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: room.note.told.property("role") == "error")
    assert room.note.is_open
    assert room.note.text.text() == "They are right"
    assert kinds(seat, room) == []


def test_a_new_limit_and_a_ruling_stand_in_the_issue(seat: Seat) -> None:
    room, line = seat.room(), seat.issues[1]
    stand_on(seat, room, "Line is dead")
    seat.qtbot.keyClick(room, Key.Key_L)
    seat.qtbot.keyClicks(room.note.due, "+10")
    assert "2026-03-19, Thursday" in room.note.told.text()
    room.note.text.setText("Parts come late")
    seat.qtbot.keyClick(room.note.due, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: OutcomeKind.NEW_LIMIT in kinds(seat, room))
    with open_centre(seat.centre.url) as database, database.read() as db:
        promised = issue_store.get(db, line).standing.promised
    assert str(promised) == "2026-03-19"


def test_a_new_issue_is_made_on_the_spot_and_comes_onto_the_agenda(seat: Seat) -> None:
    room = seat.room()
    before = len(seat.sitting().items)
    seat.qtbot.keyClick(room, Key.Key_I)
    seat.qtbot.keyClicks(room.note.text, "Hold music stops")
    seat.qtbot.keyClick(room.note.text, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: len(seat.sitting().items) == before + 1)
    assert "Hold music stops" in seat.titles()


def test_a_day_that_is_none_is_told_and_nothing_is_lost(seat: Seat) -> None:
    room = seat.room()
    seat.qtbot.keyClick(room, Key.Key_A)
    bar: NoteBar = room.note
    seat.qtbot.keyClicks(bar.text, "Mend it")
    bar.owner.setText("Wu")
    seat.qtbot.keyClicks(bar.due, "soon")
    seat.qtbot.keyClick(bar.due, Key.Key_Return)
    assert "is no day" in bar.told.text()
    assert bar.text.text() == "Mend it"
    seat.qtbot.keyClick(bar.due, Key.Key_Escape)
    assert not bar.is_open
    assert room.isVisible()  # Esc dropped the note, not the room


def test_letters_are_commands_only_while_nothing_is_typed(seat: Seat) -> None:
    room = seat.room()
    here = room.here
    seat.qtbot.keyClick(room, Key.Key_D)
    seat.qtbot.keyClicks(room.note.text, "xack n")
    assert room.note.text.text() == "xack n"
    assert room.here == here
    assert kinds(seat, room) == []


def test_what_was_typed_when_the_program_died_is_there_again(seat: Seat) -> None:
    room = seat.room()
    stand_on(seat, room, "Line is dead")
    seat.qtbot.keyClick(room, Key.Key_D)
    seat.qtbot.keyClicks(room.note.text, "Half a sen")
    told = seat.meetings().view.told
    assert told is not None
    machine = seat.screen.desk.machine
    seat.qtbot.waitUntil(lambda: "Half a sen" in load_machine(machine.places.settings_file).settings.tables)
    desk = IssuesDesk(seat.centre, Machine(machine.places))  # after a new start; nothing was closed
    again = RoomWindow(desk)
    seat.qtbot.addWidget(again)
    again.show_sitting(told.sitting)
    again.show()
    again.take_up()
    assert again.look is not None
    assert again.look.title == "Line is dead"
    assert again.note.is_open
    assert again.note.text.text() == "Half a sen"


def test_an_item_that_is_no_issue_takes_decisions_alone(seat: Seat) -> None:
    room = seat.room()
    stand_on(seat, room, "Focus of the week")
    seat.qtbot.keyClick(room, Key.Key_K)
    assert not room.note.is_open
    assert "no issue" in room.told.text()
    assert room.told.fontInfo().pixelSize() == room.keys.fontInfo().pixelSize()  # to be read from afar
    seat.qtbot.keyClick(room, Key.Key_X)
    seat.qtbot.waitUntil(lambda: kinds(seat, room) == [OutcomeKind.NOT_DISCUSSED])


def test_nothing_is_noted_before_the_meeting_begins(seat: Seat) -> None:
    view = seat.opened()
    seat.qtbot.keyClick(view.agenda, Key.Key_F11)
    room = view.room
    assert room is not None
    seat.qtbot.keyClick(room, Key.Key_D)
    assert not room.note.is_open
    assert "has not begun" in room.told.text()


def test_the_time_of_an_item_is_kept_when_it_is_left(seat: Seat) -> None:
    room = seat.room()
    room.go(-100)
    first = room.here
    room.save_spent()
    seat.tell_time(NOW + timedelta(seconds=95))
    seat.qtbot.keyClick(room, Key.Key_Right)
    seat.qtbot.waitUntil(lambda: seat.sitting().items[0].spent_s >= 95)
    assert seat.sitting().items[0].id == first


def test_what_is_seen_is_not_made_anew_because_time_was_kept(seat: Seat) -> None:
    room = seat.room()
    stand_on(seat, room, "Bills are late")
    seen, told = room.item.widget(), seat.meetings().view.told
    seat.tell_time(NOW + timedelta(seconds=65))
    room.save_spent()
    seat.qtbot.waitUntil(lambda: room.look is not None and room.look.item.spent_s >= 65)
    assert seat.meetings().view.told is not told
    assert room.item.widget() is seen


def test_the_room_goes_when_the_centre_is_left(seat: Seat) -> None:
    room = seat.room()
    gone: list[bool] = []
    room.closed.connect(lambda: gone.append(True))
    seat.centre.closing.emit()
    assert gone == [True]
    assert seat.meetings().view.room is None


def test_a_ruling_says_whose_an_issue_is_by_arrows_and_enter(seat: Seat) -> None:
    room = seat.room()
    stand_on(seat, room, "Post is lost")
    seat.qtbot.keyClick(room, Key.Key_R)
    bar = room.note
    assert bar.department.hasFocus()
    names = [bar.department.itemText(at) for at in range(bar.department.count())]
    bar.department.setCurrentIndex(0)
    seat.qtbot.keyClick(bar.department, Key.Key_Down)
    assert bar.department.currentText() == names[1]
    seat.qtbot.keyClicks(bar.text, "The line is theirs")
    seat.qtbot.keyClick(bar.department, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: kinds(seat, room) == [OutcomeKind.RULING])


def test_the_keys_are_shown_by_a_question_mark_and_hidden_by_any(seat: Seat) -> None:
    room = seat.room()
    here = room.here
    seat.qtbot.keyClick(room, "?")
    assert room.help.isVisible()
    assert "Answer not enough" in room.help.text()
    seat.qtbot.keyClick(room, Key.Key_Right)
    assert not room.help.isVisible()
    assert room.here == here


@pytest.mark.parametrize(
    ("spent_s", "said", "state"),
    [
        (60, "1:00 of 5:00", None),
        (250, "4:10 of 5:00", Look.WARN),
        (421, "7:01 of 5:00, 2 minutes over", Look.CRITICAL),
    ],
)
def test_time_over_is_said_in_words(spent_s: float, said: str, state: Look | None) -> None:
    assert spent_said(spent_s, 5) == (said, state)


def test_what_the_last_row_must_read_is_large_enough(seat: Seat) -> None:
    """At 8 m from a picture 90 inches across, digits stand at 16 minutes of arc or more."""
    room = seat.room()
    for wide, high in ((1366, 768), (1920, 1080), (3840, 2160)):
        room.resize(wide, high)
        mm_a_px = 90 * 25.4 / (wide**2 + high**2) ** 0.5
        assert room._em * 0.72 * mm_a_px >= 37.0
