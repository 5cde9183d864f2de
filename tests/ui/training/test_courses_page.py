"""Courses: registered beforehand, drawn by lot, marked, judged; who was not helped is proposed for a talk."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt

from supervisor.evidence.effect import Verdict
from supervisor.storage.database import open_centre
from supervisor.training.course import Against, Arm, Course, CourseState, Participant, in_arm
from supervisor.training.course_store import course_called, participants
from tests.ui.training.conftest import Seat
from ui.training import sample
from ui.training.courses_page import CoursesPage

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NUMBERS = [
    "Before and after",
    "Would have come back by itself",
    "Effect of the course",
    "Smallest effect that could have shown",
]


def opened(seat: Seat, id: str) -> CoursesPage:
    """The page with a course opened by Enter, and its people read."""
    page = seat.courses()
    page.table.select(id)
    page.table.view.setFocus()
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: bool(page.view.table.arrangement.rows))
    return page


def stored(seat: Seat, id: str) -> tuple[Course, tuple[Participant, ...]]:
    with open_centre(seat.centre.url) as centre, centre.read() as db:
        return course_called(db, id), participants(db, id)


def test_the_table_says_state_and_effect_in_words(seat: Seat) -> None:
    page = seat.courses()
    rows = {row.course.id: row for row in page.table.arrangement.rows.values()}
    assert len(rows) == 5
    said = page.table.as_text(rows.values()).splitlines()
    assert sum("Can be judged" in line for line in said) == 2
    assert any("Planned" in line and "4, 4 waiting" in line for line in said)
    page.table.look_for("tariffs")
    assert page.table.arrangement.shown == 1


def test_a_finished_course_says_whether_it_helped_in_four_numbers_and_is_stated(seat: Seat) -> None:
    page = opened(seat, "c2")
    assert page.view.verdict.text().startswith("It helped: First-contact resolution changed by +2.")
    assert [what for what, _value in page.view.numbers.pairs] == NUMBERS
    assert len(page.view.slopes._picture.slopes) == len(sample.PEOPLE)
    assert page.view.compared.text() == "8 trained, 10 compared"
    view = page.view
    seat.qtbot.keyClicks(view.note, "as agreed")
    seat.qtbot.mouseClick(view.judge, LEFT)
    seat.qtbot.waitUntil(lambda: bool(seat.said))
    course, _people = stored(seat, "c2")
    assert course.state is CourseState.JUDGED
    assert course.terms.judgement is not None
    assert course.terms.judgement.verdict is Verdict.HELPED
    assert course.terms.judgement.note == "as agreed"
    seat.qtbot.waitUntil(lambda: not view.judge.isVisible())
    assert "Stated for good" in view.facts.said


def test_a_planned_course_says_from_when_it_can_be_judged_is_changed_and_cancelled(seat: Seat) -> None:
    page = opened(seat, "c4")
    assert page.view.verdict.text().startswith("Not to be judged yet")
    assert "2027-01-04" in page.view.verdict.text()
    assert not page.view.judge.isVisible()
    assert not page.view.slopes.isVisible()
    assert "seed 48213" in page.view.facts.said
    seat.qtbot.mouseClick(page.view.change, LEFT)
    form = page.form
    assert not form.kpi.isEnabled()
    form.room.setText("")
    seat.qtbot.keyClicks(form.room, "Room 9")
    seat.qtbot.keyClick(form.room, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: stored(seat, "c4")[0].terms.room == "Room 9")
    seat.qtbot.waitUntil(lambda: "Room 9" in page.view.facts.said)
    seat.qtbot.mouseClick(page.view.cancel, LEFT)
    seat.qtbot.waitUntil(lambda: len(seat.said) == 2)
    assert stored(seat, "c4")[0].state is CourseState.CANCELLED
    seat.undo()
    seat.qtbot.waitUntil(lambda: stored(seat, "c4")[0].state is CourseState.PLANNED)


def test_attendance_is_marked_for_the_chosen_and_taken_back(seat: Seat) -> None:
    page = opened(seat, "c2")
    view = page.view
    view.table.select(sample.unit("p3"))
    assert view.stayed.text() == "Stayed away: 1 chosen"
    seat.qtbot.mouseClick(view.stayed, LEFT)
    seat.qtbot.waitUntil(lambda: bool(seat.said))
    seat.qtbot.waitUntil(lambda: [one.participant.attended for one in view._rows()].count(False) == 1)
    view.table.view.clearSelection()
    seat.qtbot.mouseClick(view.passed, LEFT)
    seat.qtbot.waitUntil(lambda: len(seat.said) == 2)
    marked = {one.unit.person: one for one in in_arm(stored(seat, "c2")[1], Arm.TRAINED)}
    assert all(one.passed for one in marked.values())
    assert [who for who, one in marked.items() if one.attended is False] == ["p3"]
    assert marked["p1"].attended is True  # whoever passed was there
    seat.undo()
    seat.qtbot.waitUntil(lambda: not any(one.participant.passed for one in view._rows()))


def test_those_who_are_still_off_are_proposed_for_talks(seat: Seat) -> None:
    page = opened(seat, "c1")
    assert page.view.outcome is not None
    still = page.view.outcome.proposed
    assert still
    assert f"Propose a talk with {len(still)}…" == page.view.talks.text() or len(still) > 1
    seat.qtbot.mouseClick(page.view.talks, LEFT)
    coaching = seat.coaching()
    assert coaching.split.is_open
    typed = coaching.view.typed
    assert [one.person for one in typed] == [one.unit.person for one in still]
    assert {(one.course, one.kpi) for one in typed} == {("c1", "fcr")}


# -- a new one -----------------------------------------------------------------------------------------------


def test_the_training_list_hands_over_kpi_and_people_and_a_lot_is_drawn(seat: Seat) -> None:
    seat.courses()
    units = [sample.unit(who) for who in sample.TRAINED]
    seat.screen.desk.course_wanted.emit("fcr", units)
    page = seat.courses()
    form = page.form
    assert form.kpi.currentData() == "fcr"
    assert [one.unit for one in form.participants] == units
    assert form.shows.text().startswith("With 8 trained and 10 compared, an effect of")
    assert not form.lot.isVisible()
    form.seats.setValue(5)
    assert form.lot.isVisible()
    seat.qtbot.mouseClick(form.lot, LEFT)
    people = form.participants
    assert [len(in_arm(people, arm)) for arm in (Arm.TRAINED, Arm.WAITING)] == [5, 3]
    assert form.course.terms.against is Against.WAIT_LIST
    assert form.course.terms.seed is not None
    assert f"seed {form.course.terms.seed}" in form.drawn.text()
    assert not form.lot.isEnabled()  # nobody draws until the lot pleases
    assert form.shows.text().startswith("With 5 trained and 3 compared")
    seat.qtbot.keyClick(form.title, Key.Key_S, CTRL)
    assert form.problem.text() == "Give the course a title."
    seat.qtbot.keyClicks(form.title, "Faults again")
    form.least.setText("2")
    seat.qtbot.keyClick(form.title, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: bool(seat.said))
    assert seat.said[0][0] == "The course “Faults again” was registered."
    made, kept = stored(seat, seat.prepared[0][0].id)
    assert made.terms.success.least == 0.02
    assert {one.unit.person for one in in_arm(kept, Arm.WAITING)} == {
        one.unit.person for one in in_arm(people, Arm.WAITING)
    }
    seat.undo()
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 5)


def test_people_are_added_by_any_part_of_their_name_and_taken_off_by_a_key(seat: Seat) -> None:
    page = seat.courses()
    seat.qtbot.keyClick(page.table.view, Key.Key_N, CTRL)
    form = page.form
    assert form.title.hasFocus()
    form.kpi.setCurrentIndex(form.kpi.findData("fcr"))
    form.kpi.activated.emit(form.kpi.currentIndex())
    line = form.who.lineEdit()
    assert line is not None
    for typed in ("1008", "song"):
        line.setFocus()
        seat.qtbot.keyClicks(line, typed)
        seat.qtbot.keyClick(line, Key.Key_Return)
    assert [one.unit.person for one in form.participants] == ["p8", "p17"]
    how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    view = form.people.view
    view.setFocus()
    view.selectionModel().select(view.model().index(0, 0), how)
    seat.qtbot.keyClick(view, Key.Key_Delete)
    assert len(form.participants) == 1
    page.open(page.table.arrangement.rows["c4"])
    page.begin()  # what was begun goes on
    assert len(form.participants) == 1
    seat.qtbot.mouseClick(form.bar.discard, LEFT)
    page.begin()
    assert not form.participants


def test_a_course_that_has_begun_is_registered_as_late_and_says_so(seat: Seat) -> None:
    page = seat.courses()
    page.plan("fcr", [sample.unit("p1"), sample.unit("p2")])
    form = page.form
    form.title.setText("Too late")
    form.first.setDate(form.first.minimumDate().addDays(0).fromString("2026-11-20", "yyyy-MM-dd"))
    assert form.late.text().startswith("It has begun already")
    assert form.bar.save.text() == "Register as late"
    seat.qtbot.mouseClick(form.bar.save, LEFT)
    seat.qtbot.waitUntil(lambda: bool(seat.said))
    course, _people = stored(seat, seat.prepared[0][0].id)
    assert course.terms.late
    seat.qtbot.waitUntil(lambda: "late: it had begun already" in page.view.facts.said)


def test_a_success_that_could_pass_unseen_is_told(seat: Seat) -> None:
    page = seat.courses()
    page.plan("fcr", [sample.unit(who) for who in sample.TRAINED])
    seat.qtbot.keyClicks(page.form.least, "0.5")
    assert page.form.shows.text().endswith("it could pass unseen.")
    page.form.least.setText("much")
    seat.qtbot.keyClick(page.form.least, Key.Key_S, CTRL)
    assert page.form.problem.text() == "Say by how much it should be better as a number."
    assert not seat.prepared


# -- categories ----------------------------------------------------------------------------------------------


def test_categories_are_renamed_moved_and_restored(seat: Seat) -> None:
    page = seat.courses()
    seat.qtbot.mouseClick(page.kinds, LEFT)
    view = page.categories
    view.list.setCurrentRow(1)
    seat.qtbot.keyClicks(view.name_en, "Hurry")
    seat.qtbot.mouseClick(view.up, LEFT)
    assert view.list.item(0).text() == "Hurry"
    seat.qtbot.keyClick(view.name_en, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: bool(seat.said))
    listed = seat.screen.training.listed
    seat.qtbot.waitUntil(lambda: seat.screen.training.listed.categories[0].category.name_en == "Hurry")
    assert listed.categories[0].category.id == "leave_alone" or listed.categories[0].version
    seat.qtbot.mouseClick(view.usual, LEFT)
    seat.qtbot.mouseClick(view.bar.save, LEFT)
    seat.qtbot.waitUntil(lambda: seat.screen.training.listed.categories[0].version == 0)
    seat.undo()
    seat.qtbot.waitUntil(lambda: seat.screen.training.listed.categories[0].category.name_en == "Hurry")
