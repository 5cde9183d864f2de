"""The live state of the floor: frozen lines of sources, queues, agents and open contacts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from supervisor.events import AgentState, Channel, Difference
from supervisor.live.counts import NOTHING, Counts
from supervisor.live.token import is_token

QueueKey: TypeAlias = tuple[str, str]  # source, queue
AgentKey: TypeAlias = tuple[str, str]  # source, login
ContactKey: TypeAlias = tuple[str, str, str]  # source, contact, queue


class Stage(StrEnum):
    """How far an open contact is."""

    WAITING = "waiting"
    LEAVING = "leaving"  # no longer waits, and the source has not yet said why
    HANDLING = "handling"


class OpenContact(msgspec.Struct, frozen=True, gc=False):
    """A contact in a queue or with an agent; *since* is when it entered the queue."""

    source: str
    contact: str
    queue: str
    since: datetime
    stage: Stage = Stage.WAITING
    channel: Channel = Channel.VOICE
    number: str = ""
    login: str = ""
    stage_since: datetime | None = None  # when it stopped waiting or was answered


class Staff(msgspec.Struct, frozen=True, gc=False):
    """How many of a queue's agents are in each state."""

    ready: int = 0
    ringing: int = 0
    handling: int = 0
    after_contact: int = 0
    on_break: int = 0
    offline: int = 0
    unknown: int = 0

    @property
    def signed_in(self) -> int:
        return self.ready + self.ringing + self.handling + self.after_contact + self.on_break


class Abandoned(msgspec.Struct, frozen=True, gc=False):
    """A contact whose customer gave up after *wait_s* seconds, having arrived at *since*; *short* when that
    was within the short-abandon limit."""

    contact: str
    since: datetime
    wait_s: float
    channel: Channel = Channel.VOICE
    number: str = ""
    short: bool = False


class QueueLine(msgspec.Struct, frozen=True):
    """One queue now and today.

    *quarters* counts by quarter hour since the day began, *minutes* by minute of the epoch over the last half
    hour and a little; both by arrival. *abandoned* are today's, in the order in which they gave up. Never
    changed in place.
    """

    source: str
    name: str
    threshold_s: int
    channel: Channel = Channel.VOICE
    gone: bool = False
    waiting: tuple[OpenContact, ...] = ()  # in order of arrival
    staff: Staff = Staff()
    today: Counts = NOTHING
    quarters: dict[int, Counts] = {}
    minutes: dict[int, Counts] = {}
    source_threshold_s: int | None = None
    abandoned: tuple[Abandoned, ...] = ()

    @property
    def key(self) -> QueueKey:
        return (self.source, self.name)

    @property
    def waiting_since(self) -> datetime | None:
        """When the contact that waits longest arrived; None when nobody waits."""
        return self.waiting[0].since if self.waiting else None


class Spent(msgspec.Struct, frozen=True, gc=False):
    """What an agent spent today in spans of one state that are over: *times* of them, *seconds* in all.

    *break_code* is "" for every state but a break. The running span is not in it.
    """

    state: AgentState
    break_code: str
    seconds: float
    times: int


class Work(msgspec.Struct, frozen=True, gc=False):
    """What an agent handled of one queue today: contacts that ended, and the seconds that they took."""

    queue: str
    contacts: int
    handle_s: float


class AgentLine(msgspec.Struct, frozen=True, gc=False):
    """One agent now, and what became of the day. *contacts* is how many are with the agent at once (chats
    can be several)."""

    source: str
    login: str
    name: str
    state: AgentState
    since: datetime
    at: datetime  # of the last event that spoke of the agent: an older one changes nothing
    break_code: str | None = None
    team: str = ""
    queues: tuple[str, ...] = ()
    contacts: int = 0
    break_queues: tuple[str, ...] = ()  # where the break holds; () means in all queues
    spent: tuple[Spent, ...] = ()  # today's, in the order in which they first came
    work: tuple[Work, ...] = ()  # today's, likewise

    @property
    def key(self) -> AgentKey:
        return (self.source, self.login)

    @property
    def known_login(self) -> str | None:
        """The login; None of an agent whom this seat may not know (live/veil.py)."""
        return None if is_token(self.login) else self.login

    def state_in(self, queue: str) -> AgentState:
        """What the agent does for *queue*: an idle agent on a break elsewhere is ready here."""
        if self.state is AgentState.BREAK and self.break_queues and queue not in self.break_queues:
            return AgentState.READY
        return self.state


class SourceLine(msgspec.Struct, frozen=True):
    """One source: whether we hear it, and what the comparisons with its full state found today.

    *differences* counts what was wrong in an ordinary comparison, *missed* what a silence kept from us.
    """

    name: str
    up: bool
    since: datetime
    last_event_at: datetime
    product: str = ""
    reason: str = ""
    planned: bool = False
    audits: int = 0
    differences: int = 0
    missed: int = 0
    last_audit_at: datetime | None = None
    last_compared: int = 0  # queues, agents and waiting contacts, in the last comparison
    last_details: tuple[Difference, ...] = ()
    unusable: dict[str, int] = {}


class Board(msgspec.Struct, frozen=True):
    """Everything live, as of *at*; counts are of business day *day*. Lines are shared between boards: compare
    with `is`. The mappings keep the order in which things first came, and are never changed in place.

    *parted* are agents who were here today and serve no queue any more: who signs in again has the same day.
    """

    day: date | None = None
    at: datetime | None = None
    sources: dict[str, SourceLine] = {}
    queues: dict[QueueKey, QueueLine] = {}
    agents: dict[AgentKey, AgentLine] = {}
    contacts: dict[ContactKey, OpenContact] = {}
    parted: dict[AgentKey, AgentLine] = {}


class Changed(msgspec.Struct, frozen=True):
    """What differs between two boards; *day* when a new business day began, so that everything does."""

    sources: frozenset[str] = frozenset()
    queues: frozenset[QueueKey] = frozenset()
    agents: frozenset[AgentKey] = frozenset()
    day: bool = False

    def __or__(self, other: Changed) -> Changed:
        return Changed(
            self.sources | other.sources,
            self.queues | other.queues,
            self.agents | other.agents,
            self.day or other.day,
        )

    def __bool__(self) -> bool:
        return bool(self.sources or self.queues or self.agents or self.day)


EMPTY = Board()


class _Saved(msgspec.Struct):
    """A board on disk: mappings as lists of lines, which hold their own keys."""

    day: date | None
    at: datetime | None
    sources: list[SourceLine]
    queues: list[QueueLine]
    agents: list[AgentLine]
    contacts: list[OpenContact]
    parted: list[AgentLine] = []


_saved_encoder = msgspec.msgpack.Encoder()
_saved_decoder = msgspec.msgpack.Decoder(_Saved)


def save(board: Board) -> bytes:
    """The whole board as bytes, for the journal's snapshots."""
    return _saved_encoder.encode(
        _Saved(
            board.day,
            board.at,
            list(board.sources.values()),
            list(board.queues.values()),
            list(board.agents.values()),
            list(board.contacts.values()),
            list(board.parted.values()),
        )
    )


def load(saved: bytes) -> Board:
    """The board that `save` made bytes of. Raises msgspec.DecodeError when another version made them."""
    found = _saved_decoder.decode(saved)
    return Board(
        found.day,
        found.at,
        {line.name: line for line in found.sources},
        {line.key: line for line in found.queues},
        {line.key: line for line in found.agents},
        {(line.source, line.contact, line.queue): line for line in found.contacts},
        {line.key: line for line in found.parted},
    )
