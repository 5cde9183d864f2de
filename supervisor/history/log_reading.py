"""A source's own log from files, or from a table in SQL, into the history: exactly once.

The same file again, a longer one, one cut in the middle of a line, files that overlap, an older one after a
newer one: only what is new is written. Each transaction holds facts, the place in the file and the stretch
that is now known, so a reading that is killed goes on where its last transaction ended.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from supervisor.errors import AlreadyCollectedError, ChangedMeanwhileError, LogBusyError
from supervisor.history import batch as batches
from supervisor.history.batch import Kind, State, Undone
from supervisor.history.log_segments import Stretch, replace, segments
from supervisor.history.log_taking import LogTaking, instant, last_instant
from supervisor.history.names import Names
from supervisor.history.stale import mark_batch_stale, mark_stale
from supervisor.live.lock import SourceLock
from supervisor.sources.asterisk.queue_log import QueueLogReader
from supervisor.sources.asterisk.queue_log_files import told
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_import, history_reading

PIECE = 4 << 20  # bytes that are read, and written in one transaction
EDGE = 4096  # bytes by whose digest the begin of a file, and the place it was read to, are known again
_LOOK = 65_536
SHOWN = 100  # unreadable lines that a report lists
_FRAGMENT_MS = 900_000_000_000  # a first line so much older than the next has lost the first of its digits
_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Progress:
    """How far a reading is: bytes of all files (packed ones as they are packed), or rows."""

    file: str
    done: int
    total: int


@dataclass(frozen=True)
class BadLine:
    """A line that makes no sense: number *line* of *file* (from 1), at byte *place*."""

    file: str
    line: int
    place: int
    text: str


@dataclass(frozen=True)
class LogReport:
    """What a reading found. *batch* is None when there was nothing new at all.

    *lines* are new ones, *known* those that were read before. *new* contacts, *changed* ones that were there
    and are further on, *strays* lines about contacts whose begin no file has told yet. *skipped* counts
    events of a dialplan's own. *unfinished* are files whose last line is not whole yet.
    """

    batch: int | None
    state: State
    lines: int = 0
    known: int = 0
    new: int = 0
    changed: int = 0
    rings: int = 0
    marks: int = 0
    strays: int = 0
    bad_count: int = 0
    bad: tuple[BadLine, ...] = ()
    skipped: dict[str, int] = field(default_factory=dict)
    unfinished: tuple[str, ...] = ()
    first_ms: int | None = None
    last_ms: int | None = None


def read_logs(
    history: Database,
    source: str,
    files: Sequence[Path],
    *,
    at: datetime,
    who: str,
    kind: Kind = Kind.LOG,
    batch: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LogReport:
    """Read *files* of the log of *source*, plain or packed (.gz), in whatever order they are named.

    What is new becomes one batch of *kind*, or a part of *batch*, which then is the caller's to end: a log
    that is followed has one a day. *cancelled* is asked between two transactions: what was read is kept.
    Who calls derives what is stale (`derive.derive_stale`). Raises SourceError (log_missing, log_denied,
    log_damaged) and DatabaseError, having kept what was read before, and LogBusyError when another process
    reads this source's log.
    """
    found = []
    for path in files:
        with told(source, path):
            found.append((_first_instant(path), path, path.stat().st_size))
    found.sort(key=lambda one: (one[0] is None, one[0] or 0, str(one[1])))
    total = sum(size for _first, _path, size in found)
    reading = _Reading(history, source, at, who, kind, batch, str(found[0][1]) if found else "")
    done = 0

    def tell(file: str, place: int) -> None:
        if progress is not None:
            progress(Progress(file, done + place, total))

    with _alone(history, source), reading.told():
        for _first, path, size in found:
            with told(source, path):
                reading.file(path, tell, cancelled or _never)
            done += size
            if reading.stopped:
                break
    return reading.report()


def read_table(
    history: Database,
    source: str,
    rows: Callable[[], Iterator[bytes]],
    name: str,
    *,
    total: int,
    at: datetime,
    who: str,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LogReport:
    """Read the lines that *rows* gives, in order of time, as if they stood in a file called *name*.

    *total* is how many there are. Otherwise as `read_logs`; for *rows* see `log_table.py`.
    """
    reading = _Reading(history, source, at, who, Kind.LOG, None, name)

    def tell(file: str, place: int) -> None:
        if progress is not None:
            progress(Progress(file, place, total))

    with _alone(history, source), reading.told():
        reading.lines(name, rows(), tell, cancelled or _never)
    return reading.report()


def undo(db: Connection, number: int, *, at: datetime) -> Undone:
    """Take a batch of a log back, in the caller's transaction: its lines can be read again afterwards.

    Raises as `batch.undo`. Who calls derives what is stale.
    """
    one = batches.batch(db, number)
    if one.kind not in (Kind.LOG, Kind.FOLLOWED):
        raise ChangedMeanwhileError("history_import", number)
    mark_batch_stale(db, number)
    done = batches.undo(db, number, at=at)
    standing = select(history_import.c.facts).where(
        history_import.c.source == one.source,
        history_import.c.kind.in_([Kind.LOG.value, Kind.FOLLOWED.value]),
        history_import.c.state != State.UNDONE.value,
    )
    left = [stretch for (facts,) in db.execute(standing) for stretch in facts.get("stretches", ())]
    replace(db, one.source, left)
    db.execute(delete(history_reading).where(history_reading.c.source == one.source))
    if one.first_ms is not None and one.last_ms is not None:
        source = Names().number(db, "source", "", one.source)
        mark_stale(db, source, range(one.first_ms, one.last_ms + _HOUR_MS, _HOUR_MS))
    return done


@contextmanager
def _alone(history: Database, source: str) -> Iterator[None]:
    try:
        lock = SourceLock(history, [f"log of {source}"])
    except AlreadyCollectedError as error:
        raise LogBusyError(source) from error
    with lock:
        yield


def _never() -> bool:
    return False


class _Reading:
    """One call: its batch, which begins with the first transaction, and its counts."""

    def __init__(
        self,
        history: Database,
        source: str,
        at: datetime,
        who: str,
        kind: Kind,
        batch: int | None,
        file: str,
    ) -> None:
        self.stopped = False
        self._history = history
        self._source = source
        self._at = at
        self._who = who
        self._kind = kind
        self._batch = batch
        self._ours = batch is None
        self._name = file
        self._taking: LogTaking | None = None
        self._fragment = False  # whether the file begins in the middle of a line
        self._unfinished: list[str] = []
        self._first_ms: int | None = None
        self._last_ms: int | None = None
        self._before: dict[str, Any] = {}
        self._state = State.DONE

    @contextmanager
    def told(self) -> Iterator[None]:
        """Note how the batch ended, however it does."""
        self._close_interrupted()
        try:
            yield
        except BaseException:
            self._end(State.FAILED)
            raise
        self._end(State.CANCELLED if self.stopped else State.DONE)

    def _close_interrupted(self) -> None:
        """A batch of this log that still runs was killed: nobody else can have it (`_alone`)."""
        if not self._ours or self._kind is not Kind.LOG:
            return
        of = history_import.c
        killed = (of.source == self._source) & (of.kind == Kind.LOG.value) & (of.state == State.RUNNING.value)
        with self._history.write() as db:
            db.execute(
                update(history_import).where(killed).values(state=State.CANCELLED.value, ended_at=self._at)
            )

    def _end(self, state: State) -> None:
        self._state = state
        if self._batch is None or self._taking is None or not self._ours:
            return
        counts = self._taking.counts
        with self._history.write() as db:
            if counts["lines"] or counts["bad"]:
                batches.note(db, self._batch, state=state, at=self._at)
            else:  # nothing new at all: no batch
                db.execute(delete(history_import).where(history_import.c.id == self._batch))
                self._batch = None

    def _begin(self, db: Connection) -> LogTaking:
        if self._batch is None:
            self._batch = batches.begin(
                db, self._kind, self._source, at=self._at, who=self._who, file=self._name
            )
        if self._taking is None:
            one = batches.batch(db, self._batch)
            self._before = dict(one.facts)
            self._first_ms, self._last_ms = one.first_ms, one.last_ms
            stretches = [msgspec.convert(told, Stretch) for told in self._before.get("stretches", ())]
            self._taking = LogTaking(self._source, self._batch, stretches)
        return self._taking

    def _note(self, db: Connection, lines: Sequence[bytes]) -> None:
        taking, batch = self._taking, self._batch
        assert taking is not None and batch is not None  # noqa: S101, PT018  # _begin made them
        told = [at for raw in (*lines[:2], *lines[-2:]) if (at := instant(raw)) is not None]
        if told:
            self._first_ms = min([*told, *([] if self._first_ms is None else [self._first_ms])])
            self._last_ms = max([*told, *([] if self._last_ms is None else [self._last_ms])])
        facts = {**self._before, "stretches": [msgspec.to_builtins(one) for one in taking.stretches]}
        for name in ("lines", "known", "new", "changed", "rings", "marks", "strays", "bad"):
            facts[name] = self._before.get(name, 0) + taking.counts[name]
        facts["skipped"] = dict(taking.skipped)
        batches.note(
            db,
            batch,
            state=State.RUNNING,
            at=self._at,
            facts=facts,
            first_ms=self._first_ms,
            last_ms=self._last_ms,
        )

    # A file

    def file(self, path: Path, tell: Callable[[str, int], None], cancelled: Callable[[], bool]) -> None:
        with _opened(path) as stream:
            known = self._known(stream)
            place, line = (known.place, known.lines) if known is not None else (0, 0)
            if known is None:
                stream.rewind()
                self._fragment = _is_fragment(stream.read(_LOOK).split(b"\n"))
                stream.rewind()
            piece = stream.read(PIECE)
            while piece and b"\n" not in piece and (more := stream.read(PIECE)):
                piece += more
            if known is not None and b"\n" not in piece:
                stream.check()
                if piece:
                    self._unfinished.append(str(path))
                return  # nothing new
            with self._history.write() as db:
                taking = self._begin(db)
                if known is None:
                    taking.begin(str(path))
                else:
                    taking.begin_again(db, str(path), known.last_ms or 0, known.state["last"])
            number = None if known is None else known.id
            rest = b""
            while piece or rest:
                if cancelled():
                    self.stopped = True
                    return
                following = stream.read(PIECE)
                rest += piece
                end = rest.rfind(b"\n") + 1
                lines = rest[:end].split(b"\n")[:-1]
                if following and lines:  # the last instant may go on: it waits for what follows
                    held = last_instant(lines)
                    lines, behind = lines[:held], lines[held:]
                    end -= sum(len(raw) + 1 for raw in behind)
                whole, rest = rest[:end], rest[end:]
                if lines:
                    with self._history.write() as db:
                        self._take(db, taking, lines, line, place, ends=not following)
                        line, place = line + len(lines), place + end
                        stream.taken(whole)
                        if not following:
                            taking.end(db)
                        self._note(db, lines)
                        number = self._save(db, path, stream, number, place, line, taking)
                    tell(str(path), stream.done)
                if not following:
                    break
                piece = following
            stream.check()
            if rest:
                self._unfinished.append(str(path))

    def _take(
        self, db: Connection, taking: LogTaking, raws: list[bytes], line: int, place: int, *, ends: bool
    ) -> None:
        lines = raws
        if any(b"\0" in raw for raw in raws):  # a crash leaves blocks of them
            lines = [raw.replace(b"\0", b"") for raw in raws]
        first = line + 1
        if place == 0 and lines and self._fragment:
            taking.bad(db, 1, 0, lines[0][:200].decode("utf-8", "replace"))
            place, first = len(raws[0]) + 1, 2
            lines, raws = lines[1:], raws[1:]
        if lines:
            taking.take(db, lines, first, place, raws, ends=ends)

    def lines(
        self,
        name: str,
        rows: Iterator[bytes],
        tell: Callable[[str, int], None],
        cancelled: Callable[[], bool],
    ) -> None:
        """Lines that stand in no file, from their begin."""
        with self._history.write() as db:
            taking = self._begin(db)
            taking.begin(name)
        done, held, more = 0, list[bytes](), True
        while more:
            if cancelled():
                self.stopped = True
                return
            some = held
            while more and len(some) < 50_000:
                raw = next(rows, None)
                if raw is None:
                    more = False
                else:
                    some.append(raw)
            held = []
            if more:
                cut = last_instant(some)
                if not cut:
                    held = some
                    some = []
                    raw = next(rows, None)
                    more = raw is not None
                    if raw is not None:
                        held.append(raw)
                        continue
                    some, held = held, []
                else:
                    some, held = some[:cut], some[cut:]
            if some:
                with self._history.write() as db:
                    taking.take(db, some, done + 1, done, some, ends=not more)
                    done += len(some)
                    if not more:
                        taking.end(db)
                    self._note(db, some)
                tell(name, done)

    # Files known again

    def _known(self, stream: _Stream) -> Any:
        """How far this file was read, by what it begins with and by what stands before that place."""
        of = history_reading.c
        with self._history.read() as db:
            rows = db.execute(
                select(history_reading).where(of.source == self._source).order_by(of.place.desc())
            ).all()
        head = stream.read(EDGE)
        for row in rows:
            if row.place < row.head_bytes or len(head) < row.head_bytes:
                continue
            if _digest(head[: row.head_bytes]) != row.head:
                continue
            if stream.comes_to(row.place, row.tail_bytes, row.tail):
                return row
        return None

    def _save(
        self,
        db: Connection,
        path: Path,
        stream: _Stream,
        number: int | None,
        place: int,
        lines: int,
        taking: LogTaking,
    ) -> int:
        own = next((one for one in segments(db, self._source) if one.id == taking.last[0]), None)
        values = {
            "source": self._source,
            "file": str(path),
            "head": _digest(stream.head),
            "head_bytes": len(stream.head),
            "tail": _digest(stream.tail),
            "tail_bytes": len(stream.tail),
            "place": place,
            "lines": lines,
            "last_ms": taking.since_ms,
            "state": {"last": own.last if own is not None and taking.last[1] else []},
            "at": self._at,
        }
        if number is None:
            added = insert(history_reading).values(**values).returning(history_reading.c.id)
            return int(db.execute(added).scalar_one())
        db.execute(update(history_reading).where(history_reading.c.id == number).values(**values))
        return number

    def report(self) -> LogReport:
        taking = self._taking
        if taking is None:
            return LogReport(None, self._state, unfinished=tuple(self._unfinished))
        counts = taking.counts
        if self._batch is None:
            return LogReport(None, self._state, known=counts["known"], unfinished=tuple(self._unfinished))
        with self._history.read() as db:
            bad = tuple(
                BadLine(row.file, row.line, row.place, row.value)
                for row in batches.bad_lines(db, self._batch, SHOWN)
            )
        return LogReport(
            self._batch,
            self._state,
            counts["lines"],
            counts["known"],
            counts["new"],
            counts["changed"],
            counts["rings"],
            counts["marks"],
            counts["strays"],
            counts["bad"],
            bad,
            dict(taking.skipped),
            tuple(self._unfinished),
            self._first_ms,
            self._last_ms,
        )


class _Stream:
    """The bytes of a file, unpacked, with what is kept of its begin and of the place that was taken last."""

    def __init__(self, raw: BinaryIO, packed: bool) -> None:
        self.head = b""
        self.tail = b""
        self._raw = raw
        self._packed = packed
        self._damage: Exception | None = None
        self._stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw

    @property
    def done(self) -> int:
        """How many bytes of the file, as it lies there, were read."""
        return self._raw.tell()

    def read(self, size: int) -> bytes:
        """The next bytes, none at the end; what stands before damage comes first, `check` tells of it."""
        if not self._packed:
            return self._stream.read(size)
        parts: list[bytes] = []
        left = 0 if self._damage is not None else size
        while left:
            try:
                piece = cast("gzip.GzipFile", self._stream).read1(left)
            except (EOFError, OSError, zlib.error) as error:
                self._damage = error
                break
            if not piece:
                break
            parts.append(piece)
            left -= len(piece)
        return b"".join(parts)

    def check(self) -> None:
        """Raise what damage of a packed file was met."""
        if self._damage is not None:
            raise self._damage

    def rewind(self) -> None:
        self._stream.seek(0)
        self._damage = None
        self.head = self.tail = b""

    def taken(self, whole: bytes) -> None:
        """Note that *whole*, which follows what was noted before, was taken."""
        if len(self.head) < EDGE:
            self.head = (self.head + whole[:EDGE])[:EDGE]
        self.tail = (self.tail + whole[-EDGE:])[-EDGE:]

    def comes_to(self, place: int, tail_bytes: int, tail: str) -> bool:
        """Whether what stands before *place* is what stood there; then the stream is at that place."""
        self.rewind()
        if self._packed:
            left, kept = place, b""
            while left and (piece := self.read(min(left, PIECE))):
                self.taken(piece)
                left -= len(piece)
            kept = self.tail[-tail_bytes:] if tail_bytes else b""
            return not left and _digest(kept) == tail
        self.head = self._stream.read(min(EDGE, place))
        self._stream.seek(place - tail_bytes)
        self.tail = self._stream.read(tail_bytes)
        return len(self.tail) == tail_bytes and _digest(self.tail) == tail


@contextmanager
def _opened(path: Path) -> Iterator[_Stream]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        yield _Stream(raw, packed)


def _first_instant(path: Path) -> int | None:
    """The first instant that a file tells, to put files in order."""
    with _opened(path) as stream:
        lines = stream.read(_LOOK).split(b"\n")
    if _is_fragment(lines):
        lines = lines[1:]
    return next((at for raw in lines if (at := instant(raw)) is not None), None)


def _is_fragment(lines: Sequence[bytes]) -> bool:
    """Whether the first line is the end of one that was cut: a file may begin anywhere."""
    if len(lines) < 2:
        return False
    first = instant(lines[0])
    if first is None:
        reader = QueueLogReader()
        return bool(lines[0].strip()) and not reader.feed(lines[0] + b"\n") and reader.unreadable_count > 0
    following = next((at for raw in lines[1:20] if (at := instant(raw)) is not None), None)
    return following is not None and following - first >= _FRAGMENT_MS


def _digest(piece: bytes) -> str:
    return hashlib.blake2b(piece, digest_size=16).hexdigest()
