"""From the journal's follower to the screens: what changed, once a tick; the second, once a second."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from supervisor.clock import Clock, monotonic
from supervisor.errors import SupervisorError
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Feed, Heartbeat, judge, unread
from supervisor.live.follow import Update
from supervisor.live.rules import CountingRules

TICK_MS = 50
EVERYTHING = Changed(day=True)
TICK_MS_ASIDE = 100  # while the person works in another program


class Follower(Protocol):
    """What follows the journal in a thread of its own (`supervisor.live.follow.BoardFollower`)."""

    on_board: Callable[[], None] | None

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def take(self) -> Update | None: ...
    def set_rules(self, rules: CountingRules) -> None: ...
    def set_sources(self, sources: Iterable[str]) -> None: ...


class LiveBoard(QObject):
    """The board as it is now, for every screen; on the screen's thread, and never more than a moment's work.

    `changed` (Board, Changed) comes at once after a pause, else once a tick, `second` (now) at the beginning
    of each second of the centre's clock, so that running times jump together, and `judged` when a feed became
    live, late or dead, or what is to be said about it changed.
    """

    changed = Signal(object, object)
    second = Signal(object)
    judged = Signal(object)  # Mapping[str, Feed] by source
    problem_changed = Signal(object)  # SupervisorError that keeps the journal from being followed, or None
    _published = Signal()  # by the follower's thread

    def __init__(
        self,
        clock: Clock,
        follower: Follower | None = None,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.clock = clock
        self.board: Board = EMPTY
        self.feeds: Mapping[str, Feed] = {}
        self.heartbeats: Mapping[str, Heartbeat] = {}
        self.problem: SupervisorError | None = None
        self.is_known = False  # whether the journal was read, so that an empty board is truly empty
        self._speed: float = getattr(clock, "speed", 1.0)
        self._follower = follower
        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._take)
        self._taken_s = -math.inf
        self._published.connect(self._take_first, Qt.ConnectionType.QueuedConnection)
        self._second = QTimer(self)
        self._second.setSingleShot(True)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)
        self._second.timeout.connect(self._begin_second)

    def start(self) -> None:
        """Follow the journal and tell the seconds."""
        if self._follower is not None:
            self._begin_following(self._follower)
        self._await_second()

    def stop(self) -> None:
        """Say nothing more; the follower's thread has ended when this returns."""
        self._tick.stop()
        self._second.stop()
        self._end_following()

    @property
    def is_following(self) -> bool:
        """Whether the journal is followed: a role may not see the board at all."""
        return self._follower is not None

    def follow(self, follower: Follower | None) -> None:
        """Follow by *follower* from now on; None: nothing, and what was seen is forgotten."""
        self._tick.stop()
        self._end_following()
        self._follower = follower
        if follower is None:
            self.show(Update(EMPTY, EVERYTHING, {}))
        else:
            self._begin_following(follower)

    def _begin_following(self, follower: Follower) -> None:
        follower.on_board = self._published.emit
        follower.start()
        self._tick.start(TICK_MS)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._choose_pace)
            self._choose_pace(app.applicationState())

    def _end_following(self) -> None:
        app = QGuiApplication.instance()
        if self._follower is not None:
            if isinstance(app, QGuiApplication):
                app.applicationStateChanged.disconnect(self._choose_pace)
            self._follower.stop()
            self._follower.on_board = None
            self._follower = None

    def rest(self) -> None:
        """Take nothing and tell no seconds until `wake`: nobody looks. The follower goes on as it is."""
        self._tick.stop()
        self._second.stop()

    def wake(self) -> None:
        """Go on after `rest`."""
        if self._follower is not None:
            self._tick.start()
        self._await_second()

    def count_by(self, rules: CountingRules) -> None:
        """Count by *rules* from now on."""
        if self._follower is not None:
            self._follower.set_rules(rules)

    def hear(self, sources: Iterable[str]) -> None:
        """The centre has *sources* from now on, and waits for no others."""
        if self._follower is not None:
            self._follower.set_sources(sources)

    def show(self, update: Update) -> None:
        """Make *update* what every screen shows."""
        self.is_known = self.is_known or update.problem is None
        self.board = update.board
        self.heartbeats = update.heartbeats
        other_problem = update.problem != self.problem
        self.problem = update.problem
        self._judge()
        if update.changed:
            self.changed.emit(update.board, update.changed)
        if other_problem:
            self.problem_changed.emit(update.problem)

    @Slot()
    def _take(self) -> None:
        if self._follower is not None and (update := self._follower.take()) is not None:
            self._taken_s = monotonic()
            self.show(update)

    @Slot()
    def _take_first(self) -> None:
        """Take what comes after a pause at once; what follows within a tick waits for its end."""
        if self._tick.isActive() and (monotonic() - self._taken_s) * 1000 >= self._tick.interval():
            self._tick.start()
            self._take()

    @Slot()
    def _begin_second(self) -> None:
        self._await_second()
        self._judge()
        self.second.emit(self.clock.now())

    def _await_second(self) -> None:
        # A timer may come a little early; then it waits for the rest of a second that it has nearly told.
        left = 1000 - self.clock.now().microsecond // 1000
        self._second.start(left if left > 20 else left + 1000)

    def _judge(self) -> None:
        now = self.clock.now()
        names = [*self.board.sources, *(name for name in self.heartbeats if name not in self.board.sources)]
        feeds = {
            name: judge(self.board.sources.get(name), self.heartbeats.get(name), now, speed=self._speed)
            for name in names
        }
        if self.problem is not None:
            feeds = {name: unread(feed) for name, feed in feeds.items()}
        if _worth_telling(feeds) != _worth_telling(self.feeds):
            self.feeds = feeds
            self.judged.emit(feeds)
        else:
            self.feeds = feeds

    @Slot(Qt.ApplicationState)
    def _choose_pace(self, state: Qt.ApplicationState) -> None:
        active = state == Qt.ApplicationState.ApplicationActive
        self._tick.setInterval(TICK_MS if active else TICK_MS_ASIDE)


def _worth_telling(feeds: Mapping[str, Feed]) -> dict[str, tuple[object, ...]]:
    """All but the moment of the last sign of life, which moves on with every one."""
    return {name: (feed.state, feed.since, feed.reason, feed.cause) for name, feed in feeds.items()}
