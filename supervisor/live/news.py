"""What wakes a follower: a connection that notices when somebody journalled, and reads what is new."""

from __future__ import annotations

import math
import selectors
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Any, Protocol

from supervisor.clock import monotonic
from supervisor.errors import DatabaseError
from supervisor.live import batch_rows
from supervisor.live.allowance import Allowance
from supervisor.live.feed import Heartbeat
from supervisor.live.heartbeat_store import COLUMNS, last_beats
from supervisor.live.reading import Reading
from supervisor.live.tape import ROWS_AT_ONCE, Batch
from supervisor.storage import areas
from supervisor.storage.database import Database
from supervisor.storage.failure import told

CHANNEL = "supervisor_journal"  # of PostgreSQL's NOTIFY
LOOKS_S = 0.015  # between two looks at SQLite's data version, 5 µs each
GATHER_S = 0.05  # in a burst a console asks a server no more often than its screen paints,
TELL_S = 0.04  # and is not told of what it will find anyway: less than GATHER_S
BUSY = 4  # so many times as long as a look came late it is waited for the next,
RARE_S = 0.25  # but no longer: where server or computer have too much to do, looks become fewer and larger
AT_ONCE = 8, 4.0  # so many in a row, and a second, are told and read at once all the same


_CHANNEL, _AREAS = CHANNEL.encode(), areas.CHANNEL.encode()
_BEATS = f"SELECT {', '.join(column.name for column in COLUMNS)} FROM heartbeat"  # noqa: S608


class Watch(Protocol):
    """Tells when there may be something new in the journal."""

    def wait(self, timeout_s: float, stop: Event) -> bool:
        """Whether something was written since the last call; waits for it at most *timeout_s*, or until
        *stop*."""
        ...

    def news(self, batch_id: int) -> tuple[list[Batch], bool]:
        """The next batches after *batch_id*, at most ROWS_AT_ONCE, in order; and whether *batch_id* itself
        still stands in the journal."""
        ...

    def heartbeats(self) -> dict[str, Heartbeat]:
        """The last sign of life of every source (`Journal.heartbeats`)."""
        ...

    def has_heard_of_areas(self) -> bool:
        """Whether, since the last call, anybody said that some area was written (storage/areas.py)."""
        ...

    def close(self) -> None: ...


def watch(db: Database, reading: Reading) -> Watch:
    """A connection that waits for news of the journal in *db*, from now on; it belongs to the thread that
    asked for it."""
    return _ServerWatch(db, reading) if db.dialect == "postgresql" else _FileWatch(db, reading)


class _FileWatch:
    """SQLite: looks at the number that changes with every commit of another connection."""

    def __init__(self, db: Database, reading: Reading) -> None:
        self._db = db
        self._url = db.url  # made from parts each time that it is asked for
        self._reading = reading
        self._raw = db.raw_sqlite()
        self._file = self._identity()
        self._version = self._look()

    def wait(self, timeout_s: float, stop: Event) -> bool:
        for _ in range(max(1, round(timeout_s / LOOKS_S))):
            version = self._look()
            if version != self._version:
                self._version = version
                return True
            if stop.wait(LOOKS_S):
                return False
        if self._identity() != self._file:  # removed or put in place of by a copy: this one stays silent
            raise DatabaseError(self._db.url, "unreachable", "the file was taken away")
        return False

    def news(self, batch_id: int) -> tuple[list[Batch], bool]:
        with told(self._url):
            rows = self._raw.execute(_news_sql(self._reading, "?"), (batch_id, ROWS_AT_ONCE + 1)).fetchall()
        dated = [(*row[:3], datetime.fromisoformat(row[3]).replace(tzinfo=UTC), *row[4:]) for row in rows]
        return _news(dated, batch_id, self._reading)

    def heartbeats(self) -> dict[str, Heartbeat]:
        return last_beats(self._db)

    def has_heard_of_areas(self) -> bool:
        return False

    def close(self) -> None:
        self._raw.close()

    def _look(self) -> int:
        with told(self._url):
            version: int = self._raw.execute("PRAGMA data_version").fetchone()[0]
            return version

    def _identity(self) -> tuple[int, int] | None:
        try:
            assert self._db.path is not None  # noqa: S101  # a file watch has a file
            stat = self._db.path.stat()
        except OSError:
            return None
        return stat.st_dev, stat.st_ino


