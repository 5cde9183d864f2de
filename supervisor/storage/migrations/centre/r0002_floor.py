"""Alarms, wall pages, announcements, advice, audits against the log, and what was written when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from supervisor.storage.instant import UtcInstant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "alarm",
        sa.Column("id", counter, sa.Identity(), nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("opened_at", UtcInstant, nullable=False),
        sa.Column("closed_at", UtcInstant),
        sa.Column("acknowledged_at", UtcInstant),
        sa.Column("acknowledged_by", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alarm_closed_at", "alarm", ["closed_at"], unique=False)
    op.create_index("ix_alarm_opened_at", "alarm", ["opened_at"], unique=False)
    op.create_table(
        "alarm_rule",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("rule", sa.JSON, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", UtcInstant, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_rule"),
    )
    op.create_table(
        "alarm_shelf",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("until", UtcInstant, nullable=False),
        sa.Column("reason", sa.Text, server_default="", nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_shelf"),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("begins_at", UtcInstant, nullable=False),
        sa.Column("ends_at", UtcInstant),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", UtcInstant, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
    )
    op.create_table(
        "area_version",
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("area", name="pk_area_version"),
    )
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, server_default="", nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exclusion"),
    )
    op.create_table(
        "forecast",
        sa.Column("id", counter, sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("made_at", UtcInstant, nullable=False),
        sa.Column("due_at", UtcInstant, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("forecast", sa.JSON, nullable=False),
        sa.Column("outcome", sa.JSON),
        sa.Column("verdict", sa.Text),
        sa.Column("scored_at", UtcInstant),
        sa.PrimaryKeyConstraint("id", name="pk_forecast"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_forecast_due_at", "forecast", ["due_at"], unique=False)
    op.create_index("ix_forecast_made_at", "forecast", ["made_at"], unique=False)
    op.create_table(
        "log_audit",
        sa.Column("id", counter, sa.Identity(), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("until", UtcInstant, nullable=False),
        sa.Column("compared", sa.Integer, nullable=False),
        sa.Column("differences", sa.Integer, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("problem", sa.Text, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_log_audit_source_at", "log_audit", ["source", "at"], unique=False)
    op.create_table(
        "picture",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_picture"),
    )
    op.create_table(
        "wall_page",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("page", sa.JSON, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", UtcInstant, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wall_page"),
    )
    op.create_table(
        "alarm_event",
        sa.Column("id", counter, sa.Identity(), nullable=False),
        sa.Column("alarm", sa.BigInteger, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["alarm"], ["alarm.id"], name="fk_alarm_event_alarm"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alarm_event_alarm", "alarm_event", ["alarm"], unique=False)
    op.create_index("ix_alarm_event_at", "alarm_event", ["at"], unique=False)
