"""What the page of one issue reads and writes on the database's thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from supervisor.issues.issue import Issue

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

from supervisor.issues.event import Event
from supervisor.issues.evidence import Evidence
from supervisor.issues.reply import Reply


@dataclass(frozen=True)
class Named:
    """An issue as it stands in a list of choices."""

    id: int
    number: str
    title: str

    @property
    def said(self) -> str:
        """Its number and title, to be found by either."""
        return f"{self.number} {self.title}"


@dataclass(frozen=True)
class Opened:
    """An issue with all that belongs to it; *named*: others that it speaks of, by id."""

    issue: Issue
    evidence: tuple[Evidence, ...] = ()
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    named: tuple[Named, ...] = ()


def read_open_names(db: Connection) -> tuple[Named, ...]:
    """The issues that are open, the latest first."""
    from sqlalchemy import select

    from supervisor.issues.states import OPEN
    from supervisor.storage.issue_tables import issue

    wanted = select(issue.c.id, issue.c.number, issue.c.title).where(
        issue.c.state.in_([one.value for one in OPEN])
    )
    return tuple(Named(*row) for row in db.execute(wanted.order_by(issue.c.id.desc())))
