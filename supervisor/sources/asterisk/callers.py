"""Callers in the queues of an Asterisk, and why they left, which it does not say outright.

QueueCallerAbandon is sent for callers who hung up and for those whom the queue let go (timeout, nobody left,
withdrawn) alike. Asterisk counts a caller as hung up when the channel had been asked to hang up by then, and
says so beforehand: HangupRequest by the caller's side, SoftHangupRequest by ours, as at a shutdown. A caller
who is let go is still alive: the queue itself stops the music, between Abandon and Leave. Where neither was
seen (a queue that rings instead of playing music, a channel driver that hangs up without a word, a caller
who was redirected out of the queue), the next step within `GRACE` decides. A caller who left without Abandon
and without an agent pressed an exit key.

What a channel does is noted for a moment also when we do not know it for a caller. A caller may have come
while we did not listen, be asked to hang up before the first list is here, and be gone when it is; or a list
may be without a caller whose leaving is still on its way to us.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from supervisor.events import (
    ContactAbandoned,
    ContactDequeued,
    ContactLeft,
    ContactOffered,
    LeftReason,
    LiveEvent,
)
from supervisor.sources.asterisk.listing import Entry
from supervisor.sources.asterisk.members import Agents, CallKey

GRACE = timedelta(seconds=2)  # for the caller's next step
AT_ONCE = timedelta(seconds=0.5)  # an agent's answer follows the caller's leaving by less than a millisecond
NOTED = timedelta(seconds=10)  # what a channel did that we do not know: a list takes seconds at the most


@dataclass(slots=True, eq=False)
class Caller:
    """A caller in a queue, or just out of it while we do not know why."""

    key: CallKey
    since: datetime | None = None  # None: came while we did not listen
    number: str = ""
    came_before: bool = True  # we listened
    asked_to_hang_up: bool = False
    music: bool | None = None  # None: none was heard
    abandoned_s: float | None = None  # the queue gave the caller up after so many seconds
    silent_before: bool = False  # the music had ended by then
    let_go: bool = False  # the queue stopped the music: the caller was alive
    left_at: datetime | None = None

    def waited_s(self, at: datetime) -> float:
        """Seconds from joining to leaving, or to *at*; 0 for one who came while we did not listen."""
        end = self.left_at or at
        return (end - (self.since or end)).total_seconds()


@dataclass(slots=True, eq=False)
class _Stranger:
    """A channel that is no caller's as far as we know, and what it did at last."""

    seen_at: datetime
    asked_to_hang_up: bool = False
    music: bool | None = None


