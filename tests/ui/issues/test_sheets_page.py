"""Sheets by keys and by mouse: made, looked at, sent, signed for, answered, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from supervisor.issues import department_store, sheet_draft_store, sheet_store, store
from supervisor.issues.department import Department
from supervisor.issues.issue import Facts, Issue, Standing, Text
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Sheet, SheetLine, SheetState
from supervisor.issues.sheet_draft_store import TypedRow
from supervisor.issues.states import State
from supervisor.storage.database import open_centre
from tests.issues.rows import an_issue
from tests.ui.exporting import export_to
from tests.ui.issues.conftest import ANNA, NOW, Seat, at
from ui.issues.answers_model import CAUSE, DONE_ON, MEASURE, OURS, OWNER, PLANNED, PROPOSED, AnswersModel
from ui.issues.answers_view import cells_of
from ui.issues.departments_page import DepartmentsPage
from ui.issues.sheet_paper import HIGH, SheetPaper
from ui.issues.sheet_preview import ask_where_to
from ui.issues.sheets_page import SheetsPage

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def ready(seat: Seat, *titles: str, department: str = "d1") -> list[int]:
    """Issues that are ready to be sent."""
    ids = []
    with open_centre(seat.centre.url) as database, database.write() as db:
        for title in titles:
            new = Issue(
                0,
                "",
                title,
                State.DRAFT,
                Text(description=f"They say: {title}", no_evidence_because="heard"),
                Facts(category="Bills", department=department),
                Standing(),
                at(5, 9),
                "anna",
                at(5, 9),
            )
            _changes, kept = store.add(db, new, acting=ANNA, at=at(5, 9))
            _changes, kept = store.move(
                db, kept.id, kept.version, "make_ready", Given(), acting=ANNA, at=at(5, 10)
            )
            ids.append(kept.id)
    return ids


def sheets(seat: Seat) -> list[Sheet]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return [one.sheet for one in sheet_store.listed(db, NOW)]


def page_of(seat: Seat, wait: Callable[[SheetsPage], object]) -> SheetsPage:
    page = seat.screen.show_tab("sheets")
    assert isinstance(page, SheetsPage)
    seat.wait(lambda: page._is_read and wait(page))
    return page


def opened(seat: Seat) -> SheetsPage:
    """A sheet of two issues to Billing, made and in sight."""
    ready(seat, "Fees unclear", "Letters late")
    page = page_of(seat, lambda page: page.read.to_send.count == 2)
    page.begin()
    page.make_form.boxes["d1"].setChecked(True)
    page.make_form.decide()
    seat.wait(lambda: page.shows_one and page.view.sheet is not None)
    seat.done("in preparation")
    return page


def focused() -> object:
    return QApplication.focusWidget()


def test_what_is_ready_is_told_and_made_into_sheets_by_keys(seat: Seat) -> None:
    ready(seat, "Fees unclear", "Letters late")
    ready(seat, "Calls drop", department="d2")
    page = page_of(seat, lambda page: page.read.to_send.count == 3)
    assert "3 issues are ready for 2 departments" in page.help.text()

    seat.qtbot.keyClick(page.table.view, Qt.Key.Key_Insert)
    assert focused() is page.make_form.boxes["d1"]
    assert page.make_form.chosen == ("d1", "d2")
    assert page.make_form.wished.day == date(2026, 3, 11)  # three working days on
    seat.qtbot.keyClick(page.make_form, Qt.Key.Key_Return, CTRL)
    seat.done("2 sheets are in preparation")
    seat.wait(lambda: page.table.model.rowCount() == 2)
    assert {one.department for one in sheets(seat)} == {"d1", "d2"}
    assert not page.split.is_open

    page.table.select(sheets(seat)[0].id)
    seat.qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    seat.wait(lambda: page.view.sheet is not None)
    assert page.shows_one
    seat.qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert not page.shows_one
    assert focused() is page.table.view


def test_a_centre_without_sheets_leads_to_what_is_ready(seat: Seat) -> None:
    page = page_of(seat, lambda page: page.table.isVisible())
    assert "no issue is ready" in page.table.empty._text.text()
    ready(seat, "Fees unclear")
    page.arrive()
    seat.wait(lambda: "1 issue is ready for 1 department." in page.table.empty._text.text())
    seat.qtbot.mouseClick(page.table.empty.button, Qt.MouseButton.LeftButton)
    assert page.split.is_open


def test_a_sheet_is_sent_signed_for_answered_and_taken_back_by_keys(seat: Seat) -> None:
    page = opened(seat)
    view = page.view
    first, second = (line.issue for line in view._read.told.lines if not line.reminder)  # type: ignore[union-attr]
    assert view.preview.paper is not None
    assert "Fees unclear" in view.preview.paper.text
    assert "Please answer by" in view.preview.accessibleDescription()

    view.send.setFocus()
    seat.qtbot.keyClick(view.send, Qt.Key.Key_Space)
    assert focused() is view.send_form.to
    assert view.send_form.to.text() == "Ms Li"
    seat.qtbot.keyClick(view.send_form.to, Qt.Key.Key_Return)
    seat.done("went to Billing")
    seat.wait(lambda: view.sheet is not None and view.sheet.state is SheetState.SENT)
    assert seat.issue(first).state is State.SENT
    assert not view.send.isVisible()

    seat.qtbot.keyClick(view.sign, Qt.Key.Key_Space)
    assert focused() is view.sign_form.by
    seat.qtbot.keyClick(view.sign_form.by, Qt.Key.Key_Return, CTRL)
    seat.done("was signed for")
    seat.wait(lambda: view.sheet is not None and view.sheet.state is SheetState.SIGNED)
    assert seat.issue(second).state is State.RECEIVED

    view.show_answers()
    table, model = view.answers.table, view.answers.model
    QAbstractItemModelTester(model, model)
    assert focused() is table
    table.setCurrentIndex(model.index(0, CAUSE))
    seat.qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = focused()
    assert isinstance(editor, QPlainTextEdit)
    seat.qtbot.keyClicks(editor, "A rule")
    seat.qtbot.keyClick(editor, Qt.Key.Key_Return, SHIFT)
    seat.qtbot.keyClicks(editor, "nobody knew")
    seat.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert model.at(0).cause == "A rule\nnobody knew"
    model.put(0, OURS, "yes")
    model.put(0, MEASURE, "Change it")
    assert "Still missing: the owner of the measure; the planned day" in model.after(0)
    model.put(0, OWNER, "Ms Li")
    model.put(0, PLANNED, "soon")
    seat.qtbot.keyClick(table, Qt.Key.Key_S, CTRL)
    assert "soon" in view.answers.told.text()  # nothing is saved that cannot be read
    model.put(0, PLANNED, "2026/3/20")
    assert model.at(0).planned == "2026-03-20"
    model.put(1, MEASURE, "Write sooner")
    seat.qtbot.keyClick(table, Qt.Key.Key_S, CTRL)
    take_back = seat.done("2 answers were entered")
    seat.wait(lambda: not model.is_dirty)
    assert seat.issue(first).state is State.ANSWERED
    assert seat.issue(second).state is State.RECEIVED
    assert "1 was taken in" in view.answers.told.text()
    assert "missing: the cause; the owner of the measure" in view.answers.told.text()

    take_back()
    seat.wait(lambda: seat.issue(first).state is State.RECEIVED)


def test_what_is_typed_stays_when_somebody_else_changes_something(seat: Seat) -> None:
    page = opened(seat)
    view = page.view
    view.draft.covering.setPlainText("Dear colleagues")
    more = ready(seat, "Came later")
    view.read()
    seat.wait(lambda: "1 more issue could be on it" in view.note.text())
    assert view.draft.covering.text == "Dear colleagues"
    assert view.is_dirty
    view.draft.covering.setFocus()
    seat.qtbot.keyClick(view.draft.covering, Qt.Key.Key_S, CTRL)
    seat.done("was saved")
    seat.wait(lambda: not view.is_dirty)
    assert view.sheet is not None
    assert view.sheet.text.covering == "Dear colleagues"

    seat.qtbot.mouseClick(view.fill, Qt.MouseButton.LeftButton)
    seat.done("is up to date")
    seat.wait(lambda: more[0] in {line.issue for line in view._read.told.lines})  # type: ignore[union-attr]
    view.table.select(more[0])
    view.table.view.setFocus()
    seat.qtbot.keyClick(view.table.view, Qt.Key.Key_Delete)
    seat.done("1 line was taken off")
    seat.wait(lambda: more[0] not in {line.issue for line in view._read.told.lines})  # type: ignore[union-attr]


def test_a_sheet_that_changed_since_it_was_seen_is_shown_again_and_not_sent(seat: Seat) -> None:
    page = opened(seat)
    view = page.view
    assert view._read is not None
    line = view._read.told.lines[0]
    seat.centre.changed.disconnect()  # a console that has not heard yet
    with open_centre(seat.centre.url) as database, database.write() as db:
        base = store.get(db, line.issue)
        mine = msgspec.structs.replace(base, title="Another title")
        store.edit(db, base, mine, acting=ANNA, at=NOW)
    view.ask_send()
    view.send_form.decide()
    seat.wait(lambda: "changed since you looked" in view.send_form.problem.text())
    seat.wait(lambda: view.preview.paper is not None and "Another title" in view.preview.paper.text)
    assert seat.issue(line.issue).state is State.READY


def test_rows_pasted_from_a_spreadsheet_are_taken_in_where_they_belong(seat: Seat) -> None:
    page = opened(seat)
    view = page.view
    view.ask_send()
    view.send_form.decide()
    seat.wait(lambda: view.sheet is not None and view.sheet.is_frozen)
    view.show_answers()
    table, model = view.answers.table, view.answers.model
    table.setCurrentIndex(model.index(0, OURS))
    QGuiApplication.clipboard().setText(
        'Yes\tA rule\t"Change it\nat once"\tMs Li\t20260320\r\n'
        "no\t\t\t\t\t\t\tNetwork\r\nyes\tno third line\r\n"
    )
    seat.qtbot.keyClick(table, Qt.Key.Key_V, CTRL)
    assert model.at(0).answer == Answer(True, "A rule", "Change it\nat once", "Ms Li", date(2026, 3, 20))
    assert (model.at(1).ours, model.at(1).proposed) == ("no", "Network")
    assert model.after(1) == "Goes back, with Network proposed"
    model.put(1, PROPOSED, "Nowhere")
    assert "no department that we know" in model.after(1)
    table.setCurrentIndex(model.index(0, OURS))
    for _cell in range(2):
        seat.qtbot.keyClick(table, Qt.Key.Key_Right, SHIFT)
    seat.qtbot.keyClick(table, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == 'yes\tA rule\t"Change it\nat once"'
    table.setCurrentIndex(model.index(0, CAUSE))
    seat.qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert model.at(0).cause == ""
    model.forget()
    assert not model.is_dirty


def test_a_cell_that_is_being_written_is_not_taken_away_by_what_others_do(seat: Seat) -> None:
    page = opened(seat)
    view = page.view
    view.ask_send()
    view.send_form.decide()
    seat.wait(lambda: view.sheet is not None and view.sheet.is_frozen)
    view.show_answers()
    table, model = view.answers.table, view.answers.model
    table.setCurrentIndex(model.index(1, CAUSE))
    seat.qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = focused()
    assert isinstance(editor, QPlainTextEdit)
    seat.qtbot.keyClicks(editor, "half a sen")
    with open_centre(seat.centre.url) as database, database.write() as db:
        line = view.answers.model.lines[0]
        given = Given(when=NOW, how="telephone")
        store.move(db, line.issue, store.get(db, line.issue).version, "receive", given, acting=ANNA, at=NOW)
    view.read()
    seat.wait(lambda: view.answers._waiting is not None)
    assert focused() is editor
    seat.qtbot.keyClicks(editor, "tence")
    seat.qtbot.keyClick(editor, Qt.Key.Key_Return)
    seat.wait(lambda: view.answers._waiting is None)
    assert model.at(1).cause == "half a sentence"
    assert model.issues[line.issue].state is State.RECEIVED
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, CAUSE)

    table.setCurrentIndex(model.index(1, MEASURE))
    seat.qtbot.keyClick(table, Qt.Key.Key_F2)
    seat.qtbot.keyClicks(focused(), "Write sooner")
    seat.qtbot.keyClick(focused(), Qt.Key.Key_S, CTRL)  # from within the cell
    seat.done("1 answer was entered")
    with open_centre(seat.centre.url) as database, database.read() as db:
        (reply,) = store.replies(db, model.lines[1].issue)
    assert (reply.answer.cause, reply.answer.measure) == ("half a sentence", "Write sooner")


def test_answers_that_were_not_saved_stand_again_when_the_console_was_killed(seat: Seat) -> None:
    page = opened(seat)
    view = page.view
    view.ask_send()
    view.send_form.decide()
    seat.wait(lambda: view.sheet is not None and view.sheet.is_frozen)
    assert view.sheet is not None
    sheet = view.sheet
    view.show_answers()
    view.answers.model.put(0, CAUSE, "A rule")
    view.answers.model.put(1, PLANNED, "soon")  # what cannot be read is kept, too

    def kept() -> dict[int, TypedRow]:
        with open_centre(seat.centre.url) as database, database.read() as db:
            return sheet_draft_store.kept(db, sheet.id, seat.centre.who)

    seat.wait(lambda: len(kept()) == 2)
    anew = SheetsPage(seat.screen.desk)
    seat.qtbot.addWidget(anew)
    anew.view.open(sheet.id)
    seat.wait(lambda: anew.view.sheet is not None)
    model = anew.view.answers.model
    assert (model.at(0).cause, model.at(1).planned) == ("A rule", "soon")
    assert anew.view.answers.save.isEnabled()
    model.put(1, PLANNED, "")
    anew.view.answers.keep()
    seat.done("1 answer was entered")
    seat.wait(lambda: not model.is_dirty)
    anew.view.answers.typed.emit()
    seat.wait(lambda: kept() == {})


def test_pasted_cells_are_cut_as_spreadsheets_write_them() -> None:
    assert cells_of('a\tb\r\n"c\td"\t"e ""f"""\n\tg') == [["a", "b"], ["c\td", 'e "f"'], ["", "g"]]
    assert cells_of("") == []


