"""Tables of issues across departments: issues, what happened to them, sheets, calendars, the voice menu.

Documents are JSON of the structs named beside them; what is asked for by the database is a column. Tables of
what happened (`issue_event`, `issue_reminder`) only grow: they have no version, and no step takes a row back.
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
    UniqueConstraint,
)

from supervisor.storage.centre import centre_metadata
from supervisor.storage.instant import UtcInstant

work_calendar = Table(
    "work_calendar",
    centre_metadata,
    Column("id", Text, primary_key=True),  # "centre" is the centre's own
    Column("name", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("name", name="uq_work_calendar_name"),
)
"""A working-day calendar: workdays/calendar.py. Its version rises with every change of its days, too."""

work_day = Table(
    "work_day",
    centre_metadata,
    Column("id", Text, primary_key=True),  # calendar|day
    Column("calendar", Text, ForeignKey("work_calendar.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("calendar", "day", name="uq_work_day_calendar_day"),
)
"""A day that is told by name."""

issue_department = Table(
    "issue_department",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("calendar", Text, nullable=False, server_default=""),
    Column("retired", Boolean, nullable=False),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("name", name="uq_issue_department_name"),
)
"""A department to which issues go: issues/department.py."""

issue_number = Table(
    "issue_number",
    centre_metadata,
    Column("series", Text, primary_key=True),  # "WT-2024", "GT-2024"
    Column("last", Integer, nullable=False),
)
"""The last number that was given in a series; a number is never given twice, whatever is undone."""

issue = Table(
    "issue",
    centre_metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("department", Text, nullable=False, server_default=""),
    Column("category", Text, nullable=False, server_default=""),
    Column("node", Text, nullable=False, server_default=""),
    Column("severity", Integer, nullable=False),
    Column("internal", Boolean, nullable=False),
    Column("recurrence_of", Integer),
    Column("merged_into", Integer),
    Column("made_at", UtcInstant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
    Column("closed_at", UtcInstant),
    Column("text", JSON, nullable=False),  # issues/issue.py Text
    Column("facts", JSON, nullable=False),  # Facts
    Column("standing", JSON, nullable=False),  # Standing
    Column("search_text", Text, nullable=False),  # all that is searched, folded: issues/search.py
    Column("version", Integer, nullable=False),
    UniqueConstraint("number", name="uq_issue_number"),
    Index("ix_issue_state", "state"),
    Index("ix_issue_department", "department"),
    sqlite_autoincrement=True,  # an id is never given twice
)
"""An issue as it stands: issues/issue.py."""

issue_event = Table(
    "issue_event",
    centre_metadata,
    Column("id", Integer, primary_key=True),
    Column("issue", Integer, nullable=False),  # no reference: it outlives an issue whose making was undone
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Index("ix_issue_event_issue", "issue"),
    Index("ix_issue_event_at", "at"),
    sqlite_autoincrement=True,
)
"""What happened to an issue: issues/event.py. It only grows."""

issue_evidence = Table(
    "issue_evidence",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("issue", Integer, ForeignKey("issue.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_issue_evidence_issue", "issue"),
)
"""A piece of evidence: issues/evidence.py."""

issue_file = Table(
    "issue_file",
    centre_metadata,
    Column("hash", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("at", UtcInstant, nullable=False),
)
"""What is in a file, under its SHA-256; several pieces of evidence and sheets may name one."""

issue_link = Table(
    "issue_link",
    centre_metadata,
    Column("id", Text, primary_key=True),  # issue|other|kind
    Column("issue", Integer, ForeignKey("issue.id"), nullable=False),
    Column("other", Integer, ForeignKey("issue.id"), nullable=False),
    Column("kind", Text, nullable=False),  # duplicate, recurrence, related
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_issue_link_issue", "issue"),
    Index("ix_issue_link_other", "other"),
)
"""That two issues have to do with each other."""

issue_reply = Table(
    "issue_reply",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("issue", Integer, ForeignKey("issue.id"), nullable=False),
    Column("department", Text, nullable=False),
    Column("sheet", Text, nullable=False, server_default=""),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_issue_reply_issue", "issue"),
)
"""What a department answered: issues/reply.py."""

issue_draft = Table(
    "issue_draft",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("issue", Integer, nullable=False),  # 0: a new one
    Column("who", Text, nullable=False),
    Column("saved_at", UtcInstant, nullable=False),
    Column("document", JSON, nullable=False),  # issues/draft.py
    Column("version", Integer, nullable=False),
)
"""What somebody is typing and has not saved yet."""

issue_filter = Table(
    "issue_filter",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("who", Text, nullable=False),  # "" for everybody
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A way of looking at the list, under a name: issues/query.py."""

