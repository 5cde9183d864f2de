"""While the console runs it makes the reports that are due, beside everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.words import _, language, ngettext, number, use_language
from ui.centre import OpenCentre

EVERY_MS = 60_000
AREAS = frozenset({"schedules", "exports"})


class Scheduler(QObject):
    """Looks each minute on the database's thread, which costs a moment; only where something is due does a
    process of its own make it. `noticed` tells what was made, or why it was not."""

    noticed = Signal(str, object)  # the sentence, and None

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self.is_making = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        centre.closing.connect(self._timer.stop)
        if centre.url and not centre.is_still:
            self._timer.start()

    def look(self) -> None:
        """Make what is due now, if this log-in may: another's console, or the service, does it otherwise."""
        away = self._centre.jobs.away is not None
        if not (self.is_making or away) and self._centre.rights.may(Act.SCHEDULE):
            self._centre.jobs.read(is_due, self._now).then(self._make, lambda _error: None)

    @property
    def _now(self) -> datetime:
        return self._centre.live.clock.now()

    def _make(self, due: bool) -> None:
        if not due or self.is_making:
            return
        self.is_making = True
        job = self._centre.jobs.compute_aside(
            make_due, self._centre.url, self._now, self._centre.who, language()
        )
        job.then(self._made, self._failed)
        job.on_lost = self._lost

    def _made(self, runs: Sequence[Any]) -> None:
        self.is_making = False
        failed = [run for run in runs if run.outcome.failed]
        made = [run for run in runs if run.outcome.path]
        if failed:
            said = ngettext(
                "{n} report could not be made: {why}", "{n} reports could not be made: {why}", len(failed)
            )
            self.noticed.emit(said.format(n=number(len(failed)), why=failed[0].outcome.failed), None)
        elif made:
            said = ngettext("{n} report was made: {path}", "{n} reports were made: {path}", len(made))
            self.noticed.emit(said.format(n=number(len(made)), path=made[-1].outcome.path), None)

    def _failed(self, _error: SupervisorError) -> None:
        self.is_making = False  # the database is away: told elsewhere, and the next minute tries again

    def _lost(self) -> None:
        self.is_making = False
        self.noticed.emit(_("Making reports ended before its time; it is tried again later."), None)


def is_due(db: Any, now: datetime) -> bool:
    """Whether anything is to be made; on the database's thread."""
    from sqlalchemy import select

    from supervisor.storage.report_tables import export_schedule

    if db.execute(select(export_schedule.c.id).limit(1)).first() is None:
        return False  # most centres, most minutes
    from supervisor.reports import schedule_store
    from supervisor.storage.centre_settings import load_centre

    return bool(schedule_store.due(db, load_centre(db), now))


def make_due(
    told: Callable[[int, int], None], url: str, now: datetime, who: str, spoken: str
) -> tuple[Any, ...]:
    """In a work process."""
    from supervisor.reports.scheduled import make_due

    use_language(spoken)
    return make_due(told, url, now=now, who=who)
