"""Faults such as real telephone systems have: now and then something happens and the news of it is lost.

A caller hangs up and stays on the board, an agent signs off or becomes ready and nobody hears of it, until
the next comparison with the full state mends it. Which news is lost depends on the seed alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from supervisor.events import (
    AgentChanged,
    AgentState,
    ContactAbandoned,
    ContactDequeued,
    Event,
    LiveEvent,
)

# One in so many: on a whole day some two ghosts, four agents who never left, a few who seem to work on.
_ABANDONS, _SIGN_OFFS, _READIES = 200, 30, 1200


def survivors(events: Iterable[LiveEvent], seed: int) -> list[LiveEvent]:
    """What of *events* is heard."""
    heard: list[LiveEvent] = []
    for event in events:
        if isinstance(event, ContactAbandoned):
            if _chosen(seed, event, event.contact, _ABANDONS):
                last = heard[-1] if heard else None
                if isinstance(last, ContactDequeued) and last.contact == event.contact:
                    heard.pop()
                continue
        elif isinstance(event, AgentChanged):
            one_in = {AgentState.OFFLINE: _SIGN_OFFS, AgentState.READY: _READIES}.get(event.state)
            if one_in is not None and _chosen(seed, event, event.login, one_in):
                continue
        heard.append(event)
    return heard


def _chosen(seed: int, event: Event, who: str, one_in: int) -> bool:
    return crc32(f"{seed}:{who}:{event.at:%m%d%H%M%S}".encode()) % one_in == 0
