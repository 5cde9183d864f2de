"""A floor of 5,000 agents and 200 queues at work, as live events at a chosen rate; deterministic by its seed.

Unlike a list of random events it is one floor: an agent is with one contact at a time, every contact goes its
way, and a full state can be asked for at any moment that agrees with what was said. At a high rate people
talk for seconds only: what is measured is the console, not the patience of customers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactOffered,
    FullState,
    LiveEvent,
    QueueSeen,
    SourceUp,
    WaitingContact,
)

SOURCE = "pbx"
PRODUCT = "Asterisk Call Manager/12.0.0"
RELEVANT = 0.22  # the share of a manager interface's messages that a queue console has use for
RATES = (2_000, 20_000, 60_000)  # messages a second
BURST = 60_000  # messages that come at once when a connection is made again
TICK_S = 0.02  # the journal's rhythm: at most 50 batches a second
_BREAKS = ("小休", "用餐", "培训", "会议", "Auto-Pause")
_ALREADY_TALKING, _ALREADY_RESTING = 0.6, 0.08  # shares of the agents when we come in


def events_of(messages: float) -> int:
    """How many live events so many messages of a manager interface amount to."""
    return round(messages * RELEVANT)


class BusyFloor:
    """The floor; every method says what happens next, so the order of calls is part of what is determined."""

    def __init__(self, agents: int = 5_000, queues: int = 200, seed: int = 1) -> None:
        self._random = Random(seed)
        self.queues = [f"队列 {number:03}" for number in range(queues)]
        self.logins = [f"PJSIP/{10_000 + number}" for number in range(agents)]
        self._serves = {
            login: tuple(self._random.sample(self.queues, 1 + n % 3)) for n, login in self._each()
        }
        self._doing: dict[str, AgentChanged] = {}
        self._contacts = 0
        # who is next to do something; contacts as (contact, queue, since, login meant for it)
        self._ready: deque[str] = deque()
        self._waiting: deque[tuple[str, str, datetime, str]] = deque()
        self._ringing: deque[tuple[str, str, datetime, str]] = deque()
        self._talking: deque[tuple[str, str, datetime, str]] = deque()
        self._finishing: deque[str] = deque()
        self._resting: deque[str] = deque()
        self._turn = 0

    def _each(self) -> Iterator[tuple[int, str]]:
        yield from enumerate(self.logins)

    def introduction(self, at: datetime) -> list[LiveEvent]:
        """Queues, agents and the contacts they are on: what a board needs to stand where the floor does."""
        said: list[LiveEvent] = [SourceUp(SOURCE, at, PRODUCT)]
        said += [QueueSeen(SOURCE, at, queue, threshold_s=20) for queue in self.queues]
        said += [
            AgentSeen(SOURCE, at, login, f"坐席 {n:04}", self._serves[login], f"班组 {n // 20:03}")
            for n, login in self._each()
        ]
        for login in self._random.sample(self.logins, len(self.logins)):
            share = self._random.random()
            if share < _ALREADY_TALKING:
                self._ready.appendleft(login)
                said += self._offer(at)
                said += self._ring(at)
                said += self._answer(at)
            elif share < _ALREADY_TALKING + _ALREADY_RESTING:
                self._resting.append(login)
                said.append(self._becomes(login, AgentState.BREAK, at, self._random.choice(_BREAKS)))
            else:
                self._ready.append(login)
                said.append(self._becomes(login, AgentState.READY, at))
        for _ in range(len(self.queues)):
            said += self._offer(at)
        return said

    def happens(self, at: datetime, count: int) -> list[LiveEvent]:
        """The next *count* events, or up to two more, all of them at the instant *at*."""
        said: list[LiveEvent] = []
        steps = (self._offer, self._ring, self._answer, self._end, self._finish)
        while len(said) < count:
            self._turn += 1
            said += steps[self._turn % 5](at)
            if self._turn % 60 == 0:
                said += self._rest(at)
            if self._turn % 45 == 0:
                said += self._abandon(at)
        return said

    def second(self, messages: float, at: datetime) -> Iterator[tuple[float, list[LiveEvent]]]:
        """One second at *messages* a second: pairs of the offset in it and what happens then."""
        ticks = round(1 / TICK_S)
        due = 0.0
        for tick in range(ticks):
            due += events_of(messages) / ticks
            said = self.happens(at + timedelta(seconds=tick * TICK_S), round(due)) if due >= 1 else []
            due -= len(said)
            yield tick * TICK_S, said

    def burst(self, at: datetime, messages: int = BURST) -> list[LiveEvent]:
        """What a connection brings that was away for a while: all that was missed, at one instant."""
        return [SourceUp(SOURCE, at, PRODUCT), *self.happens(at, events_of(messages))]

    def full_state(self, at: datetime) -> FullState:
        """Everything as it stands, in agreement with what was said."""
        return FullState(
            SOURCE,
            at,
            tuple(QueueSeen(SOURCE, at, queue, threshold_s=20) for queue in self.queues),
            tuple(
                (
                    AgentSeen(SOURCE, at, login, f"坐席 {n:04}", self._serves[login], f"班组 {n // 20:03}"),
                    AgentChanged(
                        SOURCE,
                        at,
                        login,
                        self._doing[login].state,
                        self._doing[login].break_code,
                        self._doing[login].at,
                    ),
                )
                for n, login in self._each()
            ),
            tuple(
                WaitingContact(contact, queue, since)
                for contact, queue, since, _ in (*self._waiting, *self._ringing)
            ),
            frozenset(login for _, _, _, login in self._talking),
        )

    # -- steps --------------------------------------------------------------------------------------------

    def _becomes(self, login: str, state: AgentState, at: datetime, code: str | None = None) -> AgentChanged:
        change = AgentChanged(SOURCE, at, login, state, code)
        self._doing[login] = change
        return change

    def _offer(self, at: datetime) -> list[LiveEvent]:
        """A contact comes for a queue of the next ready agent, who is kept for it."""
        if not self._ready:
            return []
        login = self._ready.popleft()
        self._contacts += 1
        contact, queue = f"1700000000.{self._contacts}", self._random.choice(self._serves[login])
        self._waiting.append((contact, queue, at, login))
        return [ContactOffered(SOURCE, at, contact, queue, number=f"138****{self._contacts % 10_000:04}")]

    def _ring(self, at: datetime) -> list[LiveEvent]:
        if not self._waiting:
            return []
        self._ringing.append(self._waiting.popleft())
        return [self._becomes(self._ringing[-1][3], AgentState.RINGING, at)]

    def _answer(self, at: datetime) -> list[LiveEvent]:
        if not self._ringing:
            return []
        contact, queue, since, login = self._ringing.popleft()
        self._talking.append((contact, queue, at, login))
        return [
            ContactDequeued(SOURCE, at, contact, queue),
            ContactAnswered(SOURCE, at, contact, queue, login, (at - since).total_seconds(), 3.0),
            self._becomes(login, AgentState.HANDLING, at),
        ]

    def _end(self, at: datetime) -> list[LiveEvent]:
        if not self._talking:
            return []
        contact, queue, since, login = self._talking.popleft()
        self._finishing.append(login)
        return [
            ContactEnded(SOURCE, at, contact, queue, login, (at - since).total_seconds(), 0.0, 0.0),
            self._becomes(login, AgentState.AFTER_CONTACT, at),
        ]

    def _finish(self, at: datetime) -> list[LiveEvent]:
        if not self._finishing:
            return []
        self._ready.append(self._finishing.popleft())
        return [self._becomes(self._ready[-1], AgentState.READY, at)]

    def _rest(self, at: datetime) -> list[LiveEvent]:
        """Somebody goes on break, somebody comes back."""
        if not self._ready or not self._resting:
            return []
        back, away = self._resting.popleft(), self._ready.popleft()
        self._resting.append(away)
        self._ready.append(back)
        return [
            self._becomes(away, AgentState.BREAK, at, self._random.choice(_BREAKS)),
            self._becomes(back, AgentState.READY, at),
        ]

    def _abandon(self, at: datetime) -> list[LiveEvent]:
        if not self._waiting:
            return []
        contact, queue, since, login = self._waiting.popleft()
        self._ready.append(login)
        return [
            ContactDequeued(SOURCE, at, contact, queue),
            ContactAbandoned(SOURCE, at, contact, queue, (at - since).total_seconds()),
        ]
