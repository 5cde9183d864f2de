"""Each setting once: its name, type, default and meaning.

Machine settings belong to one computer and stand in a TOML file; centre settings belong to the centre and
stand in its database (storage/centre_settings.py). Either is a frozen dataclass whose fields say everything
that the settings page, the documents and the checks need. A wrong value never stops the program: its default
is used, and what is wrong is told.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime, time
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import msgspec
import platformdirs

from supervisor.clock import BusinessDays, Clock, ShiftedClock, SystemClock
from supervisor.errors import SettingError, UnknownNameError
from supervisor.words import _, mark

_APP = "floor-supervisor"


# Where things are


@dataclass(frozen=True)
class Places:
    """The folders of this user on this machine: settings, data (databases), state (logs, reports)."""

    config: Path
    data: Path
    state: Path

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.toml"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def crash_reports(self) -> Path:
        return self.state / "crash-reports"

    @property
    def database_url(self) -> str:
        """The centre's database when no other is set."""
        return sqlite_url(self.data / "floor.db")

    @property
    def demo_url(self) -> str:
        """The demo centre's database, which is never the real one's."""
        return sqlite_url(self.data / "demo.db")


def places(home: Path | None = None) -> Places:
    """The folders below *home*; without it below $SUPERVISOR_HOME, else where the platform has them."""
    home = home or (Path(os.environ["SUPERVISOR_HOME"]) if os.environ.get("SUPERVISOR_HOME") else None)
    if home is not None:
        return Places(home / "config", home / "data", home / "state")
    return Places(
        platformdirs.user_config_path(_APP, appauthor=False),
        platformdirs.user_data_path(_APP, appauthor=False),
        platformdirs.user_state_path(_APP, appauthor=False),
    )


def sqlite_url(path: Path) -> str:
    """The database URL of the SQLite file *path*."""
    return f"sqlite:///{path.absolute().as_posix()}"


# How a setting is declared


def says(
    label: str,
    meaning: str,
    *,
    unit: str = "",
    least: float | None = None,
    most: float | None = None,
    check: Callable[[Any], str | None] | None = None,
    hidden: bool = False,
) -> msgspec.Meta:
    """What a setting is called and means (both `mark`ed), and what it may be.

    *check* returns what was expected instead (in the user's language), None when the value is good. A
    *hidden* setting is kept by the program itself and has no place on the settings page.
    """
    extra = {"unit": unit, "check": check, "hidden": hidden}
    return msgspec.Meta(title=label, description=meaning, ge=least, le=most, extra=extra)


@dataclass(frozen=True)
class Setting:
    """One declared setting; *label* and *meaning* are English, said to a person through `_`."""

    name: str
    type: Any  # what msgspec converts to: a class, a Literal, a union with None
    default: Any
    label: str
    meaning: str
    unit: str
    least: float | None
    most: float | None
    check: Callable[[Any], str | None] | None
    hidden: bool

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it must be one of; () when it is free."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    def taken(self, value: object, where: str) -> Any:
        """*value*, as TOML or JSON give it, as this setting's type; *where* names its file or table.

        Raises SettingError when it is none.
        """
        if self.type is time and isinstance(value, str) and len(value) == len("04:00"):
            value += ":00"  # people and forms leave the seconds out
        try:
            limited = (
                Annotated[self.type, msgspec.Meta(ge=self.least, le=self.most)]
                if self._bounded
                else self.type
            )
            good = msgspec.convert(value, limited)
        except msgspec.ValidationError as error:
            raise SettingError(self.name, _shown(value), self.expected, where) from error
        if self.check is not None and (instead := self.check(good)) is not None:
            raise SettingError(self.name, _shown(value), instead, where)
        return good

    @property
    def expected(self) -> str:
        """What the value may be, as a part of a sentence in the user's language."""
        if self.choices:
            return _("one of {choices}").format(choices=", ".join(self.choices))
        kinds = set(get_args(self.type)) - {NoneType} or {self.type}
        if self._bounded:
            least, most = (f"{limit:g}" for limit in (self.least or 0, self.most or 0))
            if int in kinds:
                return _("a whole number from {least} to {most}").format(least=least, most=most)
            return _("a number from {least} to {most}").format(least=least, most=most)
        if bool in kinds:
            return _("true or false")
        if time in kinds:
            return _("a time of day such as 04:00")
        if str in kinds:
            return _("text")
        return _("what the settings page writes")

    @property
    def _bounded(self) -> bool:
        return self.least is not None or self.most is not None


