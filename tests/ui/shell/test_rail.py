"""The rail: every place of a role is in sight on a small screen, however many there are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.shell.places import PLACES
from ui.shell.rail import Rail

LOW = 768


@pytest.mark.parametrize("count", range(1, 14))
def test_all_places_of_a_role_are_in_sight_on_a_low_screen(
    count: int, dressed: QApplication, qtbot: QtBot
) -> None:
    theme.use("dark", text_scale=1.0)
    rail = Rail(PLACES)
    qtbot.addWidget(rail)
    rail.resize(90, LOW)
    rail.show()
    names = [place.name for place in PLACES[-count:]]
    rail.show_places(names)
    QApplication.sendPostedEvents()
    last = rail.button(names[-1])
    assert last.mapTo(rail, QPoint(0, last.height())).y() <= LOW
    assert all(rail.button(name).height() >= rail.button(name).sizeHint().height() for name in names)
