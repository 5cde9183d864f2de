"""What a source says live: the one vocabulary that every connector translates to.

An event states a change, in the source's own names, at an aware UTC instant. Voice, chat, e-mail and
messengers share it: a *contact* is one customer's try to reach us by any channel. Events are frozen, travel
through the journal as compact JSON arrays, and may only grow new fields at their end (with a default), so
that a console of last month reads a journal of today and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec


class Channel(StrEnum):
    """The way a contact came."""

    VOICE = "voice"
    CHAT = "chat"
    EMAIL = "email"
    MESSENGER = "messenger"


class AgentState(StrEnum):
    """What an agent is doing; one state at a time.

    An agent who is still on a contact but has asked for a break is HANDLING with a break code: the break is
    pending. BREAK is used for an idle agent who takes no contacts.
    """

    READY = "ready"
    RINGING = "ringing"
    HANDLING = "handling"
    AFTER_CONTACT = "after_contact"
    BREAK = "break"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class LeftReason(StrEnum):
    """Why a contact left a queue although nobody answered it and the customer did not give up."""

    TIMEOUT = "timeout"  # waited longer than the queue allows; usually overflows elsewhere
    KEY = "key"  # the customer chose another way (voicemail, call back, another queue)
    EMPTY = "empty"  # nobody was left to answer
    WITHDRAWN = "withdrawn"  # somebody took the contact out of the queue
    LOST = "lost"  # the source forgot it: a restart, a crash, a gap in what we heard
    UNKNOWN = "unknown"  # it is gone and the source did not say why


class EndedBy(StrEnum):
    """Who ended an answered contact."""

    CUSTOMER = "customer"
    AGENT = "agent"
    TRANSFER = "transfer"
    UNKNOWN = "unknown"


class Event(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something that happened at *source* at *at* (aware, UTC)."""

    source: str
    at: datetime


class SourceUp(Event, frozen=True, array_like=True, tag="source_up", gc=False):
    """We hear the source again; *product* as it names itself ("Asterisk Call Manager/12.0.0")."""

    product: str = ""


class SourceDown(Event, frozen=True, array_like=True, tag="source_down", gc=False):
    """We no longer hear the source; *reason* in its or the network's words.

    *removed*: nobody waits for it any more, for the centre was told to do without it. What it had open was
    closed before (live/removed.py).
    """

    reason: str = ""
    planned: bool = False
    removed: bool = False


class QueueSeen(Event, frozen=True, array_like=True, tag="queue_seen", gc=False):
    """The source has this queue; *threshold_s* is its own service-level threshold, None when it has none."""

    queue: str
    channel: Channel = Channel.VOICE
    threshold_s: int | None = None


class QueueGone(Event, frozen=True, array_like=True, tag="queue_gone", gc=False):
    """The source no longer has this queue; the day's counts stay."""

    queue: str


class AgentSeen(Event, frozen=True, array_like=True, tag="agent_seen", gc=False):
    """The agent known by *login* serves exactly *queues* (all of them, in the source's order)."""

    login: str
    name: str
    queues: tuple[str, ...] = ()
    team: str = ""


class AgentGone(Event, frozen=True, array_like=True, tag="agent_gone", gc=False):
    """The agent serves no queue any more and is not signed in."""

    login: str


class AgentChanged(Event, frozen=True, array_like=True, tag="agent_changed", gc=False):
    """The agent is in *state*, and was since *since* (None: since *at*).

    *break_code* is the source's word for the break; "" when it gave none; None when there is no break.
    *break_queues* are the queues in which the break holds, when it holds in some only; () means in all.
    """

    login: str
    state: AgentState
    break_code: str | None = None
    since: datetime | None = None
    break_queues: tuple[str, ...] = ()


class ContactOffered(Event, frozen=True, array_like=True, tag="contact_offered", gc=False):
    """The contact entered a queue for a human and waits there from *at* on.

    *contact* is the source's identity of the contact, the same in every queue it enters; (*contact*, *queue*)
    names the entry that is open; it is a serial of the source's own and tells nothing of the customer, since
    everybody may read it. *number* is the customer's number or address, "" when withheld.
    """

    contact: str
    queue: str
    channel: Channel = Channel.VOICE
    number: str = ""


class ContactDequeued(Event, frozen=True, array_like=True, tag="contact_dequeued", gc=False):
    """The contact no longer waits; why, the next event about it says (answered, abandoned or left)."""

    contact: str
    queue: str


