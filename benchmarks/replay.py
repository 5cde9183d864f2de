"""Any moment of a large centre's day: seeks from its snapshots, beside folding the whole day again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.busy_floor import SOURCE, BusyFloor
from benchmarks.floor_day import BEGINS, batches
from benchmarks.measure import Scale, quantile, seconds
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.clock import FixedClock
from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.replay import Replay, ReplayClock, Replayer
from supervisor.live.rules import CountingRules
from supervisor.live.slices import Slicer
from supervisor.live.snapshot_store import SPARSE
from supervisor.live.tape import Place, Tape
from supervisor.storage.database import open_journal

RULES = CountingRules()
HOURS = 10
BATCH = 10  # events
PATIENCE_S = 120.0


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "replay", "replay: 200 queues, 5,000 agents, a day of ten hours", "the whole day folded, without rest"
    )
    count = scale.of(300_000, 20_000)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'floor.db'}"
        end = _journal(url, count)
        _measure(scale, result, url, end, count)
    return result


def _journal(url: str, count: int) -> datetime:
    """A journal of the day with a snapshot each half hour, as the collector thins them; its last instant."""
    floor, board, last, sequence = BusyFloor(), EMPTY, 0, 0
    with open_journal(url) as db:
        journal = Journal(db)
        due = BEGINS + SPARSE
        parts = [floor.introduction(BEGINS), *batches(floor, count, BATCH, count / (HOURS * 3600))]
        for start in range(0, len(parts), 64):
            some = parts[start : start + 64]
            entries = [entry(SOURCE, part, sequence=sequence + n) for n, part in enumerate(some, 1)]
            sequence += len(some)
            last = journal.append_all(entries, collector="benchmark")
            for part in some:
                board, _ = fold(board, part, RULES)
            if board.at is not None and board.at >= due:
                journal.save_snapshot(board, last, RULES, board.at)
                due = board.at + SPARSE
    assert board.at is not None
    return board.at


def _measure(scale: Scale, result: Result, url: str, end: datetime, count: int) -> None:
    with open_journal(url) as db:
        journal = Journal(db)

        def whole() -> None:
            tape = Tape(Place(EMPTY, 0), RULES)
            for _turn in journal.moments.wind(tape, end, Slicer(10.0, (1600, 1600))):
                pass
            tape.board(end)

        day_s = min(seconds(whole) for _ in range(scale.of(2, 1)))
    result.add("the whole day folded", day_s * 1e3, "ms", ratio=1.0, remark=f"{count / day_s:,.0f} events/s")
    chance, span_s = Random(1), (end - BEGINS).total_seconds()
    anywhere = [BEGINS + timedelta(seconds=chance.random() * span_s) for _ in range(scale.of(60, 8))]
    evening = BEGINS + timedelta(seconds=span_s * 0.6)
    scrubbed = [evening + timedelta(seconds=chance.random() * 1800) for _ in range(scale.of(80, 10))]
    onward = [evening + timedelta(seconds=2 * step) for step in range(scale.of(200, 20))]
    goals = () if scale.quick else (most(0.1, "ratio"),)
    for name, places, wanted in (
        ("a seek anywhere in the day", anywhere, goals),
        ("scrubbing to and fro in half an hour", scrubbed, () if scale.quick else (most(0.03, "ratio"),)),
        ("playing on, at 40 steps of 2 s a second", onward, () if scale.quick else (most(0.005, "ratio"),)),
    ):
        with _Playing(url, end) as playing:
            playing.to(places[0])
            taken = [playing.to(place) for place in places[1:]]
        middle, slow = quantile(taken, 0.5), quantile(taken, 0.9)
        result.add(
            name,
            middle * 1e3,
            "ms",
            ratio=middle / day_s,
            goals=wanted,
            remark=f"nine of ten within {slow * 1e3:,.0f} ms",
        )
    with _Playing(url, end) as playing:
        playing.to(evening)
        began = time.perf_counter()
        playing.until(lambda state: state.axis is not None and state.curve is not None)
        taken_s = time.perf_counter() - began
    result.add("the day’s axis and course, in the time left over", taken_s * 1e3, "ms", ratio=taken_s / day_s)


class _Playing:
    """A replayer at work, and its owner's patience."""

    def __init__(self, url: str, end: datetime) -> None:
        self._replayer = Replayer(
            lambda: open_journal(url), RULES, FixedClock(end + timedelta(hours=1)), ReplayClock(end)
        )

    def __enter__(self) -> _Playing:
        self._replayer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._replayer.stop()

    def to(self, place: datetime) -> float:
        """How long it takes until the board of *place* can be taken."""
        began = time.perf_counter()
        self._replayer.seek(place)
        self.until(lambda state: state.at == place)
        return time.perf_counter() - began

    def until(self, wanted: Callable[[Replay], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not wanted(self._replayer.state()):
            assert time.monotonic() < end, "the replay did not come there"
            time.sleep(0.0002)
        self._replayer.take()
