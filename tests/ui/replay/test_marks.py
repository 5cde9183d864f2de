"""What people and alarms said on a day, read for the axis of its replay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from supervisor.live.axis import MarkKind
from supervisor.pages.announcement import Announcement
from supervisor.pages.store import save_announcement
from supervisor.storage.database import open_centre
from ui.replay.marks import LONGEST, read_marks


def test_announcements_of_the_day_are_marks_in_plain_words(sqlite_url: str) -> None:
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    said = (
        Announcement("old", "Over", now - 9 * hour, now - 8 * hour),
        Announcement("long", "# News\n" + "word " * 100, now - hour, None),
        Announcement("next", "**Tomorrow**", now + 9 * hour, None),
        Announcement("now", "**Fire drill** at noon", now - 2 * hour, now + hour),
    )
    with open_centre(sqlite_url) as database:
        for one in said:
            with database.write() as db:
                save_announcement(db, one, at=now, who="test")
        with database.read() as db:
            marks = read_marks(db, now - 4 * hour, now + 4 * hour)
    assert [(mark.kind, mark.since) for mark in marks] == [
        (MarkKind.ANNOUNCEMENT, said[3].begins_at),
        (MarkKind.ANNOUNCEMENT, said[1].begins_at),
    ]
    assert marks[0].title == "Fire drill at noon"
    assert marks[1].title.startswith("News word")
    assert len(marks[1].title) <= LONGEST
