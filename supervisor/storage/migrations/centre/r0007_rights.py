"""Accounts and their scopes, the log of who looked at whose figures, and the site of a source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from supervisor.storage.instant import UtcInstant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "account",
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=True),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, server_default="", nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_account_person"),
        sa.PrimaryKeyConstraint("login", name="pk_account"),
    )
    op.create_table(
        "account_scope",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["login"], ["account.login"], name="fk_account_scope_login"),
        sa.PrimaryKeyConstraint("id", name="pk_account_scope"),
        sa.UniqueConstraint("login", "kind", "place", name="uq_account_scope_login_kind_place"),
    )
    op.create_table(
        "access_log",
        sa.Column("id", counter, sa.Identity(), nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_access_log_at", "access_log", ["at"])
    op.add_column("source", sa.Column("site", sa.Text, server_default="", nullable=False))
