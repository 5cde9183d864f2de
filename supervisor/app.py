"""Builds the parts and hands them over: the only file of the core that knows them all."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from supervisor import secrets
from supervisor.advice.keeping import AdviceKeeper
from supervisor.audit import store as audits
from supervisor.audit.asking import ASKED
from supervisor.audit.finding import Reconciliation
from supervisor.clock import BusinessDays, Clock, SystemClock, monotonic
from supervisor.errors import DatabaseError, NotJournalledError, SourceError, UnknownNameError
from supervisor.live import collector
from supervisor.live.axis import heartbeats, journal_days, read_axis
from supervisor.live.board import Board
from supervisor.live.child import WatchChild
from supervisor.live.collecting.parting import tell_removed
from supervisor.live.feed import Feed, judge
from supervisor.live.journal import Journal
from supervisor.live.removed import without_removed
from supervisor.live.rules import CountingRules, rules_of
from supervisor.live.service import Service
from supervisor.live.steady import SteadyClock
from supervisor.rights.act import Act
from supervisor.rights.own import login
from supervisor.rights.refusal import require
from supervisor.sentences.error import sentence
from supervisor.settings.centre import CentreSettings
from supervisor.sources.asterisk.connector import AsteriskConnector
from supervisor.sources.asterisk.day_log import AsteriskDayLog
from supervisor.sources.asterisk.link import AsteriskSettings
from supervisor.sources.asterisk.queue_log_files import glance
from supervisor.sources.day_log import DayLog
from supervisor.sources.replay.connector import ReplayConnector, ReplaySettings
from supervisor.sources.simulated.connector import SimulatedCentre
from supervisor.sources.simulated.day_log import SimulatedDayLog
from supervisor.sources.source import Connector
from supervisor.storage.areas import versions
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, open_centre, open_journal
from supervisor.storage.exclusions import all_exclusions
from supervisor.storage.sources import (
    SourceRecord,
    add_source,
    all_sources,
    change_source,
    get_source,
    remove_source,
)
from supervisor.watch import process as watch
from supervisor.watch import way
from supervisor.watch.audits import EVERY_S, AuditKeeper, auditor_of
from supervisor.watch.history import HistoryKeeper
from supervisor.watch.keeper import Keeper
from supervisor.watch.reminders import ReminderKeeper
from supervisor.words import day as day_words
from supervisor.words import mark, moment

log = logging.getLogger(__name__)

KINDS = ("asterisk", "replay", "simulated")


@dataclass(frozen=True)
class Now:
    """The floor at the instant *at*: the board, and how far each of its sources can be trusted."""

    at: datetime
    board: Board
    feeds: dict[str, Feed]


@dataclass(frozen=True)
class Wanted:
    """Which sources a collector is for: those of *site* ("": of any) that are among *names* (none: all)."""

    site: str = ""
    names: tuple[str, ...] = ()

    def of(self, records: Iterable[SourceRecord]) -> tuple[SourceRecord, ...]:
        """The ones of *records* that are wanted."""
        return tuple(
            record
            for record in records
            if self.site in ("", record.site) and (not self.names or record.name in self.names)
        )


class Centre:
    """One centre, opened: its database, how it counts, the clock it lives by, what it listens to."""

    def __init__(self, url: str, database: Database) -> None:
        self.url = url
        self.database = database
        self._read()
        self.clock: Clock = self.settings.clock()
        self._removed_told = False  # of every source that the journal waits for and that is not ours any more

    def _read(self) -> None:
        """Take what the database says of how the centre is set up."""
        with self.database.read() as db:
            self._versions = versions(db)
            self.settings: CentreSettings = load_centre(db)
            excluded = [ghost.key for ghost in all_exclusions(db)]
        self.rules: CountingRules = rules_of(self.settings, excluded)

    @property
    def speed(self) -> float:
        """How many times as fast as people's its clock runs; 1 but for a demo in a hurry."""
        return getattr(self.clock, "speed", 1.0)

    def sources(self) -> tuple[SourceRecord, ...]:
        """The sources that were added, in that order."""
        with self.database.read() as db:
            return all_sources(db)

    def source(self, name: str) -> SourceRecord:
        """The source called *name*. Raises UnknownNameError."""
        with self.database.read() as db:
            return get_source(db, name)

    def add_source(
        self,
        name: str,
        kind: str,
        options: Mapping[str, Any],
        *,
        password_env: str | None = None,
        password: str | None = None,
        site: str = "",
    ) -> None:
        """Listen to one more source; its *password*, if given, goes to the keyring. *site*: whose collector
        listens to it; "": any.

        Raises NameTakenError, SettingError for a bad name, SecretMissingError when there is no keyring.
        """
        with self.database.write() as db:
            at, who = self.clock.now(), require(db, Act.SET_SOURCES).login
            add_source(db, name, kind, options, secret_env=password_env, site=site, at=at, who=who)
            if password is not None:  # without a keyring the source is not added either
                secrets.keep(secrets.of_source(name), password, name)

    def remove_source(self, name: str) -> None:
        """Listen to *name* no more; what the journal heard of it stays. Raises UnknownNameError."""

        def write(db: Connection) -> None:
            require(db, Act.SET_SOURCES)
            remove_source(db, name, at=self.clock.now(), who=login(db))

        self.database.change(write)

    def set_log(self, name: str, path: str | None) -> None:
        """Read the own log of the source *name* at *path*, or, None, no more. Raises UnknownNameError."""
        record = self.source(name)
        options = {**record.options, "queue_log": path}

        def write(db: Connection) -> None:
            require(db, Act.SET_SOURCES)
            change_source(
                db,
                name,
                options,
                secret_env=record.secret_env,
                version=record.version,
                at=self.clock.now(),
                who=login(db),
            )

        self.database.change(write)

    def look_into_log(self, name: str) -> str:
        """What is wrong with the own log of the source *name*, as a sentence; "" when it can be read."""
        path = self.source(name).options.get("queue_log")
        try:
            glance(name, Path(path or ""))
        except SourceError as error:
            return sentence(error)
        return ""

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """The centre's journal, closed at the end of the block."""
        with open_journal(self.url) as database:
            yield Journal(database)

    def connector(self, record: SourceRecord) -> Connector:
        """What listens to the source *record*. Raises SettingError for options that cannot be used."""
        return connector_of(
            record.name, record.kind, record.options, secret_env=record.secret_env, centre=self
        )

    def collect(
        self,
        *,
        for_s: float | None = None,
        ends_with_parent: bool = False,
        watch: bool = True,
        site: str = "",
        names: Sequence[str] = (),
        service: Service | None = None,
    ) -> None:
        """Listen to the sources and write the journal, until told to end or *for_s* seconds are over.

        *ends_with_parent*: also when standard input, a pipe that the parent process holds, is closed.
        *watch*: a watch process runs beside it as its child, so that a service keeps the alarms too. *site*
        and *names*: only the sources of that site, only these. When the sources, the counting rules or the
        exclusions are others, it listens by those from then on; that a source was removed, any source, it
        tells the journal. Where another collector has them, this one stands by on a server, and raises
        AlreadyCollectedError on SQLite. Raises DatabaseError, and UnknownNameError for one of *names*.
        """
        ends_s = None if for_s is None else monotonic() + for_s
        self.clock = SteadyClock(self.clock)
        wanted = Wanted(site, tuple(names))
        for name in names:
            self.source(name)
        with self.journal() as journal, _watched(self.url if watch else None):
            anew = True
            while anew:
                self._tell_removed()
                records, rules = wanted.of(self.sources()), self.rules
                anew = collector.run(
                    [self.connector(record) for record in records],
                    journal,
                    rules,
                    self.clock,
                    for_s=None if ends_s is None else max(0.0, ends_s - monotonic()),
                    ends_with_parent=ends_with_parent,
                    keep=timedelta(days=self.settings.journal_keep_days),
                    outdated=partial(self._is_outdated, records, rules, wanted),
                    service=service,
                )

    def _is_outdated(self, records: tuple[SourceRecord, ...], rules: CountingRules, wanted: Wanted) -> bool:
        """Whether the centre has other sources than *records* or counts by others than *rules* now."""
        with self.database.read() as db:
            changed = versions(db) != self._versions
        if changed:
            self._read()
            self._removed_told = False
            if wanted.of(self.sources()) != records or self.rules != rules:
                return True
        self._tell_removed()
        return False

    def _tell_removed(self) -> None:
        """Let the journal know which sources were removed, unless it does."""
        if self._removed_told:
            return
        try:
            with self.journal() as journal:
                self._removed_told = tell_removed(journal, self._names, self.rules, self.clock.now())
        except DatabaseError as error:
            log.warning("the removed sources are not told yet (%s: %s)", error.reason, error.detail)

    def _names(self) -> set[str]:
        return {record.name for record in self.sources()}

    def now(self) -> Now:
        """The floor as the journal tells it at this moment."""
        with self.journal() as journal:
            at = self.clock.now()
            board = journal.moments.resume(self.rules, at).board
            beats = journal.heartbeats()
        ours = self._names()
        board = without_removed(board, ours, self.rules)
        feeds = {
            name: judge(board.sources.get(name), beats.get(name), at, speed=self.speed)
            for name in (*board.sources, *sorted(beats.keys() & ours - board.sources.keys()))
        }
        return Now(at, board, feeds)

    def as_it_was(self, at: datetime) -> Now:
        """The floor at the instant *at* (at most the present), as the journal tells it.

        Raises NotJournalledError when that begins only later.
        """
        at = min(at, self.clock.now())
        days = self.rules.days
        with self.journal() as journal:
            board = journal.moments.board_at(at, self.rules)
            if board is None:
                held = journal_days(journal, days)
                first = day_words(held[0]) if held else None
                raise NotJournalledError(moment(at, days.zone), first)
            read = [found for found in read_axis(journal, days, days.day(at), self.clock.now()) if found]
        beats = heartbeats(board.sources, read[-1].gaps, at)
        feeds = {name: judge(line, beats[name], at, speed=self.speed) for name, line in board.sources.items()}
        return Now(at, board, feeds)

    def audit(self, record: SourceRecord, *, day: date | None = None) -> Reconciliation | None:
        """Rebuild *day* (None: today so far) of the source *record* from its own log, compare it with what
        was counted live, and keep today's result for the screens; None when nothing was heard of it.

        Raises DatabaseError.
        """
        auditor = auditor_of(record, day_log_of(record, self.rules.days))
        with self.journal() as journal:
            result = auditor.audit(journal, self.rules, self.clock.now(), speed=self.speed, day=day)
        if result is not None and day is None:
            with self.database.write() as db:
                audits.save(db, result)
        return result


