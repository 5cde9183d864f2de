from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from supervisor.errors import DatabaseError
from supervisor.events import ContactOffered, QueueSeen, decode
from supervisor.storage import migrate, undo
from supervisor.storage.centre import undo_row
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, open_centre, open_history, open_journal
from supervisor.storage.journal_tables import heartbeat, journal_batch
from supervisor.storage.rooms import CENTRE, HISTORY, JOURNAL, Room
from supervisor.storage.sources import add_source, all_sources, get_source, remove_source

NINE = datetime(2025, 3, 3, 1, 0, 0, 123456, tzinfo=UTC)

OPEN = {"centre": open_centre, "journal": open_journal, "history": open_history}

# The index of trigrams: SQLite's tables of it, PostgreSQL's index. A server may do without.
TRIGRAMS = ("issue_search", "ix_issue_search_text")

# A revision as a later version of the program might bring it: SQLite can do it only by making the table anew.
TOMORROW = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade():
    with op.batch_alter_table("undo_step") as table:
        table.alter_column("who", new_column_name="by_whom")
        table.add_column(sa.Column("note", sa.Text, nullable=False, server_default=""))
"""
FAILS = TOMORROW + "    op.execute('SELECT * FROM no_such_table')\n"


def tomorrow(tmp_path: Path, revision: str = TOMORROW) -> Room:
    """The centre's room as a later version of the program would have it."""
    folder = shutil.copytree(CENTRE.revisions.parent, tmp_path / "migrations of 100 % tomorrow")
    (folder / "centre" / "r9999.py").write_text(revision.format(head=CENTRE.head))
    return replace(CENTRE, head="9999", revisions=folder / "centre")


def revision_of(database: Database, room: Room) -> str:
    with database.read() as db:
        return str(db.execute(text(f"SELECT version_num FROM {room.version_table}")).scalar_one())


def columns_of_steps(database: Database) -> set[str]:
    with database.read() as db:
        return set(db.execute(text("SELECT * FROM undo_step")).keys())


@pytest.mark.parametrize("room", [CENTRE, JOURNAL, HISTORY], ids=lambda room: room.name)
def test_the_head_in_the_program_is_the_newest_revision(room: Room) -> None:
    script, _ = migrate._alembic(room)
    assert script.get_heads() == [room.head]
    assert isinstance(script, ScriptDirectory)


@pytest.mark.parametrize("room", [CENTRE, JOURNAL, HISTORY], ids=lambda room: room.name)
def test_the_migrations_lead_to_the_tables_that_the_program_declares(
    empty_database_url: str, room: Room
) -> None:
    rooms = (CENTRE, JOURNAL, HISTORY)
    known = {name for one in rooms for name in (*one.metadata.tables, one.version_table)}
    with (
        open_centre(empty_database_url),
        open_journal(empty_database_url),
        open_history(empty_database_url),
        OPEN[room.name](empty_database_url) as database,
    ):
        assert revision_of(database, room) == room.head
        with database.engine.connect() as connection, connection.begin():
            options = {
                "version_table": room.version_table,
                "compare_type": True,
                # Alembic cannot read back what SQLite says of defaults; the migrations are the same
                "compare_server_default": database.dialect == "postgresql",
                # on PostgreSQL the other rooms' tables are there too
                "include_name": lambda name, kind, _: (
                    (kind != "table" or name in room.metadata.tables or name not in known)
                    and not str(name).startswith(TRIGRAMS)
                ),
            }
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, room.metadata) == []


def test_the_rooms_are_set_up_in_an_empty_database_and_left_alone_the_second_time(
    empty_database_url: str,
) -> None:
    for _ in range(2):
        with open_centre(empty_database_url) as centre, open_journal(empty_database_url) as journal:
            with centre.write() as db:
                add_source(db, f"source {len(all_sources(db))}", "asterisk", {}, at=NINE, who="anna")
            with journal.read() as db:
                assert db.execute(select(journal_batch)).all() == []
    with open_centre(empty_database_url) as centre, centre.read() as db:
        assert len(all_sources(db)) == 2


