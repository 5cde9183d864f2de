"""Live events appended, followed and replayed: the one place where collectors and consoles meet.

A row is a *batch*: events of one source, in order, as they came. The order of the ids is the order of the
day, on every engine. Beside the batches stand the last signs of life (`feed.py`), and every minute a
*snapshot*, the folded board, so that nobody has to begin at midnight.
"""

from __future__ import annotations

import logging
import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any, Protocol

import msgspec
from msgspec.structs import replace
from sqlalchemy import (
    Connection,
    LargeBinary,
    Row,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.errors import DatabaseError
from supervisor.events import LiveEvent, decode, encode
from supervisor.live import board as boards
from supervisor.live.board import EMPTY, Board, ContactKey
from supervisor.live.counts import NOTHING
from supervisor.live.feed import Heartbeat
from supervisor.live.fold import advance
from supervisor.live.rules import CountingRules
from supervisor.live.slices import Slicer, Touched
from supervisor.live.slices import fold_soundly as fold_soundly
from supervisor.live.tape import Batch as Batch
from supervisor.live.tape import Place, Tape
from supervisor.storage.database import Database
from supervisor.storage.failure import told
from supervisor.storage.journal_tables import heartbeat, journal_batch, snapshot

log = logging.getLogger(__name__)

CHANNEL = "supervisor_journal"  # of PostgreSQL's NOTIFY
LOOKS_S = 0.015  # between two looks at SQLite's data version, 5 µs each
ROWS_ON_THE_WAY = 256  # of a replay, which folds them in larger slices
ROWS_AT_ONCE = 64  # batches read in one go: a reader holds no old view of the database for long
DENSE = timedelta(minutes=15)  # snapshots of the last quarter hour all stay,
SPARSE = timedelta(minutes=30)  # older ones one in each half hour: board_at folds no more than that

_APPENDING = 0x5355_5041  # of PostgreSQL's advisory locks, held by whoever appends


@dataclass(frozen=True)
class Entry:
    """A batch to be appended: *events* already encoded, *first_at* and *last_at* their range of instants."""

    source: str
    sequence: int
    count: int
    first_at: datetime
    last_at: datetime
    events: bytes


@dataclass(frozen=True)
class Position:
    """The board after batch *batch_id*, and what was left out on the way there from the journal.

    *folded* and *refused* count events (refused: no version should ever have written them), *damaged*
    batches.
    """

    board: Board
    batch_id: int
    folded: int = 0
    unknown: int = 0
    damaged: int = 0
    refused: int = 0


def entry(source: str, events: Sequence[LiveEvent], *, sequence: int) -> Entry:
    """The batch of *events*, at least one, as it will stand in the journal."""
    instants = [event.at for event in events]
    return Entry(source, sequence, len(events), min(instants), max(instants), encode(events))


class Watch(Protocol):
    """Tells when there may be something new in the journal."""

    def wait(self, timeout_s: float, stop: Event) -> bool:
        """Whether something was written since the last call; waits for it at most *timeout_s*, or until
        *stop*."""
        ...

    def news(self, batch_id: int) -> tuple[list[Batch], bool]:
        """The next batches after *batch_id*, at most ROWS_AT_ONCE, in order; and whether *batch_id* itself
        still stands in the journal."""
        ...

    def close(self) -> None: ...


class Journal:
    """The journal in *db*, as `open_journal` gives it. Every method is one transaction, or several short
    ones; all raise DatabaseError when the database is away, locked or full, having changed nothing."""

    def __init__(self, db: Database) -> None:
        self.db = db
        dialect: Any = postgresql if db.dialect == "postgresql" else sqlite
        rows = dialect.insert(journal_batch)
        self._append = rows.on_conflict_do_nothing(index_elements=["collector", "sequence"])
        beats = dialect.insert(heartbeat)
        self._beat = beats.on_conflict_do_update(
            index_elements=["source"],
            set_={
                name: beats.excluded[name]
                for name in ("collector", "at", "heard_at", "usual_gap_s", "connected", "reason")
            },
        )

    # -- writing ------------------------------------------------------------------------------------------

    def append(self, source: str, events: Sequence[LiveEvent], *, collector: str, sequence: int) -> int:
        """Journal *events* of *source* as one batch; its id.

        *sequence* is the collector's own count of batches: the same one again changes nothing and returns
        the id it had, so that whoever did not hear the answer may simply ask again.
        """
        return self.append_all([entry(source, events, sequence=sequence)], collector=collector)

    def append_all(self, entries: Sequence[Entry], *, collector: str) -> int:
        """Journal *entries*, at least one, in order and all or none; the id of the last."""
        rows = [
            {
                "source": row.source,
                "collector": collector,
                "sequence": row.sequence,
                "first_at": row.first_at,
                "last_at": row.last_at,
                "events_count": row.count,
                "events": row.events,
            }
            for row in entries
        ]
        with self.db.write() as db:
            on_server = self.db.dialect == "postgresql"
            if on_server:
                # Ids are given before the commit: without this, a follower could see a later id first and
                # never come back for the earlier.
                db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _APPENDING})
            db.execute(self._append, rows)
            last: int = db.execute(_ID_OF, {"of": collector, "number": entries[-1].sequence}).scalar_one()
            if on_server:
                db.execute(text("SELECT pg_notify(:channel, :id)"), {"channel": CHANNEL, "id": str(last)})
        return last

    def beat(self, beat: Heartbeat) -> None:
        """Note the sign of life in place of the source's last one."""
        self.beat_all([beat])

    def beat_all(self, beats: Sequence[Heartbeat]) -> None:
        """Note the signs of life of several sources in one transaction."""
        rows = [
            {
                "source": beat.source,
                "collector": beat.collector,
                "at": beat.at,
                "heard_at": beat.heard_at,
                "usual_gap_s": beat.usual_gap_s,
                "connected": beat.connected,
                "reason": beat.reason,
            }
            for beat in beats
        ]
        if rows:
            with self.db.write() as db:
                db.execute(self._beat, rows)

    def save_snapshot(self, board: Board, batch_id: int, rules: CountingRules, at: datetime) -> None:
        """Keep *board*, folded from every batch up to *batch_id* under *rules*, as of *at*.

        One of the same batch and rules gets this board and stays of its own, earlier instant; old ones are
        thinned on the way.
        """
        saved = zlib.compress(boards.save(board), 1)  # an eighth of the size for 4 ms a megabyte
        there = (snapshot.c.rules == rules.fingerprint) & (snapshot.c.batch_id == batch_id)
        with self.db.write() as db:
            found = db.execute(update(snapshot).where(there).values(day=board.day, board=saved))
            if not found.rowcount:
                row = {"at": at, "day": board.day, "batch_id": batch_id, "rules": rules.fingerprint}
                db.execute(insert(snapshot).values(board=saved, **row))
            _thin(db, at - DENSE, batch_id)

    def prune(self, before: datetime, called_off: Callable[[], bool] = lambda: False) -> int:
        """Forget what is older than *before*, some at a time until *called_off*; the number of batches gone.

        The newest snapshot from before then stays, with its batch and every one after it: any later moment
        can still be replayed, and followers find where they were. Without such a snapshot nothing goes.
        """
        with self.db.read() as db:
            oldest = db.execute(
                select(snapshot.c.batch_id)
                .where(snapshot.c.at <= before)
                .order_by(snapshot.c.batch_id.desc())
                .limit(1)
            ).scalar_one_or_none()
        if oldest is None:
            return 0
        gone = 0
        some = select(journal_batch.c.id).where(journal_batch.c.id < oldest, journal_batch.c.last_at < before)
        while not called_off():  # in small turns: the collector must not wait
            with self.db.write() as db:
                ids = db.execute(some.order_by(journal_batch.c.id).limit(500)).scalars().all()
                if not ids:
                    db.execute(delete(snapshot).where(snapshot.c.batch_id < oldest))
                    return gone
                db.execute(delete(journal_batch).where(journal_batch.c.id.in_(ids)))
                gone += len(ids)
        return gone

    # -- following ----------------------------------------------------------------------------------------

    def batches_after(
        self, batch_id: int, limit: int = ROWS_AT_ONCE, *, without: Sequence[str] = ()
    ) -> list[Batch]:
        """The next batches after *batch_id*, at most *limit*, in order, but not those of sources *without*.

        A damaged one comes without events.
        """
        statement = _AFTER if not without else _AFTER.where(journal_batch.c.source.not_in(without))
        with self.db.read() as db:
            rows = db.execute(statement, {"after": batch_id, "rows": limit}).all()
        return [_batch(row) for row in rows]

    def heartbeats(self) -> dict[str, Heartbeat]:
        """The last sign of life of every source that was ever collected, by the collectors' clocks."""
        with self.db.read() as db:
            rows = db.execute(select(heartbeat)).all()
        return {
            row.source: Heartbeat(
                row.source, row.collector, row.at, row.heard_at, row.usual_gap_s, row.connected, row.reason
            )
            for row in rows
        }

    def watch(self) -> Watch:
        """A connection that waits for news, from now on; it belongs to the thread that asked for it."""
        return _ServerWatch(self.db) if self.db.dialect == "postgresql" else _FileWatch(self.db)

    def has(self, batch_id: int) -> bool:
        """Whether that batch is (still) in the journal."""
        with self.db.read() as db:
            found = db.execute(select(journal_batch.c.id).where(journal_batch.c.id == batch_id))
            return found.first() is not None

    def last_id(self) -> int:
        """The id of the newest batch, 0 when there is none."""
        with self.db.read() as db:
            return db.execute(select(func.max(journal_batch.c.id))).scalar_one() or 0

    def last_sequence(self, collector: str) -> int:
        """The number of *collector*'s newest batch, 0 when it has none here."""
        with self.db.read() as db:
            newest = select(func.max(journal_batch.c.sequence)).where(journal_batch.c.collector == collector)
            return db.execute(newest).scalar_one() or 0

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

    # -- beginning somewhere ------------------------------------------------------------------------------

    def resume(
        self, rules: CountingRules, now: datetime, between: Callable[[], object] | None = None
    ) -> Position:
        """The board of this moment under *rules*: the best snapshot, and everything after it folded.

        *between* is called between two slices of the work, for a caller who must leave time to others.
        """
        begins = rules.days.begins(rules.days.day(now))
        start = self._start(rules, begins, None) or self._from_scratch(begins)
        return self._on(start, rules, now, between)

    def board_at(self, instant: datetime, rules: CountingRules) -> Board | None:
        """The board as it stood at *instant*, to the event; None when the journal begins only later."""
        place = self.place_before(instant, rules)
        if place is None:
            return None
        tape = Tape(place, rules)
        slicer = Slicer()
        for _turn in self.wind(tape, instant, slicer):
            pass
        return tape.board(instant)

    def place_before(self, instant: datetime, rules: CountingRules) -> Place | None:
        """The best place to begin with on the way to *instant*: a snapshot of at most half an hour before,
        else the day before; None when the journal begins only after *instant*."""
        begins = rules.days.begins(rules.days.day(instant))
        start = self._start(rules, begins, instant)
        if start is None:
            with self.db.read() as db:
                oldest = db.execute(
                    select(journal_batch.c.first_at).order_by(journal_batch.c.id).limit(1)
                ).scalar_one_or_none()
            if oldest is None or oldest > instant:
                return None
            start = self._from_scratch(begins)
        return Place(start.board, start.batch_id, at=start.board.at)

    def wind(
        self,
        tape: Tape,
        until: datetime,
        slicer: Slicer,
        touched: Touched | None = None,
        called_off: Callable[[], bool] = lambda: False,
    ) -> Iterator[bool]:
        """Wind *tape* to *until*, reading what it needs, some batches a turn; each turn yields True, or, as
        the last one, False when it was *called_off* on the way."""
        there = True
        while there and tape.needs(until):
            batches = self.batches_after(tape.read_id, ROWS_ON_THE_WAY)
            there = bool(batches)
            tape.put(batches)
            if not tape.wind(until, slicer, touched, called_off) or called_off():
                yield False
                return
            yield True
        yield tape.wind(until, slicer, touched, called_off)

    def _start(self, rules: CountingRules, begins: datetime, until: datetime | None) -> Position | None:
        """The snapshot to begin with: the latest under *rules*, or, if that is later, the latest from before
        the day began at *begins* under any rules, since a new day counts anew. One that was made before
        somebody was excluded will do, if it is older than the first word of whoever was: a ghost that is
        taken out costs its own hours, not the day. Only those that hold nothing later than *until*; None
        when there is none that this version can read."""
        listed = select(snapshot.c.id, snapshot.c.rules, snapshot.c.at, snapshot.c.batch_id).order_by(
            snapshot.c.batch_id.desc(), snapshot.c.id.desc()
        )
        if until is not None:
            listed = listed.where(snapshot.c.at <= until)
        first_words: dict[frozenset[ContactKey], float] = {}
        with self.db.read() as db:
            for found in db.execute(listed).all():
                added = rules.added_to(found.rules)
                if added is not None and added not in first_words:
                    first_words[added] = self._first_word(db, added, begins)
                ours = added is not None and found.batch_id < first_words[added]
                if not ours and found.at > begins:
                    continue
                row = db.execute(select(snapshot).where(snapshot.c.id == found.id)).one()
                try:
                    board = boards.load(zlib.decompress(row.board))
                except (msgspec.DecodeError, zlib.error):
                    log.info("snapshot %s was made by another version and is left out", found.id)
                    continue
                if until is not None and board.at is not None and board.at > until:
                    continue
                if ours:
                    return Position(board, row.batch_id)
                if board.at is None or board.at <= begins:
                    return Position(_uncounted(board, rules), row.batch_id)
        return None

    @staticmethod
    def _first_word(db: Connection, keys: Iterable[ContactKey], begins: datetime) -> float:
        """The first batch that may speak of one of the contacts *keys*, since the day before the one that
        began at *begins*: who waited then may be on a board of today. Infinity when none does."""
        first = math.inf
        within = func.instr if db.dialect.name == "sqlite" else func.pg_catalog.position
        for source, contact, _queue in keys:
            said = msgspec.json.encode(contact)
            found = db.execute(
                select(func.min(journal_batch.c.id)).where(
                    journal_batch.c.source == source,
                    journal_batch.c.last_at >= begins - timedelta(days=1),
                    within(journal_batch.c.events, literal(said, LargeBinary)) > 0,
                )
            ).scalar_one()
            first = min(first, math.inf if found is None else found)
        return first

    def _from_scratch(self, begins: datetime) -> Position:
        """Nothing, just before the first batch of the day before the one that begins at *begins* (of the
        last day that has any, when nothing came since): who signed in yesterday may still be there."""
        with self.db.read() as db:
            newest: datetime | None = db.execute(select(func.max(journal_batch.c.last_at))).scalar_one()
            if newest is None:
                return Position(EMPTY, 0)
            since = min(begins, newest) - timedelta(days=1)
            first = select(func.min(journal_batch.c.id)).where(journal_batch.c.last_at >= since)
            return Position(EMPTY, db.execute(first).scalar_one() - 1)

    def _on(
        self,
        start: Position,
        rules: CountingRules,
        now: datetime,
        between: Callable[[], object] | None,
    ) -> Position:
        board, folded, unknown, damaged, refused = start.board, 0, 0, 0, 0
        batch_id = start.batch_id
        while batches := self.batches_after(batch_id):  # some at a time, each with a view of its own
            events: list[LiveEvent] = []
            for batch in batches:
                batch_id = batch.id
                unknown += batch.unknown
                damaged += batch.damaged
                events += batch.events
            if events:
                board, _, bad = fold_soundly(board, events, rules)
                folded += len(events) - len(bad)
                refused += len(bad)
            if between is not None:
                between()
        if unknown or damaged or refused:
            log.warning(
                "left out of the journal: %s events that this version does not know or cannot read "
                "(%s damaged batches), %s that could not be folded",
                unknown,
                damaged,
                refused,
            )
        board, _ = advance(board, now, rules)
        return Position(board, batch_id, folded, unknown, damaged, refused)


