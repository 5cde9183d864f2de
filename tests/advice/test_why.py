"""The change of an answer rate, split by what caused it: exact sums, and the true culprit first."""

from __future__ import annotations

import itertools
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.advice.observed import AgentTime, Observed, observed
from supervisor.advice.why import Cause, Unclear, Why, shapley, why
from supervisor.events import AgentChanged, AgentState, LiveEvent, SourceDown
from supervisor.live.board import Board
from supervisor.live.counts import Counts
from supervisor.live.fold import fold
from tests.advice.floors import BEGINS, EMPTY, PBX, RULES, SALES, at, folded, moved, opened, worked


def _window(
    hour: float,
    *,
    offered: int = 240,
    answered: int = 220,
    short: int = 4,
    mean_handle_s: float = 240,
    people: float = 18,
    breaks: float = 0.1,
    wait_s: float = 4000.0,
) -> Observed:
    abandoned = offered - answered
    counts = Counts(
        offered=offered,
        answered=answered,
        abandoned=abandoned,
        abandoned_short=min(short, abandoned),
        wait_answered_s=wait_s,
        ended=answered,
        handle_s=answered * mean_handle_s,
    )
    seconds = people * 3600
    times = (
        AgentTime("one", AgentState.BREAK, "lunch", seconds * breaks / 2),
        AgentTime("two", AgentState.BREAK, "training", seconds * breaks / 2),
        AgentTime("one", AgentState.HANDLING, "", seconds * (1 - breaks) / 2),
        AgentTime("two", AgentState.READY, "", seconds * (1 - breaks) / 2),
    )
    return Observed(at(hour * 3600), at(hour * 3600 + 3600), counts, times)


def _why(before: Observed, after: Observed) -> Why:
    found = why(before, after)
    assert isinstance(found, Why), found
    return found


windows = st.builds(
    _window,
    st.just(0.0),
    offered=st.integers(60, 900),
    answered=st.integers(20, 60),
    mean_handle_s=st.floats(60, 500),
    people=st.floats(1, 40),
    breaks=st.floats(0.01, 0.9),
    wait_s=st.floats(100, 20_000),
)


@given(windows, windows)
@settings(max_examples=60)
def test_contributions_and_the_unexplained_rest_add_up_to_the_change(
    before: Observed, after: Observed
) -> None:
    found = _why(before, after)
    explained = sum(one.change for one in found.contributions)
    assert explained + found.unexplained == pytest.approx(found.change, abs=1e-9)
    assert explained == pytest.approx(found.modelled[1] - found.modelled[0], abs=1e-9)
    for one in found.contributions:
        if one.behind:
            assert sum(who.contribution for who in one.behind) == pytest.approx(one.change, abs=1e-6)


@given(windows)
def test_where_nothing_changed_nothing_contributed(seen: Observed) -> None:
    found = _why(seen, seen)
    assert all(one.change == pytest.approx(0, abs=1e-12) for one in found.contributions)
    assert found.unexplained == pytest.approx(0, abs=1e-12)


@given(windows, windows)
@settings(max_examples=20)
def test_backwards_is_the_same_with_the_other_sign(before: Observed, after: Observed) -> None:
    there = {one.cause: one.change for one in _why(before, after).contributions}
    back = {one.cause: one.change for one in _why(after, before).contributions}
    assert all(there[cause] == pytest.approx(-back[cause], abs=1e-9) for cause in Cause)


@given(st.lists(st.floats(-1, 1), min_size=32, max_size=32))
def test_shapley_is_the_mean_over_all_orders(worths: list[float]) -> None:
    groups = [frozenset(group) for size in range(6) for group in itertools.combinations(tuple(Cause), size)]
    worth = dict(zip(groups, worths, strict=True))
    orders = list(itertools.permutations(Cause))
    mean = dict.fromkeys(Cause, 0.0)
    for order in orders:
        for place, cause in enumerate(order):
            mean[cause] += worth[frozenset(order[: place + 1])] - worth[frozenset(order[:place])]
    found = shapley(tuple(Cause), worth.__getitem__)
    assert all(found[cause] == pytest.approx(mean[cause] / len(orders), abs=1e-9) for cause in Cause)


@pytest.mark.parametrize(
    ("cause", "changed"),
    [
        (Cause.ARRIVALS, {"offered": 400}),
        (Cause.HANDLE, {"mean_handle_s": 380.0}),
        (Cause.PEOPLE, {"people": 13.0}),
        (Cause.BREAKS, {"breaks": 0.4}),
    ],
)
def test_what_alone_changed_comes_first(cause: Cause, changed: dict[str, float]) -> None:
    found = _why(_window(0), _window(1, **changed))  # type: ignore[arg-type]
    assert found.contributions[0].cause is cause
    assert found.contributions[0].change < -0.05


def test_the_break_that_grew_stands_behind_the_breaks() -> None:
    before, after = _window(0), _window(1)
    times = tuple(
        AgentTime(time.team, time.state, time.break_code, time.seconds * 5)
        if time.break_code == "training"
        else time
        for time in after.times
    )
    found = _why(before, Observed(after.since, after.until, after.counts, times))
    breaks = next(one for one in found.contributions if one.cause is Cause.BREAKS)
    assert breaks.change < 0
    assert (breaks.behind[0].team, breaks.behind[0].break_code) == ("two", "training")
    assert breaks.behind[0].change > 3  # people


