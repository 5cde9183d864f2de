from __future__ import annotations

from supervisor.events import AgentChanged, AgentSeen, AgentState
from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.breaks import break_codes, overruns
from tests.live.floor import PBX, RULES, at

CODES = break_codes((BreakCode("lunch", BreakKind.MEAL, 600),))


def over(*break_queues: str, now: float) -> dict[tuple[str, str], int]:
    board, _ = fold(
        EMPTY,
        [
            AgentSeen(PBX, at(0), "6001", "王芳", ("billing", "vip")),
            AgentChanged(PBX, at(0), "6001", AgentState.BREAK, "Lunch", None, break_queues),
        ],
        RULES,
    )
    return overruns(board, at(now), CODES)


def test_a_break_is_over_only_beyond_its_limit() -> None:
    assert over(now=600) == {}
    assert over(now=601) == {(PBX, "billing"): 1, (PBX, "vip"): 1}


def test_a_break_in_one_queue_is_over_in_that_queue_alone() -> None:
    assert over("billing", now=601) == {(PBX, "billing"): 1}
