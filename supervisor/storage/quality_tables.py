"""Tables of quality: forms with versions, evaluations, calibration, what follows from what was found.

Documents are JSON of the structs of supervisor/quality/; what is asked for by the database is a column.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from supervisor.storage.centre import centre_metadata
from supervisor.storage.instant import UtcInstant

quality_form = Table(
    "quality_form",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("name", name="uq_quality_form_name"),
)
"""A form by which contacts are judged; its items are those of its versions."""

quality_form_version = Table(
    "quality_form_version",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("form", Text, ForeignKey("quality_form.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("used", Boolean, nullable=False),  # from then on its items stay as they are
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("form", "number", name="uq_quality_form_version_form_number"),
)
"""The items of a form, as they were from a day on."""

quality_evaluation = Table(
    "quality_evaluation",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("form_version", Text, ForeignKey("quality_form_version.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("skill", Text, nullable=False),
    Column("contact_day", Date, nullable=False),
    Column("contact", Text, nullable=False),  # the contact's name at its source; "" unknown
    Column("rater", Text, nullable=False),
    Column("evaluated_at", UtcInstant, nullable=False),
    Column("state", Text, nullable=False),
    Column("score", Float),  # share of the possible points; a fatal error makes it 0; None: nothing applies
    Column("fatal", Boolean, nullable=False),
    Column("n_critical", Integer, nullable=False),
    Column("n_noncritical", Integer, nullable=False),
    Column("n_opportunity", Integer, nullable=False),
    Column("points", Float, nullable=False),
    Column("points_max", Float, nullable=False),
    Column("print", BigInteger, nullable=False),  # of what it adds to the counts: their sum tells a change
    Column("import_batch", Integer),  # that wrote it
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_quality_evaluation_contact_day", "contact_day", "state", "print"),
    Index("ix_quality_evaluation_person_contact_day", "person", "contact_day"),
    Index("ix_quality_evaluation_form_version", "form_version"),
)
"""One contact judged by one rater: quality/evaluation.py."""

quality_session = Table(
    "quality_session",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("form_version", Text, ForeignKey("quality_form_version.id"), nullable=False),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A calibration: several raters judge the same contacts."""

quality_rating = Table(
    "quality_rating",
    centre_metadata,
    Column("id", Text, primary_key=True),  # session, contact, rater, round as a JSON array
    Column("session", Text, ForeignKey("quality_session.id"), nullable=False),
    Column("contact", Text, nullable=False),
    Column("rater", Text, nullable=False),
    Column("round", Integer, nullable=False),  # 2: the same rater, the same contact, weeks later
    Column("score", Float, nullable=False),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_quality_rating_session", "session"),
)
"""One rater's judgement of one contact of a calibration."""

quality_measure = Table(
    "quality_measure",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("form", Text, ForeignKey("quality_form.id"), nullable=False),
    Column("item", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Date),
    Column("state", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_quality_measure_form", "form"),
)
"""Who sees to an item in which points are lost again and again, until when."""

quality_exemption = Table(
    "quality_exemption",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_quality_exemption_person", "person"),
)
"""Somebody of whom few forms are enough: by which evidence, and why it ended."""
