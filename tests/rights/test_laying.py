"""Laying the rights: whose functions they are, which roles they take, twice and at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from sqlalchemy.engine import make_url

from supervisor.errors import AccountError
from supervisor.rights import deviation, laying
from supervisor.rights.own import is_laid, own_rights
from supervisor.rights.role import DatabaseRole
from supervisor.storage.database import open_centre
from tests import postgresql
from tests.shared_centre import OWNER, PREFIX, SharedCentre, postgresql_admin


def test_a_superuser_who_helps_out_leaves_functions_that_are_the_owners(shared_centre: SharedCentre) -> None:
    with open_centre(postgresql.url(shared_centre.name)) as helping, helping.write() as db:
        laying.lay(db)

    with shared_centre.psql() as owner:
        whose = owner.execute(
            "SELECT DISTINCT proowner::regrole::text FROM pg_proc WHERE pronamespace = 'rights'::regnamespace"
        ).fetchall()
    assert whose == [(OWNER,)]
    with open_centre(shared_centre.url) as database, database.read() as db:
        assert deviation.check(db) == []


def test_two_who_lay_at_once_both_come_through(shared_centre: SharedCentre) -> None:
    def lay(_number: int) -> list[str]:
        with open_centre(shared_centre.url) as database, database.write() as db:
            return laying.lay(db)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lay, range(2))

    assert first == second
    with open_centre(shared_centre.url) as database, database.read() as db:
        assert deviation.check(db) == []


def test_accounts_keep_their_roles_when_rights_are_laid_again(shared_centre: SharedCentre) -> None:
    url = shared_centre.as_role(["supervisor", "quality"])
    with open_centre(shared_centre.url) as database, database.write() as db:
        laying.lay(db)

    with open_centre(url) as database, database.read() as db:
        assert own_rights(db).roles == {DatabaseRole.SUPERVISOR, DatabaseRole.QUALITY}


def test_the_prefix_stays_what_it_was(shared_centre: SharedCentre) -> None:
    with open_centre(shared_centre.url) as database:
        with pytest.raises(AccountError, match=PREFIX), database.write() as db:
            laying.lay(db, "other")
        with database.read() as db:
            assert laying.prefix_of(db) == PREFIX


@pytest.mark.parametrize("prefix", ["pg_x", "x" * 41])
def test_a_prefix_that_can_be_none_is_refused(postgresql_url: str, prefix: str) -> None:
    with open_centre(postgresql_url) as database, pytest.raises(AccountError), database.write() as db:
        laying.lay(db, prefix)


def test_a_role_that_is_somebody_elses_is_not_taken(postgresql_url: str) -> None:
    with postgresql_admin() as admin:
        admin.execute("CREATE ROLE foreign_manager")
        try:
            with (
                open_centre(postgresql_url) as database,
                pytest.raises(AccountError, match="foreign_manager"),
                database.write() as db,
            ):
                laying.lay(db, "foreign")
            left = admin.execute("SELECT rolname FROM pg_roles WHERE rolname ~ '^foreign_'").fetchall()
        finally:
            admin.execute("DROP ROLE foreign_manager")
    assert left == [("foreign_manager",)]


def test_a_centre_on_a_file_has_no_rights_to_lay(sqlite_url: str) -> None:
    with open_centre(sqlite_url) as database, database.read() as db:
        assert not is_laid(db)
        assert own_rights(db).everything


def test_whoever_owns_the_database_may_do_everything_and_is_no_account(shared_centre: SharedCentre) -> None:
    with open_centre(shared_centre.url) as database, database.read() as db:
        rights = own_rights(db)
    assert rights.everything
    assert not rights.roles


def test_two_databases_that_make_the_same_roles_at_once_share_them(postgresql_url: str) -> None:
    """A copy and its origin, say: roles are the whole server's, locks are each database's."""
    twin = f"{make_url(postgresql_url).database}_twin"
    postgresql.run(f"CREATE DATABASE {twin} TEMPLATE template_of_tests STRATEGY file_copy")
    turn = Barrier(2, timeout=30)

    def lay(url: str) -> str:
        with open_centre(url) as database, database.write() as db:
            turn.wait()
            return laying.lay(db, "twins")[0]

    try:
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(lay, (postgresql_url, postgresql.url(twin))))
        assert len(set(said)) == 1
        for url in (postgresql_url, postgresql.url(twin)):
            with open_centre(url) as database, database.read() as db:
                assert [one.what for one in deviation.check(db)] == ["owner"]  # the tests' superuser
    finally:
        postgresql.run(f"DROP DATABASE {twin} WITH (FORCE)")
        with psycopg.connect(postgresql_url, autocommit=True) as own:
            groups = [f"twins_{role}" for role in DatabaseRole]
            own.execute(f"DROP OWNED BY {', '.join(groups)}".encode())
            own.execute(f"DROP ROLE {', '.join(groups)}".encode())
