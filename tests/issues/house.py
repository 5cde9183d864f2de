"""A centre with departments and issues in every state, made by the stores alone, for tests of sheets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from supervisor.issues import department_store, store
from supervisor.issues.department import Department, Reach
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Facts, Issue, Standing, Text
from supervisor.issues.moves import Given
from supervisor.issues.states import State

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
WISHED = date(2026, 11, 27)
LIN = Acting("lin", EVERYTHING)


def departments(db: Connection, *names: str) -> None:
    """Departments whose ids are their names in small letters."""
    for name in names:
        one = Department(name.lower(), name, Reach("Wang Lei", f"{name.lower()}@example.com"))
        department_store.add(db, one, acting=LIN, at=MONDAY)


def issue(
    db: Connection, title: str, department: str, *, internal: bool = False, ready: bool = True
) -> Issue:
    """An issue for *department* (id), ready to be sent unless not *ready*."""
    new = Issue(
        0,
        "",
        title,
        State.DRAFT,
        Text(description=f"Customers complain: {title}.", no_evidence_because="heard on the floor"),
        Facts(category="Bills", department=department, internal=internal),
        Standing(),
        MONDAY,
        "lin",
        MONDAY,
    )
    _changes, kept = store.add(db, new, acting=LIN, at=MONDAY)
    if ready:
        _changes, kept = store.move(db, kept.id, kept.version, "make_ready", Given(), acting=LIN, at=MONDAY)
    return kept


def move(db: Connection, id: int, name: str, given: Given, *, at: datetime = MONDAY) -> Issue:
    """The issue after the move *name*."""
    _changes, kept = store.move(db, id, store.get(db, id).version, name, given, acting=LIN, at=at)
    return kept


def later(hours: float = 1) -> datetime:
    """So many hours after Monday at ten."""
    return MONDAY + timedelta(hours=hours)
