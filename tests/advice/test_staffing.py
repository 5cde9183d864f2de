"""What more or fewer agents would do, and how far what comes may lie from what was foretold."""

from __future__ import annotations

from random import Random

import pytest

from supervisor.advice.demand import Missing
from supervisor.advice.erlang import Flow
from supervisor.advice.spread import Doubt, spread
from supervisor.advice.staffing import Situation, ahead, if_people_come, needed, situation
from supervisor.advice.transient import Present
from supervisor.events import AgentChanged, AgentState
from supervisor.live.board import Board
from supervisor.live.counts import NOTHING
from supervisor.wallboard.metrics import Rate, service_level
from tests.advice.event_simulation import played
from tests.advice.floors import PBX, RULES, SALES, at, folded, opened, worked

HOUR = 3600.0


def _now(board: Board, seconds: float) -> Situation:
    found = situation(board, SALES, at(seconds), RULES)
    assert isinstance(found, Situation), found
    return found


def _arrived(board: Board, first_s: float, until_s: float) -> Rate:
    """The service level of those who arrived in between, as the board counts it."""
    line = board.queues[SALES]
    first, until = int(at(first_s).timestamp()) // 60, int(at(until_s).timestamp()) // 60
    counts = sum((found for minute, found in line.minutes.items() if first <= minute < until), NOTHING)
    late = sum(first <= int(contact.since.timestamp()) // 60 < until for contact in line.waiting)
    return service_level(counts, late)


def test_three_who_come_back_shorten_the_wait_as_the_model_says() -> None:
    events = opened(30) + [
        AgentChanged(PBX, at(1), f"a{place:03}", AgentState.BREAK, "rest") for place in (27, 28, 29)
    ]
    board = folded(events + worked(Random(3), seconds=2 * HOUR, agents=27))
    now = _now(board, 2 * HOUR)
    assert (now.people, now.agents, now.each, now.shared) == (27, 27, 1, 0)
    found = if_people_come(now, 3)
    assert found.after.agents == 30
    assert found.after.soon.wait_s < found.before.soon.wait_s
    assert found.after.soon.service_level > found.before.soon.service_level
    assert found.before.for_long is not None
    assert found.after.for_long is not None
    assert found.before.for_long.in_time == pytest.approx(0.47, abs=0.15)  # the measured inputs vary


def test_more_cannot_go_than_are_there() -> None:
    board = folded(opened(27) + worked(Random(3), seconds=2 * HOUR, agents=27))
    found = if_people_come(_now(board, 2 * HOUR), -40)
    assert (found.after.agents, found.change) == (0, -27)
    assert found.after.soon.abandoned > 0.8


def test_the_needed_agents_reach_the_target_and_one_fewer_does_not() -> None:
    board = folded(opened(27) + worked(Random(3), seconds=2 * HOUR, agents=27))
    now = _now(board, 2 * HOUR)
    found = needed(now, 0.8)
    assert found.agents is not None
    assert found.people == found.agents - 27
    enough, short = ahead(now, found.agents - 27), ahead(now, found.agents - 28)
    assert enough.for_long is not None
    assert short.for_long is not None
    assert enough.for_long.service_level >= 0.8 > short.for_long.service_level
    assert found.soon is not None
    assert ahead(now, found.soon).soon.service_level >= 0.8 > ahead(now, found.soon - 1).soon.service_level


def test_a_target_that_nothing_reaches_is_said_to_be_out_of_reach() -> None:
    board = folded(opened(27) + worked(Random(3), seconds=2 * HOUR, agents=27, ring_s=30.0))
    found = needed(_now(board, 2 * HOUR), 0.8)  # it rings longer than the threshold
    assert (found.agents, found.people, found.soon) == (None, None, None)


def test_an_agent_with_a_break_pending_is_no_longer_counted() -> None:
    events = opened(27) + worked(Random(3), seconds=2 * HOUR, agents=27)
    board = folded(events)
    handling = [agent for agent in board.agents.values() if agent.state is AgentState.HANDLING]
    asked = AgentChanged(PBX, at(2 * HOUR), handling[0].login, AgentState.HANDLING, "rest")
    assert _now(folded([*events, asked]), 2 * HOUR).people == _now(board, 2 * HOUR).people - 1


def test_shared_agents_are_told() -> None:
    events = opened(27, ("sales", "vip")) + worked(Random(3), seconds=2 * HOUR, agents=27)
    now = _now(folded(events), 2 * HOUR)
    assert now.shared == now.people == 27
    assert now.usual == pytest.approx(27)  # all of their work today was here


def test_too_little_gives_no_advice() -> None:
    assert situation(folded(opened(3)), SALES, at(600), RULES) is Missing.TOO_FEW


def test_the_same_situation_has_the_same_range() -> None:
    flow, doubt = Flow(480, 240, 120), Doubt(120, 120, 20, 0.1, 26, 28)
    assert spread(flow, doubt, Present(27), 600) == spread(flow, doubt, Present(27), 600)


def test_where_nobody_may_come_there_is_no_range() -> None:
    assert spread(Flow(1, 240, 120), Doubt(5, 10, 0, 0, 3, 3), Present(0), 60) is None


@pytest.mark.parametrize(
    ("arrivals_per_h", "agents", "waits_s"),
    [(480, 27, (30.0, 20.0, 5.0)), (480, 33, ()), (120, 8, (12.0,))],
)
def test_eight_of_ten_played_outcomes_lie_in_the_range_when_the_inputs_are_known(
    arrivals_per_h: float, agents: int, waits_s: tuple[float, ...]
) -> None:
    known = Doubt(10**9, 10**9, 10**9, 0.0, agents, agents)
    found = spread(Flow(arrivals_per_h, 240, 120), known, Present(agents, waits_s), 600)
    assert found is not None
    rng, inside, n = Random(8), 0, 2000
    for _ in range(n):
        came, _before = played(
            rng, arrivals_per_h=arrivals_per_h, handle_s=240, patience_s=120, agents=agents, seconds=600,
            busy=agents, waits_s=waits_s,
        )  # fmt: skip
        level = sum(one.answered and one.wait_s <= 20 for one in came) / len(came)
        inside += found.low <= level <= found.high
    assert 0.70 <= inside / n <= 0.90


@pytest.mark.parametrize(("arrivals_per_h", "agents", "floors"), [(480, 30, 100), (240, 16, 100)])
def test_the_range_of_measured_inputs_holds_what_then_comes(
    arrivals_per_h: float, agents: int, floors: int
) -> None:
    """The whole way: events, board, measured inputs, range, and what the board says ten minutes later."""
    inside = judged = 0
    error = 0.0
    for seed in range(floors):
        events = opened(agents) + worked(
            Random(1000 + seed), seconds=HOUR + 720, agents=agents, arrivals_per_h=arrivals_per_h, ring_s=4.0
        )
        found = ahead(_now(folded(events, at(HOUR)), HOUR), ranged=True)
        came = _arrived(folded(events), HOUR, HOUR + 600).value
        assert found.spread is not None
        assert came is not None
        judged += 1
        inside += found.spread.low - 1e-9 <= came <= found.spread.high + 1e-9
        error += found.soon.service_level - came
    assert 0.70 <= inside / judged <= 0.90
    assert abs(error / judged) < 0.05
