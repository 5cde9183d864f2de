"""A queue_log of five million lines into the history, beside others that make statistics of the same file."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, Scale, answer, module, seconds
from benchmarks.peers import Peers
from benchmarks.report import Result, most

MAKER = ROOT / "tests" / "recordings" / "make_queue_log.py"
OTHERS = ROOT / "benchmarks" / "history_peers.py"


def run(scale: Scale, peers: Peers) -> Result:
    lines = scale.of(5_000_000, 20_000)
    with tempfile.TemporaryDirectory() as folder:
        log, truth = Path(folder) / "queue_log", Path(folder) / "truth.json"
        sizes = ["--days", str(scale.of(92, 3)), "--agents", str(scale.of(500, 40))]
        made = [sys.executable, str(MAKER), "--out", str(log), "--truth", str(truth), "--lines", str(lines)]
        subprocess.run([*made, *sizes], check=True, stdout=subprocess.DEVNULL)
        told = json.loads(truth.read_text())
        return _measured(scale, peers, log, told)


def _measured(scale: Scale, peers: Peers, log: Path, truth: dict[str, Any]) -> Result:
    result = Result(
        "history",
        f"a queue_log of {truth['lines']:,} lines: time (figure), peak memory (remark)",
        "pandas, same file to agent-day statistics",
    )
    counted = min(seconds(lambda: _count(log)) for _round in range(3))
    taken: dict[str, list[dict[str, Any]]] = {}
    candidates = {"pandas": [sys.executable, str(OTHERS), "pandas", str(log)]}
    for name in ("polars", "duckdb"):
        if (why := peers.why_not(name)) is None and peers.python is not None:
            candidates[name] = [peers.python, str(OTHERS), name, str(log)]
        else:
            result.left_out.append(str(why))
    for _round in range(scale.of(3, 1)):
        for name, command in candidates.items():
            taken.setdefault(name, []).append(answer(command))
        taken.setdefault("facts", []).append(answer(module("benchmarks.history_child", "-", log, "facts")))
        with tempfile.TemporaryDirectory() as folder:
            taken.setdefault("import", []).append(answer(module("benchmarks.history_child", folder, log)))
    for name, rounds in taken.items():
        for one in rounds:
            assert one["talk"] == truth["totals"]["talk_sum_s"], f"{name} counts another talk"
            assert name == "facts" or one["answered"] == truth["totals"]["answered"], name
    base = sorted(one["s"] for one in taken["pandas"])[len(taken["pandas"]) // 2]
    result.add("lines counted, as wc -l does (limit)", counted, "s", ratio=counted / base)
    for name, what in (
        ("pandas", "pandas: agent-day statistics"),
        ("polars", "polars: the same"),
        ("duckdb", "DuckDB: the same"),
        ("facts", "ours, to contacts, rings and marks in memory"),
        ("import", "ours, whole import: every contact, ring and mark in SQLite, restartable"),
    ):
        if name not in taken:
            continue
        one = sorted(taken[name], key=lambda one: float(one["s"]))[len(taken[name]) // 2]
        goals = (most(60), most(8, "ratio")) if name == "import" else ()
        result.add(what, one["s"], "s", ratio=one["s"] / base, goals=goals, remark=f"{one['mb']:.0f} MB")
    peak = max(one["mb"] for one in taken["import"])
    result.add("ours, whole import: peak memory", peak, "MB", goals=(most(150),))
    return result


def _count(log: Path) -> int:
    count = 0
    with log.open("rb") as stream:
        while piece := stream.read(1 << 20):
            count += piece.count(b"\n")
    return count
