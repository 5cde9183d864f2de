"""Standing by: the journal is followed, and what was heard here is kept until it stands there."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from supervisor.clock import monotonic
from supervisor.events import FullState, LiveEvent, SourceDown, decode
from supervisor.live.collecting.boards import Boards
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.entry import Entry
from supervisor.live.listened import Listened
from supervisor.live.names import Names
from supervisor.live.outbox import BATCH_EVENTS, Outbox, readable
from supervisor.live.sign import Sign
from supervisor.live.tape import Batch
from supervisor.live.unwritten import Unwritten, whole_stories
from supervisor.live.veil import Veil
from supervisor.sources.source import Heard, Said

log = logging.getLogger(__name__)

KEPT_S = 4 * 3600.0  # how long a stand-by keeps what nobody journals: a take-over needs seconds


class StandBy:
    """What only we have heard, and when those who work were last seen."""

    def __init__(self, place: Workplace, boards: Boards, sources: Sequence[str], bound_bytes: int) -> None:
        """At most *bound_bytes* are kept of all sources together."""
        self._place = place
        self._boards = boards
        self._sources = tuple(sources)
        self._bound = bound_bytes
        self._unwritten: dict[str, Unwritten] = {}
        self._others_alive_s: dict[str, float] = {}  # when the one that works for a source last gave a sign
        self._others_beats: dict[str, datetime] = {}
        self._strike_id = 0  # what others journalled after this batch is struck off
        self._cut_off_s: float | None = None  # what was heard before could not be written: it is told late
        self.read_id: int | None = None
        """The board is as of this batch of the journal; None: it is read anew."""

    def __bool__(self) -> bool:
        """Whether we stand by: what is heard is kept."""
        return bool(self._unwritten)

    def begin(self, strike_id: int) -> None:
        """Keep what is heard from now on; what others journalled after batch *strike_id* is struck off."""
        each = max(1, self._bound // max(1, len(self._sources)))
        self._unwritten = {name: Unwritten(each, KEPT_S) for name in self._sources}
        self._strike_id = strike_id

    def end(self) -> dict[str, Unwritten]:
        """What was kept, by source: from now on we work."""
        kept, self._unwritten = self._unwritten, {}
        self._cut_off_s = None
        return kept

    # -- what is heard ------------------------------------------------------------------------------------

    def overhear(self, source: Listened, group: Iterable[Said]) -> None:
        """Keep what *source* said, in case that nobody journals it. Its full states are compared only when
        this collector works: it asks for one then."""
        events: list[LiveEvent] = [said for said in group if not isinstance(said, Heard | FullState)]
        sound, _refused = readable(events)
        if sound:
            self._unwritten[source.name].hear(sound, monotonic())
            source.happened(max(event.at for event in sound))

    def mark_down(self, source: Listened, reason: str) -> None:
        """*source* is no longer heard."""
        down = SourceDown(source.name, self._place.clock.now(), reason)
        self._unwritten[source.name].hear([down], monotonic())

    def hear_again(self, entries: Iterable[Entry], veil: Veil | None) -> None:
        """Take *entries* as if their sources had only now said them, each as long ago as it is dated. What
        of it nobody else heard is told late."""
        now, now_s = self._place.clock.now(), monotonic()
        names = Names(veil.known()) if veil is not None else None
        at_s = float("-inf")
        for entry in entries:
            if (unwritten := self._unwritten.get(entry.source)) is None:
                continue
            if names is not None:
                names.learn(entry.names)
            events: Sequence[LiveEvent] = decode(entry.events)[0]
            if names is not None and entry.veiled:
                events = names.events(events, entry.private)
            ago_s = (now - entry.last_at).total_seconds() / self._place.speed
            at_s = min(now_s, max(at_s, now_s - max(0.0, ago_s)))
            unwritten.hear(events, at_s)
        self._cut_off_s = monotonic()
        for unwritten in self._unwritten.values():
            unwritten.noise = []

    # -- what the others do -------------------------------------------------------------------------------

    async def follow(self) -> int:
        """Bring the board to where the journal is, and strike off what stands there; its last batch."""
        journal = self._place.journal
        if self.read_id is None:
            position = await self._place.on_sql(
                journal.moments.resume, self._place.rules, self._place.clock.now()
            )
            self._boards.said, self.read_id = position.board, position.batch_id
        while self._strike_id < self.read_id:
            batches = await self._place.on_sql(journal.batches_after, self._strike_id)
            batches = [batch for batch in batches if batch.id <= self.read_id]
            self._strike(batches)
            self._strike_id = batches[-1].id if batches else self.read_id
        while batches := await self._place.on_sql(journal.batches_after, self.read_id):
            self._boards.fold([event for batch in batches for event in batch.events])
            self._strike(batches)
            self._strike_id = self.read_id = batches[-1].id
        return self.read_id

    def _strike(self, batches: Iterable[Batch]) -> None:
        now_s = monotonic()
        for batch in batches:
            if (unwritten := self._unwritten.get(batch.source)) is not None:
                unwritten.read(batch.events, now_s)

    def look(self, sign: Sign) -> None:
        """Note, on the thread of the database, which of the others are alive, and that we are."""
        now_s = monotonic()
        for name, beat in self._place.journal.heartbeats().items():
            if beat.collector != self._place.name and self._others_beats.get(name) != beat.at:
                self._others_beats[name] = beat.at
                self._others_alive_s[name] = now_s
        self._place.journal.beat_all([], sign)

    def was_covered(self, source: Listened, kept: Unwritten) -> bool:
        """Whether we have heard all of *source* since a moment at which another was still at work."""
        if source.covers_s is None:
            return False
        covers_s = max(source.covers_s, kept.lost_until_s or source.covers_s)
        return covers_s <= self._others_alive_s.get(source.name, float("-inf"))

    # -- after having been cut off ------------------------------------------------------------------------

    async def tell_late(self, last_sequence: int) -> int | None:
        """Journal what was heard here alone while we were cut off and nobody stood by: the contacts that came
        and went meanwhile. It changes nothing that the one at work has on its board, and so needs no lock;
        everything else it has found out by a full state.

        Batches are numbered after *last_sequence*; returns the last number, None while it is too early, or
        there is nothing more to tell.
        """
        if self._cut_off_s is None or self.read_id is None:
            return None
        oldest = [unwritten.oldest_s for unwritten in self._unwritten.values()]
        if any(at_s is not None and at_s <= self._cut_off_s for at_s in oldest):
            return None  # it may still come
        outbox = Outbox(last_sequence, await self._place.on_sql(self._place.journal.veil))
        told = 0
        for name, unwritten in self._unwritten.items():
            stories = whole_stories(unwritten.noise or ())
            told += len(stories)
            for start in range(0, len(stories), BATCH_EVENTS):
                outbox.put(name, stories[start : start + BATCH_EVENTS])
        while entries := outbox.take():
            await self._place.on_sql(self._place.journal.append_all, entries, collector=self._place.name)
            outbox.confirm()
        log.info("%s events that nobody else had heard were told late", told)
        self._cut_off_s = None
        for unwritten in self._unwritten.values():
            unwritten.noise = None
        return outbox.last_sequence
