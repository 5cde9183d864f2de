"""How an agenda comes about: which issues come under which part, what is carried over, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from supervisor.issues.clock import Frame, Reading
from supervisor.issues.issue import Issue
from supervisor.meetings.meeting import Item, Meeting, Outcome
from supervisor.meetings.series import Section, Series


@dataclass(frozen=True)
class Past:
    """What earlier meetings of the series leave: *last*, the closed one before (None: there is none), its
    *items*, the *actions* of all of them that are still open, and how often each matter was on an agenda:
    *times* by `matter`."""

    last: Meeting | None = None
    items: tuple[Item, ...] = ()
    open_actions: tuple[Outcome, ...] = ()
    times: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)  # of other matters, by `matter`
    threads: Mapping[str, str] = field(default_factory=dict)  # item id of an earlier meeting: its `matter`


@dataclass(frozen=True)
class Line:
    """What the rules put on an agenda: as `Item`, before somebody touches it."""

    section: Section
    issue: int = 0
    title: str = ""
    minutes: int = 5
    times: int = 1
    carried_from: str = ""
    thread: str = ""


@dataclass(frozen=True)
class Budget:
    """How long an agenda takes: *planned* minutes of its items against the *length* of the meeting. *over*:
    minutes too many, 0 where it fits. *starts*: when each item begins if all keep their time, by item id."""

    planned: int
    length: int
    over: int
    starts: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What was said of a matter at an earlier meeting: *day*, the meeting's *number*, what was decided,
    promised and noted. *discussed* False: it was not its turn."""

    meeting: str
    day: date
    number: int
    discussed: bool
    outcomes: tuple[Outcome, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class Look:
    """An item as the room sees it, in plain values. *issue* None: another matter. *said_last*: at the last
    meeting at which it came to anything, *actions* all of its actions that are open still. *reading*: its
    running clock, the one that is nearest its limit; *readings* all that run. *effect*: figures before and
    after (`issues/effect.py`), None where there are none. *times* as of `Item`."""

    item: Item
    title: str
    number: str = ""
    issue: Issue | None = None
    department: str = ""  # its name
    joining: tuple[str, ...] = ()
    times: int = 1
    said_last: Said | None = None
    actions: tuple[Outcome, ...] = ()
    reading: Reading | None = None
    readings: tuple[Reading, ...] = ()
    answer: str = ""  # the department's measure, or what it said last
    answer_owner: str = ""
    effect: Any | None = None


def matter(item: Item) -> str:
    """What an item is about, the same at every meeting: its issue, or the thread of another matter."""
    raise NotImplementedError


def section_of(issue: Issue, since: datetime | None, now: datetime, frame: Frame) -> Section | None:
    """The first part of the agenda that *issue* fits; None where it fits none. *since*: when the meeting
    before began (None: there was none, so that all is new)."""
    raise NotImplementedError


def readings_of(issue: Issue, now: datetime, frame: Frame) -> tuple[Reading, ...]:
    """The clocks of *issue* that run, the most pressing first."""
    raise NotImplementedError


def proposed(
    series: Series, issues: Iterable[Issue], past: Past, *, now: datetime, frame: Frame
) -> tuple[Line, ...]:
    """The agenda by the rules of *series*, in the order of its parts; *issues* are all that may come
    (closed ones, too, of which an action is still open)."""
    raise NotImplementedError


def refreshed(
    meeting: Meeting, items: Sequence[Item], lines: Sequence[Line], new_id: Any
) -> tuple[Item, ...]:
    """*items* brought up to date with *lines*: what fits no more goes, what is new comes, in the order of
    parts. What somebody added, took off, put into order, or gave other minutes or a speaker, stays."""
    raise NotImplementedError


def budget(items: Sequence[Item], length: int, starts_at: datetime) -> Budget:
    """How long *items* take against *length* minutes."""
    raise NotImplementedError
