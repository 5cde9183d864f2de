"""What the board keeps of the day: who gave up, how each agent spent it, and what somebody took out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    FullState,
    LiveEvent,
    QueueSeen,
    WaitingContact,
)
from supervisor.live.audit import corrections
from supervisor.live.board import EMPTY, Abandoned, Board, Spent, Work, load, save
from supervisor.live.fold import advance, fold
from tests.live.floor import NOON, PBX, RULES, at
from tests.live.test_fold import floors

ANNA = (PBX, "6001")


def board_of(*events: LiveEvent) -> Board:
    return fold(EMPTY, events, RULES)[0]


def changed(seconds: float, state: AgentState, code: str | None = None) -> AgentChanged:
    return AgentChanged(PBX, at(seconds), "6001", state, code)


def test_who_gave_up_is_remembered_with_number_and_wait() -> None:
    board = board_of(
        ContactOffered(PBX, at(0), "a", "billing", number="13800138000"),
        ContactOffered(PBX, at(1), "b", "billing"),
        ContactAbandoned(PBX, at(4), "b", "billing", 3.0),
        ContactAbandoned(PBX, at(60), "a", "billing", 60.0),
    )
    assert board.queues[PBX, "billing"].abandoned == (
        Abandoned("b", at(1), 3.0, short=True),
        Abandoned("a", at(0), 60.0, number="13800138000"),
    )


@given(floors())
def test_the_list_of_those_who_gave_up_is_as_long_as_their_count(events: list[LiveEvent]) -> None:
    for line in board_of(*events).queues.values():
        counted = line.today
        assert len(line.abandoned) == counted.abandoned
        assert sum(contact.short for contact in line.abandoned) == counted.abandoned_short
        waits = [contact.wait_s for contact in line.abandoned]
        assert sum(waits) == pytest.approx(counted.wait_abandoned_s)
        short = [contact.wait_s for contact in line.abandoned if contact.short]
        assert sum(short) == pytest.approx(counted.wait_short_s)


@given(floors())
def test_what_an_agent_spent_and_spends_is_all_of_the_day_since_the_first_sight(
    events: list[LiveEvent],
) -> None:
    board = board_of(*events)
    first: dict[str, LiveEvent] = {}
    for event in events:
        if isinstance(event, AgentSeen | AgentChanged):
            first.setdefault(event.login, event)
    assume(board.at is None or RULES.days.day(board.at) == RULES.days.day(NOON))
    for line in board.agents.values():
        assert board.at is not None
        running_s = (board.at - line.since).total_seconds()
        whole_s = (board.at - first[line.login].at).total_seconds()
        assert sum(spent.seconds for spent in line.spent) + running_s == pytest.approx(whole_s)


def test_each_break_code_has_its_own_time_and_a_running_break_is_not_yet_in_it() -> None:
    board = board_of(
        changed(0, AgentState.READY),
        changed(60, AgentState.BREAK, "lunch"),
        changed(360, AgentState.BREAK, "short"),
        changed(400, AgentState.READY),
        changed(500, AgentState.BREAK, "lunch"),
        changed(600, AgentState.READY),
        changed(700, AgentState.BREAK, "lunch"),
    )
    assert board.agents[ANNA].spent == (
        Spent(AgentState.READY, "", 260.0, 3),
        Spent(AgentState.BREAK, "lunch", 400.0, 2),
        Spent(AgentState.BREAK, "short", 40.0, 1),
    )


def test_who_signs_out_and_in_again_has_the_same_day() -> None:
    board = board_of(
        changed(0, AgentState.BREAK, "lunch"),
        ContactEnded(PBX, at(10), "a", "billing", "6001", 30.0, 5.0, 10.0),
        AgentGone(PBX, at(100), "6001"),
    )
    assert ANNA not in board.agents
    board, _ = fold(board, [AgentSeen(PBX, at(130), "6001", "Anna", ("billing",))], RULES)
    line = board.agents[ANNA]
    assert line.spent == (
        Spent(AgentState.BREAK, "lunch", 100.0, 1),
        Spent(AgentState.OFFLINE, "", 30.0, 1),
    )
    assert line.work == (Work("billing", 1, 45.0),)
    assert not board.parted


def test_handle_time_is_talk_hold_and_after_contact_as_far_as_they_are_known() -> None:
    board = board_of(
        ContactEnded(PBX, at(10), "a", "billing", "6001", 30.0, 5.0, 10.0),
        ContactEnded(PBX, at(20), "b", "billing", "6001", 30.0),
    )
    counted = board.queues[PBX, "billing"].today
    assert (counted.ended, counted.talk_s, counted.handle_s) == (2, 60.0, 75.0)


def test_a_new_day_begins_with_nothing_spent_and_a_running_break_counts_from_its_start() -> None:
    night = board_of(
        changed(0, AgentState.READY),
        changed(60, AgentState.BREAK, "lunch"),
        ContactAbandoned(PBX, at(60), "a", "billing", 60.0),
    )
    begins = RULES.days.ends(RULES.days.day(NOON))
    morning, _ = advance(night, begins, RULES)
    assert morning.agents[ANNA].spent == ()
    assert morning.queues[PBX, "billing"].abandoned == ()
    board, _ = fold(
        morning, [AgentChanged(PBX, begins + timedelta(seconds=90), "6001", AgentState.READY)], RULES
    )
    assert board.agents[ANNA].spent == (Spent(AgentState.BREAK, "lunch", 90.0, 1),)


@given(floors())
def test_a_saved_board_keeps_the_day(events: list[LiveEvent]) -> None:
    board = board_of(*events)
    assert load(save(board)) == board


GHOST = (PBX, "a", "billing")


def test_an_excluded_entry_is_on_no_board_and_counts_nowhere() -> None:
    rules = replace(RULES, excluded=frozenset({GHOST}))
    events = [
        QueueSeen(PBX, at(0), "billing"),
        ContactOffered(PBX, at(0), "a", "billing"),
        ContactOffered(PBX, at(1), "a", "sales"),
        ContactOffered(PBX, at(2), "b", "billing"),
        ContactAnswered(PBX, at(9), "b", "billing", "6001", 7.0),
        ContactLeft(PBX, at(9000), "a", "billing", 9000.0),
    ]
    board, _ = fold(EMPTY, events, rules)
    line = board.queues[PBX, "billing"]
    assert (line.today.offered, line.today.answered, line.today.left, line.waiting) == (1, 1, 0, ())
    assert len(board.queues[PBX, "sales"].waiting) == 1
    assert rules.fingerprint != RULES.fingerprint


def test_a_source_that_lists_an_excluded_entry_for_ever_differs_from_nothing() -> None:
    board = board_of(QueueSeen(PBX, at(0), "billing"))
    full = FullState(
        PBX, at(60), (QueueSeen(PBX, at(60), "billing"),), (), (WaitingContact("a", "billing", at(0)),)
    )
    assert len(corrections(board, full)) == 2
    (done,) = corrections(board, full, frozenset({GHOST}))
    assert done.differences == 0  # type: ignore[union-attr]
