"""What the journal forgets, so that it keeps some days: batches, boards, and the names that they hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from supervisor.storage.database import Database
from supervisor.storage.journal_tables import journal_batch, journal_name, snapshot

AT_ONCE = 500
"""Rows of one transaction: the collector must not wait."""

CalledOff = Callable[[], bool]


def prune(db: Database, before: datetime, called_off: CalledOff = lambda: False) -> int:
    """Forget what is older than *before*, some at a time until *called_off*; the number of batches gone.

    The newest snapshot from before then stays, with its batch and every one after it: any later moment can
    still be replayed, and followers find where they were. Without such a snapshot nothing goes. Then names
    go that nothing in here mentions any more.
    """
    oldest = _oldest_snapshot(db, before)
    if oldest is None:
        return 0
    gone = 0
    while not called_off():
        if some := db.change(_forget_batches, oldest, before):
            gone += some
            continue
        if db.dialect == "postgresql":
            forget_names(db, called_off)
        break
    return gone


def _forget_batches(db: Connection, oldest: int, before: datetime) -> int:
    """Some batches less, of those before batch *oldest*; when there are none any more, no boards of before it
    either."""
    some = select(journal_batch.c.id).where(journal_batch.c.id < oldest, journal_batch.c.last_at < before)
    ids = db.execute(some.order_by(journal_batch.c.id).limit(AT_ONCE)).scalars().all()
    if ids:
        db.execute(delete(journal_batch).where(journal_batch.c.id.in_(ids)))
    else:
        db.execute(delete(snapshot).where(snapshot.c.batch_id < oldest))
    return len(ids)


def forget_names(db: Database, called_off: CalledOff = lambda: False) -> int:
    """Take away whoever no batch and no snapshot of a shared journal can mention any more; how many.

    Of everybody whom a batch mentions the table knows that it was on the batch's last day or later (`Veil`),
    of a snapshot, on the day of its last event; and the last batch on a snapshot stays with it. Who comes
    again gets the same token.
    """
    gone = 0
    while not called_off() and (some := db.change(_forget_some_names)):
        gone += some
    return gone


def _forget_some_names(db: Connection) -> int:
    first_at = db.execute(select(func.min(journal_batch.c.last_at))).scalar_one()
    if first_at is None:
        return 0
    # In the order in which names are written, too: neither then waits for the other in a circle.
    old = select(journal_name.c.token).where(journal_name.c.mentioned_on < first_at.date())
    some = old.order_by(journal_name.c.token).limit(AT_ONCE).with_for_update()
    tokens = db.execute(some).scalars().all()
    if tokens:
        db.execute(delete(journal_name).where(journal_name.c.token.in_(tokens)))
    return len(tokens)


def _oldest_snapshot(db: Database, before: datetime) -> int | None:
    """The batch of the newest snapshot from *before*."""
    with db.read() as connection:
        found: int | None = connection.execute(
            select(snapshot.c.batch_id)
            .where(snapshot.c.at <= before)
            .order_by(snapshot.c.batch_id.desc())
            .limit(1)
        ).scalar_one_or_none()
        return found
