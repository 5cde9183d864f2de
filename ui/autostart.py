"""Starts the walls with the computer: an autostart entry of this user's desktop."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

ENTRY = "floor-supervisor-wall.desktop"
_LINES = """[Desktop Entry]
Type=Application
Name=Floor Supervisor wall
Name[zh_CN]=现场大屏
Comment=Shows the wallboard on every screen that is set up for it
Comment[zh_CN]=在每个已设置的屏幕上显示大屏
Exec={command}
Icon=floor-supervisor
Terminal=false
Categories=Office;
X-GNOME-Autostart-enabled=true
X-GNOME-Autostart-Delay=5
"""


def autostart_file(environment: Mapping[str, str] | None = None) -> Path | None:
    """Where the entry belongs: the XDG folder of this user; None on a system without one.

    Source: freedesktop.org, Desktop Application Autostart Specification 0.5.
    """
    if not sys.platform.startswith(("linux", "freebsd", "openbsd", "netbsd")):
        return None
    environment = os.environ if environment is None else environment
    home = environment.get("XDG_CONFIG_HOME") or str(
        Path(environment.get("HOME", "~")).expanduser() / ".config"
    )
    return Path(home) / "autostart" / ENTRY


def install(database: str | None, file: Path, program: str | None = None) -> str:
    """Write the entry *file*, so that the walls of the centre at *database* (None: this computer's own) are
    shown after each log-in; returns the command that it starts. Raises OSError."""
    words = [program] if program else _program()
    words.append("--wall")
    if database:
        words += ["--database", database]
    command = " ".join(_quoted(word) for word in words)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_LINES.format(command=command), encoding="utf-8")
    return shlex.join(words)


def remove(file: Path) -> bool:
    """Take the entry away; whether there was one. Raises OSError."""
    there = file.exists()
    file.unlink(missing_ok=True)
    return there


def _program() -> list[str]:
    """How this very program is started again, wherever it is installed."""
    beside = Path(sys.executable).with_name("supervisor-console")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "ui"]


def _quoted(word: str) -> str:
    """*word* as the Exec key takes it (Desktop Entry Specification, "The Exec key")."""
    word = word.replace("%", "%%")
    if word and not set(word) & set(" \t\n\"'\\><~|&;$*?#()`"):
        return word
    for special in ("\\", '"', "`", "$"):
        word = word.replace(special, "\\" + special)
    return '"' + word.replace("\\", "\\\\") + '"'
