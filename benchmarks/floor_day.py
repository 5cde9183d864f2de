"""The busy floor's events as batches, at the pace of a day or of a storm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.busy_floor import BusyFloor
from supervisor.events import LiveEvent

BEGINS = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # nine in the morning of the centre


def batches(
    floor: BusyFloor, count: int, size: int, per_second: float, at: datetime = BEGINS
) -> Iterator[list[LiveEvent]]:
    """About *count* more events in batches of *size*, *per_second* of them a second of the floor's clock, the
    first just after *at*."""
    rest: list[LiveEvent] = []
    for _ in range(count // size):
        at += timedelta(seconds=size / per_second)
        while len(rest) < size:
            # a few at an instant, whatever the size of a batch: so the figures do not depend on it
            rest += floor.happens(at - timedelta(seconds=(size - len(rest)) / per_second), min(10, size))
        yield rest[:size]
        rest = rest[size:]
