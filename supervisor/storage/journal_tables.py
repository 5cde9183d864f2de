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
    false,
    func,
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
    Column("veiled", Boolean, nullable=False, server_default=false()),
    Column("private", LargeBinary),
    UniqueConstraint("collector", "sequence"),
    Index("ix_journal_batch_last_at", "last_at"),
    Index("ix_journal_batch_source_last_at", "source", "last_at"),
    sqlite_autoincrement=True,
)
"""Events of one source as they came, `events.encode`d; (*collector*, *sequence*) makes a retry harmless.

*veiled*: agents stand in *events* under their tokens (`journal_name`), and what else tells who somebody is
(customers' numbers) is in *private* alone, a column that a viewer is not granted (live/veil.py)."""

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
    Column("waiting_bytes", BigInteger, nullable=False, server_default="0"),
    Column("waiting_since", UtcInstant),
)
"""The last sign of life of each source's collector (*at*) and of the source itself (*heard_at*).

*waiting_bytes*: how much the collector had heard that was not in the journal yet, since *waiting_since*."""

snapshot = Table(
    "snapshot",
    journal_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("day", Date),
    Column("batch_id", BigInteger, nullable=False),
    Column("rules", Text, nullable=False),
    Column("board", LargeBinary, nullable=False),
    Column("veiled", Boolean, nullable=False, server_default=false()),
    Column("private", LargeBinary),
    Index("ix_snapshot_rules_batch_id", "rules", "batch_id"),
    sqlite_autoincrement=True,
)
"""The board after batch *batch_id*, counted under the rules of fingerprint *rules*; *veiled* and *private* as
in `journal_batch`."""

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

journal_name = Table(
    "journal_name",
    journal_metadata,
    Column("token", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("team", Text, nullable=False, server_default=""),
    Column("mentioned_on", Date, nullable=False, server_default=func.current_date()),
    Index("ix_journal_name_source_login", "source", "login"),
    Index("ix_journal_name_mentioned_on", "mentioned_on"),
)
"""Who stands behind a token of a veiled journal; each seat reads those of its own scope (rights/).

*mentioned_on*: the last day (UTC) of which a batch or a snapshot that was written holds the token: no name
stays for longer than what mentions it (live/pruning.py)."""

journal_key = Table(
    "journal_key",
    journal_metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1: there is one
    Column("key", LargeBinary, nullable=False),
)
"""The secret by which tokens are made of logins: collectors alone read it."""

collector_sign = Table(
    "collector_sign",
    journal_metadata,
    Column("collector", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("site", Text, nullable=False, server_default=""),
    Column("sources", Text, nullable=False),  # a JSON array of names
    Column("role", Text, nullable=False),  # live/sign.py: working, stand_by
    Column("since", UtcInstant, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("covers_since", UtcInstant),
    Column("version", Text, nullable=False, server_default=""),
    Column("problem", Text, nullable=False, server_default=""),
)
"""A collector that runs: whether it works or stands by, since when, and its last sign of life (*at*).

*covers_since*: since when one that stands by has heard everything itself: from there on it could take over
without a gap."""
