"""Agents of an Asterisk: its queue members, their telephones and their breaks, made one state an agent.

Asterisk knows no agents, only members: the same interface once in every queue that it serves, each with the
state of its telephone and a pause of its own. An agent here is an interface; its name is the member's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from supervisor.events import AgentChanged, AgentGone, AgentSeen, AgentState, LiveEvent
from supervisor.sources.asterisk.protocol import Message

MemberKey: TypeAlias = tuple[str, str]  # queue, interface
CallKey: TypeAlias = tuple[str, str]  # Uniqueid, queue
Epoch: TypeAlias = Callable[[int], datetime | None]  # of Asterisk's clock to an instant of ours

_UNKNOWN, _INVALID, _UNAVAILABLE, _RINGING = 0, 4, 5, 6
_IN_USE = frozenset({2, 3, 7, 8})  # in use, busy, in use and ringing, on hold


def whole(text: str | None) -> int | None:
    """A whole number as Asterisk writes it; None for anything else."""
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        return None


@dataclass(slots=True)
class Member:
    """One interface in one queue. Instants are epochs of Asterisk's clock, 0 where it has none."""

    name: str
    status: int
    paused: bool
    reason: str
    last_pause: int
    last_call: int
    login_time: int
    in_call: bool
    order: int = 0  # of the message that told of it: the latest pause gives the break its reason


def member(message: Message, name: str) -> Member:
    """The member that *message* tells of (QueueMember or one of the QueueMember… events)."""
    get = message.get
    paused = get("Paused") == "1"
    return Member(
        name,
        whole(get("Status")) or _UNKNOWN,
        paused,
        get("PausedReason", "") if paused else "",
        whole(get("LastPause")) or 0,
        whole(get("LastCall")) or 0,
        whole(get("LoginTime")) or 0,
        get("InCall") == "1",
    )


Doing: TypeAlias = tuple[AgentState, str | None, tuple[str, ...]]


@dataclass(slots=True, eq=False)
class Talk:
    """A contact that an agent took and whose end Asterisk has not told yet.

    After a redirect it tells the end only when the caller hangs up at last, while the agent is long free: the
    end of the agent's own channel and the telephone going idle tell that at once (`free_at`).
    """

    key: CallKey
    login: str
    connected_at: datetime
    channel: str = ""  # Uniqueid of the agent's own channel, "" when it was not told
    in_use: bool = False  # the telephone has shown this talk: its state can be relied on
    hung_up: bool = False
    free_at: datetime | None = None


@dataclass(slots=True)
class _Agent:
    login: str
    name: str
    status: int = _UNKNOWN
    rows: dict[str, Member] = field(default_factory=dict)
    talks: list[Talk] = field(default_factory=list)
    said: Doing | None = None
    since: datetime | None = None

    def doing(self) -> Doing:
        """State, break code and the queues of the break (() for all of them) now.

        One paused queue makes it a break, though the agent may still be called from the others.
        """
        code: str | None = None
        some: tuple[str, ...] = ()
        paused = [queue for queue, row in self.rows.items() if row.paused]
        if paused:
            latest = max((self.rows[queue] for queue in paused), key=lambda row: (row.last_pause, row.order))
            code = latest.reason
            some = tuple(paused) if len(paused) < len(self.rows) else ()
        status = self.status
        if status in _IN_USE or (self.talks and any(talk.free_at is None for talk in self.talks)):
            return AgentState.HANDLING, code, some
        if status == _RINGING:
            return AgentState.RINGING, code, some
        if status in (_INVALID, _UNAVAILABLE):
            return AgentState.OFFLINE, code, some
        if code is not None:
            return AgentState.BREAK, code, some
        return (AgentState.UNKNOWN if status == _UNKNOWN else AgentState.READY), None, ()


