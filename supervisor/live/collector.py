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
import os
import signal
import threading
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from msgspec.structs import replace

from supervisor.clock import Clock, monotonic
from supervisor.errors import DatabaseError
from supervisor.events import FullState, LiveEvent, SourceDown, Unusable, decode, encode
from supervisor.live.audit import corrections
from supervisor.live.board import Board
from supervisor.live.feed import BEAT_EVERY_S, ENDED, STOPPED, Heartbeat, Rhythm
from supervisor.live.journal import Batch, Entry, Journal, fold_soundly
from supervisor.live.lock import SourceLock
from supervisor.live.rules import CountingRules
from supervisor.sources.source import Connector, Heard, Said

log = logging.getLogger(__name__)

WRITE_EVERY_S = 0.02  # at most 50 times a second
SNAPSHOT_EVERY_S = 60.0
PRUNE_EVERY_S = 3600.0
KEEP = timedelta(days=8)  # how long the journal goes back
BATCH_EVENTS = 500  # a reader decodes a batch in one go: half a millisecond
WRITE_BATCHES = 64  # of one transaction
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
) -> None:
    """Collect as the main thing of this process, until SIGTERM or SIGINT, or until *for_s* seconds are over.

    *ends_with_parent*: standard input is a pipe that the parent holds; its end is the parent's end, and ours.
    """

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def end() -> None:
            with suppress(RuntimeError):  # it is over already
                loop.call_soon_threadsafe(stop.set)

        if for_s is not None:
            loop.call_later(for_s, stop.set)
        if ends_with_parent:
            threading.Thread(target=_wait_for_parent, args=(end,), name="parent", daemon=True).start()
        with _signals(end):
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

    asyncio.run(main())


def _wait_for_parent(end: Callable[[], None]) -> None:
    with suppress(OSError):
        while os.read(0, 4096):  # not sys.stdin: its lock would hold up the interpreter's end
            pass
    end()


