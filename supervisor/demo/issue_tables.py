"""The tables that a demo which begins anew forgets of its issues and meetings."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from supervisor.storage.areas import note
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import (
    issue,
    issue_callback,
    issue_department,
    issue_draft,
    issue_event,
    issue_evidence,
    issue_file,
    issue_filter,
    issue_link,
    issue_number,
    issue_reminder,
    issue_reply,
    issue_sheet,
    issue_sheet_line,
    ivr_count,
    ivr_node,
    work_calendar,
    work_day,
)
from supervisor.storage.meeting_tables import (
    meeting,
    meeting_attendance,
    meeting_item,
    meeting_minutes,
    meeting_outcome,
    meeting_series,
    meeting_spent,
)

_TABLES = (  # what speaks of others before those
    *(meeting_minutes, meeting_spent, meeting_outcome, meeting_attendance, meeting_item, meeting),
    *(meeting_series, issue_sheet_line, issue_sheet, issue_reply, issue_evidence, issue_link),
    *(issue_event, issue_callback, issue_reminder, issue_draft, issue_filter, issue, issue_file),
    *(issue_number, issue_department, work_day, work_calendar, ivr_count, ivr_node),
)
_AREAS = Changes(
    {
        *("issues", "sheets", "meetings", "departments", "work_calendars", "ivr", "callbacks"),
        *("reminders", "issue_filters"),
    }
)


def forget_issues(db: Connection) -> None:
    """Forget all issues and meetings of the demo that is over."""
    for table in _TABLES:
        db.execute(delete(table))
    note(db, _AREAS)
