"""Targets in the centre's database: read together, changed many at once as one step that can be undone."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, TargetError
from supervisor.performance.kpi import BY_ID
from supervisor.performance.target import Cell, Target, TargetRow, problem
from supervisor.storage import undo
from supervisor.storage.centre import target
from supervisor.storage.changes import Changes
from supervisor.words import mark

AREA = Changes({"targets"})
"""What changes with a target."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Change:
    """One row to write: *old* as it was read (None: it is new), *new* as it shall be (None: away with it)."""

    old: TargetRow | None
    new: TargetRow | None


def all_targets(db: Connection) -> tuple[TargetRow, ...]:
    """Every target, by KPI in the catalogue's order, then by cell. A row that this version cannot read is
    logged and left alone."""
    found = [row for each in db.execute(select(target)) if (row := _row(each)) is not None]
    places = {kpi: place for place, kpi in enumerate(BY_ID)}
    return tuple(sorted(found, key=lambda row: (places.get(row.cell.kpi, len(places)), _order(row.cell))))


def change_targets(
    db: Connection, changes: Sequence[Change], *, at: datetime, who: str, file: str = ""
) -> Changes:
    """Write *changes* as one step that can be undone; *file* names the workbook that they came from.

    Raises TargetError for a target that cannot be used, and ChangedMeanwhileError, having written nothing,
    when a row is no longer as it was read, or there is one for a new row's people and month already.
    """
    wanted = [change for change in changes if not _same(change)]
    for change in wanted:
        if change.new is not None and (wrong := problem(change.new)):
            raise TargetError(_name(change.new), wrong)
    if not wanted:
        return Changes()
    facts = {"count": str(len(wanted))} | ({"file": file} if file else {})
    name = "import_targets" if file else "change_targets"
    with undo.step(db, name, facts, AREA, at=at, who=who) as step:
        for change in wanted:
            for row in (change.old, change.new):
                if row is not None:
                    step.save(target, row.cell.id)
        for change in wanted:  # those that go make room first
            if change.old is not None and (change.new is None or change.new.cell != change.old.cell):
                _remove(db, change.old)
        for change in wanted:
            if change.new is not None:
                stays = change.old is not None and change.old.cell == change.new.cell
                _save(db, change.new, change.old.version if stays and change.old is not None else 0)
    return AREA


def _remove(db: Connection, row: TargetRow) -> None:
    as_read = (target.c.id == row.cell.id) & (target.c.version == row.version)
    if db.execute(delete(target).where(as_read)).rowcount != 1:
        raise ChangedMeanwhileError(mark("target"), _name(row))


def _save(db: Connection, row: TargetRow, version: int) -> None:
    values = {"until": row.until, "target": msgspec.to_builtins(row.target)}
    if version:
        as_read = (target.c.id == row.cell.id) & (target.c.version == version)
        if db.execute(update(target).where(as_read).values(**values, version=version + 1)).rowcount != 1:
            raise ChangedMeanwhileError(mark("target"), _name(row))
        return
    cell = row.cell
    key = {"kpi": cell.kpi, "skill": cell.skill, "band": cell.band, "channel": cell.channel}
    try:
        with db.begin_nested():
            db.execute(insert(target).values(id=cell.id, since=cell.since, version=1, **key, **values))
    except IntegrityError as error:
        raise ChangedMeanwhileError(mark("target"), _name(row)) from error


def _same(change: Change) -> bool:
    old, new = change.old, change.new
    if old is None or new is None:
        return old is new
    return (old.cell, old.target, old.until) == (new.cell, new.target, new.until)


def _name(row: TargetRow) -> str:
    """How a message calls the row."""
    kpi = BY_ID.get(row.cell.kpi)
    return kpi.title if kpi else row.cell.kpi


def _row(row: Row[Any]) -> TargetRow | None:
    cell = Cell(row.kpi, row.skill, row.band, row.channel, row.since)
    try:
        return TargetRow(cell, msgspec.convert(row.target, Target), row.until, row.version)
    except msgspec.ValidationError as error:
        _log.warning("target %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None


def _order(cell: Cell) -> tuple[str, str, str, date]:
    return cell.skill, cell.band, cell.channel, cell.since or date.min


def changes_of(rows: Iterable[TargetRow], stand: Iterable[TargetRow]) -> list[Change]:
    """What is to be written so that *rows* stand, beside those of *stand* that they say nothing of."""
    there = {row.cell: row for row in stand}
    found = [Change(there.get(row.cell), row) for row in rows]
    return [change for change in found if not _same(change)]
