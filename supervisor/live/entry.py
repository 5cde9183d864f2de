"""A batch as it goes into the journal: encoded, and on a shared database without persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from supervisor.events import LiveEvent, encode
from supervisor.live.names import Named
from supervisor.live.private_part import joined
from supervisor.live.veil import Veil


@dataclass(frozen=True)
class Entry:
    """A batch to be appended: *events* already encoded, *first_at* and *last_at* their range of instants.

    *veiled*: agents stand in it under tokens, *private* is what else was taken out (live/veil.py), and
    *names* are those that are new or changed with it. They are written in the same transaction, so that
    nobody meets a token before its name could be there; the same ones again do no harm.
    """

    source: str
    sequence: int
    count: int
    first_at: datetime
    last_at: datetime
    events: bytes
    private: bytes | None = None
    veiled: bool = False
    names: tuple[Named, ...] = ()


def entry(source: str, events: Sequence[LiveEvent], *, sequence: int, veil: Veil | None = None) -> Entry:
    """The batch of *events*, at least one, as it will stand in the journal; *veil* is `Journal.veil()`."""
    instants = [event.at for event in events]
    place = source, sequence, len(events), min(instants), max(instants)
    if veil is None:
        return Entry(*place, encode(events))
    veiled = veil.events(events)
    return Entry(*place, veiled.events, joined([(len(events), veiled.private)]), True, veiled.names)
