"""Records of departments from where they are computed: a work process, a command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from supervisor.issues import department_store, event_store, rows, store
from supervisor.issues.record import Record, record
from supervisor.storage.database import open_centre


def ask_record(_report: object, url: str, department: str, first: date, last: date, now: datetime) -> Record:
    """The record of one department (id); for the work process. Raises DatabaseError."""
    return ask_records(_report, url, (department,), first, last, now)[0]


def ask_records(
    _report: object,
    url: str,
    departments: Sequence[str] | None,
    first: date,
    last: date,
    now: datetime,
) -> tuple[Record, ...]:
    """The records of *departments* (ids; None: of all that are not retired), in the order of their names."""
    with open_centre(url) as centre, centre.read() as db:
        if departments is None:
            departments = [one.id for one in department_store.all_departments(db) if not one.retired]
        issues = rows.all_issues(db)
        events = event_store.events_of(db, [one.id for one in issues])
        frame = store.frame(db)
    return tuple(
        record(one, issues, events, first=first, last=last, frame=frame, now=now) for one in departments
    )
