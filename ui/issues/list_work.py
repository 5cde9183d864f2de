"""What the list and the board of issues read on the database's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from supervisor.issues.issue import Issue
from supervisor.issues.line import IssueLine
from supervisor.issues.question import IssueQuestion, SavedView

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection


_ALL = IssueQuestion()


@dataclass(frozen=True)
class Listed:
    """The *lines* of *question*; *none_yet*: there is no issue at all. *of*: how many there are where not
    all are listed, else None."""

    question: IssueQuestion = _ALL
    lines: tuple[IssueLine, ...] = ()
    filters: tuple[SavedView, ...] = ()
    none_yet: bool = False
    of: int | None = None


def read_listed(db: Connection, question: IssueQuestion, now: datetime, who: str) -> Listed:
    """The lines, and the filters that *who* has."""
    from supervisor.issues import filter_store, query

    lines = query.lines(db, question, now, who)
    none_yet = not lines and query.is_empty(db)
    of = query.count(db, question) if len(lines) >= query.MOST else None
    return Listed(question, lines, filter_store.all_filters(db, who), none_yet, of)


def read_movable(db: Connection, id: int) -> tuple[Issue, int]:
    """The issue, and how many pieces of evidence it has."""
    from supervisor.issues import store

    return store.get(db, id), len(store.evidence(db, id))
