"""How long agents were on contacts, each second once: of chats at the same time handle time tells more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("history_count", "history_piece"):
        op.add_column(table, sa.Column("busy_s", sa.Float))
