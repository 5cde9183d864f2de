"""Names out of the journal: tokens instead, told to those who may know; collectors that stand by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from supervisor.storage.instant import UtcInstant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("journal_batch", "snapshot"):
        op.add_column(table, sa.Column("veiled", sa.Boolean, server_default=sa.false(), nullable=False))
        op.add_column(table, sa.Column("private", sa.LargeBinary, nullable=True))
    op.add_column("heartbeat", sa.Column("waiting_bytes", sa.BigInteger, server_default="0", nullable=False))
    op.add_column("heartbeat", sa.Column("waiting_since", UtcInstant, nullable=True))
    op.create_table(
        "journal_name",
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("team", sa.Text, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_journal_name"),
    )
    op.create_index("ix_journal_name_source_login", "journal_name", ["source", "login"])
    op.create_table(
        "journal_key",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_key"),
    )
    op.create_table(
        "collector_sign",
        sa.Column("collector", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("site", sa.Text, server_default="", nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("since", UtcInstant, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("covers_since", UtcInstant, nullable=True),
        sa.Column("version", sa.Text, server_default="", nullable=False),
        sa.Column("problem", sa.Text, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("collector", name="pk_collector_sign"),
    )
