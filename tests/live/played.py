"""A collector or a follower as a process of its own, for tests that kill it.

    python -m tests.live.played collect|follow DATABASE_URL FILE

plays one day of `scripted.day`. FILE holds how many of its events have happened, and with that, what time it
is; whoever is started later comes into the middle of the day.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from supervisor.live.board import Board
from supervisor.live.collector import run
from supervisor.live.follow import BoardFollower
from supervisor.live.journal import Journal
from supervisor.sources.source import Said, TestResult
from supervisor.storage.database import open_journal
from tests.live.floor import PBX, RULES
from tests.live.scripted import day

AUDIT_S = 0.2
DAY = day(PBX, contacts=150, seed=5)


class Hands:
    """How far the day is, in a file that all processes look at; the test alone moves it on. A clock, too."""

    def __init__(self, file: Path) -> None:
        self._file = file
        if not file.exists():
            self._write(1)

    @property
    def place(self) -> int:
        """How many events have happened, at least one."""
        return int(self._file.read_text())

    @property
    def is_over(self) -> bool:
        return self.place == len(DAY.events)

    def now(self) -> datetime:
        return DAY.events[self.place - 1].at

    def move_on(self, events: int) -> None:
        """Let at least *events* more happen, and whatever happens in the same instant as the last of them:
        nobody who comes just then finds a contact that has left and does not yet know why."""
        place = min(self.place + events, len(DAY.events))
        while place < len(DAY.events) and DAY.events[place].at == DAY.events[place - 1].at:
            place += 1
        self._write(place)

    def _write(self, place: int) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(str(place))
        new.replace(self._file)


def counts(board: Board) -> dict[str, list[int]]:
    """Of each queue what may never fall: offered, answered, abandoned, left."""
    return {
        line.name: [line.today.offered, line.today.answered, line.today.abandoned, line.today.left]
        for line in board.queues.values()
    }


class Played:
    """Says what happens when it happens; remembers nothing for those who come late."""

    def __init__(self, name: str, hands: Hands) -> None:
        self.name = name
        self._hands = hands

    async def test(self) -> TestResult:
        return TestResult(None, {})

    async def events(self, after: datetime | None) -> AsyncIterator[tuple[Said, ...]]:
        place = self._hands.place
        yield DAY.events[0], DAY.full_state(place, self._hands.now())
        audit_s = time.monotonic() + AUDIT_S
        while True:
            await asyncio.sleep(0.005)
            begun, place = place, self._hands.place
            if begun < place:
                yield DAY.events[begun:place]
            if time.monotonic() > audit_s:
                audit_s = time.monotonic() + AUDIT_S
                yield (DAY.full_state(place, DAY.events[place - 1].at),)


def collect(url: str, hands: Hands) -> None:
    with open_journal(url) as db:
        run([Played(PBX, hands)], Journal(db), RULES, hands, ends_with_parent=True)


def follow(url: str, hands: Hands) -> None:
    """Print the counts of every update as one JSON line."""
    follower = BoardFollower(lambda: open_journal(url), RULES, hands)
    follower.start()
    while True:
        if update := follower.take():
            sys.stdout.write(json.dumps(counts(update.board)) + "\n")
            sys.stdout.flush()
        time.sleep(0.01)


if __name__ == "__main__":
    {"collect": collect, "follow": follow}[sys.argv[1]](sys.argv[2], Hands(Path(sys.argv[3])))
