"""A demo day that is asked for until several moments, for pictures and tests: simulated once in a process."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime
from functools import lru_cache

from supervisor.events import LiveEvent
from supervisor.sources.simulated.simulation import Makings, day_opens


class _Day:
    """As much of a day as was ever asked for."""

    def __init__(self, makings: Makings, day: date) -> None:
        self._simulation = day_opens(makings, day)
        self._said: list[LiveEvent] = self._simulation.introduction()

    def until(self, at: datetime) -> list[LiveEvent]:
        self._said += self._simulation.advance(at)
        return self._said[: bisect_right(self._said, at, key=lambda event: event.at)]


_day = lru_cache(maxsize=4)(_Day)


def kept_day(makings: Makings, day: date, until: datetime) -> list[LiveEvent]:
    """What `day_until` says, without simulating again what was already said."""
    return _day(makings, day).until(until)
