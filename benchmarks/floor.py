"""A floor of 5,000 agents through real processes: manager interface, collector, journal, console."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from benchmarks.measure import ROOT, Scale, environment, module, quantile
from benchmarks.peers import Peers
from benchmarks.report import Goal, Result, least, most
from benchmarks.servers import NoServerError, postgresql
from supervisor.app import open_floor

SECRET = "BENCHMARK_SECRET"  # noqa: S105  # the name of a variable
STALL_MS = 16.0
BURST = 60_000
PATIENCE_S = 180.0


@dataclass(frozen=True)
class Found:
    """What one run showed. Gaps are those between two ticks of a 5 ms timer, latencies from the making of an
    event to the end of the paint that shows it; both in milliseconds."""

    seconds: float
    rate: float  # messages a second that were really sent
    gaps: list[float]
    latencies: list[float]
    console: float  # share of a processor
    collector: float | None
    events: int
    burst_gaps: list[float]
    settled_ms: float | None

    @property
    def stalls(self) -> int:
        return sum(gap > STALL_MS for gap in self.gaps)


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "floor", "floor: 5,000 agents, 200 queues, 200 tiles at 1080p and the agents", "no events"
    )
    seconds = scale.of(20, 5)
    with tempfile.TemporaryDirectory() as folder:
        rates = (200, 20_000) if scale.quick else (0, 2_000, 20_000, 60_000)
        for rate in rates:
            what = f"{rate:,} messages a second, SQLite" if rate else "no events"
            _show(scale, result, what, _run(Path(folder) / str(rate), rate, seconds), rate)
        _show(
            scale,
            result,
            f"20,000 messages a second and a burst of {BURST:,}, SQLite",
            _run(Path(folder) / "burst", 20_000, seconds, burst=scale.of(BURST, 2_000)),
            20_000,
        )
        if not scale.quick:
            _headroom(result, Path(folder) / "headroom")
            try:
                with postgresql() as url:
                    found = _run(Path(folder) / "server", 20_000, seconds, url)
                    _show(scale, result, "20,000 messages a second, PostgreSQL", found, 20_000)
            except NoServerError as error:
                result.left_out.append(str(error))
    result.notes.append("the console and its collector run at raised priority, where the system allows it")
    result.notes.append(
        "gaps are between ticks of a 5 ms timer of the screen's thread; latency from the making"
    )
    result.notes.append(
        "of an event in the server to the end of the paint that shows it, through the journal"
    )
    return result


def _show(scale: Scale, result: Result, heading: str, found: Found, rate: int) -> None:
    result.heading(heading)
    minutes = found.seconds / 60
    burst = found.settled_ms is not None

    def goals(*given: Goal | None) -> list[Goal]:
        return [] if scale.quick else [goal for goal in given if goal is not None]

    steady = rate in (2_000, 20_000) and not burst
    result.add("gap p50", quantile(found.gaps, 0.5), "ms")
    result.add("gap p99", quantile(found.gaps, 0.99), "ms")
    result.add("gap p99.9", quantile(found.gaps, 0.999), "ms", goals=goals(most(12) if steady else None))
    longest = most(STALL_MS) if steady else most(33) if rate == 60_000 else None
    result.add("gap max", max(found.gaps), "ms", goals=goals(longest))
    a_minute = most(0) if steady else most(2) if rate == 60_000 else None
    result.add("gaps over 16 ms a minute", found.stalls / minutes, "", goals=goals(a_minute))
    if burst:
        result.add(
            "gap max in the 3 s of the burst", max(found.burst_gaps), "ms", goals=goals(most(STALL_MS))
        )
        result.add("burst sent until all of it shown", found.settled_ms, "ms", goals=goals(most(500)))
    if rate and not burst:
        lag = found.latencies
        for_rate = rate == 20_000
        remark = f"of {len(lag):,}"
        result.add(
            "event to pixel p50", quantile(lag, 0.5), "ms", goals=goals(most(35) if for_rate else None)
        )
        result.add(
            "event to pixel p99",
            quantile(lag, 0.99),
            "ms",
            goals=goals(most(60) if for_rate else None),
            remark=remark,
        )
        result.add("event to pixel max", max(lag), "ms", goals=goals(most(150) if for_rate else None))
    result.add(
        "console",
        found.console * 100,
        "% of a processor",
        goals=goals(most(12) if rate == 20_000 and not burst else None),
        remark=f"{found.rate:,.0f} messages/s sent, {found.events / found.seconds:,.0f} events/s folded",
    )
    if found.collector is not None and rate:
        result.add("collector", found.collector * 100, "% of a processor")


def _headroom(result: Result, home: Path) -> None:
    """How much of a processor the collector takes at the highest rate that is asked of it."""
    found = _run(home, 150_000, 20.0)
    result.heading("150,000 messages a second, SQLite")
    result.add("collector", (found.collector or float("nan")) * 100, "% of a processor", goals=[most(70)])
    result.add("messages a second sent", found.rate, "/s", goals=[least(140_000)])
    result.add("event to pixel p99", quantile(found.latencies, 0.99), "ms")


def _run(home: Path, rate: int, seconds: float, url: str | None = None, *, burst: int = 0) -> Found:
    """One floor at *rate* for *seconds*; with *burst*, the connection is lost in the middle."""
    home.mkdir(parents=True)
    url = url or f"sqlite:///{home / 'floor.db'}"
    with server(rate, burst) as (serving, port):
        with open_floor(url) as centre:
            options = {"host": "127.0.0.1", "port": port, "username": "wall"}
            centre.add_source("pbx", "asterisk", options, password_env=SECRET)
        console = subprocess.Popen(
            module("benchmarks.floor_console", url, seconds),
            cwd=ROOT,
            env=environment(QT_QPA_PLATFORM="offscreen", SUPERVISOR_HOME=str(home), **{SECRET: "board"}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        collector = None if url.startswith("sqlite") else _collector(home, url)
        try:
            assert console.stdout is not None and serving.stdin is not None and serving.stdout is not None  # noqa: PT018
            expect(console.stdout, "ready")
            sent, sent_s = _sent(serving)
            burst_at = None
            if burst:
                time.sleep(seconds / 3)
                serving.stdin.write("cut\n")
                serving.stdin.flush()
                burst_at = float(expect(serving.stdout, "burst").split()[1])
            told = json.loads(console.stdout.readline())
            more, more_s = _sent(serving)
            told["rate"] = (more - sent) / (more_s - sent_s)
            console.wait(PATIENCE_S)
        finally:
            for process in (console, collector):
                if process is not None:
                    process.kill() if process is console else process.terminate()
                    process.wait()
            assert console.stdout is not None
            console.stdout.close()
    return _found(told, burst_at)


def _found(told: dict[str, Any], burst_at: float | None) -> Found:
    ticks: list[float] = told["ticks"]
    gaps = [(later - earlier) * 1e3 for earlier, later in pairwise(ticks)]
    burst_gaps: list[float] = []
    settled = None
    if burst_at is not None:
        began = burst_at - told["epoch"]
        burst_gaps = [gap for gap, at in zip(gaps, ticks[1:], strict=True) if began <= at <= began + 3.0]
        # with the quarter of a second after it: what the burst said is soon overtaken by what happens next
        last = [shown for shown, age in told["shown"] if burst_at - 0.001 <= shown - age <= burst_at + 0.25]
        settled = (max(last) - burst_at) * 1e3 if last else float("nan")
    return Found(
        told["wall_s"],
        told["rate"],
        gaps,
        [age * 1e3 for _, age in told["shown"]],
        told["cpu_s"] / told["wall_s"],
        None if told["collector_s"] is None else told["collector_s"] / told["wall_s"],
        told["events"],
        burst_gaps,
        settled,
    )


def _collector(home: Path, url: str) -> subprocess.Popen[bytes]:
    """A collector as a service: a shared centre's console starts none."""
    return subprocess.Popen(
        module("supervisor", "collect", "--database", url),
        cwd=ROOT,
        env=environment(SUPERVISOR_HOME=str(home), **{SECRET: "board"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def server(rate: int, burst: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen(
        module("benchmarks.floor_server", rate, burst),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def _sent(server: subprocess.Popen[str]) -> tuple[int, float]:
    """How many messages *server* has sent, and at which second of the machine's steady clock."""
    assert server.stdin is not None and server.stdout is not None  # noqa: PT018
    server.stdin.write("sent\n")
    server.stdin.flush()
    _, sent, at_s = expect(server.stdout, "sent").split()
    return int(sent), float(at_s)


def expect(said: IO[str], word: str) -> str:
    """The next line that begins with *word*. Raises RuntimeError when the process ends before it."""
    for line in said:
        if line.startswith(word):
            return line
    raise RuntimeError(f"a process ended before it said {word!r}")
