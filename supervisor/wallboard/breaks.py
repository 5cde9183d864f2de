"""Break codes as the centre means them: their kind, their limit, and who is over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from supervisor.events import AgentState
from supervisor.live.board import AgentLine, Board, QueueKey
from supervisor.settings.breaks import BreakCode, BreakKind


def break_codes(codes: tuple[BreakCode, ...]) -> dict[str, BreakCode]:
    """The codes by the source's word for them, whatever its case."""
    return {code.code.casefold(): code for code in codes}


@dataclass(frozen=True)
class BreakView:
    """One agent's break now: *limit_s* and *over_s* are None when the code has no limit.

    Wellbeing time is never over: whatever its limit, nobody is called back or counted for it.
    """

    code: BreakCode | None
    elapsed_s: float
    limit_s: float | None

    @property
    def is_wellbeing(self) -> bool:
        return self.code is not None and self.code.kind is BreakKind.WELLBEING

    @property
    def over_s(self) -> float | None:
        """Seconds beyond the limit; None while within it or without one."""
        if self.limit_s is None or self.elapsed_s <= self.limit_s or self.is_wellbeing:
            return None
        return self.elapsed_s - self.limit_s


def on_break(agent: AgentLine, now: datetime, codes: Mapping[str, BreakCode]) -> BreakView | None:
    """The agent's break when the clock reads *now*; None when the agent is not on one."""
    if agent.state is not AgentState.BREAK:
        return None
    code = codes.get((agent.break_code or "").casefold())
    elapsed = max(0.0, (now - agent.since).total_seconds())
    return BreakView(code, elapsed, code.limit_s if code else None)


def overruns(board: Board, now: datetime, codes: Mapping[str, BreakCode]) -> dict[QueueKey, int]:
    """How many of each queue's agents are on break beyond its limit; queues without any are left out."""
    over: dict[QueueKey, int] = {}
    for agent in board.agents.values():
        view = on_break(agent, now, codes)
        if view is not None and view.over_s is not None:
            for queue in agent.queues:
                if agent.state_in(queue) is AgentState.BREAK:  # in the others the agent is ready
                    key = (agent.source, queue)
                    over[key] = over.get(key, 0) + 1
    return over
