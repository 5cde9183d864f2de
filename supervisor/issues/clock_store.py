"""What is done to running clocks, in the centre's database: each a step that can be undone, and an event.

Each raises MoveRefusedError where it may not be, ChangedMeanwhileError where the issue is not as it was read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Connection, select

from supervisor.errors import ChangedMeanwhileError
from supervisor.issues import running
from supervisor.issues.clock import Frame, Pause
from supervisor.issues.department_store import all_departments
from supervisor.issues.event import Acting, Event
from supervisor.issues.event_store import AREA
from supervisor.issues.issue import Issue
from supervisor.issues.rows import get, write
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_department
from supervisor.words import mark
from supervisor.workdays.store import calendars


def frame(db: Connection) -> Frame:
    """The calendars and limits of the centre as they are now, for whatever acts on clocks."""
    of = issue_department.c
    theirs = select(of.id, of.calendar).where(of.calendar != "")
    return Frame(
        calendars(db), load_centre(db).issue_limits, {row.id: row.calendar for row in db.execute(theirs)}
    )


def as_read(db: Connection, id: int, version: int) -> Issue:
    """The issue that was read at *version*. Raises ChangedMeanwhileError, UnknownNameError."""
    issue = get(db, id)
    if issue.version != version:
        raise ChangedMeanwhileError(mark("issue"), issue.number)
    return issue


def pause(db: Connection, id: int, version: int, what: Pause, *, acting: Acting, at: datetime) -> Changes:
    """Pause the running clock (answer or solution)."""

    def change(issue: Issue) -> tuple[Issue, Event]:
        return running.paused(issue, what, _own(db, issue), acting=acting, at=at)

    return _do(db, "pause_issue", id, version, change, acting=acting, at=at)


def end_pause(db: Connection, id: int, version: int, *, acting: Acting, at: datetime) -> Changes:
    """Let the clock go on."""

    def change(issue: Issue) -> tuple[Issue, Event]:
        return running.pause_ended(issue, acting=acting, at=at)

    return _do(db, "end_issue_pause", id, version, change, acting=acting, at=at)


def ask_extension(
    db: Connection, id: int, version: int, until: date, reason: str, *, acting: Acting, at: datetime
) -> Changes:
    """Ask for a later day, before the limit."""

    def change(issue: Issue) -> tuple[Issue, Event]:
        return running.extension_asked(issue, until, reason, acting=acting, at=at, frame=frame(db))

    return _do(db, "ask_issue_extension", id, version, change, acting=acting, at=at)


def rule_extension(
    db: Connection, id: int, version: int, granted: bool, *, acting: Acting, at: datetime
) -> Changes:
    """Chair or manager grant or refuse the extension that was asked for."""

    def change(issue: Issue) -> tuple[Issue, Event]:
        return running.extension_ruled(issue, granted, acting=acting, at=at, frame=frame(db))

    name = "grant_issue_extension" if granted else "refuse_issue_extension"
    return _do(db, name, id, version, change, acting=acting, at=at)


def promise(
    db: Connection, id: int, version: int, on: date, reason: str, *, acting: Acting, at: datetime
) -> Changes:
    """A new limit that a meeting or a manager sets; the first one stays visible."""

    def change(issue: Issue) -> tuple[Issue, Event]:
        return running.promised(issue, on, reason, acting=acting, at=at, frame=frame(db))

    return _do(db, "promise_issue", id, version, change, acting=acting, at=at)


def rule(
    db: Connection, id: int, version: int, department: str, reason: str, *, acting: Acting, at: datetime
) -> Changes:
    """The chair says whose an issue is that was returned twice."""

    def change(issue: Issue) -> tuple[Issue, Event]:
        return running.ruled(issue, department, reason, acting=acting, at=at)

    return _do(db, "rule_issue", id, version, change, acting=acting, at=at)


def _do(
    db: Connection,
    name: str,
    id: int,
    version: int,
    change: Callable[[Issue], tuple[Issue, Event]],
    *,
    acting: Acting,
    at: datetime,
) -> Changes:
    issue = as_read(db, id, version)
    after, event = change(issue)
    with undo.step(db, name, {"number": issue.number}, AREA, at=at, who=acting.who) as doing:
        write(db, doing, after, [event])
    return AREA


def _own(db: Connection, issue: Issue) -> frozenset[str]:
    """The words for the department that answers for *issue*."""
    mine = (one for one in all_departments(db) if one.id == issue.facts.department)
    return frozenset({issue.facts.department} - {""}).union(*((one.name, *one.words) for one in mine))
