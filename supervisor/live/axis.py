"""A journalled day at a glance: when a source was not heard, what its comparisons found, how full it was.

It stands behind the slider of a replay. Everything is read from the journal; alarms and announcements, which
the centre's database keeps, are laid over it as `Mark`s by whoever has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, literal, or_, select
from sqlalchemy.sql import ColumnElement

from supervisor.clock import BusinessDays
from supervisor.events import AuditDone, SourceDown, SourceUp
from supervisor.live.board import Board, SourceLine
from supervisor.live.counts import NOTHING, Counts
from supervisor.live.feed import BEAT_EVERY_S, Heartbeat
from supervisor.live.fold import QUARTER_S
from supervisor.live.journal import Journal
from supervisor.storage.journal_tables import journal_batch

SILENT = timedelta(minutes=3)  # a source's full state is compared once a minute, and each time journalled
UNHEARD = timedelta(seconds=10)  # between the last word and a new connection that nobody saw break
_IDS_AT_ONCE = 4_000
_AHEAD = timedelta(hours=1)
_HOUR = timedelta(hours=1)
_LEAST_HOURS = 4
_WANTED = (b'"source_up"', b'"source_down"', b'"audit_done"')


class MarkKind(StrEnum):
    """What a mark on the axis tells of."""

    ALARM = "alarm"
    ANNOUNCEMENT = "announcement"
    AUDIT = "audit"


@dataclass(frozen=True)
class Mark:
    """Something on the axis from *since* to *until* (None: it goes on); a moment when both are the same.

    *title* is said as it is. *level*: 2 asks for action, 1 for attention, 0 for neither. *count*: of an
    audit, how many differences.
    """

    kind: MarkKind
    since: datetime
    until: datetime | None = None
    title: str = ""
    level: int = 0
    count: int = 0


@dataclass(frozen=True)
class Gap:
    """*source* was not heard from *since* to *until* (None: it has not been heard again yet).

    *silent*: it was connected, as far as anyone knows, and said nothing; *reason* in its or the network's
    words.
    """

    source: str
    since: datetime
    until: datetime | None = None
    reason: str = ""
    silent: bool = False

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class DayAxis:
    """What the journal holds of business day *day*, from *begins* to *ends*.

    *heard_from*, *heard_until*: the day's first and last event, None when there is none. *gaps* in order of
    their beginning, *audits* those comparisons with the source's full state that found something. *read_at*:
    by the live clock.
    """

    day: date
    begins: datetime
    ends: datetime
    read_at: datetime
    heard_from: datetime | None = None
    heard_until: datetime | None = None
    gaps: tuple[Gap, ...] = ()
    audits: tuple[Mark, ...] = ()


def journal_days(journal: Journal, days: BusinessDays) -> tuple[date, ...]:
    """The business days of which the journal holds events, the earliest first."""
    found: list[date] = []
    last_at = journal_batch.c.last_at
    with journal.db.read() as db:
        at: datetime | None = db.execute(select(func.min(last_at))).scalar_one()
        while at is not None:
            day = days.day(at)
            found.append(day)
            at = db.execute(select(func.min(last_at)).where(last_at >= days.ends(day))).scalar_one()
    return tuple(found)


def read_axis(journal: Journal, days: BusinessDays, day: date, now: datetime) -> Iterator[DayAxis | None]:
    """The axis of *day* as the last thing; None before it, each time that others may have their turn."""
    begins, ends = days.begins(day), days.ends(day)
    last_at = journal_batch.c.last_at
    within = (last_at >= begins) & (last_at < ends)
    with journal.db.read() as db:
        number = journal_batch.c.id
        last, low, high = db.execute(
            select(func.max(last_at), func.min(number), func.max(number)).where(within)
        ).one()
    if low is None:
        yield DayAxis(day, begins, ends, now)
        return
    with journal.db.read() as db:
        first = max(begins, db.execute(select(journal_batch.c.first_at).where(number == low)).scalar_one())
    yield None
    told: list[tuple[int, SourceUp | SourceDown | AuditDone]] = []
    for start in range(low, high + 1, _IDS_AT_ONCE):
        told += _told(journal, start, min(start + _IDS_AT_ONCE - 1, high), within)
        yield None
    until = min(ends, max(now, last))
    gaps: list[Gap] = []
    for source in _sources(journal, ends):
        gaps += _gaps(journal, source, told, begins, ends, until)
        yield None
    audits = [
        Mark(MarkKind.AUDIT, said.at, said.at, said.source, count=said.differences)
        for _id, said in told
        if isinstance(said, AuditDone) and said.differences and not said.after_gap
    ]
    gaps.sort(key=lambda gap: gap.since)
    audits.sort(key=lambda mark: mark.since)
    yield DayAxis(day, begins, ends, now, first, last, tuple(gaps), tuple(audits))


def heartbeats(sources: Mapping[str, SourceLine], gaps: Iterable[Gap], at: datetime) -> dict[str, Heartbeat]:
    """The signs of life that a console would have seen at *at*: those of *sources*, as their lines stood.

    Those that are well are dated ahead: none of them grows old before the next board.
    """
    silent = {gap.source: gap for gap in gaps if gap.covers(at)}
    ahead = at + _AHEAD
    beats = {}
    for name, line in sources.items():
        gap = silent.get(name)
        if gap is not None and gap.silent:  # connected, and late by its own rhythm
            beats[name] = Heartbeat(name, "", ahead, gap.since, BEAT_EVERY_S)
        elif gap is not None:
            beats[name] = Heartbeat(name, "", ahead, gap.since, None, False, gap.reason)
        elif not line.up:
            beats[name] = Heartbeat(name, "", ahead, line.since, None, False, line.reason)
        else:
            beats[name] = Heartbeat(name, "", ahead, ahead, BEAT_EVERY_S)
    return beats


def curve(board: Board) -> dict[int, Counts]:
    """What all queues together counted by quarter hour of the board's day."""
    sums: dict[int, Counts] = {}
    for line in board.queues.values():
        for quarter, counts in line.quarters.items():
            sums[quarter] = sums.get(quarter, NOTHING) + counts
    return dict(sorted(sums.items()))


