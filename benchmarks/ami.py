"""A stream of a manager interface through our client and through others, one loopback socket each."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.ami_floor import AmiFloor
from benchmarks.measure import ROOT, Scale, Taken, answer, environment, interleaved, module, seconds
from benchmarks.peers import Peers
from benchmarks.report import Goal, Result, least

OURS = {
    "count": "recv and count blank lines (limit)",
    "messages": "ours: wanted messages",
    "every-message": "ours: every message taken apart",
    "events": "ours: wanted messages, events",
    "board": "ours: wanted messages, events, board",
    "lines": "line by line, every message a dict",
}
PEERS = {"panoramisk": "panoramisk 1.4: every message", "pystrix": "pystrix 1.3: every message"}
BASE = "panoramisk"


def run(scale: Scale, peers: Peers) -> Result:
    missing = {name: why for name in PEERS if (why := peers.why_not(name)) is not None}
    base = "lines" if BASE in missing else BASE
    result = Result(
        "ami",
        "ami: one stream, one loopback socket, processor time of the client",
        f"as fast as {OURS.get(base) or base}",
    )
    result.left_out += missing.values()
    for mix in ("full", "agent"):
        _mix(
            scale,
            result,
            peers,
            mix,
            base,
            {name: said for name, said in PEERS.items() if name not in missing},
        )
    return result


def stream(mix: str, count: int) -> bytes:
    """About *count* messages of a floor of 5,000 agents at work, after the list of them all."""
    floor = AmiFloor(mix)
    at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    floor.begin(at)
    said = list(floor.listing("1", at))
    for _ in range(count // 200):
        at += timedelta(milliseconds=10)
        said.append(floor.messages(200, at))
    return b"".join(said)


def _mix(scale: Scale, result: Result, peers: Peers, mix: str, base: str, others: dict[str, str]) -> None:
    content = stream(mix, scale.of(100_000, 2_000))
    count = content.count(b"\r\n\r\n")
    size = len(content) / count
    result.heading(f"mix {mix!r}: {count:,} messages of {size:.0f} bytes")
    wall: dict[str, list[float]] = {}

    def client(name: str, port: int, python: str | None) -> Callable[[], float]:
        def once() -> float:
            told: dict[str, Any] = answer(module("benchmarks.ami_client", name, port, python=python))
            assert abs(told["messages"] - count) <= 0.01 * count + 5, (name, told, count)
            wall.setdefault(name, []).append(told["wall_s"])
            return float(told["cpu_s"])

        return once

    with _sender(content) as port:
        candidates = {name: client(name, port, None) for name in OURS}
        candidates |= {name: client(name, port, peers.python) for name in others}
        taken = interleaved(candidates, scale.of(5, 1))
    memory = interleaved({"memory": lambda: seconds(lambda: content.count(b"\r\n\r\n"))}, scale.rounds)
    result.add("count blank lines in memory (limit)", count / memory["memory"].median / 1e3, "k/s")
    for name, said in (OURS | others).items():
        goals: list[Goal] = []
        if mix == "full" and not scale.quick:
            goals = {"messages": [least(6, "ratio"), least(250)], "board": [least(1, "ratio")]}.get(name, [])
            goals = [goal for goal in goals if base == BASE or goal.of == "figure"]
        took = taken[name]
        result.add(
            said,
            count / took.median / 1e3,
            "k/s",
            ratio=taken[base].ratio(took),
            goals=goals,
            remark=f"{count / Taken(tuple(wall[name])).median / 1e3:,.0f} k/s by the wall",
        )


@contextmanager
def _sender(content: bytes) -> Iterator[int]:
    """The port on which a process sends *content* to whoever comes."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        sender = subprocess.Popen(
            module("benchmarks.ami_sender", file.name), cwd=ROOT, env=environment(), stdout=subprocess.PIPE
        )
        try:
            assert sender.stdout is not None
            yield int(sender.stdout.readline())
        finally:
            sender.kill()
            sender.wait()
            assert sender.stdout is not None
            sender.stdout.close()
