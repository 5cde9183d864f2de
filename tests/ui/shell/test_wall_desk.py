"""From the window to the walls: made when they are wanted, gone with their centre."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from supervisor.rights.role import DatabaseRole
from ui.machine import Machine
from ui.shell.place_stack import PlaceStack
from ui.shell.wall_desk import WallDesk


def test_without_a_centre_no_wall_opens(stack: PlaceStack, machine: Machine) -> None:
    desk = WallDesk(stack, machine)
    desk.show()
    desk.arrange()
    assert desk.wall is None
    assert desk.make("queues") is None
    assert desk.readable() == ""


def test_who_may_not_see_the_board_has_no_wall(
    filled: PlaceStack, machine: Machine, become: Callable[..., None]
) -> None:
    become(DatabaseRole.DEPARTMENT)
    desk = WallDesk(filled, machine)
    desk.show()
    desk.show_all()
    assert desk.wall is None


def test_a_wall_of_a_locked_computer_says_so_and_goes_with_its_centre(
    filled: PlaceStack, machine: Machine, qtbot: QtBot
) -> None:
    machine.change({"wall_locked": True})
    desk = WallDesk(filled, machine)
    with qtbot.waitSignal(desk.locked):
        desk.show()
    assert desk.wall is not None
    desk.leave()
    assert desk.wall is None
