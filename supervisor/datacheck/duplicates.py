"""Facts that stand twice: under two keys, or told by two sources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Date, bindparam, func, select, text
from sqlalchemy.sql.expression import Select

from supervisor.datacheck.finding import EXAMPLES, Example, Finding, Kind
from supervisor.datacheck.look import Look
from supervisor.facts.fields import FIELDS, Group
from supervisor.storage.history_tables import history_entry, history_name

NEAR_MS = 5_000
"""Two clocks that tell the same instant differ by less."""


def duplicates(look: Look) -> list[Finding]:
    """Contacts that stand twice in one source, contacts that two sources tell, days that two sources tell."""
    return [
        *look.gather(Kind.CONTACT_TWICE, contacts_twice(look), "at_ms"),
        *look.gather(Kind.CONTACT_IN_TWO_SOURCES, _in_two_sources(look), "at_ms"),
        *_counted_twice(look),
    ]


def contacts_twice(look: Look) -> Select[Any]:
    """Stays of one contact in one queue of one source that overlap and began seconds apart; *at_ms* is that
    of the earlier one, *other_ms* of the later. A customer who left and came back is no duplicate."""
    entry = _beside(look)
    same = (entry.c.queue == entry.c.queue_before) & (entry.c.source == entry.c.source_before)
    overlaps = entry.c.entered_ms < func.coalesce(entry.c.left_before, entry.c.entered_ms + 1)
    return select(
        entry.c.source,
        entry.c.queue,
        entry.c.contact,
        entry.c.entered_before.label("at_ms"),
        entry.c.entered_ms.label("other_ms"),
    ).where(same, overlaps, _near(entry))


def _in_two_sources(look: Look) -> Select[Any]:
    entry = _beside(look)
    mine, theirs = history_name.alias("mine"), history_name.alias("theirs")
    like = (mine.c.text == theirs.c.text) | (
        (entry.c.number != "") & (entry.c.number == entry.c.number_before)
    )
    return (
        select(
            entry.c.source_before.label("source"),
            entry.c.source.label("other"),
            entry.c.queue,
            entry.c.contact,
            entry.c.entered_before.label("at_ms"),
            entry.c.entered_ms.label("other_ms"),
        )
        .join_from(entry, mine, mine.c.id == entry.c.queue)
        .join(theirs, theirs.c.id == entry.c.queue_before)
        .where(entry.c.source != entry.c.source_before, _near(entry), like)
    )


def _beside(look: Look) -> Any:
    """Each contact's stay beside the one before it of the same name, in whatever queue and source."""
    entry = history_entry.c

    def before(column: Any, name: str) -> Any:
        return (
            func.lag(column)
            .over(partition_by=entry.contact, order_by=(entry.entered_ms, entry.source, entry.queue))
            .label(name)
        )

    return (
        select(
            entry.source,
            entry.queue,
            entry.contact,
            entry.entered_ms,
            entry.number,
            before(entry.source, "source_before"),
            before(entry.queue, "queue_before"),
            before(entry.entered_ms, "entered_before"),
            before(func.coalesce(entry.ended_ms, entry.left_ms), "left_before"),
            before(entry.number, "number_before"),
        )
        .where(look.entries())
        .subquery()
    )


def _near(entry: Any) -> Any:
    return entry.c.entered_ms - entry.c.entered_before <= NEAR_MS


# -- days ---------------------------------------------------------------------------------------------------


def _counted_twice(look: Look) -> list[Finding]:
    """Days of a person of which several sources tell the same group of fields: they are not added up, one of
    them is counted."""
    several = _at_several_sources(look)
    who = [use for use in _uses(look) if use[1] in several]
    if not who:
        return []
    groups = list(Group)
    flags = ", ".join(
        f"MAX(CASE WHEN {_any_of(group)} THEN 1 ELSE 0 END) AS g{place}" for place, group in enumerate(groups)
    )
    twice = " OR ".join(f"SUM(g{place}) > 1" for place in range(len(groups)))
    sums = ", ".join(f"SUM(g{place}) AS g{place}" for place in range(len(groups)))
    rows = look.db.execute(
        text(
            f"WITH who(login, person, since, until) AS ({_who_rows(look.db.dialect.name)}),"  # noqa: S608
            f" told AS (SELECT history_count.day AS day, source, person, {flags}"
            " FROM history_count JOIN who ON who.login = history_count.login"
            " AND (since IS NULL OR since <= day) AND (until IS NULL OR day < until)"
            " WHERE span = 'D' AND day >= :first AND day <= :last"
            " GROUP BY history_count.day, source, person)"
            f" SELECT day, person, MIN(source) AS source, MAX(source) AS other, {sums} FROM told"
            f" GROUP BY day, person HAVING {twice} ORDER BY day, person"
        )
        .bindparams(
            bindparam("who", json.dumps(who)),
            bindparam("first", look.first_day, Date),
            bindparam("last", look.last_day, Date),
        )
        .columns(day=Date)
    )
    examples: list[Example] = []
    count = 0
    for row in rows:
        count += 1
        if len(examples) < EXAMPLES:
            of = [group.value for place, group in enumerate(groups) if getattr(row, f"g{place}") > 1]
            examples.append(
                Example(
                    source=look.text(row.source),
                    other=look.text(row.other),
                    day=row.day,
                    person=row.person,
                    name=look.roll.persons[row.person].name,
                    field=" ".join(of),
                )
            )
    return [Finding(Kind.COUNTED_TWICE, count, "", tuple(examples))] if count else []


def _any_of(group: Group) -> str:
    """Whether a row holds any field of *group*."""
    names = [field.name for field in FIELDS if field.group is group]
    return f"COALESCE({', '.join((*names, 'NULL'))}) IS NOT NULL"


def _who_rows(dialect: str) -> str:
    """The JSON list :who as rows."""
    if dialect == "postgresql":
        return (
            "SELECT CAST(value ->> 0 AS integer), value ->> 1, CAST(value ->> 2 AS date),"
            " CAST(value ->> 3 AS date) FROM jsonb_array_elements(CAST(:who AS jsonb))"
        )
    parts = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(4))
    return f"SELECT {parts} FROM json_each(:who)"  # noqa: S608


def _uses(look: Look) -> Iterator[tuple[int, str, str | None, str | None]]:
    """Number of a login, person, since, until: of every login that somebody stands behind."""
    numbers = {
        (source, login): number for number, (kind, source, login) in look.names.items() if kind == "login"
    }
    for key, uses in look.roll.logins.items():
        for use in uses:
            if use.person in look.roll.persons and key in numbers:
                since = use.since.isoformat() if use.since else None
                until = use.until.isoformat() if use.until else None
                yield numbers[key], str(use.person), since, until


def _at_several_sources(look: Look) -> frozenset[str]:
    sources: dict[str, set[str]] = {}
    for (source, _login), uses in look.roll.logins.items():
        for use in uses:
            if use.person:
                sources.setdefault(use.person, set()).add(source)
    return frozenset(person for person, found in sources.items() if len(found) > 1)
