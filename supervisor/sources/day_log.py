"""A source's own log of the day: what it wrote down by itself, beside what it said live.

The audit (supervisor/audit) rebuilds the day from it and compares. Both sides are told as `QueueEntry`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from supervisor.events import Channel, EndedBy, LeftReason


class Outcome(StrEnum):
    """What became of a contact in a queue."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    LEFT = "left"


class QueueEntry(msgspec.Struct, frozen=True, gc=False):
    """One contact's one stay in one queue, as far as whoever tells it knows.

    *number* is the teller's own: the same number told again is the same stay, further on. *outcome* is None
    while the contact waits (or, when *leaving*, has just stopped waiting and nobody said why). *wait_s* is as
    the teller measured it, *reason* only for those who left, *login* and *ended* only for the answered;
    *talk_s* is None until it is known. *place* is where the log tells it: a byte of a file, 0 elsewhere. The
    fields from *channel* on are told by events alone; None and "" where they do not tell.
    """

    number: int
    contact: str
    queue: str
    entered: datetime
    outcome: Outcome | None = None
    settled: datetime | None = None
    wait_s: float | None = None
    reason: LeftReason | None = None
    login: str = ""
    ended: datetime | None = None
    talk_s: float | None = None
    leaving: bool = False
    place: int = 0
    channel: Channel = Channel.VOICE
    customer: str = ""
    ring_s: float | None = None
    hold_s: float | None = None
    after_contact_s: float | None = None
    by: EndedBy | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come: it left unanswered, or its talk is over."""
        return self.outcome is not None and (self.outcome is not Outcome.ANSWERED or self.ended is not None)


@dataclass(frozen=True)
class AgentTime:
    """How long an agent was signed in and on a break today, in seconds; None where the log cannot tell.

    *exact*: the log tells every sign-in and break; otherwise the times are the most that it may have been.
    """

    signed_in_s: float | None = None
    break_s: float | None = None
    exact: bool = False


@dataclass(frozen=True)
class Unreadable:
    """A line of a log that makes no sense, at byte *place* of *file*, shortened."""

    file: str
    place: int
    text: str


@dataclass(frozen=True)
class LogNews:
    """What a log says of a day that it had not said before.

    *anew*: all of the day is told again, forget what was told before. *entries* are new or further on, of
    contacts that entered since the day began. *since*: from when on the log can tell; later than the day's
    begin when the log is younger. *last_at* is its newest line, None when the day has none. *restarts* are
    the instants at which the source lost its memory, *agents* the times of all agents up to now, by the
    log's name of them. *resolution_s*: how exact the log's times are.
    """

    entries: tuple[QueueEntry, ...] = ()
    anew: bool = False
    since: datetime | None = None
    last_at: datetime | None = None
    restarts: tuple[datetime, ...] = ()
    agents: dict[str, AgentTime] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()
    unreadable_count: int = 0
    resolution_s: float = 1.0


class DayLog(Protocol):
    """What a connector kind may offer beside its events: the source's own log."""

    @property
    def where(self) -> str:
        """Where the log is, as a person would name it: a path, or a word."""
        ...

    def news(self, begins: datetime, until: datetime) -> LogNews:
        """What the log says of the day that began at *begins*, and has not been told by this object yet.

        Reads what is there at this moment; a source without memory of its own is asked up to *until*. Raises
        SourceError (log_missing, log_denied, log_damaged) when it cannot be read.
        """
        ...
