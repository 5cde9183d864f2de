"""The monthly review of a large centre as a workbook: beside plain XlsxWriter writing the same cells."""

from __future__ import annotations

import tempfile
from typing import Any

from benchmarks.measure import Scale, answer, module
from benchmarks.peers import Peers
from benchmarks.report import Result, most

CHILD = "benchmarks.monthly_review_child"


def run(scale: Scale, _peers: Peers) -> Result:
    people = scale.of(5000, 60)
    result = Result(
        "monthly_review",
        f"the monthly review of {people:,} people, twelve sections with charts",
        "plain XlsxWriter, the same cells without formats",
    )
    with tempfile.TemporaryDirectory() as folder:
        made = answer(module(CHILD, "fill", folder, people), timeout_s=1200)
        first = answer(module(CHILD, "make", folder, people))
        rounds = [answer(module(CHILD, "make", folder, people)) for _round in range(scale.of(3, 1))]
    again = sorted(rounds, key=lambda one: float(one["asked_s"]))[len(rounds) // 2]
    base = float(again["plain_s"])

    def add(what: str, seconds: float, remark: str = "", *, goal: float | None = None) -> None:
        goals = (most(goal),) if goal is not None and not scale.quick else ()
        result.add(what, seconds, "s", ratio=seconds / base, goals=goals, remark=remark)

    cells = f"{again['cells']:,} cells of {again['rows']:,} rows on {again['sheets']} sheets"
    add("plain XlsxWriter: the cells alone", base, cells)
    add("written, with formats, charts and the proof", again["write_s"], f"{again['file_mb']:.1f} MB")
    add("asked, months of counts kept by an earlier question", again["asked_s"], f"{made['counts']:,} counts")
    add("the whole, months kept", _whole(again), goal=60)
    add("the whole, months read from the database", _whole(first), goal=120)
    result.add("peak memory, months kept", again["peak_mb"], "MB", goals=() if scale.quick else (most(3000),))
    return result


def _whole(one: dict[str, Any]) -> float:
    return float(one["asked_s"]) + float(one["write_s"])
