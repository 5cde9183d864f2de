"""Tables of the monthly review and what follows from it: frozen figures, decisions, courses, coaching.

Documents are JSON of the structs named beside them; what is asked for by the database is a column.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from supervisor.storage.centre import centre_metadata
from supervisor.storage.instant import UtcInstant

own_kpi = Table(
    "own_kpi",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("kpi", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A KPI that the centre made of the counts: performance/own_kpi.py as JSON."""

review = Table(
    "review",
    centre_metadata,
    Column("id", Text, primary_key=True),  # the first day of its month, ISO
    Column("month", Date, nullable=False),
    Column("document", JSON, nullable=False),  # how strict, over which months, in whose words
    Column("frozen_at", UtcInstant, nullable=False),
    Column("frozen_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A monthly review whose figures were stated: they stay as they were."""

review_figures = Table(
    "review_figures",
    centre_metadata,
    Column("review", Text, ForeignKey("review.id", ondelete="CASCADE"), primary_key=True),
    Column("kpi", Text, primary_key=True),
    Column("figures", LargeBinary, nullable=False),
)
"""The figures of one KPI in a frozen review, compressed: review/frozen.py."""

review_decision = Table(
    "review_decision",
    centre_metadata,
    Column("id", Text, primary_key=True),  # month, KPI, person, skill, channel as a JSON array
    Column("month", Date, nullable=False),
    Column("kpi", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("skill", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("decision", Text, nullable=False),  # accepted, put_off, refused
    Column("document", JSON, nullable=False),  # the reason, until when, what the list said then
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_review_decision_person", "person"),
    Index("ix_review_decision_month", "month"),
)
"""What was decided about an entry of the training list."""

training_category = Table(
    "training_category",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("place", Integer, nullable=False),  # the first that fits is proposed
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)
"""Which profile of figures speaks for which kind of training; a centre without rows has the usual ones."""

course = Table(
    "course",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kpi", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Column("registered_at", UtcInstant, nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A course, registered before it runs: training/course.py."""

course_person = Table(
    "course_person",
    centre_metadata,
    Column("id", Text, primary_key=True),  # course, person, skill, channel as a JSON array
    Column("course", Text, ForeignKey("course.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("skill", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("arm", Text, nullable=False),  # trained, waiting, comparison
    Column("document", JSON, nullable=False),  # the reason; what was forecast when it was registered
    Column("attended", Boolean),  # None: not said yet
    Column("passed", Boolean),
    Column("version", Integer, nullable=False),
    Index("ix_course_person_course", "course"),
    Index("ix_course_person_person", "person"),
)
"""Somebody in a course, or in what it is compared with."""

coaching = Table(
    "coaching",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("kpi", Text, nullable=False, server_default=""),
    Column("held_on", Date, nullable=False),
    Column("coach", Text, nullable=False),
    Column("follow_up_on", Date),
    Column("done", Boolean, nullable=False),  # what was agreed is settled
    Column("course", Text),  # after which it was proposed
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_coaching_person", "person"),
    Index("ix_coaching_follow_up_on", "follow_up_on"),
)
"""A talk with somebody about their figures: training/coaching.py."""
