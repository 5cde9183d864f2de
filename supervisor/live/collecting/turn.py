"""Whose turn it is to write for the sources: our role, and the lock that gives it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from supervisor.errors import AlreadyCollectedError
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.lock import SourceLock
from supervisor.live.sign import Role

log = logging.getLogger(__name__)


class OvertakenError(Exception):
    """Another collector wrote while the server had let go of our lock."""


class Turn:
    """Ours, or another's. The lock belongs to the thread that speaks to the database."""

    def __init__(self, place: Workplace, sources: Iterable[str]) -> None:
        self._place = place
        self._sources = tuple(sources)
        self._lock: SourceLock | None = None
        self.role = Role.STAND_BY
        self.since = place.clock.now()
        self.confirmed_id = 0
        """Our own batches are in the journal up to this one, and perhaps some after it."""

    @property
    def is_ours(self) -> bool:
        """Whether we work."""
        return self.role is Role.WORKING

    @property
    def has_lock(self) -> bool:
        """Whether the sources were ours when we last asked."""
        return self._lock is not None

    @property
    def holder(self) -> int | None:
        """The process of the server that holds the lock for us; see `SourceLock.holder`."""
        return self._lock.holder if self._lock is not None else None

    def enter(self, role: Role) -> None:
        """Have *role* from now on."""
        self.role, self.since = role, self._place.clock.now()
        log.info("%s: %s", "works" if self.is_ours else "stands by", ", ".join(self._sources))

    # -- on the thread of the database --------------------------------------------------------------------

    def try_lock(self) -> bool:
        """Whether the sources are ours now, and nobody else is in the middle of writing them.

        Raises AlreadyCollectedError on SQLite, where nobody stands by; DatabaseError.
        """
        journal = self._place.journal
        try:
            if self._lock is None:
                self._lock = SourceLock(journal.db, self._sources)
            elif self._lock.hold():
                return True
            journal.settle()
        except AlreadyCollectedError:
            self._lock = None
            if not self._place.is_shared:
                raise
            return False
        return True

    def hold(self) -> int | None:
        """Make sure that the sources are ours; the process of the server that says so.

        Raises AlreadyCollectedError when another has them, OvertakenError when another had them while the
        server had forgotten us, DatabaseError.
        """
        assert self._lock is not None  # noqa: S101  # nobody works without it
        journal = self._place.journal
        if not self._lock.hold():
            journal.settle()
            if journal.collectors_after(self.confirmed_id, self._sources) - {self._place.name}:
                raise OvertakenError
        return self._lock.holder

    def release(self) -> None:
        """Let others have the sources."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
