"""Whether anybody watches over a centre."""

from __future__ import annotations

from supervisor.live.lock import SourceLock
from supervisor.storage.database import open_centre, open_journal
from supervisor.watch.process import LOCK
from supervisor.watch.standing import is_watched, is_watched_at


def test_a_centre_is_watched_while_somebody_holds_the_lock(database_url: str) -> None:
    assert not is_watched(database_url)
    with open_journal(database_url) as journal:
        with SourceLock(journal, [LOCK]):
            assert is_watched(database_url)
        assert not is_watched(database_url)


def test_looking_leaves_the_lock_to_whoever_watches(database_url: str) -> None:
    assert not is_watched(database_url)
    with open_journal(database_url) as journal, SourceLock(journal, [LOCK]):
        assert is_watched(database_url)


def test_a_console_asks_through_its_own_connection_and_never_tries_the_lock(database_url: str) -> None:
    with open_centre(database_url) as centre, open_journal(database_url) as journal:
        with centre.read() as db:
            assert not is_watched_at(db, database_url)
        with SourceLock(journal, [LOCK]), centre.read() as db:
            assert is_watched_at(db, database_url)
        with SourceLock(journal, ["pbx"]), centre.read() as db:
            assert not is_watched_at(db, database_url)
