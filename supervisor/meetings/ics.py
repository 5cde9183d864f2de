"""A meeting as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from supervisor.meetings.store import Sitting


def calendar_file(sitting: Sitting, zone: ZoneInfo, *, at: datetime) -> bytes:
    """The meeting as an .ics file in UTF-8: one event with its agenda, whose UID stays and whose SEQUENCE
    rises with every change, so that a calendar replaces what it had. Cancelled meetings say so."""
    raise NotImplementedError


def file_name(sitting: Sitting, zone: ZoneInfo) -> str:
    """How the file is called."""
    raise NotImplementedError
