"""Killed in the middle of the day: the collector, the console, or both; the day goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest

from supervisor.events import (
    AgentState,
    AuditDone,
    ContactAbandoned,
    ContactAnswered,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    LiveEvent,
)
from supervisor.live.board import Board
from supervisor.live.feed import Cause, judge
from supervisor.live.follow import BoardFollower
from supervisor.live.journal import Journal
from supervisor.storage.database import open_journal
from tests.live import played
from tests.live.away import until
from tests.live.floor import PBX, RULES
from tests.live.played import DAY, Hands

pytestmark = pytest.mark.journey

Counts = dict[str, list[int]]
T = TypeVar("T")
ENOUGH = 80  # events that make a life worth ending


class Said:
    """What a follower printed so far, read by a thread that ends with it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.lines: list[Counts] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as words:
            for line in words:
                if line.endswith(b"\n"):  # the last may be cut by the kill
                    self.lines.append(json.loads(line))

    def all(self) -> list[Counts]:
        """Everything, once the process is over."""
        self._thread.join()
        return self.lines


class Processes:
    """Collectors and followers of one day, of which none outlives the test; and the hands of that day."""

    def __init__(self, url: str, file: Path) -> None:
        self.url = url
        self.hands = Hands(file)
        self._file = file
        self._all: list[subprocess.Popen[bytes]] = []
        self._read: list[Said] = []

    def start(self, what: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.played", what, self.url, str(self._file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if what == "follow" else subprocess.DEVNULL,
        )
        self._all.append(process)
        return process

    def follow(self) -> Said:
        """Start a follower, and read what it says."""
        said = Said(self.start("follow"))
        self._read.append(said)
        return said

    def collect(self, journal: Journal) -> subprocess.Popen[bytes]:
        """Start a collector, and return when it has joined the day."""
        begun = journal.last_id()
        process = self.start("collect")
        until(lambda: journal.last_id() > begun)
        return process

    def until(self, look: Callable[[], T | None]) -> T:
        """What *look* gives as soon as it is true; meanwhile the day goes on."""

        def going_on() -> T | None:
            self.hands.move_on(8)
            return look()

        return until(going_on)

    def end(self) -> None:
        for process in self._all:
            process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
        for said in self._read:
            said.all()


@pytest.fixture
def processes(database_url: str, tmp_path: Path) -> Iterator[Processes]:
    made = Processes(database_url, tmp_path / "hands")
    yield made
    made.end()


def everything(journal: Journal) -> list[LiveEvent]:
    events: list[LiveEvent] = []
    last = 0
    while batches := journal.batches_after(last, 100):
        last = batches[-1].id
        events += [event for batch in batches for event in batch.events]
    return events


def events_after(journal: Journal, batch_id: int) -> int:
    return sum(len(batch.events) for batch in journal.batches_after(batch_id, 1000))


def never_falls(seen: list[Counts]) -> bool:
    return all(
        after.get(queue, [0] * 4)[place] >= count
        for before, after in pairwise(seen)
        for queue, counted in before.items()
        for place, count in enumerate(counted)
    )


def check_the_whole_day(journal: Journal, board: Board) -> None:
    """Nothing twice, everything accounted for, and the floor as empty as it really is in the evening."""
    events = everything(journal)
    offered = Counter(event.contact for event in events if isinstance(event, ContactOffered))
    outcomes = Counter(
        event.contact
        for event in events
        if isinstance(event, ContactAnswered | ContactAbandoned | ContactLeft)
    )
    ended = Counter(event.contact for event in events if isinstance(event, ContactEnded))
    for counted in (offered, outcomes, ended):
        assert not {contact: times for contact, times in counted.items() if times > 1}
    for line in board.queues.values():
        today = line.today
        assert line.waiting == ()
        assert today.offered == today.answered + today.abandoned + today.left
    assert sum(line.today.offered for line in board.queues.values()) == len(offered.keys() | outcomes.keys())
    assert not board.contacts
    assert {agent.state for agent in board.agents.values()} == {AgentState.READY}
    assert board.sources[PBX].up


def until_evening(processes: Processes, journal: Journal) -> None:
    """Wait until the day is over, with two comparisons after it."""
    end = DAY.events[-1].at

    def compared() -> bool:
        audits = [event for event in everything(journal) if isinstance(event, AuditDone)]
        return len([audit for audit in audits if audit.at == end]) > 1

    processes.until(lambda: processes.hands.is_over)
    until(compared)


def test_a_killed_collector_is_resumed_and_nothing_counts_twice(
    processes: Processes, kept: Journal, database_url: str
) -> None:
    seen: list[Counts] = []
    follower = BoardFollower(lambda: open_journal(database_url), RULES, processes.hands)

    def look() -> Board | None:
        if update := follower.take():
            seen.append(played.counts(update.board))
            return update.board
        return None

    follower.start()
    try:
        for _ in range(2):
            collector = processes.collect(kept)
            begun = kept.last_id()

            def has_lived(begun: int = begun) -> bool:
                look()
                return events_after(kept, begun) > ENOUGH

            processes.until(has_lived)
            collector.kill()
            collector.wait()
            processes.hands.move_on(20)
        processes.collect(kept)
        until_evening(processes, kept)
        board = kept.moments.resume(RULES, processes.hands.now()).board
        until(lambda: (shown := look()) and shown.queues == board.queues)
    finally:
        follower.stop()
    assert len(seen) > 4
    assert never_falls(seen)
    check_the_whole_day(kept, board)


def test_a_killed_console_goes_on_with_the_day(processes: Processes, kept: Journal) -> None:
    seen: list[Counts] = []
    collector = processes.collect(kept)
    for _ in range(2):
        said = processes.follow()
        until(lambda said=said: said.lines)  # type: ignore[misc]
        processes.until(lambda said=said: len(said.lines) > 10)  # type: ignore[misc]
        said.process.kill()
        seen += said.all()
    until_evening(processes, kept)
    assert collector.stdin is not None
    collector.stdin.close()  # as when its parent ends
    assert collector.wait(60) == 0
    assert never_falls(seen)
    position = kept.moments.resume(RULES, processes.hands.now())
    assert position.folded == 0  # a collector that may end keeps a last snapshot
    check_the_whole_day(kept, position.board)


def test_both_are_killed_and_the_day_goes_on(processes: Processes, kept: Journal) -> None:
    seen: list[Counts] = []
    for _ in range(2):
        said = processes.follow()
        collector = processes.collect(kept)
        begun = kept.last_id()
        until(lambda said=said: said.lines)  # type: ignore[misc]
        processes.until(lambda begun=begun: events_after(kept, begun) > ENOUGH)  # type: ignore[misc]
        collector.kill()
        said.process.kill()
        seen += said.all()
        processes.hands.move_on(20)
    said = processes.follow()
    processes.collect(kept)
    until_evening(processes, kept)
    board = kept.moments.resume(RULES, processes.hands.now()).board
    until(lambda: said.lines and said.lines[-1] == played.counts(board))
    processes.end()
    assert never_falls(seen + said.all())
    check_the_whole_day(kept, board)


def test_a_collector_that_is_told_to_end_says_that_it_was(processes: Processes, kept: Journal) -> None:
    collector = processes.collect(kept)
    processes.until(lambda: events_after(kept, 0) > ENOUGH)
    collector.terminate()
    assert collector.wait(60) == 0
    now = processes.hands.now()
    feed = judge(kept.moments.resume(RULES, now).board.sources[PBX], kept.heartbeats()[PBX], now)
    assert feed.cause is Cause.STOPPED
    assert feed.since is not None
