from __future__ import annotations

import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from supervisor.errors import DatabaseError
from supervisor.settings.places import sqlite_url as sqlite_url_of
from supervisor.storage import database as database_module
from supervisor.storage.database import Database, open_centre, open_journal
from supervisor.storage.failure import shown_url
from supervisor.storage.journal_tables import journal_batch
from supervisor.storage.sources import add_source, all_sources

NINE = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)


def add(db: Connection, name: str) -> None:
    add_source(db, name, "asterisk", {}, at=NINE, who="anna")


def names(database: Database) -> list[str]:
    with database.read() as db:
        return [one.name for one in all_sources(db)]


def batch(sequence: int, events: bytes = b"[]") -> dict[str, Any]:
    times = {"first_at": NINE, "last_at": NINE}
    return {
        "source": "s",
        "collector": "c",
        "sequence": sequence,
        "events_count": 0,
        "events": events,
    } | times


# Transactions


def test_a_write_is_there_for_everybody_after_its_block_and_not_before(centre: Database) -> None:
    with centre.write() as db:
        add(db, "support")
        assert names(centre) == []
    assert names(centre) == ["support"]


def test_a_write_that_fails_leaves_nothing(centre: Database) -> None:
    def fails() -> None:
        with centre.write() as db:
            add(db, "support")
            raise KeyError("the caller's own error")

    with pytest.raises(KeyError):
        fails()
    assert names(centre) == []


def test_a_read_sees_one_moment_however_much_is_written_meanwhile(centre: Database) -> None:
    with centre.read() as reading:
        assert all_sources(reading) == ()
        with centre.write() as db:
            add(db, "support")
        assert all_sources(reading) == ()
    assert names(centre) == ["support"]


def test_a_read_cannot_write(centre: Database) -> None:
    with pytest.raises((DatabaseError, DBAPIError)), centre.read() as db:
        add(db, "support")
    assert names(centre) == []
    with centre.write() as db:  # and the connection can, when it comes back as a writer's
        add(db, "sales")
    assert names(centre) == ["sales"]


def test_two_writers_take_turns(centre: Database) -> None:
    begun = threading.Event()

    def second() -> None:
        begun.set()
        with centre.write() as db:
            add(db, "second")

    thread = threading.Thread(target=second)
    with centre.write() as db:
        add(db, "first")
        thread.start()
        begun.wait()
    thread.join()
    assert sorted(names(centre)) == ["first", "second"]


def test_a_rule_of_the_tables_rises_as_itself(journal: Database) -> None:
    with journal.write() as db:
        db.execute(insert(journal_batch), [batch(1)])
    with pytest.raises(IntegrityError), journal.write() as db:
        db.execute(insert(journal_batch), [batch(1)])


def test_a_wrong_statement_rises_as_itself(centre: Database) -> None:
    with pytest.raises(DBAPIError), centre.read() as db:
        db.execute(text("SELECT * FROM no_such_table"))


def test_numbers_of_batches_are_never_given_twice(journal: Database) -> None:
    with journal.write() as db:
        db.execute(insert(journal_batch), [batch(1), batch(2)])
        highest = max(db.execute(select(journal_batch.c.id)).scalars())
        db.execute(journal_batch.delete())
        db.execute(insert(journal_batch), [batch(3)])
        assert db.execute(select(journal_batch.c.id)).scalar_one() > highest


# SQLite


