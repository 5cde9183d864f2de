"""Checks of the facts in the history's database, and when the next one is due."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select

from supervisor.datacheck.check import PERIOD
from supervisor.datacheck.finding import DataCheck
from supervisor.rights.own import sees
from supervisor.storage.history_tables import data_check

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """Whether a check is due; *last* is when the last one was made, None when there never was one."""

    due: bool
    last: datetime | None


def save(db: Connection, result: DataCheck) -> int:
    """Keep *result*; the number that it has from now on."""
    told: dict[str, Any] = msgspec.to_builtins(result)
    for column in ("at", "who", "first_day", "last_day", "id"):
        del told[column]
    number: int = db.execute(
        insert(data_check)
        .values(
            at=result.at,
            who=result.who,
            first_day=result.first_day,
            last_day=result.last_day,
            findings=told,
        )
        .returning(data_check.c.id)
    ).scalar_one()
    return number


def checks(db: Connection, limit: int = 50) -> tuple[DataCheck, ...]:
    """The checks, newest first. One that a later version wrote and this one cannot read is logged and left
    out."""
    rows = db.execute(select(data_check).order_by(data_check.c.id.desc()).limit(limit))
    return tuple(found for row in rows if (found := _result(row)) is not None)


def latest(db: Connection) -> DataCheck | None:
    """The newest check; None when there is none, or whoever asks may see none."""
    if not sees(db, "data_check"):
        return None
    return next(iter(checks(db, 5)), None)


def due(db: Connection, today: date) -> Due:
    """Whether the last check that there was looked at days of more than three months ago only."""
    newest = select(data_check.c.at, data_check.c.last_day).order_by(data_check.c.id.desc()).limit(1)
    row = db.execute(newest).one_or_none()
    if row is None:
        return Due(True, None)
    return Due(today - row.last_day > PERIOD, row.at)


def _result(row: Row[Any]) -> DataCheck | None:
    told = {
        **row.findings,
        "id": row.id,
        "at": row.at,
        "who": row.who,
        "first_day": row.first_day,
        "last_day": row.last_day,
    }
    try:
        return msgspec.convert(told, DataCheck)
    except msgspec.ValidationError as error:
        _log.warning("data check %s cannot be read: %s", row.id, error)
        return None
