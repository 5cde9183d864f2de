"""The journal beside the bare drivers: fifty small batches a second, bulk, and news to a follower."""

from __future__ import annotations

import itertools
import json
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import journal_veil
from benchmarks.busy_floor import SOURCE, BusyFloor
from benchmarks.floor_day import BEGINS, batches
from benchmarks.measure import ROOT, Scale, environment, interleaved, module, quantile, seconds
from benchmarks.peers import Peers
from benchmarks.report import Result, least, most
from benchmarks.servers import NoServerError, postgresql
from supervisor.live.entry import Entry, entry
from supervisor.live.journal import Journal
from supervisor.live.news import GATHER_S
from supervisor.live.outbox import BATCHES_AT_ONCE
from supervisor.storage.database import Database, open_centre, open_journal

TURN_S = 0.02  # of the collector
BARE = """CREATE TABLE IF NOT EXISTS bare (id {id}, source TEXT, collector TEXT, sequence BIGINT,
 first_at TEXT, last_at TEXT, events_count INT, events {bytes}, UNIQUE (collector, sequence))"""
COLUMNS = "source, collector, sequence, first_at, last_at, events_count, events"


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "journal", "journal: batches of 25 events as bytes, beside the driver alone", "driver alone"
    )
    with tempfile.TemporaryDirectory() as folder:
        _engine(scale, result, f"sqlite:///{Path(folder) / 'floor.db'}", "SQLite")
    try:
        with postgresql() as url:
            _engine(scale, result, url, "PostgreSQL")
            result.heading("the veil of a shared journal, beside the same with persons")
            journal_veil.measure(scale, result, url)
    except NoServerError as error:
        result.left_out.append(str(error))
    return result


def _engine(scale: Scale, result: Result, url: str, name: str) -> None:
    result.heading(name)
    open_centre(url).close()  # followers ask it whose names have changed
    with open_journal(url) as db, _bare(db) as bare:
        entries = _Entries()
        _paced(scale, result, Journal(db), bare, entries)
        _bulk(scale, result, Journal(db), bare, entries, name)
        _news(scale, result, db, url, entries, name)


class _Entries:
    """Batches as the collector would append them, none twice."""

    def __init__(self) -> None:
        floor = BusyFloor()
        floor.introduction(BEGINS)
        self._made = [entry(SOURCE, part, sequence=1) for part in batches(floor, 25 * 400, 25, 1_000.0)]
        self._numbers = itertools.count(1)

    def take(self, count: int) -> list[Entry]:
        return [
            Entry(one.source, number, one.count, one.first_at, one.last_at, one.events)
            for number in itertools.islice(self._numbers, count)
            for one in (self._made[number % len(self._made)],)
        ]