@lru_cache(maxsize=8)
def declared(of: type) -> dict[str, Setting]:
    """The settings of MachineSettings or CentreSettings by name, in their order."""
    hints = get_type_hints(of, include_extras=True)
    found = {}
    for field in fields(of):
        kind, said = get_args(hints[field.name])[:2]
        found[field.name] = Setting(
            field.name,
            kind,
            field.default,
            said.title,
            said.description,
            said.extra["unit"],
            said.ge,
            said.le,
            said.extra["check"],
            said.extra["hidden"],
        )
    return found


def setting(of: type, name: str) -> Setting:
    """The setting called *name*. Raises UnknownNameError."""
    known = declared(of)
    if name not in known:
        raise UnknownNameError(mark("setting"), name, tuple(known))
    return known[name]


def _no_password(url: str) -> str | None:
    if re.search(r"://[^/@]*:[^/@]+@", url) or re.search(r"[?&](ssl)?password=", url, re.IGNORECASE):
        return _("an address without a password, which belongs in the keyring")
    return None


def _is_zone(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown, a folder of zones, no possible name
        return _("a time zone such as Asia/Shanghai")
    return None


def _shown(value: object) -> str:
    """*value* for a message: short, and without the password of an address."""
    text = value if isinstance(value, str) else repr(value)
    text = re.sub(r"(://[^/@:]*):[^/@]*@", r"\1:***@", text)
    text = re.sub(r"(password=)[^&\s]*", r"\1***", text, flags=re.IGNORECASE)
    return text if len(text) <= 80 else text[:79] + "…"


# Machine settings


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
            MachineSettings(), (SettingError("TOML", _shown(str(error)), _("a TOML file"), str(file)),)
        )
    except OSError as error:
        problem = SettingError(file.name, _shown(str(error)), _("a file that can be read"), str(file))
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


# Centre settings


class BreakKind(StrEnum):
    """What a break is for; *forced* is the telephone system's doing and no break of the agent's."""

    BREAK = "break"
    MEAL = "meal"
    MEETING = "meeting"
    COACHING = "coaching"
    TRAINING = "training"
    WELLBEING = "wellbeing"
    FORCED = "forced"
    SIGN_IN = "sign_in"


@dataclass(frozen=True)
class BreakCode:
    """What a source's word for a break means here: *limit_s* is None when it may last as it likes."""

    code: str
    kind: BreakKind
    limit_s: int | None = None
    name_zh: str = ""
    name_en: str = ""

    def name(self, language: str) -> str:
        """What a person reads in *language* ("zh_CN", "en"); the source's word when the centre gave none."""
        return (self.name_zh if language.startswith("zh") else self.name_en) or self.code


class QueueThreshold(NamedTuple):
    """The service-level threshold of one queue, in the centre's own definition."""

    source: str
    queue: str
    threshold_s: Annotated[int, msgspec.Meta(ge=1, le=86400)]


@dataclass(frozen=True)
class DemoClock:
    """The demo centre's clock read *shows* when the machine's read *real*, and runs *speed* times as fast."""

    real: Annotated[datetime, msgspec.Meta(tz=True)]
    shows: Annotated[datetime, msgspec.Meta(tz=True)]
    speed: Annotated[float, msgspec.Meta(gt=0)] = 1.0

    def clock(self) -> Clock:
        return ShiftedClock(self.real, self.shows, self.speed)


_USUAL_BREAKS = (
    # as telephone systems are usually set up to call them, whatever the case
    BreakCode("lunch", BreakKind.MEAL, 3600, "用餐", "Lunch"),
    BreakCode("meal", BreakKind.MEAL, 3600, "用餐", "Meal"),
    BreakCode("dinner", BreakKind.MEAL, 3600, "晚餐", "Dinner"),
    BreakCode("用餐", BreakKind.MEAL, 3600, "用餐", "Meal"),
    BreakCode("午餐", BreakKind.MEAL, 3600, "午餐", "Lunch"),
    BreakCode("吃饭", BreakKind.MEAL, 3600, "用餐", "Meal"),
    BreakCode("break", BreakKind.BREAK, 600, "小休", "Break"),
    BreakCode("short break", BreakKind.BREAK, 600, "小休", "Short break"),
    BreakCode("rest", BreakKind.BREAK, 600, "小休", "Rest"),
    BreakCode("小休", BreakKind.BREAK, 600, "小休", "Break"),
    BreakCode("休息", BreakKind.BREAK, 600, "休息", "Break"),
    BreakCode("training", BreakKind.TRAINING, None, "培训", "Training"),
    BreakCode("培训", BreakKind.TRAINING, None, "培训", "Training"),
    BreakCode("coaching", BreakKind.COACHING, None, "辅导", "Coaching"),
    BreakCode("辅导", BreakKind.COACHING, None, "辅导", "Coaching"),
    BreakCode("meeting", BreakKind.MEETING, None, "会议", "Meeting"),
    BreakCode("会议", BreakKind.MEETING, None, "会议", "Meeting"),
    BreakCode("wellbeing", BreakKind.WELLBEING, 900, "身心放松", "Wellbeing"),
    BreakCode("Auto-Pause", BreakKind.FORCED, None, "系统置忙", "Paused by the system"),
    BreakCode("login", BreakKind.SIGN_IN, None, "签入", "Signing in"),
)


