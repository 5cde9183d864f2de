"""The next minutes of a queue, held against the same queue played many times from the same present."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.advice.erlang import Flow, steady
from supervisor.advice.transient import Present, transient
from tests.advice.event_simulation import Met, played, shares


@pytest.mark.parametrize(
    ("agents", "busy", "waits_s", "horizon_s"),
    [
        (27, 27, (44, 40, 31, 25, 19, 12, 9, 3), 600),  # a line has built up
        (30, 27, (44, 40, 31, 25, 19, 12, 9, 3), 600),  # the same, and three come back
        (33, 20, (), 300),  # quiet so far
        (6, 6, (90, 70, 65, 40, 22, 10), 900),
    ],
)
def test_the_next_minutes_are_those_of_the_queue_played_on(
    agents: int, busy: int, waits_s: tuple[float, ...], horizon_s: float
) -> None:
    arrivals_per_h = 480 if agents > 10 else 100
    flow = Flow(arrivals_per_h, 240, 120, threshold_s=20, short_s=5)
    rng = Random(agents)
    arriving: list[Met] = []
    waiting: list[Met] = []
    for _ in range(5000 if agents > 10 else 10_000):
        came, before = played(
            rng, arrivals_per_h=arrivals_per_h, handle_s=240, patience_s=120, agents=agents,
            seconds=horizon_s, busy=busy, waits_s=waits_s,
        )  # fmt: skip
        arriving += came
        waiting += before
    true, found = shares(arriving, 20, 5), transient(flow, agents, Present(busy, waits_s), horizon_s)
    assert found.arriving.wait_s == pytest.approx(true.wait_s, abs=0.3)
    assert found.arriving.in_time == pytest.approx(true.in_time, abs=0.006)
    assert found.arriving.service_level == pytest.approx(true.service_level, abs=0.006)
    assert found.arriving.abandoned == pytest.approx(true.abandoned, abs=0.004)
    if waits_s:
        then = shares(waiting, 20, 5)
        assert found.waiting.wait_s == pytest.approx(then.wait_s, abs=0.6)
        assert found.waiting.in_time == pytest.approx(then.in_time, abs=0.01)
        assert found.waiting.abandoned == pytest.approx(then.abandoned, abs=0.01)


def test_a_change_later_on_counts_from_then_on() -> None:
    flow = Flow(480, 240, 120)
    now = Present(24, ())
    stays, helped = transient(flow, 24, now, 600), transient(flow, 24, now, 600, [(300, 34)])
    at_once = transient(flow, 34, now, 600)
    assert stays.arriving.in_time < helped.arriving.in_time < at_once.arriving.in_time
    assert helped.queue_length < stays.queue_length


@pytest.mark.parametrize("patience_s", [60, 600, math.inf])
def test_after_long_enough_the_present_is_forgotten(patience_s: float) -> None:
    flow = Flow(120, 200, patience_s)
    found, true = transient(flow, 9, Present(9, (20, 10)), 200_000), steady(flow, 9)
    assert true is not None
    assert found.arriving.wait_s == pytest.approx(true.wait_s, rel=0.02)
    assert found.arriving.in_time == pytest.approx(true.in_time, abs=0.003)


def test_without_impatience_and_with_too_few_agents_the_next_minutes_still_have_an_answer() -> None:
    found = transient(Flow(480, 240, math.inf), 25, Present(25), 600)
    assert found.arriving.abandoned == 0
    assert 0 < found.arriving.in_time < 1


def test_with_nobody_there_all_wait_until_they_give_up() -> None:
    found = transient(Flow(120, 240, 60), 0, Present(0, (30,)), 600)
    assert found.arriving.in_time == 0
    assert found.arriving.abandoned == pytest.approx(1)
    assert found.waiting.wait_s == pytest.approx(90)
    endless = transient(Flow(120, 240, math.inf), 0, Present(0), 600)
    assert endless.arriving.wait_s == math.inf


def test_a_time_that_is_not_ahead_is_refused() -> None:
    with pytest.raises(ValueError, match="ahead"):
        transient(Flow(1, 1, 1), 1, Present(0), 0)


@given(
    st.floats(0, 600),
    st.floats(20, 600),
    st.floats(20, 600) | st.just(math.inf),
    st.floats(0, 40),
    st.floats(0, 10),
    st.integers(0, 30),
    st.lists(st.floats(0, 100), max_size=12),
)
@settings(max_examples=40)
def test_more_agents_never_lengthen_any_wait(
    arrivals_per_h: float, handle_s: float, patience_s: float, agents: float, more: float, busy: int,
    waits_s: list[float],
) -> None:  # fmt: skip
    flow = Flow(arrivals_per_h, handle_s, patience_s, 20, 5)
    present = Present(min(busy, math.floor(agents)), tuple(sorted(waits_s, reverse=True)))
    few, many = transient(flow, agents, present, 600), transient(flow, agents + more, present, 600)
    assert many.arriving.in_time >= few.arriving.in_time - 1e-6
    assert many.arriving.wait_s <= few.arriving.wait_s + 1e-6 * max(1, few.arriving.wait_s)
    assert (many.waiting.wait_s or 0) <= (few.waiting.wait_s or 0) + 1e-6
    for outlook in (few.arriving, many.arriving):
        assert 0 <= outlook.abandoned <= 1
        assert 0 <= outlook.in_time <= 1
