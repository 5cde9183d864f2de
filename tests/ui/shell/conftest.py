"""What the parts of the window stand on: a centre without a database, a stack with pages of plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from supervisor.rights.own import Rights
from supervisor.rights.role import DatabaseRole
from ui import shots
from ui.centre import OpenCentre
from ui.shell.place_stack import PlaceStack


@pytest.fixture
def centre(dressed: QApplication) -> Iterator[OpenCentre]:
    """The demo centre of the pictures."""
    made = shots.demo_centre(shots.Shot("wallboard", calm=True))
    yield made
    made.close()


@pytest.fixture
def become(centre: OpenCentre) -> Callable[..., None]:
    """Gives the log-in of *centre* the roles that are named, and no other."""

    def become(*roles: DatabaseRole) -> None:
        centre._kept = replace(centre.kept, rights=Rights("somebody", frozenset(roles)))
        centre.rights_changed.emit()

    return become


@pytest.fixture
def stack(dressed: QApplication, qtbot: QtBot) -> PlaceStack:
    """Without a centre."""
    made = PlaceStack()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def filled(stack: PlaceStack, centre: OpenCentre) -> PlaceStack:
    """A stack whose page of each place is a label with its name."""
    stack.open(centre, lambda name: QLabel(name, stack))
    return stack
