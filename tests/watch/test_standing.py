"""Whether anybody watches over a centre."""

from __future__ import annotations

from supervisor.live.lock import SourceLock
from supervisor.storage.database import open_journal
from supervisor.watch.process import LOCK
from supervisor.watch.standing import is_watched


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
