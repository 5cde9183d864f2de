"""The floor that is measured on is one: what it says and what it is agree at any rate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.busy_floor import RATES, BusyFloor, events_of
from supervisor.events import AuditDone
from supervisor.live.audit import corrections
from supervisor.live.board import Board
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RULES = CountingRules()


def test_it_has_5000_agents_and_200_queues_in_all_states_from_the_first_moment() -> None:
    board, _ = fold(Board(), BusyFloor().introduction(NINE), RULES)

    assert (len(board.agents), len(board.queues)) == (5000, 200)
    states = [line.state for line in board.agents.values()]
    assert states.count("handling") > 2500
    assert states.count("ready") > 1000
    assert states.count("break") > 300
    assert any(line.waiting for line in board.queues.values())


def test_the_same_seed_says_the_same() -> None:
    one, other = BusyFloor(50, 5), BusyFloor(50, 5)

    assert one.introduction(NINE) == other.introduction(NINE)
    assert list(one.second(20_000, NINE)) == list(other.second(20_000, NINE))


@pytest.mark.parametrize("rate", RATES)
def test_a_second_holds_as_many_events_as_the_rate_amounts_to(rate: int) -> None:
    floor = BusyFloor()
    floor.introduction(NINE)
    ticks = list(floor.second(rate, NINE))

    assert len(ticks) == 50
    assert sum(len(said) for _, said in ticks) == pytest.approx(events_of(rate), abs=10)
    assert max(len(said) for _, said in ticks) <= events_of(rate) / 50 + 6


def test_through_seconds_and_a_burst_the_full_state_agrees_with_what_was_said() -> None:
    floor = BusyFloor(300, 20)
    board, _ = fold(Board(), floor.introduction(NINE), RULES)
    at = NINE
    for second in range(1, 6):
        at = NINE + timedelta(seconds=second)
        for _, said in floor.second(20_000, at):
            board, _ = fold(board, said, RULES)
    at += timedelta(seconds=1)
    board, _ = fold(board, floor.burst(at, 6_000), RULES)

    audit = corrections(board, floor.full_state(at))[-1]

    assert isinstance(audit, AuditDone)
    assert (audit.differences, audit.compared) == (
        0,
        320 + sum(len(q.waiting) for q in board.queues.values()),
    )
    for line in board.queues.values():
        assert line.today.offered == line.today.settled + len(line.waiting)
