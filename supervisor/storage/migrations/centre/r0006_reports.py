"""Exports, schedules, templates, and files that departments send back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from supervisor.storage.instant import UtcInstant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export_log",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("personal", sa.Boolean, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export_log"),
    )
    op.create_index("ix_export_log_at", "export_log", ["at"])
    op.create_table(
        "export_schedule",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export_schedule"),
    )
    op.create_table(
        "export_run",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("due_at", UtcInstant, nullable=False),
        sa.Column("began_at", UtcInstant, nullable=False),
        sa.Column("ended_at", UtcInstant, nullable=True),
        sa.Column("document", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export_run"),
    )
    op.create_index("ix_export_run_schedule", "export_run", ["schedule"])
    op.create_table(
        "report_template",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_template"),
    )
    op.create_table(
        "sheet_export",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["sheet"], ["issue_sheet.id"], name="fk_sheet_export_sheet"),
        sa.PrimaryKeyConstraint("id", name="pk_sheet_export"),
    )
    op.create_index("ix_sheet_export_sheet", "sheet_export", ["sheet"])
    op.create_table(
        "returned_file",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_returned_file"),
    )
    op.create_index("ix_returned_file_hash", "returned_file", ["hash"])
    op.create_table(
        "returned_heading",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_returned_heading"),
    )
