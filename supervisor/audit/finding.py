"""What an audit finds: single, named things, each with what we have and what the source's log has."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What does not agree."""

    GHOST_WAITING = "ghost_waiting"  # we have it waiting, the log says how it ended
    GHOST_HANDLING = "ghost_handling"  # we have it with an agent, the log says that it is over
    UNSEEN = "unseen"  # the log has it, we have not
    UNLOGGED = "unlogged"  # we have it, the log has not
    TWICE = "twice"  # we have it once more often than the log
    EARLY = "early"  # we have its end, the log has it waiting
    OUTCOME = "outcome"  # it ended, but in two ways
    WAIT = "wait"  # it waited for two lengths of time
    TALK = "talk"  # it was talked to for two lengths of time
    COUNT = "count"  # the board counts otherwise than contact by contact
    SUM = "sum"  # offered is not answered + abandoned + left + waiting
    TWO_PLACES = "two_places"  # one contact in two queues, or with two agents, at once
    HANDS = "hands"  # an agent with more or fewer contacts than are with that agent
    STATE_TIME = "state_time"  # the times of an agent's states do not add up to the time since the sign-in
    SIGNED_IN = "signed_in"  # signed in for another time than the log says
    TOO_LONG = "too_long"  # it waits longer than anybody can believe


class Why(StrEnum):
    """Why two things differ although nothing is wrong; NOTHING when that is not known."""

    NOTHING = ""
    GAP = "gap"  # nobody listened just then
    RESTART = "restart"  # the source was restarted or crashed, and forgot
    REDIRECT = "redirect"  # the agent was free before the log's end of the talk


GHOSTS = frozenset(
    {Kind.GHOST_WAITING, Kind.GHOST_HANDLING, Kind.UNLOGGED, Kind.TWICE, Kind.TWO_PLACES, Kind.TOO_LONG}
)
"""Contacts that should not be on the board: a person may take these out of the count."""


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that does not agree.

    *since* is when the contact entered, or the agent's day began. *ours* and *theirs* are words of the trade
    ("answered", "waiting", "offered"), *ours_n* and *theirs_n* seconds or counts. *other* is a second queue
    or agent; *place* the byte of the log that says otherwise.
    """

    kind: Kind
    queue: str = ""
    contact: str = ""
    since: datetime | None = None
    agent: str = ""
    ours: str = ""
    theirs: str = ""
    ours_n: float | None = None
    theirs_n: float | None = None
    other: str = ""
    why: Why = Why.NOTHING
    place: int = 0

    @property
    def can_be_excluded(self) -> bool:
        """Whether taking the contact out of the count makes it good."""
        return self.kind in GHOSTS and bool(self.contact)


class Sums(msgspec.Struct, frozen=True, array_like=True):
    """Contacts of one queue, and their waits in seconds, on one of the two sides."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    left: int = 0
    waiting: int = 0
    wait_answered_s: float = 0.0
    wait_abandoned_s: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.offered + other.offered,
            self.answered + other.answered,
            self.abandoned + other.abandoned,
            self.left + other.left,
            self.waiting + other.waiting,
            self.wait_answered_s + other.wait_answered_s,
            self.wait_abandoned_s + other.wait_abandoned_s,
        )


class QueueSums(msgspec.Struct, frozen=True, array_like=True):
    """A queue as we and as its source's log count it."""

    queue: str
    ours: Sums
    theirs: Sums | None  # None: there is no log to count by


class Reconciliation(msgspec.Struct, frozen=True):
    """A day so far, looked at twice.

    *compared* contacts' stays in queues, from *since* (when both sides were there) to *until*; *differences*
    findings that nothing explains, *explained* those that something does. *findings* may be the first of
    them only. *problem* says why there is no log to compare with ("" when there is), with *facts* for its
    sentence; then only what needs no log was looked at. *clock_off_s*: how far the source's clock is behind
    ours. *unreadable* lines of the log made no sense, the first of them at byte *unreadable_place*.
    """

    source: str
    day: date
    at: datetime
    until: datetime
    since: datetime | None = None
    compared: int = 0
    differences: int = 0
    explained: int = 0
    findings: tuple[Finding, ...] = ()
    queues: tuple[QueueSums, ...] = ()
    logged: bool = False
    last_logged: datetime | None = None
    clock_off_s: float = 0.0
    unreadable: int = 0
    unreadable_text: str = ""
    where: str = ""
    problem: str = ""
    facts: dict[str, str] = {}
