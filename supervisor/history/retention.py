"""What is no longer kept of the past: single contacts and agents' time after some days, customers' numbers
after others. What was counted of them stays for ever, and is never counted again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Delete, Update, cast, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.history import partitions
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database
from supervisor.storage.history_tables import (
    history_before,
    history_dropped,
    history_entry,
    history_mark,
    history_ring,
    history_span,
    history_stale,
    history_stray,
)

ROWS_AT_ONCE = 20_000  # deleted in one transaction: nobody waits long for the database
DAY_MS = 86_400_000

_AT = {
    history_entry: history_entry.c.entered_ms,
    history_ring: history_ring.c.at_ms,
    history_mark: history_mark.c.at_ms,
    history_span: history_span.c.began_ms,
}


def forget_old(history: Database, settings: CentreSettings, today: date) -> int:
    """Drop what is older than the centre keeps it; how many rows went or lost a number.

    What is stale of it is derived first, so that nothing goes that was not counted. On PostgreSQL whole
    months go at once. Raises DatabaseError; what was done until then stays done.
    """
    days = settings.days
    oldest = today - timedelta(days=settings.contacts_keep_days)
    before_ms = _ms(days.begins(oldest))
    forgotten = _forget_numbers(history, _ms(days.begins(today - timedelta(days=settings.numbers_keep_days))))
    with history.read() as db:
        firsts = [db.execute(select(func.min(at))).scalar() for at in _AT.values()]
    first_ms = min((at for at in firsts if at is not None), default=None)
    if first_ms is None or first_ms >= before_ms:
        return forgotten
    derive_stale(history, derive_rules(settings))
    history.change(_note_dropped, settings, first_ms, before_ms)
    if history.dialect == "postgresql":
        forgotten += history.change(partitions.drop_before, before_ms)
    for table, at in _AT.items():
        forgotten += _delete(history, table, at < before_ms)
    history.change(_count, delete(history_stray).where(history_stray.c.at_ms < before_ms))
    return forgotten


def _note_dropped(db: Connection, settings: CentreSettings, first_ms: int, before_ms: int) -> None:
    """Every business day of every source of which something goes is never derived again."""
    days = settings.days
    dialect: Any = postgresql if db.dialect.name == "postgresql" else sqlite
    found: set[tuple[int, date]] = set()
    for table, at in _AT.items():
        hour = at.op("/")(3_600_000)
        wanted = select(table.c.source, hour).where(at < before_ms).distinct()
        for source, number in db.execute(wanted):
            for instant in (number * 3600, number * 3600 + 3599):
                day = days.day(datetime.fromtimestamp(instant, UTC))
                if _ms(days.begins(day)) < before_ms:
                    found.add((source, day))
    rows = [
        {"source": source, "begins_ms": _ms(days.begins(day)), "ends_ms": _ms(days.ends(day))}
        for source, day in sorted(found)
    ]
    if rows:
        db.execute(dialect.insert(history_dropped).on_conflict_do_nothing(), rows)
    db.execute(delete(history_stale).where(history_stale.c.hour < before_ms // 3_600_000))


def _delete(history: Database, table: Any, old: Any) -> int:
    key = list(table.primary_key.columns)
    some = select(*key).where(old).limit(ROWS_AT_ONCE)
    gone = 0
    while True:
        count = history.change(_count, delete(table).where(tuple_(*key).in_(some)))
        gone += count
        if count < ROWS_AT_ONCE:
            return gone


def _forget_numbers(history: Database, before_ms: int) -> int:
    """Customers' numbers of contacts that entered before *before_ms*, also in rows as they were before."""
    old = (history_entry.c.entered_ms < before_ms) & (history_entry.c.number != "")
    forgotten = 0
    with history.read() as db:
        first: int | None = db.execute(select(func.min(history_entry.c.entered_ms)).where(old)).scalar()
    while first is not None and first < before_ms:  # day by day: no transaction is long
        until = min(first + DAY_MS, before_ms)
        within = history_entry.c.entered_ms.between(first, until - 1) & (history_entry.c.number != "")
        forgotten += history.change(_count, update(history_entry).where(within).values(number=""))
        first = until
    history.change(_forget_images, before_ms)
    return forgotten


def _forget_images(db: Connection, before_ms: int) -> None:
    of = history_before.c.table_name == history_entry.name
    number = history_before.c.before["number"].as_string()
    entered = cast(history_before.c.before["entered_ms"].as_string(), BigInteger)
    rows: Sequence[Any] = db.execute(
        select(history_before.c.id, history_before.c.before).where(of, number != "", entered < before_ms)
    ).all()
    for row in rows:
        db.execute(
            update(history_before)
            .where(history_before.c.id == row.id)
            .values(before={**row.before, "number": ""})
        )


def _count(db: Connection, statement: Delete | Update) -> int:
    """Of how many rows *statement* was."""
    return db.execute(statement).rowcount


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
