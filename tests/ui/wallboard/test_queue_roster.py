"""Which queues are on the board, when they are judged, and what is said of them."""

from __future__ import annotations

from msgspec.structs import replace

from supervisor.live.board import Changed
from supervisor.wallboard.levels import Level
from tests.ui.wallboard.floors import ALL, DEAD, DEFINITIONS, LIVE, NOW, PBX, Floor, busy_floor, key, later
from ui.calling import Calling
from ui.wallboard.queue_roster import JUDGE_EVERY_S, QueueRoster


def test_the_first_board_and_another_queue_order_it_anew_and_figures_do_not() -> None:
    floor, roster = Floor("billing", "sales"), QueueRoster(DEFINITIONS)
    floor.changed()
    assert roster.take(floor.board, ALL, LIVE, NOW)[0]
    roster.order()
    floor.answered("sales", 2)
    assert roster.take(floor.board, floor.changed(), LIVE, later(1)) == (False, set())
    more = Floor("billing", "sales", "faults")
    assert roster.take(more.board, more.changed(), LIVE, later(2))[0]
    roster.order()
    assert roster.keys == [key("billing"), key("sales"), key("faults")]
    assert roster.names() == ["billing", "sales", "faults"]


def test_queues_of_one_name_are_told_apart_by_their_sources() -> None:
    """Two sites have a queue “billing” each: nobody could say which of the tiles is whose."""
    floor, roster = Floor("billing", "sales"), QueueRoster(DEFINITIONS)
    there = replace(floor.board.queues[key("billing")], source="pbx-south")
    board = replace(floor.board, queues={**floor.board.queues, ("pbx-south", "billing"): there})
    roster.take(board, ALL, LIVE, NOW)
    roster.order()
    assert set(roster.names()) == {f"billing · {PBX}", "billing · pbx-south", "sales"}
    assert {roster.view(one).name for one in roster.keys} == set(roster.names())

    roster.take(floor.board, ALL, LIVE, later(1))
    roster.order()
    assert roster.names() == ["billing", "sales"]


def test_a_source_that_falls_silent_concerns_all_its_queues_and_a_sign_of_life_none() -> None:
    floor, roster = busy_floor(), QueueRoster(DEFINITIONS)
    roster.take(floor.board, ALL, LIVE, NOW)
    roster.order()
    nothing = Changed()
    assert roster.take(floor.board, nothing, dict(LIVE), later(1)) == (False, set())
    assert roster.take(floor.board, nothing, DEAD, later(2)) == (False, {PBX})
    assert not roster.view(key("Sales")).live


def test_all_is_judged_every_few_seconds_and_when_a_replay_goes_back() -> None:
    floor, roster = busy_floor(), QueueRoster(DEFINITIONS)
    assert roster.is_to_be_judged(NOW)
    roster.take(floor.board, ALL, LIVE, NOW)
    assert not roster.is_to_be_judged(later(JUDGE_EVERY_S - 1))
    assert roster.is_to_be_judged(later(JUDGE_EVERY_S))
    assert roster.is_to_be_judged(later(-JUDGE_EVERY_S))


def test_an_alarm_is_told_by_the_live_board_alone() -> None:
    floor, roster, calling = busy_floor(), QueueRoster(DEFINITIONS), Calling()
    roster.take(floor.board, ALL, LIVE, NOW)
    calling.show({key("Sales"): Level.ACTION})
    assert not roster.view(key("Sales")).calls
    roster.calling = calling
    assert roster.view(key("Sales")).calls
    assert not roster.view(key("Billing")).calls
