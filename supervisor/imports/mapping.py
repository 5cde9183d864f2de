"""Which column of a sheet is what: kept under a name, found again by the header, carried to other centres.

A mapping says all that reading needs and the sheet does not: the system it comes from, what a row is, which
column holds what in which unit, what holds for the whole file, what to do with totals. It is plain data: JSON
in the centre's table `import_mapping`, and the same JSON in a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from supervisor.errors import ImportFileError
from supervisor.events import Channel
from supervisor.facts.fields import BY_NAME, FIELDS
from supervisor.facts.fields import Unit as FieldUnit
from supervisor.facts.own import is_own
from supervisor.imports.values import Order, Unit
from supervisor.words import mark

FORMAT = 1
"""Of the file that mappings travel in."""


class Shape(StrEnum):
    """What one row of the sheet is."""

    COUNTS = "counts"  # an agent's day, month, or interval of a day
    SURVEYS = "surveys"  # an answer to a survey
    FORMS = "forms"  # a quality form
    ORDERS = "orders"  # a work order or a complaint
    CONTACTS = "contacts"  # a contact
    QUEUE_INTERVALS = "queue_intervals"  # a queue's interval
    PEOPLE = "people"  # a person


SHAPE_LABELS = {
    Shape.COUNTS: mark("Counts of an agent’s day or month"),
    Shape.SURVEYS: mark("Answers to surveys"),
    Shape.FORMS: mark("Quality forms"),
    Shape.ORDERS: mark("Work orders or complaints"),
    Shape.CONTACTS: mark("Contacts"),
    Shape.QUEUE_INTERVALS: mark("Counts of a queue’s intervals"),
    Shape.PEOPLE: mark("People"),
}


UNIT_LABELS = {
    Unit.TEXT: mark("text"),
    Unit.ID: mark("login or number"),
    Unit.COUNT: mark("whole number"),
    Unit.NUMBER: mark("number"),
    Unit.SECONDS: mark("seconds"),
    Unit.MINUTES: mark("minutes"),
    Unit.HOURS: mark("hours"),
    Unit.DAYS: mark("fraction of a day"),
    Unit.H_MM_SS: mark("hours:minutes:seconds"),
    Unit.MM_SS: mark("minutes:seconds"),
    Unit.SHARE: mark("share (0 to 1)"),
    Unit.PERCENT: mark("per cent (0 to 100)"),
    Unit.DATE: mark("day"),
    Unit.MONTH: mark("month"),
    Unit.TIME: mark("time of the day"),
    Unit.MOMENT: mark("day and time"),
}

LENGTHS = (Unit.SECONDS, Unit.MINUTES, Unit.HOURS, Unit.H_MM_SS, Unit.MM_SS, Unit.DAYS)
RATIOS = (Unit.SHARE, Unit.PERCENT)


@dataclass(frozen=True)
class Role:
    """What a column can be in a sheet of some shape, besides the counts of facts/fields.py."""

    name: str
    label: str  # marked
    units: tuple[Unit, ...]


_TEXT, _ID, _DAYS = (Unit.TEXT,), (Unit.ID,), (Unit.DATE, Unit.MOMENT, Unit.MONTH)
_COUNT, _POINTS = (Unit.COUNT,), (Unit.NUMBER,)
_MOMENTS = (Unit.MOMENT, Unit.TIME)

LOGIN = Role("login", mark("Login or number of the agent"), _ID)
AGENT = Role("agent", mark("Name of the agent"), _TEXT)
TEAM = Role("team", mark("Team"), _TEXT)
DAY = Role("day", mark("Day"), _DAYS)
MONTH = Role("month", mark("Month, where there is no day"), (Unit.MONTH,))
TIME = Role("time", mark("Time or interval"), (Unit.TIME, Unit.MOMENT))
CHANNEL = Role("channel", mark("Channel"), _TEXT)
SKILL = Role("skill", mark("Queue or skill"), _TEXT)
TYPE = Role("type", mark("Type of contact"), _TEXT)
ID = Role("id", mark("Number of the answer, form, order or contact"), _ID)

_WHO = (LOGIN, AGENT, TEAM)
_WHERE = (CHANNEL, SKILL, TYPE)

ROLES: dict[Shape, tuple[Role, ...]] = {
    Shape.COUNTS: (*_WHO, DAY, MONTH, TIME, *_WHERE),
    Shape.SURVEYS: (
        *(*_WHO, DAY, TIME, *_WHERE, ID),
        Role("score", mark("Satisfaction, points or words"), (Unit.NUMBER, Unit.TEXT)),
        Role("nps", mark("Would recommend, 0 to 10"), _POINTS),
        Role("solved", mark("Solved at once"), _TEXT),
    ),
    Shape.FORMS: (
        *(*_WHO, DAY, TIME, *_WHERE, ID),
        Role("points", mark("Points reached"), (Unit.NUMBER, *RATIOS)),
        Role("points_max", mark("Points possible"), _POINTS),
        Role("fatal", mark("Fatal errors"), _TEXT),
        Role("critical", mark("Critical errors"), _COUNT),
        Role("noncritical", mark("Non-critical errors"), _COUNT),
        Role("items", mark("Items assessed"), _COUNT),
    ),
    Shape.ORDERS: (
        *(*_WHO, DAY, TIME, *_WHERE, ID),
        Role("kind", mark("Work order or complaint"), _TEXT),
        Role("wrong", mark("Wrong work order"), _TEXT),
        Role("upheld", mark("Complaint upheld"), _TEXT),
    ),
    Shape.CONTACTS: (
        *(LOGIN, AGENT, DAY, TIME, *_WHERE, ID),
        Role("entered", mark("Entered the queue at"), _MOMENTS),
        Role("answered_at", mark("Answered at"), _MOMENTS),
        Role("ended", mark("Ended at"), _MOMENTS),
        Role("outcome", mark("Outcome"), _TEXT),
        Role("wait_s", mark("Wait"), LENGTHS),
        Role("ring_s", mark("Ringing time"), LENGTHS),
        Role("talk_s", mark("Talk time"), LENGTHS),
        Role("hold_s", mark("Hold time"), LENGTHS),
        Role("acw_s", mark("After-contact time"), LENGTHS),
        Role("number", mark("Customer’s number"), _ID),
    ),
    Shape.QUEUE_INTERVALS: (
        *(DAY, TIME, CHANNEL, SKILL),
        Role("entries", mark("Entered"), _COUNT),
        Role("answered", mark("Answered"), _COUNT),
        Role("abandoned", mark("Abandoned"), _COUNT),
        Role("timed_out", mark("Timed out"), _COUNT),
        Role("keyed", mark("Left by key"), _COUNT),
        Role("emptied", mark("Left empty"), _COUNT),
        Role("withdrawn", mark("Withdrawn"), _COUNT),
        Role("no_answer", mark("Rings not answered"), _COUNT),
        Role("in_time", mark("Answered in time"), _COUNT),
        Role("wait_answered_s", mark("Wait of those answered"), LENGTHS),
        Role("wait_abandoned_s", mark("Wait of those abandoned"), LENGTHS),
        Role("talk_s", mark("Talk time"), LENGTHS),
        Role("hold_s", mark("Hold time"), LENGTHS),
        Role("acw_s", mark("After-contact time"), LENGTHS),
    ),
    Shape.PEOPLE: (
        Role("agent", mark("Name"), _TEXT),
        Role("number", mark("Employee number"), _ID),
        TEAM,
        Role("department", mark("Department"), _TEXT),
        Role("skills", mark("Skill groups"), _TEXT),
        Role("joined", mark("Joined"), (Unit.DATE,)),
        Role("left", mark("First day away"), (Unit.DATE,)),
        Role("login", mark("Logins"), _TEXT),
        Role("since", mark("From this day on"), (Unit.DATE,)),
    ),
}
"""What columns of each shape can be; COUNTS has the fields of facts/fields.py besides."""


@dataclass(frozen=True)
class Column:
    """The column called *title* (as header.py joins and numbers it) is *role*; "" leaves it out.

    *per*: its cells are averages or shares of that other role, and are multiplied with it to give sums back
    (mean handle time × contacts handled).
    """

    title: str
    role: str
    unit: Unit = Unit.TEXT
    per: str = ""


@dataclass(frozen=True)
class Mapping:
    """How the sheets of one kind are read.

    *source* is the name of the system that the sheet comes from: logins and skills in it are its words.
    *constants* hold for every row: ("channel", "voice"), ("day", "2026-03-01"), ("login", …), ("kind",
    "complaint"), ("outcome", "answered"). A constant "day" of "{file}" or "{title}" is the day or month that
    the file's name or a line above the header tells.
    """

    name: str
    source: str
    shape: Shape
    columns: tuple[Column, ...] = ()
    version: int = 1
    fingerprint: str = ""  # of the header that it was made for
    sheet: str = ""  # its name; "": each sheet whose header fits
    header_row: int | None = None  # the header's last row, from 1; None: found by its words
    encoding: str = ""  # of a text file; "": found
    separator: str = ""  # of a text file; "": found
    order: Order = Order.UNKNOWN  # how 03/04/2026 is meant
    constants: tuple[tuple[str, str], ...] = ()
    drop_totals: bool = True  # False: rows that look like totals are rows like others
    top_from: float = 4.0  # surveys: a satisfied answer is of that many points or more
    most_points: float | None = (
        None  # of a survey's best answer (None: 5), a form's where no column says them (100)
    )
    promoter_from: float = 9.0
    detractor_to: float = 6.0
    threshold_s: int | None = None  # queue intervals: what "in time" meant
    words: tuple[
        tuple[str, str, str], ...
    ] = ()  # role, the sheet's word, ours: ("outcome", "排队放弃", "abandoned")
    first_day: str = ""  # rows before it are outside of the period; ISO, "": none are
    last_day: str = ""

    def column_of(self, role: str) -> Column | None:
        """The column that is *role*; None where there is none."""
        return next((column for column in self.columns if column.role == role), None)

    def constant(self, role: str) -> str:
        """What holds for the whole file; "" where nothing is said."""
        return next((value for name, value in self.constants if name == role), "")

    def has(self, role: str) -> bool:
        """Whether a column or a constant tells *role*."""
        return self.column_of(role) is not None or bool(self.constant(role))

    @property
    def is_interval(self) -> bool:
        """Whether rows of counts are parts of a day that are added up."""
        return self.shape is Shape.COUNTS and self.column_of("time") is not None


def roles(shape: Shape) -> tuple[Role, ...]:
    """All that a column of a sheet of *shape* can be, in the order to offer it."""
    if shape is not Shape.COUNTS:
        return ROLES[shape]
    units = {
        FieldUnit.COUNT: (Unit.COUNT, Unit.NUMBER, *RATIOS),
        FieldUnit.SECONDS: LENGTHS,
        FieldUnit.SQUARES: _POINTS,
        FieldUnit.POINTS: (*_POINTS, *RATIOS),
    }
    return (*ROLES[shape], *(Role(one.name, one.label, units[one.unit]) for one in FIELDS))


@dataclass(frozen=True)
class Flaw:
    """Why a mapping cannot be used yet; *word* is stable, `flaw_sentence` of verdict.py says it."""

    word: str
    role: str = ""
    title: str = ""


def flaws(mapping: Mapping) -> tuple[Flaw, ...]:
    """What *mapping* lacks before a sheet can be read with it; () when it is whole."""
    found = []
    known = {role.name: role for role in roles(mapping.shape)}
    used: set[str] = set()
    for column in mapping.columns:
        if not column.role:
            continue
        if column.role not in known:
            found.append(Flaw("unknown_role", column.role, column.title))
            continue
        if column.role in used:
            found.append(Flaw("role_twice", column.role, column.title))
        used.add(column.role)
        averaged = bool(column.per)
        if column.unit not in known[column.role].units and not (
            averaged and column.unit in (Unit.NUMBER, *RATIOS)
        ):
            found.append(Flaw("wrong_unit", column.role, column.title))
        if column.unit in RATIOS and mapping.shape is Shape.COUNTS and not averaged:
            found.append(Flaw("ratio_alone", column.role, column.title))
        if averaged and (mapping.column_of(column.per) is None or column.per == column.role):
            found.append(Flaw("no_denominator", column.per, column.title))
    if not mapping.source.strip() or is_own(mapping.source):
        found.append(Flaw("no_source"))
    found += [Flaw("needed", role) for role in _needed(mapping) if not _told(mapping, role)]
    if mapping.shape is Shape.COUNTS and not used & set(BY_NAME):
        found.append(Flaw("nothing_counted"))
    if (channel := mapping.constant("channel")) and channel not in {str(one) for one in Channel}:
        found.append(Flaw("unknown_channel", "channel", channel))
    return tuple(found)


def _needed(mapping: Mapping) -> Sequence[str]:
    match mapping.shape:
        case Shape.CONTACTS:
            return ("id", "entered", "skill")
        case Shape.QUEUE_INTERVALS:
            return ("day", "time", "skill", "entries")
        case Shape.PEOPLE:
            return ("agent",)
        case Shape.SURVEYS:
            return ("login", "day", "score" if mapping.has("score") or not mapping.has("nps") else "nps")
        case Shape.FORMS:
            return ("login", "day", "points")
        case Shape.ORDERS:
            return ("login", "day", "kind")
        case _:
            return ("login", "day")


def _told(mapping: Mapping, role: str) -> bool:
    if role == "login":  # a name does where there is no number
        return mapping.has("login") or mapping.has("agent")
    if role == "time" and mapping.shape is Shape.QUEUE_INTERVALS:
        day = mapping.column_of("day")
        return mapping.has("time") or (day is not None and day.unit is Unit.MOMENT)
    if role == "day" and mapping.shape is Shape.COUNTS:
        return mapping.has("day") or mapping.has("month")
    return mapping.has(role)


# -- as JSON ------------------------------------------------------------------------------------------------


def to_json(mapping: Mapping) -> dict[str, Any]:
    """As JSON holds it."""
    return dict(msgspec.to_builtins(mapping))


def from_json(raw: Any) -> Mapping:
    """What `to_json` made. Raises msgspec.ValidationError."""
    return msgspec.convert(raw, Mapping)


@dataclass(frozen=True)
class _File:
    format: int
    mappings: tuple[Mapping, ...] = field(default=())


def to_file(path: Path, mappings: Sequence[Mapping]) -> None:
    """Write *mappings* to a file that another centre can take in. Raises FileError."""
    from supervisor.workbook.file import replacing

    with replacing(path) as beside:
        whole = msgspec.json.format(msgspec.json.encode(_File(FORMAT, tuple(mappings))), indent=2)
        beside.write_bytes(whole + b"\n")


def from_file(path: Path) -> tuple[Mapping, ...]:
    """The mappings of a file that `to_file` wrote. Raises ImportFileError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ImportFileError(str(path), "unreadable", error.strerror or str(error)) from error
    try:
        format_ = msgspec.json.decode(raw).get("format")
        if isinstance(format_, int) and format_ > FORMAT:
            raise ImportFileError(str(path), "newer_mappings")
        return msgspec.json.decode(raw, type=_File).mappings
    except (msgspec.DecodeError, AttributeError, UnicodeDecodeError) as error:
        raise ImportFileError(str(path), "no_mappings", str(error)) from error


def renamed(mapping: Mapping, name: str) -> Mapping:
    """*mapping* under another name, as a first version."""
    return replace(mapping, name=name, version=1)
