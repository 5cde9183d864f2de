"""Everybody whose name may stand in what people wrote about issues, meetings and the floor."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from supervisor.issues import store as issues
from supervisor.issues.department_store import all_departments
from supervisor.meetings.meeting import Item
from supervisor.meetings.rows import read
from supervisor.meetings.series_store import all_series
from supervisor.meetings.store import all_meetings
from supervisor.people.nameless import Nameless
from supervisor.people.store import read_roll
from supervisor.reports.asked import Asked
from supervisor.storage.issue_tables import issue_reply
from supervisor.storage.meeting_tables import meeting_attendance, meeting_item, meeting_outcome


def names_out(db: Connection, asked: Asked) -> Nameless | None:
    """What takes the names of all out whom the centre's database knows: its people with logins and numbers,
    the departments' contacts, owners of measures and actions, who filed an issue, who was at a meeting. None
    where the order is for those who may know them."""
    return None if asked.order.named else Nameless(_names(db))


def _names(db: Connection) -> Iterator[str]:
    roll = read_roll(db)
    for one in roll.persons.values():
        yield from (one.name, one.number)
    for uses in roll.logins.values():
        for use in uses:
            yield use.login
    for department in all_departments(db):
        yield from (department.reach.contact, department.reach.head)
    for issue in issues.all_issues(db):
        yield from (
            issue.facts.contact,
            issue.facts.measure_owner,
            issue.made_by,
            issue.standing.risk_carrier,
        )
    for document in db.execute(select(issue_reply.c.document)).scalars():
        yield from (str(document.get("said_by", "")), str(document.get("answer", {}).get("owner", "")))
    for series in all_series(db):
        yield from (series.chair, series.minute_taker, *(person.name for person in series.people))
    for meeting in all_meetings(db):
        yield from (meeting.text.chair, meeting.text.minute_taker, meeting.text.reopened_by)
    for item in read(db, Item, select(meeting_item)):
        yield item.speaker
    yield from db.execute(select(meeting_outcome.c.owner).distinct()).scalars()
    for person, substitute in db.execute(
        select(meeting_attendance.c.person, meeting_attendance.c.substitute).distinct()
    ):
        yield from (person, substitute)
