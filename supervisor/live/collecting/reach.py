"""Whether the database takes what we have for it, and when it is tried again."""

from __future__ import annotations

import logging

from supervisor.clock import monotonic
from supervisor.errors import DatabaseError
from supervisor.words import mark

log = logging.getLogger(__name__)

SLOW_S = 0.5  # what waits for a database that does not answer for so long goes to disk,
AWAY_S = 2.0  # and after so long it is away
RETRY_S = (0.2, 5.0)  # first and longest pause before the database is tried again

_WHY = {  # what somebody must see to
    "newer": mark("the centre is of a newer version, which this collector must be brought to, too"),
    "untrusted": mark("the certificate of the database server does not hold"),
    "refused": mark("the database does not let the collector in"),
    "forbidden": mark("the account of the collector may not write the journal"),
}


class Reach:
    """How the database answers."""

    def __init__(self) -> None:
        self.retry_s = 0.0
        """The pause before the next try; 0 while the database is well."""
        self._flying_s: float | None = None  # since when an append waits for its answer
        self._away_s: float | None = None
        self._beating = True
        self._why = ""

    @property
    def problem(self) -> str:
        """Why it takes nothing, in marked words, where waiting will not help; else ""."""
        return _WHY.get(self._why, "")

    @property
    def since_s(self) -> float | None:
        """Since when it does not answer, or has not yet; None while it does."""
        return self._away_s if self._away_s is not None else self._flying_s

    @property
    def is_away(self) -> bool:
        """Whether it does not take what we have, for so long that people are told."""
        return self._is_silent_for(AWAY_S)

    @property
    def is_slow(self) -> bool:
        """Whether it does not take what we have, for more than a moment."""
        return self._is_silent_for(SLOW_S)

    def _is_silent_for(self, seconds: float) -> bool:
        now_s = monotonic()
        return any(
            since_s is not None and now_s - since_s > seconds for since_s in (self._away_s, self._flying_s)
        )

    def begin_anew(self) -> None:
        """It answers, as far as anybody knows."""
        self.retry_s, self._away_s, self._why = 0.0, None, ""

    def is_back(self) -> None:
        """It answered."""
        self._away_s, self._why = None, ""

    def note_away(self, error: DatabaseError) -> None:
        """It did not answer, but for *error*."""
        level = logging.WARNING if self._away_s is None else logging.DEBUG  # once for each time
        log.log(level, "the journal is away (%s: %s)", error.reason, error.detail)
        self._why = error.reason
        if self._away_s is None:
            self._away_s = self._flying_s if self._flying_s is not None else monotonic()

    # -- appending ----------------------------------------------------------------------------------------

    def fly(self) -> None:
        """An append is on its way."""
        self._flying_s = monotonic()

    def landed(self) -> None:
        """It has come to an end, a good one or a bad one."""
        self._flying_s = None

    def try_later(self, error: DatabaseError) -> None:
        """It was not done; each try of several waits longer."""
        self.note_away(error)
        self.retry_s = min(max(self.retry_s * 2, RETRY_S[0]), RETRY_S[1])

    # -- signs of life ------------------------------------------------------------------------------------

    def did_not_beat(self, error: DatabaseError) -> None:
        """No sign of life could be written."""
        level = logging.WARNING if self._beating else logging.DEBUG
        log.log(level, "no heartbeat could be written (%s: %s)", error.reason, error.detail)
        self._beating = False
        self._why = error.reason
        if self._away_s is None:  # also where nothing is to be written just now
            self._away_s = monotonic()

    def did_beat(self, *, nothing_waits: bool) -> None:
        """A sign of life was written."""
        self._beating, self._why = True, ""
        if nothing_waits:
            self._away_s = None
