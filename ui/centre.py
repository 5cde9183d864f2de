"""The open centre as the screens see it: its settings, its sources, its live board, its database thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.clock import BusinessDays, Clock, monotonic
from supervisor.errors import DatabaseError, NotPermittedError
from supervisor.rights.act import Act
from supervisor.rights.own import Rights, alone, own_rights
from supervisor.rights.refusal import refusal
from supervisor.rights.role import DatabaseRole
from supervisor.rights.whose import people_seen, whose_words
from ui.held import HeldWrites
from ui.jobs import Jobs

if TYPE_CHECKING:  # all of this comes after the first paint
    from sqlalchemy import Connection

    from supervisor.errors import SupervisorError
    from supervisor.live.child import ChildState, CollectorChild
    from supervisor.live.follow import BoardFollower
    from supervisor.live.rules import CountingRules
    from supervisor.rights.look import Look
    from supervisor.settings.centre import CentreSettings
    from supervisor.storage.changes import Changes
    from supervisor.storage.database import Database
    from supervisor.storage.sources import SourceRecord
    from ui.live import LiveBoard
    from ui.open_alarms import OpenAlarms

ALARM_AREAS = frozenset({"alarms", "alarm_rules", "alarm_shelves", "centre_settings"})
WATCH_LOOK_S = 10  # between two looks whether somebody keeps the alarms
KEPT_AREAS = frozenset({"centre_settings", "sources", "exclusions", "kpis", "accounts", "people"})
"""What `Kept` is read from; "people" for the teams of a log-in."""
LOOK_MS = 500  # between two looks at what other processes wrote into the centre's database


@dataclass(frozen=True)
class Kept:
    """What the centre's database says of how it is set up."""

    settings: CentreSettings
    versions: dict[str, int]
    rules: CountingRules
    sources: tuple[SourceRecord, ...]
    rights: Rights = field(default_factory=alone)
    people: int | None = None  # of how many people figures are, where not of everybody (rights/whose.py)


