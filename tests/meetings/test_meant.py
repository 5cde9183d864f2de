from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from supervisor.errors import UnknownNameError
from supervisor.meetings.meant import meant
from supervisor.meetings.meeting import Meeting, MeetingState, MeetingText
from tests.meetings.centre import AT, WEEK

ZONE = ZoneInfo("Asia/Shanghai")


def meetings(*states: MeetingState) -> list[Meeting]:
    """A meeting a week, the first of *states* earliest; the latest in front."""
    found = [
        Meeting(f"m{n}", "s", AT + n * WEEK, state, MeetingText(number=n + 1))
        for n, state in enumerate(states)
    ]
    return found[::-1]


def test_next_is_the_first_that_is_to_come_and_last_the_latest_that_was_closed() -> None:
    closed, planned, off = MeetingState.CLOSED, MeetingState.PLANNED, MeetingState.CANCELLED
    held = meetings(closed, closed, off, planned, planned)
    assert meant(held, "next", ZONE).id == "m3"
    assert meant(held, "Last", ZONE).id == "m1"
    assert (meant(held, "2", ZONE).id, meant(held, "m4", ZONE).id) == ("m1", "m4")


def test_what_could_be_two_meetings_or_none_is_not_guessed() -> None:
    held = meetings(MeetingState.CLOSED)
    twice = [*held, replace(held[0], id="other", series="t", starts_at=AT + timedelta(hours=1))]
    for found, said in ((held, "next"), (twice, "1"), ([], "last")):
        with pytest.raises(UnknownNameError):
            meant(found, said, ZONE)
