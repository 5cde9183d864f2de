"""Makes what is due: by the console that runs, or by a timer of the system (`supervisor export due`)."""

from __future__ import annotations

import platform
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from supervisor.errors import FileError, SupervisorError
from supervisor.reports import schedule_store
from supervisor.reports.catalogue import report_of
from supervisor.reports.making import make
from supervisor.reports.naming import USUAL, file_name, free, values
from supervisor.reports.schedule import Schedule, order_at
from supervisor.reports.schedule_store import Outcome, Run
from supervisor.sentences.error import sentence
from supervisor.settings.centre import CentreSettings
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre
from supervisor.words import _, said_in


def make_due(told: Callable[[int, int], None], url: str, *, now: datetime, who: str) -> tuple[Run, ...]:
    """Make everything that is due at *now* in the centre at *url*; what came of each. One that fails does not
    keep the others; it is not tried again by itself. Raises DatabaseError."""
    with open_centre(url) as centre:
        with centre.read() as db:
            settings = load_centre(db)
            waiting = schedule_store.due(db, settings, now)
        done = []
        for place, (schedule, due_at, missed) in enumerate(waiting):
            told(place, len(waiting))
            begun = Outcome(missed=missed, machine=platform.node())
            if not centre.change(schedule_store.claim, schedule.id, due_at, at=now, outcome=begun):
                continue  # another console or the timer is at it
            outcome = begun if missed else _made(url, schedule, due_at, settings, now, who)
            centre.change(schedule_store.end, schedule.id, due_at, outcome, at=now)
            done.append(Run(schedule.id, due_at, now, now, outcome))
    return tuple(done)


def _made(
    url: str, schedule: Schedule, due_at: datetime, settings: CentreSettings, now: datetime, who: str
) -> Outcome:
    order = order_at(schedule, due_at, settings.days)
    machine = platform.node()
    try:
        folder = Path(schedule.folder).expanduser()
        if not folder.is_dir():
            raise FileError(str(folder), "missing", str(folder))
        with said_in(order.language) if order.language else nullcontext():
            title = _(report_of(order.report).title)
        filled = values(
            order,
            title=title,
            centre=settings.centre_name,
            now=settings.days.local(due_at),
            name=schedule.name,
        )
        path = free(folder / file_name(schedule.pattern or USUAL, filled))
        made = make(lambda done, total: None, url, order, path, who=who, at=now, schedule=schedule.id)
    except SupervisorError as error:
        return Outcome(failed=sentence(error), machine=machine)
    return Outcome(str(made.path), made.rows, machine=machine)
