from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.engine import make_url

from supervisor import secrets
from supervisor.clock import SystemClock
from supervisor.commands import database as commands
from supervisor.errors import CentreSetupError, DatabaseError
from supervisor.history import partitions
from supervisor.moving import setting_up
from supervisor.moving.checking import Found, check
from supervisor.moving.setting_up import AREA, NewLogin, create, examine, missing_logins, upgrade
from supervisor.rights.role import DatabaseRole
from supervisor.storage import areas
from supervisor.storage.database import connect
from supervisor.storage.failure import shown_url
from supervisor.storage.journal_tables import collector_sign
from supervisor.storage.server import Server
from tests import postgresql
from tests.commands.command_line import documents, run
from tests.shared_centre import SharedCentre

GOOD = Server(
    version=15,
    said="15.8",
    database="floor",
    encoding="UTF8",
    ctype="C.UTF-8",
    time_zone="UTC",
    login="floor_owner",
    owner="floor_owner",
    owns=True,
    makes_roles=True,
    makes_tables=True,
    superuser=False,
    now=datetime(2026, 1, 1, tzinfo=UTC),
    bytes=0,
    stand_by=False,
    trigrams=True,
    has_trigrams=True,
)


def anna(url: str) -> NewLogin:
    """An administrator, whose name goes with the database (roles are the whole server's)."""
    login = f"anna_{make_url(url).database}"
    return NewLogin(login, "Anna", DatabaseRole.ADMINISTRATOR, "correct horse")


def bad(url: str) -> list[Found]:
    return [found for found in check(url) if found.good is False]


def test_a_shared_centre_is_made_by_its_owner_found_good_and_made_once(owned_url: str) -> None:
    login = anna(owned_url)
    assert missing_logins(owned_url, [login.login]) == [login.login]

    steps = create(owned_url, [login])

    assert [step for step in steps if step.lost] == []
    assert steps[-1].said == f"Made the account {login.login} (Anna)."
    assert bad(owned_url) == []
    own = make_url(owned_url).set(username=login.login).render_as_string(hide_password=False)
    with connect(own) as database, database.read() as db:
        assert db.execute(text("SELECT roles FROM rights.own()")).scalar_one() == ["administrator"]
    with psycopg.connect(postgresql.url("postgres")) as admin:  # its password never came to the server
        kept = admin.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", (login.login,)
        ).fetchone()
    assert str(kept[0] if kept else "").startswith("SCRAM-SHA-256$")
    assert str(login.password) not in repr(login)

    assert missing_logins(owned_url, [login.login]) == []
    assert [step for step in create(owned_url, [login]) if step.new or step.lost] == []
    assert bad(owned_url) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": 14, "said": "14.2"}, "is PostgreSQL 14.2"),
        ({"stand_by": True}, "only follows another one"),
        ({"encoding": "LATIN1"}, "createdb --encoding=UTF8 --template=template0 --owner=floor_owner"),
        ({"superuser": True}, "createuser --createrole"),
        ({"owns": False, "login": "ben"}, "ben does not own this database; floor_owner does"),
        ({"makes_roles": False}, "ALTER ROLE floor_owner CREATEROLE;"),
        ({"makes_tables": False}, "ALTER SCHEMA public OWNER TO floor_owner;"),
    ],
)
def test_what_is_in_the_way_is_said_with_what_to_do(changed: dict[str, object], said: str) -> None:
    examine("postgresql://floor", GOOD)
    with pytest.raises(CentreSetupError) as told:
        examine("postgresql://floor", replace(GOOD, **changed))  # type: ignore[arg-type]
    assert said in told.value.why


def test_who_may_make_no_roles_is_refused_before_anything_is_made(owned_url: str) -> None:
    owner = make_url(owned_url).username
    postgresql.run(f"ALTER ROLE {owner} NOCREATEROLE")
    with pytest.raises(CentreSetupError, match="CREATEROLE"):
        create(owned_url)
    with connect(owned_url) as database, database.read() as db:
        assert (
            db.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one() == 0
        )


def test_a_database_without_room_for_every_name_is_refused_with_the_command_for_another(
    owned_url: str,
) -> None:
    parts = make_url(owned_url)
    postgresql.run(
        f"CREATE DATABASE {parts.database}_latin OWNER {parts.username} ENCODING 'LATIN1' LOCALE 'C'"
        " TEMPLATE template0 STRATEGY file_copy"
    )
    try:
        url = owned_url.replace(f"/{parts.database}?", f"/{parts.database}_latin?")
        told = run("database", "create", "--database", url)
    finally:
        postgresql.run(f"DROP DATABASE {parts.database}_latin WITH (FORCE)")
    assert told.exit_code == 1
    assert f"--owner={parts.username} {parts.database}_latin_utf8" in " ".join(told.stderr.split())


