"""Tables of coordination meetings: series, meetings, their items, what came of them, minutes."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKey, Index, Integer, Table, Text

from supervisor.storage.centre import centre_metadata
from supervisor.storage.instant import UtcInstant

meeting_series = Table(
    "meeting_series",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("document", JSON, nullable=False),  # meetings/series.py
    Column("version", Integer, nullable=False),
)
"""A meeting that comes again and again."""

meeting = Table(
    "meeting",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("series", Text, ForeignKey("meeting_series.id"), nullable=False),
    Column("starts_at", UtcInstant, nullable=False),
    Column("state", Text, nullable=False),  # meetings/meeting.py MeetingState
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_meeting_series", "series"),
    Index("ix_meeting_starts_at", "starts_at"),
)
"""One meeting of a series."""

meeting_item = Table(
    "meeting_item",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("meeting", Text, ForeignKey("meeting.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("issue", Integer, nullable=False),  # 0: other matters
    Column("section", Text, nullable=False),  # meetings/series.py Section
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_meeting_item_meeting", "meeting"),
    Index("ix_meeting_item_issue", "issue"),
)
"""An item of an agenda."""

meeting_spent = Table(
    "meeting_spent",
    centre_metadata,
    Column("item", Text, primary_key=True),  # no reference: undoing may take the item away
    Column("seconds", Float, nullable=False),
)
"""How long an item was spoken of: no step of anybody's, so that no undoing meets it."""

meeting_outcome = Table(
    "meeting_outcome",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("meeting", Text, ForeignKey("meeting.id"), nullable=False),
    Column("item", Text, ForeignKey("meeting_item.id"), nullable=False),
    Column("issue", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # meetings/meeting.py OutcomeKind
    Column("owner", Text, nullable=False, server_default=""),
    Column("due", Date),
    Column("done_on", Date),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_meeting_outcome_meeting", "meeting"),
    Index("ix_meeting_outcome_item", "item"),
    Index("ix_meeting_outcome_issue", "issue"),
    Index("ix_meeting_outcome_owner", "owner"),
)
"""What came of an item: a decision, an action with owner and date, a ruling."""

meeting_attendance = Table(
    "meeting_attendance",
    centre_metadata,
    Column("id", Text, primary_key=True),  # meeting|department|person
    Column("meeting", Text, ForeignKey("meeting.id"), nullable=False),
    Column("department", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("came", Text, nullable=False),  # invited, came, substitute, absent
    Column("substitute", Text, nullable=False, server_default=""),
    Column("mail", Text, nullable=False, server_default=""),
    Column("closing", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False),
    Index("ix_meeting_attendance_meeting", "meeting"),
)
"""Who was invited, and who came."""

meeting_minutes = Table(
    "meeting_minutes",
    centre_metadata,
    Column("id", Text, primary_key=True),  # meeting|number
    Column("meeting", Text, ForeignKey("meeting.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("closed_at", UtcInstant, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("document", JSON, nullable=False),  # meetings/minutes.py: everything as it stood then
    Index("ix_meeting_minutes_meeting", "meeting"),
)
"""The minutes of a meeting at one closing; a later closing is a further version, none is written over."""
