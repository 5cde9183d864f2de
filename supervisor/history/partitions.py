"""The months of the large tables on PostgreSQL; on SQLite there is nothing to do."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, text

from supervisor.storage.history_tables import history_entry, history_mark, history_ring, history_span

PARTED = (history_entry, history_ring, history_mark, history_span)


def month_of(at_ms: int) -> tuple[int, int]:
    """Year and month (UTC) of an instant."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return at.year, at.month


def begin_ms(month: tuple[int, int]) -> int:
    """The instant at which a month (UTC) begins."""
    return int(datetime(*month, 1, tzinfo=UTC).timestamp()) * 1000


def after(month: tuple[int, int]) -> tuple[int, int]:
    """The month that follows."""
    year, number = month
    return (year + 1, 1) if number == 12 else (year, number + 1)


def ensure(db: Connection, first_ms: int, last_ms: int) -> None:
    """Have room for rows from *first_ms* to *last_ms* in every large table, before they are written."""
    if db.dialect.name != "postgresql":
        return
    month, last = month_of(first_ms), month_of(last_ms)
    while month <= last:
        low, high = begin_ms(month), begin_ms(after(month))
        for table in PARTED:
            name = f"{table.name}_{month[0]}_{month[1]:02d}"
            db.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table.name}"
                    f" FOR VALUES FROM ({low}) TO ({high})"
                )
            )
        month = after(month)