def test_without_the_index_of_trigrams_a_centre_is_made_and_what_is_lost_is_said(
    owned_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(owned_url)
    with psycopg.connect(postgresql.url(str(make_url(owned_url).database))) as admin:
        admin.execute("DROP EXTENSION pg_trgm CASCADE")
    with monkeypatch.context() as patched:
        patched.setattr(setting_up, "_TRIGRAMS", ("CREATE EXTENSION file_fdw",))  # one that is not trusted
        (lost,) = [step for step in create(owned_url) if step.lost]
    assert "permission denied" in lost.said
    assert "CREATE EXTENSION pg_trgm" in lost.said

    assert any("searched" in step.said for step in upgrade(owned_url) if step.new)
    assert not [step for step in upgrade(owned_url) if step.new]


def test_an_upgrade_tells_the_consoles_that_run(owned_url: str) -> None:
    create(owned_url)
    with connect(owned_url) as database:
        with database.write() as db:
            before = areas.versions(db)
            db.execute(text("DROP FUNCTION history_make_months, history_drop_months"))
            db.execute(text("UPDATE history_version SET version_num = '0002'"))
        assert {found.what for found in bad(owned_url)} == {"revision", "rights"}

        steps = upgrade(owned_url)

        assert "Brought the tables of history from 0002 to 0003." in [step.said for step in steps]
        with database.read() as db:
            assert AREA in areas.newer(before, areas.versions(db))
    assert bad(owned_url) == []


def _newer(url: str) -> None:
    with connect(url) as database, database.write() as db:
        db.execute(text("UPDATE centre_version SET version_num = '7000'"))


def _no_rights(url: str) -> None:
    with connect(url) as database, database.write() as db:
        db.execute(text("DROP SCHEMA rights CASCADE"))


def _no_months(url: str) -> None:
    with connect(url) as database, database.write() as db:
        db.execute(text("SELECT history_drop_months(4102444799999)"))


def _silent(url: str) -> None:
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    with connect(url) as database, database.write() as db:
        db.execute(
            text("INSERT INTO heartbeat (source, collector, at, connected) VALUES ('pbx', 'one', :at, true)"),
            {"at": hour_ago},
        )
        db.execute(
            insert(collector_sign).values(
                collector="one",
                host="north-1",
                site="",
                sources='["pbx"]',
                role="working",
                since=hour_ago,
                at=hour_ago,
            )
        )


def test_what_is_wrong_is_found_and_a_newer_centre_left_alone(owned_url: str) -> None:
    create(owned_url)
    wrong: set[str] = set()
    for spoil, what in (
        (_silent, "heartbeat"),
        (_no_months, "months"),
        (_no_rights, "rights"),
        (_newer, "revision"),
    ):
        spoil(owned_url)
        wrong.add(what)
        assert {found.what for found in bad(owned_url)} == wrong
    with pytest.raises(DatabaseError) as told:
        create(owned_url)
    assert told.value.reason == "newer"


def test_the_command_makes_a_centre_and_checks_it(owned_url: str) -> None:
    login = anna(owned_url).login
    arguments = ["database", "create", "--database", owned_url, "--administrator", login, "--json"]
    told = documents(run(*arguments, "--administrator-password-env", "GIVEN", GIVEN="correct horse"))
    assert any(step["new"] for step in told)

    assert not any(step["new"] for step in documents(run(*arguments)))  # and no password is asked for

    checked = documents(run("database", "check", "--database", owned_url, "--json"))
    assert {found["what"] for found in checked} >= {
        "server",
        "clocks",
        "revision",
        "rights",
        "size",
        "months",
    }
    _silent(owned_url)
    wrong = run("database", "check", "--database", owned_url)
    assert wrong.exit_code == 1
    assert "No collector has listened to pbx for" in wrong.stderr
    assert "Collector one on north-1 has given no sign of life for 1:00:" in wrong.stdout, "nor “works”"


def test_a_password_that_nobody_keeps_is_asked_of_a_person_and_of_nobody_else(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walled = postgresql_url.replace("//postgres@", f"//{postgresql.WALLED}@")
    refused = run("database", "check", "--database", walled)
    assert refused.exit_code == 1
    assert "asks for a password of “walled”" in " ".join(refused.stderr.split())

    monkeypatch.setattr(commands, "_is_somebody_there", lambda: True)
    try:
        asked = run("database", "check", "--database", walled, typed="right\n")
    finally:
        secrets.give(secrets.of_database(shown_url(walled)), None)
    assert "Password of walled" in asked.stdout
    assert "No rights were laid here" in asked.stderr


def test_whoever_may_not_look_everywhere_is_told_so(shared_centre: SharedCentre) -> None:
    with connect(shared_centre.url) as database, database.write() as db:
        partitions.keep_ahead(db, SystemClock().now())
    for role, may in (("administrator", True), ("viewer", False)):
        found = check(shared_centre.as_role(role))
        assert [one for one in found if one.good is False] == []
        assert [one.good for one in found if one.what == "rights"] == [may or None]


def test_a_centre_in_files_is_no_shared_one(sqlite_url: str) -> None:
    with pytest.raises(CentreSetupError):
        check(sqlite_url)
    assert run("database", "upgrade", "--database", sqlite_url).exit_code == 0
