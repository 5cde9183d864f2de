from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    LeftReason,
    LiveEvent,
    QueueGone,
    QueueSeen,
    SourceDown,
    SourceUp,
    Unusable,
)
from supervisor.live.board import EMPTY, Board, Staff, Stage
from supervisor.live.fold import advance, fold
from tests.live.floor import NOON, PBX, RULES, at

QUEUES = ("billing", "投诉受理")
LOGINS = ("6001", "6002", "6003")
CONTACTS = ("a", "b", "c", "d")


def board_of(*events: LiveEvent) -> Board:
    return fold(EMPTY, events, RULES)[0]


STATES = tuple(AgentState)
SERVED = ((), ("billing",), ("投诉受理",), ("billing", "投诉受理"))
KINDS = (
    lambda now, queue, login, contact, n: SourceUp(PBX, now, "x"),
    lambda now, queue, login, contact, n: SourceDown(PBX, now, "cut"),
    lambda now, queue, login, contact, n: QueueSeen(PBX, now, queue, threshold_s=30),
    lambda now, queue, login, contact, n: QueueGone(PBX, now, queue),
    lambda now, queue, login, contact, n: AgentSeen(PBX, now, login, login, SERVED[n % 4]),
    lambda now, queue, login, contact, n: AgentGone(PBX, now, login),
    lambda now, queue, login, contact, n: AgentChanged(
        PBX, now, login, STATES[n % 7], (None, "", "lunch")[n % 3], None, SERVED[n % 4]
    ),
    lambda now, queue, login, contact, n: ContactOffered(PBX, now, contact, queue),
    lambda now, queue, login, contact, n: ContactDequeued(PBX, now, contact, queue),
    lambda now, queue, login, contact, n: ContactAnswered(PBX, now, contact, queue, login, float(n)),
    lambda now, queue, login, contact, n: ContactAbandoned(PBX, now, contact, queue, float(n)),
    lambda now, queue, login, contact, n: ContactLeft(PBX, now, contact, queue, float(n), LeftReason.LOST),
    lambda now, queue, login, contact, n: ContactEnded(PBX, now, contact, queue, login, 30.0),
    lambda now, queue, login, contact, n: Unusable(PBX, now, "AgentConnect without Queue"),
)
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from((0, 1, 7, 90, 1500)),
        st.sampled_from(QUEUES),
        st.sampled_from(LOGINS),
        st.sampled_from(CONTACTS),
        st.integers(0, 62),
    ),
    max_size=40,
)


def floors() -> st.SearchStrategy[list[LiveEvent]]:
    """Any events in order of time, sensible or not: sources repeat themselves, forget and contradict."""
    return _STEPS.map(_told)


def _told(steps: list[tuple[Any, int, str, str, str, int]]) -> list[LiveEvent]:
    events: list[LiveEvent] = []
    now = NOON
    for kind, gap, queue, login, contact, number in steps:
        now += timedelta(seconds=gap)
        events.append(kind(now, queue, login, contact, number))
    return events


@given(floors(), st.data())
def test_two_batches_make_the_same_board_as_one(events: list[LiveEvent], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(events)))
    first, _ = fold(EMPTY, events[:cut], RULES)
    assert fold(first, events[cut:], RULES)[0] == fold(EMPTY, events, RULES)[0]


@given(floors())
def test_offered_is_answered_abandoned_left_and_waiting_whatever_a_source_says(
    events: list[LiveEvent],
) -> None:
    board = board_of(*events)
    begins = RULES.days.begins(board.day) if board.day else NOON
    for line in board.queues.values():
        still = sum(
            1
            for contact in board.contacts.values()
            if contact.queue == line.name and contact.stage is not Stage.HANDLING and contact.since >= begins
        )
        assert line.today.offered == line.today.settled + still


@given(floors())
def test_a_queues_staff_is_what_its_agents_do(events: list[LiveEvent]) -> None:
    board = board_of(*events)
    for line in board.queues.values():
        mine = [agent.state_in(line.name) for agent in board.agents.values() if line.name in agent.queues]
        assert line.staff == Staff(
            *(
                mine.count(state)
                for state in (
                    AgentState.READY,
                    AgentState.RINGING,
                    AgentState.HANDLING,
                    AgentState.AFTER_CONTACT,
                    AgentState.BREAK,
                    AgentState.OFFLINE,
                    AgentState.UNKNOWN,
                )
            )
        )


@given(floors())
def test_the_old_board_stays_as_it_was(events: list[LiveEvent]) -> None:
    before = board_of(*events[:20])
    copy = board_of(*events[:20])
    fold(before, events[20:], RULES)
    assert before == copy


def test_a_contact_is_counted_from_offer_to_end() -> None:
    board = board_of(
        QueueSeen(PBX, at(0), "billing", threshold_s=20),
        AgentSeen(PBX, at(0), "6001", "王芳", ("billing",)),
        ContactOffered(PBX, at(1), "a", "billing"),
        ContactDequeued(PBX, at(21), "a", "billing"),
        ContactAnswered(PBX, at(21), "a", "billing", "6001", 20.0),
    )
    line = board.queues[PBX, "billing"]
    assert (line.today.offered, line.today.answered, line.today.in_time) == (1, 1, 1)
    assert line.waiting == ()
    assert board.agents[PBX, "6001"].contacts == 1

    ended, changed = fold(board, [ContactEnded(PBX, at(81), "a", "billing", "6001", 60.0)], RULES)

    assert ended.queues[PBX, "billing"].today.talk_s == 60.0
    assert ended.agents[PBX, "6001"].contacts == 0
    assert ended.contacts == {}
    assert (PBX, "6001") in changed.agents


