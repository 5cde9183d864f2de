"""Which meeting somebody means by "next", "last", its number in the series, or its id."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from supervisor.errors import UnknownNameError
from supervisor.meetings.meeting import Meeting, MeetingState
from supervisor.words import mark


def meant(meetings: Sequence[Meeting], said: str, zone: ZoneInfo) -> Meeting:
    """The one of *meetings*, the latest first, that *said* means: "next" is the one that runs or is held
    next, "last" the last that was closed. Raises UnknownNameError where there is none, or more than one."""
    match said.strip().lower():
        case "next":
            to_come = [one for one in meetings if one.state in (MeetingState.RUNNING, MeetingState.PLANNED)]
            wanted = to_come[-1:]
        case "last":
            wanted = [one for one in meetings if one.state is MeetingState.CLOSED][:1]
        case plain:
            wanted = [one for one in meetings if plain in (one.id, str(one.text.number))]
    if len(wanted) != 1:
        known = tuple(f"{one.id} ({one.starts_at.astimezone(zone):%Y-%m-%d})" for one in meetings[:20])
        raise UnknownNameError(mark("meeting"), said, known)
    return wanted[0]
