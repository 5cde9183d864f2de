"""Agents who serve several queues, split between them by their recent work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine, Board, QueueKey

FEW_S = 900.0
"""An agent with so much work today is split half by it, half by how much work each of the queues brings."""


@dataclass(frozen=True)
class Sharing:
    """How each agent is split: shares of 0 to 1 by queue, which add up to 1 for every agent who serves any.

    An estimate, and to be called one: what an agent does next depends on who is waiting then.
    """

    by_agent: Mapping[AgentKey, Mapping[str, float]]

    def of(self, agent: AgentKey, queue: str) -> float:
        """The share of *agent* that *queue* gets; 0 when the agent does not serve it."""
        return self.by_agent.get(agent, {}).get(queue, 0.0)


def sharing(board: Board) -> Sharing:
    """How the agents of *board* are split: by the seconds that each worked for each queue today.

    Where an agent has not worked for long (FEW_S), what is missing is filled in by the queues' own work
    today, and evenly when there is none of that either. A queue in which the agent is on a break, while
    ready in others, gets nothing; one that has gone neither.
    """
    loads = {key: line.today.handle_s for key, line in board.queues.items() if not line.gone}
    return Sharing({key: _split(agent, loads) for key, agent in board.agents.items()})


def _split(agent: AgentLine, loads: Mapping[QueueKey, float]) -> dict[str, float]:
    served = [queue for queue in agent.queues if (agent.source, queue) in loads]
    if agent.break_queues:
        here = [queue for queue in served if agent.state_in(queue) is not AgentState.BREAK]
        served = here or served
    if len(served) < 2:
        return dict.fromkeys(served, 1.0)
    wanted = {queue: loads[agent.source, queue] for queue in served}
    whole = sum(wanted.values())
    usual = {queue: wanted[queue] / whole if whole else 1 / len(served) for queue in served}
    worked = {done.queue: done.handle_s for done in agent.work}
    seconds = {queue: worked.get(queue, 0.0) + FEW_S * usual[queue] for queue in served}
    total = sum(seconds.values())
    return {queue: of / total for queue, of in seconds.items()}
