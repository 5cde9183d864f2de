"""Who stands in the way of others: what of it is ended, and what is named."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

import supervisor
from supervisor.errors import AlreadyCollectedError
from supervisor.live.lock import SourceLock, is_held
from supervisor.rights import accounts, deviation, hindrance
from supervisor.storage import areas, migrate
from supervisor.storage.database import Database, open_centre, open_journal
from tests.shared_centre import SharedCentre

WRITERS_LOCK = migrate.HOLD_OFF_ALL.encode()


def told(database: Database) -> list[tuple[str, ...]]:
    with database.read() as db:
        return [(one.what, *one.facts.values()) for one in hindrance.check(db)]


def test_where_nobody_hinders_nothing_is_told(owned: Database) -> None:
    assert told(owned) == []


def test_a_wall_that_holds_up_writers_is_named_and_cut_off(
    shared_centre: SharedCentre, owned: Database
) -> None:
    wall = shared_centre.as_role("viewer")
    login = shared_centre.login_of(wall)
    holder, other = shared_centre.psql(wall), shared_centre.psql(wall)
    holder.execute(WRITERS_LOCK)
    service = shared_centre.psql(shared_centre.as_role("service"))
    assert told(owned) == [("lock", login)]

    assert service.execute("SELECT rights.clear_the_way()").fetchall() == [(login,)]

    with pytest.raises(psycopg.errors.AdminShutdown):
        holder.execute("SELECT 1")
    other.execute("SELECT 1")  # it held nothing
    service.execute("SET lock_timeout = '5s'")
    service.execute(WRITERS_LOCK)
    # whoever writes takes it rightly
    assert service.execute("SELECT rights.clear_the_way()").fetchall() == []
    members = (  # from PostgreSQL 16 on whoever makes a role is its administrator
        "SELECT count(*) FROM pg_auth_members WHERE member = 'shared_owner'::regrole AND NOT admin_option"
    )
    assert shared_centre.psql().execute(members.encode()).fetchone() == (0,)


def test_a_wall_that_waits_for_the_lock_is_cut_off_too(shared_centre: SharedCentre) -> None:
    """Behind one who waits for it alone, all who would share it wait."""
    wall = shared_centre.psql(shared_centre.as_role("viewer"))
    writer = shared_centre.psql(shared_centre.as_role("manager"))
    writer.execute("SELECT pg_advisory_lock_shared(%s)", [migrate._LOCK])
    wall.pgconn.send_query(WRITERS_LOCK)
    service = shared_centre.psql(shared_centre.as_role("service"))
    found: list[tuple[str, ...]] = []
    while not found:  # until the server has taken the wall's wish
        found = service.execute("SELECT rights.clear_the_way()").fetchall()

    assert wall.pgconn.get_result() is not None


def test_administrators_end_the_connections_of_an_account_and_nobody_else_does(
    shared_centre: SharedCentre,
) -> None:
    url = shared_centre.as_role("supervisor")
    login = shared_centre.login_of(url)
    connected = shared_centre.psql(url)
    ends = "SELECT rights.end_connections(%s)"
    for role in ("viewer", "supervisor", "manager", "liaison", "quality", "department", "service"):
        with (
            shared_centre.psql(shared_centre.as_role(role)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(ends, [login])
    administrator = shared_centre.psql(shared_centre.as_role("administrator"))
    connected.execute("SELECT pg_advisory_lock(1398096977)")  # for which changes of accounts wait
    for stranger in ("postgres", "shared_owner", "nobody"):
        with pytest.raises(psycopg.Error, match="unknown"):
            administrator.execute(ends, [stranger])

    assert administrator.execute(ends, [login]).fetchone() == (1,)

    with pytest.raises(psycopg.errors.AdminShutdown):
        connected.execute("SELECT 1")
    written = administrator.execute("SELECT document ->> 'did' FROM access_log ORDER BY id DESC LIMIT 1")
    assert written.fetchone() == ("cut_off",)


def test_what_a_wall_sets_for_all_walls_is_named_and_goes_with_a_new_password(
    shared_centre: SharedCentre, owned: Database
) -> None:
    url = shared_centre.as_role("viewer", password="old")
    login = shared_centre.login_of(url)
    with shared_centre.psql(url) as wall:
        wall.execute("ALTER ROLE CURRENT_USER SET search_path = pg_temp")
        here = f"ALTER ROLE CURRENT_USER IN DATABASE {shared_centre.name} SET statement_timeout = 1"
        wall.execute(here.encode())
    with owned.read() as db:
        assert [(one.what, *one.facts.values()) for one in deviation.check(db)] == [
            ("account_set", login, "search_path"),
            ("account_set", login, "statement_timeout"),
        ]

    with owned.write() as db:
        accounts.set_password(db, login, "new")

    with owned.read() as db:
        assert deviation.check(db) == []


def test_the_last_administrator_stays_for_a_week(shared_centre: SharedCentre, owned: Database) -> None:
    one, other = (shared_centre.login_of(shared_centre.as_role("administrator")) for _ in range(2))
    owner = shared_centre.psql()
    until = "SELECT rights.change_account(%s, 'Name', NULL, '', now() + %s::interval)"
    owner.execute(until, [one, "1 second"])
    for refused, values in (
        (until, [other, "6 days"]),
        ("SELECT rights.retire_account(%s)", [other]),
        ("SELECT rights.set_roles(%s, '{manager}')", [other]),
        ("SELECT rights.revive_account(%s, NULL, '{manager}')", [other]),
    ):
        with pytest.raises(psycopg.Error, match="last_administrator"):
            owner.execute(refused, values)
    owner.execute(until, [other, "8 days"])

    with owned.read() as db:
        assert [one.what for one in deviation.check(db)] == ["administrator"]


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_two_administrators_who_retire_each_other_leave_one(shared_centre: SharedCentre, level: str) -> None:
    """Also where one looks with the eyes of a moment in which there still were two."""
    urls = [shared_centre.as_role("administrator") for _ in range(2)]
    one, other = (shared_centre.psql(url, autocommit=False) for url in urls)
    retires = "SELECT rights.retire_account(%s)"
    one.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
    one.execute("SELECT 1 FROM account")
    other.execute("SELECT rights.set_roles(%s, '{viewer}')", [shared_centre.login_of(urls[1])])
    other.commit()

    with pytest.raises(psycopg.Error, match=r"last_administrator|could not serialize"):
        one.execute(retires, [shared_centre.login_of(urls[0])])
    one.close()
    still = "SELECT rights.administered_until() IS NOT NULL"
    assert shared_centre.psql().execute(still.encode()).fetchone() == (True,)


def test_who_lost_the_right_while_waiting_changes_nothing_any_more(shared_centre: SharedCentre) -> None:
    url = shared_centre.as_role("administrator")
    victim = shared_centre.login_of(shared_centre.as_role("manager"))
    owner, waits = shared_centre.psql(autocommit=False), shared_centre.psql(url)
    verifier = waits.pgconn.encrypt_password(b"mine", victim.encode(), b"scram-sha-256").decode()
    owner.execute("SELECT rights.begin_change()")
    owner.execute(f'REVOKE shared_administrator FROM "{shared_centre.login_of(url)}"'.encode())
    waits.pgconn.send_query_params(
        b"SELECT rights.set_password($1, $2)", [victim.encode(), verifier.encode()]
    )
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    while owner.execute(waiting.encode()).fetchone() == (0,):
        pass
    owner.commit()

    refused = waits.pgconn.get_result()
    assert refused is not None
    assert b"for administrators alone" in (refused.error_message or b"")


def test_who_waits_and_whose_transaction_stays_open_is_named(
    shared_centre: SharedCentre, owned: Database
) -> None:
    holds = shared_centre.psql(shared_centre.as_role("manager"), autocommit=False)
    waits = shared_centre.psql(shared_centre.as_role("supervisor"), autocommit=False)
    holds.execute("SELECT pg_advisory_xact_lock(1)")
    waits.pgconn.send_query(b"BEGIN; SELECT pg_advisory_xact_lock(1)")
    with owned.read() as db:
        assert hindrance.check(db) == []
        found = hindrance.check(db, waits_s=0)
        while not found:
            found = hindrance.check(db, waits_s=0)
    assert [one.what for one in found] == ["waits"]
    assert [value.partition("_")[0] for value in found[0].facts.values()] == ["supervisor", "manager"]


def test_the_watch_cuts_off_a_wall_though_it_could_not_write_itself(shared_centre: SharedCentre) -> None:
    wall = shared_centre.as_role("viewer")
    holder = shared_centre.psql(wall)
    holder.execute(WRITERS_LOCK)
    with open_centre(shared_centre.as_role("service")) as database:
        assert hindrance.clear_the_way(database) == (shared_centre.login_of(wall),)
        with database.write() as db:
            areas.note(db, ["issues"])
        assert hindrance.clear_the_way(database) == ()


def test_who_is_not_the_service_clears_nothing(shared_centre: SharedCentre) -> None:
    shared_centre.psql(shared_centre.as_role("viewer")).execute(WRITERS_LOCK)
    for role in ("viewer", "supervisor", "manager"):
        with open_centre(shared_centre.as_role(role)) as database:
            assert hindrance.clear_the_way(database) == ()


def test_a_wall_keeps_no_collector_from_its_source_for_long(shared_centre: SharedCentre) -> None:
    wall = shared_centre.psql(shared_centre.as_role("viewer"))
    own = shared_centre.as_role("service")
    with open_journal(own) as journal:
        with SourceLock(journal, ["pbx"]) as lock, journal.read() as db:
            assert lock.holder is not None
            held = "SELECT (classid::bigint << 32 | objid::bigint)::bigint FROM pg_locks WHERE pid = :pid"
            held += " AND locktype = 'advisory'"
            key = db.execute(text(held), {"pid": lock.holder}).scalar_one()
        wall.execute("SELECT pg_advisory_lock(%s)", [key])
        with pytest.raises(AlreadyCollectedError):
            SourceLock(journal, ["pbx"])

        while is_held_now(journal):
            pass
        SourceLock(journal, ["pbx"]).release()


def is_held_now(journal: Database) -> bool:
    with journal.read() as db:
        return is_held(db, "pbx")


def test_a_console_that_asks_whether_somebody_watches_ends_nobody(shared_centre: SharedCentre) -> None:
    with open_journal(shared_centre.as_role("service")) as journal, SourceLock(journal, ["pbx"]) as lock:
        for role in ("supervisor", "viewer"):
            with open_journal(shared_centre.as_role(role)) as other, pytest.raises(AlreadyCollectedError):
                SourceLock(other, ["pbx"])
        assert lock.hold()


def test_whoever_tells_asks_first_whether_there_is_room() -> None:
    """A wall that listens and takes nothing would have each commit refused that tells something."""
    asks = 0
    for file in Path(supervisor.__file__).parent.rglob("*"):
        if file.suffix in (".py", ".sql"):
            for told in re.finditer(r"pg_notify\(", text_of := file.read_text(encoding="utf-8")):
                around = text_of[max(0, told.start() - 160) : told.end() + 80]
                assert "pg_notification_queue_usage" in around or "THERE_IS_ROOM" in around, file
                asks += 1
    assert asks >= 3


def test_numbers_that_somebody_used_up_are_named(shared_centre: SharedCentre, owned: Database) -> None:
    shared_centre.psql().execute("SELECT setval('export_log_id_seq', 2000000000)")

    assert told(owned) == [("numbers", "export_log_id_seq", "93")]


def test_what_is_named_has_a_sentence() -> None:
    for word in ("lock", "waits", "prepared", "open", "numbers", "told"):
        facts = dict.fromkeys(("role", "other", "name", "at", "object", "percent"), "X")
        assert "X" in hindrance.Hindrance(word, facts).sentence
