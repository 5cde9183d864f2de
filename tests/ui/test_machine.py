"""This computer's settings: in force at once, written behind the scenes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from supervisor.errors import SettingError
from supervisor.settings.machine import load_machine
from supervisor.settings.places import places
from ui.machine import Machine


def test_a_change_is_in_force_at_once_and_in_the_file_when_all_is_written(
    machine: Machine, home: Path
) -> None:
    machine.change({"language": "zh_CN", "text_scale": 125})
    assert machine.settings.language == "zh_CN"
    machine.stop()
    kept = tomllib.loads(places(home).settings_file.read_text(encoding="utf-8"))
    assert (kept["language"], kept["text_scale"]) == ("zh_CN", 125)


def test_only_what_is_really_other_is_told(machine: Machine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(machine.changed) as told:
        machine.change({"theme": "light", "text_scale": 100})
    assert told.args == [frozenset({"theme"})]
    with qtbot.assertNotEmitted(machine.changed):
        machine.change({"theme": "light"})


def test_a_wrong_value_changes_nothing(machine: Machine) -> None:
    with pytest.raises(SettingError):
        machine.change({"theme": "light", "text_scale": 1000})
    assert machine.settings.theme == "auto"


def test_what_the_command_line_asked_for_is_not_written(machine: Machine, home: Path) -> None:
    machine.use_for_now(language="zh_CN")
    machine.change({"screen_inches": 65.0})
    machine.stop()
    assert machine.settings.language == "zh_CN"
    assert load_machine(places(home).settings_file).settings.language == "auto"


def test_many_changes_end_with_the_last_one_in_the_file(machine: Machine, home: Path) -> None:
    for inches in range(40, 80):
        machine.change({"screen_inches": float(inches)})
    machine.stop()
    assert load_machine(places(home).settings_file).settings.screen_inches == 79.0


def test_a_file_that_cannot_be_written_is_told_and_the_change_holds(
    machine: Machine, home: Path, qtbot: QtBot
) -> None:
    places(home).config.parent.mkdir(parents=True, exist_ok=True)
    places(home).config.write_text("a file where the folder should be")
    with qtbot.waitSignal(machine.refused) as told:
        machine.change({"theme": "light"})
    assert isinstance(told.args[0], SettingError)
    assert machine.settings.theme == "light"
