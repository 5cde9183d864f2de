"""Laws that need no log: a board that keeps them is silent, one that breaks them is named."""

from __future__ import annotations

from dataclasses import replace as rule_changed
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supervisor.audit.finding import Finding, Kind
from supervisor.audit.laws import broken, state_seconds
from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    Channel,
    ContactAnswered,
    ContactOffered,
    LiveEvent,
    QueueSeen,
    SourceDown,
    SourceUp,
)
from supervisor.live.board import EMPTY, Board, Spent
from supervisor.live.fold import fold
from supervisor.live.ledger import Deaf, Ledger
from supervisor.live.plausible import is_doubtful
from tests.live.floor import PBX, RULES, at
from tests.live.scripted import day

BEGINS = RULES.days.begins(RULES.days.day(at(0)))


def looked_at(events: tuple[LiveEvent, ...], until: datetime, board: Board | None = None) -> list[Finding]:
    """What breaks a law on the board after *events*; *board* in its place when one is given."""
    ledger = Ledger(PBX, RULES, BEGINS)
    ledger.take(events)
    return list(broken(board or fold(EMPTY, events, RULES)[0], PBX, BEGINS, until, ledger))


@given(seed=st.integers(0, 10_000), share=st.floats(0, 1))
def test_no_day_breaks_a_law_at_any_moment(seed: int, share: float) -> None:
    whole = day(PBX, contacts=40, seed=seed)
    events = whole.events[: max(1, round(len(whole.events) * share))]
    assert looked_at(events, events[-1].at) == []


@given(seed=st.integers(0, 10_000), cut=st.integers(1, 400))
def test_the_ledger_counts_as_the_fold_does_however_the_news_is_damaged(seed: int, cut: int) -> None:
    """Every *cut*th event is lost and every other of those said twice."""
    whole = day(PBX, contacts=60, seed=seed).events
    events: list[LiveEvent] = []
    for place, event in enumerate(whole, 1):
        if place % cut:
            events.append(event)
        elif place % (2 * cut):
            events += (event, event)
    found = [
        finding
        for finding in looked_at(tuple(events), whole[-1].at)
        if finding.kind in (Kind.COUNT, Kind.SUM)
    ]
    assert found == []


@given(seed=st.integers(0, 1000), cuts=st.lists(st.integers(0, 500), max_size=5))
def test_the_ledger_tells_the_same_however_the_events_are_cut(seed: int, cuts: list[int]) -> None:
    events = day(PBX, contacts=30, seed=seed).events
    whole = Ledger(PBX, RULES, BEGINS)
    whole.take(events)
    parts, told = Ledger(PBX, RULES, BEGINS), {}
    edges = [0, *sorted(min(cut, len(events)) for cut in cuts), len(events)]
    for begin, end in pairwise(edges):
        parts.take(events[begin:end])
        told |= {entry.number: entry for entry in parts.told()}
    assert list(told.values()) == list(whole.told())


def test_a_count_that_is_off_by_one_is_named() -> None:
    events = day(PBX, contacts=40).events
    board = fold(EMPTY, events, RULES)[0]
    line = board.queues[PBX, "sales"]
    wrong = replace(line, today=replace(line.today, offered=line.today.offered + 1))
    found = looked_at(events, events[-1].at, replace(board, queues={**board.queues, line.key: wrong}))
    assert {(finding.kind, finding.queue) for finding in found} == {
        (Kind.SUM, "sales"),
        (Kind.COUNT, "sales"),
    }


def test_a_contact_in_two_queues_at_once_is_named_after_a_minute() -> None:
    events = (
        QueueSeen(PBX, at(0), "a"),
        QueueSeen(PBX, at(0), "b"),
        ContactOffered(PBX, at(0), "c", "a"),
        ContactOffered(PBX, at(1), "c", "b"),
    )
    assert looked_at(events, at(30)) == []
    (found,) = looked_at(events, at(120))
    assert (found.kind, found.contact, found.queue, found.other) == (Kind.TWO_PLACES, "c", "b", "a")
    assert found.can_be_excluded


