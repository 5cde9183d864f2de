"""Tables of what leaves the program and what comes back: exports, schedules, templates, returned files."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from supervisor.storage.centre import centre_metadata
from supervisor.storage.instant import UtcInstant

export_log = Table(
    "export_log",
    centre_metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),  # a report's name, or a table's
    Column("personal", Boolean, nullable=False),  # figures of people with their names
    Column("document", JSON, nullable=False),  # reports/log.py
    Index("ix_export_log_at", "at"),
)
"""What left the program: who, what, when, with how many rows. It only grows; no step of anybody's."""

export_schedule = Table(
    "export_schedule",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("document", JSON, nullable=False),  # reports/schedule.py
    Column("version", Integer, nullable=False),
)
"""A report that is made again and again."""

export_run = Table(
    "export_run",
    centre_metadata,
    Column("id", Text, primary_key=True),  # schedule|due instant: nobody makes it twice
    Column("schedule", Text, nullable=False),
    Column("due_at", UtcInstant, nullable=False),
    Column("began_at", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant),
    Column("document", JSON, nullable=False),  # reports/schedule.py
    Index("ix_export_run_schedule", "schedule"),
)
"""A time that a schedule was due, and what came of it."""

report_template = Table(
    "report_template",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("document", JSON, nullable=False),  # templates/template.py; names its file by hash
    Column("version", Integer, nullable=False),
)
"""A user's own workbook that is filled, never edited."""

sheet_export = Table(
    "sheet_export",
    centre_metadata,
    Column("id", Text, primary_key=True),  # its number, DC-…
    Column("sheet", Text, ForeignKey("issue_sheet.id"), nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("document", JSON, nullable=False),  # roundtrip/sent.py: every value that went out
    Index("ix_sheet_export_sheet", "sheet"),
)
"""A communication sheet as it was written into a file. It only grows."""

returned_file = Table(
    "returned_file",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),  # who handed it in
    Column("state", Text, nullable=False),  # roundtrip/returned.py FileState
    Column("document", JSON, nullable=False),  # its name, sheet, verdicts, what was taken
    Column("version", Integer, nullable=False),
    Index("ix_returned_file_hash", "hash"),
)
"""A file that a department sent back, as it came (its bytes are in issue_file), and what was made of it."""

returned_heading = Table(
    "returned_heading",
    centre_metadata,
    Column("id", Text, primary_key=True),  # department|heading as it stands in the file, made plain
    Column("field", Text, nullable=False),  # "" : not read
    Column("version", Integer, nullable=False),
)
"""What a heading that a department renamed stands for, as somebody said once."""
