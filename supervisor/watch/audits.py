"""Audits every source of the centre every few minutes, beside everything else that the watch process does."""

from __future__ import annotations

import logging
from collections.abc import Callable

from supervisor.audit import store
from supervisor.audit.auditor import Auditor
from supervisor.clock import BusinessDays
from supervisor.live.journal import Journal
from supervisor.sources.day_log import DayLog
from supervisor.storage.database import Database, open_journal
from supervisor.storage.sources import SourceRecord, all_sources
from supervisor.watch.keeper import Seen

log = logging.getLogger(__name__)

EVERY_S = 300.0  # of the centre's clock

LogOf = Callable[[SourceRecord, BusinessDays], DayLog | None]


class AuditKeeper:
    """One auditor a source, each of which goes on where it ended; to be kept aside (`Keeper.aside`)."""

    NAME = "audits"

    def __init__(self, log_of: LogOf) -> None:
        """*log_of* tells a source's own log, None when it has none."""
        self._log_of = log_of
        self._auditors: dict[tuple[str, int], Auditor] = {}  # by the source's name and version

    def keep(self, seen: Seen, database: Database) -> None:
        """Audit every source once. Raises DatabaseError."""
        with database.read() as db:
            records = all_sources(db)
        keys = [(record.name, record.version) for record in records]
        self._auditors = {key: self._auditors[key] for key in keys if key in self._auditors}
        with open_journal(database.url) as opened:
            journal = Journal(opened)
            for key, record in zip(keys, records, strict=True):
                auditor = self._auditors.get(key)
                if auditor is None:
                    auditor = self._auditors[key] = auditor_of(record, self._log_of(record, seen.rules.days))
                result = auditor.audit(journal, seen.rules, seen.at, speed=seen.speed)
                if result is None:
                    continue
                database.change(store.save, result)
                log.debug("%s: %s compared, %s differ", record.name, result.compared, result.differences)


def auditor_of(record: SourceRecord, log_of_it: DayLog | None) -> Auditor:
    """What audits the source *record*, whose own log is *log_of_it*."""
    return Auditor(record.name, log_of_it, recorded=record.kind == "replay")
