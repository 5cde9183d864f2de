"""The menu of the bar: what is in force is checked, what needs a right or a centre comes with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from supervisor.rights.role import DatabaseRole
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.shell.more_menu import MoreMenu
from ui.shell.place_stack import PlaceStack
from ui.shell.wall_desk import WallDesk
from ui.shell.ways import Ways


@pytest.fixture
def menu(machine: Machine, stack: PlaceStack) -> MoreMenu:
    return MoreMenu(machine, WallDesk(stack, machine), Ways(stack), stack)


def entries(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def test_what_is_in_force_is_checked(menu: MoreMenu, machine: Machine) -> None:
    machine.change({"text_scale": 150, "theme": "light"})
    checked = {
        action.text(): [choice.text() for choice in action.menu().actions() if choice.isChecked()]  # type: ignore[attr-defined]
        for action in menu.actions()
        if action.menu() is not None
    }
    assert checked["Text size"] == ["150 %"]
    assert checked["Look"] == ["Light"]


def test_a_choice_is_kept_by_this_computer(menu: MoreMenu, machine: Machine) -> None:
    dict(menu.commands())["Text size: 125 %"]()
    assert machine.settings.text_scale == 125


def test_filling_it_again_leaves_nothing_of_the_last_time(menu: MoreMenu, qtbot: QtBot) -> None:
    before = entries(menu)
    for _turn in range(3):
        menu.fill()
    assert entries(menu) == before
    there = sum(action.menu() is not None for action in menu.actions())
    qtbot.waitUntil(lambda: len(menu.findChildren(QMenu)) == there)


def test_other_centres_are_offered_by_the_one_that_is_open(
    menu: MoreMenu, centre: OpenCentre, become: Callable[..., None]
) -> None:
    assert "Look at the demo centre" in entries(menu)
    menu.follow(centre)
    assert "Open my own centre" in entries(menu)
    assert "Walls…" in entries(menu)
    become(DatabaseRole.DEPARTMENT)
    menu.fill()
    assert "Walls…" not in entries(menu)
