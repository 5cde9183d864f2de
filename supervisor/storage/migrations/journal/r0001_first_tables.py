"""Batches of live events, signs of life, and boards to start from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from supervisor.storage.instant import UtcInstant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "journal_batch",
        sa.Column("id", counter, sa.Identity(), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("collector", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("first_at", UtcInstant, nullable=False),
        sa.Column("last_at", UtcInstant, nullable=False),
        sa.Column("events_count", sa.Integer, nullable=False),
        sa.Column("events", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_batch"),
        sa.UniqueConstraint("collector", "sequence", name="uq_journal_batch_collector_sequence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_batch_last_at", "journal_batch", ["last_at"])
    op.create_index("ix_journal_batch_source_last_at", "journal_batch", ["source", "last_at"])
    op.create_table(
        "heartbeat",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("collector", sa.Text, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("heard_at", UtcInstant),
        sa.Column("usual_gap_s", sa.Float),
        sa.Column("connected", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("source", name="pk_heartbeat"),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", counter, sa.Identity(), nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("batch_id", sa.BigInteger, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("board", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snapshot"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_snapshot_rules_batch_id", "snapshot", ["rules", "batch_id"])
