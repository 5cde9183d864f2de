"""The clocks of an issue: computed from what happened whenever they are looked at, never counted.

A clock that was stopped keeps its verdict for ever: the limit and the version of the calendar by which it was
judged. Elapsed time is working time of the department's calendar between start and now (or stop), less its
pauses; a pause moves the limit by the working time that it took.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.issues.states import Act, ClockKind
from supervisor.settings.issues import Limits
from supervisor.workdays.calendar import WorkCalendar

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]
_Line = Annotated[str, msgspec.Meta(max_length=1000)]


class Waiting(StrEnum):
    """For whom is waited while a clock is paused: never for whom the clock is."""

    CENTRE = "centre"
    THIRD = "third"


class Pause(msgspec.Struct, frozen=True, omit_defaults=True):
    """*since* until *until* (None: still), because of *reason*; *party* is who is waited for. It ends by
    itself at *expected*. *gap*: no pause that somebody asked for, but the time between a stop and going
    on."""

    since: _Aware
    reason: _Line = ""
    waiting: Waiting = Waiting.CENTRE
    party: _Line = ""
    expected: _Aware | None = None
    until: _Aware | None = None
    gap: bool = False

    def ends(self, now: datetime) -> datetime:
        """When it ended, or *now* where it has not: at its expected end at the latest."""
        raise NotImplementedError


class Verdict(msgspec.Struct, frozen=True):
    """What was found when a clock stopped *at*: the *limit* with all pauses in it, *elapsed_s* of working
    time, and the calendar's id and version. It is never changed."""

    at: _Aware
    limit: _Aware
    elapsed_s: float
    in_time: bool
    calendar: str
    calendar_version: int


class Extension(msgspec.Struct, frozen=True, omit_defaults=True):
    """A later day, asked for *at* with a *reason* before the limit; *granted* None: not ruled on yet."""

    at: _Aware
    asked_by: _Line
    reason: _Line
    until: date
    granted: bool | None = None
    ruled_by: str = ""
    ruled_at: _Aware | None = None


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """One run of a clock. Either *days* working days after its start, or the close of the day *on* (both:
    whichever is earlier); an extension that was granted puts its day in the place of *on*.

    *first_on*: the day promised first, which stays visible. *stopped* None: it runs, or is paused. *dropped*:
    it ended without a verdict.
    """

    kind: ClockKind
    started: _Aware
    calendar: str = ""
    days: int | None = None
    on: date | None = None
    first_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped: _Aware | None = None
    dropped: bool = False
    verdicts: tuple[Verdict, ...] = ()
    run: int = 1

    @property
    def is_running(self) -> bool:
        """Whether it has not ended; a paused clock has not."""
        return self.stopped is None and not self.dropped


class Light(StrEnum):
    """How a clock stands, from calm to late."""

    OVER = "over"  # stopped: the verdict says how
    PAUSED = "paused"
    GREEN = "green"
    AMBER = "amber"  # a quarter or one working day is left
    TODAY = "today"
    RED = "red"


@dataclass(frozen=True)
class Reading:
    """A clock as it stands at one instant. *left_s* is open time to the limit (negative: since it);
    *days_left* working days (negative: overdue by so many, at least 1). *provisional*: the limit falls
    into a year whose days off are not published yet."""

    kind: ClockKind
    light: Light
    limit: datetime
    elapsed_s: float
    left_s: float
    days_left: int
    provisional: bool
    in_time: bool | None  # None: not over yet


def limit_of(clock: Clock, calendar: WorkCalendar, now: datetime) -> datetime:
    """The instant at which the clock's time is up, its pauses up to *now* included."""
    raise NotImplementedError


def read(clock: Clock, calendar: WorkCalendar, now: datetime) -> Reading:
    """How *clock* stands at *now*. A stopped clock is read from its last verdict, whatever the calendar
    says now."""
    raise NotImplementedError


@dataclass(frozen=True)
class Frame:
    """What clocks need to be acted on: calendars by id ("" the centre's own) and the limits."""

    calendars: Mapping[str, WorkCalendar]
    limits: Limits = Limits()  # noqa: RUF009  # frozen

    def calendar(self, id: str) -> WorkCalendar:
        """The calendar *id*; the centre's own where there is none of that id."""
        return self.calendars.get(id) or self.calendars[""]


def act(
    clocks: tuple[Clock, ...],
    kind: ClockKind,
    what: Act,
    *,
    at: datetime,
    frame: Frame,
    calendar: str = "",
    days: int | None = None,
    on: date | None = None,
) -> tuple[Clock, ...]:
    """*clocks* after *what* was done to the one of *kind* at *at*. The last run of a kind is the one that
    counts; what does not apply (stopping what does not run) changes nothing."""
    raise NotImplementedError
