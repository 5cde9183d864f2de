"""A recording of what an Asterisk sent: its bytes, when each came, when the connection was made and lost."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, BinaryIO, TypeAlias, cast

from supervisor.errors import SourceError

TIMELESS_RATE = 100  # messages a second, where a recording holds no time of any kind
TIMELESS_START = datetime(2000, 1, 1, tzinfo=UTC)

_BANNER = b"Asterisk Call Manager/"
_BLOCK = 65_536
_LONGEST = 1_000_000  # a message longer than this is played in parts
_SEARCHED = 16_000_000  # bytes from the beginning in which the first time is looked for
_PACKED: dict[str, Callable[..., object]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_STAMP = re.compile(rb"\r\n(?:Timestamp: (\d{9,10}\.\d+)|Uniqueid: (\d{9,10})\.\d+)(?=\r\n|$)")


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection was made at *at*; connections are counted from 0."""

    at: datetime
    connection: int


@dataclass(frozen=True, slots=True)
class Piece:
    """*data* came at *at*: any part of the stream, messages are cut anywhere."""

    at: datetime
    connection: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection was lost at *at*."""

    at: datetime
    connection: int
    reason: str = ""


Moment: TypeAlias = Opened | Piece | Closed


@dataclass(frozen=True)
class Recording:
    """The file *stream* (packed when it ends in .gz, .bz2 or .xz) and, if there is one, its *times*.

    *times* has a JSON object a line: {"t", "off", "n", "conn"} for each piece (seconds since the start, place
    and length in the stream), and {"t", "event"} with start (its "wall" is the epoch of t = 0), connected,
    closed, error, refused. Without *times* the stream's own ones serve: the Timestamp of a message, else the
    second in which its channel was made (the front of its Uniqueid); a recording without either is played at
    TIMELESS_RATE messages a second from TIMELESS_START on.
    """

    stream: Path
    times: Path | None = None

    @classmethod
    def beside(cls, stream: Path) -> Recording:
        """The recording *stream* with the times that lie beside it under the usual name, if they do."""
        plain = stream.with_suffix("") if stream.suffix in _PACKED else stream
        name = plain.name.removesuffix(".bytes")
        times = stream.with_name(f"{name}.times.jsonl")
        return cls(stream, times if times.is_file() else None)

    def moments(self, source: str = "") -> Iterator[Moment]:
        """What happened, in order, read as it is taken.

        Raises SourceError of *source* (file_missing, file_damaged) when a file is not there or cannot be
        read; then what came before was right.
        """
        try:
            if self.times is not None:
                with self._open() as stream:
                    yield from _by_times(stream, self.times)
                return
            with self._open() as stream:
                begins = _first_time(stream)
            with self._open() as stream:
                yield from _by_content(stream, begins)
        except FileNotFoundError as error:
            raise SourceError(source, "file_missing", {"file": str(error.filename)}) from error
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            raise self._damaged(source, str(error)) from error
        except (
            ValueError,
            KeyError,
            TypeError,
            OverflowError,
            AttributeError,
        ) as error:  # the times are not what they should be
            raise self._damaged(source, f"{type(error).__name__}: {error}") from error

    def _damaged(self, source: str, detail: str) -> SourceError:
        return SourceError(source, "file_damaged", {"file": str(self.stream), "detail": detail})

    def _open(self) -> BinaryIO:
        unpack = _PACKED.get(self.stream.suffix)
        return self.stream.open("rb") if unpack is None else cast("BinaryIO", unpack(self.stream, "rb"))


def _by_times(stream: BinaryIO, times: Path) -> Iterator[Moment]:
    start = TIMELESS_START
    place = 0
    with times.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                continue
            told = json.loads(line)
            at = start + timedelta(seconds=told["t"])
            connection = int(told.get("conn", 0))
            match told.get("event"):
                case None:
                    if told["off"] != place:
                        raise ValueError(f"the times speak of byte {told['off']}, the stream is at {place}")
                    data = stream.read(told["n"])
                    if len(data) != told["n"]:
                        raise EOFError("the stream is shorter than its times say")
                    place += len(data)
                    yield Piece(at, connection, data)
                case "start":
                    start = datetime.fromtimestamp(told["wall"], UTC) - timedelta(seconds=told["t"])
                case "connected":
                    yield Opened(at, connection)
                case "closed":
                    yield Closed(at, connection)
                case "error":
                    yield Closed(at, connection, str(told.get("error", "")))


def _by_content(stream: IO[bytes], begins: datetime | None) -> Iterator[Moment]:
    """Each message by itself, at its own time or, when it has none, at that of the one before it."""
    now = begins
    connection = -1
    for count, raw in enumerate(_messages(stream)):
        stamp = _time_of(raw)
        if stamp is not None and (now is None or stamp > now):
            now = stamp
        at = now or TIMELESS_START + timedelta(seconds=count / TIMELESS_RATE)
        if raw.startswith(_BANNER) or connection < 0:
            if connection >= 0:
                yield Closed(at, connection)
            connection += 1
            yield Opened(at, connection)
        yield Piece(at, connection, raw)
    if connection >= 0:
        yield Closed(at, connection)


def _first_time(stream: IO[bytes]) -> datetime | None:
    """The first time that the stream tells of, for what comes before it; None when it tells none."""
    searched = 0
    for raw in _messages(stream):
        searched += len(raw)
        stamp = _time_of(raw)
        if stamp is not None or searched > _SEARCHED:
            return stamp
    return None


def _messages(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream cut behind each blank line; what is left at its end comes last."""
    rest = b""
    while block := stream.read(_BLOCK):
        *whole, rest = (rest + block).split(b"\r\n\r\n")
        for raw in whole:
            yield raw + b"\r\n\r\n"
        if len(rest) > _LONGEST:
            yield rest[:-3]  # the blank line may be cut in two
            rest = rest[-3:]
    if rest:
        yield rest


def _time_of(raw: bytes) -> datetime | None:
    """When a message was sent, as far as it tells: to the microsecond, or the second of its channel."""
    told = _STAMP.search(raw)
    if told is None:
        return None
    stamp, made = told.groups()
    return datetime.fromtimestamp(float(stamp or made), UTC)
