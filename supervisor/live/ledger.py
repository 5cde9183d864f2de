"""The day contact by contact, as it was heard live: the other half of what the audit compares.

The board only keeps counts. Here the journal is read once more, by the same rules as the fold
(`live/fold.py`), and every contact's stay in a queue is told with what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Select, bindparam, func, select

from supervisor.events import (
    AgentChanged,
    AgentSeen,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    LeftReason,
    LiveEvent,
    SourceDown,
    SourceUp,
)
from supervisor.live.journal import Journal
from supervisor.live.reading import Reading
from supervisor.live.rules import CountingRules
from supervisor.sources.day_log import Outcome, QueueEntry
from supervisor.storage.journal_tables import journal_batch

ROWS_AT_ONCE = 64
ENDED_KEPT = 10_000  # whose talk time nobody said
UNNOTICED = timedelta(seconds=60)  # how long a connection may be dead before we know

_Key = tuple[str, str]  # contact, queue


@dataclass(frozen=True)
class Deaf:
    """From *begins* to *ends* (None: still) nobody heard the source."""

    begins: datetime
    ends: datetime | None = None


@dataclass
class Totals:
    """What the ledger counts of one queue; the board must count the same."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    left: int = 0


class Ledger:
    """What was heard of *source* on the day that began at *begins*, contact by contact.

    `follow` the journal, then take what was `told`: entries that are new or further on since the last time.
    """

    def __init__(self, source: str, rules: CountingRules, begins: datetime) -> None:
        self.source = source
        self.rules = rules
        self.begins = begins
        self.since: datetime | None = None  # the first event of the day
        self.last_at: datetime | None = None
        self.deaf: list[Deaf] = []
        self.totals: dict[str, Totals] = {}
        self.known: dict[str, datetime] = {}  # since when each agent is known today
        self.longest_s: dict[str, float] = {}  # the longest wait that came to an end, by queue
        self.batch_id = 0
        self._excluded = {key[1:] for key in rules.excluded if key[0] == source}
        self._doing: set[str] = set()  # agents of whom we heard today what they do
        self._collector: str | None = None
        self._waiting: dict[_Key, QueueEntry] = {}
        self._handling: dict[_Key, QueueEntry] = {}
        self._ended: dict[_Key, QueueEntry] = {}  # without a talk time, which may still be said
        self._changed: dict[int, QueueEntry] = {}
        self._numbers = 0

    def told(self) -> tuple[QueueEntry, ...]:
        """The entries of today that are new or further on since the last time."""
        told = tuple(self._changed.values())
        self._changed.clear()
        return told

    def follow(self, journal: Journal, upto: int, until: datetime | None = None) -> None:
        """Read the journal from where the last reading ended to batch *upto* (included), and of that what
        happened up to *until*. Raises DatabaseError."""
        with journal.db.read() as db:
            if not self.batch_id:
                mine = (journal_batch.c.source == self.source) & (journal_batch.c.last_at >= self.begins)
                first = db.execute(select(func.min(journal_batch.c.id)).where(mine)).scalar_one()
                if first is None:
                    return
                self.batch_id = first - 1
        while True:  # some at a time: a reader holds no old view of the database for long
            with journal.db.read() as db:
                place = {"after": self.batch_id, "upto": upto, "source": self.source, "rows": ROWS_AT_ONCE}
                rows = db.execute(_of_source(journal.reading), place).all()
            for (number, collector, *_), said in zip(
                rows, journal.reading.said(row[2:] for row in rows), strict=True
            ):
                self.batch_id = number
                if self._collector not in (None, collector) and self.last_at is not None:
                    self._deaf_from(self.last_at)  # until that one hears something
                self._collector = collector
                if said is None:
                    continue  # damaged: the fold left it out, too
                events = said.events
                self.take(events if until is None else [event for event in events if event.at <= until])
            if len(rows) < ROWS_AT_ONCE:
                return

    def take(self, events: Iterable[LiveEvent]) -> None:
        """Note *events* of the source, in order."""
        for event in events:
            heard_at = self.last_at
            if event.at >= self.begins:
                self.since = self.since or event.at
                if self.last_at is None or event.at > self.last_at:
                    self.last_at = event.at
            match event:
                case SourceDown():  # noticed only when a sign of life was not answered
                    earliest = event.at - UNNOTICED
                    self._deaf_from(max(earliest, min(heard_at, event.at)) if heard_at else earliest)
                    continue
                case AgentSeen() | AgentChanged():
                    self._known(event)
                case ContactOffered() | ContactDequeued() | ContactAnswered() | ContactAbandoned():
                    self._contact(event)
                case ContactLeft() | ContactEnded():
                    self._contact(event)
                case SourceUp():
                    pass
                case _:
                    continue
            if self.deaf and self.deaf[-1].ends is None:
                self.deaf[-1] = Deaf(self.deaf[-1].begins, max(event.at, self.deaf[-1].begins))

    def _deaf_from(self, at: datetime) -> None:
        if not self.deaf or self.deaf[-1].ends is not None:
            self.deaf.append(Deaf(at))

    def _known(self, event: AgentSeen | AgentChanged) -> None:
        login = event.login
        if login in self._doing:
            return
        since = event.at
        if isinstance(event, AgentChanged):  # the first that it does, it may have done before it was seen
            self._doing.add(login)
            since = min(event.since or event.at, event.at)
        since = max(self.begins, since)
        if login not in self.known or since < self.known[login]:
            self.known[login] = since

    # -- contacts -----------------------------------------------------------------------------------------

    def _contact(
        self,
        event: ContactOffered
        | ContactDequeued
        | ContactAnswered
        | ContactAbandoned
        | ContactLeft
        | ContactEnded,
    ) -> None:
        key = (event.contact, event.queue)
        if key in self._excluded:
            return
        match event:
            case ContactOffered():
                self._offered(key, event)
            case ContactDequeued():
                if (waits := self._waiting.get(key)) is not None:
                    self._waiting[key] = self._put(replace(waits, leaving=True, settled=event.at))
            case ContactAnswered():
                entry = self._settle(key, event, Outcome.ANSWERED)
                if (earlier := self._handling.pop(key, None)) is not None:
                    self._put(replace(earlier, ended=event.at))
                self._handling[key] = self._put(replace(entry, login=event.login, ring_s=event.ring_s))
            case ContactAbandoned():
                self._put(self._settle(key, event, Outcome.ABANDONED))
            case ContactLeft():
                self._put(replace(self._settle(key, event, Outcome.LEFT), reason=event.reason))
            case ContactEnded():
                self._end(key, event)

    def _offered(self, key: _Key, event: ContactOffered) -> None:
        if (waits := self._waiting.get(key)) is not None:
            if not waits.leaving:
                return  # said again
            self._put(replace(waits, outcome=Outcome.LEFT, leaving=False, reason=LeftReason.UNKNOWN))
            self._count(waits, "left")
        elif (talks := self._handling.pop(key, None)) is not None:
            self._put(replace(talks, ended=event.at))
        entry = self._new(key, event.at)
        self._waiting[key] = self._put(replace(entry, channel=event.channel, customer=event.number))

    def _new(self, key: _Key, entered: datetime) -> QueueEntry:
        self._numbers += 1
        entry = QueueEntry(self._numbers, *key, entered)
        self._count(entry, "offered")
        return entry

    def _put(self, entry: QueueEntry) -> QueueEntry:
        if entry.entered >= self.begins:
            self._changed[entry.number] = entry
        return entry

    def _count(self, entry: QueueEntry, what: str) -> None:
        if entry.entered >= self.begins:
            totals = self.totals.setdefault(entry.queue, Totals())
            setattr(totals, what, getattr(totals, what) + 1)

    def _settle(
        self, key: _Key, event: ContactAnswered | ContactAbandoned | ContactLeft, outcome: Outcome
    ) -> QueueEntry:
        entry = self._waiting.pop(key, None)
        if entry is None:  # never seen arriving
            entry = self._new(key, event.at - timedelta(seconds=event.wait_s))
        self._count(entry, outcome.value)
        if event.wait_s > self.longest_s.get(event.queue, 0.0):
            self.longest_s[event.queue] = event.wait_s
        return replace(entry, outcome=outcome, settled=event.at, wait_s=event.wait_s, leaving=False)

    def _end(self, key: _Key, event: ContactEnded) -> None:
        entry = self._handling.get(key)
        if entry is not None and entry.login == event.login:
            del self._handling[key]
            entry = self._put(_ended(entry, event))
            if event.talk_s is None:  # out of sight: the source may still say how long it was
                self._ended[key] = entry
                if len(self._ended) > ENDED_KEPT:
                    del self._ended[next(iter(self._ended))]
        elif event.talk_s is not None and (entry := self._ended.pop(key, None)) is not None:
            self._put(replace(_ended(entry, event), ended=entry.ended))


def _ended(entry: QueueEntry, event: ContactEnded) -> QueueEntry:
    return replace(
        entry,
        ended=event.at,
        talk_s=event.talk_s,
        hold_s=event.hold_s,
        after_contact_s=event.after_contact_s,
        by=event.by,
    )


def _of_source(reading: Reading) -> Select[*tuple[Any, ...]]:
    return (
        select(journal_batch.c.id, journal_batch.c.collector, *reading.batch)
        .where(
            journal_batch.c.id > bindparam("after"),
            journal_batch.c.id <= bindparam("upto"),
            journal_batch.c.source == bindparam("source"),
        )
        .order_by(journal_batch.c.id)
        .limit(bindparam("rows"))
    )