_AFTER = (
    select(
        journal_batch.c.id,
        journal_batch.c.source,
        journal_batch.c.events,
        journal_batch.c.events_count,
        journal_batch.c.last_at,
    )
    .where(journal_batch.c.id > bindparam("after"))
    .order_by(journal_batch.c.id)
    .limit(bindparam("rows"))
)
_ID_OF = select(journal_batch.c.id).where(
    journal_batch.c.collector == bindparam("of"), journal_batch.c.sequence == bindparam("number")
)


def _batch(row: Row[*tuple[Any, ...]] | tuple[Any, ...]) -> Batch:
    number, source, said, count, last_at = row
    try:
        events, unknown = decode(said)
    except (msgspec.DecodeError, UnicodeDecodeError):
        log.warning("batch %s of %s is damaged: %s events are lost", number, source, count)
        return Batch(number, source, (), count, True, last_at)
    return Batch(number, source, tuple(events), unknown, False, last_at)


def _news(rows: Sequence[tuple[Any, ...]], batch_id: int) -> tuple[list[Batch], bool]:
    """What `Watch.news` tells, of the rows from *batch_id* on."""
    there = bool(rows) and rows[0][0] == batch_id
    return [_batch(row) for row in rows[there:]][:ROWS_AT_ONCE], there


