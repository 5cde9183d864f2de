"""Floors in events, for tests of advice: what a source says of a queue played contact by contact."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from supervisor.clock import BusinessDays
from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactOffered,
    LiveEvent,
    QueueSeen,
    SourceUp,
)
from supervisor.live.board import Board
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules

RULES = CountingRules(BusinessDays(ZoneInfo("Asia/Shanghai")))
BEGINS = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
PBX = "pbx"
SALES = (PBX, "sales")
EMPTY = Board()


def at(seconds: float) -> datetime:
    """*seconds* after the floor opened."""
    return BEGINS + timedelta(seconds=seconds)


def opened(agents: int, queues: Sequence[str] = ("sales",), team: str = "one") -> list[LiveEvent]:
    """A source with *queues*, and *agents* ready for all of them from the start."""
    said: list[LiveEvent] = [SourceUp(PBX, BEGINS)]
    said += [QueueSeen(PBX, BEGINS, queue) for queue in queues]
    for place in range(agents):
        said.append(AgentSeen(PBX, BEGINS, f"a{place:03}", f"Agent {place}", tuple(queues), team))
        said.append(AgentChanged(PBX, BEGINS, f"a{place:03}", AgentState.READY))
    return said


def worked(
    rng: Random,
    *,
    seconds: float,
    agents: int,
    arrivals_per_h: float | Callable[[float], float] = 480,
    handle_s: float = 240,
    patience_s: float = 120,
    queue: str = "sales",
    ring_s: float = 0.0,
) -> list[LiveEvent]:
    """All that is said of *seconds* of a queue with *agents* agents since its opening, in order of time.

    Every answered contact rings for *ring_s* first.
    """
    said: list[tuple[float, int, LiveEvent]] = []
    rate = arrivals_per_h if callable(arrivals_per_h) else lambda _at: arrivals_per_h
    free = [(0.0, place) for place in range(agents)]
    heapq.heapify(free)

    def say(when: float, event: LiveEvent) -> None:
        said.append((when, len(said), event))

    now, number = 0.0, 0
    while True:
        now += rng.expovariate(rate(now) / 3600)
        if now >= seconds:
            break
        number += 1
        contact = f"c{number}"
        say(now, ContactOffered(PBX, at(now), contact, queue))
        bears = math.inf if patience_s == math.inf else rng.expovariate(1 / patience_s)
        begins = max(now, free[0][0]) if free else math.inf
        if begins > now + bears:
            gone = at(now + bears)
            say(now + bears, ContactDequeued(PBX, gone, contact, queue))
            say(now + bears, ContactAbandoned(PBX, gone, contact, queue, bears))
            continue
        _, place = free[0]
        login, talk_s = f"a{place:03}", rng.expovariate(1 / handle_s)
        if ring_s:
            say(begins, AgentChanged(PBX, at(begins), login, AgentState.RINGING))
            begins += ring_s
        heapq.heapreplace(free, (begins + talk_s, place))
        say(begins, ContactDequeued(PBX, at(begins), contact, queue))
        say(begins, ContactAnswered(PBX, at(begins), contact, queue, login, begins - now))
        say(begins, AgentChanged(PBX, at(begins), login, AgentState.HANDLING))
        ends = begins + talk_s
        say(ends, ContactEnded(PBX, at(ends), contact, queue, login, talk_s, 0.0, 0.0))
        say(ends, AgentChanged(PBX, at(ends), login, AgentState.READY))
    said.sort(key=lambda one: (one[0], one[1]))
    return [event for when, _, event in said if when <= seconds]


def folded(events: Sequence[LiveEvent], until: datetime | None = None) -> Board:
    """The board after *events* (up to and with the instant *until*)."""
    board, _ = fold(EMPTY, [event for event in events if until is None or event.at <= until], RULES)
    return board


def moved(events: Sequence[LiveEvent], seconds: float, prefix: str) -> list[LiveEvent]:
    """*events* later by *seconds*, of contacts of other names."""
    later: list[LiveEvent] = []
    for event in events:
        changes: dict[str, object] = {"at": event.at + timedelta(seconds=seconds)}
        if (contact := getattr(event, "contact", None)) is not None:
            changes["contact"] = prefix + contact
        later.append(replace(event, **changes))
    return later
