"""A journalled morning of the demo with a gap, alarms and an announcement: for pictures of a replay."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from supervisor.clock import BusinessDays
from supervisor.events import AuditDone, Difference, SourceDown, SourceUp
from supervisor.live.axis import Mark, MarkKind
from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.sources.simulated.kept_day import kept_day
from supervisor.sources.simulated.simulation import Makings, groups
from supervisor.storage.database import open_centre, open_journal
from supervisor.words import _

GAP = (time(9, 6), time(9, 17))
SNAPSHOT = time(9, 30)

_folders: list[tempfile.TemporaryDirectory[str]] = []  # gone with the program


@lru_cache(maxsize=2)  # a second each
def sample_journal(makings: Makings, day: date, until: datetime, rules: CountingRules) -> str:
    """The URL of a centre whose journal holds *day* of the demo of *makings* up to *until*."""
    folder = tempfile.TemporaryDirectory(prefix="supervisor-picture-")
    _folders.append(folder)
    url = f"sqlite:///{folder.name}/floor.db"
    source, zone = makings.source, rules.days.zone
    down, up = (datetime.combine(day, at, zone).astimezone(UTC) for at in GAP)
    said = [event for event in kept_day(makings, day, until) if not down <= event.at < up]
    minute = rules.days.begins(day) + timedelta(minutes=1)
    while minute < until:  # as a collector would have compared
        if not down - timedelta(minutes=1) <= minute < up:
            found = 2 if minute - rules.days.begins(day) == timedelta(hours=8, minutes=25) else 0
            said.append(AuditDone(source, minute, 143, found, False, (Difference("queue", ""),) * found))
        minute += timedelta(minutes=1)
    said += [SourceDown(source, down, "Connection refused"), SourceUp(source, up)]
    said.sort(key=lambda event: event.at)
    open_centre(url).close()
    with open_journal(url) as database:
        journal = Journal(database)
        rows = [entry(source, part, sequence=number) for number, part in enumerate(groups(said, 50), 1)]
        journal.append_all(rows, collector="sample")
        kept = datetime.combine(day, SNAPSHOT, zone).astimezone(UTC)
        before = [row for row in rows if row.last_at <= kept]
        board, _changed = fold(EMPTY, said[: sum(row.count for row in before)], rules)
        journal.save_snapshot(board, len(before), rules, before[-1].last_at)
    return url


def sample_marks(day: date, days: BusinessDays) -> tuple[Mark, ...]:
    """What alarms and people said that morning."""

    def at(hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), days.zone).astimezone(UTC)

    return (
        Mark(MarkKind.ALARM, at(8, 41), at(8, 52), _("Customers wait"), 1),
        Mark(MarkKind.ALARM, at(9, 6), at(9, 17), _("Source not heard"), 2),
        Mark(MarkKind.ANNOUNCEMENT, at(9, 30), at(10, 15), _("Breaks overdue")),
        Mark(MarkKind.ALARM, at(9, 58), at(10, 21), _("Customers wait"), 2),
        Mark(MarkKind.ALARM, at(10, 33), None, _("Breaks overdue"), 1),
    )
