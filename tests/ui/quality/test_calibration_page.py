"""A calibration from its plan to what it says of items and raters."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from supervisor.evidence.agreement import Acceptance
from supervisor.quality.calibration import SharedRating
from supervisor.quality.calibration_store import all_sessions, rate, ratings_of
from supervisor.storage.database import open_centre
from tests.ui.quality.conftest import STAMP, Seat, answers
from ui.quality.calibration_page import CalibrationPage
from ui.quality.session_view import severity_words


def ratings(seat: Seat) -> tuple[SharedRating, ...]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return ratings_of(db, all_sessions(db)[0].id)


def test_two_raters_are_compared_from_the_plan_to_the_item_that_is_to_be_rewritten(seat: Seat) -> None:
    page = seat.screen.show_tab("calibration")
    assert isinstance(page, CalibrationPage)
    page.begin()
    assert page.plan.raters.text() == "He, Lin"
    page.plan.raters.setText("He")
    page.plan.contacts.setPlainText("\n".join("abcdef"))
    page.plan.keep()
    seat.wait(lambda: "Name two raters" in page.plan.problem)
    page.plan.raters.setText("He，Lin")
    QTest.keyClick(page.plan.title, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    seat.done("was saved")
    seat.wait(lambda: page.view.answer is not None and page.view.isVisible())
    assert "12 ratings are missing" in page.view.missing.text()

    page.table.view.setFocus()
    QTest.keyClicks(page.table.view, "r")
    page.rating.rater.setCurrentText("He")
    page.rating.rater.activated.emit(0)
    page.rating.sheet.start()
    for key in "yyy4":
        QTest.keyClicks(QApplication.focusWidget(), key)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y)
    assert page.rating.is_dirty
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    undo = seat.done("The rating of a by He was saved")
    assert page.rating.contact.currentText() == "b"
    assert [(one.contact, one.rater) for one in ratings(seat)] == [("a", "He")]
    undo()
    seat.wait(lambda: not ratings(seat))

    with open_centre(seat.centre.url) as database, database.write() as db:
        session = all_sessions(db)[0]
        given = [
            SharedRating(session.id, contact, rater, 1, answers(wrong))
            for at, contact in enumerate("abcdef")
            for rater, wrong in (
                ("He", "greeting" if at % 2 else ""),
                ("Lin", "" if at % 2 else "greeting"),
            )
        ]
        rate(db, session, given, **STAMP)
    page.ask()
    seat.wait(lambda: page.view.answer is not None and len(page.view.answer.ratings) == 12)
    page.rating.cancel.click()
    row = page.view.items.row("greeting")
    assert row is not None
    assert row.found.acceptance is Acceptance.REWRITE
    assert "Greeting" in page.view.rewrite.text()
    assert "chance alone would make" in page.view.more.text()
    (one, _other) = page.view.answer.agreement.raters  # type: ignore[union-attr]
    assert severity_words(one) == "Neither severe nor lenient"
