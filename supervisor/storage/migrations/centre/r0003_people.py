"""People, their groups and logins; how sheets are read; targets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from supervisor.storage.instant import UtcInstant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.Text, server_default="", nullable=False),
        sa.Column("joined", sa.Date),
        sa.Column("left", sa.Date),
        sa.Column("note", sa.Text, server_default="", nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_table(
        "people_group",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("above", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["above"], ["people_group.id"], name="fk_people_group_above"),
        sa.PrimaryKeyConstraint("id", name="pk_people_group"),
        sa.UniqueConstraint("kind", "name", name="uq_people_group_kind_name"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("people_group", sa.Text, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["people_group"], ["people_group.id"], name="fk_membership_people_group"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_membership_person"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
    )
    op.create_index("ix_membership_person", "membership", ["person"], unique=False)
    op.create_table(
        "login_use",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_login_use_person"),
        sa.PrimaryKeyConstraint("id", name="pk_login_use"),
    )
    op.create_index("ix_login_use_source_login", "login_use", ["source", "login"], unique=False)
    op.create_table(
        "queue_skill",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("skill", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["skill"], ["people_group.id"], name="fk_queue_skill_skill"),
        sa.PrimaryKeyConstraint("id", name="pk_queue_skill"),
    )
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("used_at", UtcInstant),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_mapping"),
    )
    op.create_index("ix_import_mapping_fingerprint", "import_mapping", ["fingerprint"], unique=False)
    op.create_table(
        "target",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kpi", sa.Text, nullable=False),
        sa.Column("skill", sa.Text, server_default="", nullable=False),
        sa.Column("band", sa.Text, server_default="", nullable=False),
        sa.Column("channel", sa.Text, server_default="", nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("target", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_target"),
    )
    op.create_table(
        "teaching_credit",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, server_default="", nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teaching_credit"),
    )
    op.create_index("ix_teaching_credit_month", "teaching_credit", ["month"], unique=False)
