"""The history's tables: contacts, agents' time, what is counted of them, and the imports that brought them.

Instants are milliseconds since 1970 (UTC) in columns called `…_ms`: millions of them are compared, cut into
quarter hours and handed to numpy. Sources, queues, logins, break codes and types of contact are numbers
of `history_name`; 0 is none. Who stands behind a login on a day is told by people (the centre's tables), so
that nothing here is rewritten when two people turn out to be one.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    Float,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from supervisor.facts.fields import FIELDS, Unit
from supervisor.storage.instant import UtcInstant
from supervisor.storage.names import NAMES

history_metadata = MetaData(naming_convention=NAMES)

_Counter = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself in SQLite
_Json = JSON(none_as_null=True)


def _id(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


history_name = Table(
    "history_name",
    history_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),  # source, queue, login, code, type
    Column("source", Text, nullable=False),  # "" for kind source
    Column("text", Text, nullable=False),
    UniqueConstraint("kind", "source", "text"),
    sqlite_autoincrement=True,
)
"""A name as its source says it, once; rows elsewhere refer to it by number. A queue of a sheet is a skill."""

history_entry = Table(
    "history_entry",
    history_metadata,
    Column("entered_ms", BigInteger, primary_key=True, autoincrement=False),
    _id("source"),
    _id("queue"),
    Column("contact", Text, primary_key=True),
    Column("channel", Text, nullable=False, server_default="voice"),
    Column("type", Integer, nullable=False, server_default="0"),
    Column("outcome", Text, nullable=False),  # facts/contact.py Outcome
    Column("left_ms", BigInteger),
    Column("wait_s", Float),
    Column("login", Integer, nullable=False, server_default="0"),
    Column("ring_s", Float),
    Column("talk_s", Float),
    Column("hold_s", Float),
    Column("acw_s", Float),
    Column("ended_ms", BigInteger),
    Column("ended_by", Text, nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),  # the key, the target of a transfer
    Column("position", Integer),
    Column("number", Text, nullable=False, server_default=""),
    Column("over", SmallInteger, nullable=False),  # 1: nothing more is to come
    Column("told", SmallInteger, nullable=False),  # facts/contact.py Told, as bits
    Column("batch", Integer, nullable=False),
    Index(
        "ix_history_entry_open",
        "source",
        "entered_ms",
        sqlite_where=text("over = 0"),
        postgresql_where=text("over = 0"),
    ),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (entered_ms)",
)
"""One contact's one stay in one queue, with the talk that answered it."""

