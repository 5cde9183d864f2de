"""A record and a comparison as a day would leave them, for pictures: made from the board, not invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from supervisor.advice.forecast import Because, Forecast, Outcome, Verdict, outlooks
from supervisor.advice.observed import AgentTime, Observed
from supervisor.advice.why import Unclear, Why, why
from supervisor.events import AgentState
from supervisor.live.board import Board, QueueKey
from supervisor.live.counts import Counts
from supervisor.live.rules import CountingRules
from ui.advice.why_page import HALF, Window


def sample_record(board: Board, now: datetime, rules: CountingRules) -> list[Forecast]:
    """Forecasts of the last hour, scored with what the queues' last half hour came to."""
    made = outlooks(board, [key for key, line in board.queues.items() if not line.gone], now, rules)
    found: list[Forecast] = []
    for back in range(7):
        at = now - timedelta(minutes=10 * back)
        for place, one in enumerate(made):
            told = replace(one, id=len(found) + 1, made_at=at, due_at=at + timedelta(minutes=11))
            if back == 0:
                found.append(told)
                continue
            line, whole = board.queues[one.queue], 8 + (place * 5 + back * 3) % 17
            recent = [counts for minute, counts in line.minutes.items() if minute % 7 == back % 7]
            in_time = sum(counts.in_time for counts in recent)
            settled = max(1, sum(counts.settled - counts.abandoned_short for counts in recent))
            part = round(whole * min(1.0, in_time / settled))
            because = Because.PEOPLE if (place + back) % 6 == 0 else None
            outcome = Outcome(part, whole, one.told.grounds.people, because=because)
            inside = one.foretold.low - 1e-9 <= part / whole <= one.foretold.high + 1e-9
            verdict = Verdict.HIT if inside else Verdict.MISS
            found.append(
                replace(
                    told,
                    outcome=outcome,
                    verdict=Verdict.NOT_COMPARABLE if because is not None else verdict,
                    scored_at=told.due_at,
                )
            )
    return found


def sample_why(
    board: Board, key: QueueKey, now: datetime, rules: CountingRules
) -> tuple[Why | Unclear, tuple[Window, Window]]:
    """Two half hours of queue *key*: fewer people and more breaks in the second."""
    until = now.replace(second=0, microsecond=0)
    before, after = (until - 2 * HALF, until - HALF), (until - HALF, until)
    teams = sorted({agent.team for agent in board.agents.values() if key[1] in agent.queues})[:2] or [""]
    codes = sorted(
        {spent.break_code for agent in board.agents.values() for spent in agent.spent if spent.break_code}
    )

    def times(working: float, resting: float) -> tuple[AgentTime, ...]:
        found = [AgentTime(team, AgentState.HANDLING, "", working / len(teams)) for team in teams]
        found += [
            AgentTime(team, AgentState.BREAK, code, resting / len(teams) / 2)
            for team in teams
            for code in codes[:2]
        ]
        return tuple(found)

    calm = Counts(
        62, 57, 50, 5, 1, wait_answered_s=540, wait_abandoned_s=250, wait_short_s=3, ended=55, handle_s=14300
    )
    busy = Counts(
        78,
        58,
        33,
        20,
        2,
        wait_answered_s=1730,
        wait_abandoned_s=1490,
        wait_short_s=6,
        ended=54,
        handle_s=15700,
    )
    return (
        why(
            Observed(*before, calm, times(14.2 * 1800, 1.3 * 1800)),
            Observed(*after, busy, times(12.1 * 1800, 3.4 * 1800)),
        ),
        (before, after),
    )
