"""Connections to a server that both ends let go within seconds when the network between them is gone.

By themselves they would be held for hours: TCP has nothing to say on an idle line. A lock on a connection
that nobody answers would keep a stand-by waiting as long, so the server is asked, for these sessions alone,
to look after them; and our own end does the same, so that whoever was cut off knows it.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
from typing import Any

from sqlalchemy import event

from supervisor.storage.database import Database

log = logging.getLogger(__name__)

IDLE_S = 2  # of silence, before the first question
EVERY_S = 1  # between questions
QUESTIONS = 3  # without an answer
GONE_S = IDLE_S + EVERY_S * QUESTIONS
"""After so many seconds an end that cannot be reached counts as gone."""

_SERVER = {
    "tcp_keepalives_idle": IDLE_S,
    "tcp_keepalives_interval": EVERY_S,
    "tcp_keepalives_count": QUESTIONS,
    "tcp_user_timeout": GONE_S * 1000,
    "idle_in_transaction_session_timeout": GONE_S * 1000,  # in the middle of a write, holding everybody up
}
_MARK = "supervisor_looked_after"


def notice_soon(db: Database) -> None:
    """Let every connection that *db* uses from now on be one of these; on SQLite there are none."""
    if db.dialect == "postgresql" and not event.contains(db.engine, "checkout", _used):
        event.listen(db.engine, "checkout", _used)


def look_after(raw: Any) -> None:
    """Make the psycopg connection *raw*, in autocommit or outside any transaction, one of these."""
    was = raw.autocommit
    raw.autocommit = True
    try:
        for name, value in _SERVER.items():
            try:
                raw.execute(f"SET {name} = {value}")
            except Exception as error:  # a server's system that cannot; a lost one shows next
                if raw.closed:
                    raise
                log.info("the server does not take %s: %s", name, error)
    finally:
        if not raw.closed:
            raw.autocommit = was
    _our_end(raw.fileno())


def _used(raw: Any, record: Any, _proxy: object) -> None:
    if not record.info.get(_MARK):
        look_after(raw)
        record.info[_MARK] = True


def _our_end(number: int) -> None:
    """The same for our socket, where the system can (a Unix socket needs no such thing)."""
    if sys.platform != "linux":  # pragma: no cover  # libpq's own settings serve there, more slowly
        return
    with socket.socket(fileno=os.dup(number)) as ours:
        if ours.family not in (socket.AF_INET, socket.AF_INET6):
            return
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, IDLE_S)
        ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, EVERY_S)
        ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, QUESTIONS)
        ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_S * 1000)
