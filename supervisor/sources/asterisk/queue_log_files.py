"""The files of a queue_log: the one that grows and those that were rotated away, read from any hour on.

Months of a busy exchange are gigabytes, and a day is some megabytes at their end: the begin is found by
halving, in some thirty short reads. What was read once is not read again; a rename, a copy that was cut to
nothing (logrotate's copytruncate) and a packed file in between are noticed by what the file begins with.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from supervisor.errors import SourceError
from supervisor.sources.asterisk.queue_log import LogLine, QueueLogReader
from supervisor.sources.day_log import Unreadable
from supervisor.words import mark

PIECE = 131_072  # bytes read at once: larger pieces only wait for memory
NEAR = 65_536  # where halving ends and reading begins
EARLIER_S = 120.0  # before the wanted begin: a clock may have been set back a little
HEAD = 256  # bytes that tell a file from the one that comes after it under the same name

_ROTATED = re.compile(r"[.-]\d+(?:[.-]\d+)*(?:\.gz)?|\.gz")
_STAMP = re.compile(rb"(?:^|\n)\W{0,3}(\d{9,11}(?:\.\d+)?)\|")


@dataclass(frozen=True)
class _File:
    path: Path
    head: bytes
    size: int
    first_at: float | None  # of its first line with a time

    @property
    def packed(self) -> bool:
        return self.path.suffix == ".gz"

    def open(self) -> BinaryIO:
        return cast("BinaryIO", gzip.open(self.path, "rb")) if self.packed else self.path.open("rb")


class QueueLogFiles:
    """Reads a queue_log from an instant on, and later what was written since, through rotations.

    `begin`, then `more` as often as you like.
    """

    def __init__(self, source: str, path: Path, wanted: Iterable[str] | None = None) -> None:
        """*path* is the file that Asterisk writes; *wanted* as for QueueLogReader."""
        self._source = source
        self._path = path
        self._wanted = None if wanted is None else frozenset(wanted)
        self._head = b""  # of the file that was read last,
        self._place = 0  # up to this byte
        self._begin_s: float | None = None
        self.since_s: float | None = None  # the first time that the files tell, None when they tell none
        self.unreadable: list[Unreadable] = []
        self.unreadable_count = 0

    def begin(self, begin_s: float) -> None:
        """Read from *begin_s* (POSIX seconds) on, or a little earlier; forgets what was read."""
        self._begin_s, self._head, self._place = begin_s, b"", 0
        self.unreadable, self.unreadable_count = [], 0

    def more(self) -> Iterator[list[LogLine]]:
        """What was written since, in order; a half line at the end waits until it is whole.

        Raises SourceError (log_missing, log_denied, log_damaged), and LookupError when what was read last is
        not there any more (packed or deleted meanwhile): then `begin` anew.
        """
        assert self._begin_s is not None, "begin first"  # noqa: S101
        with told(self._source, self._path):
            files = self.files()
            self.since_s = next((file.first_at for file in files if file.first_at is not None), None)
            if self._head:
                places = [
                    place
                    for place, file in enumerate(files)
                    if file.head[: len(self._head)] == self._head
                    and (file.packed or file.size >= self._place)
                ]
                if not places:
                    raise LookupError(str(self._path))
                files = files[places[-1] :]
            else:
                files, self._place = self._starting(files, self._begin_s)
            for count, file in enumerate(files):
                if count:
                    self._place = 0
                yield from self._read(file, whole=count < len(files) - 1)

    def files(self) -> list[_File]:
        """The log's files, oldest first."""
        if not self._path.exists() and not self._path.parent.is_dir():
            raise FileNotFoundError(str(self._path.parent))
        names = [self._path] if self._path.exists() else []
        names += [
            other
            for other in self._path.parent.glob(f"{_escaped(self._path.name)}*")
            if _ROTATED.fullmatch(other.name[len(self._path.name) :])
        ]
        if not names:
            raise FileNotFoundError(str(self._path))
        found = []
        for path in names:
            try:
                found.append(_look(path))
            except FileNotFoundError:
                continue  # renamed just now: it is there under its other name, or will be in a moment
        found = [file for file in found if file.size]
        last = [file for file in found if file.path == self._path]
        rotated = [file for file in found if file.path != self._path]
        rotated.sort(key=lambda file: (file.first_at or 0.0, file.path.name))
        return rotated + last

    @staticmethod
    def _starting(files: list[_File], begin_s: float) -> tuple[list[_File], int]:
        """The files that hold something from *begin_s* on, and the byte of the first one to begin at."""
        first = 0
        for count, file in enumerate(files):
            if file.first_at is not None and file.first_at <= begin_s - EARLIER_S:
                first = count
        files = files[first:]
        if not files or files[0].packed:
            return files, 0
        with files[0].open() as stream:
            return files, place_of(stream, files[0].size, begin_s - EARLIER_S)

    def _read(self, file: _File, *, whole: bool) -> Iterator[list[LogLine]]:
        """The rest of *file*; *whole*: nothing more will be written to it."""
        reader = QueueLogReader(str(file.path), self._place, self._wanted)
        self._head = file.head
        with file.open() as stream:
            stream.seek(self._place)
            while piece := stream.read(PIECE):
                if lines := reader.feed(piece):
                    self._place = reader.place
                    yield lines
        if whole and (lines := reader.finish()):
            yield lines
        self._place = reader.place
        self.unreadable += reader.unreadable[: 100 - len(self.unreadable)]
        self.unreadable_count += reader.unreadable_count


