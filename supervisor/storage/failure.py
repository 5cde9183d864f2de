"""What an engine's error means to a user: our stable reasons, without passwords."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, TimeoutError

from supervisor.errors import DatabaseError
from supervisor.storage.refusal import told_apart

_SQLITE = {
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_PROTOCOL": "locked",
    "SQLITE_FULL": "full",
    "SQLITE_IOERR_SHMSIZE": "full",  # no room for the file that readers and the writer share
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_FORMAT": "damaged",
    "SQLITE_CANTOPEN": "unreachable",
    "SQLITE_IOERR": "unreachable",
    "SQLITE_READONLY": "refused",
    "SQLITE_PERM": "refused",
    "SQLITE_AUTH": "refused",
}

# SQLSTATE classes and codes of PostgreSQL, appendix A of its manual.
_POSTGRESQL = {
    "08": "unreachable",
    "28": "refused",
    "3D000": "refused",  # no such database
    "42501": "forbidden",  # insufficient privilege
    "53100": "full",
    "53300": "refused",  # too many connections
    "40001": "locked",
    "40P01": "locked",  # deadlock
    "55P03": "locked",
    "57014": "locked",  # cancelled by a time limit
    "57P": "unreachable",  # shutting down, or starting up
    "58": "unreachable",
    "XX001": "damaged",
    "XX002": "damaged",
}


def shown_url(url: str | URL) -> str:
    """*url* as it may be shown and logged: without its password, even when it is no proper URL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return re.sub(r"^([\w+]*://)?([^:@/]*):.*@", r"\1\2@", str(url))
    query = {name: value for name, value in parsed.query.items() if "password" not in name}
    bare = URL.create(
        parsed.get_backend_name(), parsed.username, None, parsed.host, parsed.port, parsed.database, query
    )
    return bare.render_as_string(hide_password=False)


def database_error(url: str | URL, error: BaseException) -> DatabaseError | None:
    """The error to show for the engine's *error*; None when it is a bug of ours and must rise as it is."""
    if isinstance(error, TimeoutError):
        return DatabaseError(shown_url(url), "locked", "all connections are in use")
    origin = error.orig if isinstance(error, DBAPIError) else error
    why = ""
    if isinstance(origin, sqlite3.Error):
        reason = _sqlite_reason(origin)
    elif type(origin).__module__.partition(".")[0] == "psycopg":  # loaded only where a server is used
        reason, why = _postgresql_reason(origin)
    else:
        return None
    if reason == "forbidden" and isinstance(error, DBAPIError):
        why = "see" if str(error.statement).lstrip().startswith(("SELECT", "WITH")) else "change"
    return None if reason is None else DatabaseError(shown_url(url), reason, _own_words(url, origin), why)


@contextmanager
def told(url: str | URL) -> Iterator[None]:
    """Turns what the engine raises inside into DatabaseError, where a user can act on it."""
    try:
        yield
    except Exception as error:
        known = database_error(url, error)
        if known is None:
            raise
        raise known from error


def _longest(reasons: dict[str, str], code: str) -> str | None:
    """The reason of the longest beginning of *code* that has one."""
    fits = [start for start in reasons if code.startswith(start)]
    return reasons[max(fits, key=len)] if fits else None


def _sqlite_reason(error: sqlite3.Error) -> str | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    return _longest(_SQLITE, name)


def _postgresql_reason(error: BaseException | None) -> tuple[str | None, str]:
    state = getattr(error, "sqlstate", None)
    if state == "XX000" and "cache lookup failed" in str(error):
        return "locked", ""  # a function was laid anew while it ran: done again, it finds the new one
    # 0A000: a stand-by does not even begin a transaction that may write
    if state == "25006" or (state == "0A000" and "during recovery" in str(error)):
        return "refused", "only_reads"
    if state:
        return _longest(_POSTGRESQL, state), ""
    if type(error).__name__ not in ("OperationalError", "ConnectionTimeout", "InterfaceError"):
        return None, ""
    return told_apart(str(error))


def _own_words(url: str | URL, error: BaseException | None) -> str:
    """The engine's first sentence, without the password should it ever stand there."""
    text = str(error).strip()
    password = make_url(url).password
    if password:
        text = text.replace(str(password), "***")
    return text[:500]
