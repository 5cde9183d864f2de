"""Forecasts in the centre's database. Every function gets the caller's transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from supervisor.advice.forecast import Asked, Forecast, Kind, Outcome, Told, Verdict
from supervisor.live.board import QueueKey
from supervisor.storage.areas import note
from supervisor.storage.centre import forecast as table
from supervisor.storage.changes import Changes

FORECASTS = Changes({"forecasts"})
"""What changes when a forecast is made or scored."""
KEPT = timedelta(days=35)  # automatic forecasts: 200 queues make some 14,000 a day
KEPT_ASKED = timedelta(days=400)
SAME_S = 60.0  # a question asked again so soon is the same piece of advice

_log = logging.getLogger(__name__)


def add(db: Connection, made: Sequence[Forecast]) -> list[Forecast]:
    """Write *made*, in order; the same with their ids."""
    found = []
    for forecast in made:
        row = {
            "kind": str(forecast.kind),
            "source": forecast.queue[0],
            "queue": forecast.queue[1],
            "made_at": forecast.made_at,
            "due_at": forecast.due_at,
            "made_by": forecast.made_by,
            "asked": msgspec.to_builtins(forecast.asked),
            "forecast": msgspec.to_builtins(forecast.told),
        }
        key = db.execute(insert(table).values(row)).inserted_primary_key
        assert key is not None  # noqa: S101  # one row was written
        found.append(replace(forecast, id=int(key[0])))
    if found:
        note(db, FORECASTS)
    return found


def add_once(db: Connection, made: Forecast) -> tuple[Forecast, bool]:
    """Write *made* unless the same was asked by the same person within SAME_S: then that one; and whether it
    is new. A screen may so log each answer that it shows, however often it computes it."""
    since = made.made_at - timedelta(seconds=SAME_S)
    rows = db.execute(
        _of(made.queue)
        .where(table.c.kind == str(made.kind), table.c.made_by == made.made_by, table.c.made_at > since)
        .order_by(table.c.id.desc())
    )
    for row in rows:
        there = _forecast(row)
        if there is not None and there.asked == made.asked and there.made_at <= made.made_at:
            return there, False
    return add(db, [made])[0], True


def due(db: Connection, now: datetime) -> list[Forecast]:
    """The forecasts whose time has come and that are not scored yet, the oldest first."""
    rows = db.execute(
        select(table)
        .where(table.c.due_at <= now, table.c.verdict.is_(None))
        .order_by(table.c.due_at, table.c.id)
    )
    return [found for row in rows if (found := _forecast(row)) is not None]


def save(db: Connection, scored: Sequence[Forecast]) -> Changes:
    """Write the outcomes of *scored*; one that has an outcome already keeps it."""
    for forecast in scored:
        db.execute(
            update(table)
            .where(table.c.id == forecast.id, table.c.verdict.is_(None))
            .values(
                outcome=None if forecast.outcome is None else msgspec.to_builtins(forecast.outcome),
                verdict=None if forecast.verdict is None else str(forecast.verdict),
                scored_at=forecast.scored_at,
            )
        )
    if scored:
        note(db, FORECASTS)
        return FORECASTS
    return Changes()


def forecasts(
    db: Connection, since: datetime, *, queue: QueueKey | None = None, kind: Kind | None = None
) -> list[Forecast]:
    """The forecasts made at or after *since*, the newest first."""
    asked = _every() if queue is None else _of(queue)
    asked = asked.where(table.c.made_at >= since)
    if kind is not None:
        asked = asked.where(table.c.kind == str(kind))
    rows = db.execute(asked.order_by(table.c.made_at.desc(), table.c.id.desc()))
    return [found for row in rows if (found := _forecast(row)) is not None]


def last_made(db: Connection, kind: Kind) -> dict[QueueKey, datetime]:
    """When a forecast of *kind* was last made for each queue."""
    rows = db.execute(
        select(table.c.source, table.c.queue, func.max(table.c.made_at).label("at"))
        .where(table.c.kind == str(kind))
        .group_by(table.c.source, table.c.queue)
    )
    return {(row.source, row.queue): row.at for row in rows}


def forget(db: Connection, now: datetime) -> int:
    """Delete the automatic forecasts older than KEPT, and those that somebody asked for older than
    KEPT_ASKED; how many went."""
    made = table.c.made_at
    automatic = (table.c.kind == str(Kind.OUTLOOK)) & (made < now - KEPT)
    gone = db.execute(delete(table).where(automatic | (made < now - KEPT_ASKED))).rowcount
    if gone:
        note(db, FORECASTS)
    return gone


def _every() -> Select[*tuple[Any, ...]]:
    return select(table)


def _of(queue: QueueKey) -> Select[*tuple[Any, ...]]:
    return _every().where(table.c.source == queue[0], table.c.queue == queue[1])


def _forecast(row: Row[Any]) -> Forecast | None:
    """The forecast of *row*; None when another version of this program wrote it in its own way."""
    try:
        return Forecast(
            Kind(row.kind),
            (row.source, row.queue),
            row.made_at,
            row.due_at,
            row.made_by,
            msgspec.convert(row.asked, Asked),
            msgspec.convert(row.forecast, Told),
            row.id,
            None if row.outcome is None else msgspec.convert(row.outcome, Outcome),
            None if row.verdict is None else Verdict(row.verdict),
            row.scored_at,
        )
    except (msgspec.ValidationError, ValueError):
        _log.info("forecast %s was made by another version and is left out", row.id)
        return None
