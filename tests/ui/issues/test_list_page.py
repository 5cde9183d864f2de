"""The list of issues from the first key to many that are changed at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from supervisor.issues import filter_store, store
from supervisor.issues.issue import Severity
from supervisor.issues.question import MINE, OVERDUE
from supervisor.issues.states import State
from supervisor.storage.database import open_centre
from tests.issues.rows import an_issue, put
from tests.ui.issues.conftest import ANNA, Seat, at
from ui import language
from ui.issues.bulk_bar import What
from ui.issues.list_page import ListPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(seat: Seat) -> ListPage:
    with open_centre(seat.centre.url) as database, database.write() as db:
        put(
            db,
            an_issue(
                4, "漫游资费争议", state=State.VERIFIED, department="d1", description="用户称未收到提醒短信"
            ),
            an_issue(5, "Old story", state=State.CLOSED, closed_at=at(4, 9), tags=("winter",)),
        )
    found = seat.screen.show_tab("list")
    assert isinstance(found, ListPage)
    found.read()
    seat.wait(lambda: found.table.arrangement.shown == 4)
    return found


def keys(text: str) -> None:
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def shown(page: ListPage) -> list[int]:
    return sorted(line.id for line in page.table.arrangement.shown_rows())


def choose(page: ListPage, *ids: int) -> None:
    page.table.view.clearSelection()
    chosen = page.table.view.selectionModel()
    for id in ids:
        place = page.table.arrangement.places[id][0]
        chosen.select(
            page.table.model.index(place, 0), chosen.SelectionFlag.Select | chosen.SelectionFlag.Rows
        )


def test_the_table_answers_as_a_model_should(page: ListPage) -> None:
    QAbstractItemModelTester(page.table.model, page.table.model)
    for name in ("department", "light", "severity", "category", "", "state"):
        page.table.group_by(name)
    assert list(page.table.arrangement.members) == ["Draft", "Sent", "Verified"]


def test_a_clock_is_told_in_words_beside_its_sign(page: ListPage) -> None:
    page.table.select(1)
    text = page.table.as_text([page.table.current]) if page.table.current else ""
    assert "Overdue by 1 working day" in text
    heads = [page.table.model.head(title) for title in page.table.arrangement.members]
    assert heads == ["Draft · 2 issues", "Sent · 1 issue · 1 overdue", "Verified · 1 issue"]


def test_texts_are_looked_through_by_key_and_esc_takes_it_back(seat: Seat, page: ListPage) -> None:
    page.table.view.setFocus()
    keys("/")
    assert page.bar.search.hasFocus()
    page.bar.search.setText("提醒短信")
    press(Qt.Key.Key_Return)
    seat.wait(lambda: shown(page) == [4])
    assert page.table.view.hasFocus()
    press(Qt.Key.Key_Escape)
    seat.wait(lambda: len(shown(page)) == 4)
    press(Qt.Key.Key_F, CTRL)
    keys("nowhere")
    press(Qt.Key.Key_Down)
    seat.wait(lambda: not shown(page))
    assert "nowhere" in page.table.empty.findChildren(type(page.note))[0].text()
    page.table.empty.button.click()
    seat.wait(lambda: len(shown(page)) == 4)
    assert page.bar.text == ""


def test_usual_filters_ask_for_what_they_say(seat: Seat, page: ListPage) -> None:
    page.choose_view(OVERDUE)
    seat.wait(lambda: shown(page) == [1])
    assert page.table.arrangement.chosen["light"] == {"red"}
    page.choose_view("everything")
    seat.wait(lambda: shown(page) == [1, 2, 3, 4, 5])
    page.choose_view(MINE)
    seat.wait(lambda: not shown(page))
    assert page.table.empty.button.text() == "List all open issues"


def test_what_is_shown_is_kept_under_a_name_and_comes_back(seat: Seat, page: ListPage) -> None:
    page.choose_view("everything")
    page.table.choose("state", {"closed", "verified"})
    page.table.group_by("department")
    page.table.sort_by(("title", True), ("number", False))
    page.table.show_column(page.table.model.columns.index(page.table.arrangement.columns["tags"]), True)
    wanted = page.shown_view()
    page.bar.show_naming(True)
    keys("Ended")
    press(Qt.Key.Key_Return)
    seat.done("was saved")
    seat.wait(lambda: page.bar.kept is not None and page.bar.kept.name == "Ended")
    page.choose_view("open")
    page.table.reset_columns()
    seat.wait(lambda: shown(page) == [1, 2, 3, 4])
    with open_centre(seat.centre.url) as database, database.read() as db:
        (kept,) = filter_store.all_filters(db, seat.centre.who)
    page.choose_view(kept.id)
    seat.wait(lambda: shown(page) == [4, 5])
    assert page.shown_view() == wanted == kept.view
    page.bar.remove_asked.emit()
    undo = seat.done("was removed")
    seat.wait(lambda: page.bar.view == "open")
    undo()
    seat.wait(lambda: page.bar.views.findData(kept.id) >= 0)


def test_a_name_that_is_taken_is_told_beside_it(seat: Seat, page: ListPage) -> None:
    page.bar.save_asked.emit("Twice", True, False)
    seat.done("was saved")
    page.bar.show_naming(True)
    keys("twice")
    press(Qt.Key.Key_Return)
    seat.wait(lambda: not page.bar.problem.isHidden())
    assert page.bar.name.isVisible()


def test_many_are_set_at_once_and_taken_back_at_once(seat: Seat, page: ListPage) -> None:
    assert page.bulk.isHidden()
    choose(page, 2, 3)
    assert page.bulk.isVisible()
    page.bulk.what.setCurrentIndex(page.bulk.what.findData(What.SEVERITY.value))
    page.bulk.what.activated.emit(page.bulk.what.currentIndex())
    page.bulk.value.setCurrentIndex(page.bulk.value.findData(int(Severity.CRITICAL)))
    page.bulk.set.click()
    undo = seat.done("2 issues were changed.")
    assert [seat.issue(id).facts.severity for id in (2, 3)] == [Severity.CRITICAL] * 2
    undo()
    seat.wait(lambda: seat.issue(3).facts.severity is Severity.NOTICEABLE)
    assert seat.issue(2).facts.severity is Severity.NOTICEABLE


def test_those_that_stay_as_they_are_are_named_with_why(seat: Seat, page: ListPage) -> None:
    choose(page, 1, 2, 4)
    (move,) = [move for move, _count in page.bulk.moves() if move.name == "close"]
    page.bulk.start(move)
    assert page.bulk.text.isHidden()
    page.bulk.do_it.click()
    seat.wait(page.told.isVisible)
    seat.done("Close: 1 issue")
    first, *rest = page.told.text().split("\n")
    assert first == "2 issues stay as they are:"
    assert "WT-2024-00001-X: “Close” cannot be done with an issue that is “Sent”." in rest
    page.seen.click()
    assert page.told.isHidden()
    assert seat.issue(4).state is State.CLOSED


def test_one_reason_is_asked_for_and_esc_lets_it_be(seat: Seat, page: ListPage) -> None:
    choose(page, 2, 3)
    (move,) = [move for move, _count in page.bulk.moves() if move.name == "drop"]
    page.bulk.start(move)
    assert page.bulk.text.hasFocus()
    press(Qt.Key.Key_Return)
    assert page.bulk.problem.text() == "This is needed."
    press(Qt.Key.Key_Escape)
    assert page.bulk.set.isVisible()
    page.bulk.start(move)
    keys("no longer true")
    press(Qt.Key.Key_Return)
    undo = seat.done("Drop: 2 issues")
    assert {seat.issue(id).state for id in (2, 3)} == {State.REJECTED}
    seat.wait(lambda: shown(page) == [1, 4])
    undo()
    seat.wait(lambda: shown(page) == [1, 2, 3, 4])


def test_enter_opens_an_issue_and_m_moves_it(seat: Seat, page: ListPage) -> None:
    wanted: list[int] = []
    seat.screen.desk.issue_wanted.disconnect()
    seat.screen.desk.issue_wanted.connect(wanted.append)
    page.table.select(4)
    page.table.view.setFocus()
    press(Qt.Key.Key_Return)
    assert wanted == [4]
    line = page.table.current
    assert line is not None
    from ui.issues.move_pane import moves_of

    page.pane.begin(line, next(move for move in moves_of(line) if move.name == "close"))
    seat.wait(lambda: page.pane.form is not None)
    assert page.pane.form is not None
    page.pane.form.do_it.click()
    seat.wait(lambda: seat.issue(4).state is State.CLOSED)
    seat.wait(lambda: not page.split.is_open)


def test_what_is_chosen_goes_with_its_group(seat: Seat, page: ListPage) -> None:
    page.table.view.selectAll()
    assert page.bulk.isVisible()
    page.table.group_by("department")  # the headings that were chosen are no more
    page.choose_view(OVERDUE)
    seat.wait(lambda: shown(page) == [1])


def test_the_view_is_there_again_the_next_time(seat: Seat, page: ListPage) -> None:
    page.choose_view(OVERDUE)
    seat.wait(lambda: shown(page) == [1])
    page.hide()
    again = ListPage(seat.screen.desk, seat.screen)
    assert again.bar.view == OVERDUE
    again.read()
    seat.wait(lambda: shown(again) == [1])
    again.deleteLater()


def test_everything_is_said_again_in_another_language(seat: Seat, page: ListPage) -> None:
    page.table.view.selectAll()
    language.use("zh_CN")
    QApplication.processEvents()
    assert page.table.arrangement.shown == 4
    assert page.bulk.what.count() == len(What)
    assert page.bar.view == "open"
    assert {line.id for line in page.table.selected()} <= {1, 2, 3, 4}


def test_rows_are_copied_with_their_headings(page: ListPage) -> None:
    choose(page, 4)
    page.table.copy()
    head, row = QGuiApplication.clipboard().text().split("\n")
    assert head.startswith("Number\tTitle\tState")
    assert row.startswith("WT-2024-00004-X\t漫游资费争议\tVerified")


def test_the_list_is_exported_as_it_is_shown(seat: Seat, page: ListPage, tmp_path: Path) -> None:
    page.look_for("漫游资费")
    seat.wait(lambda: shown(page) == [4])
    page.exporter.write(tmp_path / "issues.xlsx")
    seat.wait((tmp_path / "issues.xlsx").exists)
    seat.wait(lambda: page.table.bar.export.isEnabled())
    book = load_workbook(tmp_path / "issues.xlsx", read_only=True)
    cells = [[cell.value for cell in row] for sheet in book for row in sheet.rows]
    book.close()
    assert any("漫游资费争议" in row and "WT-2024-00004-X" in row for row in cells)
    assert any("漫游资费" in row for row in cells)  # what was looked for is told


def test_what_somebody_else_wrote_comes_while_old_rows_stay(seat: Seat, page: ListPage) -> None:
    with open_centre(seat.centre.url) as database, database.write() as db:
        store.add(db, an_issue(0, "From elsewhere"), acting=ANNA, at=seat.screen.desk.now)
    seat.centre.jobs.look()
    assert len(shown(page)) == 4
    seat.wait(lambda: len(shown(page)) == 5)


def test_a_centre_without_issues_says_how_to_begin(seat: Seat, page: ListPage) -> None:
    from ui.issues.list_work import Listed

    page.show_listed(Listed(page.question, none_yet=True))
    assert page.table.empty.isVisible()
    wanted: list[object] = []
    seat.screen.desk.new_wanted.disconnect()
    seat.screen.desk.new_wanted.connect(wanted.append)
    page.table.empty.button.click()
    assert len(wanted) == 1
