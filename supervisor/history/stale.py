"""Which hours of which source have facts that changed since they were last counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.clock import BusinessDays
from supervisor.facts.own import OWN_PREFIX
from supervisor.storage.history_tables import (
    history_count,
    history_entry,
    history_mark,
    history_name,
    history_ring,
    history_span,
    history_stale,
    history_state,
)

HOUR_MS = 3_600_000

_FACTS = (
    (history_entry, history_entry.c.entered_ms),
    (history_ring, history_ring.c.at_ms),
    (history_mark, history_mark.c.at_ms),
    (history_span, history_span.c.began_ms),
)


def mark_stale(db: Connection, source: int, at_ms: Iterable[int]) -> None:
    """Note, in the caller's transaction, that facts of *source* (its number) at these instants changed."""
    _mark(db, {(source, at // HOUR_MS) for at in at_ms})


def mark_batch_stale(db: Connection, batch: int) -> None:
    """Note that the facts of *batch* are about to be taken back: to be called in the same transaction, before
    `batch.undo`."""
    _mark(
        db,
        {
            (row[0], row[1])
            for table, at in _FACTS
            for row in db.execute(
                select(table.c.source, at.op("/")(HOUR_MS)).where(table.c.batch == batch).distinct()
            )
        },
    )


def mark_all_stale(db: Connection, days: BusinessDays) -> None:
    """Note that everything is to be derived anew, as far as its facts are kept."""
    hours = {
        (row[0], row[1])
        for table, at in _FACTS
        for row in db.execute(select(table.c.source, at.op("/")(HOUR_MS)).distinct())
    }
    own = select(history_name.c.id).where(
        history_name.c.source == "", history_name.c.text.startswith(OWN_PREFIX)
    )
    for table in (history_count, history_state):  # days that have no facts any more by the new rules
        derived = (table.c.batch == 0) & table.c.source.not_in(
            own
        )  # what is our own follows from no facts here
        for row in db.execute(select(table.c.source, table.c.day).where(derived).distinct()):
            hours.add((row.source, int(days.begins(row.day).timestamp()) // 3600 + 1))
    _mark(db, hours)


def _mark(db: Connection, hours: Collection[tuple[int, int]]) -> None:
    if not hours:
        return
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    new = dialect.insert(history_stale)
    # DO UPDATE and not DO NOTHING: it takes hold of a mark that is there, so that whoever derives that hour
    # meanwhile waits for these facts, or these wait for it and mark the hour again
    again = new.on_conflict_do_update(index_elements=["source", "hour"], set_={"hour": new.excluded.hour})
    db.execute(again, [{"source": source, "hour": hour} for source, hour in sorted(hours)])


def stale(db: Connection, days: BusinessDays) -> dict[int, list[date]]:
    """The business days, in order, of each source (its number) whose facts were changed since."""
    found: dict[int, set[date]] = {}
    for row in db.execute(select(history_stale.c.source, history_stale.c.hour)):
        of = found.setdefault(row.source, set())
        for at_ms in (row.hour * HOUR_MS, (row.hour + 1) * HOUR_MS - 1):  # a day may begin within an hour
            of.add(days.day(datetime.fromtimestamp(at_ms / 1000, UTC)))
    return {source: sorted(of) for source, of in sorted(found.items())}
