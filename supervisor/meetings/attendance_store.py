"""Who is invited to a meeting, and who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection

from supervisor.errors import IssueError
from supervisor.issues.event import Acting
from supervisor.meetings import rows
from supervisor.meetings.meeting import Attendance, Came
from supervisor.meetings.reading import UNDER_PREPARATION, attendance_of, called, standing
from supervisor.meetings.rows import WRITES, must_be
from supervisor.meetings.series_store import AREA
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.meeting_tables import meeting_attendance
from supervisor.words import _


def attendance(db: Connection, meeting: str) -> tuple[Attendance, ...]:
    """Everybody who is invited or came, the centre first, then by department."""
    return attendance_of(db, meeting)


def mark_attendance(
    db: Connection, meeting: str, marks: Sequence[Attendance], *, acting: Acting, at: datetime
) -> tuple[Changes, tuple[Attendance, ...]]:
    """Write *marks*, as they were read and changed or new ones (id "": somebody who was not invited).
    Raises IssueError (closed, a substitute without a name), ChangedMeanwhileError."""
    one = standing(db, meeting, UNDER_PREPARATION)
    name = called(db, one)
    must_be(acting, WRITES, name)
    wanted = []
    for each in marks:
        if not each.person.strip():
            raise IssueError(name, _("Who came has no name."))
        if each.came is Came.SUBSTITUTE and not each.substitute.strip():
            raise IssueError(name, _("Say who came instead of {person}.").format(person=each.person))
        wanted.append(
            replace(
                each,
                id=each.id or attendance_id(meeting, each.department, each.person.strip()),
                meeting=meeting,
                person=each.person.strip(),
                substitute=each.substitute.strip() if each.came is Came.SUBSTITUTE else "",
            )
        )
    there = {each.id: each for each in attendance_of(db, meeting)}
    facts = {"name": name, "count": str(len(wanted))}
    with undo.step(db, "mark_meeting_attendance", facts, AREA, at=at, who=acting.who) as step:
        step.save_all(meeting_attendance, [each.id for each in wanted])
        kept = tuple(each if there.get(each.id) == each else rows.write(db, each, name) for each in wanted)
    return AREA, kept


def uninvite(db: Connection, mark: Attendance, *, acting: Acting, at: datetime) -> Changes:
    """Take somebody off the list of a meeting that is not closed. Raises IssueError,
    ChangedMeanwhileError."""
    one = standing(db, mark.meeting, UNDER_PREPARATION)
    name = called(db, one)
    must_be(acting, WRITES, name)
    facts = {"name": name, "person": mark.person}
    with undo.step(db, "uninvite", facts, AREA, at=at, who=acting.who) as step:
        step.save(meeting_attendance, mark.id)
        rows.remove(db, mark, mark.person)
    return AREA


def attendance_id(meeting: str, department: str, person: str) -> str:
    """The id of somebody's attendance: nobody is twice at a meeting for one department."""
    return f"{meeting}|{department}|{person}"