def test_wellbeing_is_named_behind_nothing() -> None:
    found = why(_window(0), _window(1, breaks=0.4), unnamed={"training"})
    assert isinstance(found, Why)
    breaks = next(one for one in found.contributions if one.cause is Cause.BREAKS)
    assert {(who.team, who.break_code) for who in breaks.behind} == {("one", "lunch"), ("", "")}


def test_too_little_or_unheard_is_not_explained() -> None:
    few = _window(0, offered=6, answered=5)
    assert why(few, _window(1)) is Unclear.TOO_FEW
    deaf = Observed(BEGINS, at(3600), _window(0).counts, _window(0).times, deaf_s=60)
    assert why(_window(0), deaf) is Unclear.NOT_HEARD
    nobody = Observed(BEGINS, at(3600), _window(0).counts, ())
    assert why(nobody, _window(1)) is Unclear.NOBODY


# What is observed


def _floor(seed: int = 1) -> list[LiveEvent]:
    events = opened(27) + worked(Random(seed), seconds=7200, agents=20, ring_s=4.0)
    for place in range(20, 27):  # the others rest now and then
        login = f"a{place:03}"
        for turn in range(3):
            begins = 600 * turn + 137 * (place - 19)
            events.append(AgentChanged(PBX, at(begins), login, AgentState.BREAK, "lunch"))
            events.append(AgentChanged(PBX, at(begins + 300), login, AgentState.READY))
    return sorted(events, key=lambda event: event.at)


def _observed(events: list[LiveEvent], since: datetime, until: datetime) -> Observed:
    return observed(folded(events, since), events, [SALES], since, until, RULES)


def test_agent_time_adds_up_to_the_people_there() -> None:
    found = _observed(_floor(), at(1000), at(4600))
    assert found.agent_s() == pytest.approx(27 * 3600, abs=0.01)


def test_break_time_is_what_the_board_says_was_spent() -> None:
    events = _floor()
    found = _observed(events, BEGINS, at(7200))
    board = folded(events)
    spent = sum(
        of.seconds for agent in board.agents.values() for of in agent.spent if of.break_code == "lunch"
    )
    assert found.agent_s(AgentState.BREAK) == pytest.approx(spent)


def test_the_counts_of_a_whole_day_are_the_boards() -> None:
    events = _floor()
    board = folded(events)
    found, today = _observed(events, BEGINS, at(7200)).counts, board.queues[SALES].today
    assert (found.offered, found.answered, found.in_time) == (today.offered, today.answered, today.in_time)
    assert (found.abandoned, found.abandoned_short) == (today.abandoned, today.abandoned_short)
    assert found.wait_answered_s == pytest.approx(today.wait_answered_s)
    assert found.handle_s == pytest.approx(today.handle_s)


@given(st.integers(1, 40), st.integers(0, 5000))
@settings(max_examples=15)
def test_two_windows_make_the_time_of_one_and_the_cut_leaves_no_trace(size: int, cut: int) -> None:
    events = _EVENTS
    whole = _observed(events, at(500), at(6500))
    first, second = _observed(events, at(500), at(500 + cut)), _observed(events, at(500 + cut), at(6500))
    for state in AgentState:
        both = first.agent_s(state) + second.agent_s(state)
        assert both == pytest.approx(whole.agent_s(state), abs=0.01)
    batches = [events[place : place + size] for place in range(0, len(events), size)]
    chained = itertools.chain.from_iterable(batches)
    assert observed(_START, chained, [SALES], at(500), at(6500), RULES) == whole


_EVENTS = _floor(2)
_START: Board = fold(EMPTY, [event for event in _EVENTS if event.at <= at(500)], RULES)[0]


def test_a_gap_in_the_feed_is_told() -> None:
    events = [*_floor(), SourceDown(PBX, at(7000))]
    assert _observed(events, at(3600), at(7200)).deaf_s == pytest.approx(200)


def test_fewer_people_are_found_to_be_the_cause_in_a_floor_played_through() -> None:
    """An hour with 27 at work, then eight of them go to a training: the answer rate falls."""
    full = opened(27) + worked(Random(7), seconds=3600, agents=27, arrivals_per_h=400)
    events = list(full)
    events += [
        AgentChanged(PBX, at(3600), f"a{place:03}", AgentState.BREAK, "training") for place in range(19, 27)
    ]
    later = worked(Random(8), seconds=3600, agents=19, arrivals_per_h=400)
    events += moved(later, 3600, "later-")
    before = observed(folded(full, BEGINS), events, [SALES], BEGINS, at(3600), RULES)
    after = observed(folded(events, at(3600)), events, [SALES], at(3600), at(7200), RULES)
    found = _why(before, after)
    assert found.change < -0.1
    assert found.contributions[0].cause is Cause.BREAKS
    assert found.contributions[0].behind[0].break_code == "training"
    assert abs(found.unexplained) < 0.06
