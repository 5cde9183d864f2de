"""Rows of the journal read as batches: which columns, in which order, and what they say to this seat."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from supervisor.live.reading import Reading
from supervisor.live.tape import ROWS_AT_ONCE, Batch
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import journal_batch

log = logging.getLogger(__name__)

COLUMNS = (
    journal_batch.c.id,
    journal_batch.c.source,
    journal_batch.c.events_count,
    journal_batch.c.last_at,
)
"""What every seat reads of a batch; `Reading.batch` comes after these."""


def after(
    db: Database, reading: Reading, batch_id: int, limit: int = ROWS_AT_ONCE, *, not_by: str = ""
) -> list[Batch]:
    """The next batches after *batch_id*, at most *limit*, in order, but not those of collector *not_by*.

    A damaged one comes without events.
    """
    statement = (
        select(*COLUMNS, *reading.batch)
        .where(journal_batch.c.id > batch_id)
        .order_by(journal_batch.c.id)
        .limit(limit)
    )
    if not_by:
        statement = statement.where(journal_batch.c.collector != not_by)
    with db.read() as connection:
        rows = connection.execute(statement).all()
    return batches(rows, reading)


def batches(rows: Sequence[Row[*tuple[Any, ...]] | tuple[Any, ...]], reading: Reading) -> list[Batch]:
    """The batches of rows of `COLUMNS` and what *reading* needs."""
    found = []
    for (number, source, count, last_at, *_), said in zip(
        rows, reading.said(row[len(COLUMNS) :] for row in rows), strict=True
    ):
        if said is None:
            log.warning("batch %s of %s is damaged: %s events are lost", number, source, count)
            found.append(Batch(number, source, (), count, True, last_at))
        else:
            found.append(Batch(number, source, tuple(said.events), said.unknown, False, last_at))
    return found
