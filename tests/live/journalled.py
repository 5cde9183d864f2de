"""A journal of the scripted day: written in small batches, read whole."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.events import LiveEvent
from supervisor.live.journal import Journal
from tests.live.floor import PBX
from tests.live.scripted import day

DAY = day(PBX)
END = DAY.events[-1].at


def write(journal: Journal, events: Sequence[LiveEvent], *, size: int = 7, collector: str = "c") -> list[int]:
    """Journal *events* in batches of *size*; their ids."""
    begun = journal.last_sequence(collector)
    return [
        journal.append(
            events[start].source,
            events[start : start + size],
            collector=collector,
            sequence=begun + 1 + start // size,
        )
        for start in range(0, len(events), size)
    ]


def everything(journal: Journal) -> list[LiveEvent]:
    events: list[LiveEvent] = []
    last = 0
    while batches := journal.batches_after(last, 10):
        last = batches[-1].id
        events += [event for batch in batches for event in batch.events]
    return events