@contextmanager
def _signals(end: Callable[[], None]) -> Iterator[None]:
    """Let the signals by which processes are told to end call *end* (in the main thread alone)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGINT", "SIGTERM", "SIGBREAK")  # the last on Windows alone
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: end()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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


@dataclass(frozen=True)
class _Group:
    """Events that one source said together, encoded, at most BATCH_EVENTS of them."""

    source: str
    count: int
    first_at: datetime
    last_at: datetime
    events: bytes


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

        self._pending: deque[_Group] = deque()  # said, not yet given to the database
        self._flying: list[Entry] = []  # given to the database, not yet confirmed
        self._kept = 0  # bytes of both
        self._room = asyncio.Event()  # less waits than AHEAD_BYTES, or the database is away
        self._room.set()
        self._let_go = False  # the sources, because the bound was reached
        self._retry_s = 0.0  # the pause before the next try; 0 while the database is well
        self._sequence = 0

        self._board = Board()  # after everything said
        self._flying_board: Board | None = None  # after everything flying; None when more was pending
        self._written: Board | None = None  # after everything confirmed; None while nobody knows it as one
        self._foreign_id = 0  # other collectors' batches are on the boards up to this one
        self._pruning: asyncio.Task[None] | None = None

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
            if self._pruning is not None:
                await self._pruning
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
        self._sequence = self._journal.last_sequence(self._id)
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
            try:
                said = source.connector.events(source.last_at)
                async for group in said:
                    gap = self._take(source, group, gap)
                    pause_s = _RESTART_S[0]
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
                events = list(corrections(self._board, replace(said, after_gap=said.after_gap or gap)))
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
            self._put(source, [SourceDown(source.name, self._clock.now(), reason)])

    def _put(self, source: _Source, events: Sequence[LiveEvent]) -> None:
        for start in range(0, len(events), BATCH_EVENTS):
            self._put_some(source, events[start : start + BATCH_EVENTS])

    def _put_some(self, source: _Source, events: Sequence[LiveEvent]) -> None:
        """Fold *events* and keep them for the writer; a bad one among them is counted and left out."""
        sound, refused = _readable(events)
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
        instants = [event.at for event in sound]
        group = _Group(source.name, len(sound), min(instants), max(instants), encode(sound))
        self._board = board
        source.last_at = group.last_at if source.last_at is None else max(source.last_at, group.last_at)
        self._pending.append(group)
        self._count_kept(len(group.events) - 1)  # joined, a group costs its events and their commas
        self._wake.set()
        if self._kept > self._bound and not self._let_go:
            self._let_sources_go()

    def _count_kept(self, more: int) -> None:
        self._kept += more
        if self._kept <= min(AHEAD_BYTES, self._bound // 4) or self._retry_s:
            self._room.set()
        else:
            self._room.clear()

    def _let_sources_go(self) -> None:
        """The database has been away for too long: stop hearing more than can be kept."""
        log.error("%s bytes wait for the journal: the sources are let go until it is back", self._kept)
        self._let_go = True
        for source in self._sources.values():
            if source.listening is not None and not source.ended:
                source.listening.cancel()
                self._mark_down(source, "the journal cannot be written")

    # -- writing ------------------------------------------------------------------------------------------

    async def _write(self) -> None:
        """Journal what is pending, beat, and keep snapshots, one after another, until we end."""
        write_s = beat_s = snapshot_s = prune_s = monotonic()
        while not self._is_over():
            await self._wait_until(min(write_s, beat_s) if self._unwritten else beat_s)
            if self._unwritten and monotonic() >= write_s:
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
            if now_s >= prune_s and (self._pruning is None or self._pruning.done()):
                prune_s = now_s + PRUNE_EVERY_S
                self._pruning = asyncio.create_task(self._prune())
        if self._unwritten:
            log.error("ended without the database: %s bytes of events could not be written", self._kept)
            return
        await self._snapshot()
        for source in self._sources.values():
            if not source.ended:
                source.away(STOPPED)
        await self._beat()

    @property
    def _unwritten(self) -> bool:
        return bool(self._pending or self._flying)

    def _is_over(self) -> bool:
        if self._stopped_s is None:
            return False
        return not self._unwritten or monotonic() - self._stopped_s > SHUTDOWN_S

    async def _wait_until(self, due_s: float) -> None:
        """Return at *due_s*, or as soon as there is news when nothing was pending."""
        left_s = due_s - monotonic()
        if self._unwritten:
            await asyncio.sleep(max(0.0, left_s))
        elif self._stopped_s is None:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, left_s)):
                    await self._wake.wait()
        self._wake.clear()

    async def _flush(self) -> None:
        """Journal what is pending, or what was tried before; sets the pause before the next try."""
        if not self._flying:
            self._flying = self._entries()
            self._flying_board = None if self._pending else self._board
        try:
            await self._on_thread(self._append)
        except DatabaseError as error:
            self._retry_s = min(max(self._retry_s * 2, _RETRY_S[0]), _RETRY_S[1])
            log.warning(
                "the journal is away (%s: %s); again in %s s", error.reason, error.detail, self._retry_s
            )
            self._count_kept(0)
            return
        self._retry_s = 0.0
        self._count_kept(-sum(len(entry.events) - 1 for entry in self._flying))
        self._flying = []
        self._written = self._flying_board
        if self._let_go and not self._pending and self._stopped_s is None:
            self._let_go = False
            self._listen_all()

    def _append(self) -> None:
        assert self._lock is not None  # noqa: S101  # taken in _begin
        self._lock.still_held()
        self._journal.append_all(self._flying, collector=self._id)

    def _entries(self) -> list[Entry]:
        """What is pending as batches, each of one source, in the order in which the source said it; leaves
        pending what does not fit into one transaction."""
        open_of: dict[str, int] = {}
        batches: list[list[_Group]] = []
        counts: list[int] = []
        while self._pending:
            group = self._pending[0]
            place = open_of.get(group.source)
            if place is None or counts[place] + group.count > BATCH_EVENTS:
                if len(batches) == WRITE_BATCHES:
                    break
                place = open_of[group.source] = len(batches)
                batches.append([])
                counts.append(0)
            batches[place].append(self._pending.popleft())
            counts[place] += group.count
        return [self._entry(groups) for groups in batches]

    def _entry(self, groups: list[_Group]) -> Entry:
        self._sequence += 1
        return Entry(
            groups[0].source,
            self._sequence,
            sum(group.count for group in groups),
            min(group.first_at for group in groups),
            max(group.last_at for group in groups),
            b"[" + b",".join(group.events[1:-1] for group in groups) + b"]",
        )

    async def _beat(self) -> None:
        now = self._clock.now()
        beats = [source.beat(self._id, now) for source in self._sources.values()]
        try:
            await self._on_thread(self._journal.beat_all, beats)
        except DatabaseError as error:
            log.warning("no heartbeat could be written (%s: %s)", error.reason, error.detail)

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
        batches = self._journal.batches_after(self._foreign_id, without=tuple(self._sources))
        self._foreign_id = batches[-1].id if batches else max(newest, self._foreign_id)
        return batches

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


def _readable(events: Sequence[LiveEvent]) -> tuple[list[LiveEvent], list[tuple[LiveEvent, Exception]]]:
    """The events that a reader of the journal will get back as they are, and the others with the reason."""
    try:
        if decode(encode(events))[1] == 0 and all(event.at.tzinfo is not None for event in events):
            return list(events), []
    except Exception:
        log.debug("a bad event: each is tried by itself", exc_info=True)
    sound: list[LiveEvent] = []
    refused: list[tuple[LiveEvent, Exception]] = []
    for event in events:
        try:
            if decode(encode([event]))[1] or event.at.tzinfo is None:
                raise ValueError("a field is not what the vocabulary says")
            sound.append(event)
        except Exception as error:  # noqa: BLE001  # told to the caller, who logs it
            refused.append((event, error))
    return sound, refused


def _unusable(source: str, at: datetime, what: object, error: Exception) -> Unusable:
    return Unusable(source, at, f"{type(what).__name__} ({type(error).__name__})")
