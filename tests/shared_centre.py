"""A shared centre for tests: a real PostgreSQL database with rights laid, and accounts that really log in.

The owner is a role with CREATEROLE and no superuser, as in a real centre. The databases are copies of one
that each worker makes once, lent and emptied; their roles are the server's, and so are shared by the copies.
An account that a test makes is dropped when the test ends.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import create_engine

from supervisor.rights.laying import grant_database, lay
from supervisor.rights.role import DatabaseRole
from supervisor.storage.database import open_centre, open_history, open_journal
from tests import postgresql
from tests.lent import Lender

OWNER = "shared_owner"
"""Owns the databases."""

PREFIX = "shared"
"""Begins the names of the groups: shared_viewer and so on."""

_TEMPLATE = "template_of_rights"
_numbers = itertools.count()


class SharedCentre:
    """One database with rights; *name* is its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.prefix = PREFIX
        self.accounts: list[str] = []
        self._connections: list[psycopg.Connection[Any]] = []

    @property
    def url(self) -> str:
        """As the owner."""
        return self.url_as(OWNER)

    def url_as(self, login: str) -> str:
        """As *login*, without a password: the cluster lets every role in through its socket."""
        return postgresql.url(self.name, login)

    def as_role(
        self,
        role: DatabaseRole | str | Iterable[DatabaseRole | str],
        *,
        teams: Iterable[str] = (),
        departments: Iterable[str] = (),
        password: str | None = None,
        login: str = "",
    ) -> str:
        """The URL of a new account with *role* (or several): it is made as administrators make one."""
        roles = [role] if isinstance(role, str) else list(role)
        login = login or f"{'_'.join(map(str, roles)) or 'nobody'}_{os.getpid()}_{next(_numbers)}"
        with self.psql(self.url) as owner:
            verifier = None
            if password is not None:
                verifier = owner.pgconn.encrypt_password(
                    password.encode(), login.encode(), b"scram-sha-256"
                ).decode()
            owner.execute(
                "SELECT rights.make_account(%s, %s, %s, %s, NULL, '', %s, %s)",
                [login, login, verifier, [str(one) for one in roles], list(teams), list(departments)],
            )
        self.accounts.append(login)
        return self.url_as(login)

    def psql(self, url: str = "", *, autocommit: bool = True) -> psycopg.Connection[Any]:
        """A plain connection, as the owner where nothing is said; closed when the test ends."""
        self._connections = [one for one in self._connections if not one.closed]
        connection = psycopg.connect(url or self.url, autocommit=autocommit)
        self._connections.append(connection)
        return connection

    def login_of(self, url: str) -> str:
        """Whose URL it is."""
        return url.removeprefix("postgresql://").partition("@")[0]

    def close(self) -> None:
        """Close the connections that `psql` gave."""
        for connection in self._connections:
            connection.close()

    def forget_accounts(self) -> None:
        """Drop the roles of the accounts that were made here: they are the whole cluster's."""
        with postgresql_admin() as admin:
            made = admin.execute(
                "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) AND NOT rolsuper"
                " AND shobj_description(oid, 'pg_authid') LIKE 'account of %%'",
                [self.accounts],
            ).fetchall()
            for (login,) in made:
                with suppress(psycopg.errors.DependentObjectsStillExist):
                    admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(login)))


def postgresql_admin() -> psycopg.Connection[Any]:
    """A connection as the cluster's superuser; the caller closes it."""
    return psycopg.connect(postgresql.url("postgres"), autocommit=True)


def lender() -> Lender:
    """Of databases with rights."""
    return Lender(postgresql.template(_fill, _TEMPLATE), _give_to_owner)


def lent(lender: Lender) -> Iterator[SharedCentre]:
    """One of them, taken back at the end."""
    centre = SharedCentre(lender.lend())
    try:
        yield centre
    finally:
        centre.close()
        with psycopg.connect(postgresql.url(centre.name), autocommit=True) as own:
            told = own.execute("SELECT login FROM account").fetchall()
        centre.accounts += [login for (login,) in told if login not in centre.accounts]
        lender.take_back(centre.name)
        centre.forget_accounts()


def _fill(url: str) -> None:
    with postgresql_admin() as admin:
        admin.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE".encode())
        admin.execute(f"ALTER DATABASE {_TEMPLATE} OWNER TO {OWNER}".encode())
    own = postgresql.url(_TEMPLATE, OWNER)
    for open_room in (open_centre, open_journal, open_history):
        open_room(own).close()
    engine = create_engine(own.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as db:
        lay(db, PREFIX)
    engine.dispose()


def _give_to_owner(name: str) -> None:
    """What a copy does not take along: its owner, and what is granted of the database itself."""
    postgresql.run(f"ALTER DATABASE {name} OWNER TO {OWNER}")
    engine = create_engine(postgresql.url(name, OWNER).replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as db:
        grant_database(db)
    engine.dispose()
