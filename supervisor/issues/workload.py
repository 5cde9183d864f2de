"""How much each department has in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from supervisor.issues import store
from supervisor.issues.sheet_filling import is_overdue
from supervisor.issues.states import OPEN, State
from supervisor.storage.issue_tables import issue as issue_table


@dataclass(frozen=True)
class Load:
    """What a department has: issues that are *open* (drafts are not counted: it knows nothing of them), and
    those of them that it is late with."""

    open: int = 0
    overdue: int = 0


def loads(db: Connection, now: datetime) -> dict[str, Load]:
    """The load of each department (id) that has any."""
    states = [state.value for state in sorted(OPEN - {State.DRAFT})]
    wanted = select(issue_table.c.id).where(issue_table.c.state.in_(states), issue_table.c.department != "")
    frame = store.frame(db)
    found: dict[str, Load] = {}
    for one in store.all_issues(db, db.execute(wanted).scalars().all()):
        before = found.get(one.facts.department, Load())
        late = is_overdue(one, frame, now)
        found[one.facts.department] = Load(before.open + 1, before.overdue + late)
    return found
