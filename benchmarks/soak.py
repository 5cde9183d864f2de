"""Eight hours of the demo centre at 60 times its speed: does memory grow, does the board fall behind?"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.measure import Scale, answer, module, quantile
from benchmarks.peers import Peers
from benchmarks.report import Result, most

WARM = 0.25  # of the run: caches fill, pages are looked at for the first time


def run(scale: Scale, _peers: Peers) -> Result:
    """The table: for each process its memory after the warm-up and at the end, and what it grew an hour."""
    minutes = scale.of(480, 30) / 60
    with tempfile.TemporaryDirectory(prefix="soak-") as home:
        found = answer(
            module("benchmarks.soak_console", minutes),
            timeout_s=minutes * 60 + 180,
            QT_QPA_PLATFORM="offscreen",
            SUPERVISOR_HOME=str(Path(home)),
        )
    samples = found["samples"]
    settled = samples[int(len(samples) * WARM) :]
    hours = (samples[-1]["at_s"] - samples[0]["at_s"]) / 60  # of the centre's clock, at 60 times
    result = Result("soak", f"{hours:.1f} hours of simulated floor at 60x", "of memory after the warm-up")
    for name in samples[-1]["memory"]:
        held = [(sample["at_s"], sample["memory"].get(name, float("nan"))) for sample in settled]
        first, last = _mean(held[: len(held) // 6 or 1]), _mean(held[-(len(held) // 6 or 1) :])
        result.heading(name)
        result.add("memory after the warm-up", first, "MB")
        result.add("memory at the end", last, "MB", ratio=last / first)
        result.add("growth an hour of the centre's", _slope(held) * 60, "MB/h", goals=[most(2)])
    result.heading("the board")
    ages = [sample["age_s"] / 60 for sample in samples if sample["age_s"] is not None]  # in real seconds
    result.add("age of the newest event, p50", quantile(ages, 0.5), "s")
    result.add("age of the newest event, the last hour’s p50", quantile(ages[-len(ages) // 8 :], 0.5), "s")
    result.add("age of the newest event, max", max(ages), "s", goals=[most(5)])
    result.add("gap of the screen’s thread, p99.9", quantile(found["gaps"], 0.999), "ms")
    result.add("gap of the screen’s thread, max", max(found["gaps"]), "ms")
    troubled = sum(bool(sample["problem"]) for sample in samples)
    result.add("samples with a problem", troubled, f"of {len(samples)}", goals=[most(0)])
    return result


def _mean(held: list[tuple[float, float]]) -> float:
    return sum(value for _, value in held) / len(held)


def _slope(held: list[tuple[float, float]]) -> float:
    """MB a real second, by least squares."""
    n = len(held)
    at, of = sum(at for at, _ in held) / n, sum(value for _, value in held) / n
    spread = sum((x - at) ** 2 for x, _ in held)
    return sum((x - at) * (y - of) for x, y in held) / spread if spread else float("nan")
