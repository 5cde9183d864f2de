"""What a connector must offer: settings, a test in words, and events.

A kind of source that writes a log of its own may offer that too (`sources/day_log.py`), to be audited by.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

from supervisor.events import FullState, LiveEvent


@dataclass(frozen=True)
class Heard:
    """A sign of life at *at* that changes nothing (a pong, an event we have no use for)."""

    at: datetime


Said: TypeAlias = LiveEvent | FullState | Heard


@dataclass(frozen=True)
class TestResult:
    """What a trial connection found: *problem* is None when all is well, else one of PROBLEMS.

    *facts* fill the sentence that `words` makes of it (host, port, queues, agents, detail, …).
    """

    __test__ = False  # not a test of ours, whatever pytest thinks of the name

    problem: str | None
    facts: dict[str, str]


PROBLEMS = (
    "host_unknown",  # the name does not resolve
    "unreachable",  # no route, or nothing answers in time
    "refused_port",  # the machine answers, the port does not
    "no_banner",  # connected, but it never spoke: perhaps a TLS port, perhaps another service
    "not_ami",  # it spoke, but not this protocol
    "tls_not_spoken",  # we asked for TLS, the port is plain
    "tls_untrusted",  # TLS, but the certificate is not trusted; facts: fingerprint
    "tls_name",  # TLS, but the certificate is another host's
    "login_refused",  # secret, user or address refused: the three look the same
    "permission",  # logged in, but may not read what we need
    "no_queues",  # all is well, but the system has no queues
    "closed",  # it hung up on us in the middle
    "secret_missing",  # no password to log in with
    "file_missing",  # a recording that is not there
    "file_damaged",  # a recording that cannot be read
)

LOG_PROBLEMS = (
    "log_missing",  # there is no such file, or its folder is not mounted
    "log_denied",  # it is there, and we may not read it
    "log_damaged",  # it cannot be read to its end
    "log_other",  # it can be read, and speaks of other contacts: another system's
    "log_silent",  # nothing is written to it any more, though contacts go on
)
"""What may be wrong with a source's own log (`sources/day_log.py`)."""


class Connector(Protocol):
    """One telephone system (or recording, or simulation), followed by the collector."""

    @property
    def name(self) -> str:
        """The source's name in this centre."""
        ...

    async def test(self) -> TestResult:
        """Try to connect, log in and read once, in at most some 30 s; never raises for a bad source."""
        ...

    def events(self, after: datetime | None) -> AsyncIterator[tuple[Said, ...]]:
        """What the source says, in order, in small groups as they came; reconnects by itself, for ever.

        *after* is the instant of this source's last journalled event, None for a first start: a source that
        can still tell what happened since then (a simulation, a log) does, any other begins with its present.
        After each (re)connection a FullState comes before any change. An interrupted source says SourceDown
        once, SourceUp when it is heard again. Ends only when cancelled, or when a recording is at its end.
        """
        ...


@runtime_checkable
class Asked(Protocol):
    """A connector that may be asked for a full state before its time."""

    def ask(self) -> None:
        """Let a FullState of this moment come soon, if the source is heard."""
        ...


@runtime_checkable
class Answering(Protocol):
    """A connector whose source answers when it is asked for a sign of life: its silence means something."""

    def probe(self) -> None:
        """Let the source answer (Heard, or whatever else it says), if it can be reached; never waits."""
        ...
