"""Accounts of a shared centre: read, made, changed and retired by the functions that the database keeps for
administrators (functions.sql). What they refuse becomes an AccountError with a sentence.

Passwords never travel: what goes to the database is the verifier that PostgreSQL keeps (`verifier`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from supervisor.errors import AccountError, ChangedMeanwhileError, UnknownNameError
from supervisor.rights.account import Account
from supervisor.rights.own import ScopeKind
from supervisor.rights.role import DatabaseRole
from supervisor.storage.changes import Changes
from supervisor.words import _, mark

AREA = Changes({"accounts"})

REFUSED_STATE = "SR001"  # functions.sql: rights.refuse

_CHANGING = 1398096977  # functions.sql: rights.begin_change

REFUSALS = {
    "taken": mark("There is a log-in of that name in this server already. Choose another one."),
    "bad_login": mark("That cannot be a log-in name here. Choose another one."),
    "bad_name": mark("Give the account a name of up to 200 letters."),
    "unknown_person": mark("The person is not known any more. Choose another one, or nobody."),
    "unknown_place": mark("A team or department that was chosen is not known any more. Choose again."),
    "unknown_role": mark("A role that was chosen is not known to this database. Upgrade the program."),
    "no_verifier": mark("The password did not arrive as it should. Nothing was changed: type it again."),
    "no_role": mark(
        "It has no log-in in this server (the database was copied from another one). Bring it back with a "
        "new password."
    ),
    "not_ours": mark(
        "Its log-in was not made by this program, or may do more in this server than an account: only the "
        "server’s own administrator changes it, or takes it away where a centre that is gone left it "
        "(dropuser)."
    ),
    "wall": mark("A wall’s password is known to many: administrators alone change it."),
    "retired": mark("It is retired. Bring it back first."),
    "last_administrator": mark(
        "It is the last administrator who can log in: nobody could say who may do what any more. Make "
        "somebody else administrator first."
    ),
}


def all_accounts(db: Connection) -> tuple[Account, ...]:
    """Every account, those in use first, by name. Raises AccountError for whoever is no administrator."""
    return tuple(_account(row) for row in db.execute(text("SELECT * FROM rights.accounts()")))


def one_account(db: Connection, login: str) -> Account:
    """The account of *login*. Raises UnknownNameError."""
    row = db.execute(text("SELECT * FROM rights.accounts() WHERE login = :login"), {"login": login}).first()
    if row is None:
        raise UnknownNameError(mark("account"), login)
    return _account(row)


def taken_logins(db: Connection) -> frozenset[str]:
    """Log-in names and groups of the server that are no account here: nobody can be called so."""
    asked = text("SELECT rolname FROM pg_roles WHERE rolname NOT IN (SELECT login FROM account)")
    return frozenset(db.execute(asked).scalars())


def administrators(db: Connection) -> tuple[str, ...]:
    """The names of those who may say who may do what: everybody may ask."""
    return tuple(db.execute(text("SELECT name FROM rights.administrators() ORDER BY name")).scalars())


def verifier(db: Connection, login: str, password: str) -> str:
    """What PostgreSQL keeps of a password (SCRAM-SHA-256, salted); made on this computer by its own library.

    Raises AccountError for a password that cannot be one.
    """
    if not password or "\x00" in password:
        raise AccountError(login, _("A password has at least one letter."))
    library: Any = db.connection.dbapi_connection
    made: bytes = library.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode()


def make(db: Connection, account: Account, password: str | None) -> Changes:
    """Make *account*; *password* None: it logs in by certificate or Kerberos."""
    kept = None if password is None else verifier(db, account.login, password)
    _call(
        db,
        account.login,
        "rights.make_account(:login, :name, :verifier, CAST(:roles AS text[]), :person, :note, "
        "CAST(:teams AS text[]), CAST(:departments AS text[]), CAST(:until AS timestamptz))",
        name=account.name,
        verifier=kept,
        roles=_roles(account),
        person=account.person,
        note=account.note,
        teams=sorted(account.teams),
        departments=sorted(account.departments),
        until=account.valid_until,
    )
    return AREA


def held(db: Connection) -> dict[str, Account]:
    """Every account by log-in; nobody else changes one before the caller's transaction ends."""
    db.execute(text(f"SELECT pg_advisory_xact_lock({_CHANGING})"))
    return {one.login: one for one in all_accounts(db)}


