"""Sections of the floor on a made-up board, for their tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.wallboard.floors import ALL, DEFINITIONS, LIVE, NOW, Floor
from ui.centre import OpenCentre
from ui.machine import Machine

Make = Callable[..., Any]


@pytest.fixture
def idle_centre(dressed: object) -> Iterator[OpenCentre]:
    """A centre that is not open: nothing can be read from it."""
    made = OpenCentre("")
    yield made
    made.close()


@pytest.fixture
def section(qtbot: QtBot, idle_centre: OpenCentre, machine: Machine) -> Make:
    """Makes a section of the kind that is named and shows it a floor."""

    def make(
        kind: type[QWidget], floor: Floor, feeds: object = LIVE, size: tuple[int, int] = (1300, 620)
    ) -> QWidget:
        made = kind(DEFINITIONS, idle_centre, machine)  # type: ignore[call-arg, arg-type]
        qtbot.addWidget(made)
        made.resize(1300, 620)
        with qtbot.waitExposed(made):
            made.show()
        floor.changed()
        made.take(floor.board, ALL, feeds, NOW)  # type: ignore[attr-defined]
        return made

    return make
