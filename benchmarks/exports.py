"""Whether the screen is held up while files are made: a live floor, its console, its work process writing."""

from __future__ import annotations

import json
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.floor import PATIENCE_S, SECRET, STALL_MS, expect, server
from benchmarks.measure import ROOT, Scale, answer, environment, module, quantile
from benchmarks.monthly_review_child import MONTH
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.app import open_floor

RATE = 2_000  # messages a second
SAID = {
    "nothing": "nothing besides",
    "table": "a table of {rows:,} rows by 12 columns is written",
    "nothing again": "nothing besides, once more",
    "review": "the monthly review of {people:,} people is made",
}


def run(scale: Scale, _peers: Peers) -> Result:
    rows, people, seconds = scale.of(50_000, 2_000), scale.of(1_000, 60), scale.of(20, 3)
    result = Result(
        "exports",
        f"the screen of a floor at {RATE:,} messages a second while files are made",
        "nothing besides",
    )
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "other"
        other.mkdir()
        answer(module("benchmarks.monthly_review_child", "fill", other, people), timeout_s=1_200)
        told = _console(Path(folder), seconds, rows, f"sqlite:///{other}/floor.db")
    base = quantile(_gaps(told[0]), 0.999)
    for phase in told:
        gaps = _gaps(phase)
        result.heading(SAID[phase["name"]].format(rows=rows, people=people))
        result.add("gap p99", quantile(gaps, 0.99), "ms")
        result.add("gap p99.9", quantile(gaps, 0.999), "ms", ratio=quantile(gaps, 0.999) / base)
        goals = [most(STALL_MS)] if not scale.quick else []
        result.add("gap max", max(gaps), "ms", goals=goals)
        result.add(
            "gaps over 16 ms a minute",
            60 * sum(gap > STALL_MS for gap in gaps) / phase["seconds"],
            "",
            remark=f"{phase['seconds']:.1f} s; console {100 * phase['cpu_s'] / phase['seconds']:.0f} %",
        )
    result.notes.append("gaps are between ticks of a 5 ms timer of the screen's thread, as in `floor`")
    return result


def _gaps(phase: dict[str, Any]) -> list[float]:
    """What lies between two ticks, ms."""
    return [(later - earlier) * 1e3 for earlier, later in pairwise(phase["ticks"])]


def _console(home: Path, seconds: float, rows: int, other: str) -> list[dict[str, Any]]:
    """What the console saw, phase by phase."""
    url = f"sqlite:///{home / 'floor.db'}"
    with server(RATE) as (_process, port):
        with open_floor(url) as centre:
            options = {"host": "127.0.0.1", "port": port, "username": "wall"}
            centre.add_source("pbx", "asterisk", options, password_env=SECRET)
        command = module("benchmarks.exports_console", url, seconds, rows, other, MONTH.isoformat(), home)
        console = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(QT_QPA_PLATFORM="offscreen", SUPERVISOR_HOME=str(home), **{SECRET: "board"}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert console.stdout is not None
        try:
            expect(console.stdout, "ready")
            told: list[dict[str, Any]] = json.loads(expect(console.stdout, "["))
            console.wait(PATIENCE_S)
        except RuntimeError as error:
            raise RuntimeError(f"the console ended with {console.wait(PATIENCE_S)}") from error
        finally:
            console.kill()
            console.wait()
            console.stdout.close()
    return told