def change(db: Connection, changed: Account, stands: Account | None = None) -> Changes:
    """Make the account of that log-in what *changed* says, which was read at its version; *stands*: as it is
    now, where the caller holds it (`held`).

    Raises ChangedMeanwhileError, having written nothing, where somebody changed it since.
    """
    stands = stands or held(db).get(changed.login)
    if stands is None:
        raise UnknownNameError(mark("account"), changed.login)
    if changed.version != stands.version:
        raise ChangedMeanwhileError(mark("the account"), changed.login)
    if stands.retired and not changed.retired:
        revived = "rights.revive_account(:login, NULL, CAST(:roles AS text[]))"
        _call(db, changed.login, revived, roles=_roles(changed))
    if _details(changed) != _details(stands):
        _call(
            db,
            changed.login,
            "rights.change_account(:login, :name, :person, :note, CAST(:until AS timestamptz))",
            name=changed.name,
            person=changed.person,
            note=changed.note,
            until=changed.valid_until,
        )
    for kind, wanted, now in (
        (ScopeKind.TEAM, changed.teams, stands.teams),
        (ScopeKind.DEPARTMENT, changed.departments, stands.departments),
    ):
        if wanted != now:
            _call(
                db,
                changed.login,
                "rights.set_scope(:login, :kind, CAST(:places AS text[]))",
                kind=kind.value,
                places=sorted(wanted),
            )
    # last: administrators who take their own role away may do nothing after it
    if changed.retired and not stands.retired:
        _call(db, changed.login, "rights.retire_account(:login)")
    elif not changed.retired and not stands.retired and changed.roles != stands.roles:
        _call(db, changed.login, "rights.set_roles(:login, CAST(:roles AS text[]))", roles=_roles(changed))
    return AREA


def retire(db: Connection, account: Account) -> Changes:
    """Let nobody log in by it any more; it is kept for what it did. Its roles and its password are gone."""
    return change(db, msgspec.structs.replace(account, retired=True, roles=frozenset()))


def set_password(db: Connection, login: str, password: str) -> Changes:
    """Give the account another password."""
    kept = verifier(db, login, password)
    _call(db, login, "rights.set_password(:login, :verifier)", verifier=kept)
    return AREA


def end_connections(db: Connection, login: str) -> int:
    """End every connection of the account, but for the one that asks; how many there were. Nothing keeps it
    from coming back. Raises UnknownNameError."""
    with told(login):
        ended = db.execute(text("SELECT rights.end_connections(:login)"), {"login": login})
        return int(ended.scalar_one())


def set_own_password(db: Connection, login: str, password: str) -> Changes:
    """Give the one who is connected, as *login*, another password."""
    _call(db, login, "rights.set_own_password(:verifier)", verifier=verifier(db, login, password))
    return Changes()


def _details(account: Account) -> tuple[object, ...]:
    return account.name, account.person, account.note, account.valid_until


def _roles(account: Account) -> list[str]:
    return sorted(role.value for role in account.roles)


def _call(db: Connection, login: str, called: str, **values: Any) -> None:
    with told(login):
        db.execute(text(f"SELECT {called}"), {"login": login, **values})


@contextmanager
def told(login: str) -> Iterator[None]:
    """Say in words what the database refuses about the account of *login*."""
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state != REFUSED_STATE:
            raise
        word = error.orig.diag.message_primary or ""  # type: ignore[union-attr]  # psycopg's
        if word == "unknown":
            raise UnknownNameError(mark("account"), login) from error
        if word == "changed":
            raise ChangedMeanwhileError(mark("the account"), login) from error
        if word not in REFUSALS:
            raise
        raise AccountError(login, _(REFUSALS[word])) from error


def _account(row: Any) -> Account:
    known = {role.value for role in DatabaseRole}
    return Account(
        row.login,
        row.name,
        row.person,
        frozenset(DatabaseRole(name) for name in row.roles if name in known),
        frozenset(row.teams),
        frozenset(row.departments),
        row.can_login,
        row.valid_until,
        row.retired,
        row.note,
        row.version,
        row.connected,
        row.last_seen,
    )