class Callers:
    """Who waits where, and who has just left. Methods return the events that tell of it.

    `hears_calls`: whether anything of the class "call" ever came; without it nothing can tell who hung up,
    and all who were given up count as having done so.
    """

    def __init__(self, source: str, agents: Agents) -> None:
        self.hears_calls = False
        self._was_in_vain = False  # somebody's next step was waited for, and nothing of that class came
        self._source = source
        self._agents = agents
        self._callers: dict[CallKey, Caller] = {}
        self._of: dict[str, list[Caller]] = {}  # by contact
        self._undecided: deque[tuple[datetime, Caller]] = deque()
        self._strangers: dict[str, _Stranger] = {}  # the one that was heard longest ago first

    # -- who is there -------------------------------------------------------------------------------------

    def __contains__(self, key: CallKey) -> bool:
        return key in self._callers

    def waiting(self) -> Iterator[Caller]:
        """Those who wait, in the order in which we heard of them."""
        return (caller for caller in self._callers.values() if caller.left_at is None)

    def queue_left_by(self, contact: str) -> str | None:
        """The queue that *contact* left a moment ago without being given up; None when not certain."""
        found = [
            caller.key[1]
            for caller in self._of.get(contact, ())
            if caller.left_at is not None and caller.abandoned_s is None
        ]
        return found[0] if len(found) == 1 else None

    def listed(self, key: CallKey, entry: Entry) -> None:
        """A list names a caller of whom we had not heard."""
        self._add(self._recognized(Caller(key, entry.since, entry.number)))

    def not_listed(self, at: datetime, caller: Caller) -> None:
        """A list is without a caller who waits; why, may still be told."""
        self.forget(caller)
        if caller.asked_to_hang_up or caller.music is not None:
            stranger = self._stranger(at, caller.key[0])
            stranger.asked_to_hang_up, stranger.music = caller.asked_to_hang_up, caller.music

    def forget(self, caller: Caller) -> None:
        """The caller is here no more, and nothing is said about it."""
        if self._callers.get(caller.key) is caller:
            del self._callers[caller.key]
        others = self._of.get(caller.key[0], [])
        if caller in others:
            others.remove(caller)
        if not others:
            self._of.pop(caller.key[0], None)

    # -- in and out ---------------------------------------------------------------------------------------

    def joins(self, at: datetime, key: CallKey, number: str) -> list[LiveEvent]:
        """The caller enters a queue, perhaps the next one after another."""
        events: list[LiveEvent] = []
        for caller in list(self._of.get(key[0], ())):
            if caller.left_at is not None:
                events += self._let_go(at, caller)
            elif caller.key == key:
                self.forget(caller)  # its leaving was never told
        self._strangers.pop(key[0], None)  # what it did before it came
        self._add(Caller(key, at, number, came_before=False))
        events.append(ContactOffered(self._source, at, *key, number=number))
        return events

    def given_up(self, at: datetime, key: CallKey, waited_s: float | None) -> None:
        """The queue gives the caller up (QueueCallerAbandon), whatever the reason."""
        caller = self._known(key)
        caller.abandoned_s = caller.waited_s(at) if waited_s is None else float(waited_s)
        caller.silent_before = caller.music is False

    def leaves(self, at: datetime, key: CallKey) -> list[LiveEvent]:
        """The caller is out of the queue (QueueCallerLeave); the reason comes with it if anything tells."""
        caller = self._known(key)
        caller.left_at = at
        dequeued = ContactDequeued(self._source, at, *key)
        in_vain = not self.hears_calls and (self._was_in_vain or not caller.came_before)
        if caller.abandoned_s is not None and (caller.asked_to_hang_up or in_vain):
            return [dequeued, *self._hung_up(at, caller)]
        if caller.abandoned_s is not None and caller.let_go:
            return [dequeued, *self._let_go(at, caller)]
        self._undecided.append((at + GRACE, caller))
        return [dequeued]

    def answered(self, at: datetime, key: CallKey) -> Caller:
        """The caller, whom an agent has taken."""
        caller = self._known(key)
        self.forget(caller)
        return caller

    # -- what the channel does ----------------------------------------------------------------------------

    def asked_to_hang_up(self, at: datetime, contact: str, *, by_us: bool) -> list[LiveEvent]:
        """The channel was asked to hang up by the caller's side, or *by_us*, which happens at the end of the
        dialplan too and then says nothing about a caller who has left the queue."""
        self.hears_calls = True
        if contact not in self._of:
            self._stranger(at, contact).asked_to_hang_up = True
        for caller in list(self._of.get(contact, ())):
            if caller.left_at is None:
                caller.asked_to_hang_up = True
            elif caller.abandoned_s is not None and not by_us:
                return self._hung_up(at, caller)  # said a moment too late: another thread says it
        return []

    def hangs_up(self, at: datetime, contact: str) -> list[LiveEvent]:
        """The channel is gone."""
        self.hears_calls = True
        if contact not in self._of:
            self._stranger(at, contact).asked_to_hang_up = True
        events: list[LiveEvent] = []
        for caller in list(self._of.get(contact, ())):
            if caller.left_at is None:
                caller.asked_to_hang_up = True
            elif caller.abandoned_s is not None and caller.silent_before:
                events += self._hung_up(at, caller)  # by a channel that asks nobody
            else:
                events += self._let_go(at, caller)
        return events

    def music_starts(self, at: datetime, contact: str) -> list[LiveEvent]:
        """The channel hears music, so that it is alive."""
        self.hears_calls = True
        if contact not in self._of:
            self._stranger(at, contact).music = True
        events: list[LiveEvent] = []
        for caller in list(self._of.get(contact, ())):
            if caller.left_at is None:
                caller.music = True
            else:
                events += self._let_go(at, caller)
        return events

    def music_stops(self, at: datetime, contact: str) -> None:
        """The channel hears music no more."""
        self.hears_calls = True
        if contact not in self._of:
            self._stranger(at, contact).music = False
        for caller in self._of.get(contact, ()):
            if caller.left_at is None:
                caller.let_go = caller.abandoned_s is not None
                caller.music = False

    # -- deciding -----------------------------------------------------------------------------------------

    @property
    def due(self) -> datetime | None:
        """When the next one is to be decided."""
        return self._undecided[0][0] if self._undecided else None

    def decide(self, at: datetime) -> list[LiveEvent]:
        """Why those left whose time is up at *at*: they did nothing more, so they are still there."""
        events: list[LiveEvent] = []
        while self._undecided and self._undecided[0][0] <= at:
            caller = self._undecided.popleft()[1]
            if self._callers.get(caller.key) is caller:
                events += self._did_nothing(at, caller)
        return events

    def _did_nothing(self, at: datetime, caller: Caller) -> list[LiveEvent]:
        if caller.abandoned_s is None or self.hears_calls:
            return self._let_go(at, caller)
        self._was_in_vain = True
        return self._hung_up(at, caller)

    def cut_off(self, at: datetime) -> list[LiveEvent]:
        """We hear no more. Those who were given up were, and an answer would have come at once; of those who
        left in the very last moment we shall never know."""
        events: list[LiveEvent] = []
        for _, caller in self._undecided:
            if self._callers.get(caller.key) is not caller:
                continue
            if caller.abandoned_s is not None or at - (caller.left_at or at) >= AT_ONCE:
                events += self._did_nothing(at, caller)
            else:
                self.forget(caller)
                waited_s = caller.waited_s(at)
                events.append(ContactLeft(self._source, at, *caller.key, waited_s, LeftReason.LOST))
        self._undecided.clear()
        return events

    def _hung_up(self, at: datetime, caller: Caller) -> list[LiveEvent]:
        self.forget(caller)
        return [ContactAbandoned(self._source, at, *caller.key, caller.abandoned_s or 0.0)]

    def _let_go(self, at: datetime, caller: Caller) -> list[LiveEvent]:
        """The caller left unanswered and was still there."""
        self.forget(caller)
        waited_s = caller.waited_s(at) if caller.abandoned_s is None else caller.abandoned_s
        if caller.abandoned_s is None:
            reason = LeftReason.UNKNOWN if caller.asked_to_hang_up else LeftReason.KEY
        elif caller.silent_before:
            reason = LeftReason.WITHDRAWN  # the queue was interrupted, it did not let go
        elif self._agents.callable_in(caller.key[1]):
            reason = LeftReason.TIMEOUT
        else:
            reason = LeftReason.EMPTY
        return [ContactLeft(self._source, at, *caller.key, waited_s, reason)]

    def _known(self, key: CallKey) -> Caller:
        """The caller as we know it; one who came while we did not listen is opened now."""
        found = self._callers.get(key)
        return found if found is not None else self._add(self._recognized(Caller(key)))

    def _stranger(self, at: datetime, contact: str) -> _Stranger:
        """The channel *contact*, which does something at *at*."""
        while self._strangers:
            first = next(iter(self._strangers))
            if at - self._strangers[first].seen_at <= NOTED:
                break
            del self._strangers[first]
        stranger = self._strangers.pop(contact, None) or _Stranger(at)
        stranger.seen_at = at
        self._strangers[contact] = stranger
        return stranger

    def _recognized(self, caller: Caller) -> Caller:
        """*caller*, of whom we have not heard before, with what the channel did a moment ago."""
        stranger = self._strangers.pop(caller.key[0], None)
        if stranger is not None:
            caller.asked_to_hang_up, caller.music = stranger.asked_to_hang_up, stranger.music
        return caller

    def _add(self, caller: Caller) -> Caller:
        self._callers[caller.key] = caller
        self._of.setdefault(caller.key[0], []).append(caller)
        return caller
