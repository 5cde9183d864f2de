"""The live board of a console: a thread that follows the journal, so that no burst ever stops a screen."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from supervisor.clock import Clock, monotonic
from supervisor.errors import DatabaseError
from supervisor.events import LiveEvent
from supervisor.live.board import EMPTY, AgentKey, Board, Changed, QueueKey
from supervisor.live.feed import Heartbeat, Seat
from supervisor.live.fold import advance
from supervisor.live.rules import CountingRules

if TYPE_CHECKING:  # SQLAlchemy takes 0.3 s to load: the thread does that, after the first window
    from supervisor.live.journal import Batch, Journal, Watch
    from supervisor.storage.database import Database

log = logging.getLogger(__name__)

LOOK_S = 1.0  # heartbeats and the day are looked at this often, whatever is heard
SLICE_S = 0.0015  # of folding in one go, then others may have the interpreter,
REST_S = 0.0005  # for at least this long
SLICE_EVENTS = (100, 800)  # fewer would cost more in copies of the board than in events
PUBLISH_S = 0.02  # in a burst
ASLEEP = timedelta(minutes=10)  # whoever slept for so long begins with a newer snapshot
RETRY_S = (0.5, 5.0)  # first and longest pause while the journal is away


@dataclass(frozen=True)
class Update:
    """The board now, and what changed on it since the update before.

    *heartbeats* are by this seat's clock, ready for `feed.judge`. *problem* says why the journal cannot be
    followed at present; the board is then that of before.
    """

    board: Board
    changed: Changed
    heartbeats: dict[str, Heartbeat]
    problem: DatabaseError | None = None


@dataclass(frozen=True)
class Figures:
    """What the follower read since it was started, for the benchmarks and the sources page.

    *lag_s*: how old the newest event of the last batch was when it was on the board, by this seat's clock;
    None before there was one. *unknown*, *refused* count events that were left out, *damaged* batches.
    """

    batches: int = 0
    events: int = 0
    resumed: int = 0
    unknown: int = 0
    damaged: int = 0
    refused: int = 0
    lag_s: float | None = None


class BoardFollower:
    """Folds what the journal holds into a board, from the last snapshot on, and keeps it up to date.

    `start` it, `take` from it as often as you like (a screen's timer does), `stop` it.
    """

    def __init__(self, open_journal: Callable[[], Database], rules: CountingRules, clock: Clock) -> None:
        """*open_journal* is called on the follower's thread, again after each trouble; what it opened is
        closed there."""
        self._open_journal = open_journal
        self._clock = clock
        self._speed: float = getattr(clock, "speed", 1.0)
        self._thread: threading.Thread | None = None
        self._nudge = threading.Event()  # stop or other rules: end waiting
        self._stopping = False

        self._lock = threading.Lock()  # for what follows, down to the blank line
        self._rules = rules
        self._board = EMPTY
        self._changed = Changed()
        self._heartbeats: dict[str, Heartbeat] = {}
        self._problem: DatabaseError | None = None
        self._fresh = False
        self._figures = Figures()

        self._draft = EMPTY  # the thread's own: ahead of the published one within a burst
        self._draft_changed = _Touched()
        self._batch_id = 0
        self._anchored = False  # that batch is there; if it is not any more, the journal was begun anew
        self._slice = SLICE_EVENTS[0]
        self._published_s = 0.0

    # -- for the owner ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to follow."""
        if self._thread is not None:
            raise RuntimeError("already started")
        self._stopping = False
        self._nudge.clear()
        self._thread = threading.Thread(target=self._run, name="board follower", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Cease to follow; returns when the thread has ended. The last board can still be taken."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping = True
        self._nudge.set()
        thread.join()

    def take(self) -> Update | None:
        """What is new since the last time; None when nothing is."""
        with self._lock:
            if not self._fresh:
                return None
            update = Update(self._board, self._changed, self._heartbeats, self._problem)
            self._changed = Changed()
            self._fresh = False
            return update

    def set_rules(self, rules: CountingRules) -> None:
        """Count by *rules* from now on: the day is folded again."""
        with self._lock:
            if rules == self._rules:
                return
            self._rules = rules
        self._nudge.set()

    def figures(self) -> Figures:
        """What was read so far."""
        with self._lock:
            return self._figures

    # -- the thread ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        from supervisor.live.journal import Journal  # see above: loads SQLAlchemy

        pause_s = RETRY_S[0]
        while not self._stopping:
            try:
                with self._open_journal() as db:
                    pause_s = RETRY_S[0]
                    self._follow(Journal(db))
            except DatabaseError as problem:
                with self._lock:
                    again, self._problem = self._problem == problem, problem
                    self._fresh = True
                if not again:  # once for each trouble, not once for each try
                    log.warning("the journal cannot be followed (%s: %s)", problem.reason, problem.detail)
            except Exception:
                # A bug, and the hook will say so; but a wall must not freeze over it without a word.
                log.exception("following the journal failed; it is begun anew")
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
                pause_s = RETRY_S[1]
            if not self._stopping:
                self._nudge.wait(pause_s)
                self._heed()
                pause_s = min(pause_s * 2, RETRY_S[1])

    def _heed(self) -> None:
        """Nudged, and about to look what for; that we are to stop is not forgotten."""
        self._nudge.clear()
        if self._stopping:
            self._nudge.set()

    def _follow(self, journal: Journal) -> None:
        watch = journal.watch()  # before the first look, so that nothing falls between
        try:
            while not self._stopping:
                rules = self._resume(journal)
                seat = Seat(self._speed)
                look_s, before = 0.0, self._clock.now()
                while not self._stopping and self._rules is rules:
                    now, steady_s = self._clock.now(), monotonic()
                    if now - before > ASLEEP * self._speed:
                        break
                    before = now
                    if steady_s >= look_s:
                        look_s = steady_s + LOOK_S
                        self._look(journal, seat, now)
                    elif not watch.wait(look_s - steady_s, self._nudge):
                        continue
                    if not self._read(watch, rules):
                        break
                    self._roll(now, rules)
        finally:
            watch.close()

    def _resume(self, journal: Journal) -> CountingRules:
        """Begin with the best snapshot; everything may have changed."""
        self._heed()
        with self._lock:
            rules = self._rules
        position = journal.resume(rules, self._clock.now(), between=_rest)
        self._draft_changed.everything(self._draft, position.board)
        self._draft, self._batch_id = position.board, position.batch_id
        self._anchored = journal.has(position.batch_id)
        with self._lock:
            self._problem = None
            self._figures = replace(
                self._figures,
                resumed=self._figures.resumed + 1,
                unknown=self._figures.unknown + position.unknown,
                damaged=self._figures.damaged + position.damaged,
                refused=self._figures.refused + position.refused,
            )
        self._publish()
        return rules

    def _look(self, journal: Journal, seat: Seat, now: datetime) -> None:
        """Take the signs of life."""
        seat.take(journal.heartbeats(), now, monotonic())
        beats = seat.beats(now, monotonic())
        with self._lock:
            if beats != self._heartbeats:
                self._heartbeats = beats
                self._fresh = True

    def _roll(self, now: datetime, rules: CountingRules) -> None:
        """End the day at its hour, though nothing may happen then."""
        self._draft, changed = advance(self._draft, now, rules)
        if changed:
            self._draft_changed.add(changed)
            self._publish()

    def _read(self, watch: Watch, rules: CountingRules) -> bool:
        """Fold every batch after the last, in slices, as long as nobody calls us off; False when the last
        one is gone: pruned while this seat slept, or the journal was begun anew."""
        while not self._nudge.is_set():
            batches, there = watch.news(self._batch_id)
            if self._anchored and batches and not there:
                return False
            for batch in batches:
                self._fold(batch, rules)
                if monotonic() - self._published_s > PUBLISH_S:
                    self._publish()
            if not batches:
                return True
            self._publish()
        return True

    def _fold(self, batch: Batch, rules: CountingRules) -> None:
        from supervisor.live.journal import fold_soundly  # loaded long ago, by _run

        place, refused = 0, 0
        while place < len(batch.events):
            began_s = monotonic()
            events: tuple[LiveEvent, ...] = batch.events[place : place + self._slice]
            self._draft, changed, bad = fold_soundly(self._draft, events, rules)
            self._draft_changed.add(changed)
            place += len(events)
            refused += len(bad)
            for event, error in bad:
                log.error("an event of batch %s is left out: %.500r", batch.id, event, exc_info=error)
            took_s = monotonic() - began_s
            if took_s > SLICE_S:
                self._slice = max(SLICE_EVENTS[0], self._slice // 2)
            elif took_s < SLICE_S / 3 and len(events) == self._slice:
                self._slice = min(SLICE_EVENTS[1], self._slice * 2)
            if took_s > SLICE_S / 3:
                _rest()
        self._batch_id, self._anchored = batch.id, True
        lag_s = None if batch.last_at is None else (self._clock.now() - batch.last_at).total_seconds()
        with self._lock:
            self._figures = replace(
                self._figures,
                batches=self._figures.batches + 1,
                events=self._figures.events + len(batch.events),
                unknown=self._figures.unknown + batch.unknown,
                damaged=self._figures.damaged + batch.damaged,
                refused=self._figures.refused + refused,
                lag_s=lag_s,
            )

    def _publish(self) -> None:
        changed = self._draft_changed.taken()
        self._published_s = monotonic()
        with self._lock:
            self._board = self._draft
            self._changed |= changed
            self._fresh = True


class _Touched:
    """What changed since the last publication, collected in place: a burst has hundreds of slices."""

    def __init__(self) -> None:
        self._sources: set[str] = set()
        self._queues: set[QueueKey] = set()
        self._agents: set[AgentKey] = set()
        self._day = False

    def add(self, changed: Changed) -> None:
        self._sources |= changed.sources
        self._queues |= changed.queues
        self._agents |= changed.agents
        self._day |= changed.day

    def everything(self, *shown: Board) -> None:
        for board in shown:
            self._sources |= board.sources.keys()
            self._queues |= board.queues.keys()
            self._agents |= board.agents.keys()
        self._day = True

    def taken(self) -> Changed:
        changed = Changed(
            frozenset(self._sources), frozenset(self._queues), frozenset(self._agents), self._day
        )
        self._sources.clear()
        self._queues.clear()
        self._agents.clear()
        self._day = False
        return changed


def _rest() -> None:
    """Let the screen's thread have the interpreter."""
    time.sleep(REST_S)
