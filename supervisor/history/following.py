"""A source's own log, followed into the history while it grows and is rotated away."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, select

from supervisor.clock import BusinessDays
from supervisor.history import batch as batches
from supervisor.history.batch import Kind, State
from supervisor.history.log_reading import read_logs
from supervisor.sources.asterisk.queue_log_files import QueueLogFiles, told
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_import

ROTATED_S = 2 * 86_400.0
"""A file that was rotated away so long before the newest line was written is no longer looked at: older ones
are imported when somebody asks for it."""


class LogFollowing:
    """Follows the log that *source* writes to *path*: one batch a business day.

    Where it begins, the file that grows is read whole, with what was rotated away in the last days; which
    lines of them are known already, their content tells. A day whose batch was taken back stays away.
    """

    def __init__(self, source: str, path: Path) -> None:
        self._source = source
        self._path = path
        self._seen: tuple[tuple[str, int, int], ...] = ()  # name, size, changed at: of each file

    def follow(self, history: Database, *, at: datetime, days: BusinessDays) -> bool:
        """Read what was written since; whether there was anything.

        Raises SourceError (log_missing, log_denied, log_damaged), LogBusyError while somebody imports this
        log, and DatabaseError.
        """
        files, seen = self._files()
        if seen == self._seen:
            return False
        day = days.day(at)
        with history.write() as db:
            number, is_new = self._batch(db, day, at)
        if number is None:
            return False
        try:
            report = read_logs(history, self._source, files, at=at, who="", kind=Kind.FOLLOWED, batch=number)
        finally:
            with history.write() as db:
                if is_new and batches.batch(db, number).first_ms is None:
                    db.execute(delete(history_import).where(history_import.c.id == number))
                else:
                    batches.note(db, number, state=State.DONE, at=at)
        self._seen = seen
        return bool(report.lines or report.bad_count)

    def _files(self) -> tuple[list[Path], tuple[tuple[str, int, int], ...]]:
        with told(self._source, self._path):
            paths = [file.path for file in QueueLogFiles(self._source, self._path).files()]
            stats = [(path, path.stat()) for path in paths if path.exists()]
        newest = max((stat.st_mtime for _path, stat in stats), default=0.0)
        near = [(path, stat) for path, stat in stats if stat.st_mtime >= newest - ROTATED_S]
        return (
            [path for path, _stat in near],
            tuple((path.name, stat.st_size, stat.st_mtime_ns) for path, stat in near),
        )

    def _batch(self, db: Connection, day: date, at: datetime) -> tuple[int | None, bool]:
        """The number of the day's batch, None when it was taken back; and whether it was just begun."""
        mine = (history_import.c.source == self._source) & (history_import.c.kind == Kind.FOLLOWED.value)
        newest = (
            select(history_import.c.id, history_import.c.state)
            .where(mine, history_import.c.mapping == day.isoformat())
            .order_by(history_import.c.id.desc())
            .limit(1)
        )
        row = db.execute(newest).one_or_none()
        if row is not None:
            return (None if row.state == State.UNDONE.value else row.id), False
        number = batches.begin(
            db,
            Kind.FOLLOWED,
            self._source,
            at=at,
            who="",
            file=str(self._path),
            mapping=day.isoformat(),
        )
        return number, True