issue_sheet = Table(
    "issue_sheet",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("department", Text, ForeignKey("issue_department.id"), nullable=False),
    Column("meeting", Text, nullable=False, server_default=""),
    Column("since", Date),
    Column("until", Date),
    Column("state", Text, nullable=False),  # issues/sheet.py SheetState
    Column("sent_at", UtcInstant),
    Column("document", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("number", name="uq_issue_sheet_number"),
    Index("ix_issue_sheet_department", "department"),
)
"""A communication sheet to a department: issues/sheet.py."""

issue_sheet_line = Table(
    "issue_sheet_line",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("sheet", Text, ForeignKey("issue_sheet.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("issue", Integer, nullable=False),
    Column("reminder", Boolean, nullable=False),  # sent before and still open
    Column("issue_version", Integer, nullable=False),
    Column("document", JSON, nullable=False),  # the values as sent
    Column("version", Integer, nullable=False),
    Index("ix_issue_sheet_line_sheet", "sheet"),
    Index("ix_issue_sheet_line_issue", "issue"),
)
"""An issue on a sheet, as it was sent."""

issue_sheet_draft = Table(
    "issue_sheet_draft",
    centre_metadata,
    Column("id", Text, primary_key=True),  # sheet|who
    Column("sheet", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("saved_at", UtcInstant, nullable=False),
    Column("document", JSON, nullable=False),  # issues/sheet_draft_store.py
    Column("version", Integer, nullable=False),
)
"""Answers to a sheet that somebody is typing and has not saved yet."""

issue_callback = Table(
    "issue_callback",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("issue", Integer, nullable=False),  # 0: of no issue
    Column("promised_at", UtcInstant, nullable=False),
    Column("due_at", UtcInstant, nullable=False),
    Column("done_at", UtcInstant),
    Column("document", JSON, nullable=False),  # issues/callback.py
    Column("version", Integer, nullable=False),
    Index("ix_issue_callback_issue", "issue"),
    Index("ix_issue_callback_due_at", "due_at"),
)
"""A call that a customer was promised."""

issue_reminder = Table(
    "issue_reminder",
    centre_metadata,
    Column("key", Text, primary_key=True),  # what it is about: it is sent once
    Column("issue", Integer, nullable=False),  # 0: of a call-back alone
    Column("at", UtcInstant, nullable=False),
    Column("outcome", Text, nullable=False),  # sent, failed, shown, muted
    Column("document", JSON, nullable=False),  # to whom, which words, what went wrong
    Index("ix_issue_reminder_issue", "issue"),
    Index("ix_issue_reminder_at", "at"),
)
"""A reminder that was sent, shown or could not be sent. It only grows, but for a failed one that is tried
again."""

ivr_node = Table(
    "ivr_node",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("parent", Text),
    Column("place", Integer, nullable=False),
    Column("key", Text, nullable=False),  # what is pressed
    Column("title", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("document", JSON, nullable=False),  # ivr/node.py
    Column("version", Integer, nullable=False),
    Index("ix_ivr_node_parent", "parent"),
)
"""A node of the voice menu."""

ivr_count = Table(
    "ivr_count",
    centre_metadata,
    Column("id", Text, primary_key=True),  # node|day
    Column("node", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("hits", Integer),
    Column("to_agent", Integer),  # went from here to an agent
    Column("hung_up", Integer),
    Column("version", Integer, nullable=False),
    Index("ix_ivr_count_node", "node"),
    Index("ix_ivr_count_day", "day"),
)
"""What happened at a node on a day."""