class OpenCentre(QObject):
    """One centre, from `open` to `close`. `kept` and `live` are there from `opened` on.

    `changed` tells the areas ("sources", "centre_settings", "alarms") after `kept` was read again, whether
    this console wrote them or another process did.
    """

    opened = Signal()
    refused = Signal(object)  # SupervisorError: it could not be opened
    closing = Signal()  # whoever reads the journal in a thread of its own ends it now
    rights_changed = Signal()  # before `changed` tells it too
    changed = Signal(object)  # Changes

    def __init__(
        self,
        url: str,
        *,
        prepare: Callable[[str], None] | None = None,
        collect: Sequence[str] | None = None,
        unsaved: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """*prepare* is called first, on the database thread: it makes the demo centre.

        *collect* is the command that runs the collector for this centre as our child; None when a service
        does that. *unsaved* is the folder of this computer where writes are held while a server's database is
        away; None: they fail.
        """
        super().__init__(parent)
        self.url = url
        self._prepare = prepare
        self._command = collect
        held = None if unsaved is None or not url else HeldWrites(unsaved, url)
        self.jobs = Jobs(self._open_database, self, held=held)
        self.jobs.login, self.jobs.whose = lambda: self.who, lambda: self.whose
        self.jobs.changed.connect(self._read_again)
        self._kept: Kept | None = None
        self._live: LiveBoard | None = None
        self._alarms: OpenAlarms | None = None
        self._watch_looked_s = monotonic()
        self._collector: CollectorChild | None = None
        self._collects = False
        self._still_collector: ChildState | None = None
        self.is_still = False  # for a picture: nothing is written or computed for it
        self.looked_s: dict[Look, float] = {}  # when a look at people's figures was noted last (looking.py)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.jobs.look)

    @classmethod
    def still(cls, kept: Kept, live: LiveBoard, collector: ChildState | None = None) -> OpenCentre:
        """A centre without database, whose board and collector somebody else shows: for pictures."""
        from ui.open_alarms import OpenAlarms

        centre = cls("")
        centre._alarms = OpenAlarms(centre.jobs, centre)
        centre._kept, centre._live, centre._still_collector = kept, live, collector
        centre.is_still = True
        live.setParent(centre)
        return centre

    @property
    def kept(self) -> Kept:
        """How the centre is set up, as it was last read."""
        assert self._kept is not None, "not opened yet"  # noqa: S101
        return self._kept

    @property
    def rights(self) -> Rights:
        """What the one who is logged in may do; the screens hide the rest, the database refuses it."""
        return self.kept.rights

    @property
    def is_shared(self) -> bool:
        """Whether others work with the same centre: it is a database of a server's."""
        return self.url.startswith("postgresql")

    @property
    def whose(self) -> str:
        """Of which people figures of people are here, as a sentence; "" where of everybody."""
        return whose_words(self._kept.people) if self._kept is not None else ""

    @property
    def who(self) -> str:
        """As whom everything is done and noted here: the log-in of a shared centre, else of this computer."""
        return self._kept.rights.login if self._kept is not None else alone().login

    @property
    def live(self) -> LiveBoard:
        """The centre's live board."""
        assert self._live is not None, "not opened yet"  # noqa: S101
        return self._live

    @property
    def alarms(self) -> OpenAlarms:
        """The centre's alarms."""
        assert self._alarms is not None, "not opened yet"  # noqa: S101
        return self._alarms

    @property
    def days(self) -> BusinessDays:
        """The days by which the centre counts."""
        return self.kept.rules.days

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self.days.zone

    @property
    def today(self) -> date:
        """The business day that it is in the centre."""
        return self.days.day(self.live.clock.now())

    @property
    def is_open(self) -> bool:
        return self._live is not None

    @property
    def is_demo(self) -> bool:
        return self._kept is not None and self._kept.settings.demo

    @property
    def collector(self) -> ChildState | None:
        """How the collector is that we started; None when it is not ours to start."""
        return self._collector.state() if self._collector is not None else self._still_collector

    def open(self) -> None:
        """Open the database and begin to follow; `opened` or `refused` tells."""
        self.jobs.start()
        self.jobs.read(read_kept).then(self._opened, self.refused.emit)

    def close(self) -> None:
        """End everything that was begun: returns when threads and processes are gone."""
        self._look.stop()
        self.closing.emit()
        if self._live is not None:
            self._live.stop()
        if self._alarms is not None:
            self._alarms.stop()
        if self._collector is not None:
            self._collector.stop()
        self.jobs.stop()

    def _open_database(self) -> Database:
        from supervisor.storage.database import open_centre

        if self._prepare is not None:
            self._prepare(self.url)
            self._prepare = None
        return open_centre(self.url)

    def _opened(self, kept: Kept) -> None:
        from supervisor.live.child import CollectorChild
        from ui.live import LiveBoard
        from ui.open_alarms import OpenAlarms

        self._kept = kept
        clock: Clock = kept.settings.clock()
        sees = kept.rights.may(Act.SEE_BOARD)  # whoever does not, is refused the journal
        self._live = LiveBoard(clock, self._follower(kept, clock) if sees else None, parent=self)
        if self._command is not None:
            self._collector = CollectorChild(self._command)
            self._begin_to_collect()
        self._alarms = OpenAlarms(self.jobs, self)
        self._live.second.connect(self._tick_alarms)
        self._read_alarms()
        self._live.start()
        self._look.start()
        self.opened.emit()

    def _read_alarms(self) -> None:
        if self.rights.may(Act.SEE_BOARD):
            self.alarms.read(self.kept.settings, self.live.clock.now())

    def _tick_alarms(self, now: datetime) -> None:
        if not self.rights.may(Act.SEE_BOARD):
            return
        self.alarms.tick(self.kept.settings, now)
        if self.kept.sources and monotonic() - self._watch_looked_s >= WATCH_LOOK_S:
            self._watch_looked_s = monotonic()
            self.alarms.look_for_watch(self.url)

    def open_journal(self) -> Database:
        from supervisor.storage.database import open_journal

        return open_journal(self.url)

    def _read_again(self, changes: Changes) -> None:
        if not changes & KEPT_AREAS:  # a hundred consoles hear of each issue that one of them saves
            self._tell(changes)
            return
        self.jobs.read(read_kept).then(lambda kept: self._take(kept, changes), self._not_read)

    def _not_read(self, error: SupervisorError) -> None:
        """The last role may have been taken away: then everything closes, and says why."""
        shut_out = isinstance(error, DatabaseError) and error.reason == "forbidden"
        if shut_out or isinstance(error, NotPermittedError):
            rights = Rights(self.rights.login)
            self._kept = replace(self.kept, rights=rights)
            self._heed_rights(self._kept)
            error = refusal(rights, Act.SEE_BOARD)
        self.jobs.refused.emit(error)

    def _take(self, kept: Kept, changes: Changes) -> None:
        before, self._kept = self.kept, kept
        if kept.rules != before.rules:
            self.live.count_by(kept.rules)
        if kept.sources != before.sources:
            self.live.hear([record.name for record in kept.sources])
            self._begin_to_collect()
        if kept.rights != before.rights:
            self._heed_rights(kept)
        self._tell(changes)

    def _tell(self, changes: Changes) -> None:
        if "schema" in changes:  # somebody upgraded the database: too far for this console, perhaps
            self.jobs.read(_must_be_ours).then(lambda _ours: None, lambda _error: None)  # the band says it
        if changes & ALARM_AREAS:
            self._read_alarms()
        self.changed.emit(changes)

    def _heed_rights(self, kept: Kept) -> None:
        """Roles were given to this log-in, or taken from it."""
        self.jobs.forget_kept()
        sees = kept.rights.may(Act.SEE_BOARD)
        if sees != self.live.is_following:
            clock = kept.settings.clock()
            self.live.follow(self._follower(kept, clock) if sees else None)
            self._read_alarms()
        self.rights_changed.emit()

    def _follower(self, kept: Kept, clock: Clock) -> BoardFollower:
        from supervisor.live.follow import BoardFollower

        names = [record.name for record in kept.sources]
        return BoardFollower(self.open_journal, kept.rules, clock, sources=names)

    def _begin_to_collect(self) -> None:
        """Start the collector as soon as there is something to hear. From then on it heeds other sources by
        itself, and is there to tell that the last one was removed."""
        if self._collector is not None and self.kept.sources and not self._collects:
            self._collects = True
            self._collector.start()


def _must_be_ours(db: Connection) -> None:
    from supervisor.storage.migrate import must_be_ours
    from supervisor.storage.rooms import ROOMS

    must_be_ours(db, ROOMS)


def read_kept(db: Connection) -> Kept:
    """How the centre is set up, as far as whoever is connected may know; on the database thread.

    Raises NotPermittedError where the log-in has no role in this centre.
    """
    from supervisor.live.rules import rules_of
    from supervisor.performance.own_kpi import load_own
    from supervisor.storage.centre_settings import read_centre
    from supervisor.storage.exclusions import all_exclusions
    from supervisor.storage.sources import all_sources

    rights = own_rights(db)
    if not (rights.everything or rights.roles - {DatabaseRole.SERVICE}):
        raise refusal(rights, Act.SEE_BOARD)
    read = read_centre(db)
    if not rights.may(Act.SEE_BOARD):  # a department's reader: the house's day and its words are enough
        return Kept(read.settings, read.versions, rules_of(read.settings, ()), (), rights)
    load_own(db)
    excluded = [ghost.key for ghost in all_exclusions(db)]
    rules = rules_of(read.settings, excluded)
    return Kept(read.settings, read.versions, rules, all_sources(db), rights, people_seen(db, rights))
