"""What the pages of meetings read on the database's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from supervisor.issues.states import OPEN
from supervisor.meetings.meeting import MeetingState
from supervisor.meetings.series import Pattern
from ui.meetings.told import Listed, MeetingRow

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.meetings.meeting import Item
    from supervisor.meetings.minutes import Minutes
    from supervisor.meetings.paper import Paper
    from supervisor.meetings.sitting import Sitting
    from supervisor.storage.changes import Changes

NEXT_DAYS = 5


@dataclass(frozen=True)
class Told:
    """A meeting, its agenda on paper, and its minutes: each closing's with its paper, the first first. While
    it runs *draft* is what its minutes would be. *calendar* is its .ics file, under *calendar_name*."""

    sitting: Sitting
    agenda: Paper
    versions: tuple[tuple[Minutes, Paper], ...] = ()
    draft: Paper | None = None
    calendar: bytes = b""
    calendar_name: str = ""


@dataclass(frozen=True)
class Offered:
    """An issue that may come onto an agenda."""

    id: int
    number: str
    title: str

    @property
    def said(self) -> str:
        """How it stands in a list."""
        return f"{self.number}  {self.title}"


def read_listed(db: Connection, at: datetime) -> Listed:
    """All series, meetings and actions."""
    from sqlalchemy import select

    from supervisor.meetings import actions, dates, series_store, store
    from supervisor.meetings.meeting import Item
    from supervisor.meetings.rows import read
    from supervisor.storage.meeting_tables import meeting_item
    from supervisor.workdays.store import calendars

    series = series_store.all_series(db)
    by_id = {one.id: one for one in series}
    counts: dict[str, tuple[int, int]] = {}
    items: tuple[Item, ...] = read(db, Item, select(meeting_item))
    for item in items:
        count, minutes = counts.get(item.meeting, (0, 0))
        counts[item.meeting] = count + 1, minutes + item.minutes
    lines = actions.actions(db, at=at)
    open_by: dict[str, int] = {}
    for line in lines:
        if line.action.done_on is None:
            open_by[line.action.meeting] = open_by.get(line.action.meeting, 0) + 1
    rows = tuple(
        MeetingRow(one, by_id[one.series], *counts.get(one.id, (0, 0)), open_by.get(one.id, 0))
        for one in store.all_meetings(db)
        if one.series in by_id
    )
    calendar = calendars(db)[""]
    starts = {one.id: dates.next_starts(one.pattern, calendar, at, NEXT_DAYS) for one in series}
    return Listed(series, rows, lines, starts, calendar.provisional)


def read_told(db: Connection, id: str, at: datetime) -> Told:
    """The meeting *id* with its papers."""
    from supervisor.meetings import closing, ics, paper, store
    from supervisor.storage.centre_settings import load_centre

    zone = load_centre(db).days.zone
    today = at.astimezone(zone).date()
    sitting = store.sitting(db, id, at=at)
    draft = None
    if sitting.meeting.state is MeetingState.RUNNING:
        draft = paper.minutes_text(closing.preview(db, id, at=at), today)
    return Told(
        sitting,
        paper.agenda_text(sitting, zone, today),
        tuple((one, paper.minutes_text(one, today)) for one in closing.versions(db, id)),
        draft,
        ics.calendar_file(sitting, zone, at=at),
        ics.file_name(sitting, zone),
    )


def read_offered(db: Connection) -> tuple[Offered, ...]:
    """Every open issue, the latest first."""
    from sqlalchemy import select

    from supervisor.storage.issue_tables import issue

    wanted = (
        select(issue.c.id, issue.c.number, issue.c.title)
        .where(issue.c.state.in_([state.value for state in OPEN]))
        .order_by(issue.c.id.desc())
    )
    return tuple(Offered(row.id, row.number, row.title) for row in db.execute(wanted))


def next_days(db: Connection, pattern: Pattern, at: datetime) -> tuple[tuple[datetime, ...], frozenset[int]]:
    """When the next meetings of a pattern begin, moved off days off; and the years that are provisional."""
    from supervisor.meetings import dates
    from supervisor.workdays.store import calendars

    calendar = calendars(db)[""]
    return dates.next_starts(pattern, calendar, at, NEXT_DAYS), calendar.provisional


def spend(db: Connection, spent: Mapping[str, float], *, at: datetime) -> tuple[Changes, None]:
    """Add the seconds that items were spoken of."""
    from supervisor.meetings import store

    return store.spend(db, spent, at=at), None


def settle(db: Connection, store: str, name: str, *args: Any, **kwargs: Any) -> tuple[Changes, Any]:
    """Do what is no step (`store.name`): closing, and opening again."""
    what: Callable[..., Any] = getattr(import_module(store), name)
    changes, result = what(db, *args, **kwargs)
    return changes, result
