"""Answers, forms, orders and intervals as single pieces, and the counts that are summed of them.

A row of history_count that is a sum of pieces bears the number of the newest import among them, so that what
is derived of contacts never takes it for its own. It is not kept in history_before: it is summed anew
whenever pieces come or go.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Connection, and_, delete, func, select, update

from supervisor.facts.fields import FIELDS, NAMES
from supervisor.history import count_stamp
from supervisor.history.batch import DERIVED
from supervisor.storage.bulk import upsert
from supervisor.storage.history_tables import history_before, history_count, history_piece

Cell: TypeAlias = tuple[date, str, int, int, str, int, int]
"""The key of a row of history_count: day, span, source, login, channel, queue and type."""

KEY = ("day", "span", "source", "login", "channel", "queue", "type")
_FEW_DAYS = 400


def cells_of_pieces(db: Connection, source: int, shape: str, pieces: Collection[str]) -> set[Cell]:
    """The counts of which *pieces* are a part as they stand."""
    c = history_piece.c
    found: set[Cell] = set()
    listed = list(pieces)
    for start in range(0, len(listed), 500):
        some = c.piece.in_(listed[start : start + 500])
        wanted = select(*(c[name] for name in KEY)).where(c.source == source, c.shape == shape, some)
        found |= {_cell(row) for row in db.execute(wanted)}
    return found


@dataclass(frozen=True)
class Touched:
    """What is to be summed anew: *cells*, of them the *fields* that pieces told (None: any), and the numbers
    of the imports that told pieces of these sources until now, *own*."""

    cells: frozenset[Cell]
    fields: tuple[str, ...] | None
    own: frozenset[int]


def told_by(db: Connection, sources: Collection[int]) -> frozenset[int]:
    """The imports that told the pieces of *sources*."""
    c = history_piece.c
    found = db.execute(select(c.batch).where(c.source.in_(sources)).distinct()).scalars()
    return frozenset(found) | {DERIVED}


def touched_by(db: Connection, number: int) -> Touched:
    """What taking import *number* back touches: to be asked before `batch.undo`.

    Its pieces' counts as they are and as they were; or the rows of counts that it told itself, in which sums
    of pieces may stand, too. Frees its sums from its number, so that they are not taken for what it told.
    """
    c, t = history_piece.c, history_count.c
    key = [c[name] for name in KEY]
    cells = {_cell(row) for row in db.execute(select(*key).where(c.batch == number).distinct())}
    of_pieces = bool(cells)
    images = select(history_before.c.table_name, history_before.c.before).where(
        history_before.c.batch == number,
        history_before.c.table_name.in_((history_piece.name, history_count.name)),
    )
    for name, image in db.execute(images):
        of_pieces = of_pieces or name == history_piece.name
        if image is not None:
            cells.add(_cell_of(image))
    own = told_by(db, {cell[2] for cell in cells})
    if not of_pieces:
        stands = select(*(t[name] for name in KEY)).where(t.batch == number)
        cells |= {_cell(row) for row in db.execute(stands)}
        return Touched(frozenset(cells), None, told_by(db, {cell[2] for cell in cells}))
    told = db.execute(select(*(func.count(c[name]) for name in NAMES)).where(c.batch == number)).one()
    fields = tuple(name for name, count in zip(NAMES, told, strict=True) if count)
    db.execute(update(history_count).where(t.batch == number).values(batch=DERIVED))
    return Touched(frozenset(cells), fields, own)


def sum_up(db: Connection, touched: Touched) -> None:
    """Make the counts that were *touched* anew as the sums of their pieces."""
    by_source: dict[int, set[Cell]] = {}
    for cell in touched.cells:
        by_source.setdefault(cell[2], set()).add(cell)
    for source, of in by_source.items():
        days = sorted({cell[0] for cell in of})
        for start in range(0, len(days), _FEW_DAYS):
            within = days[start : start + _FEW_DAYS]
            _sum_up(db, source, within, {cell for cell in of if cell[0] in set(within)}, touched)
    count_stamp.touch(db, {str(cell[0])[:7] for cell in touched.cells})


def _sum_up(db: Connection, source: int, days: list[date], cells: set[Cell], touched: Touched) -> None:
    c, t = history_piece.c, history_count.c
    key = [c[name] for name in KEY]
    within = and_(c.source == source, c.day.in_(days))
    names = list(NAMES if touched.fields is None else touched.fields)
    sums = select(*key, func.max(c.batch).label("batch"), *(func.sum(c[name]).label(name) for name in names))
    told = {_cell(row): row for row in db.execute(sums.where(within).group_by(*key)) if _cell(row) in cells}
    stand = select(*(t[name] for name in KEY), t.batch, *(t[name] for name in names))
    there = {
        _cell(row): row
        for row in db.execute(stand.where(t.source == source, t.day.in_(days)))
        if _cell(row) in cells
    }
    rows = []
    for cell in sorted(cells):
        total, stands = told.get(cell), there.get(cell)
        if total is None and stands is None:
            continue
        summed = stands is None or stands.batch in touched.own
        values = []
        for name in names:
            value = None if total is None else getattr(total, name)
            if value is None and touched.fields is None and not summed:
                value = getattr(stands, name)  # a sheet told it as it is
            values.append(value)
        batch = DERIVED if total is None else total.batch
        if stands is not None and not summed:
            batch = stands.batch
        rows.append((*cell, *values, batch))
    upsert(db, history_count, [*KEY, *names, "batch"], rows)
    nothing = and_(*(t[field.name].is_(None) for field in FIELDS))
    db.execute(delete(history_count).where(t.source == source, t.day.in_(days), t.batch == DERIVED, nothing))


def _cell(row: Any) -> Cell:
    return row.day, row.span, row.source, row.login, row.channel, row.queue, row.type


def _cell_of(image: dict[str, Any]) -> Cell:
    day = msgspec.convert(image["day"], date)
    return (day, image["span"], *(image[name] for name in KEY[2:]))
