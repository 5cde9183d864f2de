"""Ctrl+K: what a few letters find, and the keys that go there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.shell.finder import Finder, Target, best


def target(title: str, also: str = "", go: Callable[[], object] = lambda: None) -> Target:
    return Target(title, "Queue", "magnify", go, also)


def test_the_beginning_of_a_title_comes_before_the_beginning_of_a_word_before_the_rest() -> None:
    found = best([target("abbey line"), target("the line"), target("baseline"), target("line")], "line")
    assert [one.title for one in found] == ["line", "abbey line", "the line", "baseline"]


def test_every_word_must_be_found_somewhere() -> None:
    targets = [target("王芳", "1001 投诉"), target("王强", "1002 话费")]
    assert [one.title for one in best(targets, "王 投诉")] == ["王芳"]
    assert best(targets, "王 1003") == []


def test_upper_and_lower_case_are_alike_and_no_words_find_everything() -> None:
    targets = [target("Billing"), target("VIP")]
    assert [one.title for one in best(targets, "vip")] == ["VIP"]
    assert best(targets, "  ") == targets


class Stage(QWidget):
    """A window with something that has the focus, and a finder over it."""

    def __init__(self) -> None:
        super().__init__()
        self.gone_to: list[str] = []
        self.button = QPushButton("something else")
        QVBoxLayout(self).addWidget(self.button)
        names = ["Billing", "Broadband faults", "Complaints"]
        self.finder = Finder(
            lambda: [target(name, go=lambda name=name: self.gone_to.append(name)) for name in names], self
        )
        self.resize(900, 600)


@pytest.fixture
def stage(dressed: QApplication, qtbot: QtBot) -> Stage:
    made = Stage()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.finder.open()
    return made


def test_typing_and_enter_go_to_the_best_one(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.finder.line, "compl")
    qtbot.keyClick(stage.finder.line, Qt.Key.Key_Return)
    assert stage.gone_to == ["Complaints"]
    assert stage.finder.isHidden()


def test_the_arrows_move_and_stop_at_the_ends(stage: Stage, qtbot: QtBot) -> None:
    for _turn in range(5):
        qtbot.keyClick(stage.finder.line, Qt.Key.Key_Down)
    qtbot.keyClick(stage.finder.line, Qt.Key.Key_Up)
    qtbot.keyClick(stage.finder.line, Qt.Key.Key_Return)
    assert stage.gone_to == ["Broadband faults"]


def test_escape_goes_nowhere(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.finder.closed):
        qtbot.keyClick(stage.finder.line, Qt.Key.Key_Escape)
    assert stage.finder.isHidden()
    assert stage.gone_to == []


def test_a_click_goes_there(stage: Stage, qtbot: QtBot) -> None:
    index = stage.finder.list.model().index(1, 0)
    qtbot.mouseClick(
        stage.finder.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=stage.finder.list.visualRect(index).center(),
    )
    assert stage.gone_to == ["Broadband faults"]


def test_what_is_not_there_is_said(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.finder.line, "zzz")
    assert stage.finder.list.isHidden()
    qtbot.keyClick(stage.finder.line, Qt.Key.Key_Return)
    assert stage.gone_to == []
    assert not stage.finder.isHidden()
