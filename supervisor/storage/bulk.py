"""Many rows at once, by each engine's fast path: tuples for SQLite, COPY for PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Connection, Date, Table

Row: TypeAlias = Sequence[Any]
"""Values as the driver takes them: numbers, text, bytes, None, dates (`date`); instants only as numbers."""


def insert_rows(db: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add *rows* (values in the order of *columns*) to *table*; an existing key raises IntegrityError."""
    if _is_bounded(db, table):
        name = f"bulk_{table.name}"
        into = _listed(columns)
        stage(db, table, columns, rows, name)
        db.exec_driver_sql(f"INSERT INTO {table.name} ({into}) SELECT {into} FROM {name}")  # noqa: S608
        db.exec_driver_sql(f"DROP TABLE {name}")
    else:
        _write(db, table, columns, rows, table.name)


def _is_bounded(db: Connection, table: Table) -> bool:
    """Whether the table has row-level security for whoever is connected: COPY refuses to fill such a one."""
    if db.dialect.name != "postgresql":
        return False
    asked = "SELECT row_security_active(CAST(%s AS text))"
    return bool(db.exec_driver_sql(asked, (table.name,)).scalar_one())


def stage(db: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row], name: str) -> None:
    """Put *rows* into a temporary table *name* with the *columns* of *table*, emptied if it is there."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(
            f"CREATE TEMP TABLE IF NOT EXISTS {name} AS SELECT {_listed(columns)} FROM {table.name} LIMIT 0"  # noqa: S608
        )
    else:
        db.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({_listed(columns)})")
    db.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608
    _write(db, table, columns, rows, name)


def upsert(db: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add *rows* to *table*; where the key is there already, its other *columns* are set. A key stands in
    *rows* once."""
    key = [column.name for column in table.primary_key.columns]
    rest = [name for name in columns if name not in key]
    into = _listed(columns)
    conflict = (
        f"ON CONFLICT ({_listed(key)}) DO UPDATE SET " + ", ".join(f'"{n}" = excluded."{n}"' for n in rest)
        if rest
        else "ON CONFLICT DO NOTHING"
    )
    if db.dialect.name == "postgresql":
        name = f"bulk_{table.name}"
        stage(db, table, columns, rows, name)
        # in one order, so that two who write the same rows never wait for each other
        rows_in_order = f"SELECT {into} FROM {name} ORDER BY {_listed(key)}"  # noqa: S608
        db.exec_driver_sql(f"INSERT INTO {table.name} ({into}) {rows_in_order} {conflict}")
        db.exec_driver_sql(f"DROP TABLE {name}")
    elif rows := _plain(table, columns, rows):
        marks = ", ".join("?" * len(columns))
        db.exec_driver_sql(f"INSERT INTO {table.name} ({into}) VALUES ({marks}) {conflict}", rows)  # noqa: S608


def _write(db: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row], name: str) -> None:
    into = _listed(columns)
    if db.dialect.name == "postgresql":
        raw: Any = db.connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {name} ({into}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    elif plain := _plain(table, columns, rows):
        marks = ", ".join("?" * len(columns))
        db.exec_driver_sql(f"INSERT INTO {name} ({into}) VALUES ({marks})", plain)  # noqa: S608


def _plain(table: Table, columns: Sequence[str], rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """As SQLite's driver takes them: dates as text."""
    days = [place for place, name in enumerate(columns) if isinstance(table.c[name].type, Date)]
    plain = [tuple(row) for row in rows]
    if not days:
        return plain
    said: dict[Any, str | None] = {None: None}  # a few days stand in many rows
    found = []
    for row in plain:
        values = list(row)
        for place in days:
            value = values[place]
            if value not in said:
                said[value] = value.isoformat() if isinstance(value, date) else value
            values[place] = said[value]
        found.append(tuple(values))
    return found


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
