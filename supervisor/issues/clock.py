"""The clocks of an issue: computed from what happened whenever they are looked at, never counted.

A clock that was stopped keeps its verdict for ever: the limit and the version of the calendar by which it was
judged. Elapsed time is working time of the department's calendar between start and now (or stop), less its
pauses; a pause moves the limit by the working time that it took.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.issues.states import Act, ClockKind
from supervisor.settings.issues import Limits
from supervisor.workdays import working_time as time
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
        ends = [each for each in (self.until, self.expected, now) if each is not None]
        return max(self.since, min(ends))

    def is_on(self, now: datetime) -> bool:
        """Whether is waited at *now*: it was not ended by then, and its expected end is to come."""
        ends = [each for each in (self.until, self.expected) if each is not None]
        return self.since <= now and all(now < each for each in ends)


class Verdict(msgspec.Struct, frozen=True):
    """What was found when a clock stopped *at*: the *limit* with all pauses in it, *elapsed_s* of working
    time, what was left (negative: overdue, in days at least 1), and the calendar's id and version. It never
    changes."""

    at: _Aware
    limit: _Aware
    elapsed_s: float
    in_time: bool
    calendar: str
    calendar_version: int
    left_s: float = 0.0
    days_left: int = 0


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
    whichever is earlier), and never before the close of the day of the start. An extension that was granted
    puts its day in the place of both: it was agreed *agreed_at*, so that only later pauses move it.

    *first_on*: the day promised first, which stays visible. *stopped* None: it runs, or is paused. *dropped*:
    it ended without a verdict.
    """

    kind: ClockKind
    started: _Aware
    calendar: str = ""
    days: int | None = None
    on: date | None = None
    first_on: date | None = None
    agreed_at: _Aware | None = None
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
    ends = []
    if clock.days is not None:
        ends.append(time.after_days(calendar, clock.started, clock.days))
    if clock.on is not None:
        ends.append(time.close_of(calendar, clock.on))
    first = time.close_of(calendar, _day(calendar, clock.started))
    limit = max(min(ends, default=first), first)
    paused = paused_s(clock, calendar, now, since=clock.agreed_at)
    return time.after_s(calendar, limit, paused) if paused > 0 else limit


def paused_s(clock: Clock, calendar: WorkCalendar, now: datetime, *, since: datetime | None = None) -> float:
    """Working time that its pauses took up to *now* (or its end), from *since* on or in all. Where two
    overlap, the time counts once."""
    end = _end(clock, now)
    reached = clock.started if since is None else max(since, clock.started)
    total = 0.0
    for pause in sorted(clock.pauses, key=lambda each: each.since):
        begins, ends = max(pause.since, reached), min(pause.ends(now), end)
        if ends > begins:
            total += time.working_s(calendar, begins, ends)
            reached = ends
    return total


def elapsed_s(clock: Clock, calendar: WorkCalendar, now: datetime) -> float:
    """Working time from its start to *now* (or its end) less its pauses."""
    whole = time.working_s(calendar, clock.started, _end(clock, now))
    return max(0.0, whole - paused_s(clock, calendar, now))


def read(clock: Clock, calendar: WorkCalendar, now: datetime) -> Reading:
    """How *clock* stands at *now*. A stopped clock is read from its last verdict, whatever the calendar
    says now."""
    if clock.stopped is not None and clock.verdicts and not clock.dropped:
        found = clock.verdicts[-1]
        return Reading(
            clock.kind,
            Light.OVER,
            found.limit,
            found.elapsed_s,
            found.left_s,
            found.days_left,
            provisional=False,
            in_time=found.in_time,
        )
    at = _end(clock, now)
    limit = limit_of(clock, calendar, at)
    elapsed, (left, days) = elapsed_s(clock, calendar, at), _left(calendar, at, limit)
    if not clock.is_running:
        light = Light.OVER
    elif at > limit:
        light = Light.RED  # also while it is paused: a pause hides no delay
    elif any(pause.is_on(now) for pause in clock.pauses):
        light = Light.PAUSED
    elif days == 0:
        light = Light.TODAY
    elif days == 1 or left <= (elapsed + left) * _LITTLE:
        light = Light.AMBER
    else:
        light = Light.GREEN
    provisional = clock.is_running and calendar.is_provisional(_last_day(calendar, limit))
    return Reading(clock.kind, light, limit, elapsed, left, days, provisional, None)


