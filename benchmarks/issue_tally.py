"""What a year of issues comes to, counted a second time by plain sums: nothing here asks the program.

Clocks are counted hour by hour over the working days of 2025 as the State Council published them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

SHANGHAI = timezone(timedelta(hours=8))
_OFF = (
    ((1, 1), (1, 1)),
    ((1, 28), (2, 4)),
    ((4, 4), (4, 6)),
    ((5, 1), (5, 5)),
    ((5, 31), (6, 2)),
    ((10, 1), (10, 8)),
)
_MAKE_UP = ((1, 26), (2, 8), (4, 27), (9, 28), (10, 11))
_HOURS = ((time(9), time(12)), (time(13), time(18)))
OVER = ("closed", "rejected", "merged")
ASKED = ("sent", "received", "confirmed")
SECTIONS = ("overdue", "returned_twice", "to_accept", "no_answer", "new", "to_verify", "carried")


def _days() -> Iterator[date]:
    off = {
        date(2025, *since) + timedelta(days=at)
        for since, until in _OFF
        for at in range((date(2025, *until) - date(2025, *since)).days + 1)
    }
    extra = {date(2025, *day) for day in _MAKE_UP}
    off |= {date(2026, 1, day) for day in (1, 2, 3)}  # no limit of the story lies further ahead
    extra.add(date(2026, 1, 4))
    for at in range(450):
        day = date(2025, 1, 1) + timedelta(days=at)
        if day in extra or (day.weekday() < 5 and day not in off):
            yield day


WORKED = tuple(_days())
_WORKED = frozenset(WORKED)


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def worked_after(day: date, days: int) -> date:
    """The *days*-th working day after *day*; 0: *day*, or the next that is worked."""
    return WORKED[bisect_right(WORKED, day) + days - 1] if days else WORKED[bisect_left(WORKED, day)]


def close_of(day: date) -> datetime:
    return datetime.combine(worked_after(day, 0), time(18), SHANGHAI)


def _spans(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = day_of(since)
    while day <= day_of(until):
        if day in _WORKED:
            for opens, closes in _HOURS:
                one = max(since, datetime.combine(day, opens, SHANGHAI))
                other = min(until, datetime.combine(day, closes, SHANGHAI))
                if one < other:
                    yield one, other
        day += timedelta(days=1)


def worked(since: datetime, until: datetime) -> timedelta:
    return sum((other - one for one, other in _spans(since, until)), timedelta())


def worked_on(since: datetime, much: timedelta) -> datetime:
    """When so *much* of working time has passed since *since*."""
    if not much:
        return since
    for one, other in _spans(since, since + timedelta(days=400)):
        if other - one >= much:
            return one + much
        much -= other - one
    raise AssertionError(since)


@dataclass
class Wait:
    """A pause, or the time between a stop and going on."""

    since: datetime
    ends: datetime | None

    def end(self, now: datetime) -> datetime:
        return now if self.ends is None else min(self.ends, now)


@dataclass
class Run:
    """One run of a clock; *days* working days or the day *on*, whichever is first."""

    kind: str
    started: datetime
    days: int | None
    on: date | None
    first: date | None
    agreed: datetime | None = None
    waits: list[Wait] = field(default_factory=list)
    stopped: datetime | None = None
    dropped: bool = False
    in_time: list[bool] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        return self.stopped is None

    def limit(self, now: datetime) -> datetime:
        ends = [close_of(self.on)] if self.on is not None else []
        if self.days is not None:
            ends.append(close_of(worked_after(day_of(self.started), self.days)))
        limit = max(min(ends), close_of(day_of(self.started)))
        moved, reached = timedelta(), max(self.started, self.agreed or self.started)
        for wait in sorted(self.waits, key=lambda one: one.since):
            one, other = max(wait.since, reached), wait.end(now)
            if other > one:
                moved += worked(one, other)
                reached = other
        return worked_on(limit, moved)

    def is_late(self, now: datetime) -> bool:
        return self.runs and now > self.limit(now)

    def stop(self, at: datetime, *, drop: bool = False) -> None:
        if drop:
            self.dropped, self.stopped = True, at
            return
        self.in_time.append(at <= self.limit(at))
        for wait in self.waits:
            wait.ends = wait.end(at)
        self.stopped = at


@dataclass
class One:
    """An issue as the story left it. *log*: what happened, as (what, department, when, more)."""

    id: int
    department: str
    severity: int
    made: datetime
    internal: bool = False
    state: str = "draft"
    ruling: bool = False
    events: int = 1
    counters: Counter[str] = field(default_factory=Counter)
    runs: list[Run] = field(default_factory=list)
    promised_first: date | None = None
    sheet: str = ""
    recurrence_of: int = 0
    came_back_on: list[date] = field(default_factory=list)
    log: list[tuple[str, str, datetime, Any]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state not in OVER

    def run(self, kind: str) -> Run | None:
        found = next((one for one in reversed(self.runs) if one.kind == kind), None)
        return found if found is not None and found.runs else None

    def start(self, kind: str, at: datetime, days: int | None = None, on: date | None = None) -> None:
        if self.run(kind) is None:
            self.runs.append(Run(kind, at, days, on, on))

    def stop(self, kind: str, at: datetime, department: str = "") -> None:
        run = self.run(kind)
        if run is not None:
            run.stop(at)
            if department:
                first = self.promised_first or run.first or run.on
                self.log.append((f"stopped {kind}", department, at, (run.in_time[-1], first)))

    def resume(self, kind: str, at: datetime) -> None:
        run = next(one for one in reversed(self.runs) if one.kind == kind)
        assert run.stopped is not None
        run.waits.append(Wait(run.stopped, at))
        run.stopped = None

    def drop(self, at: datetime, *kinds: str) -> None:
        for run in self.runs:
            if run.runs and (not kinds or run.kind in kinds):
                run.stop(at, drop=True)

    def is_late(self, now: datetime) -> bool:
        return any(run.is_late(now) for run in self.runs)

    def section(self, since: datetime | None, now: datetime, *, seen: bool) -> str:
        """The first part of an agenda that it fits; "" none."""
        if not self.is_open or self.state == "draft" or self.internal:
            return ""
        new = since is None or self.made > since or (self.state == "ready" and not seen)
        fits = (
            self.is_late(now),
            self.ruling,
            self.state == "answered",
            self.state in ASKED,
            new,
            self.state in ("done", "verified"),
        )
        return next((name for name, is_so in zip(SECTIONS, fits, strict=False) if is_so), "")


@dataclass
class Due:
    """An action of a meeting."""

    id: str
    issue: int
    due: date
    done: date | None = None


@dataclass
class Tally:
    """All that was done, and what it comes to."""

    issues: dict[int, One] = field(default_factory=dict)
    actions: list[Due] = field(default_factory=list)
    on_agendas: Counter[int] = field(default_factory=Counter)
    left: frozenset[int] = frozenset()  # on the agenda before, and not discussed
    began: datetime | None = None
    meetings: int = 0
    sheets: int = 0
    lines: Counter[str] = field(default_factory=Counter)

    def agenda(self, now: datetime) -> dict[int, tuple[str, int]]:
        """The part and the how-manieth time of each issue on the agenda that is due *now*."""
        promised = {one.issue for one in self.actions if one.done is None}
        found = {}
        for one in self.issues.values():
            times = self.on_agendas[one.id]
            section = one.section(self.began, now, seen=bool(times))
            carried = one.id in promised or (one.id in self.left and one.is_open)
            if section or carried:
                found[one.id] = (section or "carried", times + 1)
        return found

    def states(self) -> Counter[str]:
        return Counter(one.state for one in self.issues.values())

    def late(self, now: datetime) -> set[int]:
        return {one.id for one in self.issues.values() if one.is_late(now)}

    def record(self, department: str, now: datetime) -> dict[str, Any]:
        """What a department's record says of the whole year."""
        part: Counter[str] = Counter()
        whole: Counter[str] = Counter()
        count: Counter[str] = Counter()

        def note(name: str, good: bool) -> None:
            whole[name] += 1
            part[name] += good

        names = {"sign_for": "signed", "answer": "answered", "solution": "promises"}
        for one in self.issues.values():
            last: dict[str, tuple[bool, date | None]] = {}
            returned = looked = False
            finished = ""
            whose = one.department
            for what, by, at, more in one.log:
                if what == "send" and by == department:
                    count["sent"] += 1
                elif what.startswith("stopped ") and by == department:
                    last[what.split()[1]] = more
                elif what == "return" and by == department:
                    returned = True
                    count["returned"] += 1
                elif what == "ruled" and returned and by == department:
                    count["theirs"] += 1
                elif what == "finish":
                    finished = by
                elif what in ("verify", "not_effective") and not looked:
                    looked = True
                    if finished == department:
                        note("effective", what == "verify")
                elif what == "close":
                    answering = [
                        who
                        for name, who, when, _more in one.log
                        if name in ("finish", "answer") and when < at
                    ]
                    if (answering or [one.department])[-1] == department and at == next(
                        when for name, _who, when, _more in one.log if name == "close"
                    ):
                        until = day_of(at) + timedelta(days=90)
                        back = any(day <= until for day in one.came_back_on)
                        note("came_back", back)
                        count["young"] += not back and day_of(now) <= until
            for name, who, _at, _more in one.log:
                if name in ("finish", "answer"):
                    whose = who
            if whose == department:
                for name, _who, _at, more in one.log:
                    if name == "extension":
                        note("granted", more)
            for kind, (in_time, first) in last.items():
                note(names[kind], in_time)
                if kind == "solution" and first is not None:
                    at = max(
                        when
                        for name, by, when, _m in one.log
                        if name == "stopped solution" and by == department
                    )
                    note("first_promises", day_of(at) <= first)
            if one.department == department and one.is_open:
                running = [run for run in one.runs if run.runs and run.kind in names]
                count["open_now"] += bool(running)
                count["overdue_now"] += any(run.is_late(now) for run in running)
                for run in running:
                    if run.is_late(now):
                        note(names[run.kind], False)
                        if run.kind == "solution":
                            note("first_promises", False)
        shares = ("signed", "answered", "promises", "first_promises", "granted", "effective", "came_back")
        return {name: (part[name], whole[name]) for name in shares} | {
            name: count[name] for name in ("sent", "returned", "theirs", "young", "open_now", "overdue_now")
        }


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour on the wall of Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)
