"""Issues made by the store, and people who act on them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from supervisor.issues import store
from supervisor.issues.department import Department
from supervisor.issues.department_store import save_all
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from tests.issues.rows import an_issue

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, ten in the morning in Shanghai
ANNA = Acting("anna", EVERYTHING)
DEPARTMENTS = (
    Department("bill", "Billing", words=("Bills dept",)),
    Department("net", "Network"),
    Department("shop", "Shops"),
)


def departments(db: Connection) -> None:
    """Billing, Network and Shops."""
    save_all(db, DEPARTMENTS, acting=ANNA, at=AT)


def draft_issue(db: Connection, title: str = "Bills are late", **parts: Any) -> Issue:
    """An issue that `make_ready` takes, made now; *parts* as `an_issue` takes them."""
    parts = {"department": "bill", "category": "Bills", "no_evidence_because": "seen by all"} | parts
    return store.add(db, an_issue(0, title, **parts), acting=ANNA, at=AT)[1]


def go(db: Connection, issue: Issue, name: str, at: datetime = AT, **given: Any) -> Issue:
    """*issue* after the move, given what it needs and *given*."""
    return store.move(
        db, issue.id, issue.version, name, Given(**NEEDED.get(name, {}) | given), acting=ANNA, at=at
    )[1]


def gone(db: Connection, issue: Issue, *names: str, at: datetime = AT) -> Issue:
    """*issue* after the moves *names*, one after the other."""
    for name in names:
        issue = go(db, issue, name, at)
    return issue


NEEDED: dict[str, dict[str, Any]] = {
    "drop": {"reason": "no"},
    "send": {"sheet": "s1", "wished": date(2026, 3, 5)},
    "receive": {"when": AT, "how": "mail"},
    "confirm": {"who": "Li"},
    "return": {"return_reason": "not_ours", "proposed_department": "Network"},
    "answer": {"cause": "c", "measure": "m", "owner": "Li", "planned": date(2026, 3, 20)},
    "ask_again": {"reason": "not what was asked"},
    "accept": {"decision": "agreed"},
    "finish": {"done_what": "mended", "in_force": date(2026, 3, 2)},
    "verify": {"finding": "half as many"},
    "not_effective": {"still_wrong": "as many"},
    "reopen": {"newer_evidence": date(2026, 3, 2)},
    "reject": {"reason": "no", "risk_carrier": "Wu", "review_date": date(2026, 9, 1)},
    "restore": {"changed": "means"},
}
"""What each move needs, of the day AT."""
