"""Erlang-A's steady state: against published figures, an event simulation, and its own laws."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.advice.erlang import Flow, balance, chance_in_time, fates, steady
from tests.advice.event_simulation import played, shares


@pytest.mark.parametrize(
    ("agents", "wait_s", "in_time", "abandoned"),
    [(27, 22.1, 0.470, 0.184), (30, 14.1, 0.643, 0.118), (33, 8.1, 0.792, 0.067)],
)
def test_a_known_queue_has_its_known_figures(
    agents: int, wait_s: float, in_time: float, abandoned: float
) -> None:
    found = steady(Flow(480, 240, 120, threshold_s=20), agents)
    assert found is not None
    assert found.wait_s == pytest.approx(wait_s, abs=0.05)
    assert found.in_time == pytest.approx(in_time, abs=0.0005)
    assert found.abandoned == pytest.approx(abandoned, abs=0.0005)


@pytest.mark.parametrize(
    ("arrivals_per_h", "patience_s", "agents"),
    [(360, 120, 27), (360, 120, 23), (480, 120, 23), (480, 120, 30)],
)
def test_the_figures_are_those_of_a_queue_played_contact_by_contact(
    arrivals_per_h: float, patience_s: float, agents: int
) -> None:
    flow = Flow(arrivals_per_h, 240, patience_s, threshold_s=20, short_s=5)
    came, _ = played(
        Random(101), arrivals_per_h=arrivals_per_h, handle_s=240, patience_s=patience_s, agents=agents,
        seconds=800 * 3600,
    )  # fmt: skip
    true, found = shares(came, 20, 5), steady(flow, agents)
    assert found is not None
    assert found.wait_s == pytest.approx(true.wait_s, abs=0.3)
    assert found.in_time == pytest.approx(true.in_time, abs=0.006)
    assert found.service_level == pytest.approx(true.service_level, abs=0.006)
    assert found.abandoned == pytest.approx(true.abandoned, abs=0.003)
    answered = [one.wait_s for one in came if one.answered]
    assert found.wait_answered_s == pytest.approx(sum(answered) / len(answered), abs=0.4)


def test_the_two_service_levels_differ_by_the_short_abandons() -> None:
    found = steady(Flow(480, 240, 120, 20, short_s=5), 27)
    without = steady(Flow(480, 240, 120, 20, short_s=0), 27)
    assert found is not None
    assert without is not None
    assert without.service_level == without.in_time == found.in_time < found.service_level


def test_where_it_rings_longer_than_the_threshold_nobody_is_in_time() -> None:
    for patience_s in (120, math.inf):
        found = steady(Flow(60, 240, patience_s, threshold_s=-1), 20)
        assert found is not None
        assert found.in_time == found.service_level == 0


def test_without_impatience_and_with_too_few_agents_there_is_no_answer() -> None:
    assert steady(Flow(480, 240, math.inf), 32) is None
    assert steady(Flow(480, 240, math.inf), 31.5) is None
    assert steady(Flow(480, 240, math.inf), 33) is not None


def test_nobody_there_means_that_everybody_gives_up() -> None:
    found = steady(Flow(60, 240, 90, threshold_s=20), 0)
    assert found is not None
    assert (found.abandoned, found.in_time, found.wait_s) == pytest.approx((1, 0, 90))
    assert found.wait_answered_s is None
    assert found.occupancy is None


def test_a_queue_to_which_nobody_comes_is_answered_at_once() -> None:
    found = steady(Flow(0, 240, 90), 1)
    assert found is not None
    assert (found.wait_s, found.in_time, found.occupancy) == (0, 1, 0)


@pytest.mark.parametrize("agents", [1, 5, 1500, 2000])
@pytest.mark.parametrize("patience_s", [20, 3600])
def test_a_load_of_two_thousand_erlang_neither_overflows_nor_takes_long(
    agents: int, patience_s: float
) -> None:
    found = steady(Flow(30_000, 240, patience_s), agents)
    assert found is not None
    # what is answered is what the busy agents end: flow in = flow out
    assert found.answered * 30_000 / 3600 == pytest.approx((found.occupancy or 0) * agents / 240, rel=1e-9)


def test_the_chance_to_be_answered_in_time_is_the_share_of_played_waits() -> None:
    """Four agents, three others waiting: V is a sum of four exponential stages."""
    rng, n = Random(5), 40_000
    pace, theta, in_time = 4 / 200, 1 / 100, 0
    for _ in range(n):
        offered = sum(rng.expovariate(pace + i * theta) for i in range(4))
        in_time += offered <= 60 and rng.expovariate(theta) > offered
    found = chance_in_time(Flow(1, 200, 100), 4, 4, 60)[3]
    assert found == pytest.approx(in_time / n, abs=0.005)


flows = st.builds(
    Flow,
    arrivals_per_h=st.floats(0, 2000),
    handle_s=st.floats(5, 900),
    patience_s=st.floats(5, 3600),
    threshold_s=st.floats(0, 300),
    short_s=st.floats(0, 15),
)


@given(flows, st.integers(0, 150))
@settings(max_examples=60)
def test_the_states_add_up_to_one_and_balance(flow: Flow, agents: int) -> None:
    first, chances = balance(flow, agents)
    assert first >= 0
    assert math.fsum(chances) == pytest.approx(1, abs=1e-9)
    found = steady(flow, agents)
    assert found is not None
    assert 0 <= found.in_time <= found.service_level <= 1
    assert 0 <= found.abandoned <= 1
    # who gives up does so at rate θ while waiting (M/M/n+M), and the line is what comes times its wait
    assert found.abandoned == pytest.approx(found.wait_s / flow.patience_s, abs=1e-9)
    assert found.queue_length == pytest.approx(flow.per_s * found.wait_s, rel=1e-6, abs=1e-12)


@given(flows, st.floats(0, 120), st.floats(0.1, 30))
@settings(max_examples=60)
def test_more_agents_never_lengthen_the_wait(flow: Flow, agents: float, more: float) -> None:
    fewer, larger = steady(flow, agents), steady(flow, agents + more)
    assert fewer is not None
    assert larger is not None
    assert larger.wait_s <= fewer.wait_s + 1e-9
    assert larger.in_time >= fewer.in_time - 1e-9
    assert larger.abandoned <= fewer.abandoned + 1e-9


@given(flows)
@settings(max_examples=30)
def test_with_agents_beyond_number_nobody_waits(flow: Flow) -> None:
    found = steady(flow, math.ceil(flow.load + 12 * math.sqrt(flow.load) + 30))
    assert found is not None
    assert found.wait_s == pytest.approx(0, abs=1e-6)


@given(st.floats(1, 200), st.integers(1, 20))
@settings(max_examples=30)
def test_endless_patience_is_erlang_c_where_that_exists(load: float, spare: int) -> None:
    agents = math.ceil(load) + spare
    patient, endless = Flow(load * 15, 240, 1e10), Flow(load * 15, 240, math.inf)
    a, c = steady(patient, agents), steady(endless, agents)
    assert a is not None
    assert c is not None
    assert a.wait_s == pytest.approx(c.wait_s, rel=1e-3, abs=1e-9)
    assert a.in_time == pytest.approx(c.in_time, abs=1e-4)


@given(flows, st.integers(0, 100), st.integers(1, 60))
@settings(max_examples=40)
def test_whoever_stands_further_back_fares_worse(flow: Flow, agents: int, places: int) -> None:
    found = fates(flow, agents, places)
    for before, behind in pairwise(range(places)):
        assert found.in_time[behind] <= found.in_time[before] + 1e-9
        assert found.wait_s[behind] >= found.wait_s[before] - 1e-9
    assert all(0 <= chance <= 1 for chance in (*found.in_time, *found.gone_short, *found.answered))
