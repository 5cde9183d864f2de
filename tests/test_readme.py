"""What the README promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands.command_line import run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"^\| `supervisor ((?:[a-z][a-z-]*[a-z] ?)+)", README, re.MULTILINE)))


def test_it_opens_with_what_the_program_is_a_picture_and_the_two_commands() -> None:
    opening = README[:2000]
    places = [
        opening.index(part)
        for part in ("A desktop program", "docs/wallboard.png", "packaging/run.py", "packaging/test.py")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_it_names_exists(command: str) -> None:
    told = run(*command.split(), "--help")
    assert told.exit_code == 0, told.output


def test_every_option_that_it_names_exists() -> None:
    table = "\n".join(line for line in README.splitlines() if line.startswith("| `supervisor"))
    helps = "".join(run(*command.split(), "--help").stdout for command in COMMANDS)
    named = set(re.findall(r"--[a-z-]+", table))
    assert named
    assert {option for option in named if option not in helps} == set()


def test_every_file_that_it_names_is_there() -> None:
    links = re.findall(r"\]\(([\w./-]+)\)", README)
    assert {link for link in links if not (ROOT / link).exists()} == set()
