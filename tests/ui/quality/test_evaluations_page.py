"""An evaluation from the first key to the ruling on its appeal, and files of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from supervisor.quality.evaluation import Evaluation, Said, State
from supervisor.reports.log import exported
from supervisor.storage.database import open_centre
from tests.ui.exporting import export_to
from tests.ui.quality.conftest import Seat
from ui.quality.evaluation_page import Mode
from ui.quality.evaluations_page import EvaluationsPage

CTRL = Qt.KeyboardModifier.ControlModifier
EVERY = {"states": tuple(State)}


@pytest.fixture
def page(seat: Seat) -> EvaluationsPage:
    found = seat.screen.show_tab("evaluations")
    assert isinstance(found, EvaluationsPage)
    seat.wait(lambda: found.table.arrangement.shown == 4)
    return found


def keys(seat: Seat, text: str) -> None:
    """Type where the focus is."""
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)


def press(seat: Seat, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def begin(seat: Seat, page: EvaluationsPage, contact: str = "c-9") -> None:
    """A form for Li Na, as it is begun by keys."""
    page.table.view.setFocus()
    keys(seat, "n")
    seat.wait(lambda: page.begin_page.person.hasFocus() or page.begin_page.isVisible())
    page.begin_page.person.choose("li")
    page.begin_page.contact.setEditText(contact)
    page.begin_page.rater.setText("He")
    page.begin_page.day.setFocus()
    press(seat, Qt.Key.Key_Return)
    seat.wait(lambda: page.one.mode is Mode.FILL and page.one.isVisible())


def drafts(seat: Seat) -> tuple[Evaluation, ...]:
    return seat.stand(states=(State.DRAFT,))


def test_the_table_answers_as_a_model_should(page: EvaluationsPage) -> None:
    QAbstractItemModelTester(page.table.model, page.table.model)
    page.table.group_by("team")
    page.table.look_for("wang")
    assert page.table.arrangement.shown == 2


def test_a_form_is_filled_in_by_keys_alone_kept_as_a_draft_finished_and_taken_back(
    seat: Seat, page: EvaluationsPage
) -> None:
    begin(seat, page)
    keys(seat, "yny")  # the red line, greeting, answer
    assert "items open" in page.one.score.text()
    keys(seat, "3")  # points of the graded one
    press(seat, Qt.Key.Key_Down)
    seat.wait(lambda: drafts(seat) and len(drafts(seat)[0].judgement.answers) == 4)
    keys(seat, "a")
    assert "7 of 10 points" in page.one.score.text()
    press(seat, Qt.Key.Key_Return, CTRL)
    undo = seat.done("is final")
    (found,) = seat.stand(persons=("li",), first=seat.screen.desk.today)
    said = {one.item: one.said for one in found.judgement.answers}
    assert (said["greeting"], said["hold"]) == (Said.NO, Said.NOT_APPLICABLE)
    assert not drafts(seat)
    seat.wait(lambda: page.table.row(found.id) is not None and page.one.mode is Mode.READ)
    undo()
    seat.wait(lambda: drafts(seat))
    seat.wait(lambda: page.one.mode is Mode.FILL)  # it is shown as what it is again


def test_a_fatal_error_makes_the_score_nothing_at_once_and_an_answer_can_be_taken_away(
    seat: Seat, page: EvaluationsPage
) -> None:
    begin(seat, page)
    keys(seat, "nyy4a")
    assert page.one.fatal.isVisible()
    assert page.one.score.text().startswith("0.0 %")
    page.one.sheet.lines[0].start()
    press(seat, Qt.Key.Key_Backspace)
    assert not page.one.fatal.isVisible()
    press(seat, Qt.Key.Key_Return, CTRL)
    seat.wait(lambda: "Not answered yet: Privacy" in page.one.problem)
    page.one.leave.click()
    seat.done("thrown away")
    seat.wait(lambda: not drafts(seat))


def test_the_same_contact_once_more_asks_why(seat: Seat, page: EvaluationsPage) -> None:
    begin(seat, page, "c-li-3")
    keys(seat, "yyy4")
    press(seat, Qt.Key.Key_Return)
    keys(seat, "y")
    press(seat, Qt.Key.Key_Return, CTRL)
    seat.wait(lambda: page.one.fields["again"].isVisible())
    assert "Say why once more" in page.one.problem
    keys(seat, "for the new rater")
    press(seat, Qt.Key.Key_Return, CTRL)
    seat.done("is final")
    assert any(one.judgement.again == "for the new rater" for one in seat.stand(persons=("li",)))


def test_an_appeal_is_noted_and_ruled_on_with_other_answers(seat: Seat, page: EvaluationsPage) -> None:
    page.table.select("wang-2")
    press(seat, Qt.Key.Key_Return)
    seat.wait(lambda: page.one.evaluation is not None and page.one.appeal.isVisible())
    page.one.appeal.click()
    keys(seat, "The customer interrupted")
    press(seat, Qt.Key.Key_Return, CTRL)
    seat.done("counts as it is")
    seat.wait(lambda: page.one.rule.isVisible())
    assert "The customer interrupted" in page.one.past.text()
    page.one.rule.click()
    keys(seat, "Heard again")
    page.one.sheet.start("greeting")
    keys(seat, "y")
    press(seat, Qt.Key.Key_Return, CTRL)
    seat.done("changed after the appeal")
    (found,) = seat.stand(persons=("wang",), first=seat.screen.desk.today.replace(day=21))
    assert found.state is State.CHANGED
    assert found.judgement.appeals[0].accepted


def test_a_sheet_goes_out_and_comes_back_changed(seat: Seat, page: EvaluationsPage, tmp_path: Path) -> None:
    (form,) = seat.screen.desk.known.offered
    file = tmp_path / "calls.xlsx"
    page.ask_where_to(form, ("li-3", "wang-2"))
    said = export_to(page.out.dialog, file, seat.qtbot)
    assert said == "2 evaluations were written to calls.xlsx."
    with open_centre(seat.centre.url) as database, database.read() as db:
        (line,) = exported(db)
    assert (line.what, line.personal, line.facts.rows) == ("quality.sheet", True, 2)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "No":
                cell.value = "Yes"
    book.save(file)
    page.read_file(form, file)
    seat.wait(lambda: page.preview is not None and page.preview.isVisible())
    assert page.preview is not None
    assert "2 changed" in page.preview.summary.text()
    page.preview.take.click()
    undo = seat.done("2 evaluations were taken in")
    assert all(one.judgement.answers[1].said is Said.YES for one in seat.stand(persons=("wang",))[-1:])
    undo()
    seat.wait(lambda: seat.stand(persons=("wang",))[-1].judgement.answers[1].said is Said.NO)
