"""What `seats` measures: so many clients beside a collector, and what the server's processes cost."""

from __future__ import annotations

import json
import os
import subprocess
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import mean
from typing import Any, Literal

from sqlalchemy import event

from benchmarks.busy_floor import SOURCE, BusyFloor
from benchmarks.floor_day import batches
from benchmarks.measure import ROOT, environment, module
from benchmarks.seats_child import AREA
from supervisor.clock import SystemClock
from supervisor.events import LiveEvent
from supervisor.live.board import EMPTY
from supervisor.live.entry import Entry, entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.storage import areas
from supervisor.storage.database import Database, open_centre, open_journal

IN_A_PROCESS = 10
WRITES_S = 0.61  # between two writes of another console
Kind = Literal["bare", "consoles"]


@dataclass
class Load:
    """What was measured with so many *seats*; times in seconds, *connections* are all of the server's.

    *read* and *folded*: from the COMMIT of a batch to the moment at which a seat had read it, and had it on
    its board; *told*: from a write of another console to the notice. *appended*: from the beginning of an
    append to its COMMIT; *answered*: from there to the server's answer, which is its disk above all.
    """

    seats: int
    appended: list[float]
    answered: list[float]
    read: list[float]
    folded: list[float]
    told: list[float]
    lost: int  # batches that a seat never had, writes that it was never told
    server_cpu: float  # share of a processor
    seats_cpu: float
    transactions: float  # a second
    connections: int
    backend_bytes: float


@dataclass(frozen=True)
class Pace:
    """How batches come: *per_s* of *events* each; *apart*: not in step, so that none meets a seat's looks."""

    per_s: float
    events: int
    apart: bool = False


def measure(url: str, kind: Kind, count: int, pace: Pace, seconds: float, *, alone: bool = False) -> Load:
    """Journal for so many *seconds* while *count* seats follow. *alone*: the server and whoever writes have
    a processor of their own, and the seats another."""
    floor = BusyFloor()
    with ExitStack() as stack:
        db, centre = stack.enter_context(open_journal(url)), stack.enter_context(open_centre(url))
        server, here = _Server(centre), os.sched_getaffinity(0) if alone else set[int]()
        if alone:
            stack.enter_context(server.alone())
            db.shed()
            centre.shed()  # their server's processes were somewhere else
        journal = Journal(db)
        collector = f"{kind} {count} {time.monotonic()}"
        entries = _entries(floor, journal, collector, pace, seconds)
        left, children = count, []
        while left:
            some = min(IN_A_PROCESS, left)
            where = max(here) if alone else ""
            children.append(stack.enter_context(_child("benchmarks.seats_child", url, kind, some, where)))
            left -= some
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        time.sleep(1)
        before = server.now()
        committed, appended, answered, written = _work(journal, centre, collector, entries, pace)
        after = server.now()
        connections, bytes_each = server.connections()
        time.sleep(1.5)
        answers: list[dict[str, Any]] = []
        for child in children:
            out, _err = child.communicate()
            answers.append(json.loads(out))
    took = after.at_s - before.at_s
    load = Load(
        count,
        appended,
        answered,
        [],
        [],
        [],
        0,
        (after.cpu_s - before.cpu_s) / took,
        sum(answer["cpu_s"] for answer in answers) / (took + 2.5),
        (after.transactions - before.transactions) / took,
        connections,
        bytes_each,
    )
    for answer in answers:
        for had in answer["had"]:
            at_of = {id: (read, folded) for id, read, folded in had}
            found = [(at_of[id], at) for id, at in committed.items() if id in at_of]
            load.read += [max(0.0, times[0] - at) for times, at in found]
            load.folded += [max(0.0, times[1] - at) for times, at in found]
            load.lost += len(committed) - len(found)
        for times in answer["told"]:
            came, missed = _first_after(written, times)
            load.told += came
            load.lost += missed
    return load