class Agents:
    """The members and what follows from them. Methods return the events that tell of a change."""

    def __init__(self, source: str) -> None:
        self.freed: list[Talk] = []  # talks that turned out to be over for the agent, not yet looked at
        self._source = source
        self._agents: dict[str, _Agent] = {}
        self._order = 0
        self._channels: dict[str, str | None] | None = None

    def forget_members(self) -> None:
        """A new connection: what was is told anew. What agents did is kept, so that its `since` can go on."""
        for agent in self._agents.values():
            agent.rows.clear()
            agent.talks.clear()

    def member_of(self, key: MemberKey) -> Member | None:
        """The member as it is known now."""
        agent = self._agents.get(key[1])
        return agent.rows.get(key[0]) if agent is not None else None

    def callable_in(self, queue: str) -> bool:
        """Whether anybody in *queue* could still be called: a member not paused, the telephone in reach."""
        for agent in self._agents.values():
            row = agent.rows.get(queue)
            if row is not None and not row.paused and agent.status not in (_INVALID, _UNAVAILABLE):
                return True
        return False

    def login_of_channel(self, channel: str) -> str | None:
        """Whose telephone *channel* belongs to ("PJSIP/1001-0000002a"), None when that is not certain.

        For members whose name Asterisk cut (over 79 bytes) it sends events without saying whom they concern.
        """
        if self._channels is None:
            self._channels = {}
            for login in self._agents:
                device = login.split("/n", 1)[0] if login.startswith("Local/") else login
                self._channels[device] = None if device in self._channels else login
        return self._channels.get(channel.rpartition("-")[0])

    # -- what members do ----------------------------------------------------------------------------------

    def update(self, at: datetime, key: MemberKey, row: Member, *, complete: bool) -> list[LiveEvent]:
        """Member *key* is now as *row* says. *complete*: all queues of the agents are known, so that a new
        one is news and not merely the first that we hear of."""
        queue, login = key
        agent = self._open(login, row.name)
        old = agent.rows.get(queue)
        self._order += 1
        row.order = self._order
        agent.rows[queue] = row
        events: list[LiveEvent] = []
        if old is None or agent.name != row.name:
            if complete:
                agent.name = row.name
                events.append(self._seen(at, agent))
        elif agent.status == row.status and (old.paused, old.reason) == (row.paused, row.reason):
            return events  # the same telephone, told once a queue
        self._status(at, agent, row.status)
        return events + self.tell(at, login)

    def remove(self, at: datetime, key: MemberKey) -> list[LiveEvent]:
        """Member *key* left the queue; an agent without any queue is gone."""
        queue, login = key
        agent = self._agents.get(login)
        if agent is None:
            return []
        agent.rows.pop(queue, None)
        if not agent.rows:
            del self._agents[login]
            self._channels = None
            return [AgentGone(self._source, at, login)]
        return [self._seen(at, agent), *self.tell(at, login)]

    def replace(
        self, at: datetime, rows: dict[MemberKey, Member], epoch: Epoch
    ) -> tuple[tuple[AgentSeen, AgentChanged], ...]:
        """Take *rows* for all members there are; returns who they are and what they do, since when.

        *epoch* turns an epoch of Asterisk's clock into an instant of ours.
        """
        before = self._agents
        self._agents = {}
        self._channels = None
        for (queue, login), row in rows.items():
            agent = self._agents.get(login)
            if agent is None:
                agent = self._agents[login] = before.get(login) or _Agent(login, row.name)
                agent.name = row.name
                agent.rows = {}
            if not row.order:
                self._order += 1
                row.order = self._order
            agent.rows[queue] = row
            self._status(at, agent, row.status)
        told: list[tuple[AgentSeen, AgentChanged]] = []
        for login, agent in self._agents.items():
            state, code, queues = doing = agent.doing()
            if agent.said is None or _is_new(agent.said, doing):
                agent.since = _since(agent, state, epoch) or at
            agent.said = doing
            changed = AgentChanged(self._source, at, login, state, code, agent.since, queues)
            told.append((self._seen(at, agent), changed))
        return tuple(told)

    def handling(self) -> frozenset[str]:
        """Who is on a contact, as the last list and the events since then say."""
        return frozenset(
            login
            for login, agent in self._agents.items()
            if (
                any(talk.free_at is None for talk in agent.talks)
                if agent.talks
                else any(row.in_call for row in agent.rows.values())
            )
        )

    # -- talks --------------------------------------------------------------------------------------------

    def talk_begins(self, at: datetime, talk: Talk, name: str) -> list[LiveEvent]:
        """The agent took a contact; an earlier one may still be open."""
        agent = self._open(talk.login, name)
        talk.in_use = agent.status in _IN_USE
        agent.talks.append(talk)
        return self.tell(at, talk.login)

    def talk_ends(self, at: datetime, talk: Talk) -> list[LiveEvent]:
        """The contact is over for the agent."""
        agent = self._agents.get(talk.login)
        if agent is None or talk not in agent.talks:
            return []
        agent.talks.remove(talk)
        return self.tell(at, talk.login)

    def hangs_up(self, at: datetime, talk: Talk) -> list[LiveEvent]:
        """The agent's own channel of *talk* is gone."""
        talk.hung_up = True
        agent = self._agents.get(talk.login)
        if agent is None:
            return []
        self._look(at, agent)
        return self.tell(at, talk.login)

    def tell(self, at: datetime, login: str) -> list[LiveEvent]:
        """The agent's new state, if it is one."""
        agent = self._agents.get(login)
        if agent is None:
            return []
        doing = agent.doing()
        if doing == agent.said:
            return []
        state, code, queues = doing
        if agent.said is None or _is_new(agent.said, doing):
            agent.since = at
        agent.said = doing
        return [AgentChanged(self._source, at, login, state, code, None, queues)]

    # -- inside -------------------------------------------------------------------------------------------

    def _open(self, login: str, name: str) -> _Agent:
        agent = self._agents.get(login)
        if agent is None:
            agent = self._agents[login] = _Agent(login, name or login)
            self._channels = None
        return agent

    def _status(self, at: datetime, agent: _Agent, status: int) -> None:
        agent.status = status
        if status in _IN_USE:
            for talk in agent.talks:
                talk.in_use = True
        elif agent.talks:
            self._look(at, agent)

    def _look(self, at: datetime, agent: _Agent) -> None:
        """See which of the agent's talks are over, though their end was not told."""
        idle = agent.status not in _IN_USE
        for talk in agent.talks:
            if talk.free_at is not None:
                continue
            # a telephone that never showed the talk cannot show its end; one whose channel is unknown must
            over = talk.hung_up and (idle or not talk.in_use) if talk.channel else talk.in_use and idle
            if over:
                talk.free_at = at
                self.freed.append(talk)

    def _seen(self, at: datetime, agent: _Agent) -> AgentSeen:
        return AgentSeen(self._source, at, agent.login, agent.name, tuple(agent.rows))


def _is_new(was: Doing, now: Doing) -> bool:
    """Whether a new span begins: a break that is asked for, withdrawn or spread changes nothing else."""
    return was[0] is not now[0] or (now[0] is AgentState.BREAK and was[1] != now[1])


def _since(agent: _Agent, state: AgentState, epoch: Epoch) -> datetime | None:
    """Since when an agent that we see for the first time does what it does; None when nothing tells."""
    rows = agent.rows.values()
    last_call = max((row.last_call for row in rows), default=0)
    last_pause = max((row.last_pause for row in rows), default=0)
    if state is AgentState.BREAK:
        return epoch(max(last_pause, last_call)) if last_pause else None
    if state is AgentState.READY:
        began = max(last_call, max((row.login_time for row in rows), default=0))
        return epoch(began) if began >= last_pause else None  # when the break ended is told nowhere
    return None
