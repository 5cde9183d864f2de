"""How often alarms call: the same limit watched plainly and calmly, and the shipped rules on demo days."""

from __future__ import annotations

from statistics import mean

from benchmarks.alarm_days import LADDER, activations, demo_day, ladder
from benchmarks.measure import Scale
from benchmarks.peers import Peers
from benchmarks.report import Result, most

DAYS = 12
SEEDS = 6


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "alarms",
        "alarms: one queue's service level below 75 %, activations a day of 9.5 h; shipped rules a demo day",
        "plain threshold",
    )
    found = [activations(seed, ladder(), scale.of(9.5, 1.0)) for seed in range(scale.of(DAYS, 2))]
    plain = mean(day[LADDER[0][0]] for day in found)
    for what, *_ in LADDER:
        calls = [day[what] for day in found]
        ratio = mean(calls) / plain if plain else None
        result.add(what, mean(calls), "a day", ratio=ratio, remark=f"most {max(calls)}")
    result.heading("shipped rules on whole days of the demo centre")
    days = [(seed, demo_day(seed, hours=scale.of(24.0, 1.0))) for seed in range(1, scale.of(SEEDS, 1) + 1)]
    for seed, day in days:
        result.add(
            f"seed {seed}: alarms per 10 minutes",
            day.per_10_min,
            "",
            goals=(most(1.0),),
            remark=f"{len(day.opened)} a day, most in 10 minutes {day.worst_10_min}",
        )
    return result
