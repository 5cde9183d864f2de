"""What is journalled meets other writers: it is done again at once, and stands there once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from supervisor.errors import DatabaseError
from supervisor.live.feed import Heartbeat
from supervisor.live.journal import Journal
from supervisor.storage.clash import TRIES
from supervisor.storage.database import open_journal
from supervisor.storage.journal_tables import journal_batch, journal_name
from tests.clashing import let_clash, met
from tests.live.floor import PBX, RULES, at
from tests.live.journalled import DAY, END, everything


@pytest.fixture
def seat(postgresql_url: str) -> Iterator[Journal]:
    with open_journal(postgresql_url) as db:
        yield Journal(db)


def test_whatever_a_collector_writes_is_done_again_and_stands_there_once(
    seat: Journal, postgresql_url: str
) -> None:
    tables = ("journal_batch", "journal_name", "heartbeat", "snapshot")
    let_clash(postgresql_url, *tables)
    last = seat.append(PBX, DAY.events[:9], collector="c", sequence=1)
    seat.beat(Heartbeat(PBX, "c", at(0), None, None, True))
    board = seat.moments.resume(RULES, END).board
    seat.save_snapshot(board, last, RULES, END)

    assert all(met(postgresql_url, table) > 1 for table in tables)
    assert everything(seat) == list(DAY.events[:9])
    assert set(seat.heartbeats()) == {PBX}
    assert seat.moments.resume(RULES, END).folded == 0
    with seat.db.read() as db:
        names = db.execute(select(func.count()).select_from(journal_name)).scalar_one()
    assert names == len(board.agents) > 0


def test_an_append_that_meets_others_again_and_again_is_told_and_may_be_repeated(
    seat: Journal, postgresql_url: str
) -> None:
    let_clash(postgresql_url, "journal_batch", times=TRIES)
    with pytest.raises(DatabaseError) as told:
        seat.append(PBX, DAY.events[:9], collector="c", sequence=1)
    assert told.value.reason == "locked"
    assert everything(seat) == []
    seat.append(PBX, DAY.events[:9], collector="c", sequence=1)
    assert everything(seat) == list(DAY.events[:9])
    with seat.db.read() as db:
        assert db.execute(select(func.count()).select_from(journal_batch)).scalar_one() == 1
