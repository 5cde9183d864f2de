"""A batch of facts: written as one thing, told as one thing, taken back as one thing.

Every row of the history bears the number of the batch that wrote it last; what stood there before is kept
(`history_before`). Taking a batch back restores or removes the rows that are still as it left them, and lists
those that a later batch has changed since: they are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Date, Table, delete, insert, select, tuple_, update

from supervisor.errors import ChangedMeanwhileError, UnknownNameError
from supervisor.history import count_stamp
from supervisor.storage.bulk import Row, stage, upsert
from supervisor.storage.history_tables import (
    history_bad,
    history_before,
    history_count,
    history_entry,
    history_import,
    history_mark,
    history_piece,
    history_ring,
    history_slot,
    history_span,
    history_state,
    history_stray,
)
from supervisor.words import mark

FACTS = (
    *(history_entry, history_ring, history_mark, history_span, history_state),
    *(history_slot, history_count, history_piece),
)
"""The tables whose rows bear the number of a batch and can be taken back."""

DERIVED = 0
"""The batch of what is derived from other rows: taken back with them."""

LISTED = 500
"""How many rows that were left alone are listed one by one."""


class Kind(StrEnum):
    """How a batch came."""

    LOG = "log"  # a telephone system's own log
    FOLLOWED = "followed"  # the same, as it grew
    LIVE = "live"  # the events of a day
    TABLE = "table"  # a sheet
    FORM = "form"  # the program's own form
    MENDING = "mending"  # of what the data check found
    DEMO = "demo"


class State(StrEnum):
    """How far a batch is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNDONE = "undone"


