"""Contacts of the history that may be drawn to be judged: answered by known people, and long enough."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, or_, select

from supervisor.clock import BusinessDays
from supervisor.facts.contact import Outcome
from supervisor.history.names import Names
from supervisor.history.period import Period
from supervisor.people.roll import Roll
from supervisor.quality.sampling import Candidate
from supervisor.storage.history_tables import history_entry

SHORTEST_S = 20.0
"""A shorter talk says too little to judge it."""


def candidates(
    history: Connection,
    roll: Roll,
    days: BusinessDays,
    period: Period,
    *,
    persons: Collection[str] | None = None,
    shortest_s: float = SHORTEST_S,
) -> list[Candidate]:
    """The contacts of *period* answered by *persons* (None: by anybody known), as far as they are still kept
    one by one."""
    names = Names()
    of = names.read(history)
    table = history_entry.c
    low, high = (round(at.timestamp() * 1000) for at in (days.begins(period.first), days.ends(period.last)))
    wanted = select(
        table.entered_ms,
        table.source,
        table.login,
        table.contact,
        table.channel,
        table.queue,
        table.type,
        table.talk_s,
    ).where(
        table.entered_ms >= low,
        table.entered_ms < high,
        table.outcome == Outcome.ANSWERED.value,
        table.login != 0,
        or_(table.talk_s.is_(None), table.talk_s >= shortest_s),
    )
    if persons is not None:
        logins = {key for key, uses in roll.logins.items() if any(use.person in persons for use in uses)}
        numbers = [
            number
            for number, (kind, source, text) in of.items()
            if kind == "login" and (source, text) in logins
        ]
        wanted = wanted.where(table.login.in_(numbers))
    found = []
    for entered_ms, source, login, contact, channel, queue, type_, talk_s in history.execute(wanted):
        at = days.local(datetime.fromtimestamp(entered_ms / 1000, UTC))
        day = days.day(at)
        source_name = of[source][2]
        person = roll.who(source_name, of[login][2], day)
        if person is None or (persons is not None and person.id not in persons):
            continue
        queue_name = of[queue][2] if queue else ""
        skill = roll.skill_of(source_name, queue_name)
        found.append(
            Candidate(
                source_name,
                contact,
                at,
                day,
                person.id,
                channel,
                queue_name,
                skill.id if skill else "",
                of[type_][2] if type_ else "",
                talk_s,
            )
        )
    return found
