"""Whether one gets into a shared centre, tried for real; and what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from supervisor import secrets
from supervisor.errors import DatabaseError
from supervisor.rights.own import Rights, own_rights
from supervisor.storage import migrate, turned_away
from supervisor.storage.certificate import what_is_wrong
from supervisor.storage.database import Database, check_server, proper_url
from supervisor.storage.failure import shown_url
from supervisor.storage.rooms import ROOMS

# By the catalogue, which everybody reads: an account without any right sees no table of a schema.
_KEPT = """
SELECT relname FROM pg_class JOIN pg_namespace schema ON schema.oid = relnamespace
WHERE relkind IN ('r', 'p') AND nspname !~ '^(pg_|information_schema)' AND relname = ANY(:names)
"""
_MAY_READ = (
    "SELECT has_schema_privilege('public', 'USAGE') AND has_table_privilege('centre_setting', 'SELECT')"
)


@dataclass(frozen=True)
class LoginVerdict:
    """What came of a log-in at *url* (without its password). *problem* is None where the centre can be
    opened; `sentences/` says it. *rights* are the account's there and *server* is PostgreSQL's version,
    both None as far as it did not come to that."""

    url: str
    problem: DatabaseError | None = None
    rights: Rights | None = None
    server: int | None = None

    @property
    def is_good(self) -> bool:
        return self.problem is None

    @property
    def is_in(self) -> bool:
        """Whether the server let us in, whatever it has for us."""
        return self.server is not None


def verdict(url: str, password: str | None = None) -> LoginVerdict:
    """Log in at the PostgreSQL *url* and look whether there is a centre that this program can work with.

    Nothing is written. *password* is taken instead of any that is kept. It is one try, however often this
    password was refused before.
    """
    with _only(url, password):
        return _verdict(url, password)


@contextmanager
def _only(url: str, password: str | None) -> Iterator[None]:
    """Inside, no password but *password* is taken for *url*."""
    if password is None:
        yield
        return
    before, key = secrets.given(), secrets.of_database(shown_url(url))
    secrets.give(key, password)
    try:
        yield
    finally:
        secrets.take_given(before)


def _verdict(url: str, password: str | None) -> LoginVerdict:
    shown = shown_url(url)
    found = LoginVerdict(shown)
    try:
        given = make_url(url).set(password=password).render_as_string(False) if password else url
        parsed = proper_url(given)
        if parsed.get_backend_name() != "postgresql":
            raise DatabaseError(shown, "unsupported", parsed.get_backend_name())
        if parsed.password:
            secrets.conceal(str(parsed.password))
        turned_away.forget(parsed)
        with Database(parsed) as database:
            found = replace(found, server=check_server(database))
            with database.read() as db:
                _look_for_tables(db, shown)
                found = replace(found, rights=own_rights(db))
                _look_for_rights(db, shown, found.rights)
    except DatabaseError as problem:
        if problem.reason == "forbidden" and problem.why != "no_role":
            problem.why = "no_rights"
        if problem.why == "unverified":
            problem.why = what_is_wrong(parsed) or problem.why
        return replace(found, problem=problem)
    return found


def _look_for_tables(db: Connection, shown: str) -> None:
    names = [room.version_table for room in ROOMS]
    kept = set(db.execute(text(_KEPT), {"names": names}).scalars())
    if not kept:
        raise DatabaseError(shown, "unsupported", "", "empty")
    for room in ROOMS:
        if room.version_table not in kept:
            raise DatabaseError(shown, "older", room.name)
        found = str(
            db.exec_driver_sql(f"SELECT version_num FROM {room.version_table}").scalar_one_or_none()  # noqa: S608
        )
        if (reason := migrate.problem_with(found, room)) is not None:
            raise DatabaseError(shown, reason, found)


def _look_for_rights(db: Connection, shown: str, rights: Rights | None) -> None:
    if rights is None or rights.roles:
        return
    if not rights.everything:
        raise DatabaseError(shown, "forbidden", rights.login, "no_role")
    if not db.exec_driver_sql(_MAY_READ).scalar_one():
        raise DatabaseError(shown, "forbidden", rights.login, "no_rights")
