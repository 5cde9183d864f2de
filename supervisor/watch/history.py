"""Keeps the history while the day goes on: sources' own logs as they grow, what is heard live, what follows
from both, and what is no longer to be kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence, Set
from datetime import date, datetime, timedelta
from pathlib import Path

from supervisor.clock import BusinessDays
from supervisor.errors import LogBusyError, SourceError
from supervisor.history import partitions
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.history.following import LogFollowing
from supervisor.history.live import LiveTaking
from supervisor.history.retention import forget_old
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.quality.counting import count_evaluations
from supervisor.storage import areas
from supervisor.storage.database import Database, open_history, open_journal
from supervisor.storage.sources import SourceRecord, all_sources
from supervisor.watch.keeper import Seen

log = logging.getLogger(__name__)

EVERY_S = 30.0  # of people's time
DERIVE_EVERY = timedelta(minutes=5)  # today, which changes all the time
BY_NAME = frozenset({"asterisk", "replay"})
"""Kinds whose logs know agents by the names that the source gives them."""

FilesOf = Callable[[SourceRecord], Path | None]


class HistoryKeeper:
    """Follows every source into the history; to be kept aside (`Keeper.aside`).

    Nothing that it knows is lost with it: where it begins again, the journal and the logs say everything
    once more, and nothing is written twice.
    """

    NAME = "history"

    def __init__(self, log_of: FilesOf) -> None:
        """*log_of* tells the file that a source writes its own log to, None when it has none."""
        self._log_of = log_of
        self._rules: CountingRules | None = None
        self._live: dict[tuple[str, int], LiveTaking] = {}  # by the source's name and version
        self._logs: dict[tuple[str, int], LogFollowing] = {}
        self._leaving: Set[str] = frozenset()  # removed, and a collector has not told the end of it yet
        self._kept_at: datetime | None = None
        self._derived_at: datetime | None = None
        self._forgot: date | None = None
        self._troubled: set[str] = set()

    def keep(self, seen: Seen, database: Database) -> None:
        """Follow, and derive and forget when it is time. Raises DatabaseError."""
        if self._is_soon(seen, self._kept_at, timedelta(seconds=EVERY_S)):
            return
        with database.read() as db:
            records = all_sources(db)
        times = not self._is_soon(seen, self._derived_at, DERIVE_EVERY)
        with open_journal(database.url) as opened, open_history(database.url) as history:
            changed = self._follow(seen, records, Journal(opened), history, times=times)
            changed = count_evaluations(database, history) or changed
            self._kept_at = seen.at
            if times:
                done = derive_stale(history, derive_rules(seen.settings))
                self._derived_at = seen.at
                changed = changed or done.days > 0
            today = seen.rules.days.day(seen.at)
            if self._forgot != today:
                history.change(partitions.keep_ahead, seen.at)
                changed = forget_old(history, seen.settings, today) > 0 or changed
                self._forgot = today
        if changed:
            database.change(areas.note, ["history"])

    def _is_soon(self, seen: Seen, last: datetime | None, every: timedelta) -> bool:
        """Whether it is too soon again: *every* is people's time, whatever the centre's clock."""
        return last is not None and timedelta() <= seen.at - last < every * seen.speed

    def _follow(
        self, seen: Seen, records: Sequence[SourceRecord], journal: Journal, history: Database, *, times: bool
    ) -> bool:
        keys = [(record.name, record.version) for record in records]
        if self._rules is None or self._rules.fingerprint != seen.rules.fingerprint:
            self._rules, self._live = seen.rules, {}
        changed = self._take_leave({record.name for record in records}, seen.at, journal, history)
        ours = {*keys, *(key for key in self._live if key[0] in self._leaving)}
        self._live = {key: taking for key, taking in self._live.items() if key in ours}
        self._logs = {key: self._logs[key] for key in keys if key in self._logs}
        for key, record in zip(keys, records, strict=True):
            taking = self._live.get(key)
            if taking is None:
                taking = self._live[key] = LiveTaking(record.name, seen.rules, by_name=record.kind in BY_NAME)
            written = taking.take(journal, history, at=seen.at, times=times)
            changed = changed or bool(written.new or written.changed)
            path = self._log_of(record)
            if path is not None:
                changed = self._follow_log(key, path, history, seen.at, seen.rules.days) or changed
        return changed

    def _take_leave(self, names: Set[str], at: datetime, journal: Journal, history: Database) -> bool:
        """Take what is told at the end of sources that were removed and are not among *names*. All of it is
        told when there is no sign of life of theirs any more (live/collecting/parting.py)."""
        leaving = {key: taking for key, taking in self._live.items() if key[0] not in names}
        self._leaving = journal.heartbeats().keys() & {name for name, _version in leaving}
        changed = False
        for taking in leaving.values():
            written = taking.take(journal, history, at=at)
            changed = changed or bool(written.new or written.changed)
        return changed

    def _follow_log(
        self, key: tuple[str, int], path: Path, history: Database, at: datetime, days: BusinessDays
    ) -> bool:
        following = self._logs.get(key)
        if following is None:
            following = self._logs[key] = LogFollowing(key[0], path)
        try:
            found = following.follow(history, at=at, days=days)
        except SourceError as error:
            if key[0] not in self._troubled:  # the Sources page says so, too: the audit reads the same log
                log.warning("the log of %s cannot be followed: %s", key[0], error)
            self._troubled.add(key[0])
            return False
        except LogBusyError:
            return False  # somebody imports it just now
        self._troubled.discard(key[0])
        return found
