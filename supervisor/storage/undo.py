"""What people did, kept as the rows were before and after, so that it can be undone and done again.

A step and what it did are one transaction: either both are in the database or neither. Undoing is refused,
and nothing is written, when a row of the step was changed by something else since. Versions are never given
back: an undone row gets a new one, so that nobody saves over it who read it before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, UnknownNameError
from supervisor.storage.areas import note
from supervisor.storage.centre import centre_metadata, undo_row, undo_step
from supervisor.storage.changes import Changes
from supervisor.storage.row_image import (
    AT_ONCE,
    Image,
    Key,
    column_values,
    image,
    images,
    images_of_all,
    primary_of,
    same,
)
from supervisor.words import mark

KEPT = 200
"""How many steps of each person can be undone; older ones are forgotten."""

_FEW = 20  # rows are written one by one
_UNDER_WAY = "undo step"  # where a connection has the step that is under way
_TOLD = "+"  # before the name of a table: a row to be added, not one to be put back


@dataclass(frozen=True)
class Step:
    """Something that *who* did at *at*: its stable *name* and *facts*, and the *areas* it touched."""

    id: int
    name: str
    facts: dict[str, str]
    areas: Changes
    at: datetime
    who: str
    undone_at: datetime | None


@dataclass(frozen=True)
class _Plan:
    """A row that is *current* and is to be as *wanted*; None where it does not exist."""

    table: Table
    key: Key
    current: Image | None
    wanted: Image | None


@dataclass(frozen=True)
class Stands:
    """A row of a step that is to be undone: as it was *before*, as the step left it (*after*), and as it is
    *now*; each as JSON can hold it, None where it did not exist."""

    table: str
    key: Key
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    now: dict[str, Any] | None

    @property
    def is_as_left(self) -> bool:
        """Whether nobody changed it since."""
        return same(self.now, self.after)


Settle: TypeAlias = Callable[[Sequence[Stands]], Mapping[tuple[str, Key], dict[str, Any] | None]]
"""How rows shall be that are not simply put back, by table and key: those not named are put back where nobody
changed them since, and else left alone."""


class Doing:
    """A step under way."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.before: dict[tuple[str, Key], Image | None] = {}
        self.told: list[tuple[str, Image, Image]] = []
        self.areas = Changes()

    def save(self, table: Table, key: Key) -> None:
        """Keep the row of *table* whose primary key is *key* as it is now, before it is touched."""
        if (table.name, key) not in self.before:
            self.before[table.name, key] = image(self._db, table, key)

    def save_all(self, table: Table, keys: Sequence[Key]) -> None:
        """`save` of many rows, in few statements."""
        new = [key for key in dict.fromkeys(keys) if (table.name, key) not in self.before]
        found = images(self._db, table, new)
        for key in new:
            self.before[table.name, key] = found.get(key)

    def save_new(self, table: Table, key: Key) -> None:
        """Note that the row with *key*, which the database gave, was just made in this step."""
        self.before.setdefault((table.name, key), None)

    def tell(self, table: Table, undone: Image, redone: Image) -> None:
        """Have a row be added to *table*, which only grows, whenever the step is undone and done again.

        Both are values as the columns take them but for "at", which is when that happens, and in their
        "document" for "step", which is the number of this step.
        """
        self.told.append((table.name, undone, redone))


@contextmanager
def step(
    db: Connection, name: str, facts: Mapping[str, str], areas: Changes, *, at: datetime, who: str
) -> Iterator[Doing]:
    """A named step in the caller's transaction: `save` each row, then write it; what changed can be undone.

    A step that changed nothing is not kept. *name* has its sentence in `step_titles.py`. A step within a step
    is part of the outer one, which has the name: one thing that people do can be made of several that stores
    do.
    """
    known = db.info  # kept: a connection that is lost meanwhile does not tell its own any more
    outer: Doing | None = known.get(_UNDER_WAY)
    if outer is not None:
        outer.areas |= areas
        yield outer
        return
    doing = known[_UNDER_WAY] = Doing(db)
    doing.areas = areas
    try:
        yield doing
    finally:
        del known[_UNDER_WAY]
    areas = doing.areas
    rows = []
    now = images_of_all(db, doing.before)
    for (table_name, key), before in doing.before.items():
        after = now.get((table_name, key))
        if not same(before, after):
            rows.append(
                {
                    "table_name": table_name,
                    "key": msgspec.json.encode(key).decode(),
                    "before": before,
                    "after": after,
                }
            )
    if not rows:
        return
    number: int = db.execute(
        insert(undo_step)
        .values(name=name, facts=dict(facts), areas=sorted(areas), at=at, who=who)
        .returning(undo_step.c.id)
    ).scalar_one()
    for place, (table_name, undone, redone) in enumerate(doing.told):
        rows.append({"table_name": _TOLD + table_name, "key": str(place), "before": undone, "after": redone})
    db.execute(insert(undo_row), [{"step": number, **row} for row in rows])
    note(db, areas)
    _forget_old(db, who)


