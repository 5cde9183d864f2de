"""A centre with issues and a series of meetings, and what is done with them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from supervisor.issues import store as issue_store
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.issues.states import Role
from supervisor.meetings import closing, outcome_store, series_store, store
from supervisor.meetings.meeting import Item, Meeting, Outcome, OutcomeKind
from supervisor.meetings.minutes import Minutes
from supervisor.meetings.series import Every, Pattern, Person, Series, Template
from tests.issues.acting import NEEDED, departments
from tests.issues.rows import an_issue

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, ten in the morning in Shanghai
WEEK = timedelta(days=7)
ANNA = Acting("anna", EVERYTHING)
QIN = Acting("qin", frozenset({Role.MINUTES}))
LEE = Acting("lee", frozenset({Role.SUPERVISOR}))
CHAIR = Acting("li", frozenset({Role.CHAIR}))

PEOPLE = (
    Person("Li Ming", mail="li@centre.example"),
    Person("Zhou", "bill", "zhou@bill.example"),
    Person("Wu", "net"),
)


def a_series(db: Connection, **more: Any) -> Series:
    """Mondays at 14:00, with Billing and Network."""
    departments(db)
    wanted = Series(
        "",
        "Coordination",
        Pattern(Every.WEEK, 0, at=time(14, 0)),
        people=PEOPLE,
        template=more.pop("template", Template()),
        place="Room 301",
        chair="Li Ming",
        minute_taker="qin",
        **more,
    )
    return series_store.save(db, wanted, acting=ANNA, at=AT)[1]


def an_open_issue(db: Connection, title: str, *names: str, at: datetime = AT, **parts: Any) -> Issue:
    """An issue of Billing after the moves *names*."""
    parts = {"department": "bill", "category": "Bills", "no_evidence_because": "seen by all"} | parts
    issue = issue_store.add(db, an_issue(0, title, **parts), acting=ANNA, at=at)[1]
    days = {
        "send": {"sheet": "s1", "wished": at.date() + timedelta(days=3)},
        "receive": {"when": at, "how": "mail"},
        "answer": {"cause": "c", "measure": "m", "owner": "Zhou", "planned": at.date() + timedelta(days=30)},
        "finish": {"done_what": "mended", "in_force": at.date()},
    }
    for name in names:
        given = Given(**NEEDED.get(name, {}) | days.get(name, {}))
        issue = issue_store.move(db, issue.id, issue.version, name, given, acting=ANNA, at=at)[1]
    return issue


TO_ANSWERED = ("make_ready", "send", "receive", "answer")
TO_WORKING = (*TO_ANSWERED, "accept")


def planned(db: Connection, series: Series, at: datetime = AT) -> Meeting:
    """Its next meeting, at *at*, planned an hour before."""
    return store.plan(db, series.id, at, acting=ANNA, at=at - timedelta(hours=1))[1]


def begun(db: Connection, meeting: Meeting) -> Meeting:
    """*meeting* under way from its hour on."""
    now = store.get(db, meeting.id)
    return store.begin(db, now.id, now.version, acting=ANNA, at=now.starts_at)[1]


def running(db: Connection, series: Series, at: datetime = AT) -> Meeting:
    """Its next meeting, under way since *at*."""
    return begun(db, planned(db, series, at))


def closed(db: Connection, meeting: Meeting, acting: Acting = ANNA) -> Minutes:
    """The minutes of *meeting*, closed an hour after it began."""
    now = store.get(db, meeting.id)
    return closing.close(db, now.id, now.version, acting=acting, at=now.starts_at + timedelta(hours=1))[1]


def items(db: Connection, meeting: Meeting, at: datetime = AT) -> dict[str, Item]:
    """The agenda of *meeting*, by titles of issues and matters, in order."""
    found = store.sitting(db, meeting.id, at=at)
    return {found.looks[item.id].title: item for item in found.items}


def note(
    db: Connection, item: Item, kind: OutcomeKind, text: str = "", *, acting: Acting = ANNA, **more: Any
) -> Outcome:
    """What came of *item*, noted half an hour after its meeting began, each a minute after the one before."""
    before = len(outcome_store.outcomes(db, item.meeting))
    at = store.get(db, item.meeting).starts_at + timedelta(minutes=30 + before)
    return outcome_store.note(db, item.id, kind, text, acting=acting, at=at, **more)[1]


def an_action(db: Connection, item: Item, text: str = "Switch it off", **more: Any) -> Outcome:
    """An action of Zhou's, due in a week."""
    due: date = store.get(db, item.meeting).starts_at.date() + WEEK
    by: dict[str, Any] = {"owner": "Zhou", "owner_department": "bill", "due": due} | more
    return note(db, item, OutcomeKind.ACTION, text, **by)


def counted(db: Connection, issue: Issue) -> int:
    """At how many meetings it was discussed."""
    return issue_store.get(db, issue.id).standing.counters.meetings
