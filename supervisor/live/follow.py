"""The live board of a console: a thread that follows the journal, so that no burst ever stops a screen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from supervisor.clock import Clock, monotonic
from supervisor.events import LiveEvent
from supervisor.live.board import Board
from supervisor.live.board_thread import BoardThread
from supervisor.live.board_thread import Update as Update
from supervisor.live.feed import Seat
from supervisor.live.fold import advance
from supervisor.live.removed import without_removed
from supervisor.live.rules import CountingRules
from supervisor.live.slices import Slicer, rest
from supervisor.live.tape import ROWS_AT_ONCE

if TYPE_CHECKING:  # SQLAlchemy takes 0.3 s to load: the thread does that, after the first window
    from supervisor.live.journal import Journal
    from supervisor.live.news import Watch
    from supervisor.live.tape import Batch
    from supervisor.storage.database import Database

log = logging.getLogger(__name__)

LOOK_S = 1.0  # heartbeats and the day are looked at this often, whatever is heard
PUBLISH_S = 0.02  # in a burst
ASLEEP = timedelta(minutes=10)  # whoever slept for so long begins with a newer snapshot


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


class BoardFollower(BoardThread):
    """Folds what the journal holds into a board, from the last snapshot on, and keeps it up to date."""

    NAME = "board follower"

    def __init__(
        self,
        open_journal: Callable[[], Database],
        rules: CountingRules,
        clock: Clock,
        *,
        sources: Iterable[str] | None = None,
        calm: bool = False,
    ) -> None:
        """*open_journal* is called on the follower's thread, again after each trouble; what it opened is
        closed there. *sources*: those that the centre has; None: whichever the journal knows. A *calm* one
        reads once every LOOK_S instead of at each commit: a few large batches cost a fraction of many small
        ones."""
        super().__init__(open_journal, rules)
        self._clock = clock
        self._calm = calm
        self._speed: float = getattr(clock, "speed", 1.0)
        self._sources = None if sources is None else frozenset(sources)  # under the lock, as is
        self._figures = Figures()
        self._slicer = Slicer()
        self._batch_id = 0
        self._anchored = False  # that batch is there; if it is not any more, the journal was begun anew
        self._scratch = False  # begun without a snapshot

    def set_sources(self, sources: Iterable[str]) -> None:
        """The centre has *sources* from now on: of others no board tells more than what they counted."""
        with self._lock:
            if (known := frozenset(sources)) == self._sources:
                return
            self._sources = known
        self._nudge.set()

    def figures(self) -> Figures:
        """What was read so far."""
        with self._lock:
            return self._figures

    def _work(self, journal: Journal) -> None:
        watch = journal.watch()  # before the first look, so that nothing falls between
        hidden = journal.reading.hides  # what came before the veil may not be ours to read
        try:
            while not self._stopping:
                rules, sources = self._resume(journal)
                seat = Seat(self._speed)
                look_s, before = 0.0, self._clock.now()
                while not self._stopping and self._rules is rules and self._sources is sources:
                    now, steady_s = self._clock.now(), monotonic()
                    if now - before > ASLEEP * self._speed:
                        break
                    before = now
                    if steady_s >= look_s:
                        look_s = steady_s + LOOK_S
                        self._look(watch, seat, now)
                        if journal.reading.has_changed(woken=watch.has_heard_of_areas()):
                            break  # agents are called otherwise now: the board is told anew
                        if hidden and self._scratch and journal.has_snapshot(rules):
                            hidden = False  # once: what cannot be read now cannot be in a second
                            break
                    elif self._calm:
                        self._nudge.wait(look_s - steady_s)
                        continue
                    elif not watch.wait(look_s - steady_s, self._nudge):
                        continue
                    if not self._read(watch, rules):
                        break
                    self._roll(now, rules)
        finally:
            watch.close()

    def _resume(self, journal: Journal) -> tuple[CountingRules, frozenset[str] | None]:
        """Begin with the best snapshot; everything may have changed."""
        self._heed()
        with self._lock:
            rules, sources = self._rules, self._sources
        position = journal.moments.resume(rules, self._clock.now(), between=rest)
        self._draft_changed.everything(self._draft, position.board)
        self._draft, self._batch_id = position.board, position.batch_id
        self._anchored = journal.has(position.batch_id)
        journal.db.shed()  # from here on the watch's connection does
        self._scratch = position.scratch
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
        return rules, sources

    def _shown(self) -> Board:
        if self._sources is None:
            return self._draft
        return without_removed(self._draft, self._sources, self._rules)

    def _look(self, watch: Watch, seat: Seat, now: datetime) -> None:
        """Take the signs of life."""
        seat.take(watch.heartbeats(), now, monotonic())
        beats = seat.beats(now, monotonic())
        with self._lock:
            if self._sources is not None:
                beats = {name: beat for name, beat in beats.items() if name in self._sources}
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
            if batches:
                self._fold(batches, rules)
                self._publish()
            if len(batches) < ROWS_AT_ONCE:
                return True  # whatever is written after that look wakes us again
        return True

    def _fold(self, batches: Sequence[Batch], rules: CountingRules) -> None:
        """Fold *batches* in slices, whatever of them is one batch: each slice costs a board."""
        events = [event for batch in batches for event in batch.events]
        place, refused, begun_s = 0, 0, monotonic()
        while place < len(events):
            some: list[LiveEvent] = events[place : place + self._slicer.size]
            self._draft, changed, bad = self._slicer.fold(self._draft, some, rules)
            self._draft_changed.add(changed)
            place += len(some)
            refused += len(bad)
            for event, error in bad:
                log.error("an event is left out: %.500r", event, exc_info=error)
            if monotonic() - max(begun_s, self._published_s) > PUBLISH_S:
                self._publish()
        self._batch_id, self._anchored = batches[-1].id, True
        last_at = max((batch.last_at for batch in batches if batch.last_at is not None), default=None)
        lag_s = None if last_at is None else (self._clock.now() - last_at).total_seconds()
        with self._lock:
            self._figures = replace(
                self._figures,
                batches=self._figures.batches + len(batches),
                events=self._figures.events + len(events),
                unknown=self._figures.unknown + sum(batch.unknown for batch in batches),
                damaged=self._figures.damaged + sum(batch.damaged for batch in batches),
                refused=self._figures.refused + refused,
                lag_s=lag_s,
            )
