"""Keeps the sources connected and writes what they say into the journal: a process of its own.

The order of things, so that nothing is lost, doubled or held up:

- What a source says is folded into the collector's own board as it comes. A full state becomes the events
  that mend that board (`audit.corrections`); only those are journalled.
- One writer journals what is new: the first event of a quiet time at once, then at most every 20 ms. A
  batch keeps its number until the database confirms it, so an append whose answer got lost is repeated
  without harm. All SQL runs on one thread beside the event loop: a slow disk never stops a socket.
- While the database is away, events wait in memory, in order, up to a bound. At the bound the sources are
  let go: each is marked as down, with that as the last thing that is kept, and nothing older is dropped.
  When all has been written, they are asked anew, and their full state mends what was missed.
- A collector that ends, however it ends, is resumed by the next from the journal.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import ParamSpec, TypeVar

from msgspec.structs import replace

from supervisor.clock import Clock, monotonic
from supervisor.errors import AlreadyCollectedError, DatabaseError
from supervisor.events import FullState, LiveEvent, SourceDown, Unusable
from supervisor.live.audit import corrections
from supervisor.live.board import Board
from supervisor.live.ending import when_parent_ends, when_told
from supervisor.live.feed import BEAT_EVERY_S, ENDED, STOPPED, Heartbeat, Rhythm
from supervisor.live.journal import Batch, Entry, Journal, fold_soundly
from supervisor.live.lock import SourceLock
from supervisor.live.outbox import BATCH_EVENTS, Outbox, readable
from supervisor.live.past import SETTLES, keep_ended_days
from supervisor.live.rules import CountingRules
from supervisor.sources.source import Connector, Heard, Said
from supervisor.words import mark

log = logging.getLogger(__name__)

WRITE_EVERY_S = 0.02  # at most 50 times a second
SNAPSHOT_EVERY_S = 60.0
PRUNE_EVERY_S = 3600.0
OUTDATED_S = 2.0  # between two looks whether other sources or rules are wanted
KEEP = timedelta(days=8)  # how long the journal goes back
KEPT_BYTES = 64_000_000  # in memory while the database is away: some 700,000 events, hours of a large centre
AHEAD_BYTES = 4_000_000  # of what waits, a source that is faster than a working database waits itself,
AHEAD_S = 1.0  # but never for longer: its socket must be read
SHUTDOWN_S = 3.0  # how long the last events may take when the database is away at the very end
_RETRY_S = (0.2, 5.0)  # first and longest pause before the database is tried again
_RESTART_S = (0.2, 30.0)  # and before a connector that failed is

P = ParamSpec("P")
T = TypeVar("T")


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
) -> None:
    """Write what *connectors* say into *journal* until *stop* is set, or until cancelled.

    *until_end*: also return when every connector is at its end, as a recording is. *collector_id* names this
    run; a run under the name of an earlier one continues its count of batches. What is older than *keep* is
    pruned. Raises AlreadyCollectedError when another collector has one of the sources, DatabaseError when
    the journal cannot be read at the start; later it waits for the database.
    """
    collector = _Collector(connectors, journal, rules, clock, collector_id, keep, kept_bytes)
    await collector.run(stop or asyncio.Event(), until_end)


def run(
    connectors: Sequence[Connector],
    journal: Journal,
    rules: CountingRules,
    clock: Clock,
    *,
    collector_id: str = "",
    for_s: float | None = None,
    until_end: bool = False,
    ends_with_parent: bool = False,
    keep: timedelta = KEEP,
    outdated: Callable[[], bool] | None = None,
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
                    collector_id or uuid.uuid4().hex,
                    stop=stop,
                    until_end=until_end,
                    keep=keep,
                )
        finally:
            looking.cancel()
        return begin_anew

    return asyncio.run(main())


class _Source:
    """One connector, and when it was heard."""

    def __init__(self, connector: Connector, speed: float) -> None:
        self.connector = connector
        self.name = connector.name
        self.rhythm = Rhythm()
        self.connected = False
        self.reason = ""
        self.last_at: datetime | None = None  # of its last event
        self.listening: asyncio.Task[None] | None = None
        self.ended = False
        self._speed = speed
        self._heard_s: float | None = None

    def heard(self) -> None:
        """It gave a sign of life."""
        self._heard_s = monotonic()
        self.rhythm.heard(self._heard_s * self._speed)
        self.connected, self.reason = True, ""

    def away(self, reason: str) -> None:
        """It is not heard any more."""
        self.rhythm.interrupted()
        self.connected, self.reason = False, reason

    def beat(self, collector: str, now: datetime) -> Heartbeat:
        heard_at = None
        if self._heard_s is not None:  # counted back from now: the wall clock may have been set since
            heard_at = now - timedelta(seconds=(monotonic() - self._heard_s) * self._speed)
        return Heartbeat(
            self.name, collector, now, heard_at, self.rhythm.usual_gap_s, self.connected, self.reason
        )


class _Collector:
    def __init__(
        self,
        connectors: Sequence[Connector],
        journal: Journal,
        rules: CountingRules,
        clock: Clock,
        collector_id: str,
        keep: timedelta,
        kept_bytes: int,
    ) -> None:
        speed: float = getattr(clock, "speed", 1.0)
        self._sources = {connector.name: _Source(connector, speed) for connector in connectors}
        if len(self._sources) != len(connectors):
            raise ValueError("two connectors of one name")
        self._journal = journal
        self._rules = rules
        self._clock = clock
        self._id = collector_id
        self._keep = keep
        self._bound = kept_bytes
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._lock: SourceLock | None = None
        self._wake = asyncio.Event()
        self._all_ended = asyncio.Event()
        self._stopped_s: float | None = None  # since when we are ending

        self._outbox = Outbox()
        self._room = asyncio.Event()  # less waits than AHEAD_BYTES, or the database is away
        self._room.set()
        self._let_go = False  # the sources, because the bound was reached
        self._retry_s = 0.0  # the pause before the next try; 0 while the database is well

        self._board = Board()  # after everything said
        self._taken: Board | None = None  # after everything on its way; None when more was waiting
        self._written: Board | None = None  # after everything confirmed; None while nobody knows it as one
        self._foreign_id = 0  # other collectors' batches are on the boards up to this one
        self._beating = True
        self._pruning: asyncio.Task[None] | None = None
        self._past_kept: date | None = None  # the day before which every day is written
        self._keeping: asyncio.Task[None] | None = None

    # -- from beginning to end ----------------------------------------------------------------------------

    async def run(self, stop: asyncio.Event, until_end: bool) -> None:
        try:
            await self._on_thread(self._begin)
            writer = asyncio.create_task(self._write(), name="writer")
            self._listen_all()
            try:
                await self._until(writer, stop, until_end)
            finally:  # also when cancelled: what was heard is written, and the end is announced
                await self._hush()
                self._stopped_s = monotonic()
                self._wake.set()
                await writer
        finally:
            for aside in (self._keeping, self._pruning):
                if aside is not None:
                    await aside
            await self._on_thread(self._end)
            self._thread.shutdown()

    async def _until(self, writer: asyncio.Task[None], stop: asyncio.Event, until_end: bool) -> None:
        waits = [asyncio.create_task(stop.wait())]
        if until_end:
            waits.append(asyncio.create_task(self._all_ended.wait()))
        try:
            await asyncio.wait((writer, *waits), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _on_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def call() -> T:
            return work(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _begin(self) -> None:
        self._lock = SourceLock(self._journal.db, self._sources)
        self._outbox = Outbox(self._journal.last_sequence(self._id))
        position = self._journal.resume(self._rules, self._clock.now())
        self._board = self._written = position.board
        self._foreign_id = position.batch_id
        beats = self._journal.heartbeats()
        for source in self._sources.values():
            source.last_at = self._journal.last_at(source.name)
            if source.name in beats:
                source.rhythm = Rhythm(beats[source.name].usual_gap_s)

    def _end(self) -> None:
        if self._lock is not None:
            self._lock.release()

    # -- listening ----------------------------------------------------------------------------------------

    def _listen_all(self) -> None:
        for source in self._sources.values():
            if not source.ended:
                source.listening = asyncio.create_task(self._listen(source), name=f"listen {source.name}")

    async def _hush(self) -> None:
        tasks = [source.listening for source in self._sources.values() if source.listening is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=SHUTDOWN_S)

    async def _listen(self, source: _Source) -> None:
        """Take what *source* says until it is at its end; a connector that fails is begun anew."""
        pause_s = _RESTART_S[0]
        while True:
            gap = source.last_at is not None  # what came since then, its first full state will tell
            said: AsyncIterator[tuple[Said, ...]] | None = None
            began_s = monotonic()
            try:
                said = source.connector.events(source.last_at)
                async for group in said:
                    gap = self._take(source, group, gap)
                    if not self._room.is_set():
                        with suppress(TimeoutError):
                            async with asyncio.timeout(AHEAD_S):
                                await self._room.wait()
                source.ended = True
                source.away(ENDED)
                if all(each.ended for each in self._sources.values()):
                    self._all_ended.set()
                return
            except Exception as error:
                # A connector has no business to fail, and one that does must not end the others.
                if monotonic() - began_s > _RESTART_S[1]:
                    pause_s = _RESTART_S[0]
                log.exception("the connector of %s failed; it is begun anew in %s s", source.name, pause_s)
                self._mark_down(source, f"{type(error).__name__}: {error}")
            finally:
                close = getattr(said, "aclose", None)
                if close is not None:
                    await close()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _RESTART_S[1])

    def _take(self, source: _Source, group: Iterable[Said], gap: bool) -> bool:
        """Fold and keep what *source* said together; whether its next full state is still the first."""
        if self._let_go:
            return gap  # cancelled, and has not noticed yet
        events: list[LiveEvent] = []
        for said in group:
            if isinstance(said, SourceDown):
                source.away(said.reason)
            else:
                source.heard()
            if isinstance(said, Heard):
                continue
            if not isinstance(said, FullState):
                events.append(said)
                continue
            self._put(source, events)
            try:
                full = replace(said, after_gap=said.after_gap or gap)
                events = list(corrections(self._board, full, self._rules.excluded))
            except Exception as error:
                log.exception("the full state of %s could not be compared", source.name)
                events = [_unusable(source.name, self._clock.now(), said, error)]
            gap = False
        self._put(source, events)
        return gap

    def _mark_down(self, source: _Source, reason: str) -> None:
        """Note in the journal, if the board has it otherwise, that we no longer hear *source*."""
        source.away(reason)
        line = self._board.sources.get(source.name)
        if line is None or line.up:
            said_until = source.last_at  # these are our words: a source that can go on does so from its own
            self._put(source, [SourceDown(source.name, self._clock.now(), reason)])
            source.last_at = said_until

    def _put(self, source: _Source, events: Sequence[LiveEvent]) -> None:
        for start in range(0, len(events), BATCH_EVENTS):
            self._put_some(source, events[start : start + BATCH_EVENTS])

    def _put_some(self, source: _Source, events: Sequence[LiveEvent]) -> None:
        """Fold *events* and keep them for the writer; a bad one among them is counted and left out."""
        sound, refused = readable(events)
        board, _, unfolded = fold_soundly(self._board, sound, self._rules)
        if refused or unfolded:
            refused += unfolded
            for event, error in refused:
                log.error("an event of %s is left out: %.500r", source.name, event, exc_info=error)
            bad = {id(event) for event, _ in refused}
            sound = [event for event in sound if id(event) not in bad]
            now = self._clock.now()
            sound += [_unusable(source.name, now, event, error) for event, error in refused]
            board, _, _ = fold_soundly(self._board, sound, self._rules)
        self._outbox.put(source.name, sound)
        self._board = board
        latest = max(event.at for event in sound)
        source.last_at = latest if source.last_at is None else max(source.last_at, latest)
        self._wake.set()
        self._make_room()
        if self._outbox.bytes > self._bound and not self._let_go:
            self._let_sources_go()

    def _make_room(self) -> None:
        if self._outbox.bytes <= min(AHEAD_BYTES, self._bound // 4) or self._retry_s:
            self._room.set()
        else:
            self._room.clear()

    def _let_sources_go(self) -> None:
        """The database has been away for too long: stop hearing more than can be kept."""
        waiting = self._outbox.bytes
        log.error("%s bytes wait for the journal: the sources are let go until it is back", waiting)
        self._let_go = True
        for source in self._sources.values():
            if source.listening is not None and not source.ended:
                source.listening.cancel()
                self._mark_down(source, mark("the journal cannot be written"))

    # -- writing ------------------------------------------------------------------------------------------

    async def _write(self) -> None:
        """Journal what is pending, beat, and keep snapshots, one after another, until we end."""
        write_s = beat_s = snapshot_s = prune_s = monotonic()
        while not self._is_over():
            await self._wait_until(min(write_s, beat_s) if self._outbox else beat_s)
            if self._outbox and monotonic() >= write_s:
                write_s = monotonic() + WRITE_EVERY_S  # from begin to begin
                await self._flush()
                if self._retry_s:
                    write_s = beat_s = monotonic() + self._retry_s
            now_s = monotonic()
            if now_s >= beat_s:
                beat_s = now_s + BEAT_EVERY_S
                await self._beat()
            if now_s >= snapshot_s and self._written is not None and not self._retry_s:
                snapshot_s = now_s + SNAPSHOT_EVERY_S
                await self._snapshot()
            if self._is_day_over() and (self._keeping is None or self._keeping.done()):
                self._keeping = asyncio.create_task(self._keep_days())
            if now_s >= prune_s and (self._pruning is None or self._pruning.done()):
                prune_s = now_s + PRUNE_EVERY_S
                self._pruning = asyncio.create_task(self._prune())
        if self._outbox:
            log.error(
                "ended without the database: %s bytes of events could not be written", self._outbox.bytes
            )
            return
        await self._snapshot()
        for source in self._sources.values():
            if not source.ended:
                source.away(STOPPED)
        await self._beat()

    def _is_over(self) -> bool:
        if self._stopped_s is None:
            return False
        return not self._outbox or monotonic() - self._stopped_s > SHUTDOWN_S

    async def _wait_until(self, due_s: float) -> None:
        """Return at *due_s*, or as soon as there is news when nothing was pending."""
        left_s = due_s - monotonic()
        if self._outbox:
            await asyncio.sleep(max(0.0, left_s))
        elif self._stopped_s is None:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, left_s)):
                    await self._wake.wait()
        self._wake.clear()

    async def _flush(self) -> None:
        """Journal what is pending, or what was tried before; sets the pause before the next try."""
        entries = self._outbox.take()
        if self._taken is None and self._outbox.is_all_taken:
            self._taken = self._board
        try:
            await self._on_thread(self._append, entries)
        except DatabaseError as error:
            level = logging.DEBUG if self._retry_s else logging.WARNING  # once for each time that it is away
            log.log(level, "the journal is away (%s: %s)", error.reason, error.detail)
            self._retry_s = min(max(self._retry_s * 2, _RETRY_S[0]), _RETRY_S[1])
        else:
            self._retry_s = 0.0
            self._outbox.confirm()
            self._written, self._taken = self._taken, None
            if self._let_go and not self._outbox and self._stopped_s is None:
                self._let_go = False
                self._listen_all()
        self._make_room()

    def _append(self, entries: list[Entry]) -> None:
        assert self._lock is not None  # noqa: S101  # taken in _begin
        if not self._lock.hold():  # the server had forgotten us: was somebody else here in the meantime?
            others = self._journal.collectors_after(self._foreign_id, self._sources) - {self._id}
            if others:
                raise AlreadyCollectedError(", ".join(self._sources), self._journal.db.url)
        self._journal.append_all(entries, collector=self._id)

    async def _beat(self) -> None:
        now = self._clock.now()
        beats = [source.beat(self._id, now) for source in self._sources.values()]
        try:
            await self._on_thread(self._journal.beat_all, beats)
        except DatabaseError as error:
            log.log(
                logging.WARNING if self._beating else logging.DEBUG,
                "no heartbeat could be written (%s: %s)",
                error.reason,
                error.detail,
            )
            self._beating = False
        else:
            self._beating = True

    async def _snapshot(self) -> None:
        """Keep the board as of the newest batch, other collectors' batches included."""
        try:
            while foreign := await self._on_thread(self._foreign):
                events = [event for batch in foreign for event in batch.events]
                same = self._written is self._board
                self._board = fold_soundly(self._board, events, self._rules)[0]
                if self._written is not None:
                    self._written = (
                        self._board if same else fold_soundly(self._written, events, self._rules)[0]
                    )
            if self._written is not None and self._foreign_id:
                await self._on_thread(
                    self._journal.save_snapshot,
                    self._written,
                    self._foreign_id,
                    self._rules,
                    self._clock.now(),
                )
        except DatabaseError as error:
            log.warning("no snapshot could be written (%s: %s)", error.reason, error.detail)

    def _foreign(self) -> list[Batch]:
        """Some more batches of other collectors. Whatever stands in the journal up to `_foreign_id` is either
        one of these or one of ours, and ours are confirmed while nothing is flying."""
        newest = self._journal.last_id()
        batches = self._journal.batches_after(self._foreign_id, 8, without=tuple(self._sources))
        self._foreign_id = batches[-1].id if batches else max(newest, self._foreign_id)
        return batches

    def _is_day_over(self) -> bool:
        """Whether a business day has ended that is not written yet; always true at the start."""
        return not self._retry_s and self._rules.days.day(self._clock.now() - SETTLES) != self._past_kept

    async def _keep_days(self) -> None:
        """Write what the queues counted on days that are over: at the day's end, and at the next start."""
        now = self._clock.now()
        try:
            written = await asyncio.to_thread(
                keep_ended_days, self._journal, self._rules, tuple(self._sources), now
            )
        except DatabaseError as error:
            log.warning("the days that are over could not be written (%s: %s)", error.reason, error.detail)
            await asyncio.sleep(_RETRY_S[1])
        else:
            self._past_kept = self._rules.days.day(now - SETTLES)
            for day in written:
                log.info("the queues' counts of %s are written", day)

    async def _prune(self) -> None:
        before = self._clock.now() - self._keep
        try:
            gone = await asyncio.to_thread(
                self._journal.prune, before, called_off=lambda: self._stopped_s is not None
            )
        except DatabaseError as error:
            log.warning("the journal could not be pruned (%s: %s)", error.reason, error.detail)
        else:
            log.info("%s batches from before %s were pruned", gone, before)


def _unusable(source: str, at: datetime, what: object, error: Exception) -> Unusable:
    return Unusable(source, at, f"{type(what).__name__} ({type(error).__name__})")