def _forget_old(db: Connection, who: str) -> None:
    """Forget all but the newest steps of *who*, and their rows with them."""
    newest_first = select(undo_step.c.id).where(undo_step.c.who == who).order_by(undo_step.c.id.desc())
    old = newest_first.offset(KEPT)
    on_server = db.dialect.name == "postgresql"
    # Another seat of the same log-in may be about to forget it; SQLite knows no offset without a limit.
    old = old.with_for_update(skip_locked=True) if on_server else old.limit(-1)
    gone = db.execute(old).scalars().all()
    if gone:
        db.execute(delete(undo_step).where(undo_step.c.id.in_(gone)))


def lock(db: Connection, rows: Iterable[tuple[Table, Key]]) -> None:
    """Take the *rows* for this transaction, in the order in which undoing takes them: whoever is about to
    change many in an order of its own takes them all first."""
    images_of_all(db, [(table.name, key) for table, key in rows], lock=True)


def last(db: Connection, who: str | None = None, areas: frozenset[str] = frozenset()) -> Step | None:
    """The step that undo would undo, of *who* or of anybody, touching one of *areas* or any; None when
    there is none."""
    return next((step for step in _newest_first(db, who, areas) if step.undone_at is None), None)


def last_undone(db: Connection, who: str | None = None, areas: frozenset[str] = frozenset()) -> Step | None:
    """The step that redo would do again; None when there is none, or something else was done since."""
    found = None
    for step in _newest_first(db, who, areas):
        if step.undone_at is None:
            break
        found = step
    return found


def get(db: Connection, number: int) -> Step | None:
    """The step *number*; None where it is too long ago."""
    row = db.execute(select(undo_step).where(undo_step.c.id == number)).one_or_none()
    return None if row is None else _step(row)


def last_of(db: Connection, name: str, facts: Mapping[str, str]) -> Step | None:
    """The last step with that *name* and these among its *facts* that was not undone; None when there is
    none, or it is too long ago."""
    return next(
        (
            step
            for step in _newest_first(db, None, frozenset())
            if step.name == name and step.undone_at is None and facts.items() <= step.facts.items()
        ),
        None,
    )


def revert(
    db: Connection, step_id: int, *, at: datetime, who: str = "", settle: Settle | None = None
) -> Changes:
    """Put every row of the step back as it was before it; *at* is noted, and that *who* did so ("": who made
    the step) in what only grows.

    Raises ChangedMeanwhileError, having written nothing, when a row is no longer as the step left it or the
    step was undone already. With *settle* a row that was changed since is no reason: it stays as it is, or
    becomes what `settle` says.
    """
    return _swap(db, step_id, undoing=True, at=at, who=who, settle=settle)


def redo(db: Connection, step_id: int, *, at: datetime, who: str = "") -> Changes:
    """Do an undone step again, under the same conditions as `revert`."""
    return _swap(db, step_id, undoing=False, at=at, who=who)


