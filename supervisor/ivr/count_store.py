"""What happened at the nodes of the voice menu, day by day, in the centre's database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from supervisor.ivr.node import NodeCount
from supervisor.ivr.node_store import AREA
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import ivr_count

_AT_ONCE = 500  # rows that one statement takes


def counts(
    db: Connection, first: date, last: date, nodes: Iterable[str] | None = None
) -> tuple[NodeCount, ...]:
    """The counts of the days from *first* to *last*, both with, of *nodes* (ids; None: of all), by day."""
    c = ivr_count.c
    wanted = select(c.node, c.day, c.hits, c.to_agent, c.hung_up).where(c.day >= first, c.day <= last)
    if nodes is not None:
        wanted = wanted.where(c.node.in_(list(nodes)))
    found = db.execute(wanted.order_by(c.day, c.node))
    return tuple(NodeCount(row.node, row.day, row.hits, row.to_agent, row.hung_up) for row in found)


def counted_days(db: Connection) -> tuple[date, date] | None:
    """The first and the last day of which anything was counted; None: nothing was."""
    first, last = db.execute(select(func.min(ivr_count.c.day), func.max(ivr_count.c.day))).one()
    return None if first is None else (first, last)


def import_counts(
    db: Connection, found: Sequence[NodeCount], *, file: str, at: datetime, who: str
) -> Changes:
    """Write *found* over what was counted of the same nodes and days, in one step. What *found* does not know
    (None) stays as it was; the same file twice changes nothing."""
    facts = {"count": str(len(found)), "file": file}
    with undo.step(db, "import_menu_counts", facts, AREA, at=at, who=who) as step:
        keys = list({_key(one): None for one in found})
        step.save_all(ivr_count, keys)
        values: dict[str, dict[str, Any]] = {}
        for one in found:
            key = _key(one)
            old = values.get(key) or step.before["ivr_count", key]
            told = {"hits": one.hits, "to_agent": one.to_agent, "hung_up": one.hung_up}
            if old is not None:
                told = {name: old[name] if value is None else value for name, value in told.items()}
            version = (step.before["ivr_count", key] or {"version": 0})["version"]
            values[key] = {"id": key, "node": one.node, "day": one.day, **told, "version": version + 1}
        for low in range(0, len(keys), _AT_ONCE):
            some = keys[low : low + _AT_ONCE]
            db.execute(delete(ivr_count).where(ivr_count.c.id.in_(some)))
            db.execute(insert(ivr_count), [values[key] for key in some])
    return AREA


def _key(one: NodeCount) -> str:
    return f"{one.node}|{one.day.isoformat()}"