history_ring = Table(
    "history_ring",
    history_metadata,
    Column("at_ms", BigInteger, primary_key=True, autoincrement=False),
    _id("source"),
    _id("login"),
    _id("queue"),
    Column("contact", Text, primary_key=True),
    Column("ring_s", Float),
    Column("outcome", Text, nullable=False),  # no_answer, cancelled
    Column("told", SmallInteger, nullable=False),
    Column("batch", Integer, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (at_ms)",
)
"""A ring at an agent that was not answered: the other legs of a contact."""

history_mark = Table(
    "history_mark",
    history_metadata,
    Column("at_ms", BigInteger, primary_key=True, autoincrement=False),
    _id("source"),
    _id("seq"),  # the order within the instant
    Column("login", Integer, nullable=False),
    Column("queue", Integer, nullable=False),
    Column("what", Text, nullable=False),  # pause, unpause, add, remove, start
    Column("code", Integer, nullable=False, server_default="0"),
    Column("batch", Integer, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (at_ms)",
)
"""What a log says of agents' time, line by line: spans are derived from it, whatever order files came in."""

history_span = Table(
    "history_span",
    history_metadata,
    Column("began_ms", BigInteger, primary_key=True, autoincrement=False),
    _id("source"),
    _id("login"),
    Column("state", Text, primary_key=True),  # facts/agent_time.py
    _id("queue"),
    Column("ended_ms", BigInteger),
    Column("code", Integer, nullable=False, server_default="0"),
    Column("told", SmallInteger, nullable=False),
    Column("batch", Integer, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (began_ms)",
)
"""A stretch of an agent's time in one state; *ended_ms* None while it lasts. Derived ones (batch 0) are cut
where business days end: what goes on is another row, which begins there."""

history_slot = Table(
    "history_slot",
    history_metadata,
    _id("slot"),  # quarter hours since 1970, by when contacts entered
    _id("source"),
    _id("queue"),
    Column("channel", Text, primary_key=True),
    *(
        _count(name)
        for name in (
            *("entries", "contacts", "answered", "contacts_answered", "abandoned", "timed_out", "keyed"),
            *("emptied", "withdrawn", "lost", "unknown", "waiting", "no_answer", "talks", "held"),
        )
    ),
    *(
        Column(name, Float, nullable=False, server_default="0")
        for name in (
            *("wait_answered_s", "wait_abandoned_s", "wait_left_s", "ring_s"),
            *("talk_s", "talk_s2", "hold_s", "acw_s"),
        )
    ),
    Column("waits", LargeBinary),  # history/waits.py; None where only counts are known
    Column("in_time", Integer),  # as a sheet says it, within *threshold_s*
    Column("threshold_s", Integer),
    Column("batch", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""What a queue counted of the contacts that entered within a quarter hour."""

history_count = Table(
    "history_count",
    history_metadata,
    Column("day", Date, primary_key=True),
    Column("span", Text, primary_key=True),  # D: that day; M: the month that begins with it
    _id("source"),
    _id("login"),
    Column("channel", Text, primary_key=True),  # "" where the row is of all of them, or nobody said
    _id("queue"),
    _id("type"),
    *(Column(field.name, Integer if field.unit is Unit.COUNT else Float) for field in FIELDS),
    Column("batch", Integer, nullable=False),
    Index("ix_history_count_login_day", "login", "day"),
    sqlite_with_rowid=False,
)
"""The counts of one agent, day (or month), channel, queue or skill, and type of contact; None is unknown."""

history_piece = Table(
    "history_piece",
    history_metadata,
    _id("source"),
    Column("shape", Text, primary_key=True),  # imports/mapping.py Shape
    Column("piece", Text, primary_key=True),  # a survey's, form's or order's own id; the interval of a row
    Column("day", Date, nullable=False),
    Column("span", Text, nullable=False),
    Column("login", Integer, nullable=False),
    Column("channel", Text, nullable=False, server_default=""),
    Column("queue", Integer, nullable=False, server_default="0"),
    Column("type", Integer, nullable=False, server_default="0"),
    *(Column(field.name, Integer if field.unit is Unit.COUNT else Float) for field in FIELDS),
    Column("batch", Integer, nullable=False),
    Index("ix_history_piece_source_day", "source", "day"),
    sqlite_with_rowid=False,
)
"""One answer, form or order, or an agent's interval, as a sheet told it: rows of history_count are summed of
them, so that a file with more of the same day adds to it and a corrected one replaces what it corrects."""

history_state = Table(
    "history_state",
    history_metadata,
    Column("day", Date, primary_key=True),
    _id("source"),
    _id("login"),
    Column("state", Text, primary_key=True),
    _id("code"),
    Column("seconds", Float, nullable=False),
    Column("times", Integer, nullable=False),
    Column("batch", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How long, and how often, an agent was in a state (on a kind of break) on a business day."""

history_import = Table(
    "history_import",
    history_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),  # imports/batch.py Kind
    Column("source", Text, nullable=False),
    Column("file", Text, nullable=False, server_default=""),
    Column("digest", Text, nullable=False, server_default=""),  # SHA-256 of the whole file
    Column("mapping", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),  # running, done, cancelled, failed, undone
    Column("begun_at", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant),
    Column("undone_at", UtcInstant),
    Column("who", Text, nullable=False),
    Column("first_ms", BigInteger),
    Column("last_ms", BigInteger),
    Column("facts", _Json, nullable=False),  # counts of its report: rows read, new, changed, bad
    Index("ix_history_import_digest", "digest"),
    sqlite_autoincrement=True,
)
"""A batch of facts that came together, and can go together."""

history_before = Table(
    "history_before",
    history_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("key", Text, nullable=False),  # JSON, the primary key in its order
    Column("before", _Json),  # the row that the batch wrote over; None: there was none
    UniqueConstraint("batch", "table_name", "key"),
    sqlite_autoincrement=True,
)
"""Rows as they were before a batch wrote over them; a row that it added has no line here."""

history_bad = Table(
    "history_bad",
    history_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("line", BigInteger),  # from 1; a row of a sheet
    Column("place", BigInteger),  # byte of the file
    Column("sheet", Text, nullable=False, server_default=""),
    Column("column", Text, nullable=False, server_default=""),
    Column("value", Text, nullable=False),  # what stood there, shortened
    Column("problem", Text, nullable=False),  # a stable word
    Index("ix_history_bad_batch", "batch"),
    sqlite_autoincrement=True,
)
"""A line or cell that could not be read."""

history_reading = Table(
    "history_reading",
    history_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("source", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("head", Text, nullable=False),  # digest of its first *head_bytes*
    Column("head_bytes", Integer, nullable=False),
    Column("tail", Text, nullable=False),  # digest of the last bytes before *place*
    Column("tail_bytes", Integer, nullable=False),
    Column("place", BigInteger, nullable=False),  # the byte up to which it was read
    Column("lines", BigInteger, nullable=False),
    Column("first_ms", BigInteger),
    Column("last_ms", BigInteger),
    Column("state", _Json),  # what a reading that goes on needs besides
    Column("at", UtcInstant, nullable=False),
    Index("ix_history_reading_source_head", "source", "head"),
    sqlite_autoincrement=True,
)
"""How far a file of a log was read; it is known by its content, not by its name."""

history_segment = Table(
    "history_segment",
    history_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("source", Text, nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("first_lines", _Json, nullable=False),  # digests of the lines of its first instant, with counts
    Column("last_lines", _Json, nullable=False),  # and of its last
    Index("ix_history_segment_source", "source", "first_ms"),
    sqlite_autoincrement=True,
)
"""A stretch of a source's log whose lines are all in the history."""

history_stray = Table(
    "history_stray",
    history_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("source", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("line", Text, nullable=False),
    Column("batch", Integer, nullable=False),
    Index("ix_history_stray_contact", "source", "contact"),
    sqlite_autoincrement=True,
)
"""A line about a contact whose begin no file has told yet: the file before it may come later."""

history_stale = Table(
    "history_stale",
    history_metadata,
    _id("source"),
    _id("hour"),  # hours since 1970
    sqlite_with_rowid=False,
)
"""Hours of a source whose facts were changed since slots, counts and states were derived from them."""

history_dropped = Table(
    "history_dropped",
    history_metadata,
    _id("source"),
    Column("begins_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("ends_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""A business day of a source whose contacts are no longer kept: what was counted of them stands for ever."""

history_rule = Table(
    "history_rule",
    history_metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""By which of the centre's settings the derived rows were counted, and whose telephones logs name."""

data_check = Table(
    "data_check",
    history_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("findings", JSON, nullable=False),
    sqlite_autoincrement=True,
)
"""What a check of the facts found: datacheck/finding.py as JSON."""
