"""A meeting that comes again and again: when, who, how its agenda is made."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.words import mark

_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Text = Annotated[str, msgspec.Meta(max_length=20_000)]
_Minutes = Annotated[int, msgspec.Meta(ge=1, le=600)]


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH_DAY = "month_day"  # on the same day of the month
    MONTH_WEEKDAY = "month_weekday"  # on its first (second, …, last: 5) such weekday
    BY_HAND = "by_hand"


class Pattern(msgspec.Struct, frozen=True, omit_defaults=True):
    """*weekday* 0 is Monday; *nth* is the day of the month, or which weekday of the month. A day off moves
    a meeting to the working day after it, or before it where *before*."""

    every: Every = Every.WEEK
    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)] = 0
    nth: Annotated[int, msgspec.Meta(ge=1, le=31)] = 1
    at: time = time(14, 0)
    since: date | None = None
    before: bool = False


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who is invited; *department* "" is the centre itself."""

    name: _Line
    department: str = ""
    mail: _Line = ""


class Section(StrEnum):
    """The parts of an agenda, in their order: an issue comes under the first that fits."""

    OVERDUE = "overdue"
    RETURNED_TWICE = "returned_twice"
    TO_ACCEPT = "to_accept"
    NO_ANSWER = "no_answer"
    NEW = "new"
    TO_VERIFY = "to_verify"
    CARRIED = "carried"
    OTHER = "other"


SECTION_LABELS = {
    Section.OVERDUE: mark("Overdue"),
    Section.RETURNED_TWICE: mark("Returned twice: whose is it?"),
    Section.TO_ACCEPT: mark("Answered: to be accepted"),
    Section.NO_ANSWER: mark("Not answered yet"),
    Section.NEW: mark("New since last time"),
    Section.TO_VERIFY: mark("Done: to be verified"),
    Section.CARRIED: mark("Carried over"),
    Section.OTHER: mark("Other matters"),
}

USUAL_MINUTES = {
    Section.OVERDUE: 5,
    Section.RETURNED_TWICE: 8,
    Section.TO_ACCEPT: 5,
    Section.NO_ANSWER: 3,
    Section.NEW: 5,
    Section.TO_VERIFY: 3,
    Section.CARRIED: 4,
    Section.OTHER: 5,
}


class Template(msgspec.Struct, frozen=True, omit_defaults=True):
    """How an agenda is made: which *sections*, how many minutes an item of each has, the *opening* and
    *other* lines that stand on every agenda. *departments* () is all; *least_severe* 4 is all."""

    sections: tuple[Section, ...] = tuple(Section)
    minutes: dict[Section, _Minutes] = msgspec.field(default_factory=lambda: dict(USUAL_MINUTES))
    other: tuple[_Line, ...] = ()
    least_severe: Annotated[int, msgspec.Meta(ge=1, le=4)] = 4


class Series(msgspec.Struct, frozen=True):
    """A series of meetings of *departments* (ids; () all) with *people*; *length* in minutes is what is
    planned."""

    id: str
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    pattern: Pattern = Pattern()
    departments: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    template: Template = Template()
    place: str = ""
    chair: str = ""
    minute_taker: str = ""
    length: Annotated[int, msgspec.Meta(ge=5, le=600)] = 60
    note: str = ""
    retired: bool = False
    version: int = 0
