"""The centre's own tables: its settings, its sources, and the steps that can be undone."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from supervisor.storage.instant import UtcInstant
from supervisor.storage.names import NAMES

centre_metadata = MetaData(naming_convention=NAMES)

_Counter = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself in SQLite
_Json = JSON(none_as_null=True)  # None is a row that is not there, never the JSON word null

centre_setting = Table(
    "centre_setting",
    centre_metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
    Column("changed_by", Text, nullable=False),
)
"""A centre setting that differs from its default, or once did; *value* is JSON."""

source = Table(
    "source",
    centre_metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("secret_env", Text),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
)
"""A telephone system, recording or simulation; its password is never here (secrets.py)."""

undo_step = Table(
    "undo_step",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("areas", JSON, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("undone_at", UtcInstant),
    sqlite_autoincrement=True,
)
"""Something that a person did, under a stable name ("remove_source") with the facts of its sentence."""

undo_row = Table(
    "undo_row",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("step", BigInteger, ForeignKey("undo_step.id", ondelete="CASCADE"), nullable=False),
    Column("table_name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("before", _Json),
    Column("after", _Json),
    UniqueConstraint("step", "table_name", "key"),
)
"""A row that the step touched, as it was before and after; None where it did not exist. *key* is JSON."""
