"""What the alarm screens have done on the database thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from supervisor.alarms.alarm import Alarm, AlarmEvent
from supervisor.alarms.rule import AlarmRule
from supervisor.wallboard.levels import Level
from ui.steps import step

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.alarms.rehearsal import Rehearsal
    from supervisor.live.rules import CountingRules
    from supervisor.settings.breaks import BreakCode
    from supervisor.storage.changes import Changes
    from ui.jobs import Report

Stepped = tuple["Changes", int | None]


def events(db: Connection, number: int) -> tuple[AlarmEvent, ...]:
    """What happened to alarm *number*, in order."""
    from supervisor.alarms.store import events_of

    return events_of(db, number)


def acknowledge(db: Connection, seen: Mapping[int, Level], *, at: datetime, who: str) -> Changes:
    """Note that *who* takes these alarms on, each as it was *seen*."""
    from supervisor.alarms.store import acknowledge_all

    return acknowledge_all(db, who=who, at=at, seen=seen)


def put_away(
    db: Connection, key: str, until: datetime, *, what: str, reason: str, at: datetime, who: str
) -> Stepped:
    """Put an alarm or a rule away until *until*; the changes and the step that can be taken back."""
    from supervisor.alarms.store import shelve

    return step(db, shelve, key, until, what=what, reason=reason, at=at, who=who)


def take_out(db: Connection, key: str, *, what: str, at: datetime, who: str) -> Stepped:
    """Hear of it again."""
    from supervisor.alarms.store import unshelve

    return step(db, unshelve, key, what=what, at=at, who=who)


def save_rule(db: Connection, rule: AlarmRule, *, version: int, at: datetime, who: str) -> Stepped:
    """Save a rule that was read at *version*, 0 for a new one or one as it was shipped."""
    from supervisor.alarms.store import save_rule as save

    return step(db, save, rule, version=version, at=at, who=who)


def delete_rule(db: Connection, rule_id: str, *, version: int, at: datetime, who: str) -> Stepped:
    """Delete a rule; a shipped one is again as it was shipped."""
    from supervisor.alarms.store import delete_rule as delete

    return step(db, delete, rule_id, version=version, at=at, who=who)


@dataclass(frozen=True)
class Past:
    """The alarms of a time, newest first; *whole* unless there were more than were asked for."""

    alarms: tuple[Alarm, ...]
    whole: bool


def past(db: Connection, since: datetime, until: datetime, limit: int) -> Past:
    """The alarms that were open at some time between."""
    from supervisor.alarms.store import history

    found = history(db, since, until, limit=limit + 1)
    return Past(found[:limit], len(found) <= limit)


def rehearse(
    report: Report,
    url: str,
    rules: tuple[AlarmRule, ...],
    counting: CountingRules,
    break_rules: tuple[BreakCode, ...],
    since: datetime,
    until: datetime,
) -> tuple[Rehearsal | None, ...]:
    """What each of *rules* would have raised from *since* to *until*; in the work process."""
    from supervisor.alarms.rehearsal import rehearse as try_rule
    from supervisor.live.journal import Journal
    from supervisor.storage.database import open_journal
    from supervisor.wallboard.breaks import break_codes

    codes, count = break_codes(break_rules), len(rules)
    found = []
    with open_journal(url) as opened:
        journal = Journal(opened)
        for place, rule in enumerate(rules):

            def tell(done: int, total: int, place: int = place) -> None:
                if done % 8 == 0 or done == total:
                    report(place * total + done, count * total)

            found.append(try_rule(journal, rule, counting, codes, since, until, progress=tell))
    return tuple(found)
