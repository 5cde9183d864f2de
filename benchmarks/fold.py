"""Events to a board: beside reading the same bytes as JSON (the limit), and beside mutable dicts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.busy_floor import SOURCE, BusyFloor
from benchmarks.floor_day import BEGINS, batches
from benchmarks.measure import Scale, Taken, interleaved, seconds
from benchmarks.peers import Peers
from benchmarks.report import Result, least, most
from supervisor.events import decode, encode
from supervisor.live.board import EMPTY, Board
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.storage.database import open_journal
from supervisor.storage.journal_tables import snapshot

SIZES = (1, 10, 100, 500)
RULES = CountingRules()
PER_SECOND = 100.0


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "fold",
        "fold: 200 queues, 5,000 agents; events a second (figure) and time (ratio) by size of batch",
        "json.loads of the same",
    )
    _sizes(scale, result)
    _resume(scale, result)
    return result


def _sizes(scale: Scale, result: Result) -> None:
    floor = BusyFloor()
    at = BEGINS
    settled = fold(EMPTY, floor.introduction(at), RULES)[0]
    for part in batches(floor, scale.of(100_000, 2_000), 500, PER_SECOND, at):
        settled = fold(settled, part, RULES)[0]
    for size in SIZES:
        count = scale.of(50_000 if size > 1 else 4_000, 2_000)
        at = settled.at or at
        parts = list(batches(floor, count, size, PER_SECOND, at))
        raw = [encode(part) for part in parts]
        naive = Naive()
        naive.open(settled)
        candidates: dict[str, Callable[[], float]] = {
            "json.loads": lambda raw=raw: seconds(lambda: [json.loads(one) for one in raw]),
            "decode": lambda raw=raw: seconds(lambda: [decode(one) for one in raw]),
            "naive": lambda raw=raw, naive=naive: seconds(lambda: naive.take_all(raw)),
            "fold": lambda raw=raw: seconds(lambda: _folded(settled, raw)),
        }
        taken = interleaved(candidates, scale.rounds)
        base = taken["json.loads"]
        result.heading(f"batches of {size}")
        for name, said in (
            ("json.loads", "json.loads alone (limit of the standard library)"),
            ("decode", "our decode alone"),
            ("naive", "json.loads, a dict an event, dicts changed in place"),
            ("fold", "our decode and fold to a new frozen board a batch"),
        ):
            # performance.md asks for 150,000 messages a second of which a fifth become events
            goals = (least(30_000),) if name == "fold" and size >= 100 else ()
            result.add(said, count / taken[name].median, "/s", ratio=taken[name].ratio(base), goals=goals)


def _folded(board: Board, raw: list[bytes]) -> Board:
    for one in raw:
        board, _ = fold(board, decode(one)[0], RULES)
    return board


class Naive:
    """What one writes first: the same figures in dicts that are changed in place, and nothing kept apart.

    It counts by day, quarter hour and minute as ours does and keeps the staff of each queue; it knows no
    repeated, late or missing events, no other days, no changed set, and no board that stands still while
    somebody looks at it.
    """

    def __init__(self) -> None:
        self.queues: dict[str, dict[str, Any]] = {}
        self.agents: dict[str, dict[str, Any]] = {}
        self.contacts: dict[tuple[str, str], dict[str, Any]] = {}

    def open(self, board: Board) -> None:
        """Begin with what *board* has."""
        for (_, name), line in board.queues.items():
            self.queues[name] = {
                "threshold": line.threshold_s,
                "waiting": {one.contact: one.since.timestamp() for one in line.waiting},
                "staff": {},
                "today": {},
                "quarters": {},
                "minutes": {},
            }
        for (_, login), agent in board.agents.items():
            self.agents[login] = {"state": str(agent.state), "since": agent.since, "queues": agent.queues}
            for name in agent.queues:
                staff = self.queues[name]["staff"]
                staff[str(agent.state)] = staff.get(str(agent.state), 0) + 1

    def take_all(self, raw: list[bytes]) -> None:
        for one in raw:
            for event in json.loads(one):
                self.take(event)

    def take(self, event: list[Any]) -> None:
        kind, at = event[0], datetime.fromisoformat(event[2])
        match kind:
            case "agent_changed":
                agent = self.agents.setdefault(event[3], {"state": "unknown", "queues": ()})
                for name in agent["queues"]:
                    staff = self.queues[name]["staff"]
                    staff[agent["state"]] -= 1
                    staff[event[4]] = staff.get(event[4], 0) + 1
                agent.update(state=event[4], since=at, code=event[5])
            case "contact_offered":
                self.queues[event[4]]["waiting"][event[3]] = at
                self.contacts[event[3], event[4]] = {"since": at, "stage": "waiting"}
                self.count(event[4], at, "offered", 1)
            case "contact_dequeued":
                self.queues[event[4]]["waiting"].pop(event[3], None)
            case "contact_answered":
                contact = self.contacts.setdefault((event[3], event[4]), {"since": at})
                contact.update(stage="handling", login=event[5])
                self.count(event[4], contact["since"], "answered", 1)
                self.count(event[4], contact["since"], "wait", event[6])
                if event[6] <= self.queues[event[4]]["threshold"]:
                    self.count(event[4], contact["since"], "in_time", 1)
            case "contact_abandoned":
                contact = self.contacts.pop((event[3], event[4]), {"since": at})
                self.count(event[4], contact["since"], "abandoned", 1)
            case "contact_ended":
                self.contacts.pop((event[3], event[4]), None)
                self.count(event[4], at, "ended", 1)
                self.count(event[4], at, "talk", event[6] or 0)

    def count(self, queue: str, at: datetime, what: str, by: float) -> None:
        line = self.queues[queue]
        line["today"][what] = line["today"].get(what, 0) + by
        for name, key in (
            ("quarters", int((at - BEGINS).total_seconds()) // 900),
            ("minutes", int(at.timestamp()) // 60),
        ):
            counts = line[name].setdefault(key, {})
            counts[what] = counts.get(what, 0) + by


def _resume(scale: Scale, result: Result) -> None:
    """A day of a large centre in a journal file, and a console that starts in the evening."""
    count = scale.of(1_000_000, 20_000)
    rate = count / (10 * 3600)  # a day of ten hours
    with (
        tempfile.TemporaryDirectory() as folder,
        open_journal(f"sqlite:///{Path(folder) / 'floor.db'}") as db,
    ):
        journal = Journal(db)
        floor = BusyFloor()
        board, last, now = EMPTY, 0, BEGINS
        parts = [floor.introduction(BEGINS), *batches(floor, count, 100, rate)]
        minute_ago = len(parts) - max(1, round(rate * 60 / 100))
        for start in range(0, len(parts), 64):
            some = parts[start : start + 64]
            entries = [entry(SOURCE, part, sequence=start + n + 1) for n, part in enumerate(some)]
            last = journal.append_all(entries, collector="benchmark")
            for number, part in enumerate(some, start):
                board, _ = fold(board, part, RULES)
                if number == minute_ago:
                    kept, kept_id = board, last - len(some) + (number - start) + 1
        now = (board.at or now) + timedelta(seconds=1)

        def raw() -> list[bytes]:
            with db.read() as connection:
                found = connection.exec_driver_sql("SELECT events FROM journal_batch ORDER BY id")
                return [row[0] for row in found.all()]

        def scratch() -> None:
            with db.write() as connection:
                connection.execute(snapshot.delete())
            position = journal.moments.resume(RULES, now)
            assert position.board.contacts == board.contacts
            assert position.batch_id == last

        def from_snapshot() -> None:
            position = journal.moments.resume(RULES, now)
            assert position.board.contacts == board.contacts
            assert position.folded < count

        def with_snapshot() -> float:
            journal.save_snapshot(kept, kept_id, RULES, now - timedelta(minutes=1))
            return seconds(from_snapshot)

        taken: dict[str, Taken] = interleaved(
            {
                "json.loads": lambda: seconds(lambda: [json.loads(one) for one in raw()]),
                "scratch": lambda: seconds(scratch),
                "snapshot": with_snapshot,
            },
            scale.of(3, 1),
        )
    base = taken["json.loads"]
    result.heading(f"{count:,} events of a day in a journal file")
    result.add("read all and json.loads (limit)", base.median * 1e3, "ms", ratio=1.0)
    result.add(
        "resume from the morning on, without a snapshot",
        taken["scratch"].median * 1e3,
        "ms",
        ratio=taken["scratch"].ratio(base),
        remark=f"{count / taken['scratch'].median:,.0f} events/s",
    )
    result.add(
        "resume from the last minute's snapshot",
        taken["snapshot"].median * 1e3,
        "ms",
        ratio=taken["snapshot"].ratio(base),
        goals=() if scale.quick else (most(200), most(0.05, "ratio")),
        remark="a part of the 500 ms until the last known board",
    )
