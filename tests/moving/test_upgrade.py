"""A centre that runs is brought up to a newer version: what older consoles do then."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import IO, Any

import pytest
from psycopg import errors
from sqlalchemy import text

from supervisor.errors import CentreSetupError, DatabaseError
from supervisor.moving import setting_up
from supervisor.moving.setting_up import Step, upgrade
from supervisor.rights import deviation
from supervisor.rights.own import own_rights
from supervisor.storage import migrate
from supervisor.storage.centre_settings import change_centre, load_centre
from supervisor.storage.database import connect, open_centre
from supervisor.storage.lost import is_clash
from supervisor.storage.rooms import CENTRE, HISTORY, JOURNAL, ROOMS
from supervisor.storage.sources import add_source
from tests.shared_centre import SharedCentre
from tests.storage.test_migrate import tomorrow

NINE = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
HEADS = {room.name: room.head for room in ROOMS}

# What a later version might bring: a column that old consoles do not fill, of which it relies to know better.
TOMORROW = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade():
    op.add_column("source", sa.Column("told_by", sa.Text, nullable=False, server_default="an older version"))
    op.execute("SELECT pg_sleep(0.2)")  # long enough that somebody waits for it
    op.execute("UPDATE source SET told_by = 'the upgrade'")
"""


# Changes that PostgreSQL refuses while a policy or the view of sources names the columns.
IN_THE_WAY = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade():
    op.alter_column("source", "kind", type_=sa.String(200))
    op.drop_column("source", "site")
    op.add_column("source", sa.Column("site", sa.Text, nullable=False, server_default=""))
    op.alter_column("export_log", "who", type_=sa.String(300))
    op.add_column("source", sa.Column("told_by", sa.Text, nullable=False, server_default="the upgrade"))
