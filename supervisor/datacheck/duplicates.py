"""Facts that stand twice: under two keys, or told by two sources."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from supervisor.datacheck.finding import EXAMPLES, Example, Finding, Kind
from supervisor.datacheck.look import Look
from supervisor.facts.fields import FIELDS, Group
from supervisor.people.person import LoginUse, holds
from supervisor.storage.history_tables import history_count, history_entry, history_name

NEAR_MS = 5_000
"""Two clocks that tell the same instant differ by less."""


earlier, later = history_entry.alias("earlier"), history_entry.alias("later")


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
    same = (later.c.queue == earlier.c.queue) & (later.c.source == earlier.c.source)
    left = func.coalesce(earlier.c.ended_ms, earlier.c.left_ms, later.c.entered_ms + 1)
    return (
        select(
            earlier.c.source,
            earlier.c.queue,
            earlier.c.contact,
            earlier.c.entered_ms.label("at_ms"),
            later.c.entered_ms.label("other_ms"),
        )
        .join_from(earlier, later, _near())
        .where(_within(look), same, later.c.entered_ms > earlier.c.entered_ms, later.c.entered_ms < left)
    )


def _in_two_sources(look: Look) -> Select[Any]:
    mine, theirs = history_name.alias("mine"), history_name.alias("theirs")
    like = (mine.c.text == theirs.c.text) | ((earlier.c.number != "") & (earlier.c.number == later.c.number))
    first = (later.c.entered_ms > earlier.c.entered_ms) | (later.c.source > earlier.c.source)
    return (
        select(
            earlier.c.source,
            later.c.source.label("other"),
            earlier.c.queue,
            earlier.c.contact,
            earlier.c.entered_ms.label("at_ms"),
            later.c.entered_ms.label("other_ms"),
        )
        .join_from(earlier, later, _near())
        .join(mine, mine.c.id == earlier.c.queue)
        .join(theirs, theirs.c.id == later.c.queue)
        .where(_within(look), earlier.c.source != later.c.source, first, like)
    )


def _near() -> Any:
    """The same contact, seconds later: a look at the few that entered then, by the order of the key. Without
    the empty text SQLite would make an index of all contacts first."""
    apart = later.c.entered_ms.between(earlier.c.entered_ms, earlier.c.entered_ms + NEAR_MS)
    return apart & (later.c.contact.concat("") == earlier.c.contact)


def _within(look: Look) -> Any:
    at_ms = earlier.c.entered_ms
    return (at_ms >= look.begin_ms) & (at_ms < look.end_ms)


# -- days ---------------------------------------------------------------------------------------------------


def _counted_twice(look: Look) -> list[Finding]:
    """Days of a person of which several sources tell the same group of fields: they are not added up, one of
    them is counted."""
    uses = _uses_at_several_sources(look)
    if not uses:
        return []
    count, groups = history_count.c, list(Group)
    told = [func.max(case((_tells(group), 1), else_=0)).label(group.value) for group in groups]
    rows = look.db.execute(  # in the order of the key: nothing is sorted
        select(count.day, count.source, count.login, *told)
        .where(look.counts(), count.span == "D")
        .group_by(count.day, count.span, count.source, count.login)
        .order_by(count.day)
    )
    examples: list[Example] = []
    many = 0
    for day, of_day in groupby(rows, lambda row: row[0]):
        sources: dict[tuple[str, int], set[int]] = {}  # person, group: who tells it
        for row in of_day:
            person = next(
                (use.person for use in uses.get(row[2], ()) if holds(use.since, use.until, day)), None
            )
            if person is not None:
                for place in range(len(groups)):
                    if row[3 + place]:
                        sources.setdefault((person, place), set()).add(row[1])
        twice: dict[str, list[int]] = {}
        for (person, place), by in sources.items():
            if len(by) > 1:
                twice.setdefault(person, []).append(place)
        many += len(twice)
        for person, places in sorted(twice.items()):
            if len(examples) < EXAMPLES:
                by = sources[person, places[0]]
                examples.append(
                    Example(
                        source=look.text(min(by)),
                        other=look.text(max(by)),
                        day=day,
                        person=person,
                        name=look.roll.persons[person].name,
                        field=" ".join(groups[place].value for place in sorted(places)),
                    )
                )
    return [Finding(Kind.COUNTED_TWICE, many, "", tuple(examples))] if many else []


def _tells(group: Group) -> ColumnElement[bool]:
    """Whether a row holds any field of *group*."""
    columns = [history_count.c[field.name] for field in FIELDS if field.group is group]
    return or_(*(column.is_not(None) for column in columns))


def _uses_at_several_sources(look: Look) -> dict[int, list[LoginUse]]:
    """Who stood behind each login (its number), of the people who have logins at more than one source."""
    sources: dict[str, set[str]] = {}
    for (source, _login), uses in look.roll.logins.items():
        for use in uses:
            if use.person in look.roll.persons:
                sources.setdefault(str(use.person), set()).add(source)
    found: dict[int, list[LoginUse]] = {}
    for number, (kind, source, login) in look.names.items():
        uses = look.roll.logins.get((source, login), []) if kind == "login" else []
        several = [use for use in uses if len(sources.get(str(use.person), ())) > 1]
        if several:
            found[number] = several
    return found