@dataclass(frozen=True)
class Glance:
    """That a queue_log can be read: the first and the last time that its files tell of (POSIX seconds)."""

    since_s: float | None
    last_s: float | None


def glance(source: str, path: Path) -> Glance:
    """Look into the queue_log at *path* without reading it. Raises SourceError (log_missing, …), also when
    what is there is no queue_log."""
    files = QueueLogFiles(source, path)
    files.begin(0.0)
    with told(source, path):
        found = files.files()
        last_s = None
        for file in reversed(found):
            with file.open() as stream:
                if not file.packed:
                    stream.seek(max(0, file.size - NEAR))
                for piece in iter(lambda stream=stream: stream.read(PIECE), b""):  # type: ignore[misc]
                    for stamp in _STAMP.finditer(piece):
                        last_s = float(stamp.group(1))
            if last_s is not None:
                break
        since_s = next((file.first_at for file in found if file.first_at is not None), None)
        if found and since_s is None:
            raise SourceError(
                source, "log_damaged", {"file": str(path), "detail": mark("no line of a queue_log")}
            )
    return Glance(since_s, last_s)


@contextmanager
def told(source: str, path: Path) -> Iterator[None]:
    """Say what went wrong with the files in words that a person can act on: as SourceError."""
    try:
        yield
    except FileNotFoundError as error:
        raise _error(source, path, "log_missing", error) from error
    except PermissionError as error:
        raise _error(source, path, "log_denied", error) from error
    except (OSError, EOFError, zlib.error) as error:
        raise _error(source, path, "log_damaged", error) from error


def _error(source: str, path: Path, reason: str, error: Exception) -> SourceError:
    detail = getattr(error, "strerror", None) or str(error)
    return SourceError(source, reason, {"file": str(path), "detail": detail})


def _look(path: Path) -> _File:
    file = _File(path, b"", path.stat().st_size, None)
    with file.open() as stream:
        front = stream.read(NEAR)
    # only whole lines tell one file from another: the last one may still grow
    head = front[: front.rfind(b"\n", 0, HEAD) + 1] or front[:HEAD]
    return _File(path, head, file.size, _time_in(front))


def _escaped(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)


def _time_in(piece: bytes) -> float | None:
    """The first time that *piece*, which may begin anywhere, tells of."""
    found = _STAMP.search(piece)
    return None if found is None else float(found.group(1))


def place_of(stream: BinaryIO, size: int, at_s: float) -> int:
    """A byte of *stream*, the begin of a line, before which nothing was written at *at_s* or later."""
    low, high = 0, size  # what begins before `low` is earlier than at_s
    while high - low > NEAR:
        middle = (low + high) // 2
        stream.seek(middle)
        piece = stream.read(4096)
        end = piece.find(b"\n")
        told = _time_in(piece[end:]) if end >= 0 else None
        if told is not None and told < at_s:
            low = middle + end + 1
        else:  # later, or nothing that tells: look before it
            high = middle
    return low


def line_number(path: Path, place: int) -> int | None:
    """Which line of the file begins at byte *place*, counted from 1; None when it cannot be read any more."""
    count, left = 1, place
    try:
        with path.open("rb") as stream:
            while left > 0 and (piece := stream.read(min(left, PIECE))):
                count += piece.count(b"\n")
                left -= len(piece)
    except OSError:
        return None
    return count
