"""The floor's tables beside one as it is first written, and an agent's day beside a read of everything."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import cycle, islice
from pathlib import Path

from benchmarks.busy_floor import SOURCE, BusyFloor
from benchmarks.floor_day import BEGINS, batches
from benchmarks.measure import Scale, Taken, answer, interleaved, module, seconds
from benchmarks.peers import Peers
from benchmarks.report import Goal, Result, most
from supervisor.live.board import EMPTY
from supervisor.live.entry import Entry, entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.live.timeline import agent_day
from supervisor.storage.database import open_journal
from supervisor.workbook.cell import Heading, Kind
from supervisor.workbook.table import write_table

RULES = CountingRules()
BATCH = 50  # events


@dataclass(frozen=True)
class _Kind:
    name: str
    said: str
    base: str = ""
    goal: Goal | None = None


KINDS = (
    _Kind("usual 500", "500 of 5,000 agents change, a table model as first written", "usual 500"),
    _Kind("agents 500", "500 of 5,000 agents change, the floor's table", "usual 500", most(5)),
    _Kind("agents 500, longest turn", "    longest turn (wall clock)"),
    _Kind("agents 500, grouped", "    grouped by team", "usual 500"),
    _Kind("agents 500, filtered", "    and filtered by state", "usual 500"),
    _Kind("usual second", "a second passes, a table model as first written", "usual second"),
    _Kind("agents second", "a second passes, the floor's table", "usual second", most(0.15, "ratio")),
    _Kind("agents second, filtered", "    500 changed since, grouped and filtered", "usual second"),
    _Kind("agents sorted", "sorted by a click"),
    _Kind("agents found", "found by a word"),
    _Kind("agents put in groups", "put in groups, or out of them"),
    _Kind("agents first", "shown for the first time"),
    _Kind("queues 40", "40 of 200 queues change"),
    _Kind("queues second", "a second passes over 200 queues"),
    _Kind("usual page", "5,000 people by 12 KPIs: a page on, the texts alone in a plain view", "usual page"),
    _Kind(
        "matrix page",
        "a page on in the review: counts, months, targets, signs",
        "usual page",
        most(1, "ratio"),
    ),
    _Kind("matrix again", "    the same page once more", "usual page", most(1, "ratio")),
    _Kind("matrix sorted", "    put in order by a KPI"),
    _Kind("matrix found", "    found by a word"),
    _Kind("matrix first", "    shown for the first time"),
)


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "tables",
        "tables: milliseconds of the screen's thread, 1920 x 1080 (figure); processor time, no GPU",
        "a table as one writes it first, or everything read",
    )
    rounds = scale.of(15, 2)
    made = answer(
        module("benchmarks.tables_child", 1920, 1080, rounds), timeout_s=600, QT_QPA_PLATFORM="offscreen"
    )
    taken = {what: Taken(tuple(values)) for what, values in made.items()}
    result.heading("5,000 agents, 200 queues, on the screen")
    for kind in KINDS:
        took = taken[kind.name]
        result.add(
            kind.said,
            took.median,
            "ms",
            ratio=took.ratio(taken[kind.base]) if kind.base else None,
            goals=[kind.goal] if kind.goal and not scale.quick else [],
        )
    _days(scale, result)
    _files(scale, result)
    return result


def _days(scale: Scale, result: Result) -> None:
    """One agent's day from a journal of so many megabytes, by the batches that name the agent."""
    wanted = scale.of(200, 5) * 1_000_000
    with tempfile.TemporaryDirectory() as folder, open_journal(f"sqlite:///{folder}/floor.db") as db:
        journal = Journal(db)
        floor = BusyFloor()
        introduction = floor.introduction(BEGINS)
        journal.append(SOURCE, introduction, collector="bench", sequence=1)
        parts = [
            entry(SOURCE, part, sequence=0)
            for part in batches(floor, scale.of(200_000, 20_000), BATCH, 200.0)
        ]
        count = wanted // (sum(len(part.events) for part in parts) // len(parts))
        entries: list[Entry] = []
        for number, part in enumerate(islice(cycle(parts), count), start=2):
            entries.append(Entry(SOURCE, number, part.count, part.first_at, part.last_at, part.events))
            if len(entries) == 2_000:
                journal.append_all(entries, collector="bench")
                entries.clear()
        if entries:
            journal.append_all(entries, collector="bench")
        login = next(iter(fold(EMPTY, introduction, RULES)[0].agents))[1]
        day = RULES.days.day(BEGINS)
        until = BEGINS + timedelta(hours=9)

        def named() -> float:
            return seconds(lambda: agent_day(journal, RULES, SOURCE, login, day, until))

        def everything() -> float:
            def read() -> None:
                after = 0
                while some := journal.batches_after(after):
                    after = some[-1].id

            return seconds(read)

        took = interleaved({"named": named, "all": everything}, scale.of(3, 1))
        result.heading(f"an agent's day from a journal of {wanted // 1_000_000} MB (SQLite)")
        result.add("every batch read and decoded, nothing folded", took["all"].median * 1e3, "ms", ratio=1.0)
        result.add(
            "the batches that name the agent",
            took["named"].median * 1e3,
            "ms",
            ratio=took["named"].ratio(took["all"]),
            goals=[most(0.5, "ratio")] if not scale.quick else [],
        )


def _files(scale: Scale, result: Result) -> None:
    """So many agents by twelve columns into a file, as the work process does it."""
    count = scale.of(50_000, 1_000)
    headings = [Heading("Agent"), Heading("Login"), Heading("Team")]
    headings += [Heading(f"Figure {number}", Kind.NUMBER) for number in range(6)]
    headings += [Heading("Time", Kind.DURATION), Heading("Rate", Kind.SHARE), Heading("At", Kind.TIME)]
    rows = [
        (f"坐席 {number}", f"{number:05}", f"组 {number % 40}", *range(6), 61.5, 0.913, BEGINS)
        for number in range(count)
    ]
    with tempfile.TemporaryDirectory() as folder:

        def written(suffix: str) -> float:
            path = Path(folder) / f"agents{suffix}"
            return seconds(lambda: write_table(path, "Agents", headings, rows, (), UTC))

        took = interleaved({"csv": lambda: written(".csv"), "xlsx": lambda: written(".xlsx")}, scale.of(3, 1))
    result.heading(f"{count:,} rows of 12 columns into a file, in the work process")
    result.add("text file", took["csv"].median, "s", ratio=1.0)
    result.add(
        "workbook",
        took["xlsx"].median,
        "s",
        ratio=took["xlsx"].ratio(took["csv"]),
        goals=[most(6)] if not scale.quick else [],
    )
