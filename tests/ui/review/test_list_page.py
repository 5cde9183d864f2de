"""The training list: classes in words, what is shared, how an entry came about, what is decided of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from supervisor.evidence.options import Answer
from supervisor.performance.kpi import BY_ID
from supervisor.review.decisions import Decision
from supervisor.review.entries import training_list
from supervisor.review.funnel import funnel_of
from supervisor.review.matrix import Filter
from supervisor.review.monthly import MonthlyReview
from tests.ui.review.conftest import MONTH, Seat
from ui.asking import Asking
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.review.list_page import ListPage
from ui.review.sample import sample_known
from ui.review.screen import ReviewScreen
from ui.review.work import ListTold

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def told_of(review: MonthlyReview) -> ListTold:
    return ListTold(training_list(review), {kpi: BY_ID[kpi] for kpi in review.evidence})


def page_of(seat: Seat) -> ListPage:
    page = seat.screen.show_tab("list")
    assert isinstance(page, ListPage)
    page.show_told(told_of(seat.review))
    return page


def shown(page: ListPage) -> list[str]:
    assert page.table is not None
    return [row.entry.who.name for row in page.table.arrangement.rows.values()]


def test_every_class_says_its_letter_and_its_word(seat: Seat) -> None:
    page = page_of(seat)
    assert page.table is not None
    page.kpis.select("csat")
    found = page.found
    assert found is not None
    assert found.kpi == "csat"
    assert len(shown(page)) == len(found.entries) > 0
    headings = {line.group for line in page.table.arrangement.lines if line.head}
    words = {"A · Confirmed", "A⁻ · Likely", "D · Early warning", "B · Cannot tell yet", "C · Watch"}
    assert headings
    assert headings <= words


def test_it_says_how_many_names_are_expected_to_be_wrong(seat: Seat) -> None:
    page = page_of(seat)
    page.kpis.select("fcr")
    found = page.found
    assert found is not None
    assert f"Expected wrong names: {found.expected_wrong:.1f} of {found.listed}." in page.summary.text()
    assert "Nobody is ranked" in page.summary.text()


def test_the_filter_is_that_of_all_tabs(seat: Seat) -> None:
    page = page_of(seat)
    seat.screen.desk.filter(Filter(teams=frozenset({"t0"})))
    assert page.found is not None
    wanted = [entry.who.name for entry in page.found.entries if entry.who.team == "t0"]
    assert sorted(shown(page)) == sorted(wanted)


def test_enter_tells_how_an_entry_came_about(seat: Seat) -> None:
    page = page_of(seat)
    assert page.table is not None
    view = page.table.view
    view.setFocus()
    seat.qtbot.keyClick(view, Key.Key_Home, CTRL)
    seat.qtbot.keyClick(view, Key.Key_Down)
    seat.qtbot.keyClick(view, Key.Key_Return)
    assert seat.screen.split.is_open
    current = page.table.current
    assert current is not None
    assert seat.screen.desk.unit == current.entry.who.unit


def test_pictures_and_table_show_the_same_people(seat: Seat) -> None:
    page = page_of(seat)
    page.kpis.select("fcr")
    page.show_view("levels")
    assert len(page.levels._picture.rows) == len(shown(page))
    page.show_view("funnel")
    cell = page.cell.itemData(0)
    page.show_funnel(funnel_of(seat.review, "fcr", cell))
    assert len(page.funnel._picture.points) == cell.units
    page.show_funnel(None)
    assert page.funnel._picture.points == ()


def test_without_targets_it_says_what_to_do(seat: Seat) -> None:
    page = page_of(seat)
    page.show_told(ListTold(training_list(seat.review, []), {}))
    assert page.stack.currentWidget() is page.empty
    wanted: list[bool] = []
    seat.screen.targets_wanted.connect(lambda: wanted.append(True))
    page.empty.button.click()
    assert wanted == [True]


# -- decisions, with a database ------------------------------------------------------------------------------


@pytest.fixture
def page(
    review: MonthlyReview,
    open_floor: Callable[..., OpenCentre],
    machine: Machine,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ListPage]:
    """The list over a centre in a file; what would be computed is given by the test."""
    monkeypatch.setattr(Asking, "ask", lambda *_question, **_more: None)
    centre = open_floor(at=datetime(2026, 11, 3, tzinfo=UTC))
    screen = ReviewScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    screen.desk.show_known(sample_known(MONTH))
    found = screen.show_tab("list")
    assert isinstance(found, ListPage)
    screen.desk.show_month(MONTH)
    found.show_told(told_of(review))
    yield found
    screen.close()
    screen.deleteLater()


def choose(page: ListPage, count: int) -> list[str]:
    """Select the first entries; their names."""
    assert page.table is not None
    view = page.table.view
    model = view.model()
    view.selectionModel().clearSelection()
    lines = [at for at, line in enumerate(page.table.arrangement.lines) if not line.head][:count]
    for at in lines:
        how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        view.selectionModel().select(model.index(at, 0), how)
    names = [row.entry.who.name for row in page.chosen_rows()]
    assert len(names) == count
    return names


def decided(page: ListPage) -> dict[str, Decision]:
    assert page.table is not None
    rows = page.table.arrangement.rows.values()
    return {row.entry.who.name: row.decided.decision for row in rows if row.decided is not None}


def test_entries_are_accepted_together_and_the_step_goes_back(page: ListPage, qtbot: QtBot) -> None:
    said: list[tuple[str, Callable[[], None]]] = []
    page._desk.noticed.connect(lambda words, undo: said.append((words, undo)))
    names = choose(page, 2)
    assert page.decide.who.text() == "2 chosen:"
    assert page.table is not None
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: decided(page) == dict.fromkeys(names, Decision.ACCEPTED))
    assert said[0][0] == "2 decisions were kept."
    said[0][1]()
    qtbot.waitUntil(lambda: not decided(page))


def test_who_refuses_says_why(page: ListPage, qtbot: QtBot) -> None:
    (name,) = choose(page, 1)
    bar = page.decide
    qtbot.mouseClick(bar.refuse, Qt.MouseButton.LeftButton)
    assert bar.reason.isVisible()
    qtbot.keyClick(bar.reason, Key.Key_Return)
    assert bar.problem.text() == "Say why it is refused."
    qtbot.keyClicks(bar.reason, "new system since May")
    qtbot.keyClick(bar.reason, Key.Key_Return)
    qtbot.waitUntil(lambda: decided(page) == {name: Decision.REFUSED})
    assert not bar.reason.isVisible()


def test_what_is_put_off_has_a_day_to_come_and_can_be_undecided(page: ListPage, qtbot: QtBot) -> None:
    (name,) = choose(page, 1)
    bar = page.decide
    qtbot.mouseClick(bar.put_off, Qt.MouseButton.LeftButton)
    assert bar.until.isVisible()
    assert bar.until.date().toPython() > date.today() - timedelta(days=3650)  # noqa: DTZ011  (any day)
    qtbot.keyClicks(bar.reason, "on leave")
    qtbot.keyClick(bar.reason, Key.Key_Return)
    qtbot.waitUntil(lambda: decided(page) == {name: Decision.PUT_OFF})
    choose(page, 1)
    assert bar.undecide.isVisible()
    qtbot.mouseClick(bar.undecide, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not decided(page))


def test_one_who_is_in_no_class_of_the_list_is_not_shown(page: ListPage) -> None:
    assert page.found is not None
    assert {entry.answer for entry in page.found.entries}.isdisjoint({Answer.FINE, Answer.NO_VERDICT})
