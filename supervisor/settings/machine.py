"""This computer's settings: a TOML file that a person may edit too."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from supervisor.errors import SettingError
from supervisor.settings.declared import declared, says, setting, shown
from supervisor.settings.places import Places
from supervisor.words import _, mark


def _no_password(url: str) -> str | None:
    if re.search(r"://[^/@]*:[^/@]+@", url) or re.search(r"[?&](ssl)?password=", url, re.IGNORECASE):
        return _("an address without a password, which belongs in the keyring")
    return None


@dataclass(frozen=True)
class MachineSettings:
    """How this computer shows the centre; every field has a default that works."""

    language: Annotated[
        Literal["auto", "zh_CN", "en"],
        says(mark("Language"), mark("The language of the program; auto is the computer’s own.")),
    ] = "auto"
    theme: Annotated[
        Literal["auto", "dark", "light"],
        says(mark("Theme"), mark("Dark or light; auto follows the computer at the desk. The wall is dark.")),
    ] = "auto"
    text_scale: Annotated[
        int, says(mark("Text size"), mark("Size of all text at the desk."), unit="%", least=100, most=200)
    ] = 100
    reduced_motion: Annotated[
        bool, says(mark("Less motion"), mark("Nothing slides, fades or blinks; changes are shown at once."))
    ] = False
    database: Annotated[
        str,
        says(
            mark("Database"),
            mark(
                "Address of the centre’s database, such as postgresql://reader@floor.example.com/centre. "
                "Empty: a file of this computer’s own. Takes effect at the next start."
            ),
            check=_no_password,
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        says(mark("Log"), mark("How much is written to the log file; debug for reporting a problem.")),
    ] = "info"
    wall_monitor: Annotated[
        str,
        says(
            mark("Wall screen"), mark("Name of the screen that shows the wallboard; empty: the one in use.")
        ),
    ] = ""
    wall_page: Annotated[
        str, says(mark("Wall page"), mark("The page that the wall shows first; empty: the first one."))
    ] = ""
    screen_inches: Annotated[
        float,
        says(
            mark("Screen size"),
            mark("Diagonal of the wall screen; with the distance it decides how large digits must be."),
            unit="″",
            least=5,
            most=500,
        ),
    ] = 55.0
    viewing_distance_m: Annotated[
        float,
        says(
            mark("Viewing distance"),
            mark("From the wall screen to the desk that is farthest away."),
            unit="m",
            least=0.3,
            most=100,
        ),
    ] = 8.0
    public_names: Annotated[
        bool,
        says(
            mark("Names on the wall"),
            mark("Show people’s names on the wall. Off is the public mode: visitors read no names."),
        ),
    ] = True
    wall_locked: Annotated[
        bool,
        says(
            mark("Locked wall"),
            mark("Keys and mouse do not end the wall; where a PIN is set, it is asked for."),
        ),
    ] = False
    wall_pin: Annotated[
        str,
        says(
            mark("PIN of the wall"),
            mark("What is kept of the PIN, written by the program itself. Empty it if the PIN is lost."),
            hidden=True,
        ),
    ] = ""
    walls: Annotated[
        str,
        says(mark("Walls"), mark("What each screen shows, written by the program itself."), hidden=True),
    ] = ""
    demo_speed: Annotated[
        float,
        says(
            mark("Speed of the demo"),
            mark("How many times as fast as real time the demo centre runs."),
            unit="×",
            least=1,
            most=60,
        ),
    ] = 1.0
    alarm_sounds: Annotated[
        bool,
        says(mark("Alarm sounds"), mark("A tone when an alarm comes or gets worse, its own for each level.")),
    ] = True
    alarm_volume: Annotated[
        int,
        says(mark("Volume of the tones"), mark("On top of the computer’s own."), unit="%", least=0, most=100),
    ] = 75
    alarm_tone_attention: Annotated[
        bool, says(mark("Tone for “attention”"), mark("Two notes that rise, once."))
    ] = True
    alarm_tone_action: Annotated[
        bool, says(mark("Tone for “act now”"), mark("Three notes and two higher ones."))
    ] = True
    alarm_repeat_min: Annotated[
        int,
        says(
            mark("Repeat “act now” every"),
            mark("Until somebody acknowledges it; 0 sounds it once."),
            unit="min",
            least=0,
            most=60,
        ),
    ] = 5
    alarm_quiet_from: Annotated[
        time, says(mark("No tones from"), mark("By the centre’s clock. The same time twice: no such hours."))
    ] = time(0, 0)
    alarm_quiet_until: Annotated[
        time, says(mark("No tones until"), mark("Alarms are shown in these hours, without a tone."))
    ] = time(0, 0)
    alarm_notices: Annotated[
        bool,
        says(
            mark("Desktop notices"),
            mark("A new alarm is said by the computer’s own notices while this program is not in front."),
        ),
    ] = True
    alarm_muted_until: Annotated[
        str,
        says(
            mark("Muted until"), mark("Until when tones are off, written by the program itself."), hidden=True
        ),
    ] = ""
    window_geometry: Annotated[
        str, says(mark("Window"), mark("Where the window was, written by the program itself."), hidden=True)
    ] = ""
    window_state: Annotated[
        str,
        says(
            mark("Window parts"),
            mark("How the window was divided, written by the program itself."),
            hidden=True,
        ),
    ] = ""
    tables: Annotated[
        str,
        says(
            mark("Tables"),
            mark("How each table was arranged, written by the program itself."),
            hidden=True,
        ),
    ] = ""

    floor_section: Annotated[
        str,
        says(mark("Floor"), mark("Which part of the floor was shown last."), hidden=True),
    ] = ""

    def database_url(self, at: Places) -> str:
        """The centre's database: the one that is set, else this computer's own file."""
        return self.database or at.database_url


@dataclass(frozen=True)
class Loaded:
    """The settings in force and what was wrong in their file, for the user to mend."""

    settings: MachineSettings
    problems: tuple[SettingError, ...] = ()


def load_machine(file: Path) -> Loaded:
    """The machine settings in the TOML *file*; all defaults when there is none.

    A value that cannot be used leaves its default in force and is told in `problems`; keys that this version
    does not know stay in the file and are left alone.
    """
    try:
        with file.open("rb") as opened:
            given = tomllib.load(opened)
    except FileNotFoundError:
        return Loaded(MachineSettings())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Loaded(
            MachineSettings(), (SettingError("TOML", shown(str(error)), _("a TOML file"), str(file)),)
        )
    except OSError as error:
        problem = SettingError(file.name, shown(str(error)), _("a file that can be read"), str(file))
        return Loaded(MachineSettings(), (problem,))
    good: dict[str, Any] = {}
    problems = []
    for name, known in declared(MachineSettings).items():
        if name in given:
            try:
                good[name] = known.taken(given[name], str(file))
            except SettingError as error:
                problems.append(error)
    return Loaded(MachineSettings(**good), tuple(problems))


def save_machine(file: Path, changes: Mapping[str, object]) -> MachineSettings:
    """Write *changes* into the TOML *file* (0600), all at once or not at all; returns all settings in force.

    Comments, the order and unknown keys of the file stay as they are. A file that is no TOML is kept beside
    the new one as ".damaged". Raises SettingError or UnknownNameError, having written nothing, for a value
    or a name that is wrong.
    """
    import tomlkit  # only for writing: a start needs none of it

    good = {name: setting(MachineSettings, name).taken(value, str(file)) for name, value in changes.items()}
    try:
        document = tomlkit.parse(file.read_bytes().decode())
    except FileNotFoundError:
        document = tomlkit.document()
    except (tomlkit.exceptions.ParseError, UnicodeDecodeError):
        file.replace(file.with_name(f"{file.name}.damaged"))
        document = tomlkit.document()
    for name, value in good.items():
        if name in document:
            document[name] = value
            continue
        item = tomlkit.item(value)
        if not (known := setting(MachineSettings, name)).hidden:
            item.comment(_(known.meaning))
        document[name] = item
    _write_private(file, tomlkit.dumps(document).encode())
    return replace(load_machine(file).settings, **good)


def _write_private(file: Path, content: bytes) -> None:
    """*content* as the whole *file*, readable by its user alone; never half of it, even without power."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # made with 0600
    try:
        with os.fdopen(number, "wb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        os.replace(name, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
