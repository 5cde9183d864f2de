"""The journal's tables: live events in batches, signs of life, and boards to start from."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from supervisor.storage.instant import UtcInstant
from supervisor.storage.names import NAMES

journal_metadata = MetaData(naming_convention=NAMES)

_Counter = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself in SQLite

journal_batch = Table(
    "journal_batch",
    journal_metadata,
    # Never given twice, not even after the newest rows were pruned: followers remember the last they read.
    # On PostgreSQL two writers may commit their ids in the other order; whoever appends takes a lock first.
    Column("id", _Counter, Identity(), primary_key=True),
    Column("source", Text, nullable=False),
    Column("collector", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("first_at", UtcInstant, nullable=False),
    Column("last_at", UtcInstant, nullable=False),
    Column("events_count", Integer, nullable=False),
    Column("events", LargeBinary, nullable=False),
    UniqueConstraint("collector", "sequence"),
    Index("ix_journal_batch_last_at", "last_at"),
    Index("ix_journal_batch_source_last_at", "source", "last_at"),
    sqlite_autoincrement=True,
)
"""Events of one source as they came, `events.encode`d; (*collector*, *sequence*) makes a retry harmless."""

heartbeat = Table(
    "heartbeat",
    journal_metadata,
    Column("source", Text, primary_key=True),
    Column("collector", Text, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("heard_at", UtcInstant),
    Column("usual_gap_s", Float),
    Column("connected", Boolean, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
)
"""The last sign of life of each source's collector (*at*) and of the source itself (*heard_at*)."""

snapshot = Table(
    "snapshot",
    journal_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("day", Date),
    Column("batch_id", BigInteger, nullable=False),
    Column("rules", Text, nullable=False),
    Column("board", LargeBinary, nullable=False),
    Index("ix_snapshot_rules_batch_id", "rules", "batch_id"),
    sqlite_autoincrement=True,
)
"""The board after batch *batch_id*, counted under the rules of fingerprint *rules*."""

queue_day = Table(
    "queue_day",
    journal_metadata,
    Column("source", Text, primary_key=True),
    Column("queue", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("threshold_s", Integer, nullable=False),
    Column("quarters", LargeBinary, nullable=False),
)
"""What a queue counted on a day that is over, by quarter hour (a msgpack map of `Counts`): the curves of last
weeks, when the events are gone."""
