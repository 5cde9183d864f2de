"""What became of what a department was sent in a period: counts, each of how many. Never a rank.

What was undone does not count. An answer, a promise count on the day on which they came, and where none came
on the day on which they were due: who never answers is not in time by saying nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from supervisor.issues import clock
from supervisor.issues.clock import Frame, Light, Reading, Verdict
from supervisor.issues.event import Event, EventKind
from supervisor.issues.issue import Issue
from supervisor.issues.states import ClockKind

CAME_BACK_DAYS = 90
"""An issue that comes back later than that is another one."""

_NO_CHANGE = frozenset(
    {
        EventKind.NOTED,
        EventKind.LINKED,
        EventKind.UNLINKED,
        EventKind.REMINDED,
        EventKind.EVIDENCE_ADDED,
        EventKind.EVIDENCE_REMOVED,
    }
)
"""What leaves the issue itself as it was: it may stand between a step and its undoing."""


@dataclass(frozen=True)
class Of:
    """*part* of *whole*."""

    part: int = 0
    whole: int = 0

    @property
    def share(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Record:
    """What *department* (id) did from *first* to *last*.

    *signed*, *answered*: in time, of all that came or were due. *promises*: done by the day that held in the
    end, *first_promises* by the day that was promised first. *granted* of the extensions asked for.
    *returned* issues, of which by a ruling *theirs*. *effective*: seen to have worked when it was first
    looked at, of those looked at. *came_back* within 90 days of the closing, of those closed; *young* of them
    were closed less than 90 days ago and may still come. *open_now*, *overdue_now*: with it at this moment.
    """

    department: str
    first: date
    last: date
    sent: int = 0
    signed: Of = Of()
    answered: Of = Of()
    promises: Of = Of()
    first_promises: Of = Of()
    granted: Of = Of()
    returned: int = 0
    theirs: int = 0
    effective: Of = Of()
    came_back: Of = Of()
    young: int = 0
    open_now: int = 0
    overdue_now: int = 0


def record(
    department: str,
    issues: Iterable[Issue],
    events: Mapping[int, Sequence[Event]],
    *,
    first: date,
    last: date,
    frame: Frame,
    now: datetime,
) -> Record:
    """The record of *department* over the days from *first* to *last*, of *issues* (all there are: what came
    back may belong to another by now) with their *events* by id, in the order in which they were entered."""
    counting = _Counting(department, first, last, frame, now)
    issues = tuple(issues)
    again: dict[int, list[Issue]] = {}
    for one in issues:
        if one.standing.recurrence_of is not None:
            again.setdefault(one.standing.recurrence_of, []).append(one)
    for one in issues:
        counting.add(one, standing(events.get(one.id, ())), again.get(one.id, ()))
    return counting.record()


def standing(events: Sequence[Event]) -> tuple[Event, ...]:
    """*events* without those that were undone and not done again, and without what says so."""
    kept: list[Event] = []
    gone: dict[int, list[Event]] = {}
    for event in events:
        step = event.facts.get("of", 0)
        if event.kind is EventKind.UNDONE:
            gone[step] = _undone(kept, event)
            kept = [one for one in kept if all(one is not other for other in gone[step])]
        elif event.kind is EventKind.REDONE:
            kept += gone.pop(step, [])
        else:
            kept.append(event)
    return tuple(kept)


def _undone(kept: Sequence[Event], event: Event) -> list[Event]:
    """What *event* undid: from the last of its kind on, whatever changed the issue."""
    kind, move = event.facts.get("kind"), event.facts.get("move")
    for at in reversed(range(len(kept))):
        one = kept[at]
        if one.kind.value == kind and one.facts.get("move") == move:
            return [one, *(later for later in kept[at + 1 :] if later.kind not in _NO_CHANGE)]
    return []


def _promised_first(event: Event, first: date | None) -> date | None:
    """The day that was promised first, after *event*; *first*: before it."""
    given = event.facts.get("given") or {}
    of_solution = event.facts.get("clock") == ClockKind.SOLUTION
    said = ""
    if event.facts.get("move") == "reopen":
        first, said = None, given.get("planned", "")
    elif event.facts.get("move") == "answer":
        said = given.get("planned", "")
    elif event.kind is EventKind.PROMISED and of_solution:
        said = event.facts.get("on", "")
    return first or (date.fromisoformat(said) if said else None)


class _Counting:
    def __init__(self, department: str, first: date, last: date, frame: Frame, now: datetime) -> None:
        self._department, self._first, self._last = department, first, last
        self._frame, self._now = frame, now
        self._zone = frame.calendar("").zone
        self._parts: dict[str, int] = {}
        self._wholes: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    def record(self) -> Record:
        shares = {name: Of(self._parts.get(name, 0), whole) for name, whole in self._wholes.items()}
        return Record(self._department, self._first, self._last, **shares, **self._counts)  # type: ignore[arg-type]

    def _note(self, name: str, good: bool) -> None:
        self._wholes[name] = self._wholes.get(name, 0) + 1
        self._parts[name] = self._parts.get(name, 0) + good

    def _count(self, name: str) -> None:
        self._counts[name] = self._counts.get(name, 0) + 1

    def _is_in(self, at: datetime) -> bool:
        return self._first <= self._day(at) <= self._last

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def add(self, issue: Issue, events: Sequence[Event], again: Sequence[Issue]) -> None:
        """Count what *department* did about *issue*."""
        self._clocks(issue, events)
        self._running(issue)
        self._returns(events)
        self._extensions(issue, events)
        self._effect(issue, events)
        self._closing(issue, events, again)

    def _clocks(self, issue: Issue, events: Sequence[Event]) -> None:
        """Signed for, answered, done: each kind once an issue, the last that stands in the period."""
        last: dict[ClockKind, tuple[Verdict, date | None]] = {}
        first: date | None = None  # the promise as it was then: opening it again begins with another
        for event in events:
            move = event.facts.get("move")
            first = _promised_first(event, first)
            if event.kind is not EventKind.MOVED or not self._is_in(event.at):
                continue
            if move == "send" and self._sent_to(event, issue) == self._department:
                self._count("sent")
            if event.department != self._department:
                continue
            for one in issue.standing.clocks:
                for verdict in one.verdicts:
                    if verdict.at == event.at and one.kind is not ClockKind.VERIFICATION:
                        last[one.kind] = verdict, first or one.first_on or one.on
        for kind, (verdict, promised) in last.items():
            match kind:
                case ClockKind.SIGN_FOR:
                    self._note("signed", verdict.in_time)
                case ClockKind.ANSWER:
                    self._note("answered", verdict.in_time)
                case ClockKind.SOLUTION:
                    self._note("promises", verdict.in_time)
                    if promised is not None:
                        self._note("first_promises", self._day(verdict.at) <= promised)

    def _sent_to(self, event: Event, issue: Issue) -> str:
        given = event.facts.get("given") or {}
        return str(given.get("department") or event.department or issue.facts.department)

    def _running(self, issue: Issue) -> None:
        """What is with it now, and what should have come in the period and did not."""
        if issue.facts.department != self._department or not issue.is_open:
            return
        readings = {
            kind: self._reading(issue, kind)
            for kind in (ClockKind.SIGN_FOR, ClockKind.ANSWER, ClockKind.SOLUTION)
        }
        running = [reading for reading in readings.values() if reading is not None]
        if running:
            self._count("open_now")
        if any(reading.light is Light.RED for reading in running):
            self._count("overdue_now")
        names = {
            ClockKind.SIGN_FOR: ("signed",),
            ClockKind.ANSWER: ("answered",),
            ClockKind.SOLUTION: ("promises", "first_promises"),
        }
        for kind, reading in readings.items():
            if reading is not None and reading.light is Light.RED and self._is_in(reading.limit):
                for name in names[kind]:
                    self._note(name, good=False)

    def _reading(self, issue: Issue, kind: ClockKind) -> Reading | None:
        one = clock.running(issue.standing.clocks, kind)
        return None if one is None else clock.read(one, self._frame.calendar(one.calendar), self._now)

    def _returns(self, events: Sequence[Event]) -> None:
        returned = False
        for event in events:
            if event.facts.get("move") == "return" and event.department == self._department:
                returned = True
                if self._is_in(event.at):
                    self._count("returned")
            elif event.kind is EventKind.RULED and returned and self._is_in(event.at):
                theirs = event.facts.get("department") == self._department
                self._counts["theirs"] = self._counts.get("theirs", 0) + theirs

    def _extensions(self, issue: Issue, events: Sequence[Event]) -> None:
        if self._whose(issue, events) != self._department:
            return
        waiting = 0
        for event in events:
            if not self._is_in(event.at):
                continue
            if event.kind is EventKind.EXTENSION_ASKED:
                waiting += 1
            elif event.kind is EventKind.EXTENSION_RULED:
                waiting = max(0, waiting - 1)
                self._note("granted", bool(event.facts.get("granted")))
        for _one in range(waiting):
            self._note("granted", good=False)

    def _effect(self, issue: Issue, events: Sequence[Event]) -> None:
        """The first look at whether it worked, of all that there were."""
        done = ""
        for event in events:
            move = event.facts.get("move")
            if move == "finish":
                done = event.department
            elif move in ("verify", "not_effective"):
                if (done or issue.facts.department) == self._department and self._is_in(event.at):
                    given = event.facts.get("given") or {}
                    self._note("effective", move == "verify" and given.get("effective") is not False)
                return

    def _closing(self, issue: Issue, events: Sequence[Event], again: Sequence[Issue]) -> None:
        closed = next((event for event in events if event.facts.get("move") == "close"), None)
        if closed is None or not self._is_in(closed.at):
            return
        before = [event for event in events if event.id <= closed.id]
        if self._whose(issue, before) != self._department:
            return
        until = self._day(closed.at) + timedelta(days=CAME_BACK_DAYS)
        came = [self._day(one.made_at) for one in again]
        came += [
            self._day(event.at)
            for event in events
            if event.facts.get("move") == "reopen" and event.at >= closed.at
        ]
        came_back = any(day <= until for day in came)
        self._note("came_back", came_back)
        if not came_back and self._day(self._now) <= until:
            self._count("young")

    def _whose(self, issue: Issue, events: Sequence[Event]) -> str:
        """The department that last said that it was done, or answered; else the one it is with."""
        for event in reversed(events):
            if event.facts.get("move") in ("finish", "answer") and event.department:
                return event.department
        return issue.facts.department
