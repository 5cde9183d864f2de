"""Agents of several queues are split by their work, and nobody is counted twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.advice.sharing import sharing
from supervisor.events import AgentState
from supervisor.live.board import AgentLine, Board, QueueLine, Work
from supervisor.live.counts import Counts
from tests.advice.floors import BEGINS, PBX

QUEUES = ("sales", "service", "vip")


def _agent(login: str, queues: tuple[str, ...], **more: object) -> AgentLine:
    return AgentLine(PBX, login, login, AgentState.READY, BEGINS, BEGINS, queues=queues, **more)  # type: ignore[arg-type]


def _board(*agents: AgentLine, **handle_s: float) -> Board:
    lines = [QueueLine(PBX, name, 20, today=Counts(handle_s=handle_s.get(name, 0.0))) for name in QUEUES]
    return Board(queues={line.key: line for line in lines}, agents={agent.key: agent for agent in agents})


work = st.lists(st.tuples(st.sampled_from(QUEUES), st.floats(0, 30_000)), unique_by=lambda of: of[0])


@given(st.lists(st.tuples(st.sets(st.sampled_from(QUEUES), min_size=1), work), max_size=6))
def test_the_shares_of_an_agent_add_up_to_one(people: list[tuple[set[str], list[tuple[str, float]]]]) -> None:
    agents = [
        _agent(str(number), tuple(sorted(queues)), work=tuple(Work(queue, 1, s) for queue, s in done))
        for number, (queues, done) in enumerate(people)
    ]
    board = _board(*agents, sales=5000, vip=100)
    split = sharing(board)
    for agent in agents:
        assert sum(split.by_agent[agent.key].values()) == pytest.approx(1)
        assert all(0 <= share <= 1 for share in split.by_agent[agent.key].values())


def test_an_agent_is_split_by_the_work_of_the_day() -> None:
    anna = _agent("anna", ("sales", "vip"), work=(Work("sales", 80, 18_000), Work("vip", 10, 2_000)))
    split = sharing(_board(anna))
    assert split.of(anna.key, "sales") == pytest.approx(0.88, abs=0.02)


def test_whoever_has_just_come_is_split_by_what_the_queues_bring() -> None:
    ben = _agent("ben", ("sales", "vip"))
    assert sharing(_board(ben)).of(ben.key, "vip") == 0.5
    assert sharing(_board(ben, sales=9000, vip=1000)).of(ben.key, "vip") == pytest.approx(0.1)


def test_a_queue_in_which_the_break_holds_gets_nothing() -> None:
    cem = _agent("cem", ("sales", "vip"), break_queues=("sales",), break_code="lunch")
    cem = AgentLine(
        PBX, "cem", "Cem", AgentState.BREAK, BEGINS, BEGINS, "lunch", "", ("sales", "vip"), 0, ("sales",)
    )
    split = sharing(_board(cem, sales=9000))
    assert (split.of(cem.key, "sales"), split.of(cem.key, "vip")) == (0, 1)
