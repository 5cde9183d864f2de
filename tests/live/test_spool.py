"""What is kept on disk while the database is away: in order, once, and cut off where it was torn."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import ContactOffered
from supervisor.live import spool as spools
from supervisor.live.entry import Entry, entry
from supervisor.live.spool import Spool, SpoolFullError
from tests.live.floor import PBX, at


def entries(first: int, count: int, size: int = 1) -> list[Entry]:
    return [
        entry(
            PBX,
            [ContactOffered(PBX, at(number), f"c{number}-{place}", "投诉") for place in range(size)],
            sequence=number,
        )
        for number in range(first, first + count)
    ]


def delivered(spool: Spool) -> list[int]:
    """The numbers of all that waits, delivered to the end."""
    found: list[int] = []
    while head := spool.head():
        assert spool.head() is head, "the same until it is confirmed"
        found += [one.sequence for one in head]
        spool.confirm()
    return found


def segments(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("*.spool"))


def test_what_was_kept_is_delivered_in_order_and_leaves_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    kept = entries(1, 200)
    assert spool.append(kept, "one") == 200
    assert spool.since == at(1)
    assert (spool.entries, spool.last_sequence, spool.collector) == (200, 200, "one")
    assert spool.head() == kept[: spools.AT_ONCE]
    assert delivered(spool) == list(range(1, 201))
    assert not spool
    assert spool.since is None
    assert segments(tmp_path / "spool") == []


def test_a_next_run_finds_what_the_last_one_kept(tmp_path: Path) -> None:
    first = Spool(tmp_path)
    first.append(entries(5, 3), "one")
    del first  # killed: nothing is closed
    second = Spool(tmp_path)
    assert (second.collector, second.entries, second.last_sequence) == ("one", 3, 7)
    assert second.since == at(5)
    second.append(entries(8, 2), "one")
    assert delivered(second) == [5, 6, 7, 8, 9]


def test_what_comes_while_older_things_are_delivered_comes_after_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "AT_ONCE", 3)
    spool = Spool(tmp_path)
    spool.append(entries(1, 5), "one")
    assert [one.sequence for one in spool.head()] == [1, 2, 3]
    spool.append(entries(6, 5), "one")
    spool.confirm()
    assert delivered(spool) == [4, 5, 6, 7, 8, 9, 10]


def test_many_segments_go_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "SEGMENT_BYTES", 1000)
    spool = Spool(tmp_path)
    spool.append(entries(1, 40), "one")
    many = len(segments(tmp_path))
    assert many > 3
    spool.head()
    spool.confirm()
    assert len(segments(tmp_path)) == many - 1
    assert delivered(Spool(tmp_path))[-1] == 40


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("rights of another kind")
    before = os.umask(0)
    try:
        Spool(tmp_path / "spool").append(entries(1, 1), "one")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in segments(tmp_path / "spool")] == [0o600]


def test_no_more_is_kept_than_may_be_and_what_is_kept_stays(tmp_path: Path) -> None:
    spool = Spool(tmp_path, bound_bytes=1000)
    kept = spool.append(entries(1, 100), "one")
    assert 0 < kept < 100
    assert spool.size <= 1000
    with pytest.raises(SpoolFullError):
        spool.append(entries(kept + 1, 1), "one")
    assert delivered(spool) == list(range(1, kept + 1))
    assert spool.append(entries(kept + 1, 1), "one") == 1


def test_whatever_bytes_a_segment_ends_with_only_whole_records_are_read(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append(entries(1, 4), "one")
    spool.close()
    (path,) = segments(tmp_path)
    whole = path.read_bytes()

    @given(st.integers(0, len(whole)), st.binary(max_size=40))
    def holds(length: int, noise: bytes) -> None:
        for old in segments(tmp_path):
            old.unlink()
        path.write_bytes(whole[:length] + noise)
        found = Spool(tmp_path)
        numbers = delivered(found)
        assert numbers == [1, 2, 3, 4][: len(numbers)]
        found.append(entries(9, 1), "one")
        assert delivered(found) == [9]

    holds()


def test_a_disk_that_fills_up_tears_nothing_that_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)
    spool.append(entries(1, 2), "one")
    real, room = os.write, [300]

    def write(file: int, content: bytes) -> int:
        taken = min(len(content), room[0])
        if not taken:
            raise OSError(28, "No space left on device")
        room[0] -= taken
        return real(file, bytes(content)[:taken])

    monkeypatch.setattr(os, "write", write)
    kept = spool.append(entries(3, 5), "one")
    assert 0 < kept < 5
    with pytest.raises(SpoolFullError):
        spool.append(entries(3 + kept, 1), "one")
    room[0] = 10_000
    spool.append(entries(3 + kept, 1), "one")
    assert delivered(Spool(tmp_path)) == list(range(1, 4 + kept))
