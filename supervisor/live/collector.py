"""Keeps the sources connected and writes what they say into the journal: a process of its own.

The order of things, so that nothing is lost, doubled or held up:

- What a source says is folded into the collector's own board as it comes. A full state becomes the events
  that mend that board (`audit.corrections`); only those are journalled.
- One writer journals what is new: the first event of a quiet time at once, then at most every 20 ms. A
  batch keeps its number until the database confirms it, so an append whose answer got lost is repeated
  without harm. All SQL runs on one thread beside the event loop: a slow disk never stops a socket.
- While the database is away, events wait in order: in memory, and after a moment on disk (`spool.py`), so
  that a collector that is killed meanwhile delivers them after its restart. Both are bounded. At the bound
  the sources are let go: each is marked as down, with that as the last thing that is kept, and nothing older
  is dropped. When all has been written, they are asked anew, and their full state mends what was missed.
- Of two collectors of a source one works, held by a lock; on a server the other stands by (`unwritten.py`):
  it listens, follows the journal, and when the lock is free it journals exactly what the other had not. One
  that was cut off and finds another at work stands by in its turn; one that does not hear a source which
  another hears gives way to it (`collecting/yielding.py`).
- A collector that ends, however it ends, is resumed by the next from the journal.

Each of its parts (`collecting/`) is about one of these; here is how they go over into one another.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from supervisor.clock import Clock
from supervisor.errors import AlreadyCollectedError, DatabaseError
from supervisor.live.collecting.backlog import Backlog
from supervisor.live.collecting.boards import Boards
from supervisor.live.collecting.condition import Condition
from supervisor.live.collecting.hearing import Hearing
from supervisor.live.collecting.reach import Reach
from supervisor.live.collecting.stand_by import StandBy
from supervisor.live.collecting.teller import Teller
from supervisor.live.collecting.turn import OvertakenError, Turn
from supervisor.live.collecting.upkeep import Upkeep
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.collecting.writer import Writer
from supervisor.live.collecting.yielding import YieldError, Yielding
from supervisor.live.cut_off import notice_soon
from supervisor.live.ending import when_parent_ends, when_told
from supervisor.live.feed import Rhythm
from supervisor.live.journal import Journal
from supervisor.live.listened import Listened
from supervisor.live.outbox import Outbox
from supervisor.live.rules import CountingRules
from supervisor.live.service import Service
from supervisor.live.sign import Role, take_back_sign
from supervisor.live.spool import Spool
from supervisor.live.unwritten import whole_stories
from supervisor.live.veil import Veil
from supervisor.sources.source import Asked, Connector, Said
from supervisor.words import mark

log = logging.getLogger(__name__)

OUTDATED_S = 2.0  # between two looks whether other sources or rules are wanted
KEEP = timedelta(days=8)  # how long the journal goes back
KEPT_BYTES = 64_000_000  # in memory while the database is away: some 700,000 events, hours of a large centre
STAND_BY_S = 1.0  # between two tries to take over


async def collect(
    connectors: Sequence[Connector],
    journal: Journal,
    rules: CountingRules,
    clock: Clock,
    collector_id: str,
    *,
    stop: asyncio.Event | None = None,
    until_end: bool = False,
    keep: timedelta = KEEP,
    kept_bytes: int = KEPT_BYTES,
    service: Service | None = None,
) -> None:
    """Write what *connectors* say into *journal* until *stop* is set, or until cancelled.

    *until_end*: also return when every connector is at its end, as a recording is. *collector_id* names this
    run; a run under the name of an earlier one continues its count of batches, and what waits on disk keeps
    the name under which it was numbered. What is older than *keep* is pruned. When another collector has one
    of the sources, this one stands by; on SQLite it raises AlreadyCollectedError. Raises DatabaseError when
    the journal cannot be read at the start; later it waits for the database.
    """
    collector = _Collector(
        connectors, journal, rules, clock, collector_id, keep, kept_bytes, service or Service()
    )
    await collector.run(stop or asyncio.Event(), until_end)


def run(
    connectors: Sequence[Connector],
    journal: Journal,
    rules: CountingRules,
    clock: Clock,
    *,
    for_s: float | None = None,
    until_end: bool = False,
    ends_with_parent: bool = False,
    keep: timedelta = KEEP,
    outdated: Callable[[], bool] | None = None,
    service: Service | None = None,
) -> bool:
    """Collect as the main thing of this process, until SIGTERM or SIGINT, or until *for_s* seconds are over.

    *ends_with_parent*: standard input is a pipe that the parent holds; its end is the parent's end, and ours.
    *outdated* is asked every two seconds, on a thread, whether other connectors or rules are wanted now: True
    ends this run, and only then True is returned, so that the caller begins one of the new kind.
    """

    async def main() -> bool:
        stop = asyncio.Event()
        begin_anew = False

        async def look() -> None:
            nonlocal begin_anew
            while outdated is not None and not stop.is_set():
                await asyncio.sleep(OUTDATED_S)
                try:
                    begin_anew = await asyncio.to_thread(outdated)
                except DatabaseError:
                    continue  # the writer tells of that
                if begin_anew:
                    stop.set()

        loop = asyncio.get_running_loop()

        def end() -> None:
            with suppress(RuntimeError):  # it is over already
                loop.call_soon_threadsafe(stop.set)

        if for_s is not None:
            loop.call_later(for_s, stop.set)
        if ends_with_parent:
            when_parent_ends(end)
        looking = asyncio.create_task(look(), name="is it outdated?")
        try:
            with when_told(end):
                await collect(
                    connectors,
                    journal,
                    rules,
                    clock,
                    uuid.uuid4().hex,
                    stop=stop,
                    until_end=until_end,
                    keep=keep,
                    service=service,
                )
        finally:
            looking.cancel()
        return begin_anew

    return asyncio.run(main())


class _Collector:
    """The parts, and how they go over from standing by to working and back."""

    def __init__(
        self,
        connectors: Sequence[Connector],
        journal: Journal,
        rules: CountingRules,
        clock: Clock,
        collector_id: str,
        keep: timedelta,
        kept_bytes: int,
        service: Service,
    ) -> None:
        place = self._place = Workplace(journal, rules, clock, service, collector_id)
        self._reach = Reach()
        self._boards = Boards(rules)
        self._backlog = Backlog(place, self._reach, kept_bytes)
        self._hearing = Hearing(place, connectors, self._backlog.room, self._take, self._mark_down)
        names = self._hearing.names
        self._turn = Turn(place, names)
        self._teller = Teller(place, self._boards, self._backlog, self._let_sources_go)
        self._stand_by = StandBy(place, self._boards, names, kept_bytes)
        self._upkeep = Upkeep(place, self._boards, self._reach, names, keep)
        self._yielding = Yielding(place, self._hearing, self._reach)
        parts = (place, self._turn, self._hearing, self._backlog)
        self._condition = Condition(*parts, self._reach, self._yielding)
        self._writer = Writer(
            *(*parts, self._boards, self._reach, self._upkeep, self._condition, self._yielding),
            self._tell_held,
        )

    # -- from beginning to end ----------------------------------------------------------------------------

    async def run(self, stop: asyncio.Event, until_end: bool) -> None:
        place = self._place
        aside: list[asyncio.Task[None]] = []
        try:
            await place.on_sql(self._begin)
            working = asyncio.create_task(self._work(), name="writer")
            keeping = self._backlog.keep_on_disk(lambda: self._turn.is_ours, self._boards.forget_taken)
            aside = [
                asyncio.create_task(keeping, name="spool"),
                asyncio.create_task(self._condition.keep_telling(), name="health"),
                asyncio.create_task(self._yielding.keep_asking(), name="signs of life"),
            ]
            self._hearing.begin()
            try:
                await self._until(working, stop, until_end)
            finally:  # also when cancelled: what was heard is written, and the end is announced
                place.service.stopping()
                await self._hearing.end()
                self._tell_held()
                place.end()
                await working
        finally:
            for task in aside:
                task.cancel()
            await asyncio.gather(*aside, return_exceptions=True)
            await self._upkeep.end()
            await place.on_sql(self._end)
            place.close()
            place.service.ended()

    async def _until(self, working: asyncio.Task[None], stop: asyncio.Event, until_end: bool) -> None:
        waits = [asyncio.create_task(stop.wait())]
        if until_end:
            waits.append(asyncio.create_task(self._hearing.all_ended.wait()))
        try:
            await asyncio.wait((working, *waits), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _begin(self) -> None:
        place, journal = self._place, self._place.journal
        notice_soon(journal.db)
        spool = self._backlog.spool = place.service.spool()
        if spool:
            place.name = spool.collector
        if place.is_shared:
            self._yielding.others.look()
        if not self._yielding.others.hears_all(standing_by=True):  # it is about to take over
            self._turn.try_lock()
        last = journal.last_sequence(place.name)
        veil = journal.veil()
        if spool:
            last = self._begin_with_leftovers(spool, last, veil)
        self._backlog.outbox = Outbox(last, veil)
        position = journal.moments.resume(place.rules, place.clock.now())
        self._boards.begin(position.board, position.batch_id)
        self._turn.confirmed_id = self._stand_by.read_id = position.batch_id
        beats = journal.heartbeats()
        for source in self._hearing:
            source.last_at = journal.last_at(source.name)
            if source.name in beats:
                source.rhythm = Rhythm(beats[source.name].usual_gap_s)
        if self._stand_by:
            return
        if self._turn.has_lock:
            self._turn.role = Role.WORKING
        else:
            self._stand_by.begin(position.batch_id)

    def _begin_with_leftovers(self, spool: Spool, last: int, veil: Veil | None) -> int:
        """Deliver what an earlier run left on disk, if nobody was at work since; else what of it nobody has
        journalled is told when this one works. Returns the number of the last batch."""
        place, journal = self._place, self._place.journal
        journalled, last = last, max(last, spool.last_sequence)
        since = journal.batch_before(place.name, self._hearing.names, spool.since)
        others = journal.collectors_after(since, self._hearing.names) - {place.name}
        if self._turn.has_lock and not others:
            log.info("%s batches wait on disk, and are delivered", spool.entries)
            while entries := spool.head():
                journal.append_all(entries, collector=place.name, holder=self._turn.holder)
                spool.confirm()
            return last
        log.info("%s batches wait on disk; another collector was at work since", spool.entries)
        self._stand_by.begin(since)
        # An append whose answer did not come may have been done: what it wrote stands before all this.
        left = (entry for entry in spool.everything() if entry.sequence > journalled)
        self._stand_by.hear_again(left, veil)
        return last

    def _end(self) -> None:
        self._backlog.close()
        if self._place.is_shared:
            with suppress(DatabaseError), self._place.journal.db.write() as db:
                take_back_sign(db, self._place.name)
        self._turn.release()

    # -- what is heard ------------------------------------------------------------------------------------

    def _take(self, source: Listened, group: Sequence[Said]) -> None:
        if not self._turn.is_ours:
            self._stand_by.overhear(source, group)
        elif not self._yielding.holds(source, group):
            self._teller.take(source, group)

    def _tell_held(self) -> None:
        """Tell what was held back as if it had come now."""
        for source, group in self._yielding.released():
            if self._turn.is_ours:
                self._teller.take(source, group)
            else:
                self._stand_by.overhear(source, group)

    def _mark_down(self, source: Listened, reason: str) -> None:
        source.away(reason)
        if self._turn.is_ours:
            self._teller.mark_down(source, reason)
        else:
            self._stand_by.mark_down(source, reason)

    def _let_sources_go(self) -> None:
        """The database has been away for too long: stop hearing more than can be kept."""
        if self._hearing.is_let_go:
            return
        self._tell_held()
        waiting = self._backlog.outbox.bytes
        log.error("%s bytes wait for the journal: the sources are let go until it is back", waiting)
        self._hearing.let_go(mark("the journal cannot be written"))

    # -- working and standing by --------------------------------------------------------------------------

    async def _work(self) -> None:
        """Write the journal, or stand by for whoever does, until we end."""
        while True:
            if self._turn.is_ours:
                try:
                    await self._writer.write()
                except (AlreadyCollectedError, OvertakenError):
                    if not self._place.is_shared:
                        raise
                    log.warning("another collector is at work: this one stands by")
                    await self._give_way()
                except YieldError:
                    await self._give_way()
                    self._yielding.give_way()
                    await self._place.on_sql(self._turn.release)
            else:
                await self._wait_for_our_turn()
            if self._place.ending_s is not None and (not self._turn.is_ours or self._writer.is_over):
                return

    async def _wait_for_our_turn(self) -> None:
        """Follow what the other journals, and take over as soon as the sources are free."""
        place = self._place
        while place.ending_s is None:
            try:
                if place.is_shared:
                    await place.on_sql(self._yielding.others.look)
                free = self._yielding.may_take() and await place.on_sql(self._turn.try_lock)
                read_id = await self._stand_by.follow()
                if free:
                    await self._take_over(read_id)
                    return
                await place.on_sql(lambda: self._stand_by.look(self._condition.sign()))
                await self._tell_late()
            except DatabaseError as error:
                self._reach.note_away(error)
            else:
                self._reach.is_back()
            place.turned()
            place.wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(STAND_BY_S):
                    await place.wake.wait()

    async def _take_over(self, read_id: int) -> None:
        """Go on where the journal ends: tell what it lacks, then compare with a full state."""
        place = self._place
        last = await place.on_sql(place.journal.last_sequence, place.name)
        veil = await place.on_sql(place.journal.veil)
        await self._backlog.clear_disk()
        # From here on nothing is waited for: whatever is said next comes after what was kept.
        now = place.clock.now()
        kept = self._stand_by.end()
        self._backlog.outbox = Outbox(max(last, self._backlog.outbox.last_sequence), veil)
        self._boards.begin(self._boards.said, read_id)
        self._turn.confirmed_id = read_id
        self._reach.begin_anew()
        self._turn.enter(Role.WORKING)
        self._yielding.takes_over()
        self._teller.begin(kept)
        for source in self._hearing:
            unwritten = kept[source.name]
            source.gap = not self._stand_by.was_covered(source, unwritten)
            source.follow_on(self._boards.said)
            rest = [*whole_stories(unwritten.noise or ()), *unwritten.rest()]
            log.info("%s: %s events were not in the journal yet", source.name, len(rest))
            self._teller.put(source, rest)
            self._teller.tell_link(source, unwritten.link, now)
            if isinstance(source.connector, Asked):
                source.connector.ask()

    async def _tell_late(self) -> None:
        last = await self._stand_by.tell_late(self._backlog.outbox.last_sequence)
        if last is not None:
            self._backlog.outbox = Outbox(last, self._backlog.outbox.veil)
            await self._backlog.clear_disk()

    async def _give_way(self) -> None:
        """Another is at work, or is to be: from now on we stand by, and what we could not write is struck off
        by what it writes. Whatever nobody has heard but us, we tell when it is our turn again."""
        self._reach.begin_anew()  # so that nothing more is handed over to the disk
        entries = await self._backlog.give_up()
        self._stand_by.begin(self._turn.confirmed_id)
        self._turn.enter(Role.STAND_BY)
        self._stand_by.hear_again(entries, self._backlog.outbox.veil)
        self._tell_held()
        self._stand_by.read_id = None
        self._boards.forget_written()
        self._backlog.room.set()
        if self._hearing.is_let_go:
            self._hearing.begin()
