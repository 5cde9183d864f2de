"""Advice computed in the work process: what if, and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from supervisor.live.board import QueueKey, load
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode
from supervisor.wallboard.break_rules import BreakRules

if TYPE_CHECKING:  # numpy and SQLAlchemy come with it, in the work process alone
    from sqlalchemy import Connection

    from supervisor.advice.demand import Missing
    from supervisor.advice.forecast import Forecast
    from supervisor.advice.question import Answers, Ranged
    from supervisor.advice.why import Unclear, Why
    from supervisor.storage.changes import Changes
    from ui.jobs import Report

Window = tuple[datetime, datetime]


def answer(
    _report: Report | None,
    saved: bytes,
    key: QueueKey,
    now: datetime,
    rules: CountingRules,
    breaks: BreakRules,
    code: BreakCode,
    target: float,
    going: bool,
) -> Answers:
    """Every answer about queue *key* of the board that was *saved*; *going*: also who may go."""
    from supervisor.advice.question import answers

    return answers(load(saved), key, now, rules, breaks, code, target, going=going)


def answer_with_range(
    _report: Report | None,
    saved: bytes,
    key: QueueKey,
    now: datetime,
    rules: CountingRules,
    people: int,
    made_by: str,
) -> Ranged | Missing:
    """The answer for *people* more with its range, and the log's entry."""
    from supervisor.advice.question import ranged

    return ranged(load(saved), key, now, rules, people, made_by)


def explain(
    report: Report | None,
    url: str,
    saved: bytes,
    key: QueueKey,
    before: Window,
    after: Window,
    rules: CountingRules,
) -> Why | Unclear | None:
    """Why the answer rate of *after* differs from that of *before*, from the journal at *url*; None when the
    journal does not reach back that far. Agents are split by their work up to the board that was *saved*."""
    from supervisor.advice.journalled import observed_in
    from supervisor.advice.sharing import sharing
    from supervisor.advice.why import why
    from supervisor.live.journal import Journal
    from supervisor.storage.database import open_journal

    split = sharing(load(saved))
    seen = []
    with open_journal(url) as database:
        journal = Journal(database)
        for number, (since, until) in enumerate((before, after)):
            same_day = rules.days.day(since) == rules.days.day(after[1])
            found = observed_in(journal, [key], since, until, rules, split if same_day else None)
            if found is None:
                return None
            seen.append(found)
            if report is not None:
                report(number + 1, 2)
    return why(seen[0], seen[1])


def record(db: Connection, since: datetime) -> list[Forecast]:
    """The forecasts made since *since*, the newest first; on the database thread."""
    from supervisor.advice.store import forecasts

    return forecasts(db, since)


def log(db: Connection, forecast: Forecast) -> tuple[Changes, tuple[Forecast, bool]]:
    """Write *forecast* into the record; on the database thread."""
    from supervisor.advice.noted import note

    return note(db, forecast)
