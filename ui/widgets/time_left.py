"""How long work will still take, as far as can be said from what is done of it."""

from __future__ import annotations

from supervisor.clock import monotonic
from supervisor.words import _, duration

SURE_S = 1.0  # before it, nobody knows how long it will take
LEAST = 0.02  # of the work, likewise


class TimeLeft:
    """Begins when it is made."""

    def __init__(self) -> None:
        self._began_s = monotonic()

    def said(self, done: int, total: int) -> str:
        """What is left after *done* of *total* pieces, in words; "" while nobody knows."""
        passed = monotonic() - self._began_s
        part = done / total if total else 0.0
        if passed < SURE_S or part < LEAST:
            return ""
        left = passed * (1 - part) / part
        return _("{time} left").format(time=duration(max(1, round(left))))
