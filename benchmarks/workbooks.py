"""Writing and reading workbooks beside plain openpyxl, pandas and raw XlsxWriter: time and memory.

Every candidate runs in a fresh process, one after another in each round; what counts is processor time, as a
ratio to openpyxl in the same round. Making the rows is inside every figure, and so is our proof.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measure import Scale, answer, interleaved, module
from benchmarks.peers import Peers
from benchmarks.report import Goal, Result, most


@dataclass(frozen=True)
class _Row:
    candidate: str
    said: str
    goals: tuple[Goal, ...] = ()


OPENPYXL = _Row("openpyxl", "openpyxl")
ONLY = _Row("openpyxl write-only", "openpyxl, write-only")
PANDAS = _Row("pandas", "pandas with XlsxWriter, no formats")
RAW = _Row("raw", "XlsxWriter as its manual says (limit)")
FLAT = _Row("raw flat", "XlsxWriter, constant_memory (limit)")


def _ours(ratio: float) -> _Row:
    return _Row("ours", "ours: measured, dressed, written, read again and compared", (most(ratio, "ratio"),))


WRITING = {
    "a": ("15 columns, styled", (OPENPYXL, RAW, _ours(0.7))),
    "b": ("60 columns, with formats", (OPENPYXL, ONLY, PANDAS, RAW, FLAT, _ours(0.6))),
    "c": (
        "12 columns, raw",
        (OPENPYXL, PANDAS, RAW, FLAT, _ours(0.7), _Row("csv", "ours, as a text file")),
    ),
}
READING = (
    _Row("read openpyxl", "openpyxl"),
    _Row("read openpyxl read-only", "openpyxl, read-only"),
    _Row("read pandas", "pandas with openpyxl"),
    _Row("read calamine", "calamine alone (limit)"),
    _Row("read ours", "ours: bounds, errors and formulas looked for, header found", (most(0.3, "ratio"),)),
)
MOST_MIB = 60.0  # beyond what the process had, for a dump of any length


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "workbooks",
        "workbooks written and read: processor time in fresh processes, making the rows with it",
        "plain openpyxl of the same table",
    )
    with tempfile.TemporaryDirectory() as folder:
        for table, rows, rounds in (("a", 500, 5), ("b", 5_000, 3), ("c", 500_000, 1)):
            count = rows if not scale.quick else min(rows, 300)
            said, candidates = WRITING[table]
            result.heading(f"written: {count:,} rows of {said}")
            memory = _measured(result, scale, candidates, table, count, rounds, Path(folder))
            if table == "c":
                goals = () if scale.quick else (most(MOST_MIB),)
                result.heading(f"peak memory beyond the start, {count:,} rows")
                for row in candidates:
                    result.add(
                        row.said,
                        memory[row.candidate],
                        "MiB",
                        ratio=memory[row.candidate] / memory["openpyxl"] if memory["openpyxl"] else None,
                        goals=goals if row.candidate == "ours" else (),
                    )
            if table == "b":
                result.heading("read: the same file")
                _measured(result, scale, READING, table, count, rounds, Path(folder))
    return result


def _measured(
    result: Result,
    scale: Scale,
    candidates: Sequence[_Row],
    table: str,
    count: int,
    rounds: int,
    folder: Path,
) -> Mapping[str, float]:
    """Adds a row a candidate; the peak memory of each, in MiB."""
    peaks: dict[str, list[float]] = {row.candidate: [] for row in candidates}

    def one(candidate: str) -> float:
        # the readers read what openpyxl's write-only way left, as a foreign program's file
        name = f"{table}.xlsx" if candidate.startswith(("read", "openpyxl write-only")) else "other.xlsx"
        path = folder / ("other.csv" if candidate == "csv" else name)
        command = module("benchmarks.workbooks_child", candidate, table, count, path)
        said = answer(command, timeout_s=1_800)
        peaks[candidate].append(said["peak"])
        return float(said["cpu"])

    taken = interleaved(
        {row.candidate: (lambda name=row.candidate: one(name)) for row in candidates}, scale.of(rounds, 1)
    )
    base = taken[candidates[0].candidate]
    for row in candidates:
        took = taken[row.candidate]
        result.add(
            row.said,
            took.median,
            "s",
            ratio=took.ratio(base),
            goals=() if scale.quick else row.goals,
            remark=f"{median(peaks[row.candidate]):.0f} MiB",
        )
    return {candidate: median(values) for candidate, values in peaks.items()}
