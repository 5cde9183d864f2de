"""A year's centre of three million contacts moved into a shared one, killed (−9) on the way and gone on with;
every table compared by plain SQL on both sides; the rate beside a bare COPY of the same rows."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import year_file
from benchmarks.measure import ROOT, Scale
from benchmarks.peers import Peers
from benchmarks.report import Result, least
from benchmarks.servers import NoServerError, postgresql
from supervisor.moving.move import plan
from supervisor.moving.target import STAYS
from supervisor.storage.database import history_url, journal_url, open_centre, open_history, open_journal
from supervisor.storage.history_tables import history_entry
from supervisor.storage.rooms import CENTRE, HISTORY, JOURNAL

KILLS = 4

_MOVE = (sys.executable, "-m", "supervisor", "database", "move")

_BY_HAND = {
    "history_entry": (
        "count(*), sum(queue), sum(login), count(talk_s), sum(over), min(entered_ms), max(ended_ms),"
        " count(DISTINCT contact), sum(length(number))"
    ),
    "history_span": "count(*), sum(login), sum(queue), min(began_ms), max(ended_ms), sum(told)",
    "history_ring": "count(*), sum(login), sum(queue), min(at_ms), max(at_ms), count(DISTINCT contact)",
    "history_mark": "count(*), sum(login), sum(seq), sum(code), min(at_ms), max(at_ms)",
    "history_slot": "count(*), sum(slot), sum(answered), sum(length(waits))",
    "history_count": "count(*), sum(n_offered), sum(n_answered), sum(type)",
    "journal_batch": "count(*), sum(id), sum(events_count), max(sequence)",
}
"""Sums that have nothing to do with those by which a move proves itself."""


def run(scale: Scale, _peers: Peers) -> Result:
    contacts = scale.of(3_000_000, 20_000)
    result = Result(
        "moving",
        f"moving a year of {contacts:,} contacts into PostgreSQL, killed {KILLS} times on the way",
        "a bare COPY of the same contacts, row by row by the same driver",
    )
    with tempfile.TemporaryDirectory() as folder:
        source = f"sqlite:///{Path(folder) / 'floor.db'}"
        year_file.write(source, contacts)
        try:
            with postgresql() as url:
                _measure(result, source, url, scale)
        except NoServerError as error:
            result.left_out.append(f"PostgreSQL ({error})")
    return result


def _measure(result: Result, source: str, url: str, scale: Scale) -> None:
    for opened in (open_centre, open_journal, open_history):
        opened(url).close()
    began = time.perf_counter()
    planned = plan(source, url)
    plan_s = time.perf_counter() - began
    done: list[int] = []
    for _ in range(KILLS):
        _killed_after(source, url, planned.rows // (KILLS + 1), scale)
        done.append(sum(table.done for table in plan(source, url).tables))
    began = time.perf_counter()
    last = _Child(source, url)
    rows_here = done[-1]
    copied_s = 0.0
    for line in last.lines():
        if line.get("stage") == "copying":
            copied_s, rows_here = time.perf_counter() - last.began, line["rows"]
        if "ending" in line and line["ending"] != "done":
            raise RuntimeError(f"the move ended otherwise: {line}")
    whole_s = time.perf_counter() - began
    if rows_here != planned.rows or done != sorted(done) or not 0 < done[-1] < planned.rows:
        raise RuntimeError(f"moved {rows_here} of {planned.rows}, after {done}")
    compared = _compare(source, url)
    rate = (planned.rows - done[-1]) / copied_s
    by_rows, by_bytes = _bare(source, url)
    result.add("bare COPY, row by row", by_rows, "rows/s", ratio=1.0)
    result.add("bare COPY of ready bytes: the server alone", by_bytes, "rows/s", ratio=by_bytes / by_rows)
    result.add(
        "moved, all tables, with reading, months and progress",
        rate,
        "rows/s",
        ratio=rate / by_rows,
        goals=() if scale.quick else (least(0.5, "ratio"),),
    )
    result.add("looked over before (plan)", planned.rows / plan_s, "rows/s", remark=f"{plan_s:.0f} s")
    result.add("the last of the tries, proof included", whole_s, "s")
    result.notes.append(
        f"{planned.rows:,} rows, {year_file.sizes(source) / 1e6:,.0f} MB; killed at "
        f"{', '.join(f'{n:,}' for n in done)} rows; {compared} counts and sums are the same on "
        "both sides by SQL of its own."
    )


class _Child:
    """`supervisor database move` as a process."""

    def __init__(self, source: str, url: str) -> None:
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [*_MOVE, "--from", source, "--database", url, "--json"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def lines(self) -> Iterator[dict[str, Any]]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            if "tables" in told:
                self.began = time.perf_counter()  # from here on it copies
            yield told
        self.process.wait()


def _killed_after(source: str, url: str, rows: int, scale: Scale) -> None:
    """Begin, and kill when so many *rows* more were moved: while the next ones are on their way."""
    child = _Child(source, url)
    first: int | None = None
    for line in child.lines():
        if line.get("stage") == "copying":
            first = line["rows"] if first is None else first
            if line["rows"] - first >= rows or scale.quick:
                os.kill(child.process.pid, signal.SIGKILL)
                break
    child.process.wait()
    assert child.process.stdout is not None
    child.process.stdout.close()


def _compare(source: str, url: str) -> int:
    """How many sums are the same on both sides, all of them. Raises RuntimeError at the first that is not."""
    files = {
        "centre": source.removeprefix("sqlite:///"),
        "journal": str(journal_url(source).database),
        "history": str(history_url(source).database),
    }
    compared = 0
    with closing(psycopg.connect(url)) as server:
        for room in (CENTRE, JOURNAL, HISTORY):
            with closing(sqlite3.connect(f"file:{files[room.name]}?mode=ro", uri=True)) as file:
                for table in room.metadata.tables:
                    if table in STAYS:
                        continue
                    asked = f"SELECT {_BY_HAND.get(table, 'count(*)')} FROM {table}"  # noqa: S608
                    there = file.execute(asked).fetchone()
                    here = server.execute(asked.encode()).fetchone()
                    if [int(n or 0) for n in there] != [int(n or 0) for n in here or ()]:
                        raise RuntimeError(f"{table}: {there} in the file, {here} on the server")
                    compared += len(there)
    return compared


def _bare(source: str, url: str) -> tuple[float, float]:
    """Contacts a second into a table of the same shape: row by row, and as bytes that are ready."""
    names = ", ".join(column.name for column in history_entry.columns)
    with (
        closing(psycopg.connect(url, autocommit=True)) as server,
        closing(sqlite3.connect(str(history_url(source).database))) as file,
    ):
        rows = file.execute(f"SELECT {names} FROM history_entry ORDER BY 1, 2, 3, 4 LIMIT 500000").fetchall()  # noqa: S608
        server.execute("CREATE TABLE bare (LIKE history_entry INCLUDING ALL)")
        began = time.perf_counter()
        with server.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        by_rows = len(rows) / (time.perf_counter() - began)
        with server.cursor() as cursor, cursor.copy("COPY bare TO STDOUT") as copy:
            ready = b"".join(bytes(part) for part in copy)
        server.execute("TRUNCATE bare")
        began = time.perf_counter()
        with server.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
            for at in range(0, len(ready), 1 << 18):
                copy.write(ready[at : at + (1 << 18)])
        return by_rows, len(rows) / (time.perf_counter() - began)