def _codes_differ(codes: tuple[BreakCode, ...]) -> str | None:
    known = {code.code.casefold() for code in codes}
    if len(known) < len(codes) or "" in known:
        return _("break codes that differ, in more than upper and lower case")
    return None


@dataclass(frozen=True)
class CentreSettings:
    """How the centre counts and names things: the same on every screen. `live/rules.py` makes rules of it."""

    centre_name: Annotated[
        str, says(mark("Name of the centre"), mark("Stands on every board and report."))
    ] = ""
    time_zone: Annotated[
        str,
        says(mark("Time zone"), mark("In which the centre’s days begin and end."), check=_is_zone),
    ] = "Asia/Shanghai"
    day_start: Annotated[
        time,
        says(
            mark("Start of the day"),
            mark("When a new business day begins; 04:00 keeps a night shift in one day."),
        ),
    ] = time(0, 0)
    default_threshold_s: Annotated[
        int,
        says(
            mark("Service-level threshold"),
            mark("Answered within this time is in time, where neither the queue nor its source has its own."),
            unit="s",
            least=1,
            most=86400,
        ),
    ] = 20
    short_abandon_s: Annotated[
        float,
        says(
            mark("Short abandon"),
            mark("Who hangs up within this time does not count against the service level."),
            unit="s",
            least=0,
            most=300,
        ),
    ] = 5.0
    thresholds: Annotated[
        tuple[QueueThreshold, ...],
        says(
            mark("Thresholds by queue"),
            mark("Service-level thresholds of single queues, before their source’s."),
        ),
    ] = ()
    answer_rate_target: Annotated[
        float,
        says(mark("Target: answer rate"), mark("Share of offered contacts to answer."), least=0, most=1),
    ] = 0.93
    service_level_target: Annotated[
        float,
        says(
            mark("Target: service level"),
            mark("Share of contacts to answer within the threshold."),
            least=0,
            most=1,
        ),
    ] = 0.80
    min_contacts_for_colour: Annotated[
        int,
        says(
            mark("Contacts before colours"),
            mark("With fewer contacts a rate is no evidence yet, and takes no colour."),
            least=0,
            most=100_000,
        ),
    ] = 30
    queue_order: Annotated[
        tuple[tuple[str, str], ...],
        says(
            mark("Order of queues"), mark("Source and queue, as the wall shows them; others follow behind.")
        ),
    ] = ()
    break_codes: Annotated[
        tuple[BreakCode, ...],
        says(
            mark("Break codes"),
            mark("What the sources’ words for breaks mean, and how long each may last."),
            check=_codes_differ,
        ),
    ] = _USUAL_BREAKS
    journal_keep_days: Annotated[
        int,
        says(
            mark("Live events are kept"),
            mark("After this many days the journal forgets; reports keep their own figures."),
            unit="d",
            least=2,
            most=3660,
        ),
    ] = 31
    demo: Annotated[bool, says(mark("Demo"), mark("Nothing in this database is real."), hidden=True)] = False
    demo_clock: Annotated[
        DemoClock | None,
        says(mark("Demo clock"), mark("Where the demo’s time began, and its speed."), hidden=True),
    ] = None
    demo_seed: Annotated[
        int, says(mark("Demo seed"), mark("The same seed makes the same demo day."), hidden=True)
    ] = 1

    @property
    def days(self) -> BusinessDays:
        """The centre's business days."""
        return BusinessDays(ZoneInfo(self.time_zone), self.day_start)

    def clock(self) -> Clock:
        """The clock that this centre lives by: the machine's, or the demo's own."""
        return self.demo_clock.clock() if self.demo and self.demo_clock else SystemClock()