# Fifty times a second by every console: by the driver alone this takes a fifteenth of the time.
_NEWS = (
    "SELECT id, source, events, events_count, last_at FROM journal_batch"
    " WHERE id >= {mark} ORDER BY id LIMIT {mark}"
)


def _uncounted(board: Board, rules: CountingRules) -> Board:
    """The state of *board* with nothing counted yet: what another set of rules may begin with."""
    queues = {
        key: replace(
            line,
            threshold_s=rules.threshold_s(line.source, line.name, line.source_threshold_s),
            today=NOTHING,
            quarters={},
            minutes={},
        )
        for key, line in board.queues.items()
    }
    return replace(board, day=None if board.at is None else rules.days.day(board.at), queues=queues)


def _thin(db: Connection, edge: datetime, newest: int) -> None:
    """Of the snapshots older than *edge* keep the first in each half hour (and set of rules), and those of
    batch *newest*, however old: after a quiet time there is none better."""
    old = db.execute(
        select(snapshot.c.id, snapshot.c.rules, snapshot.c.at)
        .where(snapshot.c.at < edge, snapshot.c.batch_id != newest)
        .order_by(snapshot.c.at, snapshot.c.id)
    ).all()
    kept: set[tuple[str, int]] = set()
    gone: list[int] = []
    for found in old:
        place = (found.rules, int(found.at.timestamp() // SPARSE.total_seconds()))
        if place in kept:
            gone.append(found.id)
        kept.add(place)
    if gone:
        db.execute(delete(snapshot).where(snapshot.c.id.in_(gone)))


class _FileWatch:
    """SQLite: looks at the number that changes with every commit of another connection."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._raw = db.raw_sqlite()
        self._file = self._identity()
        self._version = self._look()

    def wait(self, timeout_s: float, stop: Event) -> bool:
        for _ in range(max(1, round(timeout_s / LOOKS_S))):
            version = self._look()
            if version != self._version:
                self._version = version
                return True
            if stop.wait(LOOKS_S):
                return False
        if self._identity() != self._file:  # removed or put in place of by a copy: this one stays silent
            raise DatabaseError(self._db.url, "unreachable", "the file was taken away")
        return False

    def news(self, batch_id: int) -> tuple[list[Batch], bool]:
        with told(self._db.url):
            rows = self._raw.execute(_NEWS.format(mark="?"), (batch_id, ROWS_AT_ONCE + 1)).fetchall()
        return _news(
            [(*row[:4], datetime.fromisoformat(row[4]).replace(tzinfo=UTC)) for row in rows], batch_id
        )

    def close(self) -> None:
        self._raw.close()

    def _look(self) -> int:
        with told(self._db.url):
            version: int = self._raw.execute("PRAGMA data_version").fetchone()[0]
            return version

    def _identity(self) -> tuple[int, int] | None:
        try:
            assert self._db.path is not None  # noqa: S101  # a file watch has a file
            stat = self._db.path.stat()
        except OSError:
            return None
        return stat.st_dev, stat.st_ino


class _ServerWatch:
    """PostgreSQL: listens to what `append_all` notifies."""

    _TURN_S = 0.2  # how long `stop` may go unnoticed

    def __init__(self, db: Database) -> None:
        self._db = db
        self._raw = db.raw_postgresql()
        self._reads = db.raw_postgresql()  # a query on the other would swallow what it is told meanwhile
        with told(db.url):
            self._raw.execute(f"LISTEN {CHANNEL}")

    def wait(self, timeout_s: float, stop: Event) -> bool:
        left = timeout_s
        with told(self._db.url):
            while not stop.is_set():
                if any(True for _ in self._raw.notifies(timeout=min(left, self._TURN_S), stop_after=1)):
                    for _ in self._raw.notifies(timeout=0):
                        pass  # several at once are one reason to look
                    return True
                left -= self._TURN_S
                if left <= 0:
                    break
        return False

    def news(self, batch_id: int) -> tuple[list[Batch], bool]:
        with told(self._db.url):
            rows = self._reads.execute(_NEWS.format(mark="%s"), (batch_id, ROWS_AT_ONCE + 1)).fetchall()
        return _news([(*row[:4], row[4].astimezone(UTC)) for row in rows], batch_id)

    def close(self) -> None:
        self._raw.close()
        self._reads.close()
