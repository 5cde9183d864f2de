"""Demo days that several tests look at; each is made once a test process."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from supervisor.clock import BusinessDays
from supervisor.events import LiveEvent
from supervisor.live.board import Board
from supervisor.live.rules import CountingRules
from supervisor.sources.simulated.simulation import Makings, day_until

DAYS = BusinessDays(ZoneInfo("Asia/Shanghai"))
RULES = CountingRules(DAYS)
MONDAY = date(2026, 11, 23)
DEMO = "demo"
EMPTY = Board()


def makings(seed: int = 1, **more: object) -> Makings:
    return Makings(DEMO, DAYS, seed, **more)  # type: ignore[arg-type]


def small(seed: int = 1) -> Makings:
    """A centre of some two dozen agents, for laws that need many days."""
    return makings(seed, scale=0.2)


def at(hour: float, day: date = MONDAY) -> datetime:
    """When the centre's wall clock shows *hour* on *day*."""
    return datetime.combine(day, datetime.min.time(), DAYS.zone).astimezone(UTC) + timedelta(hours=hour)


@lru_cache(maxsize=8)
def whole_day(seed: int = 1, day: date = MONDAY) -> tuple[LiveEvent, ...]:
    """A business day of the full centre with what came before it open, to its last second."""
    return tuple(day_until(makings(seed), day, DAYS.ends(day) - timedelta(seconds=1)))
