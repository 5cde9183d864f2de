"""A centre in files with rows in every one of its tables, and what stands in a database, row by row."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    create_engine,
    select,
)

from supervisor.events import AgentChanged, AgentSeen, AgentState, ContactOffered, LiveEvent, encode
from supervisor.live import board as boards
from supervisor.live.board import EMPTY, Board
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules
from supervisor.moving.file import MONTHS
from supervisor.storage.database import connect
from supervisor.storage.instant import UtcInstant
from supervisor.storage.rooms import ROOMS, Room

BEGIN = datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
ODD = (
    "a\tb",
    "line\nbreak",
    "\\N",
    "back\\slash",
    "“quoted” 'too'",
    "北方客服",
    "é" * 3,
    "",
    "\r",
    "🙂",
    "{}",
)


def fill(url: str, rows: int = 7, *, seed: int = 1, months: int = 2, large: int = 40) -> None:
    """Put *rows* rows into every table of the centre at *url*, *large* into those parted by month."""
    random = Random(seed)
    for room in ROOMS:
        with closing(sqlite3.connect(path(url, room))) as file, file:
            file.execute("PRAGMA foreign_keys = OFF")
            for table in room.metadata.sorted_tables:
                made = [
                    _row(table, n, random, months) for n in range(large if table.name in MONTHS else rows)
                ]
                marks = ", ".join("?" * len(table.columns))
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                file.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", made)


def path(url: str, room: Room) -> Path:
    """The file of *room*."""
    file = Path(url.removeprefix("sqlite:///"))
    return file if room.name == "centre" else file.with_name(f"{file.stem}-{room.name}{file.suffix}")


def contents(url: str, room: Room, table: Table) -> list[tuple[Any, ...]]:
    """All rows of *table* in the centre at *url*, in an order that is the same on every engine."""
    if url.startswith("sqlite"):
        engine = create_engine(f"sqlite:///{path(url, room)}")
        with engine.connect() as db:
            found = [tuple(row) for row in db.execute(select(table))]
        engine.dispose()
    else:
        with connect(url) as database, database.read() as db:
            found = [tuple(row) for row in db.execute(select(table))]
    return sorted((_plain(row) for row in found), key=repr)


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value for value in row
    )


def _row(table: Table, n: int, random: Random, months: int) -> tuple[Any, ...]:
    if table.name == "journal_batch":
        return tuple(_batch(n).values())
    if table.name == "snapshot":
        return tuple(_snapshot(n).values())
    return tuple(_value(table, column, n, random, months) for column in table.columns)


def events_of(n: int) -> list[LiveEvent]:
    """What the batch of that number holds."""
    at = BEGIN + timedelta(seconds=n)
    login = f"10{n % 3}"
    return [
        AgentSeen("pbx", at, login, f"张{n % 3}", ("sales",), "team a"),
        AgentChanged("pbx", at, login, AgentState.READY),
        ContactOffered("pbx", at, f"c{n}", "sales", number=f"1380013800{n}"),
    ]


def board_of(n: int) -> Board:
    """What the snapshot of that number shows."""
    return fold(EMPTY, [event for one in range(n + 1) for event in events_of(one)], CountingRules())[0]


def _snapshot(n: int) -> dict[str, Any]:
    said = (BEGIN + timedelta(seconds=n)).strftime("%Y-%m-%d %H:%M:%S.%f")
    kept = zlib.compress(boards.save(board_of(n)), 1)
    return {
        "id": n + 21,
        "at": said,
        "day": None if n else "2026-01-15",
        "batch_id": n + 11,
        "rules": "rules",
        "board": b"of a later version" if n == 3 else kept,
        "veiled": 0,
        "private": None,
    }


def _batch(n: int) -> dict[str, Any]:
    at = BEGIN + timedelta(seconds=n)
    events = events_of(n)
    said = at.strftime("%Y-%m-%d %H:%M:%S.%f")
    return {
        "id": n + 11,
        "source": "pbx",
        "collector": "one",
        "sequence": 2**40 + n,
        "first_at": said,
        "last_at": said,
        "events_count": len(events),
        "events": encode(events),
        "veiled": 0,
        "private": None,
    }


def _value(table: Table, column: Column[Any], n: int, random: Random, months: int) -> Any:
    kind = column.type
    if MONTHS.get(table.name) == column.name:
        month = BEGIN + timedelta(days=31 * (n % months))
        return int(month.timestamp() * 1000) + n
    for key in column.foreign_keys:
        if column.nullable and n == 0:
            return None
        return _key(key.column, max(0, n - 1) if key.column.table is table else n)
    if column.primary_key or any(column.name in one.columns for one in _unique(table)):
        return _key(column, n)
    if column.nullable and random.random() < 0.3:
        return None
    return _some(column, kind, random, n)


def _unique(table: Table) -> Iterator[Any]:
    from sqlalchemy import UniqueConstraint

    yield from (one for one in table.constraints if isinstance(one, UniqueConstraint))
    yield from (one for one in table.indexes if one.unique)


def _key(column: Column[Any], n: int) -> Any:
    """A value that no other row of this number has."""
    kind = column.type
    if isinstance(kind, UtcInstant):
        return (BEGIN + timedelta(days=n)).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(kind, Date):
        return (date(2026, 1, 1) + timedelta(days=n)).isoformat()
    if isinstance(kind, Integer):
        return n + 3
    return f"{chr(0x5317 + n)} {ODD[n % len(ODD)]} {n}"


def _some(column: Column[Any], kind: Any, random: Random, n: int) -> Any:
    if isinstance(kind, Boolean):
        return random.randrange(2)
    if isinstance(kind, SmallInteger):
        return random.randrange(-(2**15), 2**15)
    if isinstance(kind, Integer):
        return random.randrange(-(2**31), 2**31)
    if isinstance(kind, Float):
        return random.choice([0.1, -3.25, 1e-9, 12345.678901, 7.0, 1e9 / 3])
    if isinstance(kind, Date):
        return (date(2026, 1, 1) + timedelta(days=random.randrange(400))).isoformat()
    if isinstance(kind, UtcInstant):
        at = BEGIN + timedelta(days=random.randrange(300), microseconds=random.randrange(10**6))
        return at.replace(microsecond=random.choice([0, 999_999, at.microsecond])).strftime(
            "%Y-%m-%d %H:%M:%S.%f"
        )
    if isinstance(kind, LargeBinary):
        return random.randbytes(random.randrange(40))
    if isinstance(kind, JSON):
        return json.dumps({"name": random.choice(ODD), "n": n, "list": [1, None, "x\\u"]})
    return random.choice(ODD)