@contextmanager
def _watched(url: str | None) -> Iterator[None]:
    """A watch process of the centre at *url* (None: no such thing) runs during the block."""
    if url is None:
        yield
        return
    child = WatchChild(watch_command(url))
    child.start()
    try:
        yield
    finally:
        child.stop()


def keepers() -> tuple[Keeper, ...]:
    """What the watch process keeps besides the alarms."""
    return (
        Keeper(AuditKeeper.NAME, AuditKeeper(day_log_of).keep, EVERY_S, aside=True, asked=ASKED),
        Keeper(AdviceKeeper.NAME, AdviceKeeper().keep, AdviceKeeper.EVERY_S, aside=True),
        Keeper(HistoryKeeper.NAME, HistoryKeeper(log_path_of).keep, aside=True),
        Keeper(way.NAME, way.keep),
        Keeper(ReminderKeeper.NAME, ReminderKeeper().keep, ReminderKeeper.EVERY_S, aside=True),
    )


def watch_over(url: str, *, for_s: float | None = None, ends_with_parent: bool = False) -> None:
    """Keep the alarms, and whatever else has `keepers`, of the centre at *url*; see `watch.process.run`."""
    watch.run(url, keepers(), for_s=for_s, ends_with_parent=ends_with_parent)


@contextmanager
def open_floor(url: str) -> Iterator[Centre]:
    """The centre at the database *url*, made there when there is none yet; closed at the end of the block."""
    with open_centre(url) as database:
        yield Centre(url, database)