def test_programs_that_start_at_once_set_up_one_database(empty_database_url: str) -> None:
    errors: list[Exception] = []
    ready = threading.Barrier(4)

    def start() -> None:
        ready.wait()
        try:
            open_centre(empty_database_url).close()
            open_journal(empty_database_url).close()
        except Exception as error:  # noqa: BLE001  # told by the assertion below
            errors.append(error)

    programs = [threading.Thread(target=start) for _ in range(4)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert errors == []


@pytest.fixture
def first_version(tmp_path: Path) -> str:
    """The databases that the first version of the program wrote (as SQL, so that one can read them here)."""
    for part in ("", "-journal"):
        written = Path(__file__).with_name(f"written-by-0001{part}.sql").read_text(encoding="utf-8")
        with closing(sqlite3.connect(tmp_path / f"floor{part}.db")) as file:
            file.executescript(written)
    return f"sqlite:///{tmp_path}/floor.db"


def test_what_the_first_version_wrote_is_read_today(first_version: str) -> None:
    with open_centre(first_version) as centre:
        assert revision_of(centre, CENTRE) == CENTRE.head
        with centre.write() as db:
            support = get_source(db, "support")
            settings = load_centre(db)
            removed = undo.last(db)
            assert removed is not None
            undo.revert(db, removed.id, at=NINE)
            back = get_source(db, "演示")
    with open_journal(first_version) as journal, journal.read() as db:
        batch = db.execute(select(journal_batch)).one()
        beat = db.execute(select(heartbeat)).one()

    assert support.options == {"host": "10.0.0.5", "port": 5038, "username": "floor"}
    assert (support.secret_env, support.created_at) == ("AMI_SECRET", NINE)
    assert (settings.centre_name, settings.default_threshold_s) == ("北方客服中心", 15)
    assert back.options == {"seed": 1}
    assert decode(batch.events) == (
        [QueueSeen("support", NINE, "billing"), ContactOffered("support", NINE, "17", "billing")],
        0,
    )
    assert (beat.heard_at, beat.usual_gap_s, beat.connected) == (NINE, 0.5, True)


def test_an_older_file_is_copied_before_it_is_brought_up_to_date(sqlite_url: str, tmp_path: Path) -> None:
    with open_centre(sqlite_url) as database:
        path = database.path
        assert path is not None
        with database.write() as db:
            add_source(db, "support", "asterisk", {"host": "one"}, at=NINE, who="anna")
        # still open, so the row stands in the write-ahead file alone: the copy must have it all the same
        migrate.bring_up_to_date(database.engine, database.engine.url, tomorrow(tmp_path))

        assert columns_of_steps(database) >= {"by_whom", "note"}
        with database.read() as db:
            assert get_source(db, "support").options == {"host": "one"}
            # remaking undo_step did not take along the rows that refer to it
            assert len(db.execute(select(undo_row)).all()) == 1
            assert db.execute(text("PRAGMA foreign_keys")).scalar_one() == 1

    (copy,) = migrate.backups(path)
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    shutil.copy(copy, tmp_path / "restored.db")
    with open_centre(f"sqlite:///{tmp_path}/restored.db") as restored, restored.read() as db:
        assert get_source(db, "support").options == {"host": "one"}


def test_only_a_few_copies_are_kept(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "floor.db"
    for n in range(5):
        (tmp_path / f"floor.db.2020010{n}T000000000000Z-0000.backup").touch()
    (tmp_path / "floor.db.of-mine").touch()
    with open_centre(sqlite_url) as database:
        migrate.bring_up_to_date(database.engine, database.engine.url, tomorrow(tmp_path))
    kept = migrate.backups(path)
    assert len(kept) == migrate.BACKUPS_KEPT
    assert kept[-1].name.endswith(f"-{CENTRE.head}.backup")
    assert (tmp_path / "floor.db.of-mine").exists()


def test_a_migration_that_fails_leaves_the_database_as_it_was(database_url: str, tmp_path: Path) -> None:
    with open_centre(database_url) as database:
        before = columns_of_steps(database)
        with pytest.raises(Exception, match="no_such_table"):
            migrate.bring_up_to_date(
                database.engine, database.engine.url, tomorrow(tmp_path, FAILS), upgrade=True
            )
        assert columns_of_steps(database) == before
        assert revision_of(database, CENTRE) == CENTRE.head


def test_an_older_server_is_changed_only_when_told_to(postgresql_url: str, tmp_path: Path) -> None:
    room = tomorrow(tmp_path)
    with open_centre(postgresql_url) as database:
        with database.write() as db:
            add_source(db, "support", "asterisk", {"host": "one"}, at=NINE, who="anna")
            remove_source(db, "support", at=NINE, who="anna")
        with pytest.raises(DatabaseError) as told:
            migrate.bring_up_to_date(database.engine, database.engine.url, room)
        assert (told.value.reason, told.value.detail) == ("older", CENTRE.head)
        assert "by_whom" not in columns_of_steps(database)

        migrate.bring_up_to_date(database.engine, database.engine.url, room, upgrade=True)
        assert "by_whom" in columns_of_steps(database)
        with database.read() as db:
            assert db.execute(text("SELECT count(*) FROM undo_row")).scalar_one() == 2


def test_a_database_of_a_newer_program_is_left_alone(database_url: str) -> None:
    with open_centre(database_url) as database, database.write() as db:
        db.execute(text("UPDATE centre_version SET version_num = '7000'"))
    with pytest.raises(DatabaseError) as told:
        open_centre(database_url)
    assert (told.value.reason, told.value.detail) == ("newer", "7000")


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE source (id INTEGER)")
    with pytest.raises(DatabaseError) as told:
        open_centre(f"sqlite:///{path}")
    assert told.value.reason == "unsupported"
    with closing(sqlite3.connect(path)) as theirs:
        assert theirs.execute("SELECT name FROM sqlite_master").fetchall() == [("source",)]
