"""One's own password: the old one is tried by logging in with it, the new one goes as a verifier."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from supervisor.errors import AccountError
from supervisor.rights import accounts
from supervisor.rights.password import STRENGTH_WORDS, Strength, strength
from supervisor.storage.changes import Changes
from supervisor.words import _

TRY_S = 10
"""How long the trial log-in may take."""


def change_it(db: Connection, login: str, old: str, new: str) -> Changes:
    """Give the one who is connected, as *login*, another password.

    Raises AccountError where *old* does not let in, or *new* is too easily guessed. A server that asks this
    log-in for no password (it goes by certificate, Kerberos, or who is at its own machine) tries nothing.
    """
    if strength(new, login) is Strength.REFUSED:
        raise AccountError(login, _(STRENGTH_WORDS[Strength.REFUSED]))
    if new == old:
        raise AccountError(login, _("The new password is the old one."))
    _try(db, login, old)
    return accounts.set_own_password(db, login, new)


def _try(db: Connection, login: str, password: str) -> None:
    import psycopg  # loaded only where a server is used

    connection: Any = db.connection.dbapi_connection
    same = connection.info.get_parameters()
    try:
        psycopg.connect(**same | {"password": password, "connect_timeout": TRY_S}).close()
    except psycopg.OperationalError as error:
        if "password" not in str(error):
            raise
        raise AccountError(login, _("The old password is not right.")) from error