@pytest.mark.parametrize("folder", ["客服 数据", "100 % sure", "a#b&c=d;e", "it's"])
def test_a_file_may_lie_anywhere(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "floor.db"
    for _ in range(2):
        with open_centre(sqlite_url_of(path)) as centre, open_journal(sqlite_url_of(path)) as journal:
            assert (centre.path, journal.path) == (path, path.with_name("floor-journal.db"))
            assert path.exists()


def test_a_new_file_and_its_folder_are_private(tmp_path: Path) -> None:
    with open_centre(f"sqlite:///{tmp_path}/new/deeper/floor.db") as database:
        with database.write() as db:
            add(db, "support")
        if sys.platform != "win32":
            folder = tmp_path / "new" / "deeper"
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_file_is_opened_for_readers_beside_a_writer(sqlite_url: str) -> None:
    with open_centre(sqlite_url) as database, database.read() as db:
        assert db.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert db.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert db.execute(text("PRAGMA synchronous")).scalar_one() == 1  # NORMAL
        assert db.execute(text("PRAGMA busy_timeout")).scalar_one() == database_module.BUSY_S * 1000


def test_the_journal_is_a_file_of_its_own_beside_the_centre(sqlite_url: str, tmp_path: Path) -> None:
    with open_centre(sqlite_url) as centre, open_journal(sqlite_url) as journal:
        assert (centre.path, journal.path) == (tmp_path / "floor.db", tmp_path / "floor-journal.db")
        with centre.write() as one, journal.write() as other:  # neither waits for the other
            add(one, "support")
            other.execute(insert(journal_batch), [batch(1)])


def test_a_write_that_waits_too_long_says_locked(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_S", 0.05)
    with (
        open_centre(sqlite_url) as one,
        open_centre(sqlite_url) as other,
        one.write() as held,
        pytest.raises(DatabaseError) as told,
        other.write(),
    ):
        add(held, "support")
    assert told.value.reason == "locked"


def test_a_full_disk_says_full_and_what_was_there_can_be_read(sqlite_url: str) -> None:
    with open_journal(sqlite_url) as database:
        with database.write() as db:
            db.execute(insert(journal_batch), [batch(1)])
            pages = db.execute(text("PRAGMA page_count")).scalar_one()
        _limit(database.engine, pages + 4)
        with pytest.raises(DatabaseError) as told, database.write() as db:
            db.execute(insert(journal_batch), [batch(2, b"x" * 100_000)])
        assert told.value.reason == "full"
        with database.read() as db:
            assert db.execute(select(journal_batch.c.sequence)).scalars().all() == [1]
        with database.write() as db:  # and what still fits goes in
            db.execute(insert(journal_batch), [batch(3)])


def _limit(engine: Engine, pages: int) -> None:
    engine.dispose()

    @event.listens_for(engine, "connect")
    def limit(raw: Any, _record: object) -> None:
        raw.execute(f"PRAGMA max_page_count = {pages}")


def test_a_file_that_is_no_database_says_damaged_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "floor.db"
    path.write_bytes(b"this is not a database, whatever its name says " * 100)
    before = path.read_bytes()
    with pytest.raises(DatabaseError) as told:
        open_centre(f"sqlite:///{path}")
    assert told.value.reason == "damaged"
    assert path.read_bytes() == before


def test_a_damaged_page_says_damaged(sqlite_url: str, tmp_path: Path) -> None:
    with open_journal(sqlite_url) as database, database.write() as db:
        db.execute(insert(journal_batch), [batch(n, b"x" * 5000) for n in range(20)])
    path = tmp_path / "floor-journal.db"
    content = bytearray(path.read_bytes())
    content[-20 * 4096 :] = b"\xa5" * (20 * 4096)
    path.write_bytes(content)
    with pytest.raises(DatabaseError) as told, open_journal(sqlite_url) as database, database.read() as db:
        db.execute(select(journal_batch)).all()
    assert told.value.reason == "damaged"


def test_a_path_where_no_file_can_be_says_unreachable(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    for path in (tmp_path / "a-file" / "floor.db", tmp_path):
        with pytest.raises(DatabaseError) as told:
            open_centre(f"sqlite:///{path}")
        assert told.value.reason == "unreachable"


WRITER = """
import sys
from datetime import UTC, datetime
from sqlalchemy import insert
from supervisor.storage.database import open_journal
from supervisor.storage.journal_tables import journal_batch

at = datetime(2025, 3, 3, tzinfo=UTC)
with open_journal(sys.argv[1]) as database:
    for sequence in range(1_000_000):
        with database.write() as db:
            db.execute(insert(journal_batch).values(
                source="s", collector="c", sequence=sequence, first_at=at, last_at=at,
                events_count=1, events=b"x" * 2000))
        print(sequence, flush=True)  # said only after the commit
"""


def test_a_writer_that_is_killed_loses_nothing_that_was_committed(database_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as writer:
        assert writer.stdout is not None
        said = [int(writer.stdout.readline()) for _ in range(60)]
        writer.kill()  # in the middle of whatever it is doing
        said += [int(line) for line in writer.stdout if line.endswith("\n")]
    if sys.platform != "win32":
        assert writer.returncode == -signal.SIGKILL
    with open_journal(database_url) as database, database.read() as db:
        rows = db.execute(select(journal_batch.c.sequence, journal_batch.c.events)).all()
        if database.dialect == "sqlite":
            assert db.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    found = sorted(row.sequence for row in rows)
    assert found in (said, [*said, said[-1] + 1])  # the last commit may have been done and not yet said
    assert {len(row.events) for row in rows} == {2000}


# PostgreSQL


def test_the_server_knows_us_and_speaks_utc(postgresql_url: str) -> None:
    with open_centre(postgresql_url) as database, database.read() as db:
        assert db.execute(text("SHOW application_name")).scalar_one() == "supervisor"
        assert db.execute(text("SHOW timezone")).scalar_one() == "UTC"


def test_the_url_of_a_server_decides_over_our_defaults(postgresql_url: str) -> None:
    with open_centre(f"{postgresql_url}&application_name=wall-3") as database, database.read() as db:
        assert db.execute(text("SHOW application_name")).scalar_one() == "wall-3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_server_may_be_named_in_any_usual_way(postgresql_url: str, scheme: str) -> None:
    with open_centre(postgresql_url.replace("postgresql", scheme, 1)) as database:
        assert database.dialect == "postgresql"
        assert database.path is None


def test_a_wrong_password_says_refused_and_does_not_show_it(postgresql_url: str) -> None:
    walled = postgresql_url.replace("postgres@", "walled:hunter2@")
    with pytest.raises(DatabaseError) as told:
        open_centre(walled)
    assert told.value.reason == "refused"
    assert "walled" in told.value.url
    assert "hunter2" not in f"{told.value} {told.value!r} {told.value.url} {told.value.detail}"


def test_no_password_at_all_says_refused(postgresql_url: str) -> None:
    with pytest.raises(DatabaseError) as told:
        open_centre(postgresql_url.replace("postgres@", "walled@"))
    assert told.value.reason == "refused"


def test_a_role_without_rights_says_forbidden(postgresql_url: str) -> None:
    with pytest.raises(DatabaseError) as told:
        open_centre(postgresql_url.replace("postgres@", "walled:right@"))
    assert told.value.reason == "forbidden"


def test_a_database_that_does_not_exist_says_refused(postgresql_url: str) -> None:
    with pytest.raises(DatabaseError) as told:
        open_centre(postgresql_url.replace("/t", "/no_t", 1))
    assert told.value.reason == "refused"


def test_a_server_that_is_not_there_says_unreachable(tmp_path: Path) -> None:
    for url in (f"postgresql://anna@/floor?host={tmp_path}", "postgresql://anna:x@127.0.0.1:1/floor"):
        with pytest.raises(DatabaseError) as told:
            open_centre(url)
        assert told.value.reason == "unreachable"


def test_a_connection_that_the_server_ended_is_replaced(postgresql_url: str) -> None:
    with open_centre(postgresql_url) as database:
        with database.write() as db:
            add(db, "support")
            ours = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with open_centre(postgresql_url) as other, other.write() as db:
            db.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": ours})
        assert names(database) == ["support"]


def test_a_connection_that_the_server_ends_in_the_middle_says_unreachable(postgresql_url: str) -> None:
    with open_centre(postgresql_url) as database, open_centre(postgresql_url) as other:

        def interrupted() -> None:
            with database.write() as db:
                ours = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
                with other.write() as end:
                    end.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": ours})
                add(db, "support")

        with pytest.raises(DatabaseError) as told:
            interrupted()
        assert told.value.reason == "unreachable"
        assert names(database) == []


def test_a_write_that_waits_too_long_for_a_row_says_locked(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_S", 0.05)
    with open_centre(postgresql_url) as one, open_centre(postgresql_url) as other, one.write() as held:
        held.execute(text("LOCK TABLE source"))
        with pytest.raises(DatabaseError) as told, other.write() as db:
            add(db, "support")
    assert told.value.reason == "locked"


@contextmanager
def _answers(reply: bytes) -> Iterator[int]:
    """A server on loopback that hears one greeting, says *reply* and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(8)
                connection.sendall(reply)
                connection.recv(1000)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def test_a_server_without_tls_says_untrusted_where_tls_is_asked_for() -> None:
    with _answers(b"N") as port, pytest.raises(DatabaseError) as told:
        open_centre(f"postgresql://anna:hunter2@127.0.0.1:{port}/floor?sslmode=require")
    assert told.value.reason == "untrusted"
    assert "SSL" in told.value.detail
    assert "hunter2" not in told.value.detail


# Addresses


@pytest.mark.parametrize(
    "url",
    ["mysql://anna:hunter2@db/floor", "sqlite://", "sqlite:///:memory:", "nonsense", "", "anna:hunter2@db"],
)
def test_another_kind_of_database_says_unsupported(url: str) -> None:
    with pytest.raises(DatabaseError) as told:
        open_centre(url)
    assert told.value.reason == "unsupported"
    assert "hunter2" not in told.value.url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://anna:hunter2@db/floor", "postgresql://anna@db/floor"),
        (
            "postgresql://anna:hun%40ter2@db/floor?sslmode=require",
            "postgresql://anna@db/floor?sslmode=require",
        ),
        ("postgresql://anna:hunter2@db:port/floor", "postgresql://anna@db:port/floor"),  # no URL at all
        ("postgresql://anna:h/u:n@ter2@db:port/floor", "postgresql://anna@db:port/floor"),
        ("postgresql://db/floor?user=anna&password=hunter2", "postgresql://db/floor?user=anna"),
        ("sqlite:////tmp/floor.db", "sqlite:////tmp/floor.db"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert shown_url(url) == shown


# Connections beside the pool


def test_a_raw_connection_notes_that_somebody_wrote(sqlite_url: str) -> None:
    with open_journal(sqlite_url) as database, closing(database.raw_sqlite()) as raw:
        before = raw.execute("PRAGMA data_version").fetchone()
        assert raw.execute("PRAGMA data_version").fetchone() == before
        with database.write() as db:
            db.execute(insert(journal_batch), [batch(1)])
        assert raw.execute("PRAGMA data_version").fetchone() != before
        with pytest.raises(sqlite3.OperationalError):
            raw.execute("DELETE FROM journal_batch")


def test_a_raw_connection_hears_notifications(postgresql_url: str) -> None:
    with open_journal(postgresql_url) as database, database.raw_postgresql() as raw:
        raw.execute("LISTEN floor")
        with database.write() as db:
            db.execute(text("NOTIFY floor, '17'"))
        (heard,) = raw.notifies(timeout=30, stop_after=1)
    assert heard.payload == "17"
