"""The months of the large tables on PostgreSQL; on SQLite there is nothing to do.

They are made and dropped by functions of the database (`storage/migrations/history/r0003_months.py`), so
that whoever may write the history needs not own its tables.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, text

from supervisor.storage.history_tables import history_entry, history_mark, history_ring, history_span

PARTED = (history_entry, history_ring, history_mark, history_span)

AHEAD = 3
"""So many months after the present one are there before anything of them happens."""


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
    if db.dialect.name == "postgresql":
        db.execute(_MAKE, {"first": first_ms, "last": last_ms})


def keep_ahead(db: Connection, now: datetime) -> int:
    """Have room for the month of *now* and AHEAD more, so that no day waits for it; how many were made."""
    if db.dialect.name != "postgresql":
        return 0
    last = month = (now.astimezone(UTC).year, now.astimezone(UTC).month)
    for _ in range(AHEAD):
        last = after(last)
    made: int = db.execute(_MAKE, {"first": begin_ms(month), "last": begin_ms(last)}).scalar_one()
    return made


def ahead(db: Connection, now: datetime) -> int:
    """For how many months after that of *now* there is room in every large table, AHEAD at most; -1 when
    not even for that one."""
    month = (now.astimezone(UTC).year, now.astimezone(UTC).month)
    for count in range(AHEAD + 1):
        names = [f"{table.name}_{month[0]}_{month[1]:02d}" for table in PARTED]
        if not db.execute(_THERE, {"names": names}).scalar_one():
            return count - 1
        month = after(month)
    return AHEAD


def drop_before(db: Connection, before_ms: int) -> int:
    """Drop the months that are over before *before_ms*, in every large table; how many rows went."""
    gone: int = db.execute(_DROP, {"before": before_ms}).scalar_one()
    return gone


_MAKE = text("SELECT history_make_months(:first, :last)")
_DROP = text("SELECT history_drop_months(:before)")
_THERE = text("SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(CAST(:names AS text[])) AS name")