def test_an_answer_a_second_late_is_not_in_time() -> None:
    board = board_of(
        QueueSeen(PBX, at(0), "billing", threshold_s=20),
        ContactOffered(PBX, at(1), "a", "billing"),
        ContactAnswered(PBX, at(22), "a", "billing", "6001", 21.0),
    )
    assert board.queues[PBX, "billing"].today.in_time == 0


def test_an_outcome_counts_in_the_interval_of_the_arrival() -> None:
    board = board_of(
        ContactOffered(PBX, at(-60), "a", "billing"),
        ContactAnswered(PBX, at(60), "a", "billing", "6001", 120.0),
    )
    quarters = board.queues[PBX, "billing"].quarters
    assert [(quarter, counts.answered) for quarter, counts in quarters.items()] == [(31, 1)]  # 11:45


def test_a_contact_back_in_the_same_queue_is_offered_again() -> None:
    board = board_of(
        ContactOffered(PBX, at(0), "a", "billing"),
        ContactAnswered(PBX, at(5), "a", "billing", "6001", 5.0),
        ContactOffered(PBX, at(50), "a", "billing"),
        ContactEnded(PBX, at(51), "a", "billing", "6001", 45.0),
    )
    line = board.queues[PBX, "billing"]
    assert (line.today.offered, line.today.answered, len(line.waiting)) == (2, 1, 1)


def test_a_repeated_state_keeps_since() -> None:
    board = board_of(
        AgentChanged(PBX, at(0), "6001", AgentState.BREAK, "lunch"),
        AgentChanged(PBX, at(30), "6001", AgentState.BREAK, "lunch"),
    )
    assert board.agents[PBX, "6001"].since == at(0)


def test_another_break_code_begins_another_break() -> None:
    board = board_of(
        AgentChanged(PBX, at(0), "6001", AgentState.BREAK, "training"),
        AgentChanged(PBX, at(30), "6001", AgentState.BREAK, "coaching"),
    )
    assert board.agents[PBX, "6001"].since == at(30)


def test_a_break_in_one_queue_leaves_the_agent_ready_in_the_other() -> None:
    board = board_of(
        AgentSeen(PBX, at(0), "6001", "王芳", ("billing", "vip")),
        AgentChanged(PBX, at(1), "6001", AgentState.BREAK, "lunch", None, ("billing",)),
    )
    assert board.queues[PBX, "billing"].staff == Staff(on_break=1)
    assert board.queues[PBX, "vip"].staff == Staff(ready=1)

    everywhere, _ = fold(board, [AgentChanged(PBX, at(9), "6001", AgentState.BREAK, "lunch")], RULES)

    assert everywhere.queues[PBX, "vip"].staff == Staff(on_break=1)
    assert everywhere.agents[PBX, "6001"].since == at(1)  # the same break, now in every queue


def test_asking_for_a_break_does_not_restart_the_contact() -> None:
    board = board_of(
        AgentChanged(PBX, at(0), "6001", AgentState.HANDLING),
        AgentChanged(PBX, at(30), "6001", AgentState.HANDLING, "lunch"),
    )
    agent = board.agents[PBX, "6001"]
    assert (agent.since, agent.break_code) == (at(0), "lunch")


def test_a_state_older_than_the_agents_line_changes_nothing() -> None:
    board = board_of(
        AgentChanged(PBX, at(30), "6001", AgentState.READY),
        AgentChanged(PBX, at(10), "6001", AgentState.BREAK, "lunch"),
    )
    assert board.agents[PBX, "6001"].state is AgentState.READY


def test_a_new_business_day_starts_from_nothing_but_keeps_who_waits() -> None:
    board = board_of(
        ContactOffered(PBX, at(0), "a", "billing"),
        ContactAbandoned(PBX, at(9), "a", "billing", 9.0),
        ContactOffered(PBX, at(10), "b", "billing"),
    )
    assert board.day is not None
    tomorrow, changed = advance(board, RULES.days.ends(board.day), RULES)
    line = tomorrow.queues[PBX, "billing"]
    assert changed.day
    assert line.today.offered == 0
    assert [contact.contact for contact in line.waiting] == ["b"]

    answered, _ = fold(
        tomorrow,
        [
            ContactAnswered(
                PBX, RULES.days.ends(board.day) + timedelta(minutes=1), "b", "billing", "6001", 57_000.0
            )
        ],
        RULES,
    )
    assert answered.queues[PBX, "billing"].today.answered == 0  # it was yesterday's contact


def test_midnight_is_not_the_end_of_a_day_that_starts_at_four() -> None:
    board = board_of(ContactOffered(PBX, at(0), "a", "billing"))
    assert advance(board, at(13 * 3600), RULES)[0] is board


def test_a_lost_source_keeps_its_figures() -> None:
    board = board_of(
        SourceUp(PBX, at(0), "Asterisk"),
        ContactOffered(PBX, at(1), "a", "billing"),
        SourceDown(PBX, at(2), "connection reset"),
    )
    assert not board.sources[PBX].up
    assert board.sources[PBX].since == at(2)
    assert len(board.queues[PBX, "billing"].waiting) == 1


def test_nothing_new_gives_the_very_same_board() -> None:
    board = board_of(AgentChanged(PBX, at(0), "6001", AgentState.READY))
    again, changed = fold(board, [], RULES)
    assert again is board
    assert not changed
