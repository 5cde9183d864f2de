"""A whole hands the focus on, and Tab comes to all that is in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.lead import Lead


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    """A whole with a button, a line that it leads to, and another button."""
    window = QWidget()
    qtbot.addWidget(window)
    before, whole = QLineEdit(window), QWidget(window)
    column = QVBoxLayout(whole)
    for widget in (QPushButton("shut", whole), QLineEdit("line", whole), QPushButton("save", whole)):
        column.addWidget(widget)
    rows = QVBoxLayout(window)
    rows.addWidget(before)
    rows.addWidget(whole)
    Lead(whole, whole.findChildren(QLineEdit)[0])
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    before.setFocus()
    yield whole
    window.close()  # held until here


def test_the_focus_that_is_given_to_a_whole_goes_to_its_part(page: QWidget) -> None:
    page.setFocus(Qt.FocusReason.OtherFocusReason)
    assert _focused() == "line"


def test_tab_comes_to_what_stands_before_the_part(page: QWidget, qtbot: QtBot) -> None:
    came_to = []
    for _turn in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        came_to.append(_focused())
    assert came_to == ["shut", "line", "save"]


def _focused() -> str:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QPushButton | QLineEdit)
    return widget.text()
