"""A queue_log that an exchange writes into a table instead of a file (realtime), row by row as lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, NoSuchTableError, SQLAlchemyError

from supervisor import secrets
from supervisor.errors import DatabaseError
from supervisor.storage.failure import shown_url

_NAMES = {  # as the exchange's own documents call them, and what is found besides
    "time": ("time", "eventtime", "created"),
    "call": ("callid", "uniqueid"),
    "queue": ("queuename", "queue"),
    "agent": ("agent",),
    "event": ("event", "verb"),
    "data": ("data",),
}
_DATA = tuple(f"data{number}" for number in range(1, 6))


@dataclass(frozen=True)
class LogTable:
    """A table of lines. *rows* is how many there are; *name* is what a person calls it."""

    name: str
    rows: int
    _engine: Engine
    _table: Table
    _zone: tzinfo

    def lines(self) -> Iterator[bytes]:
        """The lines, in order of time and then of their number where they have one."""
        columns, zone = self._table.c, self._zone
        at = _column(self._table, "time")
        parts = [_column(self._table, what) for what in ("call", "queue", "agent", "event")]
        data = [columns[name] for name in _DATA if name in columns]
        if not data and "data" in columns:
            data = [columns["data"]]
        order = [at, *([columns["id"]] if "id" in columns else [])]
        with self._engine.connect() as db:
            found = db.execution_options(stream_results=True, yield_per=5000).execute(
                select(at, *parts, *data).order_by(*order)
            )
            for row in found:
                told = "|".join(_text(value) for value in row[5:]).rstrip("|")
                if row[4] == "ENTERQUEUE":
                    told = "|".join(_text(value) for value in row[5:8])
                line = f"{_stamp(row[0], zone)}|{'|'.join(_text(value) for value in row[1:5])}|{told}"
                yield line.replace("\n", " ").encode("utf-8", "replace")


@contextmanager
def log_table(url: str, name: str, zone: tzinfo) -> Iterator[LogTable]:
    """The table *name* of the database at *url* (any that SQLAlchemy speaks), for the length of the block.

    Times without a zone are those of *zone*. Raises DatabaseError (unsupported, unreachable).
    """
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise DatabaseError(
            "" if isinstance(error, ArgumentError) else url, "unsupported", str(error)
        ) from error
    if parsed.password:
        secrets.conceal(str(parsed.password))
    shown = shown_url(parsed)
    try:
        with engine.connect() as db:
            table = _reflected(db, name, shown)
            count = db.execute(select(func.count()).select_from(table)).scalar_one()
        yield LogTable(f"{shown} {name}", count, engine, table, zone)
    except SQLAlchemyError as error:
        raise DatabaseError(shown, "unreachable", str(getattr(error, "orig", error))) from error
    finally:
        engine.dispose()


def _reflected(db: Connection, name: str, shown: str) -> Table:
    try:
        table = Table(name, MetaData(), autoload_with=db)
    except NoSuchTableError as error:
        raise DatabaseError(shown, "unsupported", f"no table {name}") from error
    for what in ("time", "call", "queue", "agent", "event"):
        _column(table, what, shown)
    return table


def _column(table: Table, what: str, shown: str = "") -> Any:
    for name in _NAMES[what]:
        if name in table.c:
            return table.c[name]
    raise DatabaseError(shown, "unsupported", f"{table.name}: no column {_NAMES[what][0]}")


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _stamp(value: Any, zone: tzinfo) -> str:
    """Seconds since 1970 as a log has them; what is no time stays, and makes its line unreadable."""
    if not isinstance(value, datetime):
        text = _text(value).strip()
        try:
            value = datetime.fromtimestamp(float(text), UTC)
        except (ValueError, OverflowError, OSError):
            try:
                value = datetime.fromisoformat(text)
            except ValueError:
                return text
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    seconds = value.timestamp()
    return str(int(seconds)) if seconds == int(seconds) else f"{seconds:.6f}"
