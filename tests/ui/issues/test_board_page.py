"""The board by keys and by mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from supervisor.issues.states import MOVE, State
from supervisor.storage.database import open_centre
from tests.issues.rows import an_issue, put
from tests.ui.issues.conftest import Seat
from ui.issues.board_cards import CardsView
from ui.issues.board_page import BoardColumn, BoardPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(seat: Seat) -> BoardPage:
    with open_centre(seat.centre.url) as database, database.write() as db:
        put(db, an_issue(4, "漫游资费争议", state=State.VERIFIED, department="d1"))
    seat.screen.resize(2400, 700)
    found = seat.screen.show_tab("board")
    assert isinstance(found, BoardPage)
    found.read()
    seat.wait(lambda: found.count.text() == "4 issues")
    return found


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def column(page: BoardPage, state: State) -> BoardColumn:
    return next(one for one in page.columns if one.state is state)


def card(view: CardsView, place: int = 0) -> QPoint:
    return view.visualRect(view.cards.index(place)).center()


def carry(page: BoardPage, id: int, to: State) -> None:
    """Take the card of *id* by the mouse and let it go on the column of *to*."""
    page.select(id)
    view = next(one.view for one in page.columns if one.view.cards.place(id) >= 0)
    start = card(view, view.cards.place(id))
    target = column(page, to)
    end = view.viewport().mapFromGlobal(target.mapToGlobal(target.rect().center()))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for part in (start + (end - start) / 2, end):
        QTest.mouseMove(view.viewport(), part)
        QApplication.processEvents()
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_columns_say_how_many_and_how_late(page: BoardPage) -> None:
    for one in page.columns:
        QAbstractItemModelTester(one.view.cards, one.view.cards)
    said = {one.state: one.count.text() for one in page.columns}
    assert said[State.SENT] == "1 issue · ■ 1 overdue"
    assert said[State.DRAFT] == "2 issues"
    assert said[State.WORKING] == "0 issues"


def test_arrows_go_from_card_to_card_over_empty_columns(page: BoardPage) -> None:
    page.select(2)
    press(Qt.Key.Key_Down)
    assert page.current is not None
    assert page.current.id == 3
    press(Qt.Key.Key_Right)
    assert page.current.id == 1
    press(Qt.Key.Key_Right)
    assert page.current.id == 4
    press(Qt.Key.Key_Right)
    assert page.current.id == 4
    press(Qt.Key.Key_Left)
    assert page.current.id == 1


def test_ctrl_right_asks_only_for_what_the_move_needs_and_the_card_is_followed(
    seat: Seat, page: BoardPage
) -> None:
    page.select(1)
    press(Qt.Key.Key_Right, CTRL)
    seat.wait(lambda: page.pane.form is not None)
    form = page.pane.form
    assert form is not None
    assert [question.name for question in form.questions] == ["when", "how"]
    QTest.keyClicks(form.questions[1].editor, "telephone")
    QApplication.processEvents()  # what is proposed has opened: without a screen it is told so late
    press(Qt.Key.Key_Return, CTRL)
    seat.wait(lambda: seat.issue(1).state is State.RECEIVED)
    seat.wait(lambda: column(page, State.RECEIVED).view.hasFocus())
    assert page.current is not None
    assert page.current.id == 1
    assert not page.split.is_open


def test_ctrl_right_of_what_is_verified_closes_it(seat: Seat, page: BoardPage) -> None:
    page.select(4)
    press(Qt.Key.Key_Right, CTRL)
    seat.wait(lambda: page.pane.form is not None)
    press(Qt.Key.Key_Return, CTRL)
    seat.wait(lambda: seat.issue(4).state is State.CLOSED)
    seat.wait(lambda: page.count.text() == "3 issues")


def test_where_nothing_leads_it_is_said(seat: Seat, page: BoardPage) -> None:
    page.select(2)
    press(Qt.Key.Key_Left, CTRL)
    seat.done("Nothing leads that way from “Draft”.")
    carry(page, 2, State.WORKING)
    seat.done("Nothing leads from “Draft” to “Under way”.")
    assert page.pane.form is None


def test_a_card_is_carried_where_a_move_leads(seat: Seat, page: BoardPage) -> None:
    carry(page, 4, State.WORKING)
    seat.wait(lambda: page.pane.form is not None)
    assert page.pane.form is not None
    assert page.pane.form._move is MOVE["reopen"]
    assert all(one.drop.isHidden() for one in page.columns)
    press(Qt.Key.Key_Escape)
    seat.wait(lambda: not page.split.is_open)
    assert seat.issue(4).state is State.VERIFIED


def test_while_a_card_is_carried_columns_say_what_letting_go_would_do(page: BoardPage) -> None:
    page.select(1)
    view = column(page, State.SENT).view
    view.dragged.emit(column(page, State.RECEIVED).mapToGlobal(QPoint(5, 5)))
    offered = {one.state: one.drop.text() for one in page.columns if one.drop.isVisible()}
    assert offered == {
        State.READY: "Returned: not theirs",
        State.RECEIVED: "▾ Signed for by the department",
        State.CONFIRMED: "Confirmed by the department",
    }
    view.dragged.emit(None)
    assert all(one.drop.isHidden() for one in page.columns)


def test_the_menu_has_every_move(page: BoardPage) -> None:
    page.select(4)
    line = page.current
    assert line is not None
    menu = page.menu_of(line, list(page.moves(line)))
    said = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert said == [
        "Open",
        "Close → Closed",
        "Reopen → Under way",
        "Merge into another → Merged",
        "Do not pursue → Not pursued",
    ]
    menu.deleteLater()


def test_chips_and_words_leave_few_cards_and_are_taken_back(seat: Seat, page: BoardPage) -> None:
    page.choose("department", frozenset({"d1"}))
    assert page.count.text() == "2 of 4 issues"
    page.select(1)
    QTest.keyClicks(QApplication.focusWidget(), "/")
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "nowhere")
    press(Qt.Key.Key_Return)
    assert page.empty.isVisible()
    page.empty.button.click()
    assert page.count.text() == "4 issues"


def test_the_filters_are_there_again_the_next_time(seat: Seat, page: BoardPage) -> None:
    page.choose("severity", frozenset({"1"}))
    again = BoardPage(seat.screen.desk, seat.screen)
    assert again.chips["severity"].values == {"1"}
    again.read()
    seat.wait(lambda: again.count.text() == "0 of 4 issues")
    again.deleteLater()


def test_enter_and_a_double_click_open_an_issue(seat: Seat, page: BoardPage) -> None:
    wanted: list[int] = []
    seat.screen.desk.issue_wanted.disconnect()
    seat.screen.desk.issue_wanted.connect(wanted.append)
    page.select(4)
    press(Qt.Key.Key_Return)
    view = column(page, State.SENT).view
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=card(view))
    assert wanted == [4, 1]


def test_a_narrow_board_scrolls_to_the_card_that_the_keyboard_stands_on(seat: Seat, page: BoardPage) -> None:
    seat.screen.resize(1366, 700)
    seat.wait(page.strip.bar.isVisible)
    page.select(4)
    box = column(page, State.VERIFIED).geometry()
    assert box.left() >= 0 and box.right() < page.strip.width()  # noqa: PT018


def test_thousands_of_cards_paint_those_in_sight(page: BoardPage) -> None:
    from dataclasses import replace

    line = page._lines[0]
    from ui.issues.list_work import Listed

    many = tuple(replace(line, id=id, state=State.SENT) for id in range(1, 3001))
    painted: list[int] = []
    view = column(page, State.SENT).view
    paint = view.pen.paint
    view.pen.paint = lambda *args: (painted.append(1), paint(*args))[1]  # type: ignore[method-assign,assignment,func-returns-value]
    page.show_listed(Listed(page.question, many))
    view.repaint()
    assert page.count.text() == "3,000 issues"
    assert len(painted) < 60
