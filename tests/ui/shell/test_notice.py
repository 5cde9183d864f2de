"""The line at the bottom."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import language
from ui.shell.notice import NoticeLine


@pytest.fixture
def line(dressed: QApplication, qtbot: QtBot) -> NoticeLine:
    made = NoticeLine()
    qtbot.addWidget(made)
    return made


def test_it_is_away_until_there_is_something_to_say(line: NoticeLine) -> None:
    assert line.text == ""
    line.tell("pbx was removed.")
    assert line.text == "pbx was removed."
    assert line.undo.isHidden()


def test_undo_takes_back_once_and_goes(line: NoticeLine, qtbot: QtBot) -> None:
    taken: list[int] = []
    line.tell("pbx was removed.", lambda: taken.append(1))
    qtbot.keyClick(line.undo, Qt.Key.Key_Space)
    assert taken == [1]
    assert line.text == ""


def test_the_next_notice_replaces_the_last_and_its_undo(line: NoticeLine) -> None:
    line.tell("one", lambda: None)
    line.tell("two", problem=True)
    assert line.text == "two"
    assert line.undo.isHidden()


def test_closing_takes_nothing_back(line: NoticeLine, qtbot: QtBot) -> None:
    taken: list[int] = []
    line.tell("pbx was removed.", lambda: taken.append(1))
    qtbot.mouseClick(line.dismiss, Qt.MouseButton.LeftButton)
    assert (line.text, taken) == ("", [])


def test_another_language_takes_the_old_words_away(line: NoticeLine, qtbot: QtBot) -> None:
    line.tell("pbx was removed.")
    language.use("zh_CN")
    qtbot.waitUntil(lambda: line.text == "")
