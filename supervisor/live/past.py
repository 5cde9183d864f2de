"""What each queue counted on days that are over: the curves of last weeks, when the events are long gone.

A day is written once, whole, when it has ended; whoever finds it written leaves it alone.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.live.board import Board, QueueKey
from supervisor.live.counts import NOTHING, Counts
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import queue_day

log = logging.getLogger(__name__)

WEEKS = 4  # so many of the same weekday make a band
WEEK = timedelta(days=7)
DAYS_BACK = 8  # as far as a journal goes back by default
SETTLES = timedelta(minutes=2)  # what was heard late on a day has been journalled by then
KEEP = timedelta(days=800)  # two years and a little: a year can be laid beside the one before

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(dict[int, Counts])


@dataclass(frozen=True)
class PastDay:
    """One queue on business day *day*, counted by quarter hour since it began; *threshold_s* was in force."""

    source: str
    queue: str
    day: date
    threshold_s: int
    quarters: Mapping[int, Counts] = field(default_factory=dict)

    @property
    def key(self) -> QueueKey:
        return (self.source, self.queue)


def days_of(board: Board) -> list[PastDay]:
    """The business day of *board*, a day for each queue to which anything came; [] before its first event."""
    if board.day is None:
        return []
    return [
        PastDay(line.source, line.name, board.day, line.threshold_s, line.quarters)
        for line in board.queues.values()
        if any(counts != NOTHING for counts in line.quarters.values())
    ]


def keep_days(db: Database, days: Iterable[PastDay]) -> int:
    """Write *days* that are over; how many were not there yet. One that is written stays as it is."""
    dialect: Any = postgresql if db.dialect == "postgresql" else sqlite
    once = dialect.insert(queue_day).on_conflict_do_nothing(index_elements=["source", "queue", "day"])
    rows = [
        {
            "source": one.source,
            "queue": one.queue,
            "day": one.day,
            "threshold_s": one.threshold_s,
            "quarters": zlib.compress(_encoder.encode(dict(one.quarters)), 1),
        }
        for one in days
    ]
    written = 0
    if rows:
        with db.write() as connection:
            for row in rows:
                written += connection.execute(once.returning(queue_day.c.day), row).first() is not None
    return written


def keep_ended_days(
    journal: Journal, rules: CountingRules, sources: Collection[str], now: datetime, *, back: int = DAYS_BACK
) -> list[date]:
    """Write every business day of *sources* that was over two minutes before *now*, that the journal still
    holds and of which nothing is written yet, the last *back* days; those that were written.

    However often and by whomever it is called, each day is written once, as the journal has it: also days at
    whose end no collector was running.
    """
    today = rules.days.day(now - SETTLES)
    oldest = today - timedelta(days=back)
    known = known_days(journal.db, sources, oldest)
    written = []
    for days_ago in range(back, 0, -1):
        day = today - timedelta(days=days_ago)
        if day in known:
            continue
        board = journal.moments.board_at(rules.days.ends(day) - timedelta(microseconds=1), rules)
        if board is None or board.day != day:
            continue
        if keep_days(journal.db, [one for one in days_of(board) if one.source in sources]):
            written.append(day)
    return written


def known_days(db: Database, sources: Collection[str], since: date) -> set[date]:
    """The days from *since* on of which something of *sources* is written."""
    wanted = select(queue_day.c.day).where(queue_day.c.source.in_(list(sources)), queue_day.c.day >= since)
    with db.read() as connection:
        return set(connection.execute(wanted.distinct()).scalars())


def past_days(
    db: Database, before: date, queues: Collection[QueueKey] | None = None, n: int = WEEKS
) -> dict[QueueKey, tuple[PastDay, ...]]:
    """The last *n* days before *before* on its weekday, of *queues* (None: of all), the newest first.

    Exactly one, two, … weeks earlier: a day on which nothing came is not replaced by an older one.
    """
    days = [before - week * WEEK for week in range(1, n + 1)]
    found: dict[QueueKey, list[PastDay]] = {}
    with db.read() as connection:
        rows = connection.execute(
            select(queue_day).where(queue_day.c.day.in_(days)).order_by(queue_day.c.day.desc())
        ).all()
    for row in rows:
        key = (row.source, row.queue)
        if queues is not None and key not in queues:
            continue
        try:
            quarters = _decoder.decode(zlib.decompress(row.quarters))
        except (msgspec.DecodeError, zlib.error):
            log.warning("the day %s of %s cannot be read and is left out", row.day, key)
            continue
        found.setdefault(key, []).append(PastDay(*key, row.day, row.threshold_s, quarters))
    return {key: tuple(of) for key, of in found.items()}


def forget_days(db: Database, before: date, sources: Collection[str] | None = None) -> int:
    """Take away what was written of days before *before* (of *sources*; None: of all); how many rows."""
    old = delete(queue_day).where(queue_day.c.day < before)
    if sources is not None:
        old = old.where(queue_day.c.source.in_(list(sources)))
    with db.write() as connection:
        return connection.execute(old).rowcount
