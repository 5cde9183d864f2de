"""Until when a name behind a token is needed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    today = sa.func.current_date()  # whoever stands there may have been mentioned until now
    with op.batch_alter_table("journal_name") as table:
        table.add_column(sa.Column("mentioned_on", sa.Date, server_default=today, nullable=False))
    op.create_index("ix_journal_name_mentioned_on", "journal_name", ["mentioned_on"])
