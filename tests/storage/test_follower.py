"""A server that follows another one, and takes its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from supervisor.errors import DatabaseError
from supervisor.live.journal import Journal
from supervisor.moving.checking import check
from supervisor.sentences.error import sentence
from supervisor.storage.database import open_centre, open_journal
from supervisor.storage.lost import as_lost
from tests.guarded import free_port
from tests.live.cluster import Cluster
from tests.live.floor import PBX
from tests.live.journalled import DAY, everything
from tests.postgresql import NoServerError


@pytest.fixture
def first() -> Iterator[Cluster]:
    """A server with a centre."""
    try:
        made = Cluster("127.0.0.1", free_port())
    except NoServerError as error:
        pytest.skip(str(error))
    try:
        made.start()
        open_centre(made.url).close()
        open_journal(made.url).close()
        yield made
    finally:
        made.remove()


def test_a_fail_over_is_told_waited_for_and_found(first: Cluster) -> None:
    second = Cluster("127.0.0.1", free_port(), follows=first)
    hosts = "&".join(f"host=127.0.0.1:{server.port}" for server in (first, second))
    either = f"postgresql://postgres@/postgres?{hosts}&sslmode=disable"
    try:
        second.start()
        for url in (second.at("127.0.0.1"), f"{second.url}&target_session_attrs=any"):
            with pytest.raises(DatabaseError) as told:  # a stand-by takes nothing down
                open_journal(url)
            assert (told.value.reason, told.value.why) == ("refused", "only_reads")
            assert as_lost(told.value) is not None  # it is tried again, and drafts are kept
            assert "only reads at the moment" in sentence(told.value)
        found = [one for one in check(second.url) if one.what == "stand_by"]
        assert [one.said for one in found] == [
            "This server only follows another one: nothing can be written here."
        ]
        with open_journal(either) as db:
            journal = Journal(db)
            journal.append(PBX, DAY.events[:5], collector="c", sequence=1)
            with db.read() as connection:
                assert connection.execute(text("SHOW port")).scalar_one() == str(first.port)
            first.kill()
            with pytest.raises(DatabaseError) as lost:
                journal.append(PBX, DAY.events[5:9], collector="c", sequence=2)
            assert as_lost(lost.value) is not None
            second.promote()
            journal.append(PBX, DAY.events[5:9], collector="c", sequence=2)
            assert everything(journal)[-4:] == list(DAY.events[5:9])
    finally:
        second.remove()
