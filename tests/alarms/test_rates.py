"""How often alarms call, in simulated days: what delays and deadbands are for, and that the shipped rules
can be borne."""

from __future__ import annotations

from collections import Counter

from benchmarks.alarm_days import LADDER, activations, demo_day, ladder
from supervisor.alarms.rule import FEED


def test_delays_and_a_deadband_each_call_less_often_and_both_together_least() -> None:
    calls: Counter[str] = Counter()
    for seed in range(4):
        calls += Counter(activations(seed, ladder(), hours=6))
    plain, delays, band, both, more = (calls[what] for what, *_ in LADDER)
    assert plain > delays > both >= more > 0
    assert plain > band > both
    assert plain > 1.5 * both


def test_the_shipped_rules_call_at_most_once_in_ten_minutes_on_the_demo_day() -> None:
    day = demo_day(1)
    assert 0.1 < day.per_10_min <= 1.0, "neither deaf nor a nuisance"
    assert day.worst_10_min <= 10, "no flood"
    assert FEED not in {each.alarm.key.cause for each in day.opened}
