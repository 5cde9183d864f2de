"""What wakes a follower, on both engines."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from supervisor.errors import DatabaseError
from supervisor.live.journal import Journal
from supervisor.storage.database import open_journal
from tests.live.floor import PBX
from tests.live.journalled import DAY


def test_a_watch_wakes_at_an_append_of_someone_else(kept: Journal, database_url: str) -> None:
    never = threading.Event()
    watch = kept.watch()
    try:
        assert not watch.wait(0.05, never)
        with open_journal(database_url) as other:
            Journal(other).append(PBX, DAY.events[:1], collector="c", sequence=1)
        assert watch.wait(10, never)
        assert not watch.wait(0.05, never)
    finally:
        watch.close()


def test_a_watch_ends_waiting_when_told(kept: Journal) -> None:
    stop = threading.Event()
    watch = kept.watch()
    try:
        timer = threading.Timer(0.05, stop.set)
        timer.start()
        assert not watch.wait(250, stop)
        timer.join()
    finally:
        watch.close()


def test_a_watch_tells_when_its_file_was_taken_away(sqlite_url: str, tmp_path: Path) -> None:
    with open_journal(sqlite_url) as db:
        watch = Journal(db).watch()
        try:
            (tmp_path / "floor-journal.db").rename(tmp_path / "elsewhere.db")
            with pytest.raises(DatabaseError, match="unreachable"):
                watch.wait(0.05, threading.Event())
        finally:
            watch.close()
