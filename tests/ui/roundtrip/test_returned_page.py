"""Sheets that came back, by keys and by mouse: handed in, looked at, decided, taken in, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from supervisor.issues.reply import Answer
from supervisor.issues.states import State
from supervisor.reports.log import exported
from supervisor.roundtrip.export import exports_of
from supervisor.roundtrip.returned import FileState
from supervisor.roundtrip.verdict import RowVerdict
from supervisor.storage.database import open_centre
from tests.ui.exporting import export_to
from tests.ui.roundtrip.conftest import WHOLE, Out, Seat
from ui.issues.sheets_page import SheetsPage


def click(seat: Seat, widget: object) -> None:
    seat.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_dropped_file_is_looked_at_taken_in_without_the_row_that_was_left_and_taken_back(
    seat: Seat, out: Out
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(out.back(WHOLE, WHOLE)))])
    both = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(seat.page, QDragEnterEvent(QPoint(9, 9), *both))
    assert seat.page.drop.isVisible()
    QApplication.sendEvent(seat.page, QDropEvent(QPointF(9, 9), *both))
    seat.wait(lambda: seat.page.shows_one)

    assert not seat.page.drop.isVisible()
    assert [seat.row(at).finding.verdict for at in range(4)] == [RowVerdict.CHANGES] * 2 + [
        RowVerdict.NOTHING
    ] * 2
    assert seat.view.actions_.take.text() == "Take in 2 rows"
    seat.stand_on(1)
    seat.press(Qt.Key.Key_Space)
    assert (seat.row(0).box, seat.row(1).box, seat.row(2).box) == ("yes", "no", "")
    assert seat.view.actions_.take.text() == "Take in 1 row"
    seat.press(Qt.Key.Key_Return, ctrl=True)
    undo = seat.done("1 row was taken in.")
    assert [out.issue(id).state for id in out.ids[:2]] == [State.ANSWERED, State.SENT]
    seat.wait(lambda: seat.row(0).taken and seat.view.actions_.undo.isVisible())
    assert seat.view.table.view.hasFocus()
    assert [*seat.view.chips.buttons] == ["all", "nothing", "changes", "taken"]
    assert seat.row(1).box == "yes"  # it can still be taken

    undo()
    seat.done("1 issue was put back.")
    assert out.issue(out.ids[0]).state is State.SENT
    assert out.files()[0].state is FileState.UNDONE
    seat.wait(lambda: not seat.row(0).taken and not seat.view.actions_.undo.isVisible())
    assert "taken back by" in seat.view.outcome.text()


def test_a_conflict_keeps_what_stands_until_the_file_is_said_to_be_right(seat: Seat, out: Out) -> None:
    out.answer(out.ids[0], Answer(True, "An old rule", "Publish it", "Wang Lei", date(2026, 12, 8)))
    seat.hand_in(out.back(WHOLE))
    assert seat.row(0).finding.verdict is RowVerdict.CONFLICT
    seat.stand_on(0)
    seat.press(Qt.Key.Key_Return)
    card = seat.view.row_view.cards["measure"]
    assert card.take is not None
    assert not card.take.isChecked()
    assert [value.text() for _title, value in card.sides] == ["–", "Change the rule", "Publish it"]
    assert seat.row(0).finding.comment == "Measure: Change the rule"

    card.take.setFocus()
    seat.qtbot.keyClick(card.take, Qt.Key.Key_Space)
    seat.wait(lambda: seat.row(0).finding.answer.measure == "Change the rule")
    again = seat.view.row_view.cards["measure"]
    assert again.take is not None
    assert again.take.isChecked()
    assert again.take.hasFocus()  # though all of it was made anew
    click(seat, seat.view.actions_.take)
    seat.done("1 row was taken in.")
    assert out.last(out.ids[0]).measure == "Change the rule"


def test_a_day_that_is_not_understood_is_entered_by_keys(seat: Seat, out: Out) -> None:
    seat.hand_in(out.back(WHOLE | {"planned": "as soon as possible"}))
    assert seat.row(0).finding.verdict is RowVerdict.NOT_UNDERSTOOD
    seat.stand_on(0)
    seat.press(Qt.Key.Key_Return)
    line = seat.view.row_view.cards["planned"].day
    assert line is not None
    seat.qtbot.keyClicks(line, "soon")
    seat.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "is no day" in seat.view.row_view.cards["planned"].problem.text()
    line.clear()
    seat.qtbot.keyClicks(line, "2026-12-10")
    seat.qtbot.keyClick(line, Qt.Key.Key_Return)

    seat.wait(lambda: seat.row(0).finding.verdict is RowVerdict.CHANGES)
    assert seat.row(0).finding.answer.planned == date(2026, 12, 10)


def test_what_empty_means_is_asked_once_before_anything_is_taken(seat: Seat, out: Out) -> None:
    out.answer(out.ids[0], Answer(True, "An old rule"))
    with_answer = Out.__new__(Out)
    with_answer.__dict__ |= out.__dict__
    seat.screen.show_tab("sheets")
    sheets = seat.screen.page("sheets")
    assert isinstance(sheets, SheetsPage)
    path = written(seat, sheets, out, out.folder / "again.xlsx")
    with_answer.content = path.read_bytes()
    seat.screen.show_tab("returned")

    seat.hand_in(with_answer.back({"cause": None}, WHOLE))
    assert seat.view.questions.isVisible()
    assert not seat.view.actions_.take.isEnabled()
    assert "empty cell" in seat.view.actions_.why.text()
    click(seat, seat.view.questions.clear)
    seat.wait(lambda: seat.view.actions_.take.isEnabled())
    assert seat.row(0).finding.answer.cause == ""
    assert seat.view.actions_.take.text() == "Take in 2 rows"
    click(seat, seat.view.questions.unchanged)
    seat.wait(lambda: seat.view.actions_.take.text() == "Take in 1 row")


def written(seat: Seat, page: SheetsPage, out: Out, path: Path) -> Path:
    """The sheet, as its page writes it."""
    page.open(out.sheet)
    seat.wait(lambda: page.view.sheet is not None)
    click(seat, page.view.workbook)
    form = page.view.workbook_form
    assert form.isVisible()
    assert form.write.hasFocus()
    seat.wait(lambda: "DC-2026-00001" in form.made.text())
    seat.qtbot.keyClick(form.write, Qt.Key.Key_Space)
    said = export_to(form.export.dialog, path, seat.qtbot)
    assert "4 issues were written" in said
    assert "DC-2026-00002" in said
    seat.wait(lambda: "DC-2026-00002" in form.made.text())
    return path


def test_of_two_rows_that_contradict_each_other_the_one_that_is_checked_counts(seat: Seat, out: Out) -> None:
    twice = WHOLE | {"number": out.numbers[0], "measure": "Something else"}
    seat.hand_in(out.back(WHOLE, twice))
    assert [seat.row(at).finding.verdict for at in (0, 1)] == [RowVerdict.TWICE] * 2
    assert not seat.view.actions_.take.isEnabled()
    seat.stand_on(1)
    seat.press(Qt.Key.Key_Space)
    seat.wait(lambda: seat.row(1).checked)
    assert (seat.row(0).box, seat.row(1).box) == ("no", "yes")
    assert "No answer came for" in seat.view.notes.text()

    seat.stand_on(0)
    seat.press(Qt.Key.Key_Return)
    assert seat.view.row_view.pick is not None
    click(seat, seat.view.row_view.pick)
    seat.wait(lambda: seat.row(0).checked)
    assert seat.row(1).box == "no"


def test_a_row_of_their_own_becomes_a_new_issue_by_a_click_on_its_box(seat: Seat, out: Out) -> None:
    seat.hand_in(out.back({}, {}, {}, {}, {"title": "Music too loud", "cause": "The tape"}))
    new = seat.row(4)
    assert (new.finding.verdict, new.box) == (RowVerdict.NEW, "no")
    table = seat.view.table
    assert table.select(new.key)
    box = table.view.visualRect(table.view.currentIndex().siblingAtColumn(0))
    seat.qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    seat.wait(lambda: seat.row(4).checked)
    click(seat, seat.view.actions_.take)
    seat.done("new: 1")
    assert out.issue(out.ids[-1] + 1).title == "Music too loud"


def test_a_renamed_heading_is_explained_once_and_known_in_the_next_file(seat: Seat, out: Out) -> None:
    seat.hand_in(out.back(WHOLE, heading="To be ready on"))
    assert "planned" not in seat.row(0).finding.row.cells
    seat.view.ask_headings()
    box = seat.view.headings_form.boxes["To be ready on"]
    assert box.hasFocus()
    box.setCurrentIndex(box.findData("planned"))
    seat.qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.done("is remembered")
    assert seat.row(0).finding.answer.planned == date(2026, 12, 8)
    assert not seat.view.split.is_open

    seat.hand_in(out.back(WHOLE, WHOLE, heading="To be ready on", name="more.xlsx"))
    seat.wait(lambda: seat.view.title.text() == "more.xlsx")
    assert seat.row(1).finding.answer.planned == date(2026, 12, 8)


def test_a_file_whose_issue_was_changed_meanwhile_is_looked_at_again(seat: Seat, out: Out) -> None:
    seat.hand_in(out.back(WHOLE))
    out.answer(out.ids[0], Answer(True, "An old rule", "Publish it"))
    seat.view.take_in()
    seat.wait(lambda: "looked at again" in seat.view.problem.text())
    seat.wait(lambda: seat.row(0).finding.verdict is RowVerdict.CONFLICT)
    assert out.files()[0].state is FileState.READ


def test_the_same_file_again_says_when_it_came(seat: Seat, out: Out) -> None:
    path = out.back(WHOLE)
    seat.hand_in(path)
    assert not seat.view.outcome.isVisible()
    click(seat, seat.view.actions_.take)
    seat.done("1 row was taken in.")
    seat.qtbot.keyClick(seat.view, Qt.Key.Key_Escape)
    assert not seat.page.shows_one
    assert seat.page.table.view.hasFocus()
    seat.hand_in(path)
    assert "was read already" in seat.view.outcome.text()
    assert not seat.view.actions_.take.isEnabled()
    assert len(out.files()) == 1


def test_of_several_files_those_that_cannot_be_read_are_named(seat: Seat, out: Out) -> None:
    wrong = out.folder / "letter.pdf"
    wrong.write_bytes(b"%PDF-1.7 a letter")
    seat.page.hand_in([out.back(WHOLE), wrong, out.back(WHOLE, WHOLE, name="more.xlsx")])
    seat.done("2 files were looked at.")
    seat.wait(lambda: seat.page.table.model.rowCount() == 2)
    assert "letter.pdf" in seat.page.problem.text()
    assert not seat.page.shows_one
    row = next(row for row in seat.page.table.arrangement.rows.values() if row.returned.name == "more.xlsx")
    assert (row.department, row.returned.told.rows) == ("Billing", 4)
    assert seat.page.table.select(row.returned.id)
    seat.qtbot.keyClick(seat.page.table.view, Qt.Key.Key_Return)
    seat.wait(lambda: seat.page.shows_one)
    assert seat.view.actions_.take.text() == "Take in 2 rows"


def test_the_department_is_told_what_became_of_its_rows(seat: Seat, out: Out) -> None:
    seat.hand_in(out.back(WHOLE | {"planned": "soon"}))
    click(seat, seat.view.actions_.result)
    path = out.folder / "result.xlsx"
    said = export_to(seat.view.result_export.dialog, path, seat.qtbot)
    assert "4 rows" in said
    sheet = openpyxl.load_workbook(path).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("soon" in text and "not understood" in text for text in texts)


def test_rows_are_copied_searched_and_shown_by_verdict(seat: Seat, out: Out) -> None:
    seat.hand_in(out.back(WHOLE, {"ours": "Yes", "cause": "Not known yet"}))
    seat.view.show_chip(RowVerdict.INCOMPLETE)
    assert seat.view.table.model.rowCount() == 1
    seat.view.show_chip("all")
    seat.view.table.look_for("Not known")
    assert seat.view.table.model.rowCount() == 1
    seat.stand_on(1)
    seat.press(Qt.Key.Key_C, ctrl=True)
    assert "Cause: Not known yet" in QGuiApplication.clipboard().text()


def test_what_was_changed_later_is_left_alone_and_told_when_a_file_is_taken_back(
    seat: Seat, out: Out
) -> None:
    seat.hand_in(out.back(WHOLE, WHOLE))
    click(seat, seat.view.actions_.take)
    seat.done("2 rows were taken in.")
    seat.wait(lambda: seat.view.actions_.undo.isVisible() and seat.view.actions_.undo.isEnabled())
    out.change(out.ids[0], "Another cause")

    click(seat, seat.view.actions_.undo)
    seat.done(f"{out.numbers[0]}: changed since, and left as it is")
    assert [out.issue(id).text.cause for id in out.ids[:2]] == ["Another cause", ""]
    seat.wait(lambda: out.numbers[0] in seat.view.outcome.text())
    assert "Left alone" in seat.view.outcome.text()


def test_ctrl_z_takes_a_file_back_in_the_same_way(seat: Seat, out: Out) -> None:
    seat.hand_in(out.back(WHOLE, WHOLE))
    click(seat, seat.view.actions_.take)
    seat.done("2 rows were taken in.")
    seat.wait(lambda: seat.view.actions_.undo.isVisible() and seat.view.actions_.undo.isEnabled())
    out.change(out.ids[0], "Another cause")

    seat.press(Qt.Key.Key_Z, ctrl=True)
    seat.done(f"{out.numbers[0]}: changed since, and left as it is")
    assert [out.issue(id).text.cause for id in out.ids[:2]] == ["Another cause", ""]


def test_sheets_go_into_a_folder_at_once_and_the_log_says_so(seat: Seat, out: Out) -> None:
    page = seat.screen.show_tab("sheets")
    assert isinstance(page, SheetsPage)
    seat.wait(lambda: page.table.select(out.sheet))
    action = next(one for one in page.table.make_menu().actions() if one.text() == "Write 1 workbook…")
    action.trigger()
    assert page.folder.dialog is not None
    page.folder.dialog.fileSelected.emit(str(out.folder))
    page.folder.dialog.close()
    seat.done("1 workbook was written into")
    (path,) = out.folder.glob("GT-*Billing.xlsx")
    with open_centre(out.url) as centre, centre.read() as db:
        assert [one.facts.path for one in exported(db, what="sheet-workbook")] == [str(path)]
        assert len(exports_of(db, out.sheet)) == 2
