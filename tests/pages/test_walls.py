"""The walls of a computer in its settings, and the PIN that keeps them on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supervisor.pages.lock import Tries, pin_fits, pin_hash
from supervisor.settings.machine import MachineSettings, load_machine, save_machine
from supervisor.settings.walls import Wall, WallPage, settings_with, walls_of

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_a_computer_that_had_one_wall_still_has_it() -> None:
    old = MachineSettings(
        wall_monitor="HDMI-1",
        wall_page="agents",
        screen_inches=65.0,
        viewing_distance_m=9.0,
        public_names=False,
    )

    (wall,) = walls_of(old)

    assert (wall.monitor, wall.inches, wall.distance_m, wall.public) == ("HDMI-1", 65.0, 9.0, True)
    assert [shown.page for shown in wall.pages] == ["agents", "queues"]


def test_walls_come_back_from_the_file_as_they_were_set_up(tmp_path: Path) -> None:
    walls = (
        Wall("HDMI-1", "A1", (WallPage("queues", 30), WallPage("mine", 0)), 75.0, 12.0, True),
        Wall("DP-2", "", (WallPage("day"),), 43.0),
    )
    file = tmp_path / "settings.toml"

    save_machine(file, settings_with(walls))

    assert walls_of(load_machine(file).settings) == walls


def test_the_settings_page_changes_the_first_wall() -> None:
    settings = replace(MachineSettings(), **settings_with((Wall("HDMI-1"), Wall("DP-2"))))

    first, second = walls_of(replace(settings, viewing_distance_m=3.0))

    assert (first.distance_m, second.distance_m) == (3.0, 8.0)


@pytest.mark.parametrize("kept", ["nonsense", "[]", '[{"inches": "large"}]', "{}"])
def test_walls_that_cannot_be_read_are_the_usual_one(kept: str) -> None:
    assert walls_of(MachineSettings(walls=kept)) == (Wall(),)


def test_a_monitor_is_known_by_its_serial_number_whatever_the_socket() -> None:
    wall = Wall("HDMI-1", "A1")

    assert wall.is_of("DP-2", "A1")
    assert not wall.is_of("HDMI-1", "B7")
    assert wall.is_of("HDMI-1", "")
    assert not Wall("", "").is_of("", "")


def test_a_pin_fits_itself_alone_and_cannot_be_read() -> None:
    kept = pin_hash("2468")

    assert pin_fits("2468", kept)
    assert not pin_fits("2469", kept)
    assert "2468" not in kept
    assert pin_hash("2468") != kept


@pytest.mark.parametrize("kept", ["", "2468", "scrypt$1$1$1$AAAA$AAAA", "scrypt$16384$8$1$%%$AAAA"])
def test_nothing_fits_a_damaged_pin(kept: str) -> None:
    assert not pin_fits("2468", kept)


def test_a_pin_of_three_digits_is_none() -> None:
    with pytest.raises(ValueError, match="four"):
        pin_hash("123")


def test_wrong_tries_are_heard_ever_more_slowly() -> None:
    tries, waits = Tries(), []
    for _try in range(12):
        tries = tries.after_wrong(NOON)
        waits.append(tries.waits_s(NOON))

    assert waits[:5] == [0, 0, 5, 10, 20]
    assert waits[-1] == 300
    assert tries.waits_s(NOON + timedelta(minutes=5)) == 0
