"""Tables of who may work with a shared centre, and of who looked at whose figures.

Which roles a person has is not here: that is a membership of PostgreSQL's own, and grants and row-level
security go by it (rights/). On SQLite, where a centre has one user, these tables stay empty but for the log.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from supervisor.storage.centre import centre_metadata
from supervisor.storage.instant import UtcInstant

_Counter = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself in SQLite

account = Table(
    "account",
    centre_metadata,
    Column("login", Text, primary_key=True),  # the name of a PostgreSQL role that may log in
    Column("name", Text, nullable=False),
    Column("person", Text, ForeignKey("person.id")),  # who of the people it is, where it is one
    Column("retired", Boolean, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False),
)
"""Somebody, or a wall or a service, who logs in to a shared centre."""

account_scope = Table(
    "account_scope",
    centre_metadata,
    Column("id", Text, primary_key=True),  # login, kind and place as a JSON array
    Column("login", Text, ForeignKey("account.login"), nullable=False),
    Column("kind", Text, nullable=False),  # rights/own.py ScopeKind: team, department
    Column("place", Text, nullable=False),  # of people_group, or of issue_department
    UniqueConstraint("login", "kind", "place"),
)
"""A team of which an account sees the people, or a department whose issues it sees."""

access_log = Table(
    "access_log",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),  # rights/access_log.py
    Column("document", JSON, nullable=False),
    Index("ix_access_log_at", "at"),
    sqlite_autoincrement=True,
)
"""Who looked at whose figures. It only grows: nobody is granted anything else."""
