"""Stretches of days from *since* until before *until*; None is without an end on that side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Days(NamedTuple):
    """From *since* until before *until*."""

    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        return self.since is not None and self.until is not None and self.until <= self.since

    def meets(self, other: Days) -> bool:
        """Whether there is a day in both."""
        return not self.both(other).is_empty and not self.is_empty and not other.is_empty

    def both(self, other: Days) -> Days:
        """The days that are in both; empty when there is none."""
        return Days(_later(self.since, other.since), _earlier(self.until, other.until))

    def without(self, others: Iterable[Days]) -> tuple[Days, ...]:
        """What is left of them when the days of *others* are taken out, in order."""
        left = [self]
        for other in others:
            if other.is_empty:
                continue
            parts = []
            for days in left:
                if not days.meets(other):
                    parts.append(days)
                    continue
                if other.since is not None:
                    parts.append(Days(days.since, _earlier(days.until, other.since)))
                if other.until is not None:
                    parts.append(Days(_later(days.since, other.until), days.until))
            left = [days for days in parts if not days.is_empty]
        return tuple(left)


def _later(one: date | None, other: date | None) -> date | None:
    """The later of two beginnings."""
    if one is None or other is None:
        return one or other
    return max(one, other)


def _earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two ends."""
    if one is None or other is None:
        return one or other
    return min(one, other)
