"""A large floor's live events, made up from a seed: agents in queues, contacts that come and go."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

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

SOURCE = "pbx"
BEGINS = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # nine in the morning of the centre


class LargeFloor:
    """*agents* agents, each in one to three of *queues* queues; nine contacts in ten are answered."""

    def __init__(self, agents: int = 5_000, queues: int = 200, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self.queues = [f"queue {number:03}" for number in range(queues)]
        self.logins = [f"PJSIP/{number}" for number in range(10_000, 10_000 + agents)]

    def opening(self, at: datetime = BEGINS) -> list[LiveEvent]:
        """Everybody comes to work."""
        said: list[LiveEvent] = [SourceUp(SOURCE, at, "Asterisk Call Manager/12.0.0")]
        said += [QueueSeen(SOURCE, at, queue, threshold_s=20) for queue in self.queues]
        for number, login in enumerate(self.logins):
            served = tuple(self._random.sample(self.queues, self._random.choice((1, 2, 3))))
            said.append(AgentSeen(SOURCE, at, login, f"Agent {number}", served, f"Team {number // 20}"))
            said.append(AgentChanged(SOURCE, at, login, AgentState.READY))
        return said

    def contacts(self, per_second: float, at: datetime = BEGINS) -> Iterator[LiveEvent]:
        """What happens after the opening, for ever: contacts come in order, some *per_second* events a second
        of the floor's clock."""
        choose = self._random
        step = timedelta(seconds=1 / per_second)
        waiting: list[tuple[str, str, datetime]] = []
        talking: list[tuple[str, str, str, datetime]] = []
        number = 0
        while True:
            at += step
            number += 1
            contact, queue = f"{number}.{number & 0xFF}", choose.choice(self.queues)
            yield ContactOffered(SOURCE, at, contact, queue, number=f"1380{number % 10_000_000:07}")
            waiting.append((contact, queue, at))
            if len(waiting) > 300:
                contact, queue, since = waiting.pop(choose.randrange(100))
                at += step
                waited = (at - since).total_seconds()
                yield ContactDequeued(SOURCE, at, contact, queue)
                if choose.random() < 0.1:
                    yield ContactAbandoned(SOURCE, at, contact, queue, waited)
                else:
                    login = choose.choice(self.logins)
                    yield AgentChanged(SOURCE, at, login, AgentState.RINGING)
                    yield ContactAnswered(SOURCE, at, contact, queue, login, waited, 4.0)
                    yield AgentChanged(SOURCE, at, login, AgentState.HANDLING)
                    talking.append((contact, queue, login, at))
                at += step * 4
            if len(talking) > 2_000:
                contact, queue, login, since = talking.pop(choose.randrange(1_000))
                at += step
                yield ContactEnded(SOURCE, at, contact, queue, login, (at - since).total_seconds())
                yield AgentChanged(SOURCE, at, login, AgentState.AFTER_CONTACT)
                yield AgentChanged(SOURCE, at, login, AgentState.READY)
                at += step * 2
                if choose.random() < 0.05:
                    yield AgentChanged(SOURCE, at, login, AgentState.BREAK, choose.choice(("lunch", "tea")))


def batches(events: Iterator[LiveEvent], count: int, size: int) -> Iterator[list[LiveEvent]]:
    """The next *count* of *events* in batches of *size*."""
    for start in range(0, count, size):
        yield list(islice(events, min(size, count - start)))
