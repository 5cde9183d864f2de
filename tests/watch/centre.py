"""A centre whose clock runs sixty times as fast, with a collector that is only a heartbeat: the tests say
what happens on its floor."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, time, timedelta

from supervisor.alarms import store
from supervisor.alarms.alarm import Alarm
from supervisor.clock import ShiftedClock
from supervisor.errors import DatabaseError
from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    ContactAnswered,
    ContactOffered,
    Event,
    QueueSeen,
    SourceUp,
)
from supervisor.live.feed import Heartbeat
from supervisor.live.journal import Journal
from supervisor.settings.centre import CentreSettings, DemoClock
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.database import Database, open_centre, open_journal
from supervisor.storage.sources import add_source
from tests.live.away import away

PBX, QUEUE, LOGIN = "pbx", "sales", "anna"
SPEED = 60.0
WHO = "test"
BEAT_S = 0.3


class Hands:
    """Writes into the journal what happens, and that the collector lives."""

    def __init__(self, url: str) -> None:
        self.url = url
        real = datetime.now(UTC)
        noon = datetime.combine(
            CentreSettings().days.local(real).date(), time(12), CentreSettings().days.zone
        )
        demo_clock = DemoClock(real, noon.astimezone(UTC), SPEED)
        with open_centre(url) as centre, centre.write() as db:
            change_centre(db, {"demo": True, "demo_clock": demo_clock}, at=real, who=WHO)
            add_source(db, PBX, "simulated", {}, at=real, who=WHO)
        self.clock = ShiftedClock(demo_clock.real, demo_clock.shows, SPEED)
        self._journal = open_journal(url)
        self._sequence = 0
        self._stop = threading.Event()
        self._quiet = threading.Event()
        self._thread = threading.Thread(target=self._beat)
        self.say(
            SourceUp(PBX, self.clock.now()),
            QueueSeen(PBX, self.clock.now(), QUEUE),
            AgentSeen(PBX, self.clock.now(), LOGIN, "Anna", (QUEUE,)),
            AgentChanged(PBX, self.clock.now(), LOGIN, AgentState.OFFLINE),
        )
        self._one_beat(Journal(self._journal))
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._journal.close()

    def _beat(self) -> None:
        with open_journal(self.url) as own:
            journal = Journal(own)
            while not self._stop.wait(BEAT_S):
                if not self._quiet.is_set():
                    with suppress(DatabaseError):  # it is away, as a test wants it
                        self._one_beat(journal)

    def _one_beat(self, journal: Journal) -> None:
        now = self.clock.now()
        journal.beat(Heartbeat(PBX, "hands", now, now, 5.0))

    def say(self, *events: Event) -> None:
        self._sequence += 1
        Journal(self._journal).append(PBX, list(events), collector="hands", sequence=self._sequence)  # type: ignore[arg-type]

    def somebody_waits(self) -> None:
        """A customer waits, and nobody is signed in."""
        self.say(ContactOffered(PBX, self.clock.now(), "c1", QUEUE))

    def somebody_answers(self) -> None:
        self.say(ContactAnswered(PBX, self.clock.now(), "c1", QUEUE, LOGIN, 30.0))

    @contextmanager
    def collector_dead(self) -> Iterator[None]:
        """Nobody hears the source any more."""
        self._quiet.set()
        yield
        self._quiet.clear()

    def alarms(self) -> tuple[Alarm, ...]:
        """Every alarm that ever was, newest first."""
        with open_centre(self.url) as centre, centre.read() as db:
            return store.history(
                db, self.clock.now() - timedelta(days=1), self.clock.now() + timedelta(days=1)
            )

    def open(self) -> tuple[Alarm, ...]:
        return tuple(alarm for alarm in self.alarms() if alarm.is_open)

    def events(self, alarm: Alarm) -> list[str]:
        with open_centre(self.url) as centre, centre.read() as db:
            return [str(event.kind) for event in store.events_of(db, alarm.id)]

    def acknowledge(self, alarm: Alarm) -> None:
        with open_centre(self.url) as centre, centre.write() as db:
            store.acknowledge(db, [alarm.id], who=WHO, at=self.clock.now())


@contextmanager
def nobody_writes(centre: Database) -> Iterator[None]:
    """The centre's own tables cannot be written: its file is locked, or its server is away."""
    if centre.path is None:
        with away(centre.engine.url.render_as_string(hide_password=False)):
            yield
        return
    with closing(sqlite3.connect(str(centre.path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
