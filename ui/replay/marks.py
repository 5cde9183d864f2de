"""What people and alarms said on a day, as marks for the axis of its replay."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from supervisor.alarms.sentences import title
from supervisor.alarms.store import history
from supervisor.live.axis import Mark, MarkKind
from supervisor.pages.announcement import blocks
from supervisor.pages.store import all_announcements

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST = 120  # characters of an announcement that an axis has room to say


def read_marks(db: Connection, since: datetime, until: datetime) -> tuple[Mark, ...]:
    """The alarms that were open and the announcements that were shown between *since* and *until*, in order;
    said in the language now in use."""
    marks = [
        Mark(MarkKind.ALARM, alarm.opened_at, alarm.closed_at, title(alarm), int(alarm.peak))
        for alarm in history(db, since, until)
    ]
    for one in all_announcements(db):
        if one.begins_at >= until or (one.ends_at is not None and one.ends_at <= since):
            continue
        text = " ".join(block.text for block in blocks(one.text))
        if len(text) > LONGEST:
            text = text[: LONGEST - 1].rstrip() + "…"
        marks.append(Mark(MarkKind.ANNOUNCEMENT, one.begins_at, one.ends_at, text))
    return tuple(sorted(marks, key=lambda mark: (mark.since, mark.kind)))
