"""Schedules in the centre's database, what is due of them, and what came of each time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.errors import ChangedMeanwhileError, ReportError, UnknownNameError
from supervisor.reports.catalogue import report_of
from supervisor.reports.schedule import LATE_RUNS, Schedule, due_times
from supervisor.settings.centre import CentreSettings
from supervisor.storage import undo
from supervisor.storage.areas import note
from supervisor.storage.changes import Changes
from supervisor.storage.report_tables import export_run, export_schedule
from supervisor.words import _, mark
from supervisor.workdays.store import calendars

AREA = Changes({"schedules"})
GIVEN_UP = timedelta(hours=2)
"""A run that began so long ago and never ended was killed: it is made again."""

_Line = Annotated[str, msgspec.Meta(max_length=4_000)]


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of a time: the file at *path*, or why there is none. *missed*: nobody was there in time."""

    path: _Line = ""
    rows: int = 0
    failed: _Line = ""
    missed: bool = False
    machine: _Line = ""


class Run(msgspec.Struct, frozen=True):
    """A time at which a schedule (id) was due."""

    schedule: str
    due_at: datetime
    began_at: datetime
    ended_at: datetime | None
    outcome: Outcome


def all_schedules(db: Connection) -> tuple[Schedule, ...]:
    """Every schedule, by name."""
    found = [_read(row) for row in db.execute(select(export_schedule))]
    return tuple(sorted(found, key=lambda one: (one.name, one.id)))


def get(db: Connection, id: str) -> Schedule:
    """The schedule *id*. Raises UnknownNameError."""
    row = db.execute(select(export_schedule).where(export_schedule.c.id == id)).one_or_none()
    if row is None:
        raise UnknownNameError(mark("schedule"), id)
    return _read(row)


def save(db: Connection, schedule: Schedule, *, at: datetime, who: str) -> tuple[Changes, Schedule]:
    """Keep *schedule*, a new one (version 0; id "" has one made) or as it was read and changed; switched on
    anew it is due from *at* on.

    Raises UnknownNameError for a report that there is not, ReportError where name or folder are missing,
    ChangedMeanwhileError.
    """
    report_of(schedule.order.report)
    name = " ".join(schedule.name.split())
    if not name:
        raise ReportError(_("The schedule"), _("Give it a name."))
    if not schedule.folder.strip():
        raise ReportError(name, _("Say into which folder its files go."))
    id = schedule.id or uuid.uuid4().hex[:12]
    row = db.execute(select(export_schedule).where(export_schedule.c.id == id)).one_or_none()
    before = None if row is None else _read(row)
    if (before.version if before else 0) != schedule.version:
        raise ChangedMeanwhileError(mark("schedule"), name)
    anew = before is None or (schedule.on and not before.on)
    kept = msgspec.structs.replace(
        schedule, id=id, name=name, since=at if anew else schedule.since, version=schedule.version + 1
    )
    with undo.step(db, "save_schedule", {"name": name}, AREA, at=at, who=who) as step:
        step.save(export_schedule, id)
        values = {"document": _document(kept), "version": kept.version}
        if before is None:
            db.execute(insert(export_schedule).values(id=id, **values))
        else:
            db.execute(update(export_schedule).where(export_schedule.c.id == id).values(**values))
    return AREA, kept


def remove(db: Connection, id: str, version: int, *, at: datetime, who: str) -> Changes:
    """Remove a schedule as it was read; what it made stays. Raises UnknownNameError,
    ChangedMeanwhileError."""
    found = get(db, id)
    if found.version != version:
        raise ChangedMeanwhileError(mark("schedule"), found.name)
    with undo.step(db, "remove_schedule", {"name": found.name}, AREA, at=at, who=who) as step:
        step.save(export_schedule, id)
        db.execute(delete(export_schedule).where(export_schedule.c.id == id))
    return AREA


def runs(db: Connection, schedule: str = "", most: int = 200) -> tuple[Run, ...]:
    """The last times, the latest first, of one *schedule* or of all."""
    wanted = select(export_run).order_by(export_run.c.due_at.desc()).limit(most)
    if schedule:
        wanted = wanted.where(export_run.c.schedule == schedule)
    return tuple(
        Run(row.schedule, row.due_at, row.began_at, row.ended_at, msgspec.convert(row.document, Outcome))
        for row in db.execute(wanted)
    )


def due(
    db: Connection, settings: CentreSettings, now: datetime
) -> tuple[tuple[Schedule, datetime, bool], ...]:
    """What is to be made at *now*: schedule, the time at which it was due, and whether it is only to be noted
    as missed, because too many later ones are due as well. In order of time."""
    calendar = calendars(db)[""]
    found = []
    for schedule in all_schedules(db):
        done, begun = _last(db, schedule.id, now)
        times = [
            at
            for at in due_times(schedule, done or schedule.since, now, settings.days, calendar.is_working)
            if at not in begun
        ]
        found += [(schedule, at, place < len(times) - LATE_RUNS) for place, at in enumerate(times)]
    return tuple(sorted(found, key=lambda one: one[1]))


def claim(db: Connection, schedule: str, due_at: datetime, *, at: datetime, outcome: Outcome) -> bool:
    """Take it upon oneself to make what was due at *due_at*; False where somebody else does or did."""
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    row = {
        "id": _key(schedule, due_at),
        "schedule": schedule,
        "due_at": due_at,
        "began_at": at,
        "ended_at": None,
        "document": msgspec.to_builtins(outcome),
    }
    rows = dialect.insert(export_run).values(**row)
    again = (export_run.c.ended_at.is_(None)) & (export_run.c.began_at < at - GIVEN_UP)
    taken = db.execute(
        rows.on_conflict_do_update(
            index_elements=["id"],
            set_={"began_at": rows.excluded.began_at, "document": rows.excluded.document},
            where=again,
        ).returning(export_run.c.id)
    ).all()
    if taken:
        note(db, AREA)
    return bool(taken)


def end(db: Connection, schedule: str, due_at: datetime, outcome: Outcome, *, at: datetime) -> Changes:
    """Note what came of a time that was claimed."""
    which = export_run.c.id == _key(schedule, due_at)
    db.execute(update(export_run).where(which).values(ended_at=at, document=msgspec.to_builtins(outcome)))
    note(db, AREA)
    return AREA


def _last(db: Connection, schedule: str, now: datetime) -> tuple[datetime | None, Sequence[datetime]]:
    """Up to when every time of *schedule* is settled, and which later ones are under way or done."""
    rows = db.execute(
        select(export_run.c.due_at, export_run.c.began_at, export_run.c.ended_at)
        .where(export_run.c.schedule == schedule)
        .order_by(export_run.c.due_at)
    ).all()
    open_ = [row.due_at for row in rows if row.ended_at is None and row.began_at < now - GIVEN_UP]
    settled = [row.due_at for row in rows if row.due_at not in open_]
    upto = [at for at in settled if not open_ or at < min(open_)]
    return (upto[-1] if upto else None), settled


def _key(schedule: str, due_at: datetime) -> str:
    return f"{schedule}|{due_at.timestamp():.0f}"


def _document(schedule: Schedule) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(schedule)
    for name in ("id", "version"):
        document.pop(name, None)
    return document


def _read(row: Row[Any]) -> Schedule:
    return msgspec.convert({**row.document, "id": row.id, "version": row.version}, Schedule)
