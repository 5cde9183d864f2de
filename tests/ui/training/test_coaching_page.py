"""Talks: what is due first, noted by hand, followed up, taken back; the log of a person beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from supervisor.storage.database import open_centre
from supervisor.training.coaching import Result, Talk
from supervisor.training.coaching_store import all_talks
from tests.ui.training.conftest import TODAY, Seat
from ui.training.coaching_page import CoachingPage

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def stored(seat: Seat) -> dict[str, Talk]:
    with open_centre(seat.centre.url) as centre, centre.read() as db:
        return {one.id: one for one in all_talks(db)}


def opened(seat: Seat, id: str) -> CoachingPage:
    page = seat.coaching()
    page.table.select(id)
    page.table.view.setFocus()
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    return page


def test_what_is_due_stands_first_and_what_is_settled_last(seat: Seat) -> None:
    page = seat.coaching()
    assert [row.talk.id for row in page.table.arrangement.shown_rows()] == ["t3", "t2", "t1", "t5", "t4"]
    said = page.table.as_text(page.table.arrangement.shown_rows()).splitlines()[1:]
    assert [line.split("\t")[0] for line in said] == [
        "Overdue",
        "Due today",
        "Coming",
        "Without a date",
        "Settled",
    ]
    page.table.look_for("dispatch")
    assert [row.talk.id for row in page.table.arrangement.shown_rows()] == ["t2"]


def test_a_follow_up_settles_a_talk_and_stands_in_the_log(seat: Seat) -> None:
    page = opened(seat, "t3")
    view = page.view
    seat.qtbot.waitUntil(lambda: "Talk about Mean talk time" in view.log.text())
    assert not view.fields["note"].isVisible()
    view.result.setCurrentIndex(view.result.findData(Result.REACHED))
    seat.qtbot.keyClicks(view.result_note, "below 205 s")
    seat.qtbot.keyClick(view.result_note, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: bool(seat.said))
    talk = stored(seat)["t3"]
    assert (talk.done, talk.said.result, talk.said.result_on) == (True, Result.REACHED, TODAY)
    seat.qtbot.waitUntil(lambda: "Follow-up: Reached" in view.log.text())
    seat.undo()
    seat.qtbot.waitUntil(lambda: view.result.currentData() == Result.OPEN)


def test_a_talk_is_noted_by_keys_alone_and_taken_back(seat: Seat) -> None:
    page = seat.coaching()
    seat.qtbot.keyClick(page.table.view, Key.Key_N, CTRL)
    view = page.view
    seat.qtbot.keyClick(view, Key.Key_S, CTRL)
    assert view.problem.text() == "Say with whom the talk was."
    line = view.person.lineEdit()
    assert line is not None
    seat.qtbot.keyClicks(line, "hu bin")
    seat.qtbot.keyClicks(view.notes, "Listened to two contacts.")
    seat.qtbot.keyClicks(view.aim, "Ask back once.")
    seat.qtbot.keyClick(view.aim, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: bool(seat.said))
    assert len(stored(seat)) == 6
    new = next(one for one in stored(seat).values() if one.id not in {"t1", "t2", "t3", "t4", "t5"})
    assert (new.person, new.said.aim, new.done) == ("p12", "Ask back once.", False)
    assert new.follow_up_on is not None
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 6)
    seat.undo()
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 5)


def test_talks_after_a_course_are_noted_together_and_one_is_removed(seat: Seat) -> None:
    page = seat.coaching()
    seat.screen.training.talks_wanted.emit(("c2", "fcr", ("p1", "p2")))
    view = page.view
    assert view.several.text() == "Talks with 2 people, one each: Li Ming, Wang Fang"
    assert view.course.text() == "Proposed after the course “Tariffs anew”"
    seat.qtbot.mouseClick(view.save, LEFT)
    seat.qtbot.waitUntil(lambda: bool(seat.said))
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 7)
    assert seat.said[-1][0] == "2 talks were saved."
    seat.undo()
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 5)
    opened(seat, "t5")
    seat.qtbot.mouseClick(view.remove, LEFT)
    seat.qtbot.waitUntil(lambda: len(seat.said) == 2)
    assert "t5" not in stored(seat)
    seat.undo()
    seat.qtbot.waitUntil(lambda: "t5" in stored(seat))
