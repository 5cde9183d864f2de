"""What the demo centre itself knows of its day: made anew from its seed, without collector or journal.

Now and then the news of something is lost on its way to us (faults.py); here nothing is.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from msgspec.structs import replace

from supervisor.events import (
    AgentChanged,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    LiveEvent,
)
from supervisor.sources.day_log import AgentTime, LogNews, Outcome, QueueEntry
from supervisor.sources.simulated.simulation import Makings, Simulation, day_opens
from supervisor.words import mark

_AWAY = (AgentState.OFFLINE, AgentState.UNKNOWN)


class SimulatedDayLog:
    """The day of a demo centre, told by the simulation itself; see `DayLog`."""

    where = mark("its own simulation")

    def __init__(self, makings: Makings) -> None:
        self._makings = makings
        self._simulation: Simulation | None = None
        self._day: _Day | None = None

    def news(self, begins: datetime, until: datetime) -> LogNews:
        """What happened since it was last asked, up to *until*."""
        simulation, day, anew = self._simulation, self._day, False
        if simulation is None or day is None or day.begins != begins or until < simulation.at:
            anew = True
            simulation = self._simulation = day_opens(self._makings, self._makings.days.day(begins))
            day = self._day = _Day(begins)
            for event in simulation.introduction():
                day.take(event)
        for event in simulation.advance(until):
            day.take(event)
        return LogNews(day.told(), anew, begins, until, (), day.agents(until), resolution_s=0.001)


class _Day:
    """Events to entries. A simulation says everything once and in order, so this is short."""

    def __init__(self, begins: datetime) -> None:
        self.begins = begins
        self._open: dict[tuple[str, str], QueueEntry] = {}
        self._changed: dict[int, QueueEntry] = {}
        self._numbers = 0
        self._doing: dict[str, tuple[AgentState, datetime]] = {}
        self._times: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])  # signed in, on a break

    def told(self) -> tuple[QueueEntry, ...]:
        """The entries that are new or further on since the last time."""
        told = tuple(entry for entry in self._changed.values() if entry.entered >= self.begins)
        self._changed.clear()
        return told

    def agents(self, until: datetime) -> dict[str, AgentTime]:
        found = {}
        for login, (state, since) in self._doing.items():
            signed_in_s, break_s = self._times[login]
            seconds = max(0.0, (until - since).total_seconds())
            signed_in_s += 0.0 if state in _AWAY else seconds
            break_s += seconds if state is AgentState.BREAK else 0.0
            found[login] = AgentTime(signed_in_s, break_s, True)
        return found

    def take(self, event: LiveEvent) -> None:
        if isinstance(event, AgentChanged):
            state, since = self._doing.get(event.login, (AgentState.UNKNOWN, self.begins))
            at = max(self.begins, event.at)
            seconds = (at - since).total_seconds()
            times = self._times[event.login]
            times[0] += 0.0 if state in _AWAY else seconds
            times[1] += seconds if state is AgentState.BREAK else 0.0
            self._doing[event.login] = (event.state, at)
            return
        if isinstance(event, ContactOffered):
            self._numbers += 1
            self._put(QueueEntry(self._numbers, event.contact, event.queue, event.at))
            return
        if not isinstance(event, ContactAnswered | ContactAbandoned | ContactLeft | ContactEnded):
            return
        was = self._open.get((event.contact, event.queue))
        if was is None:
            return  # of yesterday
        if isinstance(event, ContactEnded):
            self._put(replace(was, ended=event.at, talk_s=event.talk_s))
        elif isinstance(event, ContactAnswered):
            self._put(_settled(was, Outcome.ANSWERED, event, login=event.login))
        elif isinstance(event, ContactAbandoned):
            self._put(_settled(was, Outcome.ABANDONED, event))
        else:
            self._put(_settled(was, Outcome.LEFT, event, reason=event.reason))

    def _put(self, entry: QueueEntry) -> None:
        self._changed[entry.number] = entry
        key = (entry.contact, entry.queue)
        if entry.is_over:
            self._open.pop(key, None)
        else:
            self._open[key] = entry


def _settled(
    was: QueueEntry,
    outcome: Outcome,
    event: ContactAnswered | ContactAbandoned | ContactLeft,
    **more: object,
) -> QueueEntry:
    return replace(was, outcome=outcome, settled=event.at, wait_s=event.wait_s, **more)
