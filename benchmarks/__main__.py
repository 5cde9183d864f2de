"""`python -m benchmarks [NAME …]`: measure, and print a table of ratios for each."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from rich.console import Console

from benchmarks.measure import Scale
from benchmarks.peers import Peers
from benchmarks.report import Result, machine, machine_line, show

BENCHMARKS = {
    "ami": "bytes of a manager interface to messages, events and a board, beside other clients",
    "fold": "events to a board, and a day resumed from its journal",
    "journal": "live events appended, in bulk, and on their way to a follower",
    "replay": "any moment of a journalled day, beside folding the whole day",
    "queue_log": "an Asterisk's own log line by line, beside a plain parser; an audit of a day, and the next",
    "months": "three months of 5,000 agents by month, one agent's by day, beside SQL's own sums and pandas",
    "history": "five million lines of a log into the history, beside others that make statistics of them",
    "start": "from the start of the program to its first window and its last known board",
    "paint": "queue tiles and the agent grid, repainted whole and in part",
    "tables": "the floor’s tables on the screen, an agent’s day from a large journal, tables as files",
    "floor": "a large floor through real processes: stalls, event to pixel, processor time",
    "alarms": "how often alarms call: one limit watched plainly and calmly, the shipped rules on demo days",
    "training": "whom the monthly review lists in made-up centres with a known truth, beside spreadsheets",
    "two_collectors": "two collectors and their database killed at random: what differs from a calm day",
    "watch": "processor time of the watch process, on the demo centre and on a large floor",
    "sheets": "a sheet of 300,000 cells into typed values, beside pandas with calamine",
    "workbooks": "workbooks written and read, beside openpyxl, pandas and raw XlsxWriter; memory of a dump",
    "issues": "a year of 3,000 issues and 50 meetings against plain sums; clocks, an agenda, a closing",
    "issue_list": "20,000 issues looked for in all their texts, beside LIKE; 3,000 listed with their clocks",
    "monthly_review": "the monthly review of 5,000 people as a workbook, beside XlsxWriter of its cells",
    "exports": "the screen of a live floor while its work process writes a large table and a monthly review",
    "seats": "1, 20 and 100 consoles on one PostgreSQL: news, writes of others, what it costs the server",
    "moving": "a year of three million contacts moved from files to PostgreSQL, killed meanwhile, and COPY",
    "rights": "what row-level security costs a manager, a supervisor, quality: 5,000 agents",
    "soak": "eight hours of the demo centre at 60 times its speed: memory and age",
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures the program beside its peers and limits, in the same run.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benchmarks (all, when none is given)")
    parser.add_argument("--list", action="store_true", help="say what there is, and measure nothing")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that it runs")
    parser.add_argument("--centres", metavar="N", type=int, help="so many made-up centres (training)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there too")
    parser.add_argument(
        "--peers",
        metavar="FOLDER",
        type=Path,
        help="virtual environment with benchmarks/requirements.txt, made when it is not there",
    )
    chosen = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 150)
    if chosen.list:
        for name, what in BENCHMARKS.items():
            console.print(f"{name:8}  {what}", highlight=False)
        return 0
    unknown = [name for name in chosen.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    peers = Peers.at(chosen.peers)
    found = machine()
    console.print(machine_line(found), highlight=False)
    console.print()
    results: list[Result] = []
    for name in chosen.names or BENCHMARKS:
        run = import_module(f"benchmarks.{name}").run
        result: Result = run(Scale(quick=chosen.quick, centres=chosen.centres), peers)
        show(result, console)
        results.append(result)
    if chosen.json is not None:
        data = {"machine": found, "quick": chosen.quick, "results": [result.as_data() for result in results]}
        chosen.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
