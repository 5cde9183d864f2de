"""A password that a server refused is not shown to it again at once: one try, then somebody is asked.

A console looks at its database twice a second and a collector tries for ever. With a password that is wrong
that would be a storm of failed log-ins, by which directories lock an account.
"""

from __future__ import annotations

import threading

from sqlalchemy.engine import URL

from supervisor.clock import monotonic
from supervisor.errors import DatabaseError
from supervisor.storage.failure import shown_url

HELD_S = 60.0
"""After so long it is tried once more: a service has nobody to ask, and it may be right again."""

_turned_away: dict[int, tuple[float, DatabaseError]] = {}
_lock = threading.Lock()


def heed(url: URL) -> None:
    """Raise the DatabaseError again that this log-in with this password met less than `HELD_S` ago."""
    with _lock:
        met = _turned_away.get(_key(url))
    if met is not None and monotonic() - met[0] < HELD_S:
        raise DatabaseError(met[1].url, met[1].reason, met[1].detail, met[1].why)


def note(url: URL, error: DatabaseError | None) -> None:
    """Remember *error* if it says that the password of *url* is wrong."""
    if error is not None and error.why == "password":
        now = monotonic()
        with _lock:
            met = _turned_away.get(_key(url))
            if met is None or now - met[0] >= HELD_S:  # else it is our own telling of it
                _turned_away[_key(url)] = now, error


def forget(url: URL) -> None:
    """Let it be tried again now: a person asked for it."""
    with _lock:
        _turned_away.pop(_key(url), None)


def _key(url: URL) -> int:
    return hash((shown_url(url).partition("?")[0], str(url.host or url.query.get("host")), url.password))
