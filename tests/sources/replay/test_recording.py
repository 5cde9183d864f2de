"""Recordings: bytes and times, or bytes alone."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from supervisor.errors import SourceError
from supervisor.sentences.error import sentence
from supervisor.sources.replay.recording import (
    TIMELESS_RATE,
    TIMELESS_START,
    Closed,
    Opened,
    Piece,
    Recording,
)
from tests.sources.asterisk.played import recording

BANNER = b"Asterisk Call Manager/12.0.0\r\n"
WALL = 1_795_290_915.0
START = datetime.fromtimestamp(WALL, UTC)


def written(folder: Path, stream: bytes, *lines: dict[str, object]) -> Recording:
    """A recording of *stream*, with times if there are *lines*."""
    (folder / "ami.bytes").write_bytes(stream)
    if lines:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / "ami.times.jsonl").write_text(text, encoding="utf-8")
    return Recording.beside(folder / "ami.bytes")


def message(**fields: object) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n"


@pytest.mark.parametrize("run", ["small-basic", "restart"])
def test_the_pieces_together_are_the_stream_and_times_never_go_back(run: str) -> None:
    played = recording(run)
    moments = list(played.moments())
    with gzip.open(played.stream) as stream:
        assert b"".join(one.data for one in moments if isinstance(one, Piece)) == stream.read()
    assert all(earlier.at <= later.at for earlier, later in pairwise(moments))


def test_connections_are_opened_and_closed_when_they_were() -> None:
    made = [
        (type(one), one.connection, round((one.at - begins).total_seconds()))
        for begins in [next(recording("restart").moments()).at]
        for one in recording("restart").moments()
        if not isinstance(one, Piece)
    ]
    assert made == [
        *((Opened, 0, 0), (Closed, 0, 128), (Opened, 1, 129), (Closed, 1, 236)),
        *((Opened, 2, 236), (Closed, 2, 236), (Opened, 3, 243), (Closed, 3, 369)),
    ]


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_packed_streams_are_unpacked(tmp_path: Path, ending: str, pack: object) -> None:
    stream = BANNER + message(Event="Hangup")
    (tmp_path / f"ami.bytes{ending}").write_bytes(pack(stream))  # type: ignore[operator]
    moments = list(Recording.beside(tmp_path / f"ami.bytes{ending}").moments())
    assert b"".join(one.data for one in moments if isinstance(one, Piece)) == stream


def test_times_beside_the_stream_are_found(tmp_path: Path) -> None:
    start = {"t": 0.0, "event": "start", "wall": WALL}
    found = written(tmp_path, b"abc", start, {"t": 1.5, "off": 0, "n": 3, "conn": 0})
    assert list(found.moments()) == [Piece(START + timedelta(seconds=1.5), 0, b"abc")]


def test_without_times_the_messages_own_times_serve(tmp_path: Path) -> None:
    stream = (
        BANNER
        + message(Response="Success")
        + message(Event="Hangup", Timestamp=f"{WALL + 10:.6f}")
        + message(Event="Newchannel", Uniqueid="1795290940.27")
        + message(Event="Hangup", Timestamp=f"{WALL + 60:.6f}")
    )
    pieces = [one for one in written(tmp_path, stream).moments() if isinstance(one, Piece)]
    assert b"".join(piece.data for piece in pieces) == stream
    assert [(piece.at - START).total_seconds() for piece in pieces] == [10, 10, 25, 60]


def test_without_any_time_messages_come_at_a_steady_rate(tmp_path: Path) -> None:
    found = written(tmp_path, message(Event="Hangup") * 201)
    pieces = [one for one in found.moments() if isinstance(one, Piece)]
    assert pieces[0].at == TIMELESS_START
    assert pieces[-1].at - TIMELESS_START == timedelta(seconds=200 / TIMELESS_RATE)


def test_without_times_a_second_banner_is_a_second_connection(tmp_path: Path) -> None:
    found = written(tmp_path, (BANNER + message(Response="Success")) * 2)
    assert [type(one) for one in found.moments()] == [Opened, Piece, Closed, Opened, Piece, Closed]


def test_a_stream_without_a_single_blank_line_is_not_held_in_memory(tmp_path: Path) -> None:
    found = written(tmp_path, b"x" * 3_000_000)
    pieces = [one.data for one in found.moments() if isinstance(one, Piece)]
    assert b"".join(pieces) == b"x" * 3_000_000
    assert max(map(len, pieces)) < 1_200_000


def test_a_recording_that_is_not_there_says_which(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        list(Recording(tmp_path / "gone.bytes").moments("demo"))
    assert raised.value.reason == "file_missing"
    assert "gone.bytes" in sentence(raised.value)


@pytest.mark.parametrize(
    ("stream", "times"),
    [
        (b"abc", '{"t": 0, "event": "start", "wall": 1}\n{"t": 0, "off": 5, "n": 1, "conn": 0}\n'),
        (b"abc", '{"t": 0, "off": 0, "n": 9, "conn": 0}\n'),
        (b"abc", "not json\n"),
        (b"abc", '{"off": 0}\n'),
        (b"abc", '{"t": "soon", "off": 0, "n": 1}\n'),
        (b"abc", "[1, 2]\n"),
        (b"abc", '{"t": 1e99, "off": 0, "n": 1}\n'),
    ],
)
def test_a_damaged_recording_is_said_to_be_damaged(tmp_path: Path, stream: bytes, times: str) -> None:
    (tmp_path / "ami.bytes").write_bytes(stream)
    (tmp_path / "ami.times.jsonl").write_text(times, encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        list(Recording.beside(tmp_path / "ami.bytes").moments("demo"))
    assert raised.value.reason == "file_damaged"
    assert "ami.bytes" in sentence(raised.value)


def test_a_packed_file_that_breaks_off_is_damaged_after_what_could_be_read(tmp_path: Path) -> None:
    whole = gzip.compress(BANNER + message(Event="Hangup", Uniqueid="1") * 100_000)
    (tmp_path / "ami.bytes.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError) as raised:
        list(Recording.beside(tmp_path / "ami.bytes.gz").moments())
    assert raised.value.reason == "file_damaged"
