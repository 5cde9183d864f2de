"""What the watch process costs, beside the collector: on the demo centre's floor and on a large one."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from benchmarks.floor import SECRET, _server
from benchmarks.measure import ROOT, Scale, environment, module
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.app import open_floor
from supervisor.clock import SystemClock
from supervisor.demo.centre import create_demo

SETTLE_S = 12.0


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result("watch", "watch: processor time of the watch process and of its collector", "")
    for rate in (0,) if scale.quick else (0, 20_000):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            url = f"sqlite:///{home / 'floor.db'}"
            result.heading(
                f"{rate:,} messages a second, 200 queues, 5,000 agents"
                if rate
                else "demo centre at its own pace"
            )
            with (
                _floor(url, rate),
                _running(home, module("supervisor", "collect", "--no-watch", "--database", url)) as collector,
            ):
                for what, command in (
                    ("alarms alone", module("benchmarks.watch_child", url)),
                    ("alarms, advice and audit", module("supervisor", "watch", "--database", url)),
                ):
                    with _running(home, command) as watch:
                        time.sleep(scale.of(int(SETTLE_S), 3))
                        shares = _shares([watch, collector], scale.of(40, 3))
                        result.add(
                            what,
                            shares[0] * 100,
                            "% of a processor",
                            goals=(most(5),) if what == "alarms alone" else (),
                            remark=f"{_megabytes(watch):.0f} MB; collector {shares[1] * 100:.0f} %",
                        )
    return result


@contextmanager
def _floor(url: str, rate: int) -> Iterator[None]:
    if not rate:
        create_demo(url, at=SystemClock().now())
    with _server(rate, 0) if rate else nullcontext((None, 0)) as (_, port):
        if rate:
            with open_floor(url) as centre:
                options = {"host": "127.0.0.1", "port": port, "username": "wall"}
                centre.add_source("pbx", "asterisk", options, password_env=SECRET)
        yield


@contextmanager
def _running(home: Path, command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(SUPERVISOR_HOME=str(home), **{SECRET: "board"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _shares(processes: Sequence[subprocess.Popen[bytes]], seconds: float) -> list[float]:
    """The share of one processor that each of *processes* takes over *seconds*; Linux alone can say."""
    before, began = [_cpu_s(process) for process in processes], time.monotonic()
    time.sleep(seconds)
    wall = time.monotonic() - began
    return [(_cpu_s(process) - was) / wall for process, was in zip(processes, before, strict=True)]


def _cpu_s(process: subprocess.Popen[bytes]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(process: subprocess.Popen[bytes]) -> float:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))
