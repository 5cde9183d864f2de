"""Being woken when another process has written, on the connections that are there anyhow.

Every connection that a database makes for its owner's thread also LISTENs (PostgreSQL). While the thread
has nothing to do it waits on their sockets: a commit elsewhere wakes it, and so does a server that is gone.
So a console needs neither a connection nor a thread more. What is heard may be anybody's: it only wakes,
the truth is read from tables.
"""

from __future__ import annotations

import os
import selectors
import socket
from contextlib import suppress
from typing import Any

from sqlalchemy import event

from supervisor.storage.areas import CHANNEL
from supervisor.storage.database import Database

_LISTENS = "listens"  # in the pool's note on a connection


class Listening:
    """Listens on the connections of *database*, which one thread alone uses; on SQLite nothing is ever
    heard."""

    def __init__(self, database: Database) -> None:
        self._connections: list[Any] = []  # psycopg's, open ones of this database
        self._heard = False
        self._is_cut = False
        if database.dialect == "postgresql":
            event.listen(database.engine, "checkout", self._begin)
            event.listen(database.engine, "do_connect", self._may_connect)
            event.listen(database.engine, "close", self._end)
            event.listen(database.engine, "close_detached", self._end)

    def wait(self, wake: socket.socket, timeout_s: float | None) -> None:
        """Wait until *wake* has something, a commit was told, a connection broke, or *timeout_s* are over."""
        with selectors.DefaultSelector() as selector:
            selector.register(wake, selectors.EVENT_READ)
            for raw in list(self._connections):
                self._take(raw)  # TLS may hold what the socket has given already
                if not raw.closed:
                    with suppress(ValueError, OSError, KeyError):
                        selector.register(raw.fileno(), selectors.EVENT_READ, raw)
            if self._heard:
                return
            for key, _events in selector.select(timeout_s):
                if key.data is not None:
                    self._take(key.data)

    def taken(self) -> bool:
        """Whether something was heard, or a connection broke, since the last call."""
        heard, self._heard = self._heard, False
        return heard

    def cut(self) -> None:
        """From another thread: break the connections, and refuse new ones until `mend`, so that whoever
        waits for a server that does not answer ends at once."""
        self._is_cut = True
        for raw in list(self._connections):
            with suppress(Exception), socket.socket(fileno=os.dup(raw.fileno())) as copy:
                copy.shutdown(socket.SHUT_RDWR)

    def mend(self) -> bool:
        """Allow connections again; whether they were cut."""
        was, self._is_cut = self._is_cut, False
        return was

    def _may_connect(self, *_how: object) -> None:
        if self._is_cut:
            import psycopg

            raise psycopg.OperationalError("the server does not answer")

    def _begin(self, raw: Any, record: Any, _proxy: object) -> None:
        if record.info.get(_LISTENS) is raw:
            return
        raw.add_notify_handler(self._hear)
        raw.execute(f"LISTEN {CHANNEL}")
        raw.commit()
        record.info[_LISTENS] = raw
        self._connections.append(raw)

    def _end(self, raw: Any, _record: object = None) -> None:
        with suppress(ValueError):
            self._connections.remove(raw)

    def _hear(self, _notify: object) -> None:
        self._heard = True

    def _take(self, raw: Any) -> None:
        """Take what has come on a connection that is idle."""
        import psycopg

        try:
            raw.pgconn.consume_input()
            while raw.pgconn.notifies() is not None:
                self._heard = True
        except psycopg.Error:
            raw.close()  # the pool sees it and makes another
            self._end(raw)
            self._heard = True
