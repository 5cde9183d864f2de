from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    AuditDone,
    ContactAnswered,
    ContactDequeued,
    ContactOffered,
    FullState,
    LiveEvent,
    QueueSeen,
    WaitingContact,
)
from supervisor.live.audit import corrections
from supervisor.live.board import EMPTY, Board, Stage
from supervisor.live.fold import fold
from tests.live.floor import PBX, RULES, at
from tests.live.test_fold import CONTACTS, LOGINS, QUEUES, floors

LATER = 1_000_000.0


@st.composite
def full_states(draw: st.DrawFn) -> FullState:
    now = at(LATER)
    agents = tuple(
        (
            AgentSeen(PBX, now, login, login, tuple(sorted(draw(st.sets(st.sampled_from(QUEUES)))))),
            AgentChanged(
                PBX, now, login, draw(st.sampled_from(AgentState)), draw(st.sampled_from((None, "lunch")))
            ),
        )
        for login in sorted(draw(st.sets(st.sampled_from(LOGINS))))
    )
    waiting = tuple(
        WaitingContact(contact, draw(st.sampled_from(QUEUES)), at(LATER - 30))
        for contact in sorted(draw(st.sets(st.sampled_from(CONTACTS))))
    )
    queues = tuple(QueueSeen(PBX, now, queue, threshold_s=20) for queue in QUEUES)
    handling = draw(st.none() | st.frozensets(st.sampled_from(LOGINS)))
    return FullState(PBX, now, queues, agents, waiting, handling, draw(st.booleans()), draw(st.booleans()))


def mended(board: Board, full: FullState) -> tuple[Board, AuditDone]:
    events = corrections(board, full)
    last = events[-1]
    assert isinstance(last, AuditDone)
    return fold(board, events, RULES)[0], last


@given(floors(), full_states())
def test_after_the_corrections_a_second_comparison_finds_nothing(
    events: list[LiveEvent], full: FullState
) -> None:
    board, _ = mended(fold(EMPTY, events, RULES)[0], full)
    _, again = mended(board, full)
    assert again.differences == 0


@given(floors(), full_states())
def test_the_mended_board_shows_the_sources_waiting_contacts_and_states(
    events: list[LiveEvent], full: FullState
) -> None:
    board, _ = mended(fold(EMPTY, events, RULES)[0], full)
    waiting = {(contact.contact, contact.queue) for line in board.queues.values() for contact in line.waiting}
    assert waiting == {(contact.contact, contact.queue) for contact in full.waiting}
    assert {key[1]: (line.state, line.break_code) for key, line in board.agents.items()} == {
        doing.login: (doing.state, doing.break_code) for _, doing in full.agents
    }


@given(floors(), full_states())
def test_no_counter_falls_when_a_board_is_mended(events: list[LiveEvent], full: FullState) -> None:
    before = fold(EMPTY, events, RULES)[0]
    full = FullState(
        PBX, before.at or at(0), full.queues, full.agents, full.waiting, full.handling, full.after_gap
    )
    after, _ = mended(before, full)
    if before.day == after.day:
        for key, line in before.queues.items():
            now = after.queues[key].today
            assert now.offered >= line.today.offered
            assert now.answered >= line.today.answered
            assert now.abandoned >= line.today.abandoned


def full(
    *waiting: WaitingContact, after_gap: bool = False, state: AgentState = AgentState.READY
) -> FullState:
    return FullState(
        PBX,
        at(60),
        (QueueSeen(PBX, at(60), "billing", threshold_s=20),),
        ((AgentSeen(PBX, at(60), "6001", "王芳", ("billing",)), AgentChanged(PBX, at(60), "6001", state)),),
        waiting,
        after_gap=after_gap,
    )


def test_the_first_state_of_a_source_is_no_difference() -> None:
    board, done = mended(EMPTY, full(WaitingContact("a", "billing", at(50))))
    assert done.differences == 0
    assert board.queues[PBX, "billing"].waiting[0].since == at(50)
    assert board.queues[PBX, "billing"].staff.ready == 1


def test_a_ghost_waits_no_longer_and_is_lost_when_nobody_says_what_became_of_it() -> None:
    board, _ = mended(EMPTY, full())
    board, _ = fold(board, [ContactOffered(PBX, at(10), "ghost", "billing")], RULES)
    board, done = mended(board, full())
    assert (done.differences, done.details[0].kind) == (1, "waiting_ghost")
    assert board.queues[PBX, "billing"].waiting == ()
    assert board.queues[PBX, "billing"].today.left == 0

    board, again = mended(board, replace(full(), at=at(120)))

    today = board.queues[PBX, "billing"].today
    assert (today.offered, today.left, today.lost) == (1, 1, 1)
    assert again.differences == 0  # it was counted when it was found
    assert board.sources[PBX].differences == 1


def test_a_contact_answered_as_the_gap_ends_is_answered_and_not_lost() -> None:
    board, _ = mended(EMPTY, full())
    board, _ = fold(board, [ContactOffered(PBX, at(10), "a", "billing")], RULES)
    board, _ = mended(board, full(after_gap=True))
    board, _ = fold(board, [ContactAnswered(PBX, at(61), "a", "billing", "6001", 51.0)], RULES)
    today = board.queues[PBX, "billing"].today
    assert (today.offered, today.answered, today.left) == (1, 1, 0)


def test_whoever_waited_when_the_source_lost_its_memory_is_lost() -> None:
    board, _ = mended(EMPTY, full())
    board, _ = fold(board, [ContactOffered(PBX, at(10), "a", "billing")], RULES)
    board, _ = mended(board, replace(full(after_gap=True), restarted=True))
    assert board.queues[PBX, "billing"].today.lost == 1


def test_what_a_silence_kept_from_us_is_missed_and_no_error() -> None:
    board, _ = mended(EMPTY, full())
    board, _ = mended(board, full(after_gap=True, state=AgentState.BREAK))
    assert (board.sources[PBX].differences, board.sources[PBX].missed) == (0, 1)


def test_a_contact_between_queue_and_agent_is_left_alone() -> None:
    board, _ = mended(EMPTY, full())
    board, _ = fold(
        board,
        [ContactOffered(PBX, at(10), "a", "billing"), ContactDequeued(PBX, at(59), "a", "billing")],
        RULES,
    )
    board, done = mended(board, full())
    assert done.differences == 0
    assert board.contacts[PBX, "a", "billing"].stage is Stage.LEAVING


def test_a_contact_whose_agent_is_free_again_leaves_the_agents_hands() -> None:
    board, _ = mended(EMPTY, full())
    board, _ = fold(
        board,
        [
            ContactOffered(PBX, at(10), "a", "billing"),
            ContactAnswered(PBX, at(15), "a", "billing", "6001", 5.0),
        ],
        RULES,
    )
    state = full()
    free = FullState(PBX, state.at, state.queues, state.agents, (), frozenset())
    board, done = mended(board, free)
    assert board.agents[PBX, "6001"].contacts == 0
    assert done.details[0].kind == "handling_ghost"
    assert board.queues[PBX, "billing"].today.ended == 0  # its talk time may still be said