@pytest.mark.usefixtures("qapp")
def test_days_are_read_however_they_are_written_and_wrong_ones_stay_to_be_mended() -> None:
    model = AnswersModel()
    QAbstractItemModelTester(model, model)
    line = SheetLine("s|1", "s", 1, 1, 1, "WT-1", "One", "working")
    model.show([line], {1: an_issue(1, state=State.WORKING)}, {}, ())
    for text, said in (("2026年3月20日", "2026-03-20"), ("20260320", "2026-03-20"), ("friday", "friday")):
        model.put(0, DONE_ON, text)
        assert model.at(0).done_on == said
    assert list(model.problems) == [0]
    model.put(0, DONE_ON, "")
    assert not model.is_dirty


def test_the_pages_are_written_as_pdf(seat: Seat, tmp_path: Path) -> None:
    page = opened(seat)
    view = page.view
    assert view.sheet is not None
    assert view.preview.paper is not None
    dialog = ask_where_to(seat.screen.desk, view.sheet, view.preview.paper, view)
    assert dialog.place.called.text().startswith(view.sheet.number)
    export_to(dialog, tmp_path / "sheet.pdf", seat.qtbot)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    seat.done("saved as sheet.pdf")


def test_a_long_sheet_is_cut_between_issues_and_loses_nothing(seat: Seat) -> None:
    page = opened(seat)
    read = page.view._read
    assert read is not None
    lines = [long_line(read.told.lines[0], at) for at in range(1, 13)]
    paper = SheetPaper(read.told.sheet, lines, seat.screen.desk.zone)
    assert len(paper.pages) > 2
    for number in range(1, 13):
        assert f"{number}. Fees unclear" in paper.text
    drawn: dict[int, float] = {}
    rooms = 0
    for placed in (one for page_ in paper.pages for one in page_):
        rooms += placed.document is None
        drawn[id(placed.document)] = drawn.get(id(placed.document), 0.0) + placed.high
        assert placed.y + placed.high <= HIGH + 1
    assert rooms == 12  # each has its room to be answered by hand
    for document in paper.documents:
        assert drawn[id(document)] >= document.size().height() - 1


