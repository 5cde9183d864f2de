"""Live events appended, followed and replayed: the one place where collectors and consoles meet.

A row is a *batch*: events of one source, in order, as they came. The order of the ids is the order of the
day, on every engine. Beside the batches stand the last signs of life (`feed.py`), and every minute a
*snapshot*, the folded board, so that nobody has to begin at midnight.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection, func, select, text

from supervisor.clock import monotonic
from supervisor.errors import DatabaseError
from supervisor.events import LiveEvent
from supervisor.live import appending, batch_rows, heartbeat_store, news, pruning, snapshot_store
from supervisor.live.allowance import Allowance
from supervisor.live.board import Board
from supervisor.live.entry import Entry, entry
from supervisor.live.feed import Heartbeat
from supervisor.live.moments import Moments
from supervisor.live.reading import Reading, reading
from supervisor.live.rules import CountingRules
from supervisor.live.sign import Sign
from supervisor.live.tape import ROWS_AT_ONCE, Batch
from supervisor.live.veil import Veil
from supervisor.live.veil_store import OwnVeil, veil_of
from supervisor.storage.areas import THERE_IS_ROOM
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import journal_batch

_TELL = text(f"SELECT pg_notify(:channel, :id) WHERE {THERE_IS_ROOM}")


class Journal:
    """The journal in *db*, as `open_journal` gives it. Every method is one transaction, or several short
    ones; all raise DatabaseError when the database is away, locked or full, having changed nothing."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._own_veil = OwnVeil(db)
        self._written_s = -math.inf  # when the last batch was about to be there for all,
        self._took_s = 0.0  # and how long it took to write it
        self._at_once = Allowance(*news.AT_ONCE)

    @cached_property
    def reading(self) -> Reading:
        """How this seat reads what stands in here."""
        return reading(self.db)

    @cached_property
    def moments(self) -> Moments:
        """The boards that it tells of."""
        return Moments(self.db, lambda: self.reading)

    # -- writing ------------------------------------------------------------------------------------------

    def veil(self) -> Veil | None:
        """What takes persons out of what is journalled here (`veil_of`)."""
        return veil_of(self.db)

    def append(self, source: str, events: Sequence[LiveEvent], *, collector: str, sequence: int) -> int:
        """Journal *events* of *source* as one batch; its id.

        *sequence* is the collector's own count of batches: the same one again changes nothing and returns
        the id it had, so that whoever did not hear the answer may simply ask again.
        """
        with self._own_veil.lent() as veil:
            made = entry(source, events, sequence=sequence, veil=veil)
            return self.append_all([made], collector=collector)

    def append_all(self, entries: Sequence[Entry], *, collector: str, holder: int | None = None) -> int:
        """Journal *entries*, at least one, in order and all or none; the id of the last.

        *holder*: the process of the server that must hold the locks of the sources (`SourceLock.holder`).
        Where it does no more, another may be at work: nothing is written, and that is a DatabaseError.
        """
        begun_s = monotonic()
        on_server = self.db.dialect == "postgresql"
        told = on_server and (self._nobody_looks(begun_s + self._took_s) or self._at_once.take(begun_s))
        channel = news.CHANNEL if told else ""

        def write(db: Connection) -> tuple[int, float]:
            if on_server:
                last = appending.on_server(self.db, db, entries, collector, holder, channel)
            else:
                last = appending.on_file(db, entries, collector)
            return last, monotonic()

        last, written_s = self.db.change(write)
        done_s = monotonic()
        if on_server and not told and self._nobody_looks(done_s):  # it took longer than we thought
            with suppress(DatabaseError), self.db.write() as db:
                db.execute(_TELL, {"channel": news.CHANNEL, "id": str(last)})
        self._written_s, self._took_s = written_s, done_s - begun_s
        return last

    def _nobody_looks(self, now_s: float) -> bool:
        """Whether followers must be woken for a batch that is there at *now_s*. Who found the one before it
        looks again GATHER_S later: a hundred seats cost the server less by looking than by being told fifty
        times a second."""
        return now_s - self._written_s >= news.TELL_S

    def settle(self) -> None:
        """Return when nobody is in the middle of an append any more.

        Whoever has just taken the locks of a source from another then finds in here all that the other
        will ever write: what it tries from now on fails (`append_all` with its *holder*).
        """
        if self.db.dialect == "postgresql":
            with self.db.write() as db:
                db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": appending.APPENDING})

    def beat(self, beat: Heartbeat) -> None:
        """Note the sign of life in place of the source's last one."""
        self.beat_all([beat])

    def beat_all(self, beats: Sequence[Heartbeat], sign: Sign | None = None) -> None:
        """Note the signs of life of several sources, and of their collector, in one transaction."""
        heartbeat_store.note_beats(self.db, beats, sign)

    def save_snapshot(self, board: Board, batch_id: int, rules: CountingRules, at: datetime) -> None:
        """Keep *board*, folded from every batch up to *batch_id* under *rules*, as of *at*
        (`snapshot_store.save`)."""
        with self._own_veil.lent() as veil:
            snapshot_store.save(self.db, board, batch_id, rules, at, veil)

    def prune(self, before: datetime, called_off: Callable[[], bool] = lambda: False) -> int:
        """Forget what is older than *before*, some at a time until *called_off*; the number of batches gone
        (`pruning.prune`)."""
        return pruning.prune(self.db, before, called_off)

    # -- following ----------------------------------------------------------------------------------------

    def batches_after(self, batch_id: int, limit: int = ROWS_AT_ONCE, *, not_by: str = "") -> list[Batch]:
        """The next batches after *batch_id*, at most *limit*, in order, but not those of collector *not_by*.

        A damaged one comes without events.
        """
        return batch_rows.after(self.db, self.reading, batch_id, limit, not_by=not_by)

    def heartbeats(self) -> dict[str, Heartbeat]:
        """The last signs of life of the sources (`heartbeat_store.last_beats`)."""
        return heartbeat_store.last_beats(self.db)

    def watch(self) -> news.Watch:
        """A connection that waits for news, from now on; it belongs to the thread that asked for it."""
        return news.watch(self.db, self.reading)

    def has(self, batch_id: int) -> bool:
        """Whether that batch is (still) in the journal."""
        with self.db.read() as db:
            found = db.execute(select(journal_batch.c.id).where(journal_batch.c.id == batch_id))
            return found.first() is not None

    def has_snapshot(self, rules: CountingRules) -> bool:
        """Whether a board that was counted under *rules* is kept, and this seat may read it."""
        return snapshot_store.has(self.db, rules)

    def last_id(self) -> int:
        """The id of the newest batch, 0 when there is none."""
        with self.db.read() as db:
            return db.execute(select(func.max(journal_batch.c.id))).scalar_one() or 0

    def last_sequence(self, collector: str) -> int:
        """The number of *collector*'s newest batch, 0 when it has none here."""
        with self.db.read() as db:
            newest = select(func.max(journal_batch.c.sequence)).where(journal_batch.c.collector == collector)
            return db.execute(newest).scalar_one() or 0

    def batch_before(self, collector: str, sources: Iterable[str], since: datetime | None) -> int:
        """The newest batch of *collector*; where it has none any more, the one before the first batch of
        *sources* that tells of a moment after *since*, or a minute before it."""
        with self.db.read() as db:
            own = select(func.max(journal_batch.c.id)).where(journal_batch.c.collector == collector)
            newest: int | None = db.execute(own).scalar_one()
            if newest is not None or since is None:
                return newest or 0
            later = journal_batch.c.last_at >= since - timedelta(minutes=1)
            first = select(func.min(journal_batch.c.id)).where(
                journal_batch.c.source.in_(list(sources)), later
            )
            return (db.execute(first).scalar_one() or 1) - 1

    def collectors_after(self, batch_id: int, sources: Iterable[str]) -> set[str]:
        """Who journalled batches of *sources* after *batch_id*."""
        newer = (journal_batch.c.id > batch_id) & journal_batch.c.source.in_(list(sources))
        with self.db.read() as db:
            return set(db.execute(select(journal_batch.c.collector).where(newer).distinct()).scalars())

    def last_at(self, source: str) -> datetime | None:
        """The latest instant of which the journal holds an event of *source*; None when it holds none."""
        with self.db.read() as db:
            latest = select(func.max(journal_batch.c.last_at)).where(journal_batch.c.source == source)
            found: datetime | None = db.execute(latest).scalar_one()
            return found
