"""What the issues page reads on the database's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from ui.issues.desk import Known


def read_known(db: Connection) -> Known:
    """Departments, menu nodes, categories and calendars."""
    from supervisor.issues import department_store, store
    from supervisor.ivr import node_store
    from ui.issues.desk import Known

    departments = department_store.all_departments(db)
    return Known(
        departments,
        node_store.all_nodes(db),
        store.categories(db),
        store.frame(db),
        {each.id: each for each in departments},
    )
