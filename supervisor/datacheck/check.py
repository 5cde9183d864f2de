"""The three-monthly check of the facts: everything that may be wrong with them, looked for in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from supervisor.datacheck.duplicates import duplicates
from supervisor.datacheck.finding import DataCheck, Family, Finding, Severity
from supervisor.datacheck.gaps import gaps
from supervisor.datacheck.impossible import impossible
from supervisor.datacheck.look import Look
from supervisor.datacheck.names import names
from supervisor.datacheck.orphans import orphans
from supervisor.datacheck.people import people
from supervisor.history.names import Names
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.history_tables import history_count, history_entry

PERIOD = timedelta(days=92)
"""What is looked at when nothing else is said: three months up to yesterday."""

CHECKS: dict[Family, Callable[[Look], list[Finding]]] = {
    Family.DUPLICATES: duplicates,
    Family.GAPS: gaps,
    Family.ORPHANS: orphans,
    Family.IMPOSSIBLE: impossible,
    Family.NAMES: names,
    Family.PEOPLE: people,
}
"""Every check, in the order in which findings of one severity are shown."""


def look_at(
    db: Connection, roll: Roll, settings: CentreSettings, first_day: date, last_day: date, *, now: datetime
) -> Look:
    """What is needed to look at the history (*db*, read) from *first_day* to *last_day*, both whole."""
    return Look(db, roll, settings, first_day, last_day, now, Names().read(db))


def check(
    look: Look, *, who: str, report: Callable[[int, int], None] = lambda done, total: None
) -> DataCheck:
    """Look for everything; *report* tells how many of the checks are done. Writes nothing."""
    found: list[Finding] = []
    report(0, len(CHECKS))
    for done, each in enumerate(CHECKS.values(), 1):
        found += each(look)
        report(done, len(CHECKS))
    severities, families = list(Severity), list(Family)
    found.sort(key=lambda one: (severities.index(one.severity), families.index(one.family)))
    entries = look.db.execute(
        select(func.count()).select_from(history_entry).where(look.entries())
    ).scalar_one()
    counts = look.db.execute(
        select(func.count()).select_from(history_count).where(look.counts())
    ).scalar_one()
    return DataCheck(look.now, who, look.first_day, look.last_day, tuple(found), entries, counts)


def usual_period(today: date) -> tuple[date, date]:
    """First and last day of the three months up to yesterday."""
    return today - PERIOD, today - timedelta(days=1)
