"""From the start of the process to the first window and to the last known board, beside a bare Qt window."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.busy_floor import SOURCE, BusyFloor
from benchmarks.floor_day import batches
from benchmarks.measure import ROOT, Scale, environment, interleaved, module
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.feed import Heartbeat
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.settings.places import places
from supervisor.storage.database import open_centre, open_journal
from supervisor.storage.sources import add_source

OURS = ("PySide6", "shiboken6", "supervisor", "ui")


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result("start", "start: process start to a painted window, disk warm, no display", "bare Qt")
    modules: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as home:
        at = places(Path(home))
        fill(
            at.database_url,
            agents=scale.of(5_000, 200),
            queues=scale.of(200, 20),
            events=scale.of(20_000, 500),
        )

        def start(what: str, *arguments: str) -> Callable[[], float]:
            return lambda: _started(what, home, modules, *arguments)

        candidates = {
            "python": start("python"),
            "qt": start("qt"),
            "window": start("window"),
            "board": start("board"),
        }
        for once in candidates.values():
            once()  # warms the disk
        taken = interleaved(candidates, scale.of(11, 1))
    base = taken["qt"]
    said = {
        "python": "interpreter alone",
        "qt": "bare Qt window, painted",
        "window": "our window, painted",
        "board": "our window with the last known board (200 queues, 5,000 agents)",
    }
    for what, took in taken.items():
        goals = {"window": [most(1.5, "ratio"), most(250)], "board": [most(500)]}.get(what, [])
        goals = [] if scale.quick else goals
        result.add(said[what], took.median * 1e3, "ms", ratio=took.ratio(base), goals=goals)
    known = [name for name in modules["window"] if name.partition(".")[0] in OURS]
    foreign = sorted(
        {
            name.partition(".")[0]
            for name in set(modules["window"]) - set(modules["qt"])
            if name.partition(".")[0] not in (*sys.stdlib_module_names, *OURS)
            and not name.startswith(("_", "benchmarks"))
        }
    )
    result.notes.append(
        f"at the first paint {len(modules['window'])} modules are loaded ({len(modules['qt'])} with bare "
        f"Qt), {len(known)} of them Qt's and ours; of others: {', '.join(foreign) or 'none'}"
    )
    return result


def fill(url: str, *, agents: int, queues: int, events: int) -> None:
    """A centre at *url* whose journal was written until a moment ago."""
    rules = rules_of(CentreSettings())
    now = datetime.now(UTC)
    floor = BusyFloor(agents, queues)
    begins = now - timedelta(minutes=2)
    parts = [floor.introduction(begins), *batches(floor, events, 100, events / 100, begins)]
    with open_centre(url) as centre, centre.write() as db:  # nobody answers at that port
        add_source(db, SOURCE, "asterisk", {"host": "127.0.0.1", "port": 9}, at=now, who="")
    with open_journal(url) as db:
        journal = Journal(db)
        board, last = EMPTY, 0
        for number, part in enumerate(parts, 1):
            last = journal.append_all([entry(SOURCE, part, sequence=number)], collector="benchmark")
            board, _ = fold(board, part, rules)
            if number == len(parts) - 5:
                journal.save_snapshot(board, last, rules, now)
        journal.beat(Heartbeat(SOURCE, "benchmark", now, now, 1.0, True))


def _started(what: str, home: str, modules: dict[str, list[str]], *arguments: str) -> float:
    """Seconds from just before the process was started until it said that it stood there."""
    command = module("benchmarks.start_child", what, *arguments)
    settings = environment(
        QT_QPA_PLATFORM="offscreen",
        SUPERVISOR_HOME=home,
        PYTHONDONTWRITEBYTECODE="",  # whoever starts it twice has it compiled already
        PYTHONPYCACHEPREFIX=str(Path(home) / "compiled"),
    )
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=settings,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=True,
    )
    told: dict[str, Any] = _last(done.stdout)
    modules[what] = told["modules"]
    return float(told["at"]) - began


def _last(said: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found
