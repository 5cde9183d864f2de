"""A year of a centre in files: written straight into its three SQLite files, quickly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    ContactAnswered,
    ContactEnded,
    ContactOffered,
    LiveEvent,
    encode,
)
from supervisor.storage.database import history_url, journal_url, open_centre, open_history, open_journal

FIRST = date(2025, 11, 1)
DAYS = 365
AGENTS = 120
QUEUES = 12
DAY_S = 14 * 3600
BEGINS_S = 8 * 3600


def write(url: str, contacts: int, journal_days: int = 31) -> None:
    """Fill a new centre at *url*: *contacts* over a year, with rings, marks, spans and what was counted; and
    the live events of *journal_days* at a tenth of that."""
    for opened in (open_centre, open_journal, open_history):
        opened(url).close()
    random = Random(3)
    a_day = contacts // DAYS
    with closing(_fast(str(history_url(url).database))) as history:
        _names(history)
        for n in range(DAYS):
            extra = contacts - a_day * DAYS if n == 0 else 0
            _day(history, n, a_day + extra, random)
        history.commit()
    with closing(_fast(str(journal_url(url).database))) as journal:
        _journal(journal, journal_days, a_day // 10, random)
        journal.commit()


def _fast(path: str) -> sqlite3.Connection:
    file = sqlite3.connect(path)
    file.execute("PRAGMA synchronous = OFF")
    return file


def _names(file: sqlite3.Connection) -> None:
    names = [(1, "source", "", "pbx")]
    names += [(10 + n, "queue", "pbx", f"队列 {n}") for n in range(QUEUES)]
    names += [(100 + n, "login", "pbx", f"{1000 + n}") for n in range(AGENTS)]
    names += [(900 + n, "code", "pbx", code) for n, code in enumerate(("小休", "午餐", "培训"))]
    file.executemany("INSERT INTO history_name (id, kind, source, text) VALUES (?, ?, ?, ?)", names)


def _day(file: sqlite3.Connection, n: int, contacts: int, random: Random) -> None:
    begin = datetime.combine(FIRST + timedelta(days=n), datetime.min.time(), UTC)
    begin_ms = (int(begin.timestamp()) + BEGINS_S) * 1000
    step_ms = DAY_S * 1000 // max(1, contacts)
    entries, rings, spans, marks = [], [], [], []
    for at in range(contacts):
        entered = begin_ms + at * step_ms
        queue, login = 10 + random.randrange(QUEUES), 100 + random.randrange(AGENTS)
        wait, talk = random.expovariate(1 / 25), random.expovariate(1 / 240)
        answered = wait < 90
        contact = f"{entered // 1000}.{at}"
        left = entered + int(wait * 1000)
        ended = left + int(talk * 1000)
        entries.append(
            (
                *(
                    entered,
                    1,
                    queue,
                    contact,
                    "voice",
                    0,
                    "answered" if answered else "abandoned",
                    left,
                    wait,
                ),
                *(login if answered else 0, 3.5 if answered else None, talk if answered else None),
                *(0.0 if answered else None, 12.5 if answered else None, ended if answered else None),
                *("agent" if answered else "", "", 1 + at % 5, f"138{random.randrange(10**8):08d}", 1, 3, 1),
            )
        )
        if at % 4 == 0:
            rings.append((entered + 500, 1, login, queue, contact, 12.0, "no_answer", 1, 1))
        if answered and at % 2 == 0:
            spans.append((left, 1, login, "handling", queue, ended, 0, 3, 1))
        if at % 6 == 0:
            marks.append((entered, 1, at % 3, login, queue, "pause", 900 + at % 3, 1))
    day = begin.date().isoformat()
    slots = [
        (
            begin_ms // 900_000 + slot,
            1,
            10 + queue,
            "voice",
            30,
            30,
            26,
            26,
            4,
            600.0,
            26 * 240.0,
            b"w" * 60,
            1,
        )
        for slot in range(DAY_S // 900)
        for queue in range(QUEUES)
    ]
    counts = [
        (day, "D", 1, 100 + agent, "voice", 10 + agent % QUEUES, kind, 40, 38, 9120.0, 456.0, 1)
        for agent in range(AGENTS)
        for kind in range(3)
    ]
    states = [
        (day, 1, 100 + agent, state, 0, 3600.5, 12, 1)
        for agent in range(AGENTS)
        for state in ("handling", "ready", "after_contact", "break")
    ]
    for table, columns, rows in (
        ("history_entry", "", entries),
        ("history_ring", "", rings),
        ("history_span", "", spans),
        ("history_mark", "", marks),
        (
            "history_slot",
            "(slot, source, queue, channel, entries, contacts, answered, contacts_answered, abandoned,"
            " wait_answered_s, talk_s, waits, batch)",
            slots,
        ),
        (
            "history_count",
            "(day, span, source, login, channel, queue, type, n_offered, n_answered, talk_s, acw_s, batch)",
            counts,
        ),
        ("history_state", "", states),
    ):
        _insert(file, table, columns, rows)


def _insert(file: sqlite3.Connection, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        file.executemany(f"INSERT OR IGNORE INTO {table} {columns} VALUES ({marks})", rows)  # noqa: S608


def _journal(file: sqlite3.Connection, days: int, contacts: int, random: Random) -> None:
    rows, number = [], 0
    for n in range(days):
        begin = datetime.combine(FIRST + timedelta(days=DAYS - days + n), datetime.min.time(), UTC)
        begin += timedelta(seconds=BEGINS_S)
        for events in _batches(begin, contacts, random):
            number += 1
            first, last = events[0].at, events[-1].at
            said = [at.strftime("%Y-%m-%d %H:%M:%S.%f") for at in (first, last)]
            rows.append((number, "pbx", "one", number, *said, len(events), encode(events), 0, None))
    _insert(file, "journal_batch", "", rows)


def _batches(begin: datetime, contacts: int, random: Random) -> Iterator[list[LiveEvent]]:
    yield [
        AgentSeen("pbx", begin, f"{1000 + n}", f"王 {n}", (f"队列 {n % QUEUES}",), "一组")
        for n in range(AGENTS)
    ]
    for n in range(contacts):
        at = begin + timedelta(seconds=n * DAY_S / contacts)
        queue, login = f"队列 {random.randrange(QUEUES)}", f"{1000 + random.randrange(AGENTS)}"
        yield [
            ContactOffered("pbx", at, f"{n}", queue, number=f"138{random.randrange(10**8):08d}"),
            AgentChanged("pbx", at, login, AgentState.HANDLING),
            ContactAnswered("pbx", at, f"{n}", queue, login, 4.0, 2.0),
            ContactEnded("pbx", at, f"{n}", queue, login, 240.0, 0.0, 10.0),
            AgentChanged("pbx", at, login, AgentState.READY),
        ]


def sizes(url: str) -> int:
    """Bytes of the three files."""
    return sum(Path(str(part.database)).stat().st_size for part in (journal_url(url), history_url(url))) + (
        Path(url.removeprefix("sqlite:///")).stat().st_size
    )