def _entries(floor: BusyFloor, journal: Journal, collector: str, pace: Pace, seconds: float) -> list[Entry]:
    """The floor is journalled and kept as a snapshot; its next *seconds* are made."""
    rules, clock = CountingRules(), SystemClock()
    said: list[LiveEvent] = floor.introduction(clock.now())
    id = journal.append(SOURCE, said, collector=collector, sequence=1)
    journal.save_snapshot(fold(EMPTY, said, rules)[0], id, rules, clock.now())
    begins = clock.now() + timedelta(seconds=3)
    count = pace.events * round(pace.per_s * seconds)
    made = batches(floor, count, pace.events, pace.events * pace.per_s, begins)
    veil = journal.veil()
    return [entry(SOURCE, part, sequence=2 + place, veil=veil) for place, part in enumerate(made)]


def _work(
    journal: Journal, centre: Database, collector: str, entries: Sequence[Entry], pace: Pace
) -> tuple[dict[int, float], list[float], list[float], list[float]]:
    """When the COMMIT of each batch was sent, by its id; how long each append took until then, and from then
    to its end; and when the COMMIT of each write of another console was sent."""
    committed: dict[int, float] = {}
    appended: list[float] = []
    answered: list[float] = []
    written: list[float] = []
    sent = _Sent()
    for database in (journal.db, centre):
        event.listen(database.engine, "commit", sent.note)
    began = time.monotonic()
    write_at = began + WRITES_S
    for place, one in enumerate(entries):
        due = began + (place + (place * 37 % 101 / 101 - 0.5 if pace.apart else 0)) / pace.per_s
        if (wait := due - time.monotonic()) > 0:
            time.sleep(wait)
        begun = time.monotonic()
        id = journal.append_all([one], collector=collector)
        committed[id] = sent.at
        appended.append(sent.at - begun)
        answered.append(time.monotonic() - sent.at)
        if time.monotonic() >= write_at:
            write_at += WRITES_S
            with centre.write() as db:
                areas.note(db, {AREA})
            written.append(sent.at)
    for database in (journal.db, centre):
        event.remove(database.engine, "commit", sent.note)
    return committed, appended, answered, written


class _Sent:
    """When the last COMMIT was sent: its notices are on their way before its answer is here."""

    at = 0.0

    def note(self, _connection: object) -> None:
        self.at = time.monotonic()


def _first_after(written: Sequence[float], told: Sequence[float]) -> tuple[list[float], int]:
    """How long after each write the console was first told; how many it was never told."""
    came, missed = [], 0
    for at in written:
        place = bisect_left(told, at)
        if place < len(told):
            came.append(told[place] - at)
        else:
            missed += 1
    return came, missed


def _child(name: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        module(name, *arguments),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@dataclass(frozen=True)
class _Spent:
    at_s: float
    cpu_s: float
    transactions: int


class _Server:
    """What the server's processes cost."""

    def __init__(self, centre: Database) -> None:
        self._centre = centre
        with centre.read() as db:
            folder = db.exec_driver_sql("SHOW data_directory").scalar_one()
        self._postmaster = int((Path(folder) / "postmaster.pid").read_text().split()[0])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """On the first processor, and this process too, whose children choose for themselves."""
        before = os.sched_getaffinity(0)
        try:
            for process in (*self._processes(), os.getpid()):
                os.sched_setaffinity(process, {min(before)})
            yield
        finally:
            for process in (*self._processes(), os.getpid()):
                os.sched_setaffinity(process, before)

    def now(self) -> _Spent:
        """The time, processor time of all processes, transactions so far."""
        spent = sum(_cpu_s(process) for process in self._processes())
        with self._centre.read() as db:
            db.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
            said = (
                "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
            )
            count = db.exec_driver_sql(said).scalar_one()
        return _Spent(time.monotonic(), spent, int(count))

    def connections(self) -> tuple[int, float]:
        """How many clients are connected, and what one of their processes has in memory of its own, in
        bytes."""
        with self._centre.read() as db:
            said = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            pids = [int(pid) for (pid,) in db.exec_driver_sql(said)]
        return len(pids), mean(_own_bytes(pid) for pid in pids)

    def _processes(self) -> list[int]:
        children = Path(f"/proc/{self._postmaster}/task/{self._postmaster}/children")
        return [self._postmaster, *map(int, children.read_text().split())]


def _cpu_s(process: int) -> float:
    """To the nanosecond: a wake-up is over long before the next tick, by which `stat` counts."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def _own_bytes(process: int) -> float:
    said = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return 1024.0 * sum(int(line.split()[1]) for line in said if line.startswith("Private_"))
