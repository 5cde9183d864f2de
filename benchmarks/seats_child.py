"""Seats of one server, several in a process: `python -m benchmarks.seats_child URL KIND COUNT [PROCESSOR]`.

KIND "consoles": each is what a console has of the database, without screens: the follower of the board, which
folds, and the database's thread, which listens to what others write. KIND "bare", the limit: each is one
connection of the driver that listens, reads the same rows at the same moments, and does nothing with them.
PROCESSOR: the only one to run on. Prints "ready", and at the end of its input when each batch was read and
folded and each notice of others came, on the machine's monotonic clock, which all processes share.
"""

from __future__ import annotations

import gc
import json
import math
import os
import selectors
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from supervisor.clock import SystemClock
from supervisor.live.follow import BoardFollower
from supervisor.live.news import CHANNEL, GATHER_S
from supervisor.live.rules import CountingRules
from supervisor.live.tape import Batch
from supervisor.storage.areas import versions
from supervisor.storage.changes import Changes
from supervisor.storage.database import open_centre, open_journal
from ui.database_thread import DatabaseThread, Given

AREA = "benchmark"
SWITCH_S = 0.0005  # as the console has it
Had = list[tuple[int, float, float]]  # a batch, when it was read, when it was folded


class Noting(BoardFollower):
    """A console's follower that notes when it has read and folded what."""

    def __init__(self, url: str) -> None:
        super().__init__(lambda: open_journal(url), CountingRules(), SystemClock())
        self.had: Had = []

    def _fold(self, batches: Sequence[Batch], rules: CountingRules) -> None:
        read_s = time.monotonic()
        super()._fold(batches, rules)
        folded_s = time.monotonic()
        self.had += [(batch.id, read_s, folded_s) for batch in batches]


class _Job:
    cancelled = False


class Console:
    """One console."""

    def __init__(self, url: str) -> None:
        self.follower = Noting(url)
        self.told: list[float] = []
        self._ready = threading.Event()
        self._database = DatabaseThread(lambda: open_centre(url), self._take)

    def start(self) -> None:
        self.follower.start()
        self._database.start()
        self._database.give(Given(_Job(), "read", versions, (), {}))

    def wait(self) -> None:
        self._ready.wait(120)
        while self.follower.figures().resumed == 0:
            time.sleep(0.05)

    def _take(self, told: object) -> None:
        if isinstance(told, Changes):
            if AREA in told:
                self.told.append(time.monotonic())
        else:
            self._ready.set()

    def stop(self) -> None:
        self.follower.stop()
        self._database.stop()


def consoles(url: str, count: int) -> dict[str, Any]:
    sys.setswitchinterval(SWITCH_S)
    made = [Console(url) for _seat in range(count)]
    for one in made:
        one.start()
    for one in made:
        one.wait()
    gc.collect()
    gc.freeze()
    gc.disable()  # the console's looks ten times a second, and has one board to go through, not ten
    print("ready", flush=True)
    began = time.process_time()
    sys.stdin.read()
    spent = time.process_time() - began
    for one in made:
        one.stop()
    return {
        "had": [one.follower.had for one in made],
        "told": [one.told for one in made],
        "cpu_s": spent,
    }


class Bare:
    """One connection. As a console's it looks once more after what it found."""

    READ = (
        "SELECT id, source, events_count, last_at, events, veiled, private FROM journal_batch"
        " WHERE id > %s ORDER BY id LIMIT 65"
    )

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.raw.execute(f"LISTEN {CHANNEL}")
        self.had: Had = []
        self.look_s = math.inf
        self._cursor = raw.cursor(binary=True)
        (self._last,) = raw.execute("SELECT max(id) FROM journal_batch").fetchone()

    def heard(self) -> bool:
        connection, heard = self.raw.pgconn, False
        connection.consume_input()
        while connection.notifies() is not None:
            heard = True
        return heard

    def read(self) -> None:
        rows = self._cursor.execute(self.READ, (self._last,)).fetchall()
        now_s = time.monotonic()
        self.had += [(row[0], now_s, now_s) for row in rows]
        if rows:
            self._last, self.look_s = rows[-1][0], now_s + GATHER_S
        elif now_s >= self.look_s:
            self.look_s = math.inf


def bare(url: str, count: int) -> dict[str, Any]:
    with open_journal(url) as db:
        made = [Bare(db.raw_postgresql()) for _seat in range(count)]
    ended, wakes = os.pipe()
    threading.Thread(target=_until_the_end, args=(wakes,), daemon=True).start()
    print("ready", flush=True)
    began = time.process_time()
    with selectors.DefaultSelector() as selector:
        selector.register(ended, selectors.EVENT_READ)
        for one in made:
            selector.register(one.raw.fileno(), selectors.EVENT_READ, one)
        while True:
            found = selector.select(max(0.0, min(60.0, min(one.look_s for one in made) - time.monotonic())))
            if any(key.data is None for key, _events in found):
                break
            for key, _events in found:
                if key.data.heard():
                    key.data.read()
            for one in made:
                if time.monotonic() >= one.look_s:
                    one.read()
    spent = time.process_time() - began
    for one in made:
        one.raw.close()
    return {"had": [one.had for one in made], "told": [], "cpu_s": spent}


def _until_the_end(wakes: int) -> None:
    sys.stdin.read()
    os.write(wakes, b"!")


if __name__ == "__main__":
    where, kind, how_many, *processor = sys.argv[1:]
    if processor and processor[0]:
        os.sched_setaffinity(0, {int(processor[0])})
    print(json.dumps({"bare": bare, "consoles": consoles}[kind](where, int(how_many))))
