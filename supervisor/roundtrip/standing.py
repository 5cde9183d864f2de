"""What a department has answered to an issue so far."""

from __future__ import annotations

from sqlalchemy import Connection

from supervisor.issues import store
from supervisor.issues.reply import Answer


def answered(db: Connection, department: str, issue: int) -> Answer:
    """What *department* (id) said last to *issue*, on whatever sheet or way; an empty answer where it said
    nothing."""
    found = [one.answer for one in store.replies(db, issue) if one.department == department]
    return found[-1] if found else Answer()
