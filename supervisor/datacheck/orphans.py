"""Facts that belong to nothing, and things that never ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from supervisor.datacheck.finding import Example, Finding, Kind
from supervisor.datacheck.look import Look, listed
from supervisor.people.person import holds
from supervisor.storage.history_tables import (
    history_count,
    history_entry,
    history_ring,
    history_span,
    history_stray,
)

DAY_MS = 24 * 3_600_000
OPEN_MS = DAY_MS
"""What began longer ago than this and never ended will not end any more."""


def orphans(look: Look) -> list[Finding]:
    """Lines and rings without their contact, spans and contacts without an end, people after they left."""
    return [
        *_strays(look),
        *look.gather(Kind.RING_ALONE, _rings_alone(look), "at_ms"),
        *look.gather(Kind.SPAN_OPEN, open_spans(look), "at_ms"),
        *look.gather(Kind.CONTACT_OPEN, open_contacts(look), "at_ms"),
        *listed(Kind.GROUP_AFTER_LEAVING, _groups(look)),
        *listed(Kind.FACTS_AFTER_LEAVING, _facts(look)),
    ]


def _strays(look: Look) -> list[Finding]:
    stray = history_stray.c
    within = (stray.at_ms >= look.begin_ms) & (stray.at_ms < look.end_ms)
    return look.gather(
        Kind.STRAY_LINE,
        select(stray.source, stray.contact, stray.at_ms, stray.line.label("other")).where(within),
        "at_ms",
    )


def _rings_alone(look: Look) -> Select[Any]:
    ring, entry = history_ring.c, history_entry.c
    # a join and not EXISTS: SQLite makes itself an index for it, PostgreSQL a hash
    known = (
        select(entry.source, entry.contact)
        .where(entry.entered_ms >= look.begin_ms - DAY_MS, entry.entered_ms < look.end_ms)
        .distinct()
        .subquery()
    )
    same = (known.c.source == ring.source) & (known.c.contact == ring.contact)
    return (
        select(ring.source, ring.queue, ring.login, ring.contact, ring.at_ms)
        .select_from(history_ring.outerjoin(known, same))
        .where(ring.at_ms >= look.begin_ms, ring.at_ms < look.end_ms, known.c.contact.is_(None))
    )


def open_spans(look: Look) -> Select[Any]:
    """Stretches of agents' time that began within the time, more than OPEN_MS ago, and never ended; *field*
    is the state."""
    span = history_span.c
    last = min(look.end_ms, look.now_ms - OPEN_MS)
    return select(
        span.source,
        span.login,
        span.queue,
        span.state.label("field"),
        span.began_ms.label("at_ms"),
    ).where(span.began_ms >= look.begin_ms, span.began_ms < last, span.ended_ms.is_(None))


def open_contacts(look: Look) -> Select[Any]:
    """Contacts that entered within the time, more than OPEN_MS ago, and never ended; *field* is their
    outcome."""
    entry = history_entry.c
    last = min(look.end_ms, look.now_ms - OPEN_MS)
    return select(
        entry.source,
        entry.queue,
        entry.contact,
        entry.login,
        entry.outcome.label("field"),
        entry.entered_ms.label("at_ms"),
    ).where(entry.entered_ms >= look.begin_ms, entry.entered_ms < last, entry.over == 0)


def _groups(look: Look) -> Iterable[Example]:
    for person in look.roll.persons.values():
        if person.left is None or person.left > look.last_day:
            continue
        for membership in look.roll.memberships.get(person.id, ()):
            group = look.roll.groups.get(membership.group)
            if group is not None and holds(membership.since, membership.until, person.left):
                yield Example(
                    person=person.id, name=person.name, group=group.id, other=group.name, day=person.left
                )


def _facts(look: Look) -> Iterable[Example]:
    """Days of work under the login of somebody who had left by then; *n* days, *day* the first."""
    left = {
        key: person
        for key, uses in look.roll.logins.items()
        for use in uses
        if (person := look.roll.persons.get(use.person or "")) is not None
        and person.left is not None
        and person.left <= look.last_day
        and holds(use.since, use.until, person.left)
    }
    numbers = {
        number: (source, text)
        for number, (kind, source, text) in look.names.items()
        if kind == "login" and (source, text) in left
    }
    if not numbers:
        return
    count = history_count.c
    rows = look.db.execute(
        select(count.login, count.day, func.count())
        .where(count.login.in_(numbers), look.counts(), count.span == "D")
        .group_by(count.login, count.day)
        .order_by(count.login, count.day)
    )
    after: dict[int, list[date]] = {}
    for login, day, _n in rows:
        person = look.roll.who(*numbers[login], day)
        if person is not None and person.left is not None and day >= person.left:
            after.setdefault(login, []).append(day)
    for login, days in after.items():
        source, text = numbers[login]
        person = left[source, text]
        yield Example(
            source=source, login=text, person=person.id, name=person.name, day=days[0], n=float(len(days))
        )
