"""One source, one collector: two that heard the same would count everything twice."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from supervisor.errors import AlreadyCollectedError, DatabaseError
from supervisor.storage.database import Database
from supervisor.storage.failure import told


class SourceLock:
    """Holds some sources of one journal for this process, until `release` or the process's end, however it
    ends.

    SQLite: locked files beside the journal. PostgreSQL: advisory locks of a connection of their own; when
    the server goes away they go with it, which `hold` tells.
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
            return _locked(file)
        with told(self._journal.url):
            if self._server is None:
                self._server = self._journal.raw_postgresql()
            key = int.from_bytes(name[:8], "big", signed=True)
            taken: bool = self._server.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()[0]
            return taken


def _lock_file(journal: Path, name: bytes) -> Path:
    return journal.with_name(f"{journal.stem}.{name.hex()[:12]}.lock")


if sys.platform == "win32":
    import msvcrt

    def _locked(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
