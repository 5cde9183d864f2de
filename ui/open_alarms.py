"""The centre's alarms as they were last read: what is open, what is put away, by which rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from supervisor.alarms.alarm import Alarm
from supervisor.alarms.place import Place, PlaceKind
from supervisor.wallboard.levels import Level
from ui.flash import Flash

if TYPE_CHECKING:  # all of this comes after the first paint
    from sqlalchemy import Connection

    from supervisor.alarms.store import RuleRecord, Shelf
    from supervisor.live.board import QueueKey
    from supervisor.settings.centre import CentreSettings
    from ui.jobs import Jobs

LOOKS_IN_VAIN = 2
"""So often nobody must be found watching before it is said."""


@dataclass(frozen=True)
class AlarmsRead:
    """What the database says of alarms at one moment; *alarms* are all open ones, those put away too."""

    alarms: tuple[Alarm, ...] = ()
    shelves: tuple[Shelf, ...] = ()
    rules: tuple[RuleRecord, ...] = ()


class OpenAlarms(QObject):
    """The alarms for every screen. Nothing is asked of the database but when something was written there.

    `rang` comes for alarms that are new, got worse or came back from a shelf, and ask for somebody with a
    sound; never for those that were there when the console started.
    """

    changed = Signal()
    rang = Signal(object)  # tuple[Alarm, ...], worst first

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._read = AlarmsRead()
        self._next_end: datetime | None = None
        self.is_known = False
        self.watched: bool | None = None  # whether anybody keeps the alarms; None: not known yet
        self._unwatched = 0
        self.flash = Flash(self)

    # -- what there is --------------------------------------------------------------------------------------

    @property
    def rules(self) -> tuple[RuleRecord, ...]:
        """Every rule, the shipped ones first."""
        return self._read.rules

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """What is put away, those that end first in front."""
        return self._read.shelves

    @property
    def open(self) -> tuple[Alarm, ...]:
        """The open alarms that are shown: those put away are not, but for a source that is not heard.

        Those that ask for somebody stand before those that somebody has taken on, in each the worst first.
        """
        shown = [alarm for alarm in self._read.alarms if alarm.shelved_until is None or alarm.is_feed]
        return tuple(sorted(shown, key=_urgency))

    @property
    def put_away(self) -> tuple[Alarm, ...]:
        """The open alarms that are not shown because of a shelf."""
        return tuple(
            alarm for alarm in self._read.alarms if alarm.shelved_until is not None and not alarm.is_feed
        )

    @property
    def calling(self) -> tuple[Alarm, ...]:
        """Those that still ask for somebody."""
        return tuple(alarm for alarm in self.open if alarm.calls)

    def alarm(self, number: int) -> Alarm | None:
        """The open alarm *number*; None when it is not open (any more)."""
        return next((alarm for alarm in self._read.alarms if alarm.id == number), None)

    def calling_queues(self) -> dict[QueueKey, Level]:
        """The queues for which an alarm asks for somebody, and how urgently."""
        found: dict[QueueKey, Level] = {}
        for alarm in self.calling:
            for place, level in _places(alarm):
                if place.kind is PlaceKind.QUEUE:
                    key = (place.source, place.name)
                    found[key] = max(level, found.get(key, level))
        return found

    def beyond_queues(self) -> tuple[Alarm, ...]:
        """The alarms shown that belong to no queue: those of the centre, of teams, of sources."""
        return tuple(alarm for alarm in self.open if alarm.place.kind is not PlaceKind.QUEUE)

    # -- how it comes to be known ---------------------------------------------------------------------------

    def read(self, settings: CentreSettings, now: datetime) -> None:
        """Read all again, at *now* of the centre's clock."""
        self._jobs.read(read_alarms, settings, now).then(self.show)

    def tick(self, settings: CentreSettings, now: datetime) -> None:
        """A second has passed: what was put away until now comes back."""
        if self._next_end is not None and now >= self._next_end:
            self._next_end = None
            self.read(settings, now)

    def show(self, read: AlarmsRead) -> None:
        """Make *read* what every screen shows."""
        before, known = self._read, self.is_known
        self._read, self.is_known = read, True
        self._next_end = min((shelf.until for shelf in read.shelves), default=None)
        self.flash.run(bool(self.calling))
        if known:
            self._ring(before.alarms)
        if read != before or not known:
            self.changed.emit()

    def look_for_watch(self, url: str) -> None:
        """Find out whether a watch process keeps the alarms of the centre at *url*."""
        if self._jobs.away is None:
            self._jobs.read(find_watch, url).then(self.show_watch, lambda _away: None)

    def show_watch(self, found: bool) -> None:
        """Make this what is known of the watch process: once in vain is no sign, it may be starting again."""
        self._unwatched = 0 if found else self._unwatched + 1
        watched = True if found else False if self._unwatched >= LOOKS_IN_VAIN else self.watched
        if watched is not self.watched:
            self.watched = watched
            self.changed.emit()

    def stop(self) -> None:
        """Nothing flashes any more."""
        self.flash.run(False)

    def _ring(self, before: Iterable[Alarm]) -> None:
        known = {alarm.id: alarm for alarm in before}
        came = []
        for alarm in self.calling:
            old = known.get(alarm.id)
            worse = old is None or alarm.level > old.level or alarm.worse_at > old.worse_at
            back = old is not None and old.shelved_until is not None
            if (worse or back) and not alarm.silent:
                came.append(alarm)
        if came:
            self.rang.emit(tuple(came))


def find_watch(db: Connection, url: str) -> bool:
    """Whether somebody keeps the alarms; on the database thread."""
    from supervisor.watch.standing import is_watched_at

    return is_watched_at(db, url)


def read_alarms(db: Connection, settings: CentreSettings, now: datetime) -> AlarmsRead:
    """What the database says of alarms; on the database thread."""
    from supervisor.alarms.store import all_rules, open_alarms, shelves

    return AlarmsRead(open_alarms(db, now), shelves(db, now), all_rules(db, settings))


def _urgency(alarm: Alarm) -> tuple[object, ...]:
    return (not alarm.calls, -alarm.level, -alarm.worse_at.timestamp(), -alarm.id)


def _places(alarm: Alarm) -> list[tuple[Place, Level]]:
    """Where an alarm is to be seen: its own place, and those of its symptoms."""
    return [(alarm.place, alarm.level), *((symptom.place, symptom.level) for symptom in alarm.symptoms)]
