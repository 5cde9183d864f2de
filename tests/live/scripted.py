"""Sources that play a script, and a floor whose truth is known at every moment, for tests of the route."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    FullState,
    LeftReason,
    LiveEvent,
    QueueSeen,
    SourceUp,
    WaitingContact,
)
from supervisor.live.board import EMPTY, Board, Stage
from supervisor.live.fold import fold
from supervisor.sources.source import Said, TestResult
from tests.live.floor import RULES


class Pause:
    """A step at which others may do something."""


Step: TypeAlias = "tuple[Said, ...] | asyncio.Event | Pause | Callable[[], object] | Exception"


class Scripted:
    """A source that says the tuples of its script, waits at its events, calls its calls, raises its errors.

    A second `events` goes on where the first was left, as time does. *asked* holds every `after` it got.
    """

    def __init__(self, name: str, *steps: Step) -> None:
        self.name = name
        self.asked: list[datetime | None] = []
        self._steps = iter(steps)

    async def test(self) -> TestResult:
        return TestResult(None, {})

    async def events(self, after: datetime | None) -> AsyncIterator[tuple[Said, ...]]:
        self.asked.append(after)
        for step in self._steps:
            if isinstance(step, tuple):
                yield step
            elif isinstance(step, asyncio.Event):
                await step.wait()
            elif isinstance(step, Pause):
                await asyncio.sleep(0)
            elif isinstance(step, Exception):
                raise step
            else:
                step()


@dataclass(frozen=True)
class Day:
    """A floor's day: what happened, in order, and what a source with a good memory says at any moment."""

    source: str
    events: tuple[LiveEvent, ...]

    def board(self, until: int) -> Board:
        """The true board after the first *until* events."""
        return fold(EMPTY, self.events[:until], RULES)[0]

    def full_state(self, until: int, at: datetime) -> FullState:
        """What the source answers when asked after its first *until* events."""
        board = self.board(until)
        seen = {event.login: event for event in self.events if isinstance(event, AgentSeen)}
        return FullState(
            self.source,
            at,
            tuple(event for event in self.events if isinstance(event, QueueSeen)),
            tuple(
                (seen[line.login], AgentChanged(self.source, at, line.login, line.state, line.break_code))
                for line in board.agents.values()
            ),
            tuple(
                WaitingContact(contact.contact, contact.queue, contact.since)
                for contact in board.contacts.values()
                if contact.stage is Stage.WAITING
            ),
            frozenset(
                contact.login for contact in board.contacts.values() if contact.stage is Stage.HANDLING
            ),
        )


def day(
    source: str = "pbx",
    begins: datetime = datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
    contacts: int = 100,
    seed: int = 1,
    gap_s: float = 1.0,
) -> Day:
    """A day of *contacts*, *gap_s* apart, every one with an outcome of its own kind."""
    chance = random.Random(seed)
    queues, logins = ("sales", "投诉受理"), tuple(f"10{n:02}" for n in range(8))
    events: list[LiveEvent] = [SourceUp(source, begins, "Scripted/1")]
    events += [QueueSeen(source, begins, queue) for queue in queues]
    for login in logins:
        events.append(AgentSeen(source, begins, login, f"Agent {login}", queues))
        events.append(AgentChanged(source, begins, login, AgentState.READY))
    later: list[tuple[datetime, int, LiveEvent]] = []

    def say(at: datetime, event: LiveEvent) -> None:
        later.append((at, len(later), event))

    for number in range(contacts):
        at = begins + timedelta(seconds=1 + number * gap_s)
        contact, queue, login = f"c{number}", chance.choice(queues), chance.choice(logins)
        wait_s = chance.random() * 40 * gap_s
        gone = at + timedelta(seconds=wait_s)
        say(at, ContactOffered(source, at, contact, queue))
        say(gone, ContactDequeued(source, gone, contact, queue))
        match chance.choice(("answered", "answered", "answered", "abandoned", "left")):
            case "answered":
                talk_s = chance.random() * 60 * gap_s
                over = gone + timedelta(seconds=talk_s)
                say(gone, ContactAnswered(source, gone, contact, queue, login, wait_s))
                say(gone, AgentChanged(source, gone, login, AgentState.HANDLING))
                say(over, ContactEnded(source, over, contact, queue, login, talk_s))
                say(over, AgentChanged(source, over, login, AgentState.READY))
            case "abandoned":
                say(gone, ContactAbandoned(source, gone, contact, queue, wait_s))
            case "left":
                say(gone, ContactLeft(source, gone, contact, queue, wait_s, LeftReason.TIMEOUT))
    events += [event for _, _, event in sorted(later, key=lambda entry: entry[:2])]
    return Day(source, tuple(events))
