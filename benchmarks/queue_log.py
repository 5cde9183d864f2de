"""Asterisk's queue_log, line by line beside a plain parser; an audit of a day, and the next one."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.measure import Scale, interleaved, seconds
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.audit.auditor import Auditor
from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.sources.asterisk.day_log import AsteriskDayLog
from supervisor.sources.asterisk.queue_log import QueueLogReader
from supervisor.sources.asterisk.queue_log_files import PIECE
from supervisor.sources.simulated.day_log import SimulatedDayLog
from supervisor.sources.simulated.simulation import Makings, day_until, groups
from supervisor.storage.database import open_centre, open_journal

BEGINS = 1_779_580_800  # a midnight
SOURCE = "demo"


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "queue_log",
        "queue_log: lines a second (figure) and time (ratio)",
        "a plain parser: text, split, datetime",
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "queue_log"
        lines = scale.of(600_000, 3_000)
        write(path, lines)
        _lines(scale, result, path, lines)
        _day(result, path, lines)
    _audits(scale, result)
    return result


def write(path: Path, lines: int) -> None:
    """A log of about *lines* lines: callers who enter, are answered and hang up, one a second."""
    chance = random.Random(1)
    queues, agents = [f"queue-{n}" for n in range(20)], [f"坐席 {n}" for n in range(500)]
    with path.open("w", encoding="utf-8", newline="\n") as log:
        for number in range(lines // 3):
            at, call = BEGINS + number, f"{BEGINS + number}.{number}"
            queue, agent = chance.choice(queues), chance.choice(agents)
            wait_s, talk_s = chance.randrange(40), chance.randrange(300)
            log.write(f"{at}|{call}|{queue}|NONE|ENTERQUEUE||+86138{number:08}|1\n")
            log.write(f"{at}|{call}|{queue}|{agent}|CONNECT|{wait_s}|{at}.{number + 1}|3\n")
            log.write(f"{at}|{call}|{queue}|{agent}|COMPLETECALLER|{wait_s}|{talk_s}|1\n")


def _lines(scale: Scale, result: Result, path: Path, lines: int) -> None:
    candidates: dict[str, Callable[[], float]] = {
        "plain": lambda: seconds(lambda: _plain(path)),
        "ours": lambda: seconds(lambda: _ours(path, details=False)),
        "details": lambda: seconds(lambda: _ours(path, details=True)),
        "count": lambda: seconds(lambda: _count(path)),
    }
    taken = interleaved(candidates, scale.rounds)
    base = taken["plain"]
    for name, said, goals in (
        ("count", "line feeds counted (limit)", ()),
        ("plain", "text, split, datetime, a dict a line", ()),
        ("ours", "ours: pieces of bytes, typed lines, odd ones kept", (most(0.8, "ratio"),)),
        ("details", "ours, and every parameter of every line", ()),
    ):
        result.add(said, lines / taken[name].median, "/s", ratio=taken[name].ratio(base), goals=goals)


def _plain(path: Path) -> int:
    count = 0
    with path.open(encoding="utf-8") as log:
        for line in log:
            at, call, queue, agent, event, *rest = line.rstrip("\n").split("|")
            told = {
                "at": datetime.fromtimestamp(int(at), UTC),
                "call": call,
                "queue": queue,
                "agent": agent,
                "event": event,
                "parameters": rest,
            }
            count += bool(told)
    return count


def _ours(path: Path, *, details: bool) -> int:
    reader, count = QueueLogReader(str(path)), 0
    with path.open("rb") as log:
        while piece := log.read(PIECE):
            lines = reader.feed(piece)
            count += len(lines)
            if details:
                for line in lines:
                    line.details()
    return count


def _count(path: Path) -> int:
    count = 0
    with path.open("rb") as log:
        while piece := log.read(PIECE):
            count += piece.count(b"\n")
    return count


def _day(result: Result, path: Path, lines: int) -> None:
    """The last hour of the file, found by halving."""
    begins = datetime.fromtimestamp(BEGINS + lines // 3 - 3600, UTC)
    log = AsteriskDayLog("pbx", path)
    result.heading("the last hour of that file")
    result.add("found and read, contact by contact", seconds(lambda: log.news(begins, begins)) * 1000, "ms")
    result.add(
        "read again, nothing new", seconds(lambda: log.news(begins, begins)) * 1000, "ms", goals=(most(20),)
    )


def _audits(scale: Scale, result: Result) -> None:
    """The demo's day until the evening, audited from nothing and five minutes later."""
    rules = CountingRules()
    day = datetime(2026, 11, 23, tzinfo=UTC).date()
    makings = Makings(SOURCE, rules.days)
    until = rules.days.begins(day) + timedelta(hours=scale.of(18, 6))
    said = day_until(makings, day, until)
    result.heading(f"an audit of the demo's day ({len(said):,} events)")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/floor.db"
        open_centre(url).close()
        with open_journal(url) as database:
            journal = Journal(database)
            batches = [entry(SOURCE, group, sequence=n) for n, group in enumerate(groups(said, 20), 1)]
            for begin in range(0, len(batches), 64):
                journal.append_all(batches[begin : begin + 64], collector="c")
            board = fold(EMPTY, said, rules)[0]
            journal.save_snapshot(board, journal.last_id(), rules, until)  # as a collector does each minute
            auditor = Auditor(SOURCE, SimulatedDayLog(makings))
            first = seconds(lambda: auditor.audit(journal, rules, until))
            again = seconds(lambda: auditor.audit(journal, rules, until))
    result.add("from nothing: simulated anew, journal read contact by contact", first * 1000, "ms")
    result.add("the next one", again * 1000, "ms")