class _Bare:
    """The same rows by the driver alone, without engine, conversion or a second statement."""

    def __init__(self, db: Database) -> None:
        self._server = db.dialect == "postgresql"
        self._db: Any
        if self._server:
            self._db = db.raw_postgresql()
            self._db.execute(BARE.format(id="BIGSERIAL PRIMARY KEY", bytes="BYTEA"))
        else:
            self._db = sqlite3.connect(str(db.path), isolation_level=None, timeout=10)
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute(BARE.format(id="INTEGER PRIMARY KEY", bytes="BLOB"))
        marks = ", ".join(["%s" if self._server else "?"] * 7)
        self._insert = f"INSERT INTO bare ({COLUMNS}) VALUES ({marks})"  # noqa: S608

    @staticmethod
    def rows(entries: list[Entry]) -> list[tuple[object, ...]]:
        return [
            (one.source, "c", one.sequence, str(one.first_at), str(one.last_at), one.count, one.events)
            for one in entries
        ]

    def append(self, rows: list[tuple[object, ...]]) -> None:
        if self._server:
            with self._db.transaction(), self._db.cursor() as cursor:
                cursor.executemany(self._insert, rows)
                cursor.execute("SELECT pg_notify('bare', '1')")
        else:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(self._insert, rows)
            self._db.execute("COMMIT")

    def copy(self, rows: list[tuple[object, ...]]) -> None:
        """PostgreSQL's fastest way in."""
        with (
            self._db.transaction(),
            self._db.cursor() as cursor,
            cursor.copy(f"COPY bare ({COLUMNS}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def close(self) -> None:
        self._db.execute("DROP TABLE bare")
        self._db.close()


@contextmanager
def _bare(db: Database) -> Iterator[_Bare]:
    bare = _Bare(db)
    try:
        yield bare
    finally:
        bare.close()


def _paced(scale: Scale, result: Result, journal: Journal, bare: _Bare, entries: _Entries) -> None:
    """One batch each 20 ms, in turn by us and by the driver: processor time and waiting of one append."""
    count = scale.of(300, 20)
    took: dict[str, list[float]] = {"ours": [], "bare": []}
    spent: dict[str, float] = {"ours": 0.0, "bare": 0.0}

    def one(name: str, work: Callable[[], object]) -> None:
        began, cpu = time.perf_counter(), time.thread_time()
        work()
        took[name].append(time.perf_counter() - began)
        spent[name] += time.thread_time() - cpu

    for _ in range(count):
        some = entries.take(1)
        rows = bare.rows(entries.take(1))
        one("ours", lambda some=some: journal.append_all(some, collector="benchmark"))
        time.sleep(TURN_S / 2)
        one("bare", lambda rows=rows: bare.append(rows))
        time.sleep(TURN_S / 2)
    ratio = quantile(took["ours"], 0.5) / quantile(took["bare"], 0.5)
    share = spent["ours"] / count / TURN_S * 100
    result.add("append a batch, driver alone", quantile(took["bare"], 0.5) * 1e3, "ms", ratio=1.0)
    result.add(
        "append a batch, journal (p50)",
        quantile(took["ours"], 0.5) * 1e3,
        "ms",
        ratio=ratio,
        remark=f"p99 {quantile(took['ours'], 0.99) * 1e3:.1f} ms",
    )
    result.add(
        "50 batches a second, journal",
        share,
        "% of a processor",
        ratio=spent["ours"] / spent["bare"],
        goals=() if scale.quick else (most(10),),
    )


def _bulk(scale: Scale, result: Result, journal: Journal, bare: _Bare, entries: _Entries, name: str) -> None:
    """Full transactions of the collector, as fast as they go."""
    count = scale.of(60, 3)

    def ours() -> float:
        groups = [entries.take(BATCHES_AT_ONCE) for _ in range(count)]
        return seconds(lambda: [journal.append_all(group, collector="benchmark") for group in groups])

    def driver() -> float:
        groups = [bare.rows(entries.take(BATCHES_AT_ONCE)) for _ in range(count)]
        return seconds(lambda: [bare.append(group) for group in groups])

    def copied() -> float:
        groups = [bare.rows(entries.take(BATCHES_AT_ONCE)) for _ in range(count)]
        return seconds(lambda: [bare.copy(group) for group in groups])

    candidates = {"bare": driver, "ours": ours}
    if name == "PostgreSQL":
        candidates["copy"] = copied
    taken = interleaved(candidates, scale.rounds)
    rows = count * BATCHES_AT_ONCE
    said = {
        "bare": "64 batches a transaction, executemany",
        "copy": "64 batches a transaction, COPY",
        "ours": "64 batches a transaction, journal",
    }
    for key, what in taken.items():
        goals = (least(200_000),) if key == "ours" and not scale.quick else ()
        result.add(
            said[key],
            rows * 25 / what.median,
            "events/s",
            ratio=what.ratio(taken["bare"]),
            goals=goals,
            remark=f"{rows / what.median:,.0f} rows/s",
        )


def _news(scale: Scale, result: Result, db: Database, url: str, entries: _Entries, name: str) -> None:
    """From the commit in this process to a reader in another: the watch alone, and the whole follower."""
    journal = Journal(db)
    said = [("watch", "commit to a woken follower"), ("board", "commit to the follower's new board")]
    paces = [("", 0.0137)] if name == "SQLite" else [("", 3 * GATHER_S), (" in a burst", 0.0137)]
    for (kind, what), (when, pace_s) in itertools.product(said, paces):
        count = scale.of(400, 20) if pace_s < GATHER_S else scale.of(150, 5)
        sent: dict[int, tuple[float, float]] = {}
        reader = subprocess.Popen(
            module("benchmarks.journal_reader", url, kind, count),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        with reader:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
            for number in range(count):
                time.sleep(pace_s + 0.001 * (number % 13))  # in no step with anybody's looks
                some = entries.take(1)
                began = time.monotonic()
                last = journal.append_all(some, collector="benchmark")
                sent[last] = (began, time.monotonic())
            heard: dict[str, float] = json.loads(reader.stdout.readline())
        delays = [at - sent[int(number)][1] for number, at in heard.items() if int(number) in sent]
        whole = [at - sent[int(number)][0] for number, at in heard.items() if int(number) in sent]
        goals = {("PostgreSQL", "watch", ""): ((most(1),), (most(5),))}.get((name, kind, when), ((), ()))
        if name == "SQLite" and kind == "watch":
            goals = ((most(10),), (most(20),))  # half a look, and a whole one
        result.add(
            f"{what}{when}, p50",
            max(0.0, quantile(delays, 0.5)) * 1e3,
            "ms",
            goals=() if scale.quick else goals[0],
            remark=f"{quantile(whole, 0.5) * 1e3:.1f} ms from the beginning of the append",
        )
        result.add(
            f"{what}{when}, p99",
            max(0.0, quantile(delays, 0.99)) * 1e3,
            "ms",
            goals=() if scale.quick else goals[1],
            remark=f"of {len(delays)}; who asks once a second has 500 at p50" if kind == "watch" else "",
        )
