"""The board as plain data: what `supervisor board --json` prints, for scripts and other programs.

The names of the fields are a promise; they only grow. Instants are ISO 8601 in UTC, durations seconds, shares
0 to 1; null is unknown or nothing to divide by, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from supervisor.live.board import AgentLine, Board, QueueLine, SourceLine
from supervisor.live.feed import Feed
from supervisor.live.rules import CountingRules
from supervisor.wallboard.metrics import PeriodFigures, Rate, queue_figures


def board_report(
    board: Board, feeds: Mapping[str, Feed], now: datetime, rules: CountingRules
) -> dict[str, Any]:
    """The whole board when the clock reads *now*; *feeds* judges its sources, by name."""
    day = board.day or rules.days.day(now)
    begins = rules.days.begins(day)
    return {
        "as_of": instant(now),
        "day": day.isoformat(),
        "sources": [_source(line, feeds.get(line.name)) for line in board.sources.values()],
        "queues": [_queue(line, now, begins) for line in board.queues.values() if not line.gone],
        "agents": [_agent(line) for line in board.agents.values()],
    }


def instant(at: datetime | None) -> str | None:
    """*at* as ISO 8601 in UTC with a Z; None stays None."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _source(line: SourceLine, feed: Feed | None) -> dict[str, Any]:
    return {
        "name": line.name,
        "state": str(feed.state) if feed else "dead",
        "since": instant(feed.since if feed else line.since),
        "last_event_at": instant(line.last_event_at),
        "product": line.product,
        "reason": line.reason,
        "audits": line.audits,
        "audit_differences": line.differences,
        "missed_in_gaps": line.missed,
        "last_audit_at": instant(line.last_audit_at),
        "last_compared": line.last_compared if line.last_audit_at else None,
        "unusable": dict(line.unusable),
    }


def _queue(line: QueueLine, now: datetime, begins: datetime) -> dict[str, Any]:
    figures = queue_figures(line, now, begins)
    staff = line.staff
    longest = figures.longest_wait_s
    return {
        "source": line.source,
        "name": line.name,
        "channel": str(line.channel),
        "waiting": figures.waiting,
        "longest_wait_s": None if longest is None else round(longest, 3),
        "ready": staff.ready,
        "ringing": staff.ringing,
        "handling": staff.handling,
        "after_contact": staff.after_contact,
        "on_break": staff.on_break,
        "offline": staff.offline,
        "unknown": staff.unknown,
        **_period(figures.today),
        "threshold_s": line.threshold_s,
        "last_30_min": _period(figures.recent),
    }


def _period(figures: PeriodFigures) -> dict[str, Any]:
    counts = figures.counts
    return {
        "offered": counts.offered,
        "answered": counts.answered,
        "abandoned": counts.abandoned,
        "left": counts.left,
        "lost": counts.lost,
        "answer_rate": _value(figures.answer_rate.value),
        "answer_rate_counts": _counts(figures.answer_rate),
        "service_level": _value(figures.service_level.value),
        "service_level_counts": _counts(figures.service_level),
        "mean_wait_s": _value(figures.mean_wait_s),
        "mean_talk_s": _value(figures.mean_talk_s),
    }


def _value(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _counts(rate: Rate) -> dict[str, int]:
    return {"numerator": rate.part, "denominator": rate.whole}


def _agent(line: AgentLine) -> dict[str, Any]:
    return {
        "source": line.source,
        "name": line.name,
        "login": line.login,
        "team": line.team,
        "state": str(line.state),
        "break_code": line.break_code,
        "break_queues": list(line.break_queues or line.queues) if line.break_code is not None else [],
        "since": instant(line.since),
        "queues": list(line.queues),
        "contacts": line.contacts,
    }
