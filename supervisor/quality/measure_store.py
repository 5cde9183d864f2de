"""Measures in the centre's database; every change is a step that can be undone."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, QualityError
from supervisor.quality.form_store import AREA
from supervisor.quality.measure import Measure, Plan, Status, problem
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.quality_tables import quality_measure
from supervisor.words import _, mark

_log = logging.getLogger(__name__)


def all_measures(db: Connection, form: str | None = None) -> tuple[Measure, ...]:
    """The measures of *form* (None: of all), those due first first."""
    found = select(quality_measure).order_by(quality_measure.c.due, quality_measure.c.id)
    if form is not None:
        found = found.where(quality_measure.c.form == form)
    read = [one for row in db.execute(found) if (one := _measure(row)) is not None]
    return tuple(sorted(read, key=lambda one: (one.due is None, one.due or date.min, one.id)))


def save_measure(
    db: Connection, measure: Measure, *, item: str, at: datetime, who: str
) -> tuple[Measure, Changes]:
    """Keep *measure*, new (version 0) or read at its version; *item* is its item's name, for the title.

    Raises QualityError for one that cannot be kept, ChangedMeanwhileError.
    """
    if wrong := problem(measure):
        raise QualityError(_("The measure"), wrong)
    values: dict[str, Any] = {
        "form": measure.form,
        "item": measure.item,
        "owner": measure.owner.strip(),
        "due": measure.due,
        "state": measure.status.value,
        "document": msgspec.to_builtins(measure.plan),
        "version": measure.version + 1,
    }
    with undo.step(db, "save_quality_measure", {"name": item}, AREA, at=at, who=who) as step:
        step.save(quality_measure, measure.id)
        if measure.version:
            as_read = (quality_measure.c.id == measure.id) & (quality_measure.c.version == measure.version)
            if db.execute(update(quality_measure).where(as_read).values(**values)).rowcount != 1:
                raise ChangedMeanwhileError(mark("measure"), item)
        else:
            try:
                with db.begin_nested():
                    db.execute(insert(quality_measure).values(id=measure.id, **values))
            except IntegrityError as error:
                raise ChangedMeanwhileError(mark("measure"), item) from error
    return replace(measure, version=measure.version + 1), AREA


def remove_measure(db: Connection, measure: Measure, *, item: str, at: datetime, who: str) -> Changes:
    """Forget *measure*. Raises ChangedMeanwhileError."""
    with undo.step(db, "remove_quality_measure", {"name": item}, AREA, at=at, who=who) as step:
        step.save(quality_measure, measure.id)
        as_read = (quality_measure.c.id == measure.id) & (quality_measure.c.version == measure.version)
        if db.execute(delete(quality_measure).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("measure"), item)
    return AREA


def _measure(row: Row[Any]) -> Measure | None:
    try:
        plan = msgspec.convert(row.document, Plan)
    except msgspec.ValidationError as error:
        _log.warning("measure %s cannot be read: %s", row.id, error)  # a later program wrote it
        return None
    return Measure(row.id, row.form, row.item, row.owner, row.due, Status(row.state), plan, row.version)