def span(axis: DayAxis, counted: Mapping[int, Counts] | None, wanted: datetime) -> tuple[datetime, datetime]:
    """What of the day is worth an axis, in whole hours: from the first contact to the last, at least four.

    *counted*: the day's `curve`; while it is not known, everything that was heard. *wanted* is always on it.
    """
    busy = [quarter for quarter, counts in (counted or {}).items() if counts.offered]
    since = [wanted]
    until = [wanted]
    if busy:
        since.append(axis.begins + timedelta(seconds=min(busy) * QUARTER_S))
        until.append(axis.begins + timedelta(seconds=(max(busy) + 1) * QUARTER_S))
    elif axis.heard_from is not None and axis.heard_until is not None:
        since.append(axis.heard_from)
        until.append(axis.heard_until)
    first = (min(since) - axis.begins) // _HOUR
    last = -((axis.begins - max(until)) // _HOUR)
    most = max(1, round((axis.ends - axis.begins) / _HOUR))
    while last - first < _LEAST_HOURS:
        if last < most:
            last += 1
        if first > 0 and last - first < _LEAST_HOURS:
            first -= 1
        if last >= most and first <= 0:
            break
    return axis.begins + max(0, first) * _HOUR, axis.begins + min(last, most) * _HOUR


# -- reading ------------------------------------------------------------------------------------------------


def _sources(journal: Journal, ends: datetime) -> list[str]:
    """Whoever was heard before *ends*, without looking at every batch."""
    found: list[str] = []
    source = journal_batch.c.source
    with journal.db.read() as db:
        name: str | None = db.execute(select(func.min(source))).scalar_one()
        while name is not None:
            found.append(name)
            name = db.execute(select(func.min(source)).where(source > name)).scalar_one()
    return found


def _told(
    journal: Journal, low: int, high: int, within: ColumnElement[bool]
) -> list[tuple[int, SourceUp | SourceDown | AuditDone]]:
    """What the batches *low* to *high* say of sources themselves; the database passes over all others."""
    said = journal_batch.c.events
    server = journal.db.dialect == "postgresql"
    holds: list[ColumnElement[Any]] = [
        said.op("LIKE")(literal(b"%" + word + b"%")) if server else func.instr(said, literal(word)) > 0
        for word in _WANTED
    ]
    chosen = (
        select(journal_batch.c.id, *journal.reading.batch)
        .where(journal_batch.c.id.between(low, high), within, or_(*holds))
        .order_by(journal_batch.c.id)
    )
    with journal.db.read() as db:
        rows = db.execute(chosen).all()
    read = journal.reading.said(row[1:] for row in rows)
    return [
        (row.id, event)
        for row, said_there in zip(rows, read, strict=True)
        if said_there is not None  # a damaged batch tells nothing
        for event in said_there.events
        if isinstance(event, SourceUp | SourceDown | AuditDone)
    ]


def _gaps(
    journal: Journal,
    source: str,
    told: Sequence[tuple[int, SourceUp | SourceDown | AuditDone]],
    begins: datetime,
    ends: datetime,
    until: datetime,
) -> Iterator[Gap]:
    """When *source* was not heard between *begins* and *until*, while it was there: not connected, or without
    a word."""
    down: list[Gap] = []
    since: SourceDown | None = None
    removed = False
    for number, said in told:
        if said.source != source:
            continue
        if isinstance(said, SourceDown):
            since, removed = None if said.removed else since or said, said.removed
        elif isinstance(said, SourceUp):
            if since is not None:
                down.append(Gap(source, since.at, said.at, since.reason))
            elif (last := _last_before(journal, source, number, said.at)) and said.at - last > UNHEARD:
                down.append(Gap(source, last, said.at))
            since = None
    if since is not None:
        down.append(Gap(source, since.at, None, since.reason))
    yield from down
    for gap in _silences(journal, source, begins, ends, until):
        if removed and gap.until is None:
            continue  # nobody waits for it
        stop = gap.until or until
        if not any(one.since <= stop and gap.since <= (one.until or until) for one in down):
            yield gap


def gaps_of(
    journal: Journal,
    source: str,
    told: Sequence[tuple[int, SourceUp | SourceDown | AuditDone]],
    begins: datetime,
    ends: datetime,
    until: datetime,
) -> tuple[Gap, ...]:
    """When *source* was not heard between *begins* and *until*, in order; *told* is what its batches (by
    their number) say of sources themselves."""
    found = _gaps(journal, source, told, begins, ends, until)
    return tuple(sorted(found, key=lambda gap: gap.since))


def _last_before(journal: Journal, source: str, number: int, at: datetime) -> datetime | None:
    """When *source* was heard last before its batch *number*, which speaks of *at*."""
    last_at = journal_batch.c.last_at
    before = (journal_batch.c.source == source) & (last_at <= at) & (journal_batch.c.id < number)
    with journal.db.read() as db:
        found: datetime | None = db.execute(
            select(last_at).where(before).order_by(last_at.desc()).limit(1)
        ).scalar_one_or_none()
    return found


def _silences(
    journal: Journal, source: str, begins: datetime, ends: datetime, until: datetime
) -> Iterator[Gap]:
    last_at = journal_batch.c.last_at
    # Minutes in which it said something: at most 1,440 rows, from the index alone.
    minute: ColumnElement[Any] = (
        func.date_trunc("minute", last_at)
        if journal.db.dialect == "postgresql"
        else func.substr(last_at, 1, 16)
    )
    ours = journal_batch.c.source == source
    with journal.db.read() as db:
        before: datetime | None = db.execute(
            select(func.max(last_at)).where(ours, last_at < begins)
        ).scalar_one()
        spoken = db.execute(
            select(func.min(last_at), func.max(last_at))
            .where(ours, last_at >= begins, last_at < ends)
            .group_by(minute)
            .order_by(func.min(last_at))
        ).all()
    for first, last in spoken:
        if before is not None and first - before > SILENT:
            heard = _first_of(journal, source, first)  # a batch may be long, and that was its last event
            if heard - before > SILENT:
                yield Gap(source, before, heard, silent=True)
        before = last
    if before is not None and until - before > SILENT:
        yield Gap(source, before, None, silent=True)


def _first_of(journal: Journal, source: str, at: datetime) -> datetime:
    """The first instant of the batch of *source* whose last event is of *at*."""
    this = (journal_batch.c.source == source) & (journal_batch.c.last_at == at)
    with journal.db.read() as db:
        first: datetime = db.execute(select(func.min(journal_batch.c.first_at)).where(this)).scalar_one()
    return first
