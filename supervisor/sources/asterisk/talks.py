"""Talks of agents with callers: from AgentConnect to AgentComplete, or to the agent's being free before that.

After a redirect AgentComplete comes only when the caller hangs up at last. The end of the agent's channel and
the telephone going idle tell at once that the agent is free; the time until then is the talk.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from supervisor.events import ContactEnded, EndedBy, LiveEvent
from supervisor.sources.asterisk.listing import Listing
from supervisor.sources.asterisk.members import Agents, CallKey, MemberKey, Talk

GRACE = timedelta(seconds=2)  # for an AgentComplete after the agent hung up
NOTED = timedelta(seconds=4)  # a member counts as in a call only some moments after AgentConnect was sent


class Talks:
    """The open talks. Methods return the events that tell of their ends."""

    def __init__(self, source: str, agents: Agents) -> None:
        self._source = source
        self._agents = agents
        self._open: dict[CallKey, Talk] = {}
        self._of_channel: dict[str, Talk] = {}
        self._over: dict[CallKey, Talk] = {}  # told as over by us, while Asterisk has still to tell it
        self._free: deque[tuple[datetime, Talk]] = deque()

    def begins(self, at: datetime, talk: Talk, name: str) -> list[LiveEvent]:
        """An agent called *name* took a contact."""
        self._open[talk.key] = talk
        self._over.pop(talk.key, None)
        if talk.channel:
            self._of_channel[talk.channel] = talk
        return self._agents.talk_begins(at, talk, name) if talk.login else []

    def find(self, contact: str | None, queue: str | None, login: str | None) -> Talk | None:
        """The talk that an AgentComplete ends; some come without channels, some without anything else."""
        if contact and queue:
            return self._open.get((contact, queue)) or self._over.get((contact, queue))
        talks = (*self._over.values(), *self._open.values())
        if contact:
            return next((talk for talk in talks if talk.key[0] == contact), None)
        return next((talk for talk in talks if talk.key[1] == queue and talk.login == login), None)

    def ends(self, at: datetime, talk: Talk, talk_s: int | None, by: EndedBy) -> list[LiveEvent]:
        """Asterisk tells the end, perhaps of a talk that we told as over long ago."""
        if self._over.pop(talk.key, None) is not None:
            return []
        if talk_s is None:
            talk_s = int((at - talk.connected_at).total_seconds())
        return self._end(at, talk, float(talk_s), by)

    def hangs_up(self, at: datetime, channel: str) -> list[LiveEvent]:
        """A channel is gone, perhaps an agent's."""
        talk = self._of_channel.pop(channel, None)
        return [] if talk is None else self._agents.hangs_up(at, talk)

    def handling(self) -> frozenset[str]:
        """Who talks, also those who were taken out of every queue in the middle of it."""
        return frozenset(talk.login for talk in self._open.values() if talk.free_at is None)

    def missed(self, at: datetime, listing: Listing, touched: set[MemberKey | CallKey]) -> list[LiveEvent]:
        """The ends of talks of which *listing* knows nothing any more, though we did not hear them end."""
        events: list[LiveEvent] = []
        for talk in list(self._open.values()):
            place = (talk.key[1], talk.login)
            row = listing.members.get(place)
            if row is None or row.in_call or place in touched or at - talk.connected_at < NOTED:
                continue
            events += self._end(at, talk, None, EndedBy.UNKNOWN)
        return events

    # -- the agent is free --------------------------------------------------------------------------------

    @property
    def due(self) -> datetime | None:
        """When the next one is to be decided."""
        return self._free[0][0] if self._free else None

    def look(self, at: datetime) -> None:
        """Note whose agents have turned out to be free."""
        self._free += ((at + GRACE, talk) for talk in self._agents.freed)
        self._agents.freed.clear()

    def decide(self, until: datetime, at: datetime) -> list[LiveEvent]:
        """The ends that Asterisk has not told until *until*; they are told at *at*, and are longer ago."""
        events: list[LiveEvent] = []
        while self._free and self._free[0][0] <= until:
            talk = self._free.popleft()[1]
            if talk.free_at is not None and self._open.get(talk.key) is talk:
                self._over[talk.key] = talk
                talked = (talk.free_at - talk.connected_at).total_seconds()
                events += self._end(at, talk, talked, EndedBy.TRANSFER)
        return events

    def _end(self, at: datetime, talk: Talk, talk_s: float | None, by: EndedBy) -> list[LiveEvent]:
        self._open.pop(talk.key, None)
        self._of_channel.pop(talk.channel, None)
        ended = ContactEnded(self._source, at, *talk.key, talk.login, talk_s, by=by)
        return [ended, *self._agents.talk_ends(at, talk)]