@dataclass(frozen=True)
class Frame:
    """What clocks need to be acted on: calendars by id ("" the centre's own), the limits, and by the id of a
    department its calendar's, where it has one of its own."""

    calendars: Mapping[str, WorkCalendar]
    limits: Limits = Limits()  # noqa: RUF009  # frozen
    departments: Mapping[str, str] = field(default_factory=dict)

    def calendar(self, id: str) -> WorkCalendar:
        """The calendar *id*; the centre's own where there is none of that id."""
        return self.calendars.get(id) or self.calendars[""]


def running(clocks: tuple[Clock, ...], kind: ClockKind) -> Clock | None:
    """The clock of *kind* that runs or is paused; None where none is."""
    found = _last(clocks, kind)
    return found if found is not None and found.is_running else None


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
    counts; what does not apply (stopping what does not run) changes nothing. A start without *days* and *on*
    has the usual limit of its kind."""
    last = _last(clocks, kind)
    if what is Act.START and (last is None or not last.is_running):
        if days is None and on is None:
            days, on = _usual(kind, at, frame, calendar)
        run = 1 if last is None else last.run + 1
        return (*clocks, Clock(kind, at, calendar, days, on, first_on=on, run=run))
    if last is None or what is Act.START:
        return clocks
    if what is Act.RESUME:
        if last.stopped is None or last.dropped:
            return clocks
        gap = Pause(last.stopped, until=max(at, last.stopped), gap=True)
        return replaced(clocks, last, _with(last, pauses=(*last.pauses, gap), stopped=None))
    if not last.is_running:
        return clocks
    ended = _with(last, pauses=tuple(_cut(pause, at) for pause in last.pauses), stopped=at)
    if what is Act.DROP:
        return replaced(clocks, last, _with(ended, dropped=True))
    verdict = _verdict(ended, frame.calendar(last.calendar), at)
    return replaced(clocks, last, _with(ended, verdicts=(*last.verdicts, verdict)))


def replaced(clocks: tuple[Clock, ...], one: Clock, by: Clock) -> tuple[Clock, ...]:
    """*clocks* with *by* in the place of *one*."""
    return tuple(by if each is one else each for each in clocks)


_LITTLE = 0.25  # of the whole time: when no more is left it is amber
_with = msgspec.structs.replace


def _last(clocks: tuple[Clock, ...], kind: ClockKind) -> Clock | None:
    return next((clock for clock in reversed(clocks) if clock.kind is kind), None)


def _verdict(clock: Clock, calendar: WorkCalendar, at: datetime) -> Verdict:
    limit = limit_of(clock, calendar, at)
    elapsed, (left, days) = elapsed_s(clock, calendar, at), _left(calendar, at, limit)
    return Verdict(at, limit, elapsed, at <= limit, calendar.id, calendar.version, left, days)


def _cut(pause: Pause, at: datetime) -> Pause:
    """*pause* as it is when its clock stops at *at*."""
    return _with(pause, until=pause.ends(at)) if pause.until is None else pause


def _end(clock: Clock, now: datetime) -> datetime:
    return now if clock.stopped is None else min(now, clock.stopped)


def _day(calendar: WorkCalendar, at: datetime) -> date:
    return at.astimezone(calendar.zone).date()


def _last_day(calendar: WorkCalendar, limit: datetime) -> date:
    """The day in which *limit* falls; one that closes at midnight is the day before."""
    return _day(calendar, limit - timedelta(microseconds=1))


def _left(calendar: WorkCalendar, at: datetime, limit: datetime) -> tuple[float, int]:
    """Open seconds and working days from *at* to *limit*, negative after it."""
    today, last = _day(calendar, at), _last_day(calendar, limit)
    if at <= limit:
        return time.working_s(calendar, at, limit), max(0, time.working_days(calendar, today, last))
    return -time.working_s(calendar, limit, at), -max(1, time.working_days(calendar, last, today))


def _usual(kind: ClockKind, at: datetime, frame: Frame, calendar: str) -> tuple[int | None, date | None]:
    """The days, or the day, that a clock has of which nobody said more."""
    match kind:
        case ClockKind.SIGN_FOR:
            return frame.limits.sign_for_days, None
        case ClockKind.ANSWER:
            return frame.limits.answer_days, None
        case ClockKind.SOLUTION:
            return frame.limits.solution_days, None
        case ClockKind.VERIFICATION:
            day = _day(frame.calendar(calendar), at)
            return None, day + timedelta(days=frame.limits.verification_days)
