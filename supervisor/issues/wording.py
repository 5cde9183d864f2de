"""Issues in words: what happened to one as a sentence, how its clocks stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Clock, Reading
from supervisor.issues.event import Event


@dataclass(frozen=True)
class Speaker:
    """What sentences need to name things: *department*, *node*, *issue* (by id) and *meeting* make names of
    ids; *zone* is the centre's, *today* leaves the year away where it is this one."""

    department: Callable[[str], str]
    zone: ZoneInfo
    today: date | None = None
    node: Callable[[str], str] = str
    issue: Callable[[int], str] = str
    meeting: Callable[[str], str] = str


def event_words(event: Event, speak: Speaker) -> str:
    """What happened, as a sentence without when and who."""
    raise NotImplementedError


def clock_words(reading: Reading, clock: Clock, speak: Speaker) -> str:
    """How a clock stands, in words: "Answer: 2 working days left, until 2026-11-25"."""
    raise NotImplementedError