def test_a_contact_with_two_agents_at_once_is_named() -> None:
    events = (
        AgentSeen(PBX, at(0), "1", "Anna", ("a", "b")),
        AgentSeen(PBX, at(0), "2", "Ben", ("a", "b")),
        ContactAnswered(PBX, at(5), "c", "a", "1", 5),
        ContactAnswered(PBX, at(6), "c", "b", "2", 6),
    )
    (found,) = looked_at(events, at(120))
    assert (found.kind, found.agent, found.other) == (Kind.TWO_PLACES, "2", "1")


def test_the_times_of_an_agents_states_fill_the_time_since_the_sign_in() -> None:
    events = (
        AgentSeen(PBX, at(0), "1", "Anna", ("a",)),
        AgentChanged(PBX, at(0), "1", AgentState.READY),
        AgentChanged(PBX, at(100), "1", AgentState.BREAK, "lunch"),
        AgentChanged(PBX, at(400), "1", AgentState.READY),
    )
    board = fold(EMPTY, events, RULES)[0]
    line = board.agents[PBX, "1"]
    assert state_seconds(line, BEGINS, at(500)) == 500
    assert looked_at(events, at(500)) == []

    twice = replace(line, spent=(*line.spent, Spent(AgentState.BREAK, "lunch", 300.0, 1)))
    (found,) = looked_at(events, at(500), replace(board, agents={line.key: twice}))
    assert (found.kind, found.agent, found.ours_n, found.theirs_n) == (Kind.STATE_TIME, "Anna", 800.0, 500.0)


def test_a_board_that_is_newer_than_the_audit_keeps_the_laws_of_its_own_moment() -> None:
    """At sixty times the speed a second of reading is a minute of the floor."""
    events = day(PBX, contacts=40).events
    assert looked_at(events, events[len(events) // 2].at) == []


def test_a_wait_far_beyond_all_others_is_doubted_and_an_email_never() -> None:
    queue = (QueueSeen(PBX, at(0), "a"), ContactOffered(PBX, at(0), "c", "a"))
    assert looked_at(queue, at(29 * 60)) == []
    (found,) = looked_at(queue, at(31 * 60))
    assert (found.kind, found.contact, found.ours_n) == (Kind.TOO_LONG, "c", 31 * 60)
    letters = (QueueSeen(PBX, at(0), "a", Channel.EMAIL), *queue[1:])
    assert looked_at(letters, at(3 * 3600)) == []


@pytest.mark.parametrize(("longest_s", "doubted_s"), [(0, 30 * 60), (20 * 60, 60 * 60), (2 * 3600, 4 * 3600)])
def test_a_wait_is_doubted_beyond_thrice_the_longest_of_the_day(longest_s: float, doubted_s: float) -> None:
    board = fold(EMPTY, (QueueSeen(PBX, at(0), "a"),), RULES)[0]
    line = board.queues[PBX, "a"]
    assert not is_doubtful(line, doubted_s, longest_s)
    assert is_doubtful(line, doubted_s + 1, longest_s)


def test_nobody_listened_from_the_last_word_to_the_first_one_after() -> None:
    """That a connection is dead is noticed late: what happened since the last word was not heard either."""
    ledger = Ledger(PBX, RULES, BEGINS)
    ledger.take((ContactOffered(PBX, at(0), "c", "a"), SourceDown(PBX, at(25))))
    assert ledger.deaf == [Deaf(at(0))]
    ledger.take((SourceUp(PBX, at(60)),))
    assert ledger.deaf == [Deaf(at(0), at(60))]
    ledger.take((SourceDown(PBX, at(600)), SourceUp(PBX, at(700))))
    assert ledger.deaf[-1] == Deaf(at(540), at(700)), "a quiet hour before it was heard"


def test_whoever_is_excluded_is_in_the_ledger_as_little_as_on_the_board() -> None:
    events = day(PBX, contacts=20).events
    entered = next(event for event in events if isinstance(event, ContactOffered))
    rules = rule_changed(RULES, excluded=frozenset({(PBX, entered.contact, entered.queue)}))
    ledger = Ledger(PBX, rules, BEGINS)
    ledger.take(events)
    board = fold(EMPTY, events, rules)[0]
    until = events[-1].at + timedelta(seconds=1)
    assert list(broken(board, PBX, BEGINS, until, ledger)) == []
    assert entered.contact not in {entry.contact for entry in ledger.told()}
