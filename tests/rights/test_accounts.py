"""Accounts of a shared centre: made, changed and retired by administrators, by the database's functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec
import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from supervisor.errors import AccountError, ChangedMeanwhileError, DatabaseError
from supervisor.rights import accounts
from supervisor.rights.account import Account
from supervisor.rights.role import DatabaseRole
from supervisor.storage import areas
from supervisor.storage.database import Database, open_centre
from tests.shared_centre import SharedCentre, postgresql_admin

R = DatabaseRole
SECRET = "correct horse"


@pytest.fixture
def administrator(shared_centre: SharedCentre) -> Iterator[Database]:
    with open_centre(shared_centre.as_role("administrator")) as database:
        yield database


def only(database: Database, login: str) -> Account:
    with database.read() as db:
        return next(one for one in accounts.all_accounts(db) if one.login == login)


def made(
    shared: SharedCentre, database: Database, account: Account, password: str | None = SECRET
) -> Account:
    shared.accounts.append(account.login)
    with database.write() as db:
        accounts.make(db, account, password)
    return only(database, account.login)


def test_an_account_is_read_as_it_was_made(shared_centre: SharedCentre, administrator: Database) -> None:
    with shared_centre.psql() as owner:
        owner.execute("INSERT INTO people_group VALUES ('north', 'team', 'North', NULL, 1)")
    until = datetime(2031, 1, 1, tzinfo=UTC)
    wanted = Account(
        login="anna.made",
        name="Anna 李",
        roles=frozenset({R.SUPERVISOR, R.QUALITY}),
        teams=frozenset({"north"}),
        note="since May",
        valid_until=until,
    )

    assert made(shared_centre, administrator, wanted) == msgspec.structs.replace(wanted, version=1)


def test_what_is_changed_is_told_and_written_down(
    shared_centre: SharedCentre, administrator: Database
) -> None:
    ben = made(shared_centre, administrator, Account("ben.changed", "Ben", roles=frozenset({R.VIEWER})))
    with administrator.read() as db:
        before = areas.versions(db)["accounts"]

    with administrator.write() as db:
        accounts.change(db, msgspec.structs.replace(ben, name="Ben B.", roles=frozenset({R.MANAGER})))

    after = only(administrator, "ben.changed")
    assert (after.name, after.roles) == ("Ben B.", frozenset({R.MANAGER}))
    with administrator.read() as db:
        assert areas.versions(db)["accounts"] > before
    with shared_centre.psql() as owner:
        told = owner.execute(
            "SELECT document ->> 'did' FROM access_log WHERE document ->> 'login' = 'ben.changed' ORDER BY id"
        ).fetchall()
    assert told == [("make",), ("change",), ("roles",)]


def test_who_read_an_older_version_changes_nothing(
    shared_centre: SharedCentre, administrator: Database
) -> None:
    cem = made(shared_centre, administrator, Account("cem.older", "Cem"))
    with administrator.write() as db:
        accounts.change(db, msgspec.structs.replace(cem, name="Cem C."))

    with pytest.raises(ChangedMeanwhileError), administrator.write() as db:
        accounts.change(db, msgspec.structs.replace(cem, name="Cem D."))

    assert only(administrator, "cem.older").name == "Cem C."


def test_nothing_that_was_prepared_outlives_the_role_it_was_prepared_with(
    shared_centre: SharedCentre, administrator: Database
) -> None:
    """The server would go on answering it by the rules of the roles that the session had then."""
    owner = shared_centre.psql()
    owner.execute("INSERT INTO person (id, name, version) VALUES ('ben', 'Ben', 1)")
    url = shared_centre.as_role("manager")
    login = shared_centre.login_of(url)
    prepared, ours = shared_centre.psql(url), shared_centre.as_role(["administrator", "manager"])
    prepared.execute("PREPARE kept AS SELECT id FROM person")
    assert prepared.execute("EXECUTE kept").fetchall() == [("ben",)]

    with administrator.write() as db:
        stands = accounts.one_account(db, login)
        accounts.change(db, msgspec.structs.replace(stands, roles=frozenset({R.SUPERVISOR})))

    with pytest.raises(psycopg.errors.AdminShutdown):
        prepared.execute("EXECUTE kept")
    with shared_centre.psql(ours) as own:  # whose own roles change goes on, and plans anew
        own.execute("PREPARE kept AS SELECT id FROM coaching")
        own.execute("EXECUTE kept")
        roles = "SELECT rights.set_roles(session_user, '{{administrator{}}}')"
        own.execute(roles.format(",supervisor").encode())
        owner.execute("INSERT INTO coaching VALUES ('c', 'ben', '', now(), 'c', NULL, false, NULL, '{}', 1)")
        assert own.execute("EXECUTE kept").fetchall() == []


def test_who_lost_every_role_sees_nothing_though_still_connected(shared_centre: SharedCentre) -> None:
    url = shared_centre.as_role("manager")
    login = shared_centre.login_of(url)
    with shared_centre.psql(url) as connected:
        connected.execute("SELECT * FROM public.person")
        with shared_centre.psql() as owner:  # by hand: functions would cut it off, too
            owner.execute(f'REVOKE shared_manager FROM "{login}"'.encode())

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connected.execute("SELECT * FROM public.person")


def test_a_retired_account_is_cut_off_and_does_not_come_back(
    shared_centre: SharedCentre, administrator: Database
) -> None:
    url = shared_centre.as_role("manager")
    login = shared_centre.login_of(url)
    with shared_centre.psql(url) as connected:
        connected.execute("SELECT * FROM public.person")
        with administrator.write() as db:
            accounts.retire(db, accounts.one_account(db, login))

        with pytest.raises(psycopg.errors.AdminShutdown):
            connected.execute("SELECT * FROM public.person")
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        shared_centre.psql(url)
    told = only(administrator, login)
    assert (told.retired, told.can_login, told.roles) == (True, False, frozenset())


def test_a_retired_account_comes_back_with_the_roles_it_is_given(
    shared_centre: SharedCentre, administrator: Database
) -> None:
    dina = made(shared_centre, administrator, Account("dina.back", "Dina", roles=frozenset({R.MANAGER})))
    with administrator.write() as db:
        accounts.retire(db, dina)
    back = msgspec.structs.replace(
        only(administrator, dina.login), retired=False, roles=frozenset({R.VIEWER})
    )
    with administrator.write() as db:
        accounts.change(db, back)

    told = only(administrator, dina.login)
    assert (told.retired, told.can_login, told.roles) == (False, True, frozenset({R.VIEWER}))


def test_the_last_administrator_stays_one(shared_centre: SharedCentre, administrator: Database) -> None:
    login = shared_centre.accounts[0]
    me = only(administrator, login)
    changes: tuple[Callable[[Connection], object], ...] = (
        lambda db: accounts.retire(db, me),
        lambda db: accounts.change(db, msgspec.structs.replace(me, roles=frozenset())),
        lambda db: accounts.change(
            db, msgspec.structs.replace(me, valid_until=datetime(2001, 1, 1, tzinfo=UTC))
        ),
    )
    for change in changes:
        with pytest.raises(AccountError, match="administrator"), administrator.write() as db:
            change(db)
    assert only(administrator, login) == me


def test_a_role_of_the_server_that_is_not_an_account_of_this_centre_is_left_alone(
    shared_centre: SharedCentre, administrator: Database
) -> None:
    with pytest.raises(AccountError), administrator.write() as db:
        accounts.make(db, Account("postgres", "Superuser"), SECRET)
    with shared_centre.psql() as owner:  # as a copy from elsewhere might have it
        owner.execute("INSERT INTO account VALUES ('postgres', 'Superuser', NULL, false, '', 1)")
        owner.execute("INSERT INTO account VALUES ('shared_manager', 'A group', NULL, false, '', 1)")
    changes: tuple[Callable[[Connection, str], object], ...] = (
        lambda db, login: accounts.set_password(db, login, SECRET),
        lambda db, login: accounts.retire(db, accounts.one_account(db, login)),
    )
    for stranger in ("postgres", "shared_manager"):
        for change in changes:
            with pytest.raises(AccountError), administrator.write() as db:
                change(db, stranger)


def test_nobody_but_an_administrator_changes_accounts(shared_centre: SharedCentre) -> None:
    for role in R:
        if role is R.ADMINISTRATOR:
            continue
        with shared_centre.psql(shared_centre.as_role(role)) as connection:
            login = shared_centre.accounts[-1]
            for call in (
                "rights.accounts()",
                "rights.make_account('x.y', 'X', NULL, '{manager}')",
                f"rights.set_roles('{login}', '{{manager}}')",
                f"rights.set_scope('{login}', 'team', '{{}}')",
                f"rights.retire_account('{login}')",
                f"rights.put_roles('{login}', '{{manager}}')",
                f"rights.put_scope('{login}', 'team', '{{}}')",
                "rights.end_change('x', 'y', 'null')",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(f"SELECT {call}".encode())


def test_a_password_is_kept_as_a_verifier_alone(shared_centre: SharedCentre, administrator: Database) -> None:
    made(shared_centre, administrator, Account("emil.secret", "Emil", roles=frozenset({R.VIEWER})))

    with postgresql_admin() as admin:
        kept = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'emil.secret'").fetchone()
    assert kept is not None
    assert kept[0].startswith("SCRAM-SHA-256$4096:")
    for plain in ("correct horse", "md5" + "0" * 32, "", "SCRAM-SHA-256$x"):
        with pytest.raises(DBAPIError, match="no_verifier"), administrator.write() as db:
            db.exec_driver_sql("SELECT rights.set_password('emil.secret', %s)", (plain,))


def test_everybody_changes_the_own_password_and_no_other(shared_centre: SharedCentre) -> None:
    url = shared_centre.as_role("supervisor", password="old password")
    with open_centre(url) as viewer:
        with viewer.write() as db:
            accounts.set_own_password(db, shared_centre.login_of(url), "new password")
        with pytest.raises((DatabaseError, DBAPIError)), viewer.write() as db:
            accounts.set_password(db, shared_centre.login_of(url), "another one")


@pytest.mark.parametrize(
    "login",
    [
        *("", " a", "a ", "pg_x", "public", "shared_viewer", "a\nb", "x" * 64, "Anna", "SHARED_manager"),
        *("\u0430nna", "an\u200bna", "an\u202ena", "current_user"),  # a Cyrillic letter, one that is not seen
    ],
)
def test_a_name_that_can_be_none_is_refused(
    shared_centre: SharedCentre, administrator: Database, login: str
) -> None:
    with pytest.raises(AccountError), administrator.write() as db:
        accounts.make(db, Account(login, "Somebody"), None)


def test_a_name_full_of_quotes_makes_an_account_and_nothing_else(
    shared_centre: SharedCentre, administrator: Database
) -> None:
    name = """x"; DROP TABLE person; --'"""
    quoted = Account("quo.ted", name, note=name, roles=frozenset({R.VIEWER}))
    account = made(shared_centre, administrator, quoted, None)
    with administrator.write() as db:
        accounts.retire(db, account)
    with pytest.raises(AccountError), administrator.write() as db:
        accounts.make(db, Account(name, "Quotes"), None)

    assert account.roles == {R.VIEWER}