def long_line(line: SheetLine, place: int) -> SheetLine:
    words = "long " * (2000 if place == 5 else 60)
    return msgspec.structs.replace(line, place=place, issue=place, description=words)


# -- departments ------------------------------------------------------------------------------------------


def test_a_department_is_added_changed_and_retired_by_keys(settings_seat: Seat) -> None:
    seat = settings_seat
    page = seat.screen.show_tab("departments")
    assert isinstance(page, DepartmentsPage)
    seat.wait(lambda: page.table.model.rowCount() == 2)
    seat.wait(lambda: page._loads is not None)
    rows = {row.department.name: row for row in page.table.arrangement.rows.values()}
    assert (rows["Billing"].open, rows["Billing"].overdue) == (1, 1)

    seat.qtbot.keyClick(page.table.view, Qt.Key.Key_Insert)
    assert focused() is page.form.name
    seat.qtbot.keyClicks(page.form.name, "billing")
    seat.qtbot.keyClick(page.form.name, Qt.Key.Key_S, CTRL)
    seat.wait(lambda: "already" in page.form.problem.text())  # the name is taken
    page.form.name.clear()
    seat.qtbot.keyClicks(page.form.name, "Shops")
    seat.qtbot.keyClicks(page.form.words, "dealers, stores")
    seat.qtbot.keyClick(page.form.words, Qt.Key.Key_Return)
    seat.done("Shops was saved")
    seat.wait(lambda: page.table.model.rowCount() == 3)
    assert page.form.department.words == ("dealers", "stores")
    assert not page.form.is_dirty

    seat.qtbot.mouseClick(page.form.retire, Qt.MouseButton.LeftButton)
    take_back = seat.done("Shops was retired")
    with open_centre(seat.centre.url) as database, database.read() as db:
        assert [one.name for one in department_store.all_departments(db) if one.retired] == ["Shops"]
    take_back()
    seat.wait(lambda: not any(one.retired for one in seat.screen.desk.known.departments))


def test_a_department_that_is_used_is_not_removed_and_it_is_said_why(settings_seat: Seat) -> None:
    seat = settings_seat
    page = seat.screen.show_tab("departments")
    assert isinstance(page, DepartmentsPage)
    seat.wait(lambda: page.table.model.rowCount() == 2)
    page.table.select("d1")
    seat.qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert page.form.name.text() == "Billing"
    page.form.remove.click()
    seat.wait(lambda: "Retire it" in page.form.problem.text())
    assert isinstance(page.form.department, Department)
