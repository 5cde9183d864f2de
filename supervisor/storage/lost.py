"""What an error says of the work that it ended: whether the database is away, whether it may simply be done
again, and what became of a transaction whose end nobody heard (PostgreSQL)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError, DBAPIError

from supervisor.errors import DatabaseError
from supervisor.storage.failure import shown_url

_CLASHES = frozenset({"40001", "40P01"})  # could not serialize; deadlock: the server rolled one back
_CONNECTING = frozenset({"28000", "28P01", "3D000", "53300", "57P01", "57P02", "57P03", "57P05"})


def as_lost(error: BaseException) -> DatabaseError | None:
    """*error*, as `Database` raises it, where it says that the server does not answer or does not let us
    in; None where it refused this one piece of work."""
    if not isinstance(error, DatabaseError):
        return None
    if error.reason == "unreachable" or (error.why and error.reason in ("refused", "untrusted")):
        return error
    origin = _origin(error)
    if origin is None or type(origin).__module__.partition(".")[0] != "psycopg":
        return None
    state = getattr(origin, "sqlstate", None)
    away = state in _CONNECTING or (state is None and error.reason in ("refused", "untrusted"))
    return error if away else None


def must_take_writes(db: Connection) -> None:
    """Raises DatabaseError ("refused", "only_reads") where the server takes nothing down just now: it follows
    another one, or was told to only read, as some are when their disk is nearly full."""
    asked = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean"
    if db.exec_driver_sql(asked).scalar_one():
        raise DatabaseError(shown_url(db.engine.url), "refused", "", "only_reads")


def is_clash(error: BaseException) -> bool:
    """Whether two writers met, or one and an upgrade, and the server rolled this one back whole: done again
    it will usually succeed."""
    origin = _origin(error)
    state = getattr(origin, "sqlstate", None)
    return state in _CLASHES or (state == "XX000" and "cache lookup failed" in str(origin))


def transaction_id(db: Connection) -> str:
    """The number of the transaction under way, by which `outcome` finds it again (PostgreSQL)."""
    return str(db.exec_driver_sql("SELECT pg_current_xact_id()").scalar_one())


def outcome(db: Connection, number: str) -> str | None:
    """What became of transaction *number*: "committed", "aborted" or "in progress"; None when it is too
    long ago to be known."""
    asked = text("SELECT pg_xact_status(CAST(CAST(:number AS text) AS xid8))")
    try:
        said: str | None = db.execute(asked, {"number": number}).scalar_one()
    except DataError:  # not given yet: the database was brought back from before it
        return "aborted"
    return said


def _origin(error: BaseException) -> Any:
    cause = error.__cause__ if isinstance(error, DatabaseError) else error
    return cause.orig if isinstance(cause, DBAPIError) else cause
