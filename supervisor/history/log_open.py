"""The stays that go on where a stretch of a log ends, and what later files say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from supervisor.facts.agent_time import What
from supervisor.facts.contact import Entry, Outcome, Told
from supervisor.history.entries import CLOCKS_MS, NEAR_MS
from supervisor.history.log_segments import digests
from supervisor.history.names import Names
from supervisor.sources.asterisk.queue_log_facts import LOST, Stray, complete
from supervisor.storage.history_tables import history_entry, history_mark, history_ring, history_stray

DAY_MS = 86_400_000
"""Nobody waits or talks longer than this without the source having begun anew."""

_MANY = 500  # names in one question

_TOLD_BY_LOG = history_entry.c.told.bitwise_and(int(Told.LOG)) != 0


def going_on(db: Connection, names: Names, source: str, at_ms: int, latest_ms: int) -> list[Entry]:
    """The stays that the log of *source* left open at *at_ms*, and those that only a later start closed: when
    the file between is read later, its lines know better. They entered at *latest_ms* or before.
    """
    number = names.number(db, "source", "", source)
    by_start = or_(
        and_(history_entry.c.outcome == Outcome.LOST.value, history_entry.c.left_ms > at_ms),
        and_(history_entry.c.ended_by == LOST, history_entry.c.ended_ms > at_ms),
    )
    # what the events told first has their instant: a little later, or by another clock
    latest = at_ms + NEAR_MS
    heard = history_entry.c.told.bitwise_and(int(Told.LIVE)) != 0
    in_time = or_(history_entry.c.entered_ms <= latest_ms, heard)
    by_clock = or_(
        history_entry.c.entered_ms <= latest, and_(heard, history_entry.c.entered_ms <= at_ms + CLOCKS_MS)
    )
    found = [
        (history_entry.c.over == 0) & by_clock,
        (history_entry.c.over == 1) & history_entry.c.entered_ms.between(at_ms - DAY_MS, latest) & by_start,
    ]
    mine = (history_entry.c.source == number) & _TOLD_BY_LOG & in_time
    return [
        _entry(db, names, row)
        for which in found
        for row in db.execute(select(history_entry).where(mine, which).order_by(history_entry.c.entered_ms))
    ]


def _entry(db: Connection, names: Names, row: Any) -> Entry:
    # what the events told of its talk stays in the row: the log's own word is still to come
    return Entry(
        row.contact,
        names.text(db, row.queue),
        row.entered_ms,
        Outcome(row.outcome),
        row.left_ms,
        row.wait_s,
        names.text(db, row.login),
        row.ring_s,
        ended_ms=row.ended_ms,
        ended_by=row.ended_by,
        position=row.position,
        number=row.number,
        channel=row.channel,
        type=names.text(db, row.type),
        over=bool(row.over),
    )


def told_of_instant(
    db: Connection, names: Names, source: str, at_ms: int
) -> tuple[int, dict[tuple[str, str], int], dict[tuple[str, str, str], int]]:
    """How many marks, entries and rings of the second that begins at *at_ms* are known: see
    `QueueLogFacts.prime`."""
    number = names.number(db, "source", "", source)
    of = history_mark.c
    marks = db.execute(select(func.max(of.seq)).where(of.source == number, of.at_ms == at_ms)).scalar_one()
    entered: dict[tuple[str, str], int] = defaultdict(int)
    ec = history_entry.c
    entered_rows = db.execute(
        select(ec.contact, ec.queue).where(
            ec.source == number, ec.entered_ms.between(at_ms, at_ms + 999), _TOLD_BY_LOG
        )
    )
    for contact, queue in entered_rows:
        entered[contact, names.text(db, queue)] += 1
    rang: dict[tuple[str, str, str], int] = defaultdict(int)
    rc = history_ring.c
    rang_rows = db.execute(
        select(rc.contact, rc.queue, rc.login).where(
            rc.source == number,
            rc.at_ms.between(at_ms, at_ms + 999),
            rc.told.bitwise_and(int(Told.LOG)) != 0,
        )
    )
    for contact, queue, login in rang_rows:
        rang[contact, names.text(db, queue), names.text(db, login)] += 1
    return (0 if marks is None else marks + 1), entered, rang


def start_since(db: Connection, names: Names, source: str, at_ms: int, *, including: bool) -> int | None:
    """When the source began anew for the first time after *at_ms*, as far as its log is known."""
    of = history_mark.c
    since = of.at_ms >= at_ms if including else of.at_ms > at_ms
    found = select(func.min(of.at_ms)).where(
        of.source == names.number(db, "source", "", source), of.what == What.START.value, since
    )
    at: int | None = db.execute(found).scalar_one()
    return at


def go_on(
    db: Connection,
    names: Names,
    source: str,
    entries: Sequence[Entry],
    since_ms: int,
    start_ms: int | None,
    same: Collection[str],
    changed: Callable[[Entry], None],
) -> None:
    """Let *entries*, open at *since_ms*, go on by what is known of the log behind it.

    *same* are digests of the lines of that very instant that are behind it.
    """
    number = names.number(db, "source", "", source)
    for begin in range(0, len(entries), _MANY):
        some = entries[begin : begin + _MANY]
        contacts = {entry.contact for entry in some}
        strays: dict[str, list[Stray]] = defaultdict(list)
        sc = history_stray.c
        for contact, at_ms, line in db.execute(
            select(sc.contact, sc.at_ms, sc.line)
            .where(sc.source == source, sc.contact.in_(contacts), sc.at_ms >= since_ms)
            .order_by(sc.at_ms, sc.id)
        ):
            if at_ms > since_ms or digests([line.encode()])[0] in same:
                strays[contact].append(Stray(contact, at_ms, line))
        later: dict[tuple[str, str], list[tuple[int, int | None]]] = defaultdict(list)
        ec = history_entry.c
        low, high = min(entry.entered_ms for entry in some), max(entry.entered_ms for entry in some)
        for row in db.execute(
            select(ec.contact, ec.queue, ec.entered_ms, ec.left_ms, ec.outcome)
            .where(ec.source == number, ec.entered_ms.between(low, high + DAY_MS), _TOLD_BY_LOG)
            .where(ec.contact.in_(contacts))
            .order_by(ec.entered_ms)
        ):
            talk_ms = row.left_ms if row.outcome == Outcome.ANSWERED.value else None
            later[row.contact, names.text(db, row.queue)].append((row.entered_ms, talk_ms))
        for entry in some:
            others = [
                (entered_ms, talk_ms)
                for entered_ms, talk_ms in later[entry.contact, entry.queue]
                if entered_ms > entry.entered_ms
            ]
            if complete(
                entry,
                strays[entry.contact],
                start_ms,
                next((entered_ms for entered_ms, _talk in others), None),
                next((talk_ms for _entered, talk_ms in others if talk_ms is not None), None),
            ):
                changed(entry)
