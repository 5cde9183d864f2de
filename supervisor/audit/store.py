"""What audits found, in the centre's database: a row a run, for some weeks."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select

from supervisor.audit.finding import Reconciliation
from supervisor.storage.areas import note
from supervisor.storage.centre import log_audit
from supervisor.storage.changes import Changes

AREA = Changes({"audits"})
KEEP = timedelta(days=14)

_log = logging.getLogger(__name__)


def save(db: Connection, result: Reconciliation) -> Changes:
    """Keep *result*, and forget what is older than KEEP."""
    told: dict[str, Any] = msgspec.to_builtins(result)
    for column in ("source", "day", "at", "until", "compared", "differences", "problem"):
        del told[column]
    db.execute(
        insert(log_audit).values(
            source=result.source,
            day=result.day,
            at=result.at,
            until=result.until,
            compared=result.compared,
            differences=result.differences,
            problem=result.problem,
            findings=told,
        )
    )
    db.execute(delete(log_audit).where(log_audit.c.at < result.at - KEEP))
    note(db, AREA)
    return AREA


def latest(db: Connection) -> dict[str, Reconciliation]:
    """The newest audit of each source that was ever audited."""
    newest = select(func.max(log_audit.c.id)).group_by(log_audit.c.source)
    rows = db.execute(select(log_audit).where(log_audit.c.id.in_(newest)))
    return {row.source: found for row in rows if (found := _result(row)) is not None}


def history(db: Connection, source: str, since: datetime) -> tuple[Reconciliation, ...]:
    """The audits of *source* from *since* on, oldest first."""
    mine = (log_audit.c.source == source) & (log_audit.c.at >= since)
    rows = db.execute(select(log_audit).where(mine).order_by(log_audit.c.at, log_audit.c.id))
    return tuple(found for row in rows if (found := _result(row)) is not None)


def _result(row: Row[Any]) -> Reconciliation | None:
    told = {
        **row.findings,
        "source": row.source,
        "day": row.day,
        "at": row.at,
        "until": row.until,
        "compared": row.compared,
        "differences": row.differences,
        "problem": row.problem,
    }
    try:
        return msgspec.convert(told, Reconciliation)
    except msgspec.ValidationError as error:
        _log.warning("audit %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
