"""Without a centre: the first start, or a page of joining that is forgotten when it is left."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.shell.entrance import Entrance
from ui.shell.place_stack import PlaceStack


def test_what_was_typed_while_joining_is_forgotten_when_it_is_left(stack: PlaceStack, qtbot: QtBot) -> None:
    entrance = Entrance(stack)
    page = QLineEdit("secret", stack)
    entrance.show_joining(page)
    assert stack.currentWidget() is page
    entrance.show_first_start()
    assert stack.currentWidget() is entrance.first_start
    assert stack.indexOf(page) == -1
    qtbot.waitUntil(lambda: not isValid(page))
