"""Meetings in words: how one is called, how a message names it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from supervisor.meetings.meeting import Meeting
from supervisor.meetings.series import Series
from supervisor.words import _, day, number


def meeting_name(meeting: Meeting, series: str) -> str:
    """How *meeting* of the series called *series* is called: its own title, else "Coordination, no. 4"."""
    if meeting.text.title:
        return meeting.text.title
    return _("{series}, no. {n}").format(series=series, n=number(meeting.text.number))


def meeting_on(meeting: Meeting, series: Series | str, zone: ZoneInfo) -> str:
    """Its name and day, as messages and steps have it."""
    name = meeting_name(meeting, series if isinstance(series, str) else series.name)
    return _("{meeting} ({day})").format(meeting=name, day=day(local_day(meeting.starts_at, zone)))


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The day of *at* by the centre's wall clock."""
    return at.astimezone(zone).date()
