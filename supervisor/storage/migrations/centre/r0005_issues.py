"""Issues, departments, sheets, working-day calendars, the voice menu, meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from supervisor.storage.instant import UtcInstant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_calendar",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_work_calendar"),
        sa.UniqueConstraint("name", name="uq_work_calendar_name"),
    )
    op.create_table(
        "work_day",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("calendar", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["calendar"], ["work_calendar.id"], name="fk_work_day_calendar"),
        sa.PrimaryKeyConstraint("id", name="pk_work_day"),
        sa.UniqueConstraint("calendar", "day", name="uq_work_day_calendar_day"),
    )
    op.create_table(
        "issue_department",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("calendar", sa.Text, nullable=False, server_default=""),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issue_department"),
        sa.UniqueConstraint("name", name="uq_issue_department_name"),
    )
    op.create_table(
        "issue_number",
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_issue_number"),
    )
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False, server_default=""),
        sa.Column("category", sa.Text, nullable=False, server_default=""),
        sa.Column("node", sa.Text, nullable=False, server_default=""),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("internal", sa.Boolean, nullable=False),
        sa.Column("recurrence_of", sa.Integer),
        sa.Column("merged_into", sa.Integer),
        sa.Column("made_at", UtcInstant, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("changed_at", UtcInstant, nullable=False),
        sa.Column("closed_at", UtcInstant),
        sa.Column("text", sa.JSON, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("standing", sa.JSON, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issue"),
        sa.UniqueConstraint("number", name="uq_issue_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_issue_department", "issue", ["department"])
    op.create_index("ix_issue_state", "issue", ["state"])
    op.create_table(
        "issue_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issue_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_issue_event_at", "issue_event", ["at"])
    op.create_index("ix_issue_event_issue", "issue_event", ["issue"])
    op.create_table(
        "issue_evidence",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["issue"], ["issue.id"], name="fk_issue_evidence_issue"),
        sa.PrimaryKeyConstraint("id", name="pk_issue_evidence"),
    )
    op.create_index("ix_issue_evidence_issue", "issue_evidence", ["issue"])
    op.create_table(
        "issue_file",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_issue_file"),
    )
    op.create_table(
        "issue_link",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("other", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["issue"], ["issue.id"], name="fk_issue_link_issue"),
        sa.ForeignKeyConstraint(["other"], ["issue.id"], name="fk_issue_link_other"),
        sa.PrimaryKeyConstraint("id", name="pk_issue_link"),
    )
    op.create_index("ix_issue_link_issue", "issue_link", ["issue"])
    op.create_index("ix_issue_link_other", "issue_link", ["other"])
    op.create_table(
        "issue_reply",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False, server_default=""),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["issue"], ["issue.id"], name="fk_issue_reply_issue"),
        sa.PrimaryKeyConstraint("id", name="pk_issue_reply"),
    )
    op.create_index("ix_issue_reply_issue", "issue_reply", ["issue"])
    op.create_table(
        "issue_draft",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("saved_at", UtcInstant, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issue_draft"),
    )
    op.create_table(
        "issue_filter",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issue_filter"),
    )
    op.create_table(
        "issue_sheet",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("meeting", sa.Text, nullable=False, server_default=""),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("sent_at", UtcInstant),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["department"], ["issue_department.id"], name="fk_issue_sheet_department"),
        sa.PrimaryKeyConstraint("id", name="pk_issue_sheet"),
        sa.UniqueConstraint("number", name="uq_issue_sheet_number"),
    )
    op.create_index("ix_issue_sheet_department", "issue_sheet", ["department"])
    op.create_table(
        "issue_sheet_line",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("reminder", sa.Boolean, nullable=False),
        sa.Column("issue_version", sa.Integer, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["sheet"], ["issue_sheet.id"], name="fk_issue_sheet_line_sheet"),
        sa.PrimaryKeyConstraint("id", name="pk_issue_sheet_line"),
    )
    op.create_index("ix_issue_sheet_line_issue", "issue_sheet_line", ["issue"])
    op.create_index("ix_issue_sheet_line_sheet", "issue_sheet_line", ["sheet"])
    op.create_table(
        "issue_sheet_draft",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("saved_at", UtcInstant, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issue_sheet_draft"),
    )
    op.create_table(
        "issue_callback",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("promised_at", UtcInstant, nullable=False),
        sa.Column("due_at", UtcInstant, nullable=False),
        sa.Column("done_at", UtcInstant),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issue_callback"),
    )
    op.create_index("ix_issue_callback_due_at", "issue_callback", ["due_at"])
    op.create_index("ix_issue_callback_issue", "issue_callback", ["issue"])
    op.create_table(
        "issue_reminder",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("at", UtcInstant, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_issue_reminder"),
    )
    op.create_index("ix_issue_reminder_at", "issue_reminder", ["at"])
    op.create_index("ix_issue_reminder_issue", "issue_reminder", ["issue"])
    op.create_table(
        "ivr_node",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("parent", sa.Text),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ivr_node"),
    )
    op.create_index("ix_ivr_node_parent", "ivr_node", ["parent"])
    op.create_table(
        "ivr_count",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("hits", sa.Integer),
        sa.Column("to_agent", sa.Integer),
        sa.Column("hung_up", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ivr_count"),
    )
    op.create_index("ix_ivr_count_day", "ivr_count", ["day"])
    op.create_index("ix_ivr_count_node", "ivr_count", ["node"])
    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_series"),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("starts_at", UtcInstant, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["series"], ["meeting_series.id"], name="fk_meeting_series"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_series", "meeting", ["series"])
    op.create_index("ix_meeting_starts_at", "meeting", ["starts_at"])
    op.create_table(
        "meeting_item",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("meeting", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name="fk_meeting_item_meeting"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_item"),
    )
    op.create_index("ix_meeting_item_issue", "meeting_item", ["issue"])
    op.create_index("ix_meeting_item_meeting", "meeting_item", ["meeting"])
    op.create_table(
        "meeting_spent",
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("item", name="pk_meeting_spent"),
    )
    op.create_table(
        "meeting_outcome",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("meeting", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("issue", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False, server_default=""),
        sa.Column("due", sa.Date),
        sa.Column("done_on", sa.Date),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name="fk_meeting_outcome_meeting"),
        sa.ForeignKeyConstraint(["item"], ["meeting_item.id"], name="fk_meeting_outcome_item"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_outcome"),
    )
    op.create_index("ix_meeting_outcome_issue", "meeting_outcome", ["issue"])
    op.create_index("ix_meeting_outcome_item", "meeting_outcome", ["item"])
    op.create_index("ix_meeting_outcome_meeting", "meeting_outcome", ["meeting"])
    op.create_index("ix_meeting_outcome_owner", "meeting_outcome", ["owner"])
    op.create_table(
        "meeting_attendance",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("meeting", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("came", sa.Text, nullable=False),
        sa.Column("substitute", sa.Text, nullable=False, server_default=""),
        sa.Column("mail", sa.Text, nullable=False, server_default=""),
        sa.Column("closing", sa.Integer, nullable=False, server_default="0"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name="fk_meeting_attendance_meeting"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_attendance"),
    )
    op.create_index("ix_meeting_attendance_meeting", "meeting_attendance", ["meeting"])
    op.create_table(
        "meeting_minutes",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("meeting", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("closed_at", UtcInstant, nullable=False),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name="fk_meeting_minutes_meeting"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_minutes"),
    )
    op.create_index("ix_meeting_minutes_meeting", "meeting_minutes", ["meeting"])
    _index_texts()


def _index_texts() -> None:
    """Trigrams of `issue.search_text`. They are no part of the declared tables: a server whose user may not
    add an extension does without, and the search looks at every row there."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        # One savepoint for each: what is refused must not take the rest of the migration along.
        for statement in (
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE INDEX ix_issue_search_text ON issue USING gin (search_text gin_trgm_ops)",
        ):
            try:
                with connection.begin_nested():
                    connection.exec_driver_sql(statement)
            except sa.exc.DBAPIError:
                return
        return
    for statement in (
        "CREATE VIRTUAL TABLE issue_search USING fts5"
        "(search_text, content='issue', content_rowid='id', tokenize='trigram case_sensitive 1')",
        "CREATE TRIGGER issue_search_comes AFTER INSERT ON issue BEGIN"
        " INSERT INTO issue_search (rowid, search_text) VALUES (new.id, new.search_text);"
        " END",
        "CREATE TRIGGER issue_search_goes AFTER DELETE ON issue BEGIN"
        " INSERT INTO issue_search (issue_search, rowid, search_text)"
        " VALUES ('delete', old.id, old.search_text);"
        " END",
        "CREATE TRIGGER issue_search_changes AFTER UPDATE OF id, search_text ON issue"
        " WHEN old.id <> new.id OR old.search_text <> new.search_text BEGIN"
        " INSERT INTO issue_search (issue_search, rowid, search_text)"
        " VALUES ('delete', old.id, old.search_text);"
        " INSERT INTO issue_search (rowid, search_text) VALUES (new.id, new.search_text);"
        " END",
    ):
        connection.exec_driver_sql(statement)
