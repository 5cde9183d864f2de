"""What the Schedules tab reads, on the database's thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from supervisor.reports import schedule_store
from supervisor.reports.schedule import Schedule, due_times, order_at
from supervisor.reports.schedule_store import Run
from supervisor.storage.centre_settings import load_centre
from supervisor.workdays.store import calendars

AHEAD = timedelta(days=100)
SHOWN = 3


@dataclass(frozen=True)
class Listed:
    """All schedules, the next time of each (id), its last run, and the runs of the last time."""

    schedules: tuple[Schedule, ...] = ()
    next: Mapping[str, datetime] = field(default_factory=dict)
    last: Mapping[str, Run] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()


def read_listed(db: Connection, now: datetime) -> Listed:
    """Everything as it is at *now*."""
    schedules, runs = schedule_store.all_schedules(db), schedule_store.runs(db)
    last: dict[str, Run] = {}
    for run in runs:  # the latest first
        last.setdefault(run.schedule, run)
    coming = {one.id: times[0] for one in schedules if (times := _times(db, one, now))}
    return Listed(schedules, coming, last, runs)


def next_times(db: Connection, schedule: Schedule, now: datetime) -> tuple[tuple[datetime, ...], Schedule]:
    """The next times of *schedule* as it is entered, and it with the order of the first of them."""
    times = _times(db, schedule, now)
    if not times:
        return (), schedule
    from msgspec.structs import replace

    return times, replace(schedule, order=order_at(schedule, times[0], load_centre(db).days))


def _times(db: Connection, schedule: Schedule, now: datetime) -> tuple[datetime, ...]:
    settings = load_centre(db)
    calendar = calendars(db)[""]
    return due_times(schedule, now, now + AHEAD, settings.days, calendar.is_working)[:SHOWN]
