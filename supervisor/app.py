"""Builds the parts and hands them over: the only file of the core that knows them all."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from supervisor.clock import Clock
from supervisor.live.board import Board
from supervisor.live.feed import Feed, judge
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.settings import CentreSettings
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, open_centre, open_journal
from supervisor.storage.sources import SourceRecord, add_source, all_sources, get_source, remove_source


@dataclass(frozen=True)
class Now:
    """The floor at the instant *at*: the board, and how far each of its sources can be trusted."""

    at: datetime
    board: Board
    feeds: dict[str, Feed]


class Centre:
    """One centre, opened: its database, how it counts, the clock it lives by, what it listens to."""

    def __init__(self, url: str, database: Database) -> None:
        self.url = url
        self.database = database
        with database.read() as db:
            self.settings: CentreSettings = load_centre(db)
        self.clock: Clock = self.settings.clock()
        self.rules: CountingRules = rules_of(self.settings)

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
    ) -> None:
        """Listen to one more source; its *password*, if given, goes to the keyring.

        Raises NameTakenError, SettingError for a bad name.
        """
        with self.database.write() as db:
            add_source(
                db, name, kind, options, secret_env=password_env, at=self.clock.now(), who=getpass.getuser()
            )

    def remove_source(self, name: str) -> None:
        """Listen to *name* no more; what the journal heard of it stays. Raises UnknownNameError."""
        with self.database.write() as db:
            remove_source(db, name, at=self.clock.now(), who=getpass.getuser())

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """The centre's journal, closed at the end of the block."""
        with open_journal(self.url) as database:
            yield Journal(database)

    def now(self) -> Now:
        """The floor as the journal tells it at this moment."""
        with self.journal() as journal:
            at = self.clock.now()
            board = journal.resume(self.rules, at).board
            beats = journal.heartbeats()
        feeds = {
            name: judge(board.sources.get(name), beats.get(name), at, speed=self.speed)
            for name in (*board.sources, *(beats.keys() - board.sources.keys()))
        }
        return Now(at, board, feeds)


@contextmanager
def open_floor(url: str) -> Iterator[Centre]:
    """The centre at the database *url*, made there when there is none yet; closed at the end of the block."""
    with open_centre(url) as database:
        yield Centre(url, database)


def rules_of(settings: CentreSettings) -> CountingRules:
    """How a centre with these *settings* counts."""
    return CountingRules(
        days=settings.days,
        default_threshold_s=settings.default_threshold_s,
        short_abandon_s=settings.short_abandon_s,
        thresholds=tuple(settings.thresholds),
    )