def connector_of(
    name: str,
    kind: str,
    options: Mapping[str, Any],
    *,
    secret_env: str | None = None,
    password: str | None = None,
    centre: Centre | None = None,
) -> Connector:
    """What listens to a source of *kind* with these *options*.

    *password* is one that was just entered; without it, it is looked for where the source keeps its own. A
    simulation lives by the days and the clock of *centre*. Raises SettingError for options that cannot be
    used, UnknownNameError for a kind that this version does not have.
    """
    clock = centre.clock if centre else SystemClock()
    match kind:
        case "asterisk":

            def secret() -> str:
                return password or secrets.need(secrets.of_source(name), name, secret_env)

            return AsteriskConnector(name, AsteriskSettings.of(options, secret), clock)
        case "replay":
            return ReplayConnector(name, ReplaySettings.of(dict(options)))
        case "simulated":
            days = centre.settings.days if centre else CentreSettings().days
            return SimulatedCentre(name, options, days, clock)
    raise UnknownNameError(mark("kind of source"), kind, KINDS)


def day_log_of(record: SourceRecord, days: BusinessDays) -> DayLog | None:
    """The own log of the source *record*, by which it can be audited; None when it has none that we know."""
    options = record.options
    match record.kind:
        case "asterisk" if options.get("queue_log"):
            return AsteriskDayLog(record.name, Path(options["queue_log"]))
        case "replay":
            said = options.get("queue_log")
            path = Path(said) if said else Path(options["recording"]).with_name("queue_log")
            return AsteriskDayLog(record.name, path) if said or path.exists() else None
        case "simulated":
            return SimulatedDayLog(SimulatedCentre(record.name, options, days, SystemClock()).makings)
        case _:
            return None


def log_path_of(record: SourceRecord) -> Path | None:
    """The file that the source *record* writes its own log to, to be followed into the history; None when it
    has none that we know. A recording's log is not its own any more, and is imported by whoever wants to."""
    written = record.options.get("queue_log") if record.kind == "asterisk" else None
    return Path(written) if written else None


def collector_command(url: str) -> list[str]:
    """The command by which a console starts the collector of the centre at *url* as its child."""
    return [sys.executable, "-m", "supervisor", "collect", "--ends-with-parent", "--database", url]


def watch_command(url: str) -> list[str]:
    """The command by which a collector starts the watch process of the centre at *url* as its child."""
    return [sys.executable, "-m", "supervisor", "watch", "--ends-with-parent", "--database", url]
