"""Names in the facts that nobody has said the meaning of: logins, queues, break codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from supervisor.datacheck.finding import Example, Finding, Kind
from supervisor.datacheck.look import Look, listed
from supervisor.facts.agent_time import State
from supervisor.people.person import GroupKind, holds
from supervisor.storage.history_tables import history_count, history_entry, history_slot, history_span

SLOT_MS = 15 * 60_000


def names(look: Look) -> list[Finding]:
    """Logins without a person, queues without a skill group, unknown break codes, skills without a queue."""
    return [
        *listed(Kind.LOGIN_UNKNOWN, logins_unknown(look)),
        *listed(Kind.QUEUE_WITHOUT_SKILL, _queues(look)),
        *listed(Kind.CODE_UNKNOWN, _codes(look)),
        *listed(Kind.SKILL_WITHOUT_QUEUE, _skills(look)),
    ]


def logins_unknown(look: Look) -> Iterable[Example]:
    """Those with facts on a day on which nobody is said to stand behind them; *n* facts in the time."""
    entry, count = history_entry.c, history_count.c
    found: dict[tuple[str, str], tuple[int, date, date]] = {}
    rows = look.db.execute(
        select(
            entry.source, entry.login, func.count(), func.min(entry.entered_ms), func.max(entry.entered_ms)
        )
        .where(look.uncounted(), entry.login != 0)
        .group_by(entry.source, entry.login)
    )
    of = look.settings.days
    for source, login, n, first_ms, last_ms in rows:
        first, last = (of.day(datetime.fromtimestamp(ms / 1000, UTC)) for ms in (first_ms, last_ms))
        found[look.text(source), look.text(login)] = n, first, last
    counted = look.db.execute(
        select(count.source, count.login, func.count(), func.min(count.day), func.max(count.day))
        .where(look.counts())
        .group_by(count.source, count.login)
    )
    for source, login, n, first, last in counted:
        key = look.text(source), look.text(login)
        many, since, until = found.get(key, (0, first, last))
        found[key] = max(n, many), min(first, since), max(last, until)
    for (source, login), (n, first, last) in sorted(found.items(), key=lambda item: (-item[1][0], item[0])):
        if not look.roll.is_known(source, login):
            yield Example(source=source, login=login, day=first, n=float(n))
            continue
        uses = look.roll.behind(source, login)
        for day in (first, last):
            if not any(holds(use.since, use.until, day) for use in uses):
                yield Example(source=source, login=login, day=day, n=float(n))
                break


def _queues(look: Look) -> Iterable[Example]:
    entry, count, slot = history_entry.c, history_count.c, history_slot.c
    found: dict[tuple[str, str], int] = defaultdict(int)
    for question in (
        select(slot.source, slot.queue, func.sum(slot.entries))
        .where(slot.slot >= look.begin_ms // SLOT_MS, slot.slot < look.end_ms // SLOT_MS, slot.queue != 0)
        .group_by(slot.source, slot.queue),
        select(entry.source, entry.queue, func.count())
        .where(look.uncounted(), entry.queue != 0)
        .group_by(entry.source, entry.queue),
        select(count.source, count.queue, func.count())
        .where(look.counts(), count.queue != 0)
        .group_by(count.source, count.queue),
    ):
        for source, queue, n in look.db.execute(question):
            key = look.text(source), look.text(queue)
            found[key] = max(found[key], n)
    for (source, queue), n in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if look.roll.skill_of(source, queue) is None:
            yield Example(source=source, queue=queue, n=float(n))


def _codes(look: Look) -> Iterable[Example]:
    span = history_span.c
    known = {code.code for code in look.settings.break_codes}
    rows = look.db.execute(
        select(span.source, span.code, func.count())
        .where(
            span.began_ms >= look.begin_ms,
            span.began_ms < look.end_ms,
            span.state == State.BREAK.value,
            span.code != 0,
        )
        .group_by(span.source, span.code)
    )
    told = [(look.text(source), look.text(code), n) for source, code, n in rows]
    for source, code, n in sorted(told, key=lambda row: (-row[2], row)):
        if code not in known:
            yield Example(source=source, other=code, n=float(n))


def _skills(look: Look) -> Iterable[Example]:
    served = set(look.roll.skills.values())
    for group in look.roll.groups.values():
        if group.kind is GroupKind.SKILL and group.id not in served:
            yield Example(group=group.id, name=group.name)
