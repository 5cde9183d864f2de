"""One collector a source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from supervisor.errors import AlreadyCollectedError
from supervisor.live.journal import Journal
from supervisor.live.lock import SourceLock
from supervisor.storage.database import Database, open_journal
from tests.live.away import forget_locks
from tests.live.floor import PBX


@pytest.fixture
def other(database_url: str) -> Iterator[Database]:
    with open_journal(database_url) as db:
        yield db


def test_a_second_collector_of_the_same_source_is_refused(kept: Journal, other: Database) -> None:
    with SourceLock(kept.db, [PBX, "chat"]) as first:
        with pytest.raises(AlreadyCollectedError) as refused:
            SourceLock(other, ["mail", PBX])
        assert refused.value.source == PBX
        assert first.hold()
        with SourceLock(other, ["mail"]):  # the refusal kept nothing
            pass
    with SourceLock(other, ["mail", PBX]):
        pass


def test_a_lock_that_the_server_forgot_is_taken_again(postgresql_url: str) -> None:
    with open_journal(postgresql_url) as db, SourceLock(db, [PBX]) as lock:
        forget_locks(db)
        assert not lock.hold()
        assert lock.hold()
        with pytest.raises(AlreadyCollectedError):
            SourceLock(db, [PBX])
