"""The counts of days that are over, by queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_day",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("threshold_s", sa.Integer, nullable=False),
        sa.Column("quarters", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("source", "queue", "day", name="pk_queue_day"),
    )
