"""Series of meetings in the centre's database."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, select

from supervisor.errors import IssueError, NameTakenError, UnknownNameError
from supervisor.issues.event import Acting
from supervisor.meetings import dates, rows
from supervisor.meetings.rows import PREPARES, must_be, new_id, read, write
from supervisor.meetings.series import Series
from supervisor.people.likeness import plainly
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.meeting_tables import meeting, meeting_series
from supervisor.words import _, mark
from supervisor.workdays.store import calendars

AREA = Changes({"meetings"})
"""What changes with a series or a meeting."""


def all_series(db: Connection) -> tuple[Series, ...]:
    """Every series, by name; retired ones last."""
    found = read(db, Series, select(meeting_series))
    return tuple(sorted(found, key=lambda one: (one.retired, plainly(one.name), one.id)))


def get(db: Connection, id: str) -> Series:
    """The series *id*. Raises UnknownNameError."""
    found = read(db, Series, select(meeting_series).where(meeting_series.c.id == id))
    if not found:
        raise UnknownNameError(mark("series of meetings"), id, tuple(one.name for one in all_series(db)))
    return found[0]


def save(db: Connection, series: Series, *, acting: Acting, at: datetime) -> tuple[Changes, Series]:
    """Write *series*, new (version 0; id "" has one made) or as it was read and changed; it as it was kept.

    Raises IssueError for one that cannot be kept or for roles that may not, NameTakenError,
    ChangedMeanwhileError.
    """
    wanted = msgspec.structs.replace(series, id=series.id or new_id(), name=series.name.strip())
    _check(db, wanted, acting)
    name = "change_meeting_series" if wanted.version else "add_meeting_series"
    with undo.step(db, name, {"name": wanted.name}, AREA, at=at, who=acting.who) as step:
        step.save(meeting_series, wanted.id)
        kept = write(db, wanted, wanted.name)
    return AREA, kept


def remove(db: Connection, series: Series, *, acting: Acting, at: datetime) -> Changes:
    """Take *series*, as it was read, away. Raises IssueError where it had a meeting (retire it then) and
    ChangedMeanwhileError."""
    must_be(acting, PREPARES, series.name)
    held = select(func.count()).select_from(meeting).where(meeting.c.series == series.id)
    if db.execute(held).scalar_one():
        raise IssueError(series.name, _("It has meetings. Retire it: then none is planned any more."))
    with undo.step(db, "remove_meeting_series", {"name": series.name}, AREA, at=at, who=acting.who) as step:
        step.save(meeting_series, series.id)
        rows.remove(db, series, series.name)
    return AREA


def next_starts(db: Connection, series: Series, after: datetime, count: int = 1) -> tuple[datetime, ...]:
    """When the next meetings of *series* begin, by its pattern on the centre's calendar."""
    return dates.next_starts(series.pattern, calendars(db)[""], after, count)


def _check(db: Connection, series: Series, acting: Acting) -> None:
    must_be(acting, PREPARES, series.name or _("The series of meetings"))
    if not series.name:
        raise IssueError(_("The series of meetings"), _("It needs a name."))
    if any(not person.name.strip() for person in series.people):
        raise IssueError(series.name, _("Somebody who is invited has no name."))
    for one in all_series(db):
        if one.id != series.id and plainly(one.name) == plainly(series.name):
            raise NameTakenError(mark("series of meetings"), series.name)
