"""How long work will still take, as far as can be said from what is done of it."""

from __future__ import annotations

from collections.abc import Callable

from supervisor.clock import monotonic
from supervisor.words import _, duration

SURE_S = 1.0  # before it, nobody knows how long it will take
LEAST = 0.02  # of the work, likewise


class TimeLeft:
    """Begins with the first word of the work, and anew with each stretch of it: of other pieces, or of more.
    What came before the first word (reading what is to be written) says nothing of the rest."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._total = -1
        self._began_s, self._first, self._last = 0.0, 0, 0

    def said(self, done: int, total: int) -> str:
        """What is left after *done* of *total* pieces, in words; "" while nobody knows."""
        if total != self._total or done < self._last:
            self._began_s, self._first = self._now(), done
        self._total, self._last = total, done
        passed = self._now() - self._began_s
        pieces = done - self._first
        if passed < SURE_S or not total or pieces / total < LEAST:
            return ""
        left = passed * (total - done) / pieces
        return _("{time} left").format(time=duration(max(1, round(left))))
