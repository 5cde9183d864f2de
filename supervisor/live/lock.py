"""One source, one collector: two that heard the same would count everything twice."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from supervisor.errors import AlreadyCollectedError, DatabaseError
from supervisor.live.cut_off import look_after
from supervisor.storage.database import Database
from supervisor.storage.failure import told


class SourceLock:
    """Holds some sources of one journal for this process, until `release` or the process's end, however it
    ends.

    SQLite: locked files beside the journal. PostgreSQL: advisory locks of a connection of their own; when
    the server goes away they go with it, which `hold` tells. A server that does not reach us any more lets
    them go within seconds (`cut_off.GONE_S`).
    """

    def __init__(self, journal: Database, sources: Iterable[str]) -> None:
        """Take the lock of every one of *sources*, or of none.

        Raises AlreadyCollectedError when another collector has one of them, DatabaseError when the server
        is away. It belongs to the thread that made it.
        """
        self._journal = journal
        self._sources = tuple(sorted(set(sources)))
        self._files: list[int] = []
        self._server: Any = None
        self._take()

    def hold(self) -> bool:
        """Whether the locks were held all the time; if the server had forgotten us they are held again now.

        Raises AlreadyCollectedError when somebody else was faster, DatabaseError when the server is away.
        """
        if self._journal.path is not None:
            return True
        if self._server is not None:
            try:
                with told(self._journal.url):
                    self._server.execute("SELECT 1")
                return True
            except DatabaseError:
                self.release()
        self._take()
        return False

    @property
    def holder(self) -> int | None:
        """The process of the server that holds the locks for us; None on SQLite, or when nobody does."""
        if self._server is None or self._server.closed:
            return None
        process: int = self._server.info.backend_pid
        return process

    def release(self) -> None:
        """Let others have the sources."""
        for file in self._files:
            os.close(file)
        self._files = []
        if self._server is not None:
            with suppress(Exception):  # a connection that is lost holds nothing any more
                # at once: the server takes its time to notice that a connection was closed
                self._server.execute("SELECT pg_advisory_unlock_all()")
            self._server.close()
            self._server = None

    def __enter__(self) -> SourceLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _take(self) -> None:
        try:
            for source in self._sources:
                if not self._take_one(source):
                    raise AlreadyCollectedError(source, self._journal.url)
        except BaseException:
            self.release()
            raise

    def _take_one(self, source: str) -> bool:
        journal = self._journal.path
        name = hashlib.sha256(source.encode()).digest()
        if journal is not None:
            file = os.open(_lock_file(journal, name), os.O_RDWR | os.O_CREAT, 0o600)
            self._files.append(file)
            return locked(file)
        with told(self._journal.url):
            if self._server is None:
                self._server = self._journal.raw_postgresql()
                look_after(self._server)
            key = int.from_bytes(name[:8], "big", signed=True)
            taken: bool = self._server.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()[0]
            if not taken:  # by a log-in that has no business with it, perhaps: the next try finds it free
                self._server.execute(_CLEAR_THE_WAY)
            return taken


def is_held(db: Connection, source: str) -> bool:
    """Whether somebody holds the lock of *source* on the server of *db*, asked without trying it: a hundred
    consoles that tried would find each other."""
    key = int.from_bytes(hashlib.sha256(source.encode()).digest()[:8], "big")
    held: bool = db.execute(_IS_HELD, {"high": key >> 32, "low": key & 0xFFFF_FFFF}).scalar_one()
    return held


# What only the service may do (rights/functions.sql), and only where rights are laid.
_CLEAR_THE_WAY = (
    "DO $$ BEGIN IF (SELECT has_function_privilege(f, 'EXECUTE')"
    " FROM to_regprocedure('rights.clear_the_way()') AS f) THEN PERFORM rights.clear_the_way(); END IF;"
    " END $$"
)

_IS_HELD = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = CAST(:high AS bigint)::oid AND objid = CAST(:low AS bigint)::oid)"
)


def _lock_file(journal: Path, name: bytes) -> Path:
    return journal.with_name(f"{journal.stem}.{name.hex()[:12]}.lock")


if sys.platform == "win32":
    import msvcrt

    def locked(file: int) -> bool:
        """Whether *file*, open for writing, is locked for this process now: nobody else had it."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def locked(file: int) -> bool:
        """Whether *file*, open for writing, is locked for this process now: nobody else had it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
