"""Two writers that meet: the one that the server rolled back is done again, and nothing is done twice."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from supervisor.errors import DatabaseError
from supervisor.storage.centre import centre_setting
from supervisor.storage.clash import TRIES
from supervisor.storage.database import Database, open_centre
from tests.clashing import let_clash, met

VALUES = "(name, value, version, changed_at, changed_by) VALUES (:name, '0', 1, now(), 'x')"


def counted(db: Connection) -> list[str]:
    return list(db.execute(select(centre_setting.c.value).order_by(centre_setting.c.name)).scalars())


@pytest.fixture
def two(postgresql_url: str) -> str:
    """A centre with two settings, each of value 0."""
    with open_centre(postgresql_url) as database, database.write() as db:
        for name in "ab":
            db.execute(text(f"INSERT INTO centre_setting {VALUES}"), {"name": name})
    return postgresql_url


class OneMore:
    """Counts both settings up, in the order of *names*; the first time it waits after the first of them, so
    that two of these have one each and want the other's."""

    def __init__(self, names: str, both: threading.Barrier) -> None:
        self.names, self.both, self.tries = names, both, 0

    def __call__(self, db: Connection) -> None:
        self.tries += 1
        for name in self.names:
            db.execute(
                text("UPDATE centre_setting SET value = (value::int + 1)::text WHERE name = :name"),
                {"name": name},
            )
            if self.tries == 1 and name == self.names[0]:
                self.both.wait(60)


def test_writers_that_deadlock_both_write_in_the_end_and_each_once(two: str) -> None:
    both = threading.Barrier(2)
    works = [OneMore(names, both) for names in ("ab", "ba")]

    def write(work: OneMore) -> None:
        with open_centre(two) as database:
            database.change(work)

    writers = [threading.Thread(target=write, args=(work,)) for work in works]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(work.tries for work in works) == [1, 2]
    with open_centre(two) as database, database.read() as db:
        assert counted(db) == ["2", "2"]


def test_it_is_done_again_a_few_times_and_then_told(two: str) -> None:
    let_clash(two, "centre_setting", times=TRIES)
    with open_centre(two) as database:
        with pytest.raises(DatabaseError) as told:
            database.change(OneMore("ab", threading.Barrier(1)))
        assert told.value.reason == "locked"
        assert met(two, "centre_setting") == TRIES
        database.change(OneMore("ab", threading.Barrier(1)))
        with database.read() as db:
            assert counted(db) == ["1", "1"]


def test_what_fails_otherwise_is_not_done_again(centre: Database) -> None:
    tries: list[int] = []

    def fail(db: Connection) -> None:
        tries.append(1)
        db.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(DBAPIError):
        centre.change(fail)
    assert len(tries) == 1