class _ServerWatch:
    """PostgreSQL: listens to what whoever appends notifies (`Journal.append_all`).

    Anybody may say anything on a channel: it only wakes. What is true is read from the tables. Whoever
    appends says nothing of what follows another batch within TELL_S, so whoever read that one looks again
    GATHER_S later, until there is nothing.
    """

    _TURN_S = 0.2  # how long `stop` may go unnoticed

    def __init__(self, db: Database, reading: Reading) -> None:
        self._db = db
        self._url = db.url  # made from parts each time that it is asked for
        self._reading = reading
        self._raw = db.raw_postgresql()  # one for both: what it is told during a query, it is told after it
        self._cursor = self._raw.cursor(binary=True)  # the events are bytes: half as much to send as text
        self._at_once = Allowance(*AT_ONCE)
        self._read_s = -math.inf  # when something was read last
        self._look_s = math.inf  # when to look whether more followed what was read
        self._gather_s = GATHER_S  # after something was read, until the next look
        self._heard = self._heard_of_areas = False
        self._raw.add_notify_handler(self._hear)
        reading.ask_by(self._ask)
        with told(self._url):
            self._raw.execute(f"LISTEN {CHANNEL}")
            self._raw.execute(f"LISTEN {areas.CHANNEL}")

    def wait(self, timeout_s: float, stop: Event) -> bool:
        """News at once, as long as they are few; in a burst, what came within GATHER_S of the last reading
        together, and after its end one look more: fifty commits a second must not be fifty queries a second
        of every console. Where looks come late, server or computer have too much to do: they become rarer."""
        until_s = monotonic() + timeout_s
        while not stop.is_set():
            self._take()
            now_s = monotonic()
            due_s = min(self._look_s, self._read_s + self._gather_s if self._heard else math.inf)
            if now_s >= due_s or (self._heard and self._at_once.take(now_s)):
                self._heard = False
                return True
            if now_s >= until_s:
                return False
            self._rest(min(due_s, until_s, now_s + self._TURN_S) - now_s)
        return False

    def news(self, batch_id: int) -> tuple[list[Batch], bool]:
        began_s, first = monotonic(), self._read_s == -math.inf
        statement = _news_sql(self._reading, "%s")  # as this seat may read now
        rows = self._ask(statement, (batch_id, ROWS_AT_ONCE + 1))
        self._read_s = monotonic()
        late_s = self._read_s - min(began_s, self._look_s)
        self._gather_s = max(GATHER_S, min(late_s * BUSY, RARE_S))
        dated = [(*row[:3], _in_utc(row[3]), *row[4:]) for row in rows]
        found = _news(dated, batch_id, self._reading)
        if found[0] or first:  # the first: what came before we listened may be followed, too
            self._look_s = self._read_s + self._gather_s
        elif began_s >= self._look_s:
            self._look_s = math.inf
        return found

    def heartbeats(self) -> dict[str, Heartbeat]:
        rows = self._ask(_BEATS, ())
        return {row[0]: Heartbeat(*map(_in_utc, row)) for row in rows}

    def has_heard_of_areas(self) -> bool:
        self._take()  # also where nobody waits: what is never taken would fill the server's queue
        heard, self._heard_of_areas = self._heard_of_areas, False
        return heard

    def close(self) -> None:
        self._reading.ask_by(None)
        self._raw.close()

    def _ask(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        import psycopg

        try:
            with told(self._url):
                rows: list[tuple[Any, ...]] = self._cursor.execute(statement, values).fetchall()
                return rows
        except psycopg.ProgrammingError:  # a table is hidden from us by now, or is a newer version's:
            last_beats(self._db)  # told as that
            raise

    def _hear(self, said: Any) -> None:
        """What is told during a query."""
        self._heard |= said.channel == CHANNEL
        self._heard_of_areas |= said.channel == areas.CHANNEL

    def _take(self) -> None:
        """Take what was said and has come; before each rest, for TLS may hold what the socket gave."""
        with told(self._url):
            connection = self._raw.pgconn
            connection.consume_input()
            while (said := connection.notifies()) is not None:
                self._heard |= said.relname == _CHANNEL
                self._heard_of_areas |= said.relname == _AREAS

    def _rest(self, timeout_s: float) -> None:
        """Wait until something comes, at most *timeout_s*."""
        with told(self._url), selectors.DefaultSelector() as selector:
            selector.register(self._raw.fileno(), selectors.EVENT_READ)
            selector.select(timeout_s)


def _in_utc(value: Any) -> Any:
    """An instant as every other reader gives it; anything else as it is."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _news(rows: Sequence[tuple[Any, ...]], batch_id: int, reading: Reading) -> tuple[list[Batch], bool]:
    """What `Watch.news` tells, of the rows from *batch_id* on."""
    there = bool(rows) and rows[0][0] == batch_id
    return batch_rows.batches(rows[there:][:ROWS_AT_ONCE], reading), there


def _news_sql(reading: Reading, mark: str) -> str:
    """Fifty times a second by every console: by the driver alone this takes a fifteenth of the time."""
    columns = ", ".join(column.name for column in (*batch_rows.COLUMNS, *reading.batch))
    return f"SELECT {columns} FROM journal_batch WHERE id >= {mark} ORDER BY id LIMIT {mark}"  # noqa: S608
