"""The walls come back after a restart of the machine, without a click."""

from __future__ import annotations

import configparser
import shlex
from pathlib import Path

import pytest

from ui import autostart
from ui.__main__ import _parser, main

PACKAGED = Path(__file__).parents[2] / "packaging" / autostart.ENTRY


def entry(file: Path) -> dict[str, str]:
    read = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(file.read_text(encoding="utf-8"))
    assert read.sections() == ["Desktop Entry"]
    return dict(read["Desktop Entry"])


def unquoted(command: str) -> list[str]:
    return shlex.split(command.replace("\\\\", "\\").replace("%%", "%"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "autostart"


def test_the_packaged_entry_is_valid_and_starts_the_walls() -> None:
    said = entry(PACKAGED)

    assert (said["Type"], said["Terminal"]) == ("Application", "false")
    assert said["Name"]
    assert said["Name[zh_CN]"]
    program, *options = shlex.split(said["Exec"])
    assert program == "supervisor-console"
    assert _parser().parse_args(options).wall


def test_the_option_writes_the_same_entry_for_this_very_program(folder: Path) -> None:
    url = "postgresql://reader@floor.example.com/a centre%20b"

    assert main(["--install-autostart", "--database", url]) == 0

    said = entry(folder / autostart.ENTRY)
    assert {key for key in said if key != "Exec"} == {key for key in entry(PACKAGED) if key != "Exec"}
    started = _parser().parse_args([word for word in unquoted(said["Exec"])[1:] if word not in ("-m", "ui")])
    assert (started.wall, started.database) == (True, url)
    assert Path(unquoted(said["Exec"])[0]).exists()


def test_the_entry_can_be_taken_away_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--install-autostart"])
    assert main(["--remove-autostart"]) == 0
    assert not (folder / autostart.ENTRY).exists()
    assert main(["--remove-autostart"]) == 0
    assert "There was no" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write_text("a file where the folder should be")

    assert main(["--install-autostart"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_system_without_such_a_folder_is_led_to_the_readme(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    assert autostart.autostart_file() is None
