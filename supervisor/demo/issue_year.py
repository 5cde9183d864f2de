"""The demo's year of issues, run through in order of time: whatever is to happen waits for its instant.

Everything goes through the stores that people's acts go through, each with its own instant. Several acts are
one transaction, so that the console beside it need not wait long; no step of it can be undone.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeAlias

from sqlalchemy import Connection, delete, func, select

from supervisor.demo.departments import LIAISON, Person
from supervisor.issues.event import Acting
from supervisor.storage import undo
from supervisor.storage.centre import undo_row, undo_step
from supervisor.storage.changes import Changes
from supervisor.storage.database import Database
from supervisor.workdays.calendar import WorkCalendar
from supervisor.workdays.working_time import after_days

Act: TypeAlias = Callable[[Connection, datetime], None]

STEP = "move_issue"
WHO = "demo"
_AT_ONCE = 40  # acts in one transaction: some tenths of a second


class Year:
    """What is still to happen until *now*, the instant at which the demo's day begins."""

    def __init__(
        self, centre: Database, calendar: WorkCalendar, now: datetime, language: str, rng: Random
    ) -> None:
        self.calendar = calendar
        self.now = now
        self.today = now.astimezone(calendar.zone).date()
        self.language = language
        self.rng = rng
        self._centre = centre
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._count = 0

    # -- time -------------------------------------------------------------------------------------------

    def at(self, day: date, hour: float) -> datetime:
        """The instant of *day* at *hour* by the clock on the wall."""
        minutes = round(hour * 60)
        wall = datetime.combine(day, time(minutes // 60, minutes % 60), self.calendar.zone)
        return wall.astimezone(UTC)

    def day(self, at: datetime) -> date:
        """The day of *at* by the clock on the wall."""
        return at.astimezone(self.calendar.zone).date()

    def worked(self, day: date, days: int) -> date:
        """The working day *days* after *day* (0: itself, or the next one; negative: before it)."""
        noon = self.at(day, 12)
        return self.day(after_days(self.calendar, noon, days) - timedelta(seconds=1))

    def later(self, at: datetime, days: int, hour: float | None = None) -> datetime:
        """*days* working days after *at*, at *hour* or some time in the morning."""
        wanted = self.at(self.worked(self.day(at), days), hour or 9 + self.rng.random() * 2.5)
        return max(wanted, at + timedelta(minutes=5))

    def acting(self, person: Person) -> Acting:
        """*person* in their own name."""
        return person.acting(self.language)

    @property
    def liaison(self) -> Acting:
        """Who does most of it."""
        return self.acting(LIAISON)

    # -- what happens -----------------------------------------------------------------------------------

    def when(self, at: datetime, act: Act) -> None:
        """Have *act* happen *at*; what would be after now does not happen."""
        if at <= self.now:
            heapq.heappush(self._waiting, (at, self._count, act))
            self._count += 1

    def go_on(self) -> bool:
        """Let the next few acts happen; whether any was left."""
        if not self._waiting:
            return False
        with self._centre.write() as db, for_good(db, self._waiting[0][0]):
            for _nth in range(_AT_ONCE):
                if not self._waiting:
                    break
                at, _count, act = heapq.heappop(self._waiting)
                act(db, at)
        return True


@contextmanager
def for_good(db: Connection, at: datetime) -> Iterator[None]:
    """What is done in this block is no step that could be undone: nobody is to undo what the demo is made
    of."""
    last = db.execute(select(func.max(undo_step.c.id))).scalar() or 0
    with undo.step(db, STEP, {}, Changes(), at=at, who=WHO):
        yield
    made = select(undo_step.c.id).where(undo_step.c.id > last, undo_step.c.who == WHO)
    db.execute(delete(undo_row).where(undo_row.c.step.in_(made)))
    db.execute(delete(undo_step).where(undo_step.c.id.in_(made)))
