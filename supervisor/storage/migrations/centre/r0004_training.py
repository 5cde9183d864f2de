"""The monthly review, courses and coaching, quality."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from supervisor.storage.instant import UtcInstant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_kpi",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kpi", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_own_kpi"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("frozen_at", UtcInstant, nullable=False),
        sa.Column("frozen_by", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_table(
        "review_figures",
        sa.Column("review", sa.Text, nullable=False),
        sa.Column("kpi", sa.Text, nullable=False),
        sa.Column("figures", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["review"], ["review.id"], name="fk_review_figures_review", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review", "kpi", name="pk_review_figures"),
    )
    op.create_table(
        "review_decision",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("kpi", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("skill", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_decision"),
    )
    op.create_index("ix_review_decision_month", "review_decision", ["month"])
    op.create_index("ix_review_decision_person", "review_decision", ["person"])
    op.create_table(
        "training_category",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_training_category"),
    )
    op.create_table(
        "course",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kpi", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("registered_at", UtcInstant, nullable=False),
        sa.Column("registered_by", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_course"),
    )
    op.create_table(
        "course_person",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("skill", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("arm", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("attended", sa.Boolean),
        sa.Column("passed", sa.Boolean),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["course"], ["course.id"], name="fk_course_person_course"),
        sa.PrimaryKeyConstraint("id", name="pk_course_person"),
    )
    op.create_index("ix_course_person_course", "course_person", ["course"])
    op.create_index("ix_course_person_person", "course_person", ["person"])
    op.create_table(
        "coaching",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("kpi", sa.Text, server_default="", nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("coach", sa.Text, nullable=False),
        sa.Column("follow_up_on", sa.Date),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("course", sa.Text),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coaching"),
    )
    op.create_index("ix_coaching_follow_up_on", "coaching", ["follow_up_on"])
    op.create_index("ix_coaching_person", "coaching", ["person"])
    op.create_table(
        "quality_form",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quality_form"),
        sa.UniqueConstraint("name", name="uq_quality_form_name"),
    )
    op.create_table(
        "quality_form_version",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["form"], ["quality_form.id"], name="fk_quality_form_version_form"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_form_version"),
        sa.UniqueConstraint("form", "number", name="uq_quality_form_version_form_number"),
    )
    op.create_table(
        "quality_evaluation",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("form_version", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("skill", sa.Text, nullable=False),
        sa.Column("contact_day", sa.Date, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("rater", sa.Text, nullable=False),
        sa.Column("evaluated_at", UtcInstant, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("fatal", sa.Boolean, nullable=False),
        sa.Column("n_critical", sa.Integer, nullable=False),
        sa.Column("n_noncritical", sa.Integer, nullable=False),
        sa.Column("n_opportunity", sa.Integer, nullable=False),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("points_max", sa.Float, nullable=False),
        sa.Column("print", sa.BigInteger, nullable=False),
        sa.Column("import_batch", sa.Integer),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["form_version"], ["quality_form_version.id"], name="fk_quality_evaluation_form_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_quality_evaluation"),
    )
    op.create_index(
        "ix_quality_evaluation_contact_day", "quality_evaluation", ["contact_day", "state", "print"]
    )
    op.create_index("ix_quality_evaluation_form_version", "quality_evaluation", ["form_version"])
    op.create_index(
        "ix_quality_evaluation_person_contact_day", "quality_evaluation", ["person", "contact_day"]
    )
    op.create_table(
        "quality_session",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("form_version", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["form_version"], ["quality_form_version.id"], name="fk_quality_session_form_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_quality_session"),
    )
    op.create_table(
        "quality_rating",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("rater", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["session"], ["quality_session.id"], name="fk_quality_rating_session"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_rating"),
    )
    op.create_index("ix_quality_rating_session", "quality_rating", ["session"])
    op.create_table(
        "quality_measure",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["form"], ["quality_form.id"], name="fk_quality_measure_form"),
        sa.PrimaryKeyConstraint("id", name="pk_quality_measure"),
    )
    op.create_index("ix_quality_measure_form", "quality_measure", ["form"])
    op.create_table(
        "quality_exemption",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quality_exemption"),
    )
    op.create_index("ix_quality_exemption_person", "quality_exemption", ["person"])
