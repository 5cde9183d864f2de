"""Whether anybody watches: without a watch process no alarm can come, and people must be told so."""

from __future__ import annotations

from sqlalchemy import Connection

from supervisor.errors import AlreadyCollectedError
from supervisor.live.lock import SourceLock, is_held
from supervisor.storage.database import Database, journal_url
from supervisor.watch.process import LOCK


def is_watched(url: str) -> bool:
    """Whether a watch process keeps the alarms of the centre at *url*, on whatever machine.

    Asked of the lock that it holds, which ends with it however it ends. The lock is tried for less than a
    millisecond; a watch process that starts just then finds it taken, and tries again after two seconds if
    it stands by. Raises DatabaseError when the server is away.
    """
    with Database(journal_url(url)) as journal:
        try:
            SourceLock(journal, [LOCK]).release()
        except AlreadyCollectedError:
            return True
    return False


def is_watched_at(db: Connection, url: str) -> bool:
    """The same, asked through the connection that is there where the centre is on a server."""
    return is_held(db, LOCK) if db.dialect.name == "postgresql" else is_watched(url)
