"""The watch process: looks at the floor every few seconds, for what must be seen to whoever looks on.

One process a centre, held by a lock like that of the collector. It follows the journal in a thread, and each
look judges the board as it then is. Nothing it knows is lost with it: what lasts stands in the tables.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime

from supervisor.clock import Clock, monotonic
from supervisor.errors import AlreadyCollectedError, AlreadyWatchedError, DatabaseError
from supervisor.live.board_thread import Update
from supervisor.live.ending import when_parent_ends, when_told
from supervisor.live.feed import Feed, judge
from supervisor.live.follow import BoardFollower
from supervisor.live.lock import SourceLock
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.storage import areas
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, open_centre, open_journal
from supervisor.storage.exclusions import all_exclusions
from supervisor.storage.sources import all_sources
from supervisor.watch.alarms import AlarmKeeper
from supervisor.watch.keeper import Aside, Keeper, Seen, Turns

log = logging.getLogger(__name__)

LOOK_S = 5.0  # of the centre's clock between two looks,
SHORTEST_S = 0.1  # but never more than ten of them in a second of ours
RETRY_S = (0.5, 5.0)  # first and longest pause while the database is away
STAND_BY_S = 2.0  # between two tries to take the place of another
LOCK = "\x00watch"  # no source can be called so


class Centre:
    """What the tables say of the centre, read again when it changed."""

    def __init__(self, database: Database) -> None:
        """Raises DatabaseError."""
        self._database = database
        self.versions: dict[str, int] = {}
        self.settings = CentreSettings()
        self.rules = rules_of(self.settings)
        self.sources: tuple[str, ...] = ()
        self._read()
        self.clock: Clock = self.settings.clock()

    @property
    def speed(self) -> float:
        return getattr(self.clock, "speed", 1.0)

    def look(self) -> bool:
        """Read what changed; whether something did. Raises DatabaseError."""
        with self._database.read() as db:
            found = areas.versions(db)
        if found == self.versions:
            return False
        self._read()
        return True

    def _read(self) -> None:
        with self._database.read() as db:
            self.versions = areas.versions(db)
            self.settings = load_centre(db)
            excluded = [ghost.key for ghost in all_exclusions(db)]
            self.sources = tuple(record.name for record in all_sources(db))
        self.rules = rules_of(self.settings, excluded)

    def feeds(self, update: Update, now: datetime) -> Mapping[str, Feed]:
        """How every source that the centre has now is heard."""
        return {
            name: judge(update.board.sources.get(name), update.heartbeats.get(name), now, speed=self.speed)
            for name in self.sources
        }


class Watch:
    """Watches over the centre at a URL until it is told to end."""

    def __init__(
        self,
        url: str,
        keepers: Sequence[Keeper] = (),
        *,
        stand_by: bool = False,
        opened: Callable[[str], Database] = open_centre,
    ) -> None:
        """*keepers* are called after the alarms. *stand_by*: wait for one's turn when another watches there
        already."""
        self._url = url
        self._keepers = tuple(keepers)
        self._stand_by = stand_by
        self._opened = opened
        self._stop = threading.Event()
        self.alarms = AlarmKeeper()
        self.looks = 0

    def stop(self) -> None:
        """End soon; from any thread."""
        self._stop.set()

    def run(self) -> None:
        """Watch until told to end. Raises AlreadyWatchedError unless it stands by.

        A database that is away is waited for, also at the start.
        """
        pause_s = RETRY_S[0]
        said: DatabaseError | None = None
        while not self._stop.is_set():
            began_s = monotonic()
            try:
                self._one_life()
                pause_s, said = RETRY_S[0], None
            except AlreadyWatchedError:
                if not self._stand_by and not self.looks:  # who once watched is not sent home for a moment
                    raise
                self._stop.wait(STAND_BY_S)
                continue
            except DatabaseError as error:
                if error.reason in ("newer", "older", "unsupported"):
                    raise  # waiting mends nothing
                if error != said:  # once for each trouble, not once for each try
                    log.warning("the centre cannot be watched (%s: %s)", error.reason, error.detail)
                said = error
            if monotonic() - began_s > RETRY_S[1]:
                pause_s = RETRY_S[0]
            self._stop.wait(pause_s)
            pause_s = min(pause_s * 2, RETRY_S[1])

    def _one_life(self) -> None:
        """From opening the databases until told to end, or until the lock or the clock is another."""
        with ExitStack() as open_now:
            database = open_now.enter_context(self._opened(self._url))
            journal = open_now.enter_context(open_journal(self._url))
            try:
                lock = open_now.enter_context(SourceLock(journal, [LOCK]))
            except AlreadyCollectedError as error:
                raise AlreadyWatchedError(error.url) from error
            self.alarms.forget()  # somebody else may have kept them
            centre = Centre(database)
            follower = BoardFollower(
                lambda: open_journal(self._url),
                centre.rules,
                centre.clock,
                sources=centre.sources,
                calm=True,
            )
            turns = Turns(
                [
                    Keeper(AlarmKeeper.NAME, self.alarms.keep),
                    *(keeper for keeper in self._keepers if not keeper.aside),
                ]
            )
            asides = [Aside(keeper, database) for keeper in self._keepers if keeper.aside]
            follower.start()
            open_now.callback(follower.stop)
            for aside in asides:
                aside.start()
                open_now.callback(aside.stop)
            log.info("the centre is watched")
            self._look_on(database, centre, follower, lock, turns, asides)

    def _look_on(
        self,
        database: Database,
        centre: Centre,
        follower: BoardFollower,
        lock: SourceLock,
        turns: Turns,
        asides: Sequence[Aside],
    ) -> None:
        every_s = max(SHORTEST_S, LOOK_S / centre.speed)
        update: Update | None = None
        due_s = monotonic()
        while True:
            due_s = max(due_s + every_s, monotonic())  # what was missed is not made up for
            update = follower.take() or update
            if update is not None and update.problem is None:
                if not self._look(database, centre, follower, lock, update, turns, asides):
                    return
            elif update is None:
                due_s = min(due_s, monotonic() + SHORTEST_S)  # the first board is on its way
            if self._stop.wait(max(0.0, due_s - monotonic())):
                return

    def _look(
        self,
        database: Database,
        centre: Centre,
        follower: BoardFollower,
        lock: SourceLock,
        update: Update,
        turns: Turns,
        asides: Sequence[Aside],
    ) -> bool:
        """Look once; False when this life is over."""
        try:
            if not lock.hold():
                self.alarms.forget()
        except AlreadyCollectedError as error:
            raise AlreadyWatchedError(error.url) from error
        except DatabaseError as error:
            log.debug("the lock could not be looked at (%s: %s)", error.reason, error.detail)
            return True  # nobody may write without it
        demo_clock = centre.settings.demo_clock
        try:
            changed = centre.look()
        except DatabaseError as error:
            log.debug("the settings could not be read (%s: %s)", error.reason, error.detail)
        else:
            if changed and centre.settings.demo_clock != demo_clock:
                log.info("the centre's clock was set anew")
                return False
            follower.set_rules(centre.rules)
            follower.set_sources(centre.sources)
        now = centre.clock.now()
        seen = Seen(
            now,
            update.board,
            centre.feeds(update, now),
            centre.settings,
            centre.rules,
            centre.versions,
            centre.speed,
        )
        turns.give(seen, database)
        for aside in asides:
            aside.give(seen)
        self.looks += 1
        return True


def run(
    url: str, keepers: Sequence[Keeper] = (), *, for_s: float | None = None, ends_with_parent: bool = False
) -> None:
    """Watch as the main thing of this process, until told to end or *for_s* seconds are over.

    *ends_with_parent*: also when standard input, a pipe that the parent holds, is closed; such a process
    stands by while another watches. Raises AlreadyWatchedError, DatabaseError for a database that this
    version cannot use.
    """
    watch = Watch(url, keepers, stand_by=ends_with_parent)
    if ends_with_parent:
        when_parent_ends(watch.stop)
    timer = None
    if for_s is not None:
        timer = threading.Timer(for_s, watch.stop)
        timer.daemon = True
        timer.start()
    try:
        with when_told(watch.stop):
            watch.run()
    finally:
        if timer is not None:
            timer.cancel()
