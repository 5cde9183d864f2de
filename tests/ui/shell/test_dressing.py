"""The settings of this computer are put on at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from supervisor import words
from ui import theme
from ui.machine import Machine
from ui.shell.dressing import CURSOR_FLASH_MS, Dressing


@pytest.fixture
def dressing(machine: Machine) -> Dressing:
    return Dressing(machine, QObject(machine))


def test_look_size_and_language_are_put_on(dressing: Dressing, machine: Machine) -> None:
    machine.change({"theme": "light", "text_scale": 125, "language": "zh_CN"})
    assert (theme.current().name, theme.current().text_scale) == ("light", 1.25)
    assert words.language() == "zh_CN"


def test_who_wants_no_motion_has_no_blinking_cursor(dressing: Dressing, machine: Machine) -> None:
    machine.change({"reduced_motion": True})
    assert QApplication.cursorFlashTime() == 0
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    machine.change({"reduced_motion": False})
    assert QApplication.cursorFlashTime() == CURSOR_FLASH_MS
