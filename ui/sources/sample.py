"""An audit of the demo centre for pictures, with more gone wrong than a morning ever has at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from supervisor.audit.finding import Finding, Kind, QueueSums, Reconciliation, Sums, Why
from supervisor.live.board import Board
from supervisor.live.rules import CountingRules
from supervisor.sources.simulated.day_log import SimulatedDayLog

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from supervisor.live.sign import Sign
    from ui.sources.work import Audited


def sample_audit(board: Board, source: str, rules: CountingRules, now: datetime, *, wrong: bool) -> Audited:
    """What the page shows when all is well, or when *wrong*."""
    from supervisor.storage.exclusions import Exclusion
    from ui.sources.work import Audited

    lines = [line for line in board.queues.values() if line.source == source]
    queues = [
        QueueSums(line.name, (ours := Sums(*_counts(line.today, len(line.waiting)))), ours) for line in lines
    ]
    at = now - timedelta(minutes=2, seconds=16)
    result = Reconciliation(
        source,
        rules.days.day(now),
        at,
        at,
        rules.days.begins(rules.days.day(now)),
        sum(sums.ours.offered for sums in queues),
        queues=tuple(queues),
        logged=True,
        last_logged=at,
        where=SimulatedDayLog.where,
    )
    if not wrong:
        return Audited({source: result})
    first, second, third = (line.name for line in lines[:3])
    agent = next(line.name for line in board.agents.values())
    findings = (
        Finding(
            Kind.GHOST_WAITING,
            first,
            "261123-0417",
            at - timedelta(minutes=48),
            theirs="abandoned",
            theirs_n=74,
        ),
        Finding(Kind.OUTCOME, second, "261123-0612", at - timedelta(minutes=31), "", "lost", "abandoned"),
        Finding(Kind.SIGNED_IN, agent=agent, ours_n=9_840, theirs_n=9_060),
        Finding(
            Kind.UNSEEN, third, "261123-0633", at - timedelta(minutes=27), theirs="answered", why=Why.GAP
        ),
    )
    wronged = tuple(
        sums if sums.queue != third else QueueSums(third, sums.ours, sums.ours + Sums(1, 1))
        for sums in queues
    )
    ghost = Exclusion(source, "261123-0158", second, "ghost_waiting", at - timedelta(minutes=90), "li.na")
    return Audited(
        {
            source: Reconciliation(
                source,
                result.day,
                at,
                at,
                result.since,
                result.compared,
                3,
                1,
                findings,
                wronged,
                True,
                at,
                where=result.where,
            )
        },
        (ghost,),
    )


def _counts(today: object, waiting: int) -> tuple[int, int, int, int, int]:
    offered, answered, abandoned, left = (
        getattr(today, name) for name in ("offered", "answered", "abandoned", "left")
    )
    return offered, answered, abandoned, left, waiting


def sample_signs(source: str, now: datetime) -> tuple[Sign, ...]:
    """Two collectors of one site, and one of another that nobody stands by for."""
    from supervisor.live.sign import Role, Sign

    since, day = now - timedelta(minutes=12), now - timedelta(hours=3)
    return (
        Sign("a", "collect-1", "north", (source,), Role.WORKING, day, now, day),
        Sign("c", "collect-3", "south", ("south",), Role.WORKING, day, now, day),
        Sign("b", "collect-2", "north", (source,), Role.STAND_BY, since, now, since),
    )