class ContactAnswered(Event, frozen=True, array_like=True, tag="contact_answered", gc=False):
    """An agent took the contact *wait_s* seconds after it entered the queue (as the source measured it)."""

    contact: str
    queue: str
    login: str
    wait_s: float
    ring_s: float | None = None


class ContactAbandoned(Event, frozen=True, array_like=True, tag="contact_abandoned", gc=False):
    """The customer gave up after *wait_s* seconds in the queue."""

    contact: str
    queue: str
    wait_s: float


class ContactLeft(Event, frozen=True, array_like=True, tag="contact_left", gc=False):
    """The contact left the queue unanswered, though the customer did not give up."""

    contact: str
    queue: str
    wait_s: float
    reason: LeftReason = LeftReason.UNKNOWN


class ContactEnded(Event, frozen=True, array_like=True, tag="contact_ended", gc=False):
    """An answered contact ended for the agent; unknown parts of the handle time are None, not 0."""

    contact: str
    queue: str
    login: str
    talk_s: float | None = None
    hold_s: float | None = None
    after_contact_s: float | None = None
    by: EndedBy = EndedBy.UNKNOWN


class Difference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that stood otherwise with us than with the source.

    *kind*: queue, agent, agent_state, waiting_unseen (the source has it, we had not), waiting_ghost (we had
    it, the source has not), handling_ghost. *name* is the queue's, agent's or contact's; *ours* and *theirs*
    are the two states where there are any. *login* is an agent's.
    """

    kind: str
    name: str
    ours: str = ""
    theirs: str = ""
    login: str = ""


class AuditDone(Event, frozen=True, array_like=True, tag="audit_done", gc=False):
    """The source's full state was compared with ours: *compared* things, *differences* unlike and now mended.

    *after_gap*: the first comparison after a silence, when differences are what was missed and no error.
    *details* are the first few differences.
    """

    compared: int
    differences: int
    after_gap: bool = False
    details: tuple[Difference, ...] = ()


class Unusable(Event, frozen=True, array_like=True, tag="unusable", gc=False):
    """*count* messages could not be used; *what* says why ("AgentConnect without Queue")."""

    what: str
    count: int = 1


LiveEvent = (
    SourceUp
    | SourceDown
    | QueueSeen
    | QueueGone
    | AgentSeen
    | AgentGone
    | AgentChanged
    | ContactOffered
    | ContactDequeued
    | ContactAnswered
    | ContactAbandoned
    | ContactLeft
    | ContactEnded
    | AuditDone
    | Unusable
)


class WaitingContact(msgspec.Struct, frozen=True):
    """A contact that the source says is waiting now, since *since* (aware, UTC)."""

    contact: str
    queue: str
    since: datetime
    channel: Channel = Channel.VOICE
    number: str = ""


class FullState(msgspec.Struct, frozen=True):
    """Everything that a source knows at one moment; not journalled, but compared (live/audit.py).

    *agents* are pairs of who (AgentSeen) and doing (AgentChanged). *handling* holds the logins that are on a
    contact if the source can tell, None if it cannot; *restarted* is True when the source lost its memory
    since it was last heard, so that contacts it no longer knows are lost rather than missed.
    """

    source: str
    at: datetime
    queues: tuple[QueueSeen, ...]
    agents: tuple[tuple[AgentSeen, AgentChanged], ...]
    waiting: tuple[WaitingContact, ...]
    handling: frozenset[str] | None = None
    after_gap: bool = False
    restarted: bool = False


_encoder = msgspec.json.Encoder()
_batch_decoder = msgspec.json.Decoder(list[LiveEvent])
_event_decoder = msgspec.json.Decoder(LiveEvent)
_raw_decoder = msgspec.json.Decoder(list[msgspec.Raw])


def encode(events: Iterable[LiveEvent]) -> bytes:
    """The events as one JSON array, in order, as the journal keeps them."""
    return _encoder.encode(list(events))


def decode(batch: bytes | str) -> tuple[list[LiveEvent], int]:
    """The events of one journalled batch, in order, and how many this version does not know.

    Raises msgspec.DecodeError when *batch* is no JSON array at all.
    """
    try:
        return _batch_decoder.decode(batch), 0
    except msgspec.ValidationError:
        found = decode_each(batch)
        known = [event for event in found if event is not None]
        return known, len(found) - len(known)


def decode_each(batch: bytes | str) -> list[LiveEvent | None]:
    """The events of one journalled batch, each in its place; None where this version does not know one."""
    found: list[LiveEvent | None] = []
    for raw in _raw_decoder.decode(batch):
        try:
            found.append(_event_decoder.decode(raw))
        except msgspec.ValidationError:
            found.append(None)
    return found
