"""Several walls on one computer: each on its screen, gone and back with it; and what arranges them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QRect, Qt
from pytestqt.qtbot import QtBot

from supervisor.pages.lock import pin_fits
from supervisor.settings.walls import Wall, WallPage, settings_with, walls_of
from tests.ui.wallboard.floors import DEFINITIONS, NOW
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.pages.library import PageLibrary
from ui.pages.walls import Monitor, Walls
from ui.pages.walls_dialog import WallsDialog

LEFT = Monitor("HDMI-1", "A1", "Left", QRect(0, 0, 800, 450))
RIGHT = Monitor("DP-2", "B2", "Right", QRect(800, 0, 450, 800))


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre]) -> OpenCentre:
    return open_floor(at=NOW - timedelta(days=1))


@pytest.fixture
def library(centre: OpenCentre) -> Iterator[PageLibrary]:
    made = PageLibrary(centre)
    yield made
    made.close()


@pytest.fixture
def screens() -> list[Monitor]:
    return [LEFT, RIGHT]


@pytest.fixture
def walls(
    centre: OpenCentre, machine: Machine, library: PageLibrary, screens: list[Monitor]
) -> Iterator[Walls]:
    machine.change(settings_with((Wall("HDMI-1", "A1"), Wall("DP-2", "B2", (WallPage("day"),), 32.0))))
    made = Walls(centre, machine, library, lambda: DEFINITIONS, screens=lambda: screens)
    yield made
    made.stop()


def shown(walls: Walls) -> dict[int, str]:
    return {window.geometry().left(): window.page_id for window in walls.windows}


def test_every_wall_opens_on_its_screen_without_a_click(walls: Walls) -> None:
    walls.open_all()

    assert shown(walls) == {0: "queues", 800: "day"}


def test_a_wall_goes_with_its_screen_and_comes_back_with_it(walls: Walls, screens: list[Monitor]) -> None:
    walls.open_all()
    screens.remove(RIGHT)
    walls.windows[1].hide()  # as when its screen goes
    walls.heed_screens()
    assert shown(walls) == {0: "queues"}

    screens.append(RIGHT)
    walls.heed_screens()

    assert shown(walls) == {0: "queues", 800: "day"}


def test_a_wall_whose_screen_comes_late_follows_it(walls: Walls, screens: list[Monitor]) -> None:
    screens.remove(RIGHT)
    walls.open_all()
    assert shown(walls) == {0: "queues"}

    screens.append(RIGHT)
    walls.heed_screens()

    assert shown(walls) == {0: "queues", 800: "day"}


def test_ending_one_wall_ends_the_show(walls: Walls, qtbot: QtBot) -> None:
    walls.open_all()

    with qtbot.waitSignal(walls.closed):
        qtbot.keyClick(walls.windows[1], Qt.Key.Key_Escape)

    assert walls.windows == []


def test_a_wall_follows_what_is_set_while_it_is_open(walls: Walls, machine: Machine) -> None:
    walls.open_all()

    machine.change(
        settings_with((Wall("HDMI-1", "A1", (WallPage("agents"),)), *walls_of(machine.settings)[1:]))
    )

    assert shown(walls) == {0: "agents", 800: "day"}


def test_the_dialog_makes_a_wall_of_a_screen_and_says_how_far_it_reads(
    machine: Machine, library: PageLibrary, screens: list[Monitor], qtbot: QtBot
) -> None:
    machine.change(settings_with((Wall("HDMI-1", "A1"),)))
    dialog = WallsDialog(machine, library, lambda: 6, screens=lambda: screens)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.is_wall.isChecked()
    assert dialog.sentences()[0].startswith("Queues: ")

    qtbot.keyClick(dialog.map, Qt.Key.Key_Right)
    assert not dialog.is_wall.isChecked()
    dialog.is_wall.click()
    dialog.distance.setValue(40)

    wall = walls_of(machine.settings)[1]
    assert (wall.monitor, wall.serial, wall.distance_m) == ("DP-2", "B2", 40)
    assert "not from 40.0 m" in dialog.readable.text()


def test_pages_are_added_ordered_and_given_their_seconds(
    machine: Machine, library: PageLibrary, screens: list[Monitor], qtbot: QtBot
) -> None:
    dialog = WallsDialog(machine, library, lambda: 6, screens=lambda: screens)
    qtbot.addWidget(dialog)
    dialog.choice.setCurrentIndex(dialog.choice.findData("day"))
    dialog.add.click()
    dialog.up.click()
    dialog.pages.cellWidget(1, 1).setValue(45)
    dialog.pages.selectRow(0)
    dialog.take.click()

    assert walls_of(machine.settings)[0].pages == (WallPage("day", 45), WallPage("agents", 20))


def test_a_pin_is_kept_as_what_it_cannot_be_read_from(
    machine: Machine, library: PageLibrary, screens: list[Monitor], qtbot: QtBot
) -> None:
    dialog = WallsDialog(machine, library, lambda: 6, screens=lambda: screens)
    qtbot.addWidget(dialog)
    dialog.locked.click()
    qtbot.keyClicks(dialog.pin, "12")
    dialog.pin.editingFinished.emit()
    assert dialog.pin_said.text() == "A PIN has at least 4 characters."

    dialog.pin.clear()
    qtbot.keyClicks(dialog.pin, "2468")
    dialog.pin.editingFinished.emit()

    assert machine.settings.wall_locked
    assert pin_fits("2468", machine.settings.wall_pin)
    assert dialog.pin_said.text() == "A PIN is set."
