"""One database: its engine, its transactions, and how it is opened and brought up to date."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InternalError, ProgrammingError

from supervisor import secrets
from supervisor.clock import monotonic
from supervisor.errors import DatabaseError
from supervisor.storage import areas, migrate, nul, turned_away
from supervisor.storage.clash import until_done
from supervisor.storage.failure import shown_url, told
from supervisor.storage.login import safeguards
from supervisor.storage.rooms import CENTRE, HISTORY, JOURNAL, ROOMS, Room

BUSY_S = 10
"""How long a write waits for another writer before it is told "locked"."""

CONNECT_S = 10
"""How long we wait for a PostgreSQL server to answer."""

_OLDEST_POSTGRESQL = 15
_WAL_BYTES = 32 * 1024 * 1024  # what the write-ahead file shrinks back to after a burst


Params = ParamSpec("Params")
Done = TypeVar("Done")


class Database:
    """The engine behind one URL. Threads may share it; each transaction has a connection of its own.

    SQLite: a file (0600) in write-ahead mode, so that readers and the one writer never wait for each other.
    PostgreSQL: through psycopg. Whatever a user can act on is raised as DatabaseError, without the password.
    """

    def __init__(self, url: URL, room: Room | None = None) -> None:
        """*room*: whose tables are read and written; a server may bring them, or those of a room beside them,
        to a newer version meanwhile, and then nothing of ours is written any more: DatabaseError("newer")."""
        if url.password:
            secrets.conceal(str(url.password))
        self._url = url
        self._room = room
        self._heeded: tuple[Room, ...] = ()  # the rooms whose upgrade ends our writing, once they are known
        self.dialect = url.get_backend_name()
        self._engine = _sqlite_engine(url) if self.dialect == "sqlite" else _postgresql_engine(url)

    @property
    def url(self) -> str:
        """The URL without its password."""
        return shown_url(self._url)

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, for what `read` and `write` do not offer (inspection, benchmarks)."""
        return self._engine

    @property
    def path(self) -> Path | None:
        """The file; None when the database is a server's."""
        return Path(str(self._url.database)) if self.dialect == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the whole database, however much is written meanwhile; cannot write."""
        with self._told(reads=True), self._engine.connect() as connection:
            connection.execution_options(supervisor_access="read")
            if self.dialect == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, as if it never was when the block raises."""
        with self._told(), self._engine.connect() as connection:
            connection.execution_options(supervisor_access="write")
            with connection.begin():
                self._heed_upgrade(connection)
                with areas.noted_last(connection):
                    yield connection

    def change(
        self,
        work: Callable[Concatenate[Connection, Params], Done],
        /,
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> Done:
        """What *work* comes to, given a connection in one transaction (`write`).

        Where it met another writer and the server rolled it back, it is done again, a few times: it must do
        nothing but read and write the database.
        """

        def attempt() -> Done:
            with self.write() as connection:
                return work(connection, *args, **kwargs)

        return until_done(attempt)

    def _heed_upgrade(self, connection: Connection) -> None:
        """Hold off an upgrade until this transaction is over, and write nothing after one of any room."""
        if self._room is None or self.dialect != "postgresql":
            return
        if not self._heeded:
            self._heeded = migrate.rooms_there(connection)
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101
        held = raw.execute(migrate.hold_off_sql(self._heeded))  # one message to the server, not two
        held.nextset()
        self._must_be_ours(self._heeded, held.fetchone())

    def _must_be_ours(self, rooms: Iterable[Room], found: Sequence[str | None]) -> None:
        for room, revision in zip(rooms, found, strict=True):
            if revision is not None and revision != room.head:
                raise DatabaseError(self.url, "newer", revision)

    @contextmanager
    def _told(self, *, reads: bool = False) -> Iterator[None]:
        """`told`; and what fails because the tables are a newer version's, or are hidden from a log-in that
        has no role any more, is told as that."""
        try:
            with told(self._url):
                yield
        except DatabaseError as error:
            if reads and error.why == "only_reads" and isinstance(error.__cause__, InternalError):
                # it is we who said that nothing is written here
                raise DatabaseError(error.url, error.reason, error.detail) from error.__cause__
            turned_away.note(_as_of_now(self._url), error)
            raise
        except ProgrammingError as error:
            if self._room is None or self.dialect != "postgresql":
                raise
            with told(self._url), self._engine.connect() as connection:
                sees = connection.exec_driver_sql(
                    "SELECT has_schema_privilege('public', 'USAGE')"
                ).scalar_one()
                found = [migrate.revision(connection, room) if sees else None for room in ROOMS]
            if not sees:
                raise DatabaseError(
                    self.url, "forbidden", str(error.orig).partition("\n")[0], "see"
                ) from error
            self._must_be_ours(ROOMS, found)
            raise

    def raw_sqlite(self) -> sqlite3.Connection:
        """A connection beside the pool, in autocommit, for `PRAGMA data_version`; the caller closes it.

        It belongs to the thread that asked for it.
        """
        if self.path is None:
            raise TypeError(f"{self.url} is no SQLite file")
        with told(self._url):
            raw = sqlite3.connect(self.path, isolation_level=None, timeout=BUSY_S)
            raw.execute("PRAGMA query_only = ON")
            return raw

    def raw_postgresql(self, connect_s: int = CONNECT_S) -> Any:
        """A psycopg connection beside the pool, in autocommit, for LISTEN; the caller closes it.

        *connect_s*: how long the server may take to answer.
        """
        import psycopg  # only centres with a server pay for loading it

        _, keywords = self._engine.dialect.create_connect_args(self._url)
        _use_newest(self._url, keywords)
        with self._told():
            wanted = {**_postgresql_defaults(self._url), "connect_timeout": connect_s, **keywords}
            return psycopg.connect(**wanted, autocommit=True)

    def shed(self) -> None:
        """Close a server's connections that are not in use: work that needs several at once is over, and a
        server has so many of a hundred seats."""
        if self.dialect == "postgresql":
            self._engine.dispose()

    def close(self) -> None:
        """Close every connection that is not in use; the object is of no use afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_centre(url: str) -> Database:
    """The centre's database at *url*, at this program's revision, made when there is none yet.

    An older SQLite file is copied beside itself and brought up to date. An older PostgreSQL is left alone
    (other seats may still run the older program): DatabaseError("older"). A server's password that is not in
    the URL is looked for where secrets.py keeps it. Raises DatabaseError.
    """
    return _open(proper_url(url), CENTRE)


def open_journal(url: str) -> Database:
    """The journal that belongs to the centre at *url* (the centre's URL, not the journal's).

    On SQLite a sibling file, so that the collector's writing and the centre's never wait for each other; on
    PostgreSQL the same database. Opened and brought up to date as `open_centre` does.
    """
    return _open(journal_url(url), JOURNAL)


def open_history(url: str) -> Database:
    """The history that belongs to the centre at *url* (the centre's URL): contacts, agents' time, imports.

    On SQLite a sibling file of its own, so that an import of months holds up neither the floor nor the
    settings; on PostgreSQL the same database. Opened and brought up to date as `open_centre` does.
    """
    return _open(history_url(url), HISTORY)


def connect(url: str, *, also_follower: bool = False) -> Database:
    """The database at *url*, whatever is in it: for setting it up and looking whether it is as it should be;
    *also_follower*: also on a server that only follows another one, to read.

    A server's password is found as `open_centre` does. Raises DatabaseError when *url* is none; nothing is
    asked of the database yet.
    """
    found = proper_url(url)
    if also_follower and found.get_backend_name() != "sqlite":
        found = found.update_query_dict({"target_session_attrs": "any"})
    return Database(found)


def journal_url(url: str) -> URL:
    """Where the journal of the centre at *url* is: "floor.db" has "floor-journal.db" beside it."""
    return _beside(url, JOURNAL)


def history_url(url: str) -> URL:
    """Where the history of the centre at *url* is: "floor.db" has "floor-history.db" beside it."""
    return _beside(url, HISTORY)


def _beside(url: str, room: Room) -> URL:
    centre = proper_url(url)
    if centre.get_backend_name() != "sqlite":
        return centre
    path = Path(str(centre.database))
    return centre.set(database=str(path.with_name(f"{path.stem}-{room.name}{path.suffix or '.db'}")))


def _open(url: URL, room: Room) -> Database:
    database = Database(url, room)
    try:
        if database.dialect == "postgresql":
            check_server(database)
        migrate.bring_up_to_date(database.engine, url, room)
    except BaseException:
        database.close()
        raise
    return database


def proper_url(url: str) -> URL:
    """*url* as SQLAlchemy takes it, with the password that is kept for it: `postgresql://` means psycopg 3.

    Raises DatabaseError("unsupported").
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # no URL, or a port that is no number
        raise DatabaseError(shown_url(url), "unsupported", "not a database URL") from error
    backend = parsed.drivername.partition("+")[0]
    if backend in ("postgresql", "postgres"):
        return _with_password(parsed.set(drivername="postgresql+psycopg"))
    if backend != "sqlite":
        raise DatabaseError(shown_url(parsed), "unsupported", backend)
    if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
        raise DatabaseError(shown_url(parsed), "unsupported", "SQLite needs the path of a file")
    return parsed.set(drivername="sqlite")


def _with_password(url: URL) -> URL:
    """*url* with the password that is kept for it; where there is none, libpq looks in places of its own."""
    if (
        not url.username
        or url.password
        or "PGPASSWORD" in os.environ
        or url.query.get("require_auth") == "gss"
    ):
        return url
    kept = secrets.find(secrets.of_database(shown_url(url)), secrets.DATABASE_VARIABLE)
    return url.set(password=kept) if kept else url


def _sqlite_engine(url: URL) -> Engine:
    _make_private(Path(str(url.database)), shown_url(url))
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_S, "check_same_thread": False},
        pool_size=2,
        max_overflow=20,
        pool_timeout=BUSY_S,
    )

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # the driver begins nothing by itself: `begin` below does
        _write_ahead(raw, url)
        raw.execute("PRAGMA synchronous = NORMAL")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute(f"PRAGMA journal_size_limit = {_WAL_BYTES}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A write takes its lock at once: a reader that becomes a writer half-way can only fail.
        writes = connection.get_execution_options().get("supervisor_access") == "write"
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(raw: sqlite3.Connection, url: URL) -> None:
    until = monotonic() + BUSY_S
    while True:
        try:
            mode = raw.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        except sqlite3.OperationalError as error:
            # For this one statement SQLite does not wait by itself: two programs that make the file at once.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() >= until:
                raise
            time.sleep(0.01)
        else:
            break
    if mode != "wal":  # a file system without shared memory
        raise DatabaseError(shown_url(url), "unsupported", f"journal_mode {mode}")


def _make_private(path: Path, shown: str) -> None:
    """A folder (0700) and an empty file (0600) for a database that is not there yet; what is there stays."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # SQLite gives its -wal and -shm files the rights of this one.
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        refused = isinstance(error, PermissionError)
        raise DatabaseError(shown, "refused" if refused else "unreachable", str(error)) from error


def _postgresql_defaults(url: URL) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "application_name": "supervisor",
        "connect_timeout": CONNECT_S,
        "options": f"-c timezone=UTC -c lock_timeout={BUSY_S}s",
        # One that only follows another takes nothing down, and cannot be listened to.
        "target_session_attrs": "primary",
        # A wall's console must notice within half a minute that its server is gone.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,  # ms, for what was sent and nobody took: a cable that was pulled
    }
    return {name: value for name, value in wanted.items() if name not in url.query} | safeguards(url)


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args=_postgresql_defaults(url),
        json_serializer=nul.json_text,
        pool_pre_ping=True,  # a server that was restarted costs no error
        pool_size=2,
        max_overflow=20,
        pool_timeout=BUSY_S,
    )

    @event.listens_for(engine, "connect")
    def mend_texts(raw: Any, _record: object) -> None:
        nul.mend_texts(raw)

    @event.listens_for(engine, "do_connect")
    def heed(_dialect: object, _record: object, _args: object, keywords: dict[str, Any]) -> None:
        _use_newest(url, keywords)

    return engine


def _as_of_now(url: URL) -> URL:
    """*url* with the password that somebody gave themselves since it was made, where they did."""
    changed = secrets.given().get(secrets.of_database(shown_url(url)))
    return url if changed is None else url.set(password=changed)


def _use_newest(url: URL, keywords: MutableMapping[str, Any]) -> None:
    """Log in with that password; but not with one that was just refused (DatabaseError)."""
    newest = _as_of_now(url)
    turned_away.heed(newest)
    if newest.password:
        keywords["password"] = str(newest.password)


def check_server(database: Database) -> int:
    """The version of PostgreSQL at *database*. Raises DatabaseError("unsupported") for an old one."""
    with database.read() as db:
        version = db.exec_driver_sql("SHOW server_version_num").scalar_one()
    if int(version) < _OLDEST_POSTGRESQL * 10000:
        raise DatabaseError(database.url, "unsupported", f"PostgreSQL {int(version) // 10000}", "old_server")
    return int(version) // 10000
