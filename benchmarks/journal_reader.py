"""A console's side of the journal, in a process of its own: `python -m benchmarks.journal_reader URL KIND N`.

KIND "watch" wakes and reads what is new; "board" is the whole follower, as a console has it. Prints when each
batch was there, on the machine's monotonic clock, which all processes share.
"""

from __future__ import annotations

import json
import sys
import threading
import time

from supervisor.clock import SystemClock
from supervisor.live.follow import BoardFollower
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.storage.database import open_journal

PATIENCE_S = 30.0


def watch(url: str, count: int) -> dict[int, float]:
    heard: dict[int, float] = {}
    with open_journal(url) as db:
        journal = Journal(db)
        waits = journal.watch()
        last, stop = journal.last_id(), threading.Event()
        until = time.monotonic() + PATIENCE_S
        print("ready", flush=True)
        while len(heard) < count and time.monotonic() < until:
            if waits.wait(1.0, stop):
                for batch in waits.news(last)[0]:
                    last = batch.id
                    heard[last] = time.monotonic()
        waits.close()
    return heard


def board(url: str, count: int) -> dict[int, float]:
    heard: dict[int, float] = {}
    with open_journal(url) as db:
        first = Journal(db).last_id()
    follower = BoardFollower(lambda: open_journal(url), CountingRules(), SystemClock())
    follower.start()
    while follower.take() is None:
        time.sleep(0.001)
    seen, until = follower.figures().batches, time.monotonic() + PATIENCE_S
    last = first + seen
    print("ready", flush=True)
    while len(heard) < count and time.monotonic() < until:
        if follower.take() is not None:
            now = time.monotonic()
            for _ in range(follower.figures().batches - seen):
                last += 1
                heard[last] = now
            seen = follower.figures().batches
        time.sleep(0.0002)
    follower.stop()
    return heard


if __name__ == "__main__":
    read = {"watch": watch, "board": board}[sys.argv[2]]
    print(json.dumps(read(sys.argv[1], int(sys.argv[3]))))
