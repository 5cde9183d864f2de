"""The desk table by keyboard and mouse: what is seen, selected, copied, remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.machine import Machine
from ui.widgets.table import DeskTable
from ui.widgets.table.table import CALM_SECONDS
from ui.widgets.table.view import LinesView

from .agents import NOON, Agent, names, some, table, total

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

Shown = Callable[..., DeskTable[Agent]]


@pytest.fixture
def shown(qtbot: QtBot, dressed: object) -> Shown:
    """A table of four agents on the screen; its model is watched."""

    def make(machine: Machine | None = None, **more: object) -> DeskTable[Agent]:
        made = table(machine, **more)
        QAbstractItemModelTester(made.model, made.model)
        qtbot.addWidget(made)
        made.resize(900, 400)
        with qtbot.waitExposed(made):
            made.show()
        made.show_rows(some())
        return made

    return make


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, int, int]]:
    """What was painted of the rows, as rectangles."""
    boxes: list[tuple[int, int, int, int]] = []
    paint = LinesView.paintEvent

    def watch(view: LinesView, event: QPaintEvent) -> None:
        boxes.append(event.rect().getRect())
        paint(view, event)

    monkeypatch.setattr(LinesView, "paintEvent", watch)
    return boxes


def settle(painted: list[tuple[int, int, int, int]]) -> None:
    """Let everything be painted that is due from before."""
    for _turn in range(5):
        QApplication.processEvents()
    painted.clear()


def cell(of: DeskTable[Agent], number: int, column: str) -> str:
    return str(of.model.index(number, [c.name for c in of.columns].index(column)).data())


def click_header(qtbot: QtBot, of: DeskTable[Agent], column: int, shift: bool = False) -> None:
    header = of.view.header
    at = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) // 2, 10)
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def test_cells_say_values_and_unknown_is_a_dash(shown: Shown) -> None:
    of = shown()
    assert [cell(of, 0, c) for c in ("name", "time", "contacts", "rate")] == ["Anna", "1:30", "7", "50.0 %"]
    assert cell(of, 1, "rate") == "–"


def test_clicks_on_a_heading_turn_the_order_and_end_it(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    click_header(qtbot, of, 3)
    assert names(of) == ["Anna", "Cem", "Dana", "Ben"]  # figures: the largest first
    assert of.view.header.arrow(3) == "↓"
    click_header(qtbot, of, 3)
    assert names(of) == ["Ben", "Cem", "Dana", "Anna"]
    click_header(qtbot, of, 3)
    assert of.arrangement.sorting == ()


def test_shift_and_a_click_sorts_within(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    click_header(qtbot, of, 1)
    click_header(qtbot, of, 3, shift=True)
    assert names(of) == ["Anna", "Cem", "Dana", "Ben"]
    assert [of.view.header.arrow(column) for column in (1, 3)] == ["↑1", "↓2"]


def test_the_column_of_the_keyboard_is_sorted_by_keys(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    of.view.setFocus()
    of.view.setCurrentIndex(of.model.index(0, 3))
    qtbot.keyClick(of.view, Qt.Key.Key_Down, CTRL | SHIFT)
    assert names(of) == ["Anna", "Cem", "Dana", "Ben"]


def test_rows_stay_while_somebody_works_and_move_afterwards(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    of.sort_by(("contacts", True))
    of.view.setFocus()
    qtbot.keyClick(of.view, Qt.Key.Key_Down)
    of.change([replace(some()[1], contacts=99)])
    of.tick(NOON)
    assert names(of) == ["Anna", "Cem", "Dana", "Ben"]
    assert of.bar.again.isVisible()
    for second in range(CALM_SECONDS):
        of.tick(NOON + timedelta(seconds=second))
    assert names(of) == ["Ben", "Anna", "Cem", "Dana"]
    assert not of.bar.again.isVisible()


def test_f5_sorts_again_at_once(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    of.sort_by(("contacts", True))
    of.view.setFocus()
    qtbot.keyClick(of.view, Qt.Key.Key_Down)
    of.change([replace(some()[1], contacts=99)])
    qtbot.keyClick(of.view, Qt.Key.Key_F5)
    assert names(of)[0] == "Ben"


def test_the_selection_moves_with_its_rows(shown: Shown) -> None:
    of = shown()
    of.select("3")
    of.sort_by(("contacts", False))
    assert [agent.name for agent in of.selected()] == ["Cem"]
    assert of.current == some()[2]


def test_only_changed_rows_in_sight_are_painted(
    shown: Shown, qtbot: QtBot, painted: list[tuple[int, int, int, int]]
) -> None:
    of = shown()
    settle(painted)
    of.change([replace(some()[1], contacts=4)])
    qtbot.waitUntil(lambda: bool(painted))
    box = of.view.line_box(1)
    assert {(y, high) for _x, y, _w, high in painted} == {(box.y(), box.height())}


def test_a_second_paints_the_running_column_alone(
    shown: Shown, qtbot: QtBot, painted: list[tuple[int, int, int, int]]
) -> None:
    of = shown()
    settle(painted)
    of.tick(NOON + timedelta(seconds=1))
    qtbot.waitUntil(lambda: bool(painted))
    x, wide = of.view.header.sectionViewportPosition(2), of.view.header.sectionSize(2)
    assert {(left, width) for left, _y, width, _h in painted} == {(x, wide)}
    assert cell(of, 0, "time") == "1:31"


def test_chips_and_words_filter_and_are_taken_back_together(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    chips = of.bar.chips["state"]
    chip = next(button for button in chips.buttons if button.text() == "Ready")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert names(of) == ["Anna", "Cem", "Dana"]
    qtbot.keyClick(of.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert of.bar.search.hasFocus()
    qtbot.keyClicks(of.bar.search, "zebra")
    qtbot.keyClick(of.bar.search, Qt.Key.Key_Return)
    assert names(of) == []
    assert of.empty.isVisible()
    assert of.bar.count.text() == "0 of 4 rows"
    qtbot.mouseClick(of.empty.button, Qt.MouseButton.LeftButton)
    assert names(of) == ["Anna", "Ben", "Cem", "Dana"]


def test_a_list_of_values_is_ticked_by_keys(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    button = of.bar.chips["team"]
    button.open_list()  # type: ignore[union-attr]
    popup = button.open_popup  # type: ignore[union-attr]
    assert popup is not None
    qtbot.keyClick(popup.list, Qt.Key.Key_Down)
    qtbot.keyClick(popup.list, Qt.Key.Key_Space)
    assert names(of) == ["Ben", "Dana"]
    assert "B" in button.text()  # type: ignore[union-attr]
    popup.close()


def test_a_row_that_fits_no_more_goes_with_the_next_second(shown: Shown) -> None:
    of = shown()
    of.choose("state", ["ready"])
    of.change([replace(some()[0], state="break")])
    assert names(of) == ["Anna", "Cem", "Dana"]
    of.tick(NOON)
    assert names(of) == ["Cem", "Dana"]


def test_groups_have_headings_that_fold(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    of.group_by("team")
    assert names(of) == ["[A]", "Anna", "Cem", "[B]", "Ben", "Dana"]
    assert of.model.index(0, 0).data() == "A · 2 rows"
    of.view.setFocus()
    of.view.setCurrentIndex(of.model.index(0, 0))
    qtbot.keyClick(of.view, Qt.Key.Key_Left)
    assert names(of) == ["[A]", "[B]", "Ben", "Dana"]
    qtbot.keyClick(of.view, Qt.Key.Key_Return)
    assert names(of) == ["[A]", "Anna", "Cem", "[B]", "Ben", "Dana"]


def test_a_row_of_two_groups_stands_in_both(shown: Shown) -> None:
    of = shown()
    of.group_by("team")
    of.change([replace(some()[0], team="A+B")])
    of.tick(NOON)
    assert names(of) == ["[A]", "Anna", "Cem", "[B]", "Anna", "Ben", "Dana"]
    assert of.bar.count.text() == "4 rows"


def test_enter_opens_the_row(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    of.select("2")
    with qtbot.waitSignal(of.opened) as heard:
        qtbot.keyClick(of.view, Qt.Key.Key_Return)
    assert heard.args == [some()[1]]


def test_arrows_tell_which_row_is_read(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    of.select("1")
    with qtbot.waitSignal(of.current_changed) as heard:
        qtbot.keyClick(of.view, Qt.Key.Key_Down)
    assert heard.args == [some()[1]]


def test_selected_rows_are_copied_with_their_headings(shown: Shown, qtbot: QtBot) -> None:
    of = shown()
    of.select("1")
    qtbot.keyClick(of.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(of.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\n") == [
        "Name\tTeam\tTime in state\tContacts\tAnswered",
        "Anna\tA\t1:30\t7\t50.0 %",
        "Ben\tB\t0:30\t3\t–",
    ]


def test_the_sum_is_of_what_the_filters_leave(shown: Shown) -> None:
    of = shown(total=total)
    assert of.strip.texts[3] == "20"
    of.choose("state", ["break"])
    assert of.strip.texts[3] == "3"


def test_columns_width_order_and_filters_are_remembered(shown: Shown, machine: Machine) -> None:
    of = shown(machine)
    of.show_column(5, True)
    of.show_column(1, False)
    of.view.header.moveSection(of.view.header.visualIndex(4), 0)
    of.view.header.resizeSection(3, 222)
    of.sort_by(("contacts", True), ("name", False))
    of.group_by("team")
    of.choose("state", ["ready"])
    of.hide()

    again = shown(machine)
    assert [again.columns[n].name for n in again.shown_columns()] == [
        "rate",
        "name",
        "time",
        "contacts",
        "login",
    ]
    assert again.view.header.sectionSize(3) == 222
    assert [tuple(by) for by in again.arrangement.sorting] == [("contacts", True), ("name", False)]
    assert names(again) == ["[A]", "Anna", "Cem", "[B]", "Dana"]


@pytest.mark.parametrize(
    "kept",
    [
        "no json",
        "[]",
        '{"agents": 3}',
        '{"agents": {"order": [1], "sort": [["x", 1]], "widths": {"name": "a"}}}',
    ],
)
def test_what_was_kept_wrongly_is_left_out(shown: Shown, machine: Machine, kept: str) -> None:
    machine.change({"tables": kept})
    assert names(shown(machine)) == ["Anna", "Ben", "Cem", "Dana"]


def test_a_column_that_is_new_since_is_shown_as_it_is_meant(shown: Shown, machine: Machine) -> None:
    kept = {"agents": {"order": ["name", "team"], "known": ["name", "team"], "hidden": ["team"]}}
    machine.change({"tables": json.dumps(kept)})
    of = shown(machine)
    assert [of.columns[n].name for n in of.shown_columns()] == ["name", "time", "contacts", "rate"]


def test_the_menu_does_everything_that_the_mouse_does(shown: Shown) -> None:
    of = shown()
    of.select("1")
    menu = of.make_menu()
    said = [action.text() for action in menu.actions() if action.text()]
    assert said[:2] == ["Open", "Copy"]
    assert {"Columns", "Export…"} <= set(said)
    next(action for action in menu.actions() if "last to first" in action.text()).trigger()
    assert names(of) == ["Dana", "Cem", "Ben", "Anna"]
    menu.deleteLater()


def test_thousands_of_rows_come_and_go_and_the_selection_stays(shown: Shown) -> None:
    of = shown()
    of.select("3")
    of.show_rows([*some(), *(Agent(f"n{n}", f"New {n:04}") for n in range(3000))])
    assert of.current == some()[2]
    of.show_rows([agent for n in range(3000) if n % 7 for agent in [Agent(f"n{n}", f"New {n:04}")]] + some())
    assert of.current == some()[2]
    assert len(of.arrangement.lines) == 2571 + 4
