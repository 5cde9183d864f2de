"""Working-day calendars in the centre's database."""

from __future__ import annotations

from sqlalchemy import Connection

from supervisor.storage.changes import Changes
from supervisor.workdays.calendar import WorkCalendar

AREA = Changes({"work_calendars"})
"""What changes with a calendar."""

CENTRE = "centre"
"""The id of the centre's own calendar; `calendars` has it under "" as well."""


def calendars(db: Connection) -> dict[str, WorkCalendar]:
    """Every calendar by id, and the centre's own under "". A centre without rows has the usual one of its
    country's holidays: nothing need be entered before clocks run."""
    raise NotImplementedError
