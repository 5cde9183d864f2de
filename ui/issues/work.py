"""What the issues page reads on the database's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from ui.issues.known import Known


def read_known(db: Connection) -> Known:
    """Departments, menu nodes, categories and calendars."""
    from supervisor.issues import department_store, store
    from supervisor.ivr import node_store
    from supervisor.rights.own import sees
    from ui.issues.known import Known

    departments = department_store.all_departments(db)
    issues = sees(db, "issue", "ivr_node")  # who sets working days alone has nothing to do with them
    return Known(
        departments,
        node_store.all_nodes(db) if issues else (),
        store.categories(db) if issues else (),
        store.frame(db),
        {each.id: each for each in departments},
    )
