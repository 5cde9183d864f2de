"""All of joining and setting up can be reached by the keyboard, and says its name."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.test_reach import _amiss
from ui import shots, theme
from ui.window import MainWindow

SAME = ("-refused", "-away", "-listened", "-made")
"""Ends of names of pictures in which the same things can be used as in others; `log-in` is no page."""


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_can_be_used_has_a_name_and_a_way_by_tab(
    scale: float, window: MainWindow, dressed: QApplication, qtbot: QtBot
) -> None:
    theme.use("dark", text_scale=scale)
    amiss = {}
    for name, shot in shots.joining.SHOTS.items():
        if name.startswith("log-in") or name.endswith(SAME):
            continue
        shot.then(window)
        shots.settle()
        window.activateWindow()
        shots.settle()
        if said := _amiss(window, qtbot):
            amiss[name] = said
    assert not amiss
