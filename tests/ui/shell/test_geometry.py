"""Where the window was left, and what of it is no longer true."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.machine import Machine
from ui.shell import geometry


def test_size_and_place_are_kept(machine: Machine, qtbot: QtBot) -> None:
    first, second = QWidget(), QWidget()
    for window in (first, second):
        qtbot.addWidget(window)
    first.resize(700, 640)
    geometry.keep(first, "floor", machine)
    assert geometry.put_back(second, machine) == "floor"
    assert second.size() == first.size()


def test_a_place_that_is_none_is_forgotten(machine: Machine, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    machine.change({"window_state": "cellar"})
    assert geometry.put_back(window, machine) == ""