def _swap(
    db: Connection, step_id: int, *, undoing: bool, at: datetime, who: str, settle: Settle | None = None
) -> Changes:
    found = db.execute(select(undo_step).where(undo_step.c.id == step_id).with_for_update()).one_or_none()
    if found is None:
        raise UnknownNameError(mark("step"), str(step_id))
    if (found.undone_at is None) is not undoing:
        raise ChangedMeanwhileError(found.name, step_id)
    rows = db.execute(select(undo_row).where(undo_row.c.step == step_id).order_by(undo_row.c.id)).all()
    if undoing:
        rows = rows[::-1]
    planned = []
    told = [row for row in rows if row.table_name.startswith(_TOLD)]
    kept = [row for row in rows if not row.table_name.startswith(_TOLD)]
    keys = {(row.table_name, msgspec.json.decode(row.key)): row for row in kept}
    now = images_of_all(db, keys, lock=True)
    settled: Mapping[tuple[str, Key], Image | None] = {}
    if settle is not None:
        stands = [Stands(*of, row.before, row.after, now.get(of)) for of, row in keys.items()]
        settled = {
            of: stand.now for stand in stands if not stand.is_as_left for of in [(stand.table, stand.key)]
        }
        settled |= settle(stands)
    for (table_name, key), row in keys.items():  # all are looked at before the first is written
        table = centre_metadata.tables[table_name]
        left, wanted = (row.after, row.before) if undoing else (row.before, row.after)
        current = now.get((table_name, key))
        if (table_name, key) in settled:
            wanted = settled[table_name, key]
            if same(current, wanted):
                continue
        elif not same(current, left):
            raise ChangedMeanwhileError(table.name, key)
        planned.append(_Plan(table, key, current, wanted))
    for table, run in groupby(planned, key=lambda plan: plan.table):  # in their order: rows refer to others
        _put_all(db, table, list(run))
    for row in told:
        table = centre_metadata.tables[row.table_name.removeprefix(_TOLD)]
        values = dict(row.before if undoing else row.after)
        values["document"] = values["document"] | {"step": step_id}
        db.execute(insert(table).values(**values | ({"who": who} if who else {}), at=at))
    db.execute(update(undo_step).where(undo_step.c.id == step_id).values(undone_at=at if undoing else None))
    note(db, found.areas)
    return Changes(found.areas)


def _put_all(db: Connection, table: Table, plans: list[_Plan]) -> None:
    """Make the rows of *table* what is wanted; many that come or go alike in few statements."""
    for kind, run in groupby(plans, key=_kind):
        alike = list(run)
        for first in range(0, len(alike), AT_ONCE):
            some = alike[first : first + AT_ONCE]
            if len(some) < _FEW or kind == "changes":
                for plan in some:
                    _put(db, table, plan.key, plan.current, plan.wanted)
            elif kind == "comes":
                values = [
                    column_values(table, plan.wanted) | {"version": plan.wanted["version"] + 1}
                    for plan in some
                    if plan.wanted is not None
                ]
                try:
                    db.execute(insert(table), values)
                except IntegrityError as error:  # one was made by someone else since we looked
                    raise ChangedMeanwhileError(table.name, some[0].key) from error
            else:
                try:
                    gone = db.execute(delete(table).where(primary_of(table).in_([plan.key for plan in some])))
                except IntegrityError as error:  # something refers to one since
                    raise ChangedMeanwhileError(table.name, some[0].key) from error
                if gone.rowcount != len(some):
                    raise ChangedMeanwhileError(table.name, some[0].key)


def _kind(plan: _Plan) -> str:
    if plan.current is None:
        return "comes"
    return "goes" if plan.wanted is None else "changes"


def _put(db: Connection, table: Table, key: Key, current: Image | None, wanted: Image | None) -> None:
    """Make the row *wanted*, which is *current*; None where it does not exist."""
    if current is None:
        assert wanted is not None  # noqa: S101  # the two differ, or the step would not have kept them
        try:
            db.execute(
                insert(table).values(**column_values(table, wanted) | {"version": wanted["version"] + 1})
            )
        except IntegrityError as error:  # made by someone else since we looked
            raise ChangedMeanwhileError(table.name, key) from error
        return
    as_seen = (primary_of(table) == key) & (table.c.version == current["version"])
    if wanted is None:
        try:
            done = db.execute(delete(table).where(as_seen))
        except IntegrityError as error:  # something refers to it since
            raise ChangedMeanwhileError(table.name, key) from error
    else:
        # what differs, and nothing else: there may be columns that nobody may write twice
        differs = {name: value for name, value in wanted.items() if value != current.get(name)}
        values = column_values(table, differs) | {"version": current["version"] + 1}
        done = db.execute(update(table).where(as_seen).values(**values))
    if done.rowcount != 1:
        raise ChangedMeanwhileError(table.name, key)


def _newest_first(db: Connection, who: str | None, areas: frozenset[str]) -> Iterator[Step]:
    steps = select(undo_step).order_by(undo_step.c.id.desc())
    for row in db.execute(steps if who is None else steps.where(undo_step.c.who == who)):
        if not areas or areas & frozenset(row.areas):
            yield _step(row)


def _step(row: Any) -> Step:
    return Step(row.id, row.name, row.facts, Changes(row.areas), row.at, row.who, row.undone_at)
