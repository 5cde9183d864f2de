"""What can be found: as much as the role opens, and nothing behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from supervisor.reports.catalogue import REPORTS
from supervisor.rights.role import DatabaseRole
from ui.centre import OpenCentre
from ui.issues.names import MeetingName, Name, Names
from ui.machine import Machine
from ui.shell.findable import Findable
from ui.shell.more_menu import MoreMenu
from ui.shell.place_stack import PlaceStack
from ui.shell.places import PLACES
from ui.shell.wall_desk import WallDesk
from ui.shell.ways import Ways


@pytest.fixture
def findable(stack: PlaceStack, machine: Machine) -> Findable:
    ways, walls = Ways(stack), WallDesk(stack, machine)
    return Findable(stack, ways, walls, MoreMenu(machine, walls, ways, stack))


def test_without_a_centre_there_are_pages_and_commands(findable: Findable) -> None:
    assert {target.kind for target in findable.targets(None)} == {"Page", "Command"}


def test_all_that_there_is_can_be_found(findable: Findable, filled: PlaceStack, centre: OpenCentre) -> None:
    issues = (Name(1, "ISS-1", "No line"), Name(2, "ISS-2", "No sound"))
    names = Names(issues, (MeetingName("m", "Coordination", centre.live.clock.now()),))
    targets = findable.targets(names)
    count = Counter(target.kind for target in targets)
    board = centre.live.board
    assert count["Page"] == sum(place.instead is None for place in PLACES)
    assert count["Queue"] == len(board.queues)
    assert count["Agent"] == len(board.agents)
    assert count["Report"] == len(REPORTS)
    assert (count["Issue"], count["Meeting"]) == (2, 1)
    titles = [target.title for target in targets]
    assert "ISS-2 No sound" in titles
    assert "Text size: 125 %" in titles


def test_a_viewer_finds_neither_agents_nor_what_sets_anything(
    findable: Findable, filled: PlaceStack, become: Callable[..., None]
) -> None:
    become(DatabaseRole.VIEWER)
    targets = findable.targets(Names())
    assert {target.kind for target in targets} == {"Page", "Command", "Queue"}
    titles = {target.title for target in targets}
    assert not titles & {"Add a telephone system…", "Read a sheet…", "File an issue…"}


def test_what_is_found_is_gone_to(findable: Findable, filled: PlaceStack) -> None:
    next(target for target in findable.targets(None) if target.title == "Settings").go()
    assert filled.place == "settings"
