"""A clock that does not jump: whoever sets the machine's clock changes no wait and no talk that is under way.

Instants of one source must follow one another, and lengths that a source does not tell are differences of
them. So this clock runs by the machine's steady one, follows the wall clock where they differ by a moment,
and takes a jump only when it has lasted: then somebody has set the clock right, and was not only trying.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from supervisor.clock import Clock, monotonic

log = logging.getLogger(__name__)

MOMENT_S = 1.0  # a difference below is followed; no clock goes back for it
LASTS_S = 600.0  # a jump that lasted for so long is believed


def running() -> float:
    """Seconds that nobody sets, and that go on while the machine sleeps, where the system can tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return monotonic() if boot is None else time.clock_gettime(boot)


class SteadyClock:
    """*clock*, without its jumps. Threads may share it."""

    def __init__(self, clock: Clock, steady: Callable[[], float] = running) -> None:
        """*steady*: seconds on a clock that nobody sets."""
        self.speed: float = getattr(clock, "speed", 1.0)
        self._clock = clock
        self._steady = steady
        self._base = self._last = clock.now()
        self._base_s = steady()
        self._apart_since_s: float | None = None

    def now(self) -> datetime:
        """The present instant; never earlier than the one before, but for a jump back that has lasted."""
        wall, now_s = self._clock.now(), self._steady()
        ours = self._base + timedelta(seconds=(now_s - self._base_s) * self.speed)
        apart_s = (wall - ours).total_seconds() / self.speed
        if abs(apart_s) <= MOMENT_S:
            if self._apart_since_s is not None:
                log.info("the machine's clock is where it was before it jumped")
            self._apart_since_s = None
            self._base, self._base_s = wall, now_s
            self._last = max(self._last, wall)
            return self._last
        if self._apart_since_s is None:
            self._apart_since_s = now_s
            log.warning("the machine's clock jumped by %.1f s: it is not followed yet", apart_s)
        if now_s - self._apart_since_s >= LASTS_S:
            log.warning("the machine's clock has been %.1f s off for long: it is followed now", apart_s)
            self._apart_since_s = None
            self._base, self._base_s, self._last = wall, now_s, wall
            return wall
        self._last = max(self._last, ours)
        return self._last
