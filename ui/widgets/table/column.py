"""What a desk table is told of its rows: columns, filters and groups, as data."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from supervisor.words import DASH, clock_time, day, duration, number, share
from ui.theme import State
from ui.widgets.signs import Sign

R = TypeVar("R")
Key: TypeAlias = Hashable
Value: TypeAlias = str | int | float | bool | datetime | date | timedelta | None


class Kind(StrEnum):
    """What a column's value is: how it is written, aligned, sorted and exported."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"  # 0 to 1
    DURATION = "duration"  # seconds, or a timedelta
    TIME = "time"  # an aware instant, shown as the time of day
    DAY = "day"  # a date


FIGURES = frozenset({Kind.NUMBER, Kind.SHARE, Kind.DURATION})  # stand at the right


class Look(NamedTuple):
    """What stands before a cell's text, and the colour of both; normal cells have none."""

    sign: Sign | None = None
    state: State | None = None  # None: quiet


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column. *name* is kept in the settings, *title* and *tip* are marked words.

    *value* gives a row's typed value: what is sorted by, exported, and written by its *kind* unless *text*
    says otherwise. A *running* column's *value* and *text* are called with (row, now) and painted anew each
    second; it is sorted by *sort*, which must not depend on now. *unit* stands in the heading. *look* is a
    cell's sign and colour (the text must say the same in words), *about* its tooltip. *width* is in pixels
    at text scale 1; one *stretch* column takes what is left. *quiet* columns are written muted.
    """

    name: str
    title: str
    value: Callable[..., Value]
    kind: Kind = Kind.TEXT
    text: Callable[..., str] | None = None
    sort: Callable[[R], Any] | None = None
    running: bool = False
    unit: str = ""
    tip: str = ""
    about: Callable[[R], str] | None = None
    look: Callable[[R], Look | None] | None = None
    width: int = 90
    stretch: bool = False
    quiet: bool = False
    hidden: bool = False
    digits: int = 0

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES

    @property
    def sortable(self) -> bool:
        return self.sort is not None or not self.running

    def value_of(self, row: R, now: datetime | None) -> Value:
        """The typed value; None is unknown."""
        if not self.running:
            return self.value(row)
        return None if now is None else self.value(row, now)

    def text_of(self, row: R, now: datetime | None, zone: tzinfo) -> str:
        """What the cell says; "–" for unknown."""
        if self.text is not None:
            if not self.running:
                return self.text(row)
            return DASH if now is None else self.text(row, now)
        return written(self.value_of(row, now), self.kind, zone, self.digits)

    def key_of(self, row: R) -> Any:
        """What rows are put in order by; None, unknown, comes last either way."""
        if self.sort is not None:
            return self.sort(row)
        value = self.value(row)
        return (by_sound(value) if value else None) if isinstance(value, str) else value


@lru_cache(maxsize=20_000)
def by_sound(text: str) -> bytes:
    """What words are put in order by: GB 18030 holds the common characters in the order of their pinyin."""
    return text.casefold().encode("gb18030", "replace")


def written(value: Value, kind: Kind, zone: tzinfo, digits: int = 0) -> str:
    """*value* as a person reads it."""
    if value is None or value == "":
        return DASH if kind is not Kind.TEXT or value is None else ""
    match kind:
        case Kind.TEXT:
            return str(value)
        case Kind.NUMBER:
            return number(_figure(value), digits)
        case Kind.SHARE:
            return share(_figure(value))
        case Kind.DURATION:
            return duration(_figure(value))
        case Kind.TIME:
            return clock_time(value, zone, seconds=True) if isinstance(value, datetime) else str(value)
        case Kind.DAY:
            return day(value) if isinstance(value, date) else str(value)


def _figure(value: Value) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value if isinstance(value, int | float) else float("nan")


@dataclass(frozen=True)
class Facet(Generic[R]):
    """A way to filter: *of* gives the values that a row has; chosen values are alternatives.

    *fixed* are values that are always offered as chips, each with its marked title; other facets open a list
    of the values that there are. Several facets must all agree.
    """

    name: str
    title: str
    of: Callable[[R], Sequence[str]]
    fixed: tuple[tuple[str, str], ...] = ()
    words: Callable[[str], str] | None = None  # how a value is said; None: as it is


@dataclass(frozen=True)
class Grouping(Generic[R]):
    """What rows may stand together by. A row with several titles stands in each of those groups.

    *words* tells about a group beside its count, *order* puts titles in order (None: by name).
    """

    name: str
    title: str
    of: Callable[[R], Sequence[str]]
    words: Callable[[Sequence[R]], str] | None = None
    order: Callable[[str], Any] | None = None
