"""A contact's stay in a queue, as the history keeps it, and the rings at agents that it took."""

from __future__ import annotations

from enum import IntFlag, StrEnum

import msgspec

from supervisor.events import Channel


class Outcome(StrEnum):
    """What became of a contact in a queue. All but WAITING are final."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed_out"
    KEY = "key"  # the customer chose another way
    EMPTY = "empty"  # nobody was left to answer
    WITHDRAWN = "withdrawn"
    LOST = "lost"  # the source forgot it: a restart, a crash
    UNKNOWN = "unknown"  # it is gone and nobody said why


class Told(IntFlag):
    """Who told a fact."""

    LIVE = 1  # the events, as they came
    LOG = 2  # the source's own log
    SHEET = 4  # a list of contacts in a file


class Entry(msgspec.Struct, gc=False):
    """One contact's one stay in one queue; times in ms since 1970 (UTC), names as the source says them.

    Not frozen: whoever reads a log makes millions. *wait_s* is as the source measured it (a log: whole
    seconds, cut). *login* answered; *ring_s* to *acw_s* are None where unknown. *over*: nothing more comes.
    *detail* is the key pressed, or the target of a transfer.
    """

    contact: str
    queue: str
    entered_ms: int
    outcome: Outcome = Outcome.WAITING
    left_ms: int | None = None
    wait_s: float | None = None
    login: str = ""
    ring_s: float | None = None
    talk_s: float | None = None
    hold_s: float | None = None
    acw_s: float | None = None
    ended_ms: int | None = None
    ended_by: str = ""  # events.EndedBy, or "lost"
    detail: str = ""
    position: int | None = None
    number: str = ""
    channel: str = Channel.VOICE.value
    type: str = ""
    over: bool = False


class Ring(msgspec.Struct, frozen=True, gc=False):
    """A ring at an agent that nobody answered: *at_ms* is when it ended; *outcome* no_answer or cancelled."""

    contact: str
    queue: str
    login: str
    at_ms: int
    ring_s: float | None
    outcome: str
