"""What cannot be journalled for a while, kept on disk in order: also a killed collector delivers it later.

Segments that are only appended to. A record is its length, its CRC-32 and its bytes; whatever follows the
last whole record of a segment, half-written when the power or the process went, is cut off at reading. The
first record of a segment names the collector: its numbers go on under that name after a restart, so that the
journal takes each batch once, however often it is delivered.

Whatever `append` returned for is with the system, so that a killed process loses none of it; and it is on
the disk (fdatasync) before `append` returns, so that a machine without power does not, either. Files are
readable for their owner alone (0600): they tell of people what the journal tells.
"""

from __future__ import annotations

import logging
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from supervisor.live.entry import Entry

log = logging.getLogger(__name__)

SEGMENT_BYTES = 8_000_000  # one that was delivered goes as a whole
SPOOL_BYTES = 1_000_000_000  # of events, on disk: days of a large centre
AT_ONCE = 64  # entries of one delivery,
AT_ONCE_BYTES = 4_000_000  # and their bytes
LONGEST_RECORD = 64_000_000  # a length beyond is none

_FRAME = struct.Struct("<II")
_SUFFIX = ".spool"


class SpoolFullError(OSError):
    """No room: the disk is full, or as much is kept as may be. What was kept before is untouched."""


class Spool:
    """The spool in *folder*. Not for two threads at once."""

    def __init__(self, folder: Path, bound_bytes: int = SPOOL_BYTES) -> None:
        """Look what an earlier run left there. Raises OSError when the folder cannot be used."""
        self._folder = folder
        self._bound = bound_bytes
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._segments = sorted(folder.glob(f"*{_SUFFIX}"))
        self._number = int(self._segments[-1].stem) if self._segments else 0
        self._file: int | None = None  # of the segment that is written
        self._written = 0  # bytes of it
        self._head: list[Entry] = []
        self._reading: Iterator[Entry] | None = None
        self._done = False  # everything of the first segment was handed out
        self.collector = ""
        self.last_sequence = 0
        self.since: datetime | None = None
        """The earliest instant of the events that wait; None when none do."""
        self.entries = 0
        self._look()

    def __bool__(self) -> bool:
        """Whether anything waits here."""
        return self.entries > 0

    @property
    def size(self) -> int:
        """How many bytes of disk are taken."""
        total = 0
        for segment in self._segments:
            with suppress(OSError):
                total += segment.stat().st_size
        return total

    def append(self, entries: Sequence[Entry], collector: str) -> int:
        """Keep *entries* of *collector* after those that wait already; how many of them there was room for.

        Raises SpoolFullError when there was none for the first, other OSErrors when the disk fails.
        """
        kept = 0
        total = self.size
        try:
            for entry in entries:
                record = _record(msgspec.msgpack.encode(entry))
                if total + len(record) > self._bound:
                    raise SpoolFullError("as much is kept as may be")
                total += len(record)
                self._put(record, collector)
                kept += 1
                self.entries += 1
                self.last_sequence = entry.sequence
                self.since = entry.first_at if self.since is None else min(self.since, entry.first_at)
        except OSError as error:
            if not kept:
                raise SpoolFullError(*error.args) from error
            log.warning("the rest finds no room on the disk: %s", error)
        finally:
            if kept and self._file is not None:
                _to_disk(self._file)
        return kept

    def head(self) -> list[Entry]:
        """The oldest entries that wait, as many as fit into one transaction; the same until `confirm`."""
        while not self._head and self._segments:
            if self._reading is None:
                if len(self._segments) == 1:
                    self._close_written()  # what comes now begins another
                self._reading = _entries(self._segments[0])
            size = 0
            self._done = True
            for entry in self._reading:
                self._head.append(entry)
                size += len(entry.events)
                if len(self._head) >= AT_ONCE or size >= AT_ONCE_BYTES:
                    self._done = False
                    break
            if not self._head:
                self._remove_first()
        if self._head:
            self.since = min(entry.first_at for entry in self._head)
        return self._head

    def confirm(self) -> None:
        """What `head` gave is in the journal."""
        self.entries -= len(self._head)
        self._head = []
        if self._done:
            self._remove_first()

    def _remove_first(self) -> None:
        self._reading, self._done = None, False
        _remove(self._segments.pop(0))
        if not self._segments:
            self.entries, self.since = 0, None

    def everything(self) -> Iterator[Entry]:
        """All that waits, from the oldest on."""
        self._close_written()
        for segment in self._segments:
            yield from _entries(segment)

    def clear(self) -> None:
        """Forget all of it."""
        self._close_written()
        self._reading, self._head, self._done = None, [], False
        for segment in self._segments:
            _remove(segment)
        self._segments = []
        self.entries, self.since = 0, None

    def close(self) -> None:
        """Let go of the files; what waits stays for the next run."""
        self._close_written()
        self._reading, self._head, self._done = None, [], False

    # -- writing ------------------------------------------------------------------------------------------

    def _put(self, record: bytes, collector: str) -> None:
        if self._file is None or self._written >= SEGMENT_BYTES:
            self._begin(collector)
        assert self._file is not None  # noqa: S101
        try:
            _write(self._file, record)
        except OSError:
            try:
                os.ftruncate(self._file, self._written)
                os.lseek(self._file, self._written, os.SEEK_SET)
            except OSError:
                self._close_written()  # its torn end is cut off at reading; nothing may follow it
            raise
        self._written += len(record)

    def _begin(self, collector: str) -> None:
        self._close_written()
        path = self._folder / f"{self._number + 1:08}{_SUFFIX}"
        header = _record(collector.encode())
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            _write(file, header)
        except OSError:
            os.close(file)
            _remove(path)
            raise
        self._number += 1
        self._file, self._written = file, len(header)
        self._segments.append(path)
        self.collector = collector
        _folder_to_disk(self._folder)

    def _close_written(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    # -- reading ------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """What an earlier run left: whose it is, how much, up to which number. Empty segments go."""
        for segment in list(self._segments):
            found = 0
            self.collector = self.collector or _collector_of(segment)
            for entry in _entries(segment):
                found += 1
                self.last_sequence = max(self.last_sequence, entry.sequence)
                self.since = entry.first_at if self.since is None else min(self.since, entry.first_at)
            if not found:
                _remove(segment)
                self._segments.remove(segment)
            self.entries += found


def _record(content: bytes) -> bytes:
    return _FRAME.pack(len(content), zlib.crc32(content)) + content


def _records(file: BinaryIO) -> Iterator[bytes]:
    """The whole records from the beginning on, up to the first that is not."""
    while len(frame := file.read(_FRAME.size)) == _FRAME.size:
        length, checksum = _FRAME.unpack(frame)
        if length > LONGEST_RECORD:
            break
        content = file.read(length)
        if len(content) < length or zlib.crc32(content) != checksum:
            break
        yield content
    else:
        if not frame:
            return
    log.warning("the end of %s is torn: it is left out", getattr(file, "name", "a segment"))


def _entries(segment: Path) -> Iterator[Entry]:
    with segment.open("rb") as file:
        records = _records(file)
        next(records, None)
        for content in records:
            try:
                yield _decoder.decode(content)
            except msgspec.MsgspecError as error:
                log.error("a record of %s is of another version and is left out: %s", segment.name, error)


def _collector_of(segment: Path) -> str:
    with segment.open("rb") as file:
        return next(_records(file), b"").decode("utf-8", "replace")


_decoder = msgspec.msgpack.Decoder(Entry)


def _write(file: int, content: bytes) -> None:
    """All of *content*: a disk that is filling up takes a part of it without an error."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]


def _to_disk(file: int) -> None:
    getattr(os, "fdatasync", os.fsync)(file)


def _folder_to_disk(folder: Path) -> None:
    with suppress(OSError):  # Windows opens no folder
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