"""
FAILS_AT_LAST = IN_THE_WAY + "    op.execute('SELECT * FROM no_such_table')\n"

STANDS = """
SELECT relname || ' ' || polname, polcmd::text, polroles::regrole[]::text,
       concat_ws(' | ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)),
       obj_description(pg_policy.oid, 'pg_policy')
  FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
UNION ALL SELECT relname, relkind::text, relrowsecurity::text, relacl::text,
       CASE WHEN relkind = 'v' THEN pg_get_viewdef(oid) END
  FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT oid::regprocedure::text, proacl::text, prosrc, NULL, NULL
  FROM pg_proc WHERE pronamespace = 'rights'::regnamespace
UNION ALL SELECT attrelid::regclass::text, attname, atttypid::regtype::text, attacl::text, atttypmod::text
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE relnamespace = 'public'::regnamespace AND attnum > 0
UNION ALL SELECT 'centre', version_num, NULL, NULL, NULL FROM centre_version
"""


def what_stands(centre: SharedCentre) -> set[tuple[Any, ...]]:
    """Tables, rights and versions."""
    return set(centre.psql().execute(STANDS).fetchall())


def later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, revision: str) -> None:
    """Let this program be a later version."""
    rooms = (tomorrow(tmp_path, revision), JOURNAL, HISTORY)
    monkeypatch.setattr(setting_up, "ROOMS", rooms)


def until_it_wrote(out: IO[str], times: int) -> list[str]:
    return [out.readline() for _ in range(times)]


def test_no_write_of_an_old_console_lands_after_the_upgrade(postgresql_url: str, tmp_path: Path) -> None:
    names = ("anna", "ben")
    consoles = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.moving.old_console", postgresql_url, name],
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    lines: list[str] = []
    try:
        for console in consoles:
            assert console.stdout is not None
            lines += until_it_wrote(console.stdout, 5)
        with connect(postgresql_url) as database:
            room = tomorrow(tmp_path, TOMORROW)
            migrate.bring_up_to_date(database.engine, database.engine.url, room, upgrade=True)
        for console in consoles:
            assert console.stdout is not None
            lines += (
                console.stdout.read().splitlines()
            )  # not communicate(): it knows nothing of what was read
    finally:
        for console in consoles:
            with console:
                console.kill()

    with connect(postgresql_url) as database, database.read() as db:
        found = db.execute(text("SELECT name, told_by FROM source")).all()
    # all that a console was told is written was there before the upgrade, and nothing else ever came
    assert {row.told_by for row in found} == {"the upgrade"}
    said = {line.strip() for line in lines if line.startswith("wrote")}
    assert said == {f"wrote {row.name}" for row in found}
    ends = [line for line in lines if not line.startswith("wrote")]
    assert len(ends) == len(names)
    assert all(line.startswith("newer ") for line in ends), ends
    assert "newer version" in ends[0]


def test_what_policies_and_views_name_can_be_changed_by_an_upgrade(
    shared_centre: SharedCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, viewer = shared_centre.as_role("manager"), shared_centre.as_role("viewer")
    with open_centre(shared_centre.url) as centre, centre.write() as db:
        add_source(db, "pbx", "asterisk", {"host": "10.1.2.3"}, at=NINE, who="anna")
    before = what_stands(shared_centre)
    policies = {row for row in before if row[1] in ("r", "a", "w", "d", "*") and row[4]}
    later(monkeypatch, tmp_path, IN_THE_WAY)

    said = [step.said for step in upgrade(shared_centre.url)]

    assert f"Brought the tables of centre from {CENTRE.head} to 9999." in said
    after = what_stands(shared_centre)
    assert ("centre", "9999", None, None, None) in after
    assert len(policies) > 200
    assert {row[:3] for row in policies} <= {row[:3] for row in after}
    assert ("source", "told_by") in {row[:2] for row in after}
    with connect(shared_centre.url) as database, database.read() as db:
        assert deviation.check(db) == []
    for url in (manager, viewer):
        seen = shared_centre.psql(url).execute("SELECT name, options::text FROM source_seen").fetchall()
        assert seen == [("pbx", "{}")]
    with pytest.raises(errors.InsufficientPrivilege):
        shared_centre.psql(viewer).execute("SELECT * FROM export_log")


@pytest.mark.parametrize("at", ["migrating", "laying"])
def test_an_upgrade_that_fails_at_any_point_leaves_the_centre_as_it_was(
    shared_centre: SharedCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    before = what_stands(shared_centre)
    later(monkeypatch, tmp_path, IN_THE_WAY if at == "laying" else FAILS_AT_LAST)
    if at == "laying":
        monkeypatch.setattr(setting_up, "AREA", None)  # what is noted last of all
    told: list[Step] = []
    with pytest.raises(Exception, match=r"no_such_table|area"):
        upgrade(shared_centre.url, told.append)
    assert what_stands(shared_centre) == before
    assert [step.said for step in told if step.new] == []  # nothing was done, and nobody was told it was


def test_what_others_made_is_not_taken_away_but_told(
    shared_centre: SharedCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared_centre.psql().execute("CREATE VIEW of_ours AS SELECT site FROM source")
    before = what_stands(shared_centre)
    later(monkeypatch, tmp_path, IN_THE_WAY)
    with pytest.raises(CentreSetupError, match=r"view of_ours depends on column site .*Nothing was changed"):
        upgrade(shared_centre.url)
    assert what_stands(shared_centre) == before


def test_whoever_reads_while_a_centre_is_upgraded_reads_on(shared_centre: SharedCentre) -> None:
    tables = ("issue", "person", "source_seen", "history_count", "membership", "journal_batch", "undo_step")
    over, turns = threading.Event(), [0, 0]
    errors: list[DatabaseError] = []

    def read(number: int, url: str) -> None:
        random = Random(number)
        with open_centre(url) as centre:
            while not over.is_set():
                try:
                    with centre.read() as db:
                        own_rights(db)
                        for table in random.sample(tables, 4):  # in any order, as screens do
                            db.execute(text(f"SELECT count(*) FROM {table}"))
                except DatabaseError as error:
                    if not is_clash(error):  # which the console's database thread does again
                        errors.append(error)
                turns[number] += 1

    readers = [
        threading.Thread(target=read, args=(n, shared_centre.as_role(role)))
        for n, role in enumerate(("manager", "supervisor"))
    ]
    for reader in readers:
        reader.start()
    try:
        for _ in range(3):
            before = list(turns)
            upgrade(shared_centre.url)
            while any(now <= then for now, then in zip(turns, before, strict=True)):
                assert all(reader.is_alive() for reader in readers)
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert errors == []


def test_an_upgrade_that_a_long_reader_leaves_no_moment_changes_nothing(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "TAKING_S", 0.1)
    with connect(postgresql_url) as database:
        with database.read() as reader:
            reader.execute(text("SELECT count(*) FROM alarm"))
            with pytest.raises(DatabaseError) as told:
                migrate.bring_up_to_date(
                    database.engine, database.engine.url, tomorrow(tmp_path, TOMORROW), upgrade=True
                )
        assert told.value.reason == "locked"
        with database.read() as db:
            assert migrate.revision(db, CENTRE) == CENTRE.head


@pytest.mark.parametrize("room", ["centre", "journal", "history"])
def test_whichever_tables_a_newer_version_changed_an_older_program_writes_none(
    room: str, shared_centre: SharedCentre
) -> None:
    url = shared_centre.as_role("manager")
    with open_centre(url) as console, connect(shared_centre.url) as owner:
        with owner.write() as db:
            db.execute(text(f"UPDATE {room}_version SET version_num = '7000'"))
        with pytest.raises(DatabaseError) as told, console.write() as db:
            change_centre(db, {"centre_name": "North"}, at=NINE, who="anna")
        with owner.write() as db:
            db.execute(text(f"UPDATE {room}_version SET version_num = :head"), {"head": HEADS[room]})
        with console.read() as db:
            kept = load_centre(db).centre_name

    assert (told.value.reason, told.value.detail) == ("newer", "7000")
    assert kept != "North"
