"""Forms: items edited in place, a new version of one that was used, what is wrong in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from supervisor.quality.form import Severity
from supervisor.quality.form_store import all_forms, all_versions
from supervisor.quality.usual import VOICE
from supervisor.storage.database import open_centre
from tests.ui.quality.conftest import CONTENT, Seat
from ui.quality.form_draft import CLASS, EN, POINTS, draft_of, moved, new_line, written
from ui.quality.forms_page import FormsPage


@pytest.fixture
def page(seat: Seat) -> FormsPage:
    found = seat.screen.show_tab("forms")
    assert isinstance(found, FormsPage)
    assert found.one.form is not None
    return found


def versions(seat: Seat) -> list[int]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return [one.number for one in all_versions(db)]


def test_a_form_that_is_edited_comes_back_as_it_was() -> None:
    for content in (CONTENT, VOICE.content):
        assert draft_of("x", content).content == content
        assert draft_of("x", content).wrong == ()


def test_what_keeps_a_form_from_being_used_is_said_with_its_item() -> None:
    draft = draft_of("", CONTENT)
    lines = (*draft.lines[:2], written(draft.lines[3], POINTS, "many"))
    said = " ".join(type(draft)("", lines).wrong)
    assert "The form has no name." in said
    assert "Item “开头语”: “many” is no number." in said


def test_a_new_item_never_takes_the_id_of_one_that_was() -> None:
    draft = draft_of("x", CONTENT)
    first = new_line(draft, ())
    again = new_line(type(draft)("x", (*draft.lines, first)), ())
    assert first.id != again.id
    assert moved(draft.lines, 1, 1)[2] == draft.lines[1]


def test_changing_a_form_that_was_used_makes_its_next_version_and_can_be_taken_back(
    seat: Seat, page: FormsPage
) -> None:
    one = page.one
    QAbstractItemModelTester(one.table.lines, one.table.lines)
    assert "a change makes the next version" in one.about.text()
    one.table.setFocus()
    one.table.setCurrentIndex(one.table.lines.index(4, POINTS))  # the answer
    QTest.keyClicks(one.table, "5")
    seat.wait(lambda: QApplication.focusWidget() is not one.table)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    seat.wait(lambda: "saving makes version 2" in one.unsaved.text())
    assert "13 points" in one.sums.text()
    QTest.keyClick(one.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    undo = seat.done("The items of “Calls” were saved")
    assert versions(seat) == [1, 2]
    seat.wait(lambda: page.one.version.count() == 2 and not one.is_dirty)
    one.version.setCurrentIndex(1)
    one.version.activated.emit(1)
    assert not one.is_writable
    assert one.draft.content == CONTENT
    undo()
    seat.wait(lambda: versions(seat) == [1])
    seat.wait(lambda: page.one.version.count() == 1)


def test_a_usual_form_is_made_changed_and_retired(seat: Seat, page: FormsPage) -> None:
    page.begin_usual()
    one = page.one
    assert one.name.text() == "Calls 2"  # the name that is free
    one.table.setFocus()
    one.table.setCurrentIndex(one.table.lines.index(1, EN))
    QTest.keyClick(one.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    one.table.lines.setData(one.table.lines.index(2, CLASS), Severity.FATAL.value)
    assert not one.save.isEnabled()
    assert "Item 2 has no name" in one.problem
    one.table.lines.setData(one.table.lines.index(2, EN), "Insults nobody")
    one.save.click()
    seat.done("The form “Calls 2” was made")
    with open_centre(seat.centre.url) as database, database.read() as db:
        made = next(form for form in all_forms(db) if form.name == "Calls 2")
        (version,) = all_versions(db, made.id)
    assert len(version.content.items) == len(VOICE.content.items) + 1
    seat.wait(lambda: page.table.row(made.id) is not None and not one.is_dirty)
    one.retire.click()
    undo = seat.done("is retired")
    seat.wait(lambda: page.table.row(made.id).form.retired)  # type: ignore[union-attr]
    undo()
    seat.wait(lambda: not page.table.row(made.id).form.retired)  # type: ignore[union-attr]
