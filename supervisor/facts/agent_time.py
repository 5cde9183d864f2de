"""Agents' time: what a log says of it line by line, and the stretches that follow from it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class What(StrEnum):
    """What a line of a log says of an agent's time."""

    PAUSE = "pause"
    UNPAUSE = "unpause"
    ADD = "add"  # signed in to a queue
    REMOVE = "remove"
    START = "start"  # the source began anew: names no agent


class Mark(msgspec.Struct, frozen=True, gc=False):
    """One such line. *queue* is "" for all queues; *code* the break code, "" where none was said.

    *seq* is its order among the marks of the same instant.
    """

    at_ms: int
    seq: int
    login: str
    queue: str
    what: What
    code: str = ""


class State(StrEnum):
    """What a stretch of time is of."""

    SIGNED_IN = "signed_in"
    BREAK = "break"
    READY = "ready"
    RINGING = "ringing"
    HANDLING = "handling"
    AFTER_CONTACT = "after_contact"


class Span(msgspec.Struct, frozen=True, gc=False):
    """A stretch of an agent's time; *ended_ms* None while it lasts. *queue* "" : all of the agent's.

    Breaks overlap where queues are paused apart; who sums them takes the union over queues.
    """

    login: str
    state: State
    began_ms: int
    ended_ms: int | None
    queue: str = ""
    code: str = ""