@dataclass(frozen=True)
class Written:
    """What became of some rows: added, changed, or there already just so."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.new + other.new, self.changed + other.changed, self.same + other.same)


@dataclass(frozen=True)
class Left:
    """A row that was left alone when its batch was taken back: batch *by* has changed it since."""

    table: str
    key: tuple[Any, ...]
    by: int


@dataclass(frozen=True)
class Undone:
    """What taking a batch back did: rows removed and restored, and those left alone (the first LISTED)."""

    removed: int = 0
    restored: int = 0
    left_count: int = 0
    left: tuple[Left, ...] = ()


@dataclass(frozen=True)
class Batch:
    """One line of the list of imports. *facts* are the counts of its report."""

    id: int
    kind: Kind
    source: str
    file: str
    digest: str
    mapping: str
    state: State
    begun_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None
    who: str
    first_ms: int | None = None
    last_ms: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def begin(
    db: Connection,
    kind: Kind,
    source: str,
    *,
    at: datetime,
    who: str,
    file: str = "",
    digest: str = "",
    mapping: str = "",
) -> int:
    """A new batch, running; its number."""
    number: int = db.execute(
        insert(history_import)
        .values(
            kind=kind.value,
            source=source,
            file=file,
            digest=digest,
            mapping=mapping,
            state=State.RUNNING.value,
            begun_at=at,
            who=who,
            facts={},
        )
        .returning(history_import.c.id)
    ).scalar_one()
    return number


def note(
    db: Connection,
    batch: int,
    *,
    state: State,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    first_ms: int | None = None,
    last_ms: int | None = None,
) -> None:
    """Note how far *batch* is; *at* is kept as its end unless it is still running."""
    values: dict[str, Any] = {"state": state.value}
    if state is not State.RUNNING:
        values["ended_at"] = at
    if facts is not None:
        values["facts"] = dict(facts)
    if first_ms is not None:
        values["first_ms"] = first_ms
    if last_ms is not None:
        values["last_ms"] = last_ms
    db.execute(update(history_import).where(history_import.c.id == batch).values(**values))


def batches(db: Connection, *, kinds: Iterable[Kind] | None = None, limit: int = 500) -> tuple[Batch, ...]:
    """The batches, newest first."""
    found = select(history_import).order_by(history_import.c.id.desc()).limit(limit)
    if kinds is not None:
        found = found.where(history_import.c.kind.in_([kind.value for kind in kinds]))
    return tuple(_batch(row) for row in db.execute(found))


def batch(db: Connection, number: int) -> Batch:
    """The batch with this number. Raises UnknownNameError."""
    row = db.execute(select(history_import).where(history_import.c.id == number)).one_or_none()
    if row is None:
        raise UnknownNameError(mark("import"), str(number))
    return _batch(row)


def known(db: Connection, digest: str) -> Batch | None:
    """The newest batch of a file with exactly this content that stands; None when there is none."""
    found = (
        select(history_import)
        .where(history_import.c.digest == digest, history_import.c.state == State.DONE.value)
        .order_by(history_import.c.id.desc())
        .limit(1)
    )
    row = db.execute(found).one_or_none()
    return None if row is None else _batch(row)


def write(db: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row], batch: int) -> Written:
    """Add or change rows of *table* as part of *batch*; values in the order of *columns*, without `batch`.

    *columns* hold the whole primary key; other columns of a row that is there stay as they are. A row that is
    there just so is not touched. What is written over is kept, once a batch. A key stands in *rows* once. On
    PostgreSQL there must be room for the rows (`partitions.ensure`).
    """
    key = [column.name for column in table.primary_key.columns]
    values = [name for name in columns if name not in key]
    name = f"new_{table.name}"
    stage(db, table, columns, rows, name)
    differ = "IS DISTINCT FROM" if db.dialect.name == "postgresql" else "IS NOT"
    same_key = " AND ".join(f'now."{part}" = new."{part}"' for part in key)
    other = " OR ".join(f'now."{part}" {differ} new."{part}"' for part in values) or "FALSE"
    total = db.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()  # noqa: S608
    there, changed = db.exec_driver_sql(
        f"SELECT count(*), count(CASE WHEN {other} THEN 1 END)"  # noqa: S608
        f" FROM {name} AS new JOIN {table.name} AS now ON {same_key}"
    ).one()
    if changed:
        _keep(db, table, name, same_key, other, batch)
    into = ", ".join(f'"{part}"' for part in columns)
    news = ", ".join(f'new."{part}"' for part in columns)
    updates = ", ".join(f'"{part}" = excluded."{part}"' for part in [*values, "batch"])
    db.exec_driver_sql(
        f"INSERT INTO {table.name} ({into}, batch) SELECT {news}, {int(batch)} FROM {name} AS new"  # noqa: S608
        f' LEFT JOIN {table.name} AS now ON {same_key} WHERE now."{key[0]}" IS NULL OR {other}'
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}"
    )
    if table is history_count and (changed or total > there):
        days = db.exec_driver_sql(f"SELECT DISTINCT day FROM {name}").scalars()  # noqa: S608
        count_stamp.touch(db, {str(day)[:7] for day in days})
    db.exec_driver_sql(f"DROP TABLE {name}")
    return Written(total - there, changed, there - changed)


def drop(db: Connection, table: Table, keys: Sequence[Row], batch: int) -> int:
    """Remove the rows of *table* with these primary keys (values in the key's order) as part of *batch*;
    taking it back puts them back where nothing stands by then. How many there were."""
    key = [column.name for column in table.primary_key.columns]
    name = f"gone_{table.name}"
    stage(db, table, key, keys, name)
    said, image = _kept_as(db, table)
    if db.dialect.name == "postgresql":
        image = """(to_jsonb(now) || '{"dropped": true}'::jsonb)::json"""
    else:
        image = f"json_set({image}, '$.dropped', json('true'))"
    same_key = " AND ".join(f'now."{part}" = gone."{part}"' for part in key)
    parts = ", ".join(f'"{part}"' for part in key)
    db.exec_driver_sql(
        f"INSERT INTO history_before (batch, table_name, key, before)"  # noqa: S608
        f" SELECT {int(batch)}, '{table.name}', {said}, {image}"
        f" FROM {name} AS gone JOIN {table.name} AS now ON {same_key} WHERE TRUE ON CONFLICT DO NOTHING"
    )
    gone = db.exec_driver_sql(
        f"DELETE FROM {table.name} WHERE ({parts}) IN (SELECT {parts} FROM {name})"  # noqa: S608
    ).rowcount
    db.exec_driver_sql(f"DROP TABLE {name}")
    if gone and table is history_count:
        count_stamp.touch(db, [count_stamp.ALL])
    return gone


def _keep(db: Connection, table: Table, name: str, same_key: str, other: str, batch: int) -> None:
    said, image = _kept_as(db, table)
    db.exec_driver_sql(
        f"INSERT INTO history_before (batch, table_name, key, before)"  # noqa: S608
        f" SELECT {int(batch)}, '{table.name}', {said}, {image}"
        f" FROM {name} AS new JOIN {table.name} AS now ON {same_key}"
        f" WHERE ({other}) AND now.batch <> {int(batch)} ON CONFLICT DO NOTHING"
    )


def _kept_as(db: Connection, table: Table) -> tuple[str, str]:
    """The key and the whole of a row called *now*, as history_before keeps them."""
    parts = ", ".join(f'now."{column.name}"' for column in table.primary_key.columns)
    if db.dialect.name == "postgresql":
        return f"jsonb_build_array({parts})::text", "to_json(now)"
    pairs = ", ".join(f"'{column.name}', now.\"{column.name}\"" for column in table.columns)
    # a blob is derived, never told: no batch but DERIVED writes it
    return f"json_array({parts})", f"json_object({pairs})".replace(', now."waits"', ", NULL")


def undo(db: Connection, number: int, *, at: datetime) -> Undone:
    """Take batch *number* back, in the caller's transaction; rows that a later one changed are left alone.

    Whoever calls derives anew what was derived from its rows (`history/derive.py`: `stale` before, so that
    the hours of the rows are known). Raises UnknownNameError, and ChangedMeanwhileError when it is undone
    already or still running.
    """
    told = batch(db, number)
    if told.state in (State.UNDONE, State.RUNNING):
        raise ChangedMeanwhileError("history_import", number)
    done = Undone()
    for table in FACTS:
        before, done = done, _undo_in(db, table, number, done)
        if table in (history_count, history_piece) and done != before:
            count_stamp.touch(db, [count_stamp.ALL])
    db.execute(delete(history_stray).where(history_stray.c.batch == number))
    db.execute(
        update(history_import)
        .where(history_import.c.id == number)
        .values(state=State.UNDONE.value, undone_at=at)
    )
    return done


def _undo_in(db: Connection, table: Table, number: int, done: Undone) -> Undone:
    key = list(table.primary_key.columns)
    of_table = history_before.c.table_name == table.name
    kept = {
        tuple(msgspec.json.decode(row.key)): row.before
        for row in db.execute(select(history_before).where(history_before.c.batch == number, of_table))
    }
    mine = {_said(row) for row in db.execute(select(*key).where(table.c.batch == number))} if kept else set()
    dropped = {place for place, image in kept.items() if image is not None and "dropped" in image}
    again = [
        Left(table.name, place, by) for place in dropped if (by := _batch_at(db, table, place)) is not None
    ]
    images = {place: _standing(db, table, image) for place, image in kept.items() if place in mine | dropped}
    for left in again:
        images.pop(left.key, None)
    back = {place: image for place, image in images.items() if image is not None}
    restored = list(back.values())
    gone = db.execute(delete(table).where(table.c.batch == number)).rowcount
    if restored:
        names = [column.name for column in table.columns]
        upsert(db, table, names, [[_value(table, name, image[name]) for name in names] for image in restored])
    later = [
        Left(table.name, tuple(msgspec.json.decode(row.key)), row.batch)
        for row in db.execute(
            select(history_before.c.key, history_before.c.batch)
            .where(of_table, history_before.c.batch > number)
            .where(_batch_of_image(db) == number)
        )
    ]
    standing = [left for left in later if _batch_at(db, table, left.key) is not None] + again
    return Undone(
        done.removed + gone - len(mine & back.keys()),
        done.restored + len(restored),
        done.left_count + len(standing),
        (done.left + tuple(standing))[:LISTED],
    )


def _standing(db: Connection, table: Table, image: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The newest earlier state of a row whose batch still stands: one that was undone does not come back."""
    while image is not None and image["batch"] != DERIVED:
        state = db.execute(
            select(history_import.c.state).where(history_import.c.id == image["batch"])
        ).scalar_one_or_none()
        if state != State.UNDONE.value:
            return image
        key = [image[column.name] for column in table.primary_key.columns]
        image = db.execute(
            select(history_before.c.before).where(
                history_before.c.batch == image["batch"],
                history_before.c.table_name == table.name,
                history_before.c.key == _key_text(db, key),
            )
        ).scalar_one_or_none()
    return image


def _key_text(db: Connection, key: Sequence[Any]) -> str:
    text = msgspec.json.encode(list(key)).decode()
    if db.dialect.name == "postgresql":  # as its jsonb says it
        return str(db.exec_driver_sql("SELECT (%s::jsonb)::text", (text,)).scalar_one())
    return text


def _batch_at(db: Connection, table: Table, place: tuple[Any, ...]) -> int | None:
    """The batch of the row with this key; None when there is no such row."""
    columns = list(table.primary_key.columns)
    values = [_value(table, column.name, value) for column, value in zip(columns, place, strict=True)]
    number: int | None = db.execute(
        select(table.c.batch).where(tuple_(*columns) == tuple(values))
    ).scalar_one_or_none()
    return number


def _batch_of_image(db: Connection) -> Any:
    return history_before.c.before["batch"].as_integer()


def _said(row: Any) -> tuple[Any, ...]:
    return tuple(msgspec.to_builtins(value) for value in row)


def _value(table: Table, name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value is not None and isinstance(table.c[name].type, Date) else value


def bad_lines(db: Connection, number: int, limit: int = 1000) -> list[Any]:
    """The lines and cells of batch *number* that could not be read, in order."""
    found = select(history_bad).where(history_bad.c.batch == number).order_by(history_bad.c.id).limit(limit)
    return list(db.execute(found))


def _batch(row: Any) -> Batch:
    return Batch(
        row.id,
        Kind(row.kind),
        row.source,
        row.file,
        row.digest,
        row.mapping,
        State(row.state),
        row.begun_at,
        row.ended_at,
        row.undone_at,
        row.who,
        row.first_ms,
        row.last_ms,
        row.facts,
    )
